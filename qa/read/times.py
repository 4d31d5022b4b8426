"""Years that are asked about and that an article tells; what was only to be; what time a sentence
begins with; what stands beside a day.
"""

from __future__ import annotations

import re

from qa.articles.dates import MONTHS
from qa.read.names import BARE_YEAR, YEAR
from qa.read.question import Question
from qa.records import Document
from qa.text import plain_spaces, term, word_list, words

__all__ = [
    "asked_years",
    "bound_before",
    "clock_behind",
    "gives_for",
    "is_only_meant",
    "lead",
    "names_the_year",
    "of_another_year",
    "year_of",
]

_MONTHS = "|".join(month.capitalize() for month in MONTHS)
_IN = rf"\b(?:in|during|for|of|early|mid|late|{_MONTHS})"
_ASKED = re.compile(rf"{_IN}[ -]({YEAR})\b", re.IGNORECASE)
# A year in which something was, and not "the 2015 law" or "founded in 1987"
_IN_YEAR = re.compile(
    rf"(?<!founded )(?<!established )(?<!began )(?<!begun )(?<!born )"
    rf"(?:{_IN}|\b(?:from|to|by|until|through|than))[ -]({YEAR})\b"
    rf"(?!,? (?:and|or|to) {YEAR}|[-–]\d)",
    re.IGNORECASE,
)
_YEAR_EARLIER = re.compile(r"\b(?:year|years|decade) (?:earlier|before|ago|later)\b", re.IGNORECASE)
_APART = re.compile(r"[,;:(–—]|\b(?:and|but|while|to|from|than|compared)\b", re.IGNORECASE)
_FIGURE = re.compile(r"\d[\d.,]*")
_PAST = re.compile(r"\b(?:did|was|were|had)\b", re.IGNORECASE)
# "was to …", "is scheduled to …"
_PLANNED = re.compile(
    r"\b(?:(?:was|were|is|are|been)(?: also| originally| first)? to"
    r"|(?:due|planned|planning|scheduled|expected|supposed|set|slated|meant|hoped|hoping|intended"
    r"|agreed|decided|voted|vowed|pledged|promised|wanted|threatened|failed|refused) to)\b[^.;:]*$",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"\d\d?[.:]\d\d(?: ?[ap]\.?m\.?)?:?\s+(?=[A-Z“\"])"
    r"|[A-Z][A-Z.'’-]+(?:,? [A-Z][\w.'’-]*){0,3}(?: \([^()]{2,40}\))?,? ?[-–—]{1,2}\s+(?=[A-Z“\"])"
)
_DAY = re.compile(
    rf"\b(?:\w+day|today|tomorrow|{_MONTHS}|(?:{_MONTHS}) \d\d?|\d\d?)$", re.IGNORECASE
)
_CLOCK = re.compile(
    r" at (?:(?:about|around) )?(?:\d\d?(?:[.:]\d\d)? ?(?:[ap]m\b|[ap]\.m\.)|\d\d?[.:]\d\d\b"
    r"|\d\d? o['’]clock\b|noon\b|midday\b|midnight\b)"
)
# "before 2015", "no earlier than 2025"
_BOUND = re.compile(
    r"\b(?:(?:not |no )?(?:before|after|prior to|(?:earlier|later|sooner) than)|until|till) $",
    re.IGNORECASE,
)
_NEGATED = re.compile(r"(?:\b(?:not|no|never|nobody|nothing|cannot)|n['’]t)\b", re.IGNORECASE)
_NEAR = 100  # characters in front of "until" in which its clause may be negated
_OF_DEEDS = {"when", "how-many", "how-long"}
_FAR = 6  # words that a border between a figure and a year counts for
# What an article calls the years beside its own
_BEFORE = re.compile(r"\b(?:(?:last|previous|past) year|(?:a|one) year (?:ago|earlier))\b", re.I)
_AFTER = re.compile(r"\b(?:next|coming|following) year\b", re.I)


