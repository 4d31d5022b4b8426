"""Figures as they are written ("more than 340,000 lives", "some 1.6 million euros"), as values."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from number_parser import parse_number

__all__ = ["Quantity", "agree", "could_both_hold", "far_apart", "quantities"]

Relation = Literal["exact", "about", "above", "below", "nearly", "between"]

_FAR = 20.0  # one figure is so many times the other: hardly of the same thing
_CLOSE, _CLOSE_ABOUT = 0.025, 0.05  # of the larger: beyond that, rounding is no excuse
_ABOUT = 0.1
_UNDER = {"below", "nearly"}
_OPENED = 16  # characters before a range, with "between" or "from"

_UNITS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"
    "|sixteen|seventeen|eighteen|nineteen"
)
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_SMALL = rf"(?:(?:{_TENS})(?:[- ](?:{_UNITS}))?|{_UNITS})"
_MAGNITUDES = {
    "dozen": 12.0,
    "hundred": 1e2,
    "thousand": 1e3,
    "k": 1e3,
    "million": 1e6,
    "m": 1e6,
    "mn": 1e6,
    "billion": 1e9,
    "bn": 1e9,
    "b": 1e9,
    "trillion": 1e12,
    "tn": 1e12,
}
_FOLDED = str.maketrans("ſı", "si")  # which are alike where case counts nothing
_LARGE = r"(?:dozen|hundred|thousand|million|billion|trillion)"
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"


def _numbered(n: int) -> str:
    """The pattern of a number, its groups numbered."""
    return (
        rf"(?:(?P<digits{n}>{_DIGITS})(?:[\s-]?(?P<times{n}>{_LARGE}|[mb]n|tn|[kmb])(?![a-z]))?"
        rf"|(?P<half{n}>half\s+an?\s+(?:{_LARGE}))"
        rf"|(?P<words{n}>(?:{_SMALL}|an?(?=\s+{_LARGE}))"
        rf"(?:[\s-]+(?:{_SMALL}|{_LARGE})|(?:(?<=hundred)|(?<=thousand))\s+and\s+{_SMALL})*))"
    )


_CURRENCY = r"(?-i:[A-Z]{1,3})?\$|£|€|¥|₹"
_MORE = r"(?:more|greater|higher|longer|older)\s+than|over|above|exceeding|in\s+excess\s+of"
_LESS = r"(?:fewer|less|lower|shorter|younger)\s+than|under|below"
_BEFORE: dict[Relation, str] = {
    "above": (
        rf"{_MORE}|(?:no|not)\s+(?:{_LESS})|at\s+least|upwards?\s+of|surpass(?:ed|ing)"
        r"|topp(?:ed|ing)"
    ),
    "below": (rf"{_LESS}|(?:no|not)\s+(?:{_MORE})|up\s+to|at\s+most|as\s+many\s+as|as\s+much\s+as"),
    "nearly": r"nearly|almost|close\s+to|just\s+under",
    "about": r"about|around|roughly|approximately|some|an?\s+estimated|estimated|circa",
}
_QUANTITY = re.compile(
    rf"(?:\b(?P<before>{'|'.join(_BEFORE.values())})\s+)?"
    rf"(?P<currency>{_CURRENCY})?(?<![\w.,-]){_numbered(1)}"
    rf"(?:\s?(?:-|–|—|to|and)\s?(?:{_CURRENCY})?{_numbered(2)})?"
    r"(?P<after>\+|-plus|\s+or\s+(?:more|so|fewer))?"
    r"(?P<unit>\s?%|[\s-]per\s?cent(?:age\s+points?)?\b|\s+(?-i:(?:U\.?S\.?|[A-Z][a-z]+(?:\s[A-Z][a-z]+)?)\s+)?(?:dollars"
    r"|euros|pounds|sterling|yen|yuan|rupees|roubles|rubles|lira)\b)?(?!\w)",
    re.IGNORECASE,
)
_MONEY = {"$": "dollar", "£": "pound", "€": "euro", "¥": "yen", "₹": "rupee"}
# Whose dollar a sign means; and whose money is meant where nobody's is named
_DOLLARS = {
    "US": "us",
    "USD": "us",
    "A": "australian",
    "AU": "australian",
    "C": "canadian",
    "CA": "canadian",
    "HK": "hong kong",
    "NZ": "new zealand",
    "S": "singapore",
}
_PLAIN = frozenset("us american british japanese chinese indian russian turkish".split())


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure with its place in the text it was read from.

    low, high: equal for one number, the ends of "five to seven". relation: how the writer hedged it
    ("at most" is below, "almost" is nearly). unit: "%", "point", a currency ("dollar" for that of
    the US, "canadian dollar"), or "" for a count.
    """

    start: int
    end: int
    low: float
    high: float
    relation: Relation
    unit: str

    @property
    def value(self) -> float:
        return (self.low + self.high) / 2

    @property
    def range(self) -> tuple[float, float]:
        """What the words allow for, read to the letter."""
        if self.relation == "above":
            return (self.low, math.inf)
        if self.relation == "below":
            return (0.0, self.high)
        under = _ABOUT if self.relation in {"about", "nearly"} else 0.0
        above = _ABOUT if self.relation == "about" else 0.0
        return (self.low * (1 - under), self.high * (1 + above))


