"""Reasons in long sentences."""

from __future__ import annotations

import time

import pytest

from qa.read.question import analyse
from qa.read.reasons import find_why
from qa.read.syntax import parse

WORDS = (
    "too few people used the number nine bus and the drivers of the line had a very different view"
    " of the matter than the council and the mayor of the town when the timetable was drawn up"
)
QUESTION = analyse("Why did the bus line close?")


def reasons(text: str) -> dict[str, float]:
    found = find_why(QUESTION, parse(text), frozenset())
    return {text[c.start : c.end]: c.fit for c in found}


@pytest.mark.parametrize("comma", [" ", ", "])
def test_a_long_reason_takes_no_longer_than_its_parse(comma: str) -> None:
    text = f"The reason was that, {comma.join(3 * WORDS.split())}."
    parse(text)
    started = time.perf_counter()
    assert any(reason.startswith("that") for reason in reasons(text))
    assert time.perf_counter() - started < 2.0


def test_a_reason_ends_where_who_gives_it_begins() -> None:
    found = reasons("The reason was too few riders, the mayor, Karl Lund, said on Monday.")
    assert "too few riders" in found


def test_reasons_that_are_counted_are_told_whole() -> None:
    found = reasons("It was closed for two reasons: few used it, and the drivers were ill.")
    assert found["few used it, and the drivers were ill"] > 0.8