def lead(sentence: str) -> str:
    """The time or the dateline that a sentence begins with, which is no part of what it says:
    "13.10 " in a live blog, "BERG (Northern Wire) - "; "" for none.
    """
    found = _LEAD.match(sentence)
    return found.group() if found else ""


def clock_behind(day: str, behind: str) -> str:
    """The time of day right behind a day (" at 11 am" behind "Friday"), or ""."""
    found = _CLOCK.match(behind) if _DAY.search(day) else None
    return found.group() if found else ""


def bound_before(before: str) -> str:
    """The words right in front of a day that make it the first or the last of many ("before "),
    with the space, or "". What does not open "until 2025" opens then.
    """
    found = _BOUND.search(before[-_NEAR:])
    if found is None:
        return ""
    clause = re.split(r"[.;:!?]", before[-_NEAR:][: found.start()])[-1]
    until = found.group().casefold().startswith(("until", "till"))
    return "" if until and _NEGATED.search(clause) else found.group()


def names_the_year(asked: Question, sentence: str) -> bool:
    """Whether a sentence names the year of which the question asks for a figure ("how many worked
    there in 1968?", "at its peak, in 1968, the mill had 1,150 workers").
    """
    if not asked.wants_figure:
        return False
    return not set(BARE_YEAR.findall(asked.text)).isdisjoint(BARE_YEAR.findall(sentence))


def asked_years(question: str) -> frozenset[int]:
    """The years in which the question asks how it was: "in 2014"."""
    return frozenset(int(year) for year in _ASKED.findall(question))


def year_of(sentence: str, start: int, end: int) -> int | None:
    """The year of which the sentence gives the figure from `start` to `end`, the nearest to it:
    "1.9 million in 2013 and 2.3 million in 2014". None where it names none, or several at once, or
    tells it by another year ("a year earlier").
    """
    found = [
        (_apart(sentence, (start, end), m.span(1)), int(m.group(1)))
        for m in _IN_YEAR.finditer(sentence)
    ]
    if not found or _YEAR_EARLIER.search(sentence):
        return None
    return min(found)[1]


def gives_for(years: frozenset[int], sentence: str) -> bool:
    """Whether the sentence gives a figure for one of the years."""
    return any(
        year_of(sentence, *figure.span()) in years
        for figure in _FIGURE.finditer(sentence)
        if not BARE_YEAR.fullmatch(figure.group().rstrip(".,"))
    )


def _apart(sentence: str, figure: tuple[int, int], year: tuple[int, int]) -> int:
    """How many words stand between, borders and other figures counting as several; 0 where the
    words have the year themselves.
    """
    between = sentence[year[1] : figure[0]] or sentence[figure[1] : year[0]]
    marks = [*_APART.findall(between), *_FIGURE.findall(between)]
    return len(between.split()) + _FAR * len(marks)


def is_only_meant(asked: Question, sentence: str, start: int) -> bool:
    """Whether the question asks when or with how many something was done, and the sentence
    says before the offset only that it was to be: "was to open in May", "planned to include 120".
    """
    if asked.kind not in _OF_DEEDS or not asked.verb or not _PAST.search(asked.text):
        return False
    deeds = [s for s in words(sentence[:start]) if term(sentence[s.start : s.end]) == asked.verb]
    if not deeds:
        return False
    before = " ".join(sentence[: deeds[-1].start].split()) + " "
    return "to" in word_list(before)[-2:] and _PLANNED.search(before) is not None


def of_another_year(question: str, document: Document) -> bool:
    """Whether the question names years of which the article says nothing: it has none of them, was
    not written in one, and calls none last or next year. Of an article without a date nothing is
    known.
    """
    asked = {int(year) for year in BARE_YEAR.findall(question)}
    if not asked or document.published is None:
        return False
    written = int(document.published[:4])
    text = plain_spaces(document.text)
    told = {int(year) for year in BARE_YEAR.findall(text)} | {written}
    if _BEFORE.search(text):
        told.add(written - 1)
    if _AFTER.search(text):
        told.add(written + 1)
    return not asked & told
