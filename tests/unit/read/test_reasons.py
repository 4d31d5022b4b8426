"""Reasons in long sentences."""

from __future__ import annotations

import time

import pytest

from qa.read.question import analyse
from qa.read.reasons import find_why
from qa.read.spans import find_candidates
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


@pytest.mark.parametrize(
    ("question", "text", "found"),
    [
        (
            "Why did Lund resign?",
            "Lund resigned not because of the scandal but because of his health.",
            {"because of his health"},
        ),
        (
            "Why did Lund resign?",
            "Lund resigned over the scandal, but not due to age.",
            {"over the scandal"},
        ),
        (
            "Why did Lund resign?",
            "Lund resigned not only because of his health.",
            {"because of his health"},
        ),
        ("Why did Lund resign?", "Lund did not resign because of the scandal.", set()),
        (
            "Why did Lund not resign?",
            "Lund did not resign because of the scandal.",
            {"because of the scandal"},
        ),
        (
            "Why did the talks fail?",
            "The sides did not agree because of a dispute.",
            {"because of a dispute"},
        ),
        (
            "Why did she leave?",
            "She left so as not to wake the children.",
            {"so as not to wake the children"},
        ),
    ],
)
def test_what_is_said_to_be_no_reason(question: str, text: str, found: set[str]) -> None:
    candidates = find_candidates(analyse(question), parse(text))
    assert {text[c.start : c.end] for c in candidates} == found


def test_a_reason_ends_where_who_gives_it_begins() -> None:
    found = reasons("The reason was too few riders, the mayor, Karl Lund, said on Monday.")
    assert "too few riders" in found


def test_reasons_that_are_counted_are_told_whole() -> None:
    found = reasons("It was closed for two reasons: few used it, and the drivers were ill.")
    assert found["few used it, and the drivers were ill"] > 0.8