def quantities(text: str) -> Iterator[Quantity]:
    """Every figure of the text, in order; ordinals, years and vague amounts are none.

    "five to seven" is one figure; "from 300 to 200" and "24 and 60" are two.
    """
    at = 0
    while found := _QUANTITY.search(text, at):
        at = end = found.end()
        low, high = _number(found, 1), _number(found, 2)
        if low is None:
            continue
        relation = _relation(found["before"], found["after"])
        joint = _joint(text, found) if high is not None else ""
        unit = _unit(found["currency"], "" if joint == "and" else found["unit"] or "")
        if high is not None and joint != "and":
            low = _as_large(low, high, found)
        if joint:
            at = end = _end_of_first(found)
            high = None
        if high is not None:
            if low >= high:  # "2-1", "24-7"
                continue
            relation = "between"
        yield Quantity(found.start(), end, low, low if high is None else high, relation, unit)


def _joint(text: str, found: re.Match[str]) -> str:
    """What makes two numbers side by side two figures: "and" without "between", or the "to" of
    "from 300 to 200"; "" for a range.
    """
    second = max(found.start(f"{part}2") for part in ("digits", "half", "words"))
    joint = text[_end_of_first(found) : second].split()
    before = text[max(0, found.start() - _OPENED) : found.start()]
    opener = re.search(r"\b(between|from)\s+$", before, re.IGNORECASE)
    opened = opener.group(1).lower() if opener is not None else ""
    if "and" in joint and opened != "between":
        return "and"
    return "to" if "to" in joint and opened == "from" else ""


def agree(one: Quantity, other: Quantity) -> bool:
    """The same figure, as far as rounding lets one say: 1,600 and "some 1,587", but not six and
    eight, nor 62.5 % and 63.9 %, "more than 500" and "fewer than 500", "5 to 7" and six.

    The finer one must round to the coarser; a hedge ("about") allows for one unit more.
    """
    if one.unit != other.unit or _are_opposed(one.relation, other.relation):
        return False
    hedged = "about" in (one.relation, other.relation)
    ends = ((one.low, other.low), (one.high, other.high))
    return all(_round_alike(*sorted(pair), counts=not one.unit, hedged=hedged) for pair in ends)


def _are_opposed(one: Relation, other: Relation) -> bool:
    """A bound from below and one from above."""
    return (one == "above" and other in _UNDER) or (other == "above" and one in _UNDER)


def _round_alike(low: float, high: float, *, counts: bool, hedged: bool) -> bool:
    if low == high:
        return True
    if high < 100 and counts and not hedged:
        return False
    unit = max(_unit_of_last_digit(low), _unit_of_last_digit(high))
    if hedged:
        return high - low <= min(unit, _CLOSE_ABOUT * high)
    return high - low <= min(unit / 2, _CLOSE * high)


def _unit_of_last_digit(value: float) -> float:
    """1,600 is given in hundreds, 8.6 in tenths."""
    digits = f"{value:.10g}"
    if "e" in digits:
        digits = f"{value:.0f}"
    if "." in digits:
        return float(10 ** -len(digits.split(".")[1]))
    return float(10 ** (len(digits) - len(digits.rstrip("0"))))


def far_apart(one: Quantity, other: Quantity) -> bool:
    """Whether one is so many times the other that they are hardly of the same thing."""
    low, high = sorted((one.value, other.value))
    return high > _FAR * low


def could_both_hold(one: Quantity, other: Quantity) -> bool:
    """True when some number satisfies both: "more than 340,000" and "400,000"."""
    (low, high), (least, most) = one.range, other.range
    return one.unit == other.unit and max(low, least) <= min(high, most)


def _number(found: re.Match[str], n: int) -> float | None:
    if digits := found[f"digits{n}"]:
        return float(digits.replace(",", "")) * _worth(found[f"times{n}"] or "")
    if half := found[f"half{n}"]:
        return 0.5 * _worth(half.split()[-1])
    if words := found[f"words{n}"]:
        return _from_words(words)
    return None


def _from_words(written: str) -> float | None:
    said = re.sub(r"^an?\s+", "one ", " ".join(written.lower().replace("-", " ").split()))
    dozens = said.removesuffix(" dozen")
    number = parse_number(dozens)
    if number is None:
        return None
    return float(number) * (_MAGNITUDES["dozen"] if dozens != said else 1.0)


def _relation(before: str | None, after: str | None) -> Relation:
    if after:
        return "about" if "so" in after else "below" if "fewer" in after else "above"
    for relation, pattern in _BEFORE.items():
        if before and re.fullmatch(pattern, before, re.IGNORECASE):
            return relation
    return "exact"


def _unit(currency: str | None, unit: str) -> str:
    if currency:
        return _money(_DOLLARS.get(currency[:-1], currency[:-1].lower()), _MONEY[currency[-1]])
    unit = unit.strip(" -").lower()
    if not unit:
        return ""
    if "point" in unit:
        return "point"
    if unit == "%" or unit.startswith("per"):
        return "%"
    *whose, money = unit.split()
    return _money(" ".join(whose).replace(".", ""), money.removesuffix("s"))


def _money(whose: str, name: str) -> str:
    return name if not whose or whose in _PLAIN else f"{whose} {name}"


def _end_of_first(found: re.Match[str]) -> int:
    return max(found.end(part) for part in ("digits1", "times1", "half1", "words1"))


def _as_large(low: float, high: float, found: re.Match[str]) -> float:
    """The first number of "two to three million" is of millions too."""
    magnitude = _magnitude(found, 2)
    return low * magnitude if _magnitude(found, 1) == 1 and low * magnitude < high else low


def _magnitude(found: re.Match[str], n: int) -> float:
    last = found[f"times{n}"] or (found[f"words{n}"] or "").replace("-", " ").split(" ")[-1]
    return _worth(last)


def _worth(magnitude: str) -> float:
    """1,000 for "thousand", also where it is written with letters that only fold to these: "ſ"."""
    return _MAGNITUDES.get(magnitude.lower().translate(_FOLDED), 1.0)
