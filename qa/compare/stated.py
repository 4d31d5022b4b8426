"""Dates and names that may answer a question, in their sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from qa.articles.dates import WEEKDAY
from qa.compare.claims import Claim, Sentence
from qa.compare.naming import full_name
from qa.compare.periods import Period, period
from qa.read.doers import Doer, Role, doer, happened, office_nouns, owners, roles, verb_above
from qa.read.offices import NOT_THE_OFFICE
from qa.read.syntax import token_at
from qa.records import Document, Span

if TYPE_CHECKING:
    from spacy.tokens import Span as Chunk
    from spacy.tokens import Token

__all__ = ["Stated", "dates_of", "names_of"]

_NAMED = {"PERSON", "ORG"}
_WEEKDAY = re.compile(rf"{WEEKDAY}(?:\s(?:morning|afternoon|evening|night))?")
# An office that is not, or no longer, the office itself, or that is one of several
_NOT_QUITE = re.compile(
    rf"\b(?:{NOT_THE_OFFICE}|first|second|third|last|co|one|next|youngest|oldest)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Stated(Claim):
    """A date or a name where an article states it.

    days: of a date, else None. name: of a person or an organisation, in the longest form that the
    article gives, else "". deeds: what happened on the date; doer: by whom. roles: what is said of
    who has the name; owners: terms of what their office is of.
    qualified: words that make an office another one, or a part of it ("deputy").
    """

    days: Period | None
    name: str
    deeds: frozenset[str]
    doer: Doer
    roles: frozenset[Role]
    owners: frozenset[str]
    qualified: frozenset[str]


def dates_of(document: Document, sentence: Span) -> tuple[Stated, ...]:
    """The dates of one sentence that name days, in order."""
    return _dates(document, sentence.start, sentence.end)


def names_of(document: Document, sentence: Span) -> tuple[Stated, ...]:
    """The persons and organisations of one sentence, in order."""
    return _names(document, sentence.start, sentence.end)


@lru_cache(maxsize=1_000)
def _dates(document: Document, start: int, end: int) -> tuple[Stated, ...]:
    sentence = Sentence(document, Span(start, end))
    return tuple(
        Stated(
            **sentence.claim(token, first, last),
            days=days,
            name="",
            deeds=frozenset(happened(token)),
            doer=doer(verb_above(token)),
            roles=frozenset(),
            owners=frozenset(),
            qualified=frozenset(),
        )
        for first, last in sentence.times
        if (days := period(sentence.text[first:last], document.published)) is not None
        and (token := token_at(sentence.doc, first)) is not None
        and not (_WEEKDAY.fullmatch(sentence.text[first:last]) and _is_ahead(verb_above(token)))
    )


def _is_ahead(verb: Token | None) -> bool:
    """Present or future, so that its "Friday" may be the last or the next: "opens", "will open"."""
    if verb is None:
        return False
    finite = next((c for c in verb.children if c.dep_ in {"aux", "auxpass"}), verb)
    return finite.tag_ in {"VBZ", "VBP", "MD"} and finite.lemma_ != "have"


@lru_cache(maxsize=1_000)
def _names(document: Document, start: int, end: int) -> tuple[Stated, ...]:
    sentence = Sentence(document, Span(start, end))
    return tuple(
        Stated(
            **sentence.claim(entity.root, entity.start_char, entity.end_char),
            days=None,
            name=_name(entity, document),
            deeds=frozenset(),
            doer=Doer("", frozenset()),
            roles=frozenset(roles(entity.root)),
            owners=owners(entity.root),
            qualified=frozenset(_qualifiers(entity.root)),
        )
        for entity in sentence.doc.ents
        if entity.label_ in _NAMED
    )


def _name(entity: Chunk, document: Document) -> str:
    """The longest form of a name, when it is given by one word."""
    name = re.sub(r"['’]s$", "", entity.text)
    return name if " " in name else full_name(name, document)


def _qualifiers(token: Token) -> Iterator[str]:
    """Of an office beside the name: "the former mayor, Anna Holm"."""
    described = [c for c in token.children if c.dep_ == "amod"]
    for noun in (*described, *office_nouns(token)):
        for part in (noun, *noun.children):
            yield from (m.group().lower() for m in _NOT_QUITE.finditer(part.text))
