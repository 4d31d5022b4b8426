"""Sentences parsed by spaCy: tags, dependencies, entities. Parses are kept, least recent out."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from qa.kept import Kept
from qa.text import load_language_model, plain_spaces

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Token

__all__ = ["language_model", "parse", "parse_all", "token_at", "tokens_in"]

_KEPT = 2_000
_LONGEST = 2_000  # characters of a sentence that are parsed; the rest carries no marks
_parsed: Kept[Doc] = Kept(_KEPT)
_PARSING = threading.Lock()
_LOADING = threading.Lock()


def parse(text: str) -> Doc:
    """The parse of one sentence, with common spaces; character offsets are those of `text`."""
    return parse_all([text])[0]


def parse_all(texts: Sequence[str]) -> list[Doc]:
    """The parses of several sentences, in order."""
    return _parsed.look_up(texts, _parsed_anew)


def _parsed_anew(texts: list[str]) -> list[Doc]:
    given = [plain_spaces(text[:_LONGEST]) for text in texts]
    with _PARSING:  # the model is not made for several threads, and holds Python's lock anyway
        return list(language_model().pipe(given, batch_size=32))


def language_model() -> Language:
    """The spaCy model, loaded at the first call."""
    with _LOADING:
        return _loaded()


@cache
def _loaded() -> Language:
    return load_language_model()


def token_at(doc: Doc, start: int) -> Token | None:
    """The token in which a character stands, or the one behind it."""
    return next((t for t in doc if t.idx + len(t) > start), None)


def tokens_in(doc: Doc, start: int, end: int) -> list[Token]:
    """The tokens that begin between two characters."""
    return [t for t in doc if start <= t.idx < end]
