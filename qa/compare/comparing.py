"""Whether two figures say the same thing of the same thing: precision before recall."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Protocol

import numpy as np
import numpy.typing as npt

from qa.compare.claims import Claim, document_terms
from qa.compare.figures import DEATHS, Figure, figures
from qa.compare.quantities import agree, far_apart
from qa.text import terms

__all__ = ["ALONE", "ASKED", "Encodes", "differ", "is_open", "is_summand"]

ALONE = 1.75  # of likeness, which is at most 3: two figures that nothing but themselves connects
ASKED = 0.7  # when one answers a question and the other's sentence holds the question's words
_WORD_ALIKE = 0.5  # cosine of two nouns or two verbs
_MOSTLY = 0.6  # of two sentences' words shared that stands for a name in common
_APART = 365  # days between articles from which on their figures are of different times
_NEXT_DAY = 1  # days between articles whose "last week" is the same

# Shares and sums of a stretch of time that moves with the article's date
_WINDOW = re.compile(
    r"\b(?:(?:past|last|this|next|previous|prior|first|second|opening|final|each|every)\s+(?:\w+\s+)?"
    r"(?:days?|nights?|weeks?|weekend|months?|quarter|season|game|round|years)"
    r"|(?:last|past|previous|prior|next)\s+year|first\s+time|daily|(?:a|per)\s+day|overnight|annual(?:ly)?"
    r"|year[- ](?:over|to)[- ]\w+|12\s+months|year-end)\b",
    re.IGNORECASE,
)
_MOVED = frozenset(
    """
    rise fall drop climb jump increase decline surge plunge gain lose sink spike dip tumble soar
    plummet shed grow average add raise cut slip swell
    """.split()
)
_MOVES = re.compile(r"\b(?:up|down)\s*$", re.IGNORECASE)
_MORE_BEFORE = re.compile(r"\b(?:additional|another|further|extra|new|other|remaining)\s*$", re.I)
_MORE_AFTER = re.compile(r"^(?:\w+\s+)?(?:more|additional|new|other|extra)\b", re.IGNORECASE)
_COMPARED = re.compile(r"\b(?:from|than|compared (?:to|with)|versus)\s+(?:[a-z’']+\s+){0,4}$")
_OPEN = re.compile(
    r"\b(?:would|could|might|may|expected|expects|projected|forecast|predict\w*|likely|if|proposed"
    r"|propos\w+|will|plans?|set\s+to|seek\w*|hope\w*)\b[^.;]{0,60}$",
    re.IGNORECASE,
)
_OPEN_AFTER = re.compile(r"^[^.;,]{0,40}\b(?:will|would|could|may|might|likely|expected)\b", re.I)
_USUAL = re.compile(r"\b(?:typically|usually|normally|on\s+average|generally)\b", re.IGNORECASE)
_HERE = re.compile(  # what only the article before tells
    r"\b(?:the|this|its|that)\s+(?:city|town|county|state|district|school|facility|university"
    r"|company|province|village|hospital|department|store|team|movie|film|show|area|center|centre)"
    r"(?!\s+of\b)",
    re.IGNORECASE,
)
_SCOPES = (
    re.compile(r"\b(?:global(?:ly)?|world-?wide|around\s+the\s+world)\b", re.IGNORECASE),
    re.compile(r"\b(?:nation-?wide|national(?:ly)?|across\s+the\s+country)\b", re.IGNORECASE),
    re.compile(r"\b(?:state-?wide|across\s+the\s+state)\b", re.IGNORECASE),
)
# "312 passengers and 24 crew", but not "24 dead and 60 wounded"
_HURT = r"(?:were|was|are|is|dead|killed|hurt|injured|wounded|missing|others?|more)\b"
_HURT_NEXT = re.compile(rf"\s*{_HURT}")
_AND_BEFORE = re.compile(rf"\b\d[\d,]*\s+(?!{_HURT})\w+\s+and\s*$")
_AND_AFTER = re.compile(rf"^\s*(?!{_HURT})\w+\s+and\s+\d[\d,]*\s+(?!{_HURT})[a-z]")
_LIMIT = re.compile(r"^(?:up\s+to|no\s+more\s+than|at\s+most|as\s+many\s+as)\b", re.IGNORECASE)


class Encodes(Protocol):
    """What turns texts into unit vectors; an encoder does."""

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]: ...


def differ(
    one: Figure,
    other: Figure,
    encoder: Encodes,
    *,
    floor: float = ALONE,
    where: frozenset[str] = frozenset(),
) -> bool:
    """True when the two state the same quantity and give different values for it.

    one: the figure that answers, when there is a question. floor: the likeness from which on two
    figures that nothing speaks against are of the same thing. where: the places that the question
    names; a figure of another place is no other answer to it.
    """
    if agree(one.quantity, other.quantity) or _elsewhere(other, where):
        return False
    if next(_obstacles(one, other, encoder), None) is not None:
        return False
    return _likeness(one, other, encoder) >= floor


def _obstacles(one: Figure, other: Figure, encoder: Encodes) -> Iterator[str]:
    """Why two figures cannot be compared, in a word each, worked out as they are taken: what costs
    an encoding last. Nothing when nothing speaks against it.
    """
    reasons: tuple[tuple[str, Callable[[], bool]], ...] = (
        ("unit", lambda: one.quantity.unit != other.quantity.unit),
        ("size", lambda: far_apart(one.quantity, other.quantity)),
        ("more", lambda: _is_more(one) or _is_more(other)),
        ("open", lambda: is_open(one) != is_open(other)),
        ("usual", lambda: _is_usual(one) != _is_usual(other)),
        ("limit", lambda: _is_limit(one) or _is_limit(other)),
        ("compared", lambda: _is_compared(one) or _is_compared(other)),
        ("sum", lambda: is_summand(one) != is_summand(other)),
        ("apart", lambda: _days_apart(one, other) > _APART),
        ("window", lambda: not _same_days(one, other) and (_moves(one) or _moves(other))),
        ("here", lambda: _unresolved(one, other)),
        ("scope", lambda: _other_scope(one, other)),
        ("names", lambda: _other_names(one, other)),
        ("subject", lambda: _other_subject(one, other)),
        ("period", lambda: _other_period(one, other)),
        ("kind", lambda: _of_other_things(one, other)),
        ("part", lambda: one.noun == other.noun and _attributes(one) != _attributes(other)),
        ("anchor", lambda: not _anchored(one, other)),
        ("sibling", lambda: _stands_beside(one, other) or _stands_beside(other, one)),
        ("noun", lambda: not _same_noun(one, other, encoder)),
        ("act", lambda: not _same_act(one, other, encoder)),
    )
    return (name for name, stands in reasons if stands())


def _of_other_things(one: Figure, other: Figure) -> bool:
    """They count one thing, of others each: "injuries of players" and "of workers"."""
    if not (one.of and other.of and one.counted == other.counted):
        return False
    return not one.of & (other.of | other.around) and not other.of & one.around


def _is_compared(figure: Figure) -> bool:
    return bool(_COMPARED.search(figure.before))


def _likeness(one: Figure, other: Figure, encoder: Encodes) -> float:
    """Terms shared by the clauses and by the sentences (F1 each), and the cosine of the sentences
    without their figures: 0 to 3.
    """
    vectors = encoder.encode([_masked(one), _masked(other)])
    cosine = float(vectors[0] @ vectors[1])
    return _shared(one.near, other.near) + _shared(one.around, other.around) + cosine


def _masked(figure: Figure) -> str:
    return f"{figure.before} some {figure.after}"


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 0.0


def _same_noun(one: Figure, other: Figure, encoder: Encodes) -> bool:
    if one.quantity.unit and not (one.counted and other.counted):
        return True
    if not one.counted or not other.counted:
        return False
    return one.counted == other.counted or _like(one.noun, other.noun, encoder)


def _like(one: str, other: str, encoder: Encodes) -> bool:
    vectors = encoder.encode([one, other])
    return float(vectors[0] @ vectors[1]) >= _WORD_ALIKE


def _stands_beside(one: Figure, other: Figure) -> bool:
    """The other sentence states this value too, of something else."""
    return any(
        agree(figure.quantity, one.quantity)
        for figure in figures(other.document, other.sentence)
        if figure.span != other.span
    )


def _elsewhere(figure: Figure, where: frozenset[str]) -> bool:
    """The question names places, and the clause only others."""
    return bool(where and figure.places) and not figure.places & where


def _attributes(figure: Figure) -> frozenset[str]:
    """What stands between a figure and the noun that it counts: "gold" in "four gold medals"."""
    return frozenset(terms(figure.between))


def is_summand(figure: Figure) -> bool:
    """One of two counts that are told together: "312 passengers and 24 crew"."""
    before = _AND_BEFORE.search(figure.before) and not _HURT_NEXT.match(figure.after)
    return bool(before or _AND_AFTER.search(figure.after))


def _days_apart(one: Figure, other: Figure) -> int:
    """Between the articles; 0 when one has no date."""
    first, second = one.document.published, other.document.published
    if first is None or second is None:
        return 0
    return abs((date.fromisoformat(first) - date.fromisoformat(second)).days)


def _same_days(one: Figure, other: Figure) -> bool:
    """Both articles are of the same time, so that "last week" is one week in both."""
    if (one.document.published is None) != (other.document.published is None):
        return False
    return _days_apart(one, other) <= _NEXT_DAY


def _moves(figure: Figure) -> bool:
    whole = f"{figure.before} {figure.after}"
    return bool(_WINDOW.search(whole) or figure.verb in _MOVED or _MOVES.search(figure.before))


def _is_more(figure: Figure) -> bool:
    return bool(_MORE_BEFORE.search(figure.before) or _MORE_AFTER.search(figure.after))


def is_open(claim: Claim) -> bool:
    """Not a fact yet: a plan, a forecast, a condition."""
    return bool(_OPEN.search(claim.before) or _OPEN_AFTER.search(claim.after))


def _is_limit(figure: Figure) -> bool:
    return bool(_LIMIT.search(figure.text))


def _is_usual(figure: Figure) -> bool:
    return bool(_USUAL.search(f"{figure.before} {figure.after}"))


def _unresolved(one: Figure, other: Figure) -> bool:
    """What is meant ("he", "the city") stands outside of one of the sentences."""
    if one.near & other.near & one.names & other.names:
        return False
    if one.pronoun or other.pronoun:
        return True
    first, second = (_HERE.search(f"{f.before} {f.after}") for f in (one, other))
    return bool(first or second)


def _other_scope(one: Figure, other: Figure) -> bool:
    first, second = _scopes(one), _scopes(other)
    told = (any(first) and any(second)) or first[0] or second[0]
    return bool(told) and first != second


def _scopes(figure: Figure) -> list[bool]:
    """Whether the world, the nation or the state is said to be meant."""
    whole = f"{figure.before} {figure.after}"
    return [bool(scope.search(whole)) for scope in _SCOPES]


def _other_names(one: Figure, other: Figure) -> bool:
    """Each names somebody or something that the other sentence does not, or one names what the
    other article never does.
    """
    if one.subject & other.subject:
        return False
    first, second = _own_names(one, other), _own_names(other, one)
    if first and second:
        return True
    return bool(first - document_terms(other.document) or second - document_terms(one.document))


def _own_names(one: Figure, other: Figure) -> frozenset[str]:
    """Names of the clause that the other sentence does not know."""
    return (one.near & one.names) - other.around


def _other_subject(one: Figure, other: Figure) -> bool:
    """Somebody else: "a 22-time champion" needs a name in common."""
    if one.after.startswith("-") or other.after.startswith("-"):
        return not one.names & other.names
    return bool(one.subject and other.subject) and not one.subject & other.subject


def _other_period(one: Figure, other: Figure) -> bool:
    if one.periods and other.periods:
        return not any(p.overlaps(q) for p in one.periods for q in other.periods)
    told, untold = (one, other) if one.periods else (other, one)
    if untold.document.published is not None:
        now = date.fromisoformat(untold.document.published)
        if any(p.dated and (now - p.last).days > _APART for p in told.periods):
            return True
    short = any((p.last - p.first).days < _NEXT_DAY for p in told.periods)
    return short and not _same_days(one, other)


def _same_act(one: Figure, other: Figure, encoder: Encodes) -> bool:
    if not one.acts or not other.acts or one.acts & other.acts:
        return True
    if all(f.near & DEATHS or f.counted in DEATHS for f in (one, other)):
        return True
    return _like(one.verb, other.verb, encoder)


def _anchored(one: Figure, other: Figure) -> bool:
    """Something beyond what is counted is shared: a name, or most of the words."""
    shared = (one.around & other.around) - {one.counted}
    if len(shared) < 2:
        return False
    return bool(one.names & other.names) or _shared(one.around, other.around) >= _MOSTLY
