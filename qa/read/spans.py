"""Answering words inside a sentence, by the kind of question, from entities and dependencies."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import chain
from typing import TYPE_CHECKING

from qa.read.candidates import Candidate
from qa.read.clauses import find_of_kind, find_options, find_what, find_which
from qa.read.definitions import find_definition
from qa.read.facts import find_how_long, find_how_many, find_when, find_where
from qa.read.kinds import Kind
from qa.read.misfits import is_corrected, is_reckoned
from qa.read.people import find_identity, find_name, find_who
from qa.read.question import Question
from qa.read.reasons import find_how, find_why
from qa.read.settling import find_settling
from qa.read.statements import find_statement
from qa.read.syntax import tokens_in
from qa.text import term

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

__all__ = ["find_candidates"]

_BY_ROLE = 0.1  # what a place loses that is found by what it does, not by where it stands


def find_candidates(
    question: Question, doc: Doc, places: frozenset[str] = frozenset()
) -> list[Candidate]:
    """Candidates in one parsed sentence, best first, none inside a better one.

    Words that the question itself says are no answer to it, unless it offers them for choice or
    asks whether they are so.
    """
    anchors = _anchors(question, doc)
    found = [
        c.fitting(c.fit + _closeness(doc, c, anchors))
        for c in _found(question, doc, places)
        if question.options or question.kind == "yes-no" or _says_something(question, doc, c)
        # A figure that is put right says of others that they are
        if is_reckoned(question) or not is_corrected(question, doc.text, c.start, c.end)
    ]
    found.sort(key=lambda c: (-c.fit, c.start))
    kept: list[Candidate] = []
    for candidate in found:
        if not any(candidate.start < k.end and k.start < candidate.end for k in kept):
            kept.append(candidate)
    return kept


def _found(question: Question, doc: Doc, places: frozenset[str]) -> Iterator[Candidate]:
    if question.options:  # a choice, whatever the question word
        return find_options(question, doc)
    if question.kind == "where" and question.noun:  # "which city": also by its role
        named = find_which(question, doc, places)
        return chain(
            find_where(question, doc, places),
            (c.fitting(c.fit - _BY_ROLE) for c in named),
        )
    if question.kind == "name":  # "its first serial, An Unearthly Child"
        return chain(find_name(question, doc, places), find_of_kind(question, doc))
    return _FINDERS[question.kind](question, doc, places)


def _says_something(question: Question, doc: Doc, candidate: Candidate) -> bool:
    text = doc.text[candidate.start : candidate.end]
    said = {t for word in re.findall(r"[\w’'.-]+", text) if (t := term(word))}
    return bool(said - question.term_set) or bool(re.search(r"\d", text) and not said)


def _anchors(question: Question, doc: Doc) -> list[Token]:
    """The words of the sentence that the question says too."""
    return [t for t in doc if t.is_alpha and term(t.text) in question.term_set]


def _closeness(doc: Doc, candidate: Candidate, anchors: list[Token]) -> float:
    """Up to 0.25 for a candidate that hangs close to the question's words in the parse."""
    inside = tokens_in(doc, candidate.start, candidate.end)
    outside = [t for t in anchors if not candidate.start <= t.idx < candidate.end]
    if not inside or not outside:
        return 0.0
    head = doc[inside[0].i : inside[-1].i + 1].root
    nearest = sorted(_distance(head, anchor) for anchor in outside)[:2]
    return 0.25 * sum(0.7 ** (steps - 1) for steps in nearest) / len(nearest)


def _distance(one: Token, other: Token) -> int:
    """Steps between two tokens in the dependency tree."""
    up = [one, *one.ancestors]
    across = [other, *other.ancestors]
    place = {t.i: n for n, t in enumerate(across)}
    return next((n + place[t.i] for n, t in enumerate(up) if t.i in place), len(up) + len(across))


_Finder = Callable[[Question, "Doc", frozenset[str]], Iterator[Candidate]]


_FINDERS: dict[Kind, _Finder] = {
    "who": find_who,
    "identity": find_identity,
    "name": find_name,
    "when": find_when,
    "where": find_where,
    "how-many": find_how_many,
    "how-long": find_how_long,
    "why": find_why,
    "how": find_how,
    "statement": find_statement,
    "definition": find_definition,
    "which": find_which,
    "what": find_what,
    "yes-no": find_settling,
}
