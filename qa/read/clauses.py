"""Answering words for "which" and "what": the type asked for, kinds of it, roles, options."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from qa.read.candidates import Candidate, between, subtree, trimmed
from qa.read.definitions import find_definition
from qa.read.doers import fills
from qa.read.names import names
from qa.read.question import Question
from qa.read.roles import arguments, matched_verb, role_bonus
from qa.text import term

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token
    from spacy.tokens import Span as Chunk

__all__ = ["find_of_kind", "find_options", "find_what", "find_which"]

_FOCUS_TYPES: tuple[tuple[str, str], ...] = (
    ("place", "countri nation state power citi town region capit contin"),
    ("group", "countri group parti organ organis compani agenc team side militia"),
    ("person", "person presid leader minist offici peopl ambassador analyst envoy"),
)
_LABEL_TYPES = {"PERSON": "person", "ORG": "group", "GPE": "place", "LOC": "place", "FAC": "place"}
# Types that the recogniser tells apart well enough to rule others out
_COUNTED = frozenset({"DATE", "TIME", "MONEY", "PERCENT", "CARDINAL", "QUANTITY", "ORDINAL"})
_COLOUR = re.compile(
    r"\b(?:(?:dark|light|pale|bright|deep) )?(?:black|blue|brown|cream|crimson|cyan|gold(?:en)?"
    r"|gr[ae]y|green|indigo|magenta|maroon|orange|pink|purple|red|scarlet|silver|tan|teal"
    r"|turquoise|violet|white|yellow)\b",
    re.IGNORECASE,
)
_DAY = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")
_LISTED = {
    "colour": _COLOUR,
    "color": _COLOUR,
    "shade": _COLOUR,
    "day": _DAY,
    "weekday": _DAY,
}
_DEFINED = 0.6  # how well a definition fits at most where none was asked for
_EXAMPLES = re.compile(r"\b(?:such as|including|like|namely|called|named|known as|dubbed)\b|:")


def find_which(question: Question, doc: Doc, places: frozenset[str]) -> Iterator[Candidate]:
    types = {kind for kind, nouns in _FOCUS_TYPES if question.focus & set(nouns.split())}
    types |= {_LABEL_TYPES[label] for label in question.expected if label in _LABEL_TYPES}
    verb = matched_verb(question, doc)
    wanted, unwanted = arguments(verb, want_object=question.asks_object)
    for name in names(doc, places):
        if name.type in types or name.head.ent_type_ in question.expected:
            fit = 0.65 + role_bonus(name.head, verb, wanted, unwanted)
            on_deed = fills(name.head, question.text, question.term_set)
            yield Candidate(name.start, name.end, fit, on_deed)
    yield from _counted(question, doc)
    yield from find_of_kind(question, doc)
    yield from (
        Candidate(c.start, c.end, c.fit - (0.25 if types else 0.1))
        for c in find_what(question, doc, places)
    )


def find_options(question: Question, doc: Doc) -> Iterator[Candidate]:
    """The options of the question as they stand in the sentence."""
    verb = matched_verb(question, doc)
    wanted, unwanted = arguments(verb, want_object=question.asks_object)
    for option in question.options:
        for match in re.finditer(rf"(?<!\w){re.escape(option)}(?!\w)", doc.text, re.IGNORECASE):
            words = doc.char_span(match.start(), match.end(), alignment_mode="expand")
            bonus = 0.0 if words is None else role_bonus(words.root, verb, wanted, unwanted)
            yield Candidate(match.start(), match.end(), 0.7 + bonus)


def find_what(question: Question, doc: Doc, places: frozenset[str]) -> Iterator[Candidate]:
    if question.text.rstrip().endswith((":", "…", "...", "_")):
        yield from _continuation(question, doc)
    verb = matched_verb(question, doc)
    wanted, _ = arguments(verb, want_object=question.asks_object)
    for token in wanted:
        yield subtree(token, 0.65)
        yield from _listed(token, 0.66)
    if verb is not None and not wanted:
        for child in verb.children:
            if child.dep_ in {"dobj", "xcomp", "ccomp", "oprd", "attr"}:
                yield subtree(child, 0.55)
    yield from _copula(question, doc)
    for found in find_definition(question, doc, places):  # not what was asked, but near it
        yield Candidate(found.start, found.end, min(found.fit, _DEFINED))


def _counted(question: Question, doc: Doc) -> Iterator[Candidate]:
    """Dates, amounts and other entities that are no names; and closed lists such as colours."""
    for entity in doc.ents:
        if entity.label_ in question.expected & _COUNTED:
            yield Candidate(entity.start_char, entity.end_char, 0.6)
    pattern = _LISTED.get(question.noun)
    if pattern is not None:
        for match in pattern.finditer(doc.text):
            yield Candidate(match.start(), match.end(), 0.6)


def find_of_kind(question: Question, doc: Doc) -> Iterator[Candidate]:
    """What the sentence says is one of the things asked for.

    "the puffin, a seabird", "the puffin is a seabird", "seabirds such as the puffin",
    "Atlantic puffins" for "which puffins", "resolution 2254" for "which resolution".
    """
    for chunk in doc.noun_chunks:
        said = {term(t.text) for t in chunk} - {""}
        if not said & question.focus:
            continue
        noun = chunk.root
        for apposed in (c for c in noun.children if c.dep_ == "appos"):
            for item in (apposed, *apposed.conjuncts):
                yield between(doc, *_name_around(item), 0.75)
        if noun.dep_ == "appos" and noun.head.pos_ in {"NOUN", "PROPN"}:
            yield between(doc, *_name_around(noun.head), 0.7)
        if noun.dep_ == "attr" and noun.head.lemma_ == "be":
            for subject in (c for c in noun.head.children if c.dep_ == "nsubj"):
                if subject.pos_ in {"NOUN", "PROPN"}:
                    yield between(doc, *_name_around(subject), 0.65)
        if term(noun.text) in question.focus:
            yield from _examples(noun)
        start, end = trimmed(chunk)
        if chunk.end < len(doc) and doc[chunk.end].like_num:
            yield Candidate(start, doc[chunk.end].idx + len(doc[chunk.end]), 0.75)
        elif said - question.term_set:
            yield Candidate(start, end, _described_fit(question, chunk))


def _described_fit(question: Question, chunk: Chunk) -> float:
    """More for "Burmese pythons" when "which pythons" is asked than for "the python cage"."""
    return 0.6 if term(chunk.root.text) in question.focus else 0.5


def _examples(noun: Token) -> Iterator[Candidate]:
    """What "such as", "including" or "called" lists behind the noun, each by itself."""
    doc = noun.doc
    behind = doc.text[noun.idx + len(noun) :]
    opened = re.match(rf"\W{{0,3}}(?:{_EXAMPLES.pattern})\s*", behind)
    if opened is None:
        return
    at = noun.idx + len(noun) + opened.end()
    chunk = next((c for c in doc.noun_chunks if c.start_char <= at < c.end_char), None)
    if chunk is not None:
        for item in (chunk.root, *chunk.root.conjuncts):
            yield between(doc, *_name_around(item), 0.72)


def _listed(token: Token, fit: float) -> Iterator[Candidate]:
    """Each conjunct of an enumeration as an answer of its own."""
    items = sorted({token, *token.conjuncts}, key=lambda t: t.i)
    if len(items) < 2 or any(t.pos_ not in {"NOUN", "PROPN"} for t in items):
        return
    doc = token.doc
    for at, item in enumerate(items):
        last = item.right_edge.i
        if at + 1 < len(items):
            last = min(last, items[at + 1].left_edge.i - 1)
        while last > item.i and (doc[last].is_punct or doc[last].dep_ == "cc"):
            last -= 1
        yield between(doc, item.left_edge.i, last, fit)


def _copula(question: Question, doc: Doc) -> Iterator[Candidate]:
    """ "Lima" and "Lima is" for "what is the capital of Peru?": the other side of "is"."""
    if not question.noun:
        return
    for be in (t for t in doc if t.lemma_ == "be"):
        sides = [c for c in be.children if c.dep_ in {"nsubj", "attr"}]
        asked = [c for c in sides if c.lemma_.casefold() == question.noun]
        for other in (c for c in sides if asked and c not in asked):
            yield subtree(other, 0.65)
        if asked:  # "The aim is to ease hostilities"
            for clause in (c for c in be.children if c.dep_ in {"xcomp", "ccomp", "acomp"}):
                yield subtree(clause, 0.65)


def _continuation(question: Question, doc: Doc) -> Iterator[Candidate]:
    """What follows the last words of an unfinished sentence: "X became the first: …"."""
    last = [t for t, _ in question.terms][-2:]
    places = [t.i for t in doc if term(t.text) in last]
    if not places:
        return
    first = places[-1] + 1
    end = first
    while end < len(doc) and doc[end].text not in {",", ".", ";", ":", "—", "–"}:
        end += 1
    if end > first:
        yield between(doc, first, end - 1, 0.7)


def _name_around(token: Token) -> tuple[int, int]:
    """First and last token of the name or noun that `token` heads, without what follows it."""
    left = [t for t in token.lefts if t.dep_ in {"compound", "amod", "nummod", "poss", "nmod"}]
    return (left[0].left_edge.i if left else token.i), token.i
