"""Dates as they are written ("Jan. 29-30", "Wednesday", "last year"), as spans of days."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Literal

from qa.articles.dates import DATE, MONTHS, iso_date
from qa.read.names import YEAR

__all__ = ["Period", "period"]

Bound = Literal["", "since", "until", "by", "before", "after"]

_MONTHS = "|".join(month[:3] for month in MONTHS)
_TO = r"\s?(?:-|–|to)\s?"
_RANGES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?P<month>[A-Za-z]{{3,9}}\.?)\s+(?P<first>\d{{1,2}}){_TO}(?P<last>\d{{1,2}})"
        r"(?P<year>,?\s+\d{4})?",
        rf"\b(?P<first>\d{{1,2}})(?:st|nd|rd|th)?{_TO}(?P<last>\d{{1,2}})(?:st|nd|rd|th)?"
        rf"\s+(?:of\s+)?(?P<month>(?:{_MONTHS})[a-z]{{0,6}}\.?)(?P<year>,?\s+\d{{4}})?",
    )
)
_YEAR = re.compile(rf"\b{YEAR}s?\b")
_DATE = re.compile(DATE)
_ONLY_YEAR = re.compile(rf"(?:the |year |about |around )*{YEAR}s?", re.IGNORECASE)
_MONTH = re.compile(rf"\b(?:{_MONTHS})[a-z]*\b", re.IGNORECASE)
_WEEKDAY = re.compile(
    r"\b(?:(?P<which>last|this|next)\s+)?"
    r"(?P<day>(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    r"\b(?:today|yesterday|tomorrow|tonight|(?:last|this|next|previous|past)\s+(?:week|month|year)"
    r"|\w+\s+(?:days?|weeks?|months?|years?)\s+(?:ago|earlier))\b",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"(?:(?:on|in|at|of|the|(?P<bound>since|from|until|till|through|by|before|after))\b\s*)+",
    re.IGNORECASE,
)
# What leads a day that the thing lasted from, or until which, or did not begin before
_BOUNDS: dict[str, Bound] = {
    "since": "since",
    "from": "since",
    "until": "until",
    "till": "until",
    "through": "until",
    "by": "by",
    "before": "before",
    "after": "after",
}
_APART = {"before", "after"}  # which leave out the days that they are written with
# "early 2018", "the end of May": more or less half of it
_PART = re.compile(
    r"(?:(?P<first>early|(?:beginning|start) of)|(?P<last>late|end of)|mid|middle of)\b[ -]?",
    re.IGNORECASE,
)
_OF_IT = 0.6
_ANY_YEAR = 2000  # of a day and month whose year nothing tells; a leap year
_HALF_A_YEAR = timedelta(days=183)


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` to `last`, both inclusive. dated: False when the year is not known.
    bound: what leads them ("until").
    """

    first: date
    last: date
    dated: bool = True
    bound: Bound = ""

    def overlaps(self, other: Period) -> bool:
        one, two = (p._reach() for p in self._alike(other))
        return one.first <= two.last and two.first <= one.last

    def equals(self, other: Period) -> bool:
        """The same days, led by the same; "2015" may be cut from "since 2015", but not from
        "before 2015".
        """
        one, two = self._alike(other)
        bounds = {one.bound, two.bound}
        if len(bounds) > 1 and ("" not in bounds or bounds & _APART):
            return False
        return (one.first, one.last) == (two.first, two.last)

    def is_rival(self, other: Period) -> bool:
        """The same days of another year, or led by another bound."""
        one, two = (replace(p.without_year(), bound="") for p in (self, other))
        return one.equals(two) and not self.equals(other)

    def _reach(self) -> Period:
        """With what the bound lets in."""
        if self.bound in {"since", "after"}:
            return replace(self, last=date.max)
        return replace(self, first=date.min) if self.bound else self

    def _alike(self, other: Period) -> tuple[Period, Period]:
        """Both with their years, or both without."""
        if self.dated == other.dated:
            return self, other
        return self.without_year(), other.without_year()

    def part(self, *, first: bool, last: bool) -> Period:
        """Its first or last six tenths, or the middle ones; the same where it is a day."""
        days = (self.last - self.first).days
        left = timedelta(days=round(days * (1 - _OF_IT) / (1 if first or last else 2)))
        return replace(
            self,
            first=self.first if first else self.first + left,
            last=self.last if last else self.last - left,
        )

    def without_year(self) -> Period:
        """The same days of any year."""
        if not self.dated or self.first.year != self.last.year:
            return self
        return replace(
            self,
            first=self.first.replace(year=_ANY_YEAR),
            last=self.last.replace(year=_ANY_YEAR),
            dated=False,
        )


