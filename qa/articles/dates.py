"""Dates written out in full: day, month and year all there, or no date."""

from __future__ import annotations

import datetime
import re

__all__ = ["DATE", "MONTHS", "TIME", "WEEKDAY", "is_relative", "iso_date"]

MONTHS = tuple(
    "january february march april may june july august september october november december".split()
)
_NUMBERS = {name[:3]: number for number, name in enumerate(MONTHS, start=1)}
_MONTH = (
    r"(?i:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_TH = r"(?i:st|nd|rd|th)"
_DAY = rf"\d{{1,2}}{_TH}?"
_YEAR = r"(?:19|20)\d\d"
WEEKDAY = (
    r"(?i:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?"
    r"|sat(?:urday)?|sun(?:day)?)\.?"
)
_ISO = rf"{_YEAR}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?"
DATE = (
    rf"(?:{WEEKDAY},?\s+)?(?:{_MONTH}\s+{_DAY},?\s+{_YEAR}|{_DAY}\s+(?:of\s+)?{_MONTH},?\s+{_YEAR}"
    rf"|{_ISO}|{_YEAR}/\d\d?/\d\d?|\d\d?[/.]\d\d?[/.]{_YEAR})(?!\w)"
)
TIME = (
    r"(?:at\s+)?(?:\d{1,2}(?:[:.]\d\d){1,2}(?:\s?[apAP]\.?[mM]\b\.?)?|\d\d?\s?[apAP]\.?[mM]\b\.?)"
    r"(?:\s*\(?(?:UTC|GMT|BST|CE?S?T|E[SD]?T|P[SD]?T|M[SD]T|C[SD]T|IST|A?E[SD]T|HKT|JST|MSK|SGT)\b"
    r"(?:[+-]\d\d?(?::?\d\d)?)?\)?)?(?!\w)"
)
_NAMED = re.compile(
    rf"(?P<m1>{_MONTH})\s+(?P<d1>\d\d?){_TH}?,?\s+(?P<y1>{_YEAR})"
    rf"|(?P<d2>\d\d?){_TH}?\s+(?:of\s+)?(?P<m2>{_MONTH}),?\s+(?P<y2>{_YEAR})"
)
_YEAR_FIRST = re.compile(rf"(?P<y>{_YEAR})[-/](?P<m>\d\d?)[-/](?P<d>\d\d?)")
_YEAR_LAST = re.compile(rf"(?P<a>\d\d?)[/.](?P<b>\d\d?)[/.](?P<y>{_YEAR})")


_RELATIVE = re.compile(
    rf"\b(?:(?=[A-Z])(?:{WEEKDAY}|{_MONTH})|(?i:yesterday|today|tonight|tomorrow|ago"
    r"|(?:last|next|this|past|previous|coming|same)\s+(?:night|week(?:end)?|month|year|spring|summer"
    r"|autumn|fall|winter|decade|century)))(?!\w)"
)


def is_relative(text: str) -> bool:
    """Whether words name a time that only the date of their article makes a date: "Thursday",
    "last year", "in December".
    """
    return _RELATIVE.search(text) is not None and re.search(_YEAR, text) is None


def iso_date(written: str) -> str | None:
    """The ISO date of a string that `DATE` matched; None if there is no such day, or if day and
    month can be told apart only by guessing (12/03/2021).
    """
    if found := _NAMED.search(written):
        month = found["m1"] or found["m2"]
        number = _NUMBERS[month[:3].casefold()]  # "ſeptember" is one too
        return _valid(found["y1"] or found["y2"], number, found["d1"] or found["d2"])
    if found := _YEAR_FIRST.search(written):
        return _valid(found["y"], found["m"], found["d"])
    if found := _YEAR_LAST.search(written):
        first, second = int(found["a"]), int(found["b"])
        if first == second or second > 12:
            return _valid(found["y"], first, second)
        return _valid(found["y"], second, first) if first > 12 else None
    return None


def _valid(year: str, month: str | int, day: str | int) -> str | None:
    try:
        return datetime.date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None
