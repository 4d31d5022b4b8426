"""Whether two answers are one answer in different wording."""

from __future__ import annotations

import re

from qa.articles.dates import MONTHS, is_relative
from qa.compare.figures import DEATHS
from qa.compare.naming import are_namesakes, belongs_to, full_name, holder, ranks, same_name
from qa.compare.periods import Period, period
from qa.compare.quantities import Quantity, agree, quantities
from qa.read.deeds import terms_of
from qa.read.names import BARE_YEAR, YEAR
from qa.records import Document
from qa.text import folded_words, term, terms, word_list

__all__ = ["excludes", "same_answer", "turns"]

_LONGEST_NAME, _LONGEST_DATE = 6, 7  # words
_QUOTES, _LEAST_QUOTED = frozenset('“«„"'), 4  # words
# What a date is made of; "2,000 workers in 2014" is none
_DATED = re.compile(
    rf"(?:{'|'.join(month[:3] for month in MONTHS)})[a-z]{{0,6}}"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|\d{1,4}(?:st|nd|rd|th|s)?"
    r"|an?|the|of|in|on|at|by|to|and|from|since|until|till|through|before|after|between|around"
    r"|about|ago|last|this|next|past"
    r"|previous|first|second|third|end|beginning|start|half|mid|late|later|early|earlier"
    r"|today|yesterday|tomorrow|tonight|night|morning|afternoon|evening|noon|midnight"
    r"|spring|summer|autumn|fall|winter|one|two|three|four|five|six|seven|eight|nine|ten"
    r"|(?:day|week|weekend|month|year|decade|quarter)s?|[ap]\.?m\.?",
    re.IGNORECASE,
)
_TIMES = frozenset("second minut hour day week month year decad".split())  # "10" may be months
# Small words that make a phrase say something else, written so; "No Time to Die" is a name
_TURNS = re.compile(
    r"\b(?:not|cannot|no|nor|never|neither|none|nobody|nothing|without|before|after|since|until|above"
    r"|below|under|against|off)\b(?!\.)|n[’']t\b|^(?:Not|No|Never|Without|Before|After)(?=\s[a-z])"
)
_AS_NOT = {"cannot": "not", "n't": "not", "n’t": "not"}
_RELATIVE = re.compile(r"\s(?:who|which|that)\s")
# What was done to whom is counted; what it is counted in; and in how long
_DONE = re.compile(r"\b(\w+ed|dead|hurt|missing)(?=$|\s(?:in|by|on|at|and|or|when|after|from)\b)")
_MEASURE = re.compile(r"\s*(\w+)\sof\b")
_RATE = re.compile(r"\b(?:an?|per|each|every)\s(second|minute|hour|day|night|week|month|year)\b")


def same_answer(one: str, first: Document, other: str, second: Document) -> bool:
    """True for the same words, figure, day or name.

    one, other: answering words; first, second: the articles that they stand in, whose dates tell
    what "Wednesday" is and whose text tells who "Hariri" is.
    """
    if _may_be_date(one) and _may_be_date(other):
        days = _days(one, first), _days(other, second)
        if days[0] is not None and days[1] is not None:
            return days[0].equals(days[1])
        if is_relative(one) or is_relative(other):  # to a day that is not known
            return _plain(one) == _plain(other) and _are_of_one_day(first, second)
        if BARE_YEAR.search(one) and BARE_YEAR.search(other):  # "the first quarter of 2018"
            return _plain(one) == _plain(other)
    if _plain(one) == _plain(other) or _same_quotation(one, other):
        return True
    figures = _figure(one), _figure(other)
    if _turned(one, figures[0], other, figures[1]):
        return False
    if figures[0] is not None and figures[1] is not None:
        return _same_figure(one, figures[0], other, figures[1])
    one, other = _without(one, figures[0]), _without(other, figures[1])
    if _figure(one) is not None or _figure(other) is not None:
        return False
    one, other = holder(one, first) or one, holder(other, second) or other
    if _is_name(one) and _is_name(other):
        return same_name(full_name(one, first), full_name(other, second))
    return _same_phrase(one, other)


