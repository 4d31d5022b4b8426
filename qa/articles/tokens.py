"""The small change of an article's header: dates, times, bylines, reading times, labels.

A header line is a row of such tokens with separators between them; a pattern counts only where
the row is unbroken, so a date inside a sentence is never one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from qa.articles.dates import DATE, TIME, WEEKDAY
from qa.articles.names import AGENCY, PEOPLE

__all__ = ["Token", "TokenKind", "label_alone", "leading_tokens", "trailing_tokens"]

TokenKind = Literal["label", "date", "time", "ago", "byline", "staff", "reading"]

_SEPARATOR = re.compile(r"[\s/|·•,;–—-]*")
_AGO = (
    r"(?i:(?:(?:last )?(?:updated|published|posted|modified):?\s+)?(?:\d+|an?|one|two)\s+"
    r"(?:second|sec|minute|min|hour|hr|day|week|month|year)s?\s+ago|just now)"
)
_LABEL = (
    r"(?P<label>(?i:(?:first |originally |last )?(?:published|posted|updated|modified|issued)"
    r"(?: (?:on|at))?|(?:publication |publish )?date(?: published)?|published date|release date"
    r"|last update))(?:\s*:)?"
)
_STAFF = (
    rf"(?:By )?(?P<agency>{AGENCY}) [Ss]taff(?: [Ww]riters?| [Rr]eporters?)?"
    r"|(?:By )?[Ss]taff (?:[Ww]riters?|[Rr]eporters?)"
)
_BYLINE = rf"(?:By|BY|Words by|Written by|Story by):?\s+(?P<people>{PEOPLE})"
_READING = r"(?i:\d{1,3}[\s-]*min(?:ute)?s?\s*(?:to )?read)"
_PATTERNS: tuple[tuple[TokenKind, re.Pattern[str]], ...] = (
    ("reading", re.compile(_READING)),
    ("ago", re.compile(_AGO)),
    ("label", re.compile(_LABEL)),
    ("date", re.compile(DATE)),
    ("time", re.compile(rf"{TIME}|{WEEKDAY}(?=[\s,]+{TIME})")),
    ("staff", re.compile(_STAFF)),
    ("byline", re.compile(_BYLINE)),
)
_LAST = re.compile(
    rf"(?:^|(?<=\s))(?:(?P<reading>{_READING})|(?P<staff>{_STAFF})|(?P<ago>{_AGO}))$"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a header line. value: the date or name as written, a label in lower case."""

    kind: TokenKind
    start: int
    end: int
    value: str = ""


def leading_tokens(text: str) -> list[Token]:
    """The unbroken row of tokens at the start of `text`, without a label that labels nothing."""
    found: list[Token] = []
    place = 0
    while token := _token_at(text, _skip(text, place)):
        found.append(token)
        place = token.end
    while found and found[-1].kind == "label":
        found.pop()
    return found


def label_alone(text: str) -> str | None:
    """The label that is all of `text` ("Published:"), in lower case."""
    found = re.fullmatch(_LABEL, text)
    return found["label"].lower() if found else None


def trailing_tokens(text: str) -> list[Token]:
    """The row of reading times, staff credits and ages ("2 hours ago") at the end of `text`."""
    found: list[Token] = []
    end = len(text)
    while match := _LAST.search(text[:end].rstrip(" /|·•,;–—-")):
        kind = match.lastgroup if match.lastgroup != "agency" else "staff"
        value = match["agency"] or ""
        found.insert(0, Token(_kind(kind), match.start(), match.end(), value))
        end = match.start()
    return found


def _skip(text: str, place: int) -> int:
    match = _SEPARATOR.match(text, place)
    return match.end() if match else place


def _token_at(text: str, place: int) -> Token | None:
    for kind, pattern in _PATTERNS:
        match = pattern.match(text, place)
        if match and match.end() > place and not text[match.end() : match.end() + 1].isalnum():
            return Token(kind, place, match.end(), _value(kind, match))
    return None


def _value(kind: TokenKind, match: re.Match[str]) -> str:
    if kind == "date":
        return match.group()
    if kind == "label":
        return match["label"].lower()
    if kind == "staff":
        return match["agency"] or ""
    return (match["people"] or "") if kind == "byline" else ""


def _kind(name: str | None) -> TokenKind:
    return "staff" if name == "staff" else "ago" if name == "ago" else "reading"
