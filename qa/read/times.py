"""Whether an article can speak of the year that is asked about."""

from __future__ import annotations

import re

from qa.articles.dates import YEAR
from qa.read.question import Question
from qa.records import Document
from qa.text import term, word_list

__all__ = ["asked_years", "is_only_meant", "names_the_year", "of_another_year", "year_of"]

_YEAR = re.compile(rf"\b{YEAR}\b")
# A year in which something was, and not "the 2015 law"
_IN_YEAR = re.compile(
    r"\b(?:in|during|for|of|from|to|since|by|until|through|early|mid|late|than|January|February|March"
    rf"|April|May|June|July|August|September|October|November|December)[ -]({YEAR})\b"
    rf"(?!,? (?:and|or|to) {YEAR}|[-–]\d)",
    re.IGNORECASE,
)
_APART = re.compile(r"[,;:(–—]|\b(?:and|but|while|to|from|than|compared)\b", re.IGNORECASE)
_PAST = re.compile(r"\b(?:did|was|were|had)\b", re.IGNORECASE)
_FAR = 6  # words that a border between a figure and a year counts for
# What an article calls the years beside its own
_BEFORE = re.compile(r"\b(?:(?:last|previous|past) year|(?:a|one) year (?:ago|earlier))\b", re.I)
_AFTER = re.compile(r"\b(?:next|coming|following) year\b", re.I)


def names_the_year(asked: Question, sentence: str) -> bool:
    """Whether a sentence names the year of which the question asks for a figure ("how many worked
    there in 1968?", "at its peak, in 1968, the mill had 1,150 workers").
    """
    if not asked.wants_figure:
        return False
    return not set(_YEAR.findall(asked.text)).isdisjoint(_YEAR.findall(sentence))


def asked_years(question: str) -> frozenset[int]:
    """The years in which the question asks how it was: "in 2014"."""
    return frozenset(int(year) for year in _IN_YEAR.findall(question))


def year_of(sentence: str, start: int, end: int) -> int | None:
    """The year of which the sentence gives the figure from `start` to `end`, the nearest to it:
    "1.9 million in 2013 and 2.3 million in 2014". None where it names none, or several at once.
    """
    found = [
        (_apart(sentence, (start, end), m.span(1)), int(m.group(1)))
        for m in _IN_YEAR.finditer(sentence)
    ]
    return min(found, default=(0, None))[1]


def _apart(sentence: str, figure: tuple[int, int], year: tuple[int, int]) -> int:
    """How many words stand between, borders and other figures counting as several; 0 where the
    words have the year themselves.
    """
    between = sentence[year[1] : figure[0]] or sentence[figure[1] : year[0]]
    borders = _APART.findall(between)
    others = re.findall(r"\d[\d.,]*", between)
    return len(between.split()) + _FAR * (len(borders) + len(others))


def is_only_meant(asked: Question, sentence: str, start: int) -> bool:
    """Whether the question asks when something was done, and the sentence says before the offset
    only that it was to be: "was to open in May".
    """
    if asked.kind != "when" or not asked.verb or not _PAST.search(asked.text):
        return False
    before = word_list(sentence[:start])
    deeds = [n for n, word in enumerate(before) if term(word) == asked.verb]
    return bool(deeds) and "to" in before[max(0, deeds[-1] - 2) : deeds[-1]]


def of_another_year(question: str, document: Document) -> bool:
    """Whether the question names years of which the article says nothing: it has none of them, was
    not written in one, and calls none last or next year. Of an article without a date nothing is
    known.
    """
    asked = {int(year) for year in _YEAR.findall(question)}
    if not asked or document.published is None:
        return False
    written = int(document.published[:4])
    told = {int(year) for year in _YEAR.findall(document.text)} | {written}
    if _BEFORE.search(document.text):
        told.add(written - 1)
    if _AFTER.search(document.text):
        told.add(written + 1)
    return not asked & told
