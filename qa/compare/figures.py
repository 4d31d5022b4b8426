"""Figures in their sentences: what is counted, who does what, when and where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from qa.articles.lines import one_line
from qa.compare.claims import Claim, Sentence, content
from qa.compare.counted import counted_noun, described, number_token
from qa.compare.quantities import Quantity, quantities
from qa.read.sufferers import PEOPLE
from qa.records import Document, Span
from qa.text import term

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

__all__ = ["DEATHS", "Figure", "figures"]

_PEOPLE = frozenset(map(term, PEOPLE)) | {"live", "soul", "fatal"}
DEATHS = frozenset("kill die death dead live casualti fatal claim perish toll".split())


@dataclass(frozen=True, slots=True)
class Figure(Claim):
    """A quantity where an article states it; its span is that of the figure with what it counts
    ("six rounds").

    counted: term of the noun counted, or ""; noun: as written; between: the words from the figure
    to it; about: with what describes it; of: terms of the description.
    """

    quantity: Quantity
    counted: str
    of: frozenset[str]
    noun: str
    between: str
    about: str


def figures(document: Document, sentence: Span) -> tuple[Figure, ...]:
    """The figures of one sentence, in order."""
    return _figures(document, sentence.start, sentence.end)


@lru_cache(maxsize=4_000)
def _figures(document: Document, start: int, end: int) -> tuple[Figure, ...]:
    return tuple(_read(document, Span(start, end)))


def _read(document: Document, span: Span) -> Iterator[Figure]:
    text = document.text[span.start : span.end]
    stated = list(quantities(text))
    if not stated:  # a parse is what costs time
        return
    sentence = Sentence(document, span)
    doc = sentence.doc
    for quantity in stated:
        token = number_token(doc, quantity)
        if token is None or _is_time(doc, quantity, sentence.times):
            continue
        noun, last = counted_noun(doc, token, quantity)
        end = max(quantity.end, last)
        yield Figure(
            **sentence.claim(noun or token, quantity.start, quantity.end, end),
            quantity=quantity,
            counted=_noun_term(noun),
            of=frozenset(content(described(noun))) if noun is not None else frozenset(),
            noun=noun.lower_ if noun is not None else "",
            between=text[quantity.end : noun.idx] if noun is not None else "",
            about=_about(doc, quantity, noun, end),
        )


def _is_time(doc: Doc, quantity: Quantity, times: list[tuple[int, int]]) -> bool:
    """True for days, years and hours; lengths of time are figures."""
    if any(start < quantity.end and quantity.start < end for start, end in times):
        return True
    bare = not quantity.unit and quantity.relation == "exact"
    if bare and quantity.low == quantity.high and 1500 <= quantity.low < 2100:
        token = next((t for t in doc if t.idx >= quantity.start), None)
        return token is not None and token.ent_type_ == "DATE"
    return False


def _about(doc: Doc, quantity: Quantity, noun: Token | None, end: int) -> str:
    """What is counted, word for word: "rounds of Astana talks"."""
    if noun is None or quantity.unit:
        return ""
    last = max(end, noun.idx + len(noun))
    return one_line(doc.text[quantity.end : last])


def _noun_term(noun: Token | None) -> str:
    if noun is None or noun.like_num or not noun.is_alpha:
        return ""
    found = term(noun.text)
    return "peopl" if found in _PEOPLE else found
