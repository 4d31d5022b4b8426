"""Figures and sums of money in a text."""

from __future__ import annotations

import time

import pytest

from qa.read.sums import has_no_figure, is_the_whole, is_vague, names_a_sum, only_sum


@pytest.mark.parametrize(
    ("words", "none"),
    [
        ("toxic", True),
        ("the gas attack", True),
        ("hundreds", False),
        ("an observer", False),
        ("several", False),
        ("12 of them", False),
        ("Nobody", False),
    ],
)
def test_words_without_a_figure(words: str, none: bool) -> None:
    assert has_no_figure(words) is none


@pytest.mark.parametrize(
    ("text", "is_sum"),
    [
        ("a cheque for €540,000", True),
        ("three million dollars", True),
        ("738p a share", True),
        ("the dollar fell", False),
        ("twenty Danish kroner", True),
        ("a 3.5-million-dollar house", True),
        ("1.5m crowns", True),
        ("won 42 seats", False),
        ("20 people won", False),
        ("31% above", False),
        ("four creameries", False),
    ],
)
def test_sums(text: str, is_sum: bool) -> None:
    assert names_a_sum(text) is is_sum


@pytest.mark.parametrize("text", ["1" * 20_000, "1," * 10_000, "one " * 5_000, "5m " * 7_000])
def test_long_texts_are_gone_through_once(text: str) -> None:
    started = time.perf_counter()
    assert not names_a_sum(text + "x") or text.startswith("5m")
    assert time.perf_counter() - started < 1.0


@pytest.mark.parametrize(
    ("words", "vague"),
    [
        ("hundreds of civilians", True),
        ("several", True),
        ("more than 400,000", False),
        ("hundreds, 340 of them children", False),
        ("eleven", False),
    ],
)
def test_an_order_of_magnitude_is_vague(words: str, vague: bool) -> None:
    assert is_vague(words) is vague


@pytest.mark.parametrize(
    ("text", "words", "whole"),
    [
        ("It could close 45 of its 310 stores.", "310", True),
        ("It could close 45 of its 310 stores.", "45", False),
        ("They had 84 mice, of which 42 received it.", "84", True),
        ("They had 84 mice, of which 42 received it.", "42", False),
        ("It has 310 stores.", "310", False),
    ],
)
def test_the_whole_of_which_a_part_is_told(text: str, words: str, whole: bool) -> None:
    start = text.index(words)
    assert is_the_whole(text, start, start + len(words)) is whole


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        (
            "The plan was dropped because of its cost, which was put at about 90 million crowns.",
            "plan was dropped because of its cost, which was put at about 90 million",
            "90 million crowns",
        ),
        ("It cost more than £3 million a year.", "more than £3 million a year", None),
        (
            "It fell from $3,000 at the end of the war to $2,000 a year later.",
            "$3,000 at the end of the war to $2,000 a year later",
            None,  # which of the two?
        ),
        (
            "Nobody at the town hall would say how much it had cost.",
            "Nobody at the town hall",
            None,
        ),
    ],
)
def test_the_one_sum_of_many_words(text: str, words: str, found: str | None) -> None:
    start = text.index(words)
    end = start + len(words)
    first, last = only_sum(text, start, end)
    assert text[first:last] == (found or words)