@lru_cache(maxsize=10_000)
def period(written: str, published: str | None) -> Period | None:
    """The days that words name in an article of that date (ISO); None when they name none.

    A month and day without a year is that nearest to the article; a weekday is the last one before
    or on its day, or by "last", "this" and "next" another; None where "next" may be two of them.
    Without the article's date such words tell no year, or nothing.
    """
    day = date.fromisoformat(published) if published else None
    text = " ".join(written.split())
    bound: Bound = ""
    if lead := _LEAD.match(text):
        text = text[lead.end() :]
        bound = _BOUNDS.get((lead["bound"] or "").lower(), "")
    if part := _PART.match(text):
        whole = period(text[part.end() :], published)
        found = whole and whole.part(first=bool(part["first"]), last=bool(part["last"]))
    elif matched := next(filter(None, (r.search(text) for r in _RANGES)), None):
        found = _between(matched, day)
        bound = "" if bound == "since" else bound  # "from 5 to 7 June"
    else:
        found = _one(text, day)
    return replace(found, bound=bound) if found and bound else found


def _between(matched: re.Match[str], day: date | None) -> Period | None:
    month, year = matched["month"], matched["year"] or ""
    ends = [_one(f"{month} {matched[end]}{year}", day) for end in ("first", "last")]
    if ends[0] and ends[1] and ends[0].first <= ends[1].last:
        return Period(ends[0].first, ends[1].last, ends[0].dated)
    return None


def _one(text: str, day: date | None) -> Period | None:
    if _DATE.fullmatch(text) and (written := iso_date(text)):
        first = date.fromisoformat(written)
        return Period(first, first)
    year, month = _YEAR.search(text), _MONTH.search(text)
    if year and not month:
        return _years(int(year.group()[:4]), text) if _ONLY_YEAR.fullmatch(text) else None
    weekday = None if month else _WEEKDAY.search(text)
    if weekday is not None:
        return _on_weekday(weekday, day) if day else None
    if not month and not (day and _RELATIVE.search(text)):
        return None
    parsed = _parsed(text, day or date(_ANY_YEAR, 1, 1))
    if parsed is None:
        return None
    first, kind = parsed
    if not year and month:
        first = _nearest(first, day)
    return _whole(first, kind, dated=bool(year or day))


def _parsed(text: str, base: date) -> tuple[date, str] | None:
    """The day that dateparser reads, and whether day, week, month or year was named."""
    from dateparser.date import DateDataParser

    parser = DateDataParser(
        languages=["en"],
        settings={
            "RELATIVE_BASE": datetime(base.year, base.month, base.day, 12),
            "PREFER_DATES_FROM": "past",
            "RETURN_TIME_AS_PERIOD": False,
            "PREFER_DAY_OF_MONTH": "first",
        },
    )
    found = parser.get_date_data(_only_date(text))
    if found.date_obj is None:
        return None
    return found.date_obj.date(), found.period or "day"


def _only_date(text: str) -> str:
    """Without a weekday beside a month, and without words around a relative date."""
    if _MONTH.search(text):
        return _WEEKDAY.sub("", text).strip(" ,")
    found = _RELATIVE.search(text)
    return found.group() if found else text


def _on_weekday(found: re.Match[str], day: date) -> Period | None:
    """The day of that name that is meant in an article of a day. "Next Friday" on a Wednesday may
    be in two days or in nine.
    """
    number = [name.lower() for name in calendar.day_name].index(found["day"].lower())
    ahead = (number - day.weekday()) % 7
    which = (found["which"] or "").lower()
    if which == "next" and number > day.weekday():
        return None
    if which in {"next", "this"}:
        moved = ahead or (7 if which == "next" else 0)
    else:
        moved = ahead - 7 if ahead or which == "last" else 0
    try:
        meant = day + timedelta(days=moved)
    except OverflowError:  # at the end of the calendar
        return None
    return Period(meant, meant)


def _nearest(first: date, day: date | None) -> date:
    if day is None:
        return first.replace(year=_ANY_YEAR)
    for year in (day.year, day.year - 1, day.year + 1):
        try:
            moved = first.replace(year=year)
        except ValueError:  # 29 February
            continue
        if abs(moved - day) <= _HALF_A_YEAR:
            return moved
    return first


def _whole(first: date, kind: str, *, dated: bool) -> Period:
    if kind == "month":
        last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
        return Period(first.replace(day=1), last, dated)
    if kind == "year":
        return Period(date(first.year, 1, 1), date(first.year, 12, 31), dated)
    if kind == "week":
        monday = first - timedelta(days=first.weekday())
        return Period(monday, monday + timedelta(days=6), dated)
    return Period(first, first, dated)


def _years(year: int, text: str) -> Period:
    if re.search(rf"\b{year}s\b", text):
        return Period(date(year, 1, 1), date(year + 9, 12, 31))
    return Period(date(year, 1, 1), date(year, 12, 31))
