"""Answering words for "why", "how", "what did X say", "which" and "what"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from qa.read.candidates import Candidate, between, subtree, trimmed
from qa.read.names import names
from qa.read.question import Question
from qa.read.roles import arguments, matched_verb, role_bonus
from qa.text import term

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

__all__ = ["find_how", "find_statement", "find_what", "find_which", "find_why"]

_REASONS = (
    (r"\b(?:because|due to|owing to|on account of|in order to|so that|thanks to)\b.*", 0.85),
    (
        r"\b(?:aimed at|with the (?:stated )?aim of|as a result of|in response to|in protest)\b.*",
        0.75,
    ),
    (r"\b(?:saying|arguing|citing|worrying|fearing|claiming|warning|blaming) .*", 0.6),
    (r"(?<=, )as (?!well\b)[^;]*", 0.6),
    (r"\b(?:after|amid|over|since|as|so)\b [^,;]*", 0.35),
    (r"\bto (?!the\b|a\b|an\b|be\b)[a-z]+ [^,;]*", 0.4),
)


def find_why(question: Question, doc: Doc, places: frozenset[str]) -> Iterator[Candidate]:
    for pattern, fit in _REASONS:
        for match in re.finditer(pattern, doc.text):
            end = match.start() + len(match.group().rstrip(' ."”’'))
            yield Candidate(match.start(), end, fit)


def find_how(question: Question, doc: Doc, places: frozenset[str]) -> Iterator[Candidate]:
    for match in re.finditer(r"\b(?:by|via|through|using|with) [^,;.]+", doc.text):
        yield Candidate(match.start(), match.end(), 0.45)


def find_statement(question: Question, doc: Doc, places: frozenset[str]) -> Iterator[Candidate]:
    for match in re.finditer(r"[“\"][^”\"]{3,}(?:[”\"]|$)", doc.text):
        yield Candidate(match.start(), match.end(), 0.75)
    for token in doc:
        if token.dep_ == "ccomp" and token.head.pos_ == "VERB":
            yield subtree(token, 0.7)


_FOCUS_TYPES: tuple[tuple[str, str], ...] = (
    ("place", "countri nation state power citi town region capit contin"),
    ("group", "countri group parti organ organis compani agenc team side militia"),
    ("person", "person presid leader minist offici peopl ambassador analyst envoy"),
)


def find_which(question: Question, doc: Doc, places: frozenset[str]) -> Iterator[Candidate]:
    types = {kind for kind, nouns in _FOCUS_TYPES if question.focus & set(nouns.split())}
    verb = matched_verb(question, doc)
    wanted, unwanted = arguments(verb, want_object=question.asks_object)
    for name in names(doc, places):
        if name.type in types:
            fit = 0.65 + role_bonus(name.head, verb, wanted, unwanted)
            yield Candidate(name.start, name.end, fit)
    for chunk in doc.noun_chunks:
        said = {term(t.text) for t in chunk} - {""}
        if not said & question.focus:
            continue
        for apposed in (c for c in chunk.root.children if c.dep_ == "appos"):
            for item in (apposed, *apposed.conjuncts):
                yield between(doc, *_name_around(item), 0.75)
        start, end = trimmed(chunk)
        if chunk.end < len(doc) and doc[chunk.end].like_num:
            yield Candidate(start, doc[chunk.end].idx + len(doc[chunk.end]), 0.75)
        elif said - question.term_set:
            yield Candidate(start, end, 0.6)
    yield from (
        Candidate(c.start, c.end, c.fit - (0.25 if types else 0.1))
        for c in find_what(question, doc, places)
    )


def _name_around(token: Token) -> tuple[int, int]:
    """First and last token of the name or noun that `token` heads, without what follows it."""
    left = [t for t in token.lefts if t.dep_ in {"compound", "amod", "nummod", "poss", "nmod"}]
    return (left[0].left_edge.i if left else token.i), token.i


def find_what(question: Question, doc: Doc, places: frozenset[str]) -> Iterator[Candidate]:
    verb = matched_verb(question, doc)
    wanted, _ = arguments(verb, want_object=question.asks_object)
    for token in wanted:
        yield subtree(token, 0.65)
    if verb is not None and not wanted:
        for child in verb.children:
            if child.dep_ in {"dobj", "xcomp", "ccomp", "oprd", "attr"}:
                yield subtree(child, 0.55)
    yield from _definition(question, doc)


def _definition(question: Question, doc: Doc) -> Iterator[Candidate]:
    """ "X is a …", "X, a …", "a … known as X" """
    for token in doc:
        if term(token.text) in question.term_set and token.dep_ in {"nsubj", "nsubjpass"}:
            if token.head.lemma_ == "be":
                for child in token.head.children:
                    if child.dep_ in {"attr", "acomp", "ccomp"}:
                        yield subtree(child, 0.6)
            for child in token.children:
                if child.dep_ == "appos":
                    yield subtree(child, 0.6)
