"""Whether an article can speak of the year that is asked about."""

from __future__ import annotations

import re

from qa.articles.dates import YEAR
from qa.read.question import Question
from qa.records import Document

__all__ = ["names_the_year", "of_another_year"]

_YEAR = re.compile(rf"\b{YEAR}\b")
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
