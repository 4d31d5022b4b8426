"""Sentences parsed by spaCy: tags, dependencies, entities. Parses are kept, least recent out."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from qa.text import SPACY_PACKAGE

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

__all__ = ["parse", "parse_all"]

_KEPT = 2_000
_LONGEST = 2_000  # characters of a sentence that are parsed; the rest carries no marks
_parsed: OrderedDict[str, Doc] = OrderedDict()
_LOCK = threading.Lock()


def parse(text: str) -> Doc:
    """The parse of one sentence; character offsets are those of `text`."""
    return parse_all([text])[0]


def parse_all(texts: Sequence[str]) -> list[Doc]:
    """The parses of several sentences, in order."""
    with _LOCK:
        missing = [text for text in dict.fromkeys(texts) if text not in _parsed]
        fresh = _model().pipe([text[:_LONGEST] for text in missing], batch_size=32)
        _parsed.update(zip(missing, fresh, strict=True))
        docs = [_parsed[text] for text in texts]
        for text in texts:
            _parsed.move_to_end(text)
        while len(_parsed) > _KEPT:
            _parsed.popitem(last=False)
    return docs


@cache
def _model() -> Language:
    import spacy

    return spacy.load(SPACY_PACKAGE)
