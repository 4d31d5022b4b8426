"""Whether two answers are one answer in different wording."""

from __future__ import annotations

import re

from qa.articles.dates import MONTHS
from qa.compare.naming import belongs_to, full_name, holder, same_name
from qa.compare.periods import period
from qa.compare.quantities import Quantity, agree, quantities
from qa.read.names import BARE_YEAR
from qa.records import Document
from qa.text import folded_words, terms, word_list

__all__ = ["same_answer"]

_LONGEST_NAME, _LONGEST_DATE = 6, 7  # words
_QUOTES, _LEAST_QUOTED = frozenset('“«„"'), 4  # words
# What a date is made of; "2,000 workers in 2014" is none
_DATED = re.compile(
    rf"(?:{'|'.join(month[:3] for month in MONTHS)})[a-z]{{0,6}}"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|\d{1,4}(?:st|nd|rd|th|s)?"
    r"|an?|the|of|in|on|at|by|to|and|from|since|until|between|around|about|ago|last|this|next|past"
    r"|previous|first|second|third|end|beginning|start|half|mid|late|later|early|earlier"
    r"|today|yesterday|tomorrow|tonight|night|morning|afternoon|evening|noon|midnight"
    r"|spring|summer|autumn|fall|winter|one|two|three|four|five|six|seven|eight|nine|ten"
    r"|(?:day|week|weekend|month|year|decade|quarter)s?|[ap]\.?m\.?",
    re.IGNORECASE,
)
_TIMES = frozenset("second minut hour day week month year decad".split())  # "10" may be months


def same_answer(one: str, first: Document, other: str, second: Document) -> bool:
    """True for the same words, figure, day or name.

    one, other: answering words; first, second: the articles that they stand in, whose dates tell
    what "Wednesday" is and whose text tells who "Hariri" is.
    """
    if _may_be_date(one) and _may_be_date(other):
        days = period(one, first.published), period(other, second.published)
        if days[0] is not None and days[1] is not None:
            return days[0].equals(days[1])
        if BARE_YEAR.search(one) and BARE_YEAR.search(other):  # "the first quarter of 2018"
            return _plain(one) == _plain(other)
    if _plain(one) == _plain(other) or _same_quotation(one, other):
        return True
    figures = _figure(one), _figure(other)
    if figures[0] is not None and figures[1] is not None:
        return _same_figure(one, figures[0], other, figures[1])
    one, other = _without(one, figures[0]), _without(other, figures[1])
    if _figure(one) is not None or _figure(other) is not None:
        return False
    one, other = holder(one, first) or one, holder(other, second) or other
    if _is_name(one) and _is_name(other):
        return same_name(full_name(one, first), full_name(other, second))
    return _same_phrase(one, other)


def _same_quotation(one: str, other: str) -> bool:
    """True for two quotations that begin alike, one of which a passage cuts off."""
    if one[:1] not in _QUOTES or other[:1] not in _QUOTES:
        return False
    shorter, longer = sorted((_plain(one), _plain(other)), key=len)
    return len(shorter) >= _LEAST_QUOTED and longer[: len(shorter)] == shorter


def _plain(text: str) -> tuple[str, ...]:
    return tuple(folded_words(text, articles=False))


def _may_be_date(text: str) -> bool:
    found = [part for word in word_list(text) for part in word.split("-")]
    return 0 < len(found) <= _LONGEST_DATE and all(map(_DATED.fullmatch, found))


def _figure(text: str) -> Quantity | None:
    """The one figure of the text, if there is exactly one."""
    found = [q for q in quantities(text) if not _is_part_of_name(text, q)]
    return found[0] if len(found) == 1 else None


def _is_part_of_name(text: str, quantity: Quantity) -> bool:
    """The 14 of "iPhone 14": a bare number behind a capital letter."""
    before = re.search(r"(\S+)\s+$", text[: quantity.start])
    return before is not None and any(c.isupper() for c in before.group(1))


def _same_figure(one: str, first: Quantity, other: str, second: Quantity) -> bool:
    if not agree(first, second):
        return False
    counted = _beside(one, first), _beside(other, second)
    if counted[0] and counted[1]:
        return bool(counted[0] & counted[1])
    return not (counted[0] | counted[1]) & _TIMES


def _beside(text: str, quantity: Quantity) -> frozenset[str]:
    """What is counted: terms of the words around the figure."""
    rest = f"{text[: quantity.start]} {text[quantity.end :]}"
    return frozenset(terms(rest))


def _without(text: str, quantity: Quantity | None) -> str:
    """The text behind a figure in front: "$10 billion James Webb Space Telescope"."""
    rest = text[quantity.end :].strip() if quantity is not None and quantity.start == 0 else ""
    return rest if rest[:1].isupper() else text


def _is_name(text: str) -> bool:
    found = word_list(text)
    capitals = sum(w[:1].isupper() for w in found)
    return 0 < len(found) <= _LONGEST_NAME + 3 and 2 * capitals >= len(found)


def _same_phrase(one: str, other: str) -> bool:
    """The same terms, or a shorter phrase with the same last word: "drought", "severe drought"."""
    one, other = (re.split(r"\s(?:who|which|that)\s", text)[0] for text in (one, other))
    first, second = terms(one), terms(other)
    if not first or not second or belongs_to(one, other):
        return False
    short, long = sorted((first, second), key=lambda phrase: (len(phrase), phrase))
    if len(long) > _LONGEST_NAME:
        return set(first) == set(second)
    return short[-1] == long[-1] and set(short) <= set(long)
