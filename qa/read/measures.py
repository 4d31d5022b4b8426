"""Answering words for "how old", "how far", "how often" and the like, by unit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from qa.read.candidates import Candidate
from qa.read.names import NUMBER_WORDS, durations
from qa.read.question import Question
from qa.text import term

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["find_measure"]

_NUMBER = (
    r"(?:(?:about|around|almost|nearly|some|more than|at least|less than|over|under|up to) )?"
    r"(?:\d[\d.,]*(?: (?:thousand|million|billion|trillion))?|an?|half an?|one"
    rf"|{NUMBER_WORDS}|fifteen|sixty|hundreds of|thousands of)"
)
_LENGTH = (
    r"(?:kilomet(?:er|re)s?|km|miles?|met(?:er|re)s?|m|centimet(?:er|re)s?|cm|millimet(?:er|re)s?"
    r"|mm|feet|foot|ft|inch(?:es)?|yards?|nautical miles?|light[- ]years?|hectares?|acres?"
    r"|square (?:kilomet(?:er|re)s?|km|miles?|met(?:er|re)s?|feet|foot)|storeys|stories|floors)"
)
_SPEED = rf"{_LENGTH}(?: an hour| per hour| a second| per second|/h|/s)|mph|km/h|kph|knots?"
_WEIGHT = r"(?:kilo(?:gram(?:me)?)?s?|kg|grams?|g|tons?|tonnes?|pounds?|lbs?|ounces?|stone)"
_PERIOD = r"(?:minute|hour|day|night|week|fortnight|month|quarter|season|year|decade|century)"


def _measured(units: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w$£€]){_NUMBER}[ -]?(?:{units})(?!\w)", re.IGNORECASE)


_AGE = re.compile(
    r"\b\d{1,3}[- ](?:year|month|week|day)s?[- ]olds?\b|\baged? (?:of )?\d{1,3}\b"
    r"|\bage of \d{1,3}\b|\bturn(?:s|ed|ing)? \d{1,3}\b|(?<=, )\d{1,3}(?=[,.])"
    r"|(?<=\()\d{1,3}(?=\))",
    re.IGNORECASE,
)
_FREQUENCY = re.compile(
    rf"\b(?:(?:once|twice|(?:\d+|two|three|four|five|six|several|many) times)"
    rf"(?: (?:a|an|every|per|each) (?:\w+ )?{_PERIOD}s?)?"
    rf"|every (?:other |few |single |\d+ |\w+ )?{_PERIOD}s?|each {_PERIOD}"
    r"|every (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
    r"|daily|nightly|weekly|fortnightly|monthly|quarterly|yearly|annually|hourly|biennially"
    r"|rarely|seldom|never|regularly|frequently|often)\b",
    re.IGNORECASE,
)
_BY_MEASURE: dict[str, re.Pattern[str]] = {
    "old": _AGE,
    "often": _FREQUENCY,
    "frequently": _FREQUENCY,
    "fast": _measured(_SPEED),
    "heavy": _measured(_WEIGHT),
    **dict.fromkeys(("far", "tall", "big", "large", "high", "deep", "wide"), _measured(_LENGTH)),
}


def find_measure(question: Question, doc: Doc) -> Iterator[Candidate]:
    """Ages for "how old", distances for "how far", … and lengths of time for the rest."""
    pattern = _BY_MEASURE.get(question.measure)
    if pattern is None:
        for start, end in durations(doc):
            yield Candidate(start, end, 0.6)
        if question.measure == "long":  # of a bridge, or of a strike
            for match in _measured(_LENGTH).finditer(doc.text):
                yield Candidate(match.start(), match.end(), 0.5)
        return
    for match in pattern.finditer(doc.text):
        fit = 0.7 if _beside_name(question, doc, match.start(), match.end()) else 0.6
        yield Candidate(match.start(), match.end(), fit)
    if question.measure == "old":
        for start, end in durations(doc):  # of a building, not of a person
            if re.search(r"\bold\b", doc.text[end : end + 5]):
                yield Candidate(start, end, 0.55)


def _beside_name(question: Question, doc: Doc, start: int, end: int) -> bool:
    """True when a word of the question stands close by: another's age is told farther off."""
    near = doc.text[max(0, start - 30) : start] + " " + doc.text[end : end + 30]
    return any(term(w) in question.term_set for w in re.findall(r"[\w’'-]+", near) if term(w))
