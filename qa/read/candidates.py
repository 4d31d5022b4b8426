"""Candidates for answering words, and the small cuts that make them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qa.read.question import Question
from qa.text import term

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token
    from spacy.tokens import Span as Chunk

__all__ = ["Candidate", "asked_for", "between", "subtree", "trimmed"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Words that may answer: offsets into the sentence, and how well they fit, 0 to 1.

    on_deed: the sentence says of them, or of that day, the very thing that is asked about.
    elsewhere: it says that they hold the office asked about of something else, that somebody else
    than whom is asked about says them, or another figure by which something is so.
    """

    start: int
    end: int
    fit: float
    on_deed: bool = False
    elsewhere: bool = False

    def fitting(self, fit: float) -> Candidate:
        return replace(self, fit=fit)


def asked_for(question: Question, text: str) -> bool:
    """True when the question itself says all these words."""
    said = {t for word in re.findall(r"[\w’'.-]+", text) if (t := term(word))}
    return bool(said) and said <= question.term_set


def between(doc: Doc, first: int, last: int, fit: float) -> Candidate:
    return Candidate(doc[first].idx, doc[last].idx + len(doc[last]), fit)


def subtree(token: Token, fit: float) -> Candidate:
    """The words under `token`, without punctuation at the end."""
    doc = token.doc
    first, last = token.left_edge.i, token.right_edge.i
    while last > first and (doc[last].is_punct or doc[last].is_space):
        if _closes_inside(doc[first:last].text, doc[last].text):
            break
        last -= 1
    # a closing mark that the parser hung elsewhere
    if last + 1 < len(doc) and _closes_inside(doc[first : last + 1].text, doc[last + 1].text):
        last += 1
    return between(doc, first, last, fit)


def _closes_inside(text: str, mark: str) -> bool:
    """True for a closing mark whose partner stands in `text`: it belongs to the words."""
    partner = {"”": "“", "’": "‘", ")": "(", "]": "[", "»": "«"}.get(mark)
    if mark == '"':
        return text.count(mark) % 2 == 1
    return partner is not None and text.count(partner) > text.count(mark)


def trimmed(chunk: Chunk) -> tuple[int, int]:
    first = chunk.start
    while first < chunk.end - 1 and chunk.doc[first].lower_ in {"the", "a", "an"}:
        first += 1
    return chunk.doc[first].idx, chunk.end_char
