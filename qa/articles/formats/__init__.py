"""File formats: one loader a suffix. A new format is a module with a function, and a line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from types import MappingProxyType

from qa.articles.formats.extract import Extract, Unreadable
from qa.articles.formats.html import load_html
from qa.articles.formats.mail import load_mail
from qa.articles.formats.pdf import load_pdf
from qa.articles.formats.tables import load_csv, load_jsonl
from qa.articles.formats.texts import load_markdown, load_text
from qa.articles.formats.word import load_docx

__all__ = ["LOADERS", "Extract", "Loader", "Unreadable", "holds_many", "loader_for"]

Loader = Callable[[bytes], tuple[Extract, ...]]

LOADERS: Mapping[str, Loader] = MappingProxyType(
    {
        ".txt": load_text,
        ".text": load_text,
        ".md": load_markdown,
        ".markdown": load_markdown,
        ".html": load_html,
        ".htm": load_html,
        ".xhtml": load_html,
        ".pdf": load_pdf,
        ".docx": load_docx,
        ".eml": load_mail,
        ".jsonl": load_jsonl,
        ".csv": load_csv,
        ".tsv": load_csv,
    }
)


def loader_for(path: str) -> Loader | None:
    """The loader for a file of this name, or None when its kind is not read."""
    return LOADERS.get(PurePosixPath(path).suffix.lower())


def holds_many(path: str) -> bool:
    """True when a file of this name is a table, each row an article."""
    return loader_for(path) in (load_jsonl, load_csv)
