"""The phrases of a question: the word it asks with, its names and dates, noun phrases whole."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qa.read.syntax import parse
from qa.text import term, word_list

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span

__all__ = [
    "ASKING",
    "PLACES",
    "TIMES",
    "asking_word",
    "capitalised",
    "is_asking",
    "is_named",
    "kinds_of",
    "kinds_of_span",
    "names_and_dates",
    "unpossessed",
    "whole",
]

# How a question begins that asks with a word
ASKING = re.compile(
    r"^\W*(?:(?:and|but|so)\s+)?(?:(?:in|at|on|from|to|for|since|by) )?"
    r"(?:who(?:m|se)?|what|which|when|where|why|how(?: (?:many|much|long|old))?)\b",
    re.IGNORECASE,
)
PLACES = {"GPE", "LOC", "FAC"}
TIMES = {"DATE", "TIME"}
_LIKE = ({"PERSON"}, {*PLACES, "NORP", "ORG", "EVENT"}, TIMES)  # labels that stand for one another
_LONGEST = 9  # words of a phrase that replaces a pronoun


def asking_word(question: str) -> str:
    """The word that it asks with, "who" of "and who else?"; "" for none."""
    asking = ASKING.match(question)
    return asking.group().split()[-1].lower() if asking else ""


def capitalised(question: str) -> list[str]:
    """Capitalised words that do not begin the question."""
    found = word_list(question)
    return [w for w in found[1:] if w[:1].isupper() and term(w)]


def names_and_dates(doc: Doc) -> list[Span]:
    """Names and dates of a question, in order; capitals count where the recogniser is silent."""
    found = list(doc.ents)
    for chunk in doc.noun_chunks:
        if chunk.root.pos_ == "PROPN" and not any(e.start <= chunk.root.i < e.end for e in found):
            found.append(chunk)
    return sorted(found, key=lambda s: s.start)


def kinds_of(part: str) -> set[str]:
    """The labels that a name or a date, or one like it, may have; none for other words."""
    if re.fullmatch(r"(?:early |late |mid-?)?(?:[A-Z][a-z]+ )?\d{4}", part):
        return TIMES
    return {label for e in parse(part).ents for label in kinds_of_span(e)} or (
        _LIKE[1] if part[:1].isupper() else set()
    )


def kinds_of_span(span: Span) -> set[str]:
    """The same of a name in a question."""
    label = span.label_ or "ORG"
    return next((kinds for kinds in _LIKE if label in kinds), {label})


def is_named(chunk: Span) -> bool:
    """Whether a noun phrase has a name or a number; the question's first word tells nothing."""
    return any(t.pos_ in {"PROPN", "NUM"} or t.text[:1].isupper() for t in chunk if t.i > 0)


def is_asking(chunk: Span) -> bool:
    """Whether a noun phrase is what the question asks for: "which company"."""
    return any(t.tag_ in {"WP", "WDT", "WP$", "WRB"} for t in [*chunk, *chunk.root.lefts])


def whole(chunk: Span) -> str:
    """A noun phrase with what hangs on it: "the second season of Squid Game"."""
    root = chunk.root
    phrase = root.doc[root.left_edge.i : root.right_edge.i + 1]
    if any(t.pos_ in {"VERB", "AUX", "PRON", "PUNCT"} for t in phrase) or len(phrase) > _LONGEST:
        return unpossessed(chunk.text)
    return unpossessed(phrase.text)


def unpossessed(name: str) -> str:
    """Without the possessive behind it."""
    return re.sub(r"['’]s?$", "", name)
