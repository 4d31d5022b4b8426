"""File formats: one loader a suffix. A new format is a function and a line in `LOADERS`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from types import MappingProxyType

from qa.articles.decoding import decode

__all__ = ["LOADERS", "Extract", "Loader", "loader_for"]


@dataclass(frozen=True, slots=True)
class Extract:
    """One article as its file gives it; None where the format has no place for a value.

    id: the article's own id when a file holds several, "" when it holds one.
    """

    text: str
    id: str = ""
    title: str | None = None
    source: str | None = None
    published: str | None = None
    byline: str | None = None
    url: str | None = None
    notes: tuple[str, ...] = ()


Loader = Callable[[bytes, str], tuple[Extract, ...]]


def loader_for(path: str) -> Loader | None:
    """The loader for a file of this name, or None when its kind is not read."""
    return LOADERS.get(PurePosixPath(path).suffix.lower())


def _plain_text(raw: bytes, path: str) -> tuple[Extract, ...]:
    text, notes = decode(raw)
    return (Extract(text, notes=notes),)


LOADERS: Mapping[str, Loader] = MappingProxyType({".txt": _plain_text, ".text": _plain_text})