def excludes(one: str, first: Document, other: str, second: Document) -> bool:
    """True for two people of one last name, one number of different things, or one day of two
    years: what is the same as one of them is not the other.
    """
    if all(_is_name(text) and word_list(text)[-1][:1].isupper() for text in (one, other)):
        said = _plain(one), _plain(other)
        if said[0] == said[1] or said[0][-1:] != said[1][-1:]:
            return False
        return are_namesakes(full_name(one, first), full_name(other, second))
    if _may_be_date(one) and _may_be_date(other):
        days = _days(one, first), _days(other, second)
        return days[0] is not None and days[1] is not None and days[0].is_rival(days[1])
    figures = _figure(one), _figure(other)
    if figures[0] is None or figures[1] is None or not agree(figures[0], figures[1]):
        return False
    return not same_answer(one, first, other, second)


def _days(text: str, document: Document) -> Period | None:
    return period(text, document.published)


def _are_of_one_day(one: Document, other: Document) -> bool:
    """One article, or two of a day, in which "last summer" is the same."""
    return one.id == other.id or (one.published is not None and one.published == other.published)


def _turned(one: str, first: Quantity | None, other: str, second: Quantity | None) -> bool:
    """Whether a "not" or "before" stands in one of them alone, beside the figure with its hedge."""
    texts = _around(one, first), _around(other, second)
    clauses = [_RELATIVE.split(text) for text in texts]
    if len(clauses[0]) == 1 or len(clauses[1]) == 1:  # "who did not come" only tells more
        texts = clauses[0][0], clauses[1][0]
    return turns(texts[0]) != turns(texts[1])


def turns(text: str) -> frozenset[str]:
    """Small words without which a text would say something else: "not", "before"."""
    found = (m.group().lower() for m in _TURNS.finditer(text))
    return frozenset(_AS_NOT.get(word, word) for word in found)


def _around(text: str, quantity: Quantity | None) -> str:
    return f"{text[: quantity.start]} {text[quantity.end :]}" if quantity is not None else text


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
    years = _is_year(one, first), _is_year(other, second)
    if any(years) and (not all(years) or first.low != second.low):
        return False
    if not agree(first, second):
        return False
    rest = one[first.end :], other[second.end :]
    if _contradict(_DONE, *rest) or _contradict(_RATE, *rest):
        return False
    measures = [found.group(1) for text in rest if (found := _MEASURE.match(text))]
    if len(measures) == 2 and term(measures[0]) != term(measures[1]):  # "barrels of", "tonnes of"
        return False
    counted = frozenset(terms(_around(one, first))), frozenset(terms(_around(other, second)))
    if counted[0] and counted[1]:
        return bool(counted[0] & counted[1])
    return not (counted[0] | counted[1]) & _TIMES


def _is_year(text: str, quantity: Quantity) -> bool:
    """A number like a year, and nothing that it counts."""
    if quantity.unit or quantity.relation not in {"exact", "about"}:
        return False
    behind = re.match(r"\s[a-z]+", text[quantity.end :])
    counts = behind is not None and term(behind.group()) != ""
    return re.search(rf"(?<![\d,]){YEAR}$", text[: quantity.end]) is not None and not counts


def _contradict(pattern: re.Pattern[str], one: str, other: str) -> bool:
    """Both say something of that kind, and nothing alike: "killed" and "injured"."""
    first, second = ({term(m.group(1)) for m in pattern.finditer(text)} for text in (one, other))
    alike = any(first & same and second & same for same in (DEATHS, terms_of("to injure")))
    return bool(first and second) and not first & second and not alike


def _without(text: str, quantity: Quantity | None) -> str:
    """The text behind a figure in front: "$10 billion James Webb Space Telescope"."""
    rest = text[quantity.end :].strip() if quantity is not None and quantity.start == 0 else ""
    return rest if rest[:1].isupper() else text


def _is_name(text: str) -> bool:
    found = word_list(text)
    capitals = sum(w[:1].isupper() for w in found)
    return 0 < len(found) <= _LONGEST_NAME + 3 and 2 * capitals >= len(found)


def _same_phrase(one: str, other: str) -> bool:
    """The same terms, or a shorter phrase with the same last word: "drought", "severe drought"; not
    of another rank.
    """
    one, other = (_RELATIVE.split(text)[0] for text in (one, other))
    first, second = terms(one), terms(other)
    if not first or not second or belongs_to(one, other) or ranks(one) != ranks(other):
        return False
    short, long = sorted((first, second), key=lambda phrase: (len(phrase), phrase))
    if len(long) > _LONGEST_NAME:
        return set(first) == set(second)
    return short[-1] == long[-1] and set(short) <= set(long)
