"""Answering words for "when", "where", "how many" and "how long"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from qa.read.candidates import Candidate, asked_for, trimmed
from qa.read.names import dates, durations, names, numbers
from qa.read.question import Question
from qa.text import term

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

__all__ = ["find_how_long", "find_how_many", "find_when", "find_where"]


def find_when(question: Question, doc: Doc, places: frozenset[str]) -> Iterator[Candidate]:
    for start, end in dates(doc):
        precise = bool(re.search(r"\d", doc.text[start:end]))
        yield Candidate(start, end, 0.6 + 0.1 * precise)


_LOCATIVE = frozenset("in at near on off outside inside across around within towards".split())


_LOCATIONS = frozenset(
    """
    airport area bank base border building camp capital centre center city coast corner country
    district east front headquarters hall home hospital hotel house island lake mountain north
    northeast northwest office outskirt palace park place port prison province region resort
    river road room school sea shore site south southeast southwest square station street suburb
    town university valley village west
    """.split()
)


def find_where(question: Question, doc: Doc, places: frozenset[str]) -> Iterator[Candidate]:
    for start, end, head in _joined_places(doc, places, question):
        located = head.dep_ == "pobj" and head.head.lower_ in _LOCATIVE
        nearby = head.dep_ == "pobj" and head.head.lower_ in {"of", "to", "from", "for"}
        yield Candidate(start, end, 0.45 + 0.25 * located + 0.1 * nearby)
    for chunk in doc.noun_chunks:
        noun = chunk.root
        if noun.pos_ in {"NOUN", "PROPN"} and noun.lemma_.lower() in _LOCATIONS:
            located = noun.dep_ == "pobj" and noun.head.lower_ in _LOCATIVE | {"for", "to"}
            start, end = trimmed(chunk)
            yield Candidate(start, end, 0.4 + 0.25 * located)


def _joined_places(
    doc: Doc, places: frozenset[str], question: Question
) -> Iterator[tuple[int, int, Token]]:
    """Places, "Astana, Kazakhstan" as one; also what stands behind "in" under another label."""
    found = [
        n
        for n in names(doc, places)
        if n.type == "place"
        or doc.text[n.start : n.end] in places
        or (
            n.head.dep_ == "pobj"
            and n.head.head.lower_ in {"in", "at", "near"}
            and n.type != "person"
        )
    ]
    found = [n for n in found if not asked_for(question, doc.text[n.start : n.end])]
    joined: list[tuple[int, int, Token]] = []
    for name in sorted(found, key=lambda n: n.start):
        if joined and doc.text[joined[-1][1] : name.start] == ", " and name.head.dep_ == "appos":
            start, _, head = joined.pop()
            joined.append((start, name.end, head))
        else:
            joined.append((name.start, name.end, name.head))
    yield from joined


_PEOPLE = frozenset("people person life death civilian victim casualty human".split())


def find_how_many(question: Question, doc: Doc, places: frozenset[str]) -> Iterator[Candidate]:
    asked_people = bool(question.focus & {term(w) for w in _PEOPLE})
    for start, end, noun in numbers(doc):
        counted = {term(t.text) for t in doc if start <= t.idx < end}
        if counted & question.focus or (asked_people and noun.lemma_.lower() in _PEOPLE):
            fit = 0.75
        else:
            fit = 0.25 if question.focus else 0.45
        yield Candidate(start, end, fit)


_AGE = re.compile(
    r"\b\d{1,3}[- ]years?[- ]old\b|\baged? \d{1,3}\b|(?<=, )\d{1,3}(?=,)", re.IGNORECASE
)


def find_how_long(question: Question, doc: Doc, places: frozenset[str]) -> Iterator[Candidate]:
    if re.search(r"\bhow old\b", question.text, re.IGNORECASE):
        for match in _AGE.finditer(doc.text):
            yield Candidate(match.start(), match.end(), 0.7)
        return
    for start, end in durations(doc):
        yield Candidate(start, end, 0.6)
    for candidate in find_how_many(question, doc, places):
        yield Candidate(candidate.start, candidate.end, candidate.fit - 0.25)
