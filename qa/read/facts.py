"""Answering words for "when", "where", "how many" and "how long"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from qa.read.candidates import Candidate, asked_for, trimmed
from qa.read.deeds import deeds
from qa.read.doers import asked_deeds, asks_of_doer, doer, happened, suffered, verb_above
from qa.read.measures import find_measure
from qa.read.names import dates, durations, names, numbers
from qa.read.question import Question
from qa.read.sufferers import PEOPLE, asks_for_people, done_to
from qa.read.sums import names_a_sum
from qa.read.syntax import token_at, tokens_in
from qa.text import term

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

__all__ = ["find_how_long", "find_how_many", "find_when", "find_where"]


def find_when(question: Question, doc: Doc, places: frozenset[str]) -> Iterator[Candidate]:
    asked, of_doer = asked_deeds(question.text), asks_of_doer(question.text)
    for start, end in dates(doc):
        precise = bool(re.search(r"\d", doc.text[start:end]))
        token = token_at(doc, start)
        # "the end of May" ends nothing
        edges = (t for t in doc if t.lower_ in _EDGES and t.idx < end and _leads_to(t, start))
        others = asked.difference(*(deeds(t, tagged=False) for t in edges))
        on_it = (
            token is not None
            and not others.isdisjoint(happened(token))
            and not (of_doer and doer(verb_above(token)).is_another(question.term_set))
        )
        yield Candidate(start, end, 0.6 + 0.1 * precise, on_it)


_EDGES = {"start", "beginning", "close", "end", "opening"}  # of a month or a year


def _leads_to(edge: Token, start: int) -> bool:
    """Whether an edge of a period is in the date that starts there, or "of" it right in front."""
    return edge.idx >= start or edge.doc.text[edge.idx + len(edge) : start].split() == ["of"]


_LOCATIVE = frozenset("in at near on off outside inside across around within towards".split())


# Parts of a place that are places by themselves
_SIDES = frozenset(
    """
    area border center centre coast corner district east north northeast northwest outskirt shore
    south southeast southwest suburb west
    """.split()
)


_LOCATIONS = _SIDES | frozenset(
    """
    airport bank base building camp capital city country front headquarters hall home hospital
    hotel house island lake mountain office palace park place port prison province region resort
    river road room school sea site square station street town university valley village
    """.split()
)


# What is a part of the place that "of" names: "the Eastern Ghouta suburb of Damascus"
_PARTS = _SIDES | frozenset("edge neighborhood neighbourhood part quarter".split())


def find_where(question: Question, doc: Doc, places: frozenset[str]) -> Iterator[Candidate]:
    for start, end, head in _joined_places(doc, places, question):
        located = head.dep_ == "pobj" and head.head.lower_ in _LOCATIVE
        nearby = head.dep_ == "pobj" and head.head.lower_ in {"of", "to", "from", "for"}
        yield Candidate(start, end, 0.45 + 0.25 * located + 0.1 * nearby)
    for token in doc:  # "the city of Hama", whatever the recogniser makes of it
        if question.noun and token.lemma_.lower() == question.noun:
            for of in (c for c in token.children if c.dep_ == "prep" and c.lower_ == "of"):
                for name in (c for c in of.children if c.pos_ == "PROPN"):
                    start = name.left_edge.idx
                    yield Candidate(start, name.idx + len(name), 0.65)
    for chunk in doc.noun_chunks:
        noun = chunk.root
        if noun.pos_ in {"NOUN", "PROPN"} and noun.lemma_.lower() in _LOCATIONS:
            located = noun.dep_ == "pobj" and noun.head.lower_ in _LOCATIVE | {"for", "to"}
            start, end = trimmed(chunk)
            yield Candidate(start, end, 0.4 + 0.25 * located)


def _joined_places(
    doc: Doc, places: frozenset[str], question: Question
) -> Iterator[tuple[int, int, Token]]:
    """Places, "Astana, Kazakhstan" and "the north of Syria" as one; also what stands behind "in"
    under another label.
    """
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
            continue
        start, head = _part_of(name.start, name.head)
        joined = [place for place in joined if place[1] <= start]
        joined.append((start, name.end, head))
    yield from joined


def _part_of(start: int, place: Token) -> tuple[int, Token]:
    """Where a place begins and its word, or those of the part of it that is meant."""
    if place.dep_ != "pobj" or place.head.lower_ != "of":
        return start, place
    part = place.head.head
    if part.lemma_.lower() not in _PARTS:
        return start, place
    told = [t for t in part.lefts if t.dep_ != "det"]
    return (told[0].left_edge.idx if told else part.idx), part


_BY_HOW_MANY = re.compile(r"\bby how (?:many|much|few)\b", re.IGNORECASE)
_BY = re.compile(
    r"\b(?:by|(?:margin|majority|lead|difference) of)(?: (?:just|only|some|about))?\s+$"
)


def find_how_many(question: Question, doc: Doc, places: frozenset[str]) -> Iterator[Candidate]:
    asked_people = asks_for_people(question)
    money = _asks_money(question)
    asked = done_to(question.text)
    said = {term(t.text) for t in doc}
    figures = list(numbers(doc))
    by = _BY_HOW_MANY.search(question.text) is not None
    margins = {start for start, _, _ in figures if by and _BY.search(doc.text, 0, start)}
    if question.expected & {"DATE", "TIME"}:  # "how many years": those are no counts
        for start, end in durations(doc):
            if question.noun and question.noun in doc.text[start:end].casefold():
                yield Candidate(start, end, 0.75)
    for start, end, noun in figures:
        counted = {term(t.text) for t in tokens_in(doc, start, end)}
        if counted & question.focus or (asked_people and noun.lemma_.lower() in PEOPLE):
            fit = 0.75
        else:
            bare = not any(t.is_alpha and t.pos_ == "NOUN" for t in tokens_in(doc, start, end))
            named = bare and bool(said & question.focus)  # "leading in goals with 24"
            fit = (0.45 if named else 0.25) if question.focus else 0.45
        token = token_at(doc, start)
        on_deed = (
            asked_people
            and token is not None
            and not asked.isdisjoint(suffered(verb_above(token)))
            and not names_a_sum(doc.text[start:end])
        )
        if on_deed:  # "killed 11 miners"
            fit = max(fit, 0.7)
        if margins:  # "won by 1,188 votes", "a margin of 1,188"
            on_deed = start in margins
            fit = max(fit, 0.7) if on_deed else fit
        if money and re.search(
            r"[$£€¥%]|\b(?:dollars|euros|pounds|percent|per cent)\b", doc.text[start:end]
        ):
            fit = max(fit, 0.65)
        yield Candidate(start, end, fit, on_deed, elsewhere=bool(margins) and not on_deed)


def _asks_money(question: Question) -> bool:
    """True when an amount or a share is asked for: "how much was the fine?" """
    if question.measure == "much":
        return True
    return bool(question.expected) and question.expected <= {"MONEY", "PERCENT"}


def find_how_long(question: Question, doc: Doc, places: frozenset[str]) -> Iterator[Candidate]:
    yield from find_measure(question, doc)
    if question.measure in {"old", "often", "frequently"}:
        return
    for candidate in find_how_many(question, doc, places):
        yield Candidate(candidate.start, candidate.end, candidate.fit - 0.25)
