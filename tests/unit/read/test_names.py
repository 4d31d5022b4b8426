"""Dates, durations and numbers."""

from __future__ import annotations

import time

import pytest

from qa.read.names import approximator, dates, durations, names, numbers, whole_duration
from qa.read.syntax import parse


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Talks are scheduled for Jan. 25-26 in Vienna.", {"Jan. 25-26"}),
        ("It went into effect on December 30, 2016.", {"December 30, 2016"}),
        ("They met on 15 October 2016 and left.", {"15 October 2016"}),
        ("The council adopted resolution 2254 in December 2015.", {"December 2015"}),
        ("It comes weeks before the talks.", set()),
        ("It lasted five years.", set()),
        ("16:10 Police have closed the road.", {"16:10"}),
        ("They left at 11:40 a.m. for the coast.", {"11:40 a.m."}),
        ("They won the set by 6:12:30 and lost.", set()),
    ],
)
def test_dates(sentence: str, expected: set[str]) -> None:
    assert {sentence[a:b] for a, b in dates(parse(sentence))} == expected


def test_a_list_of_digits_has_no_length_of_time() -> None:
    started = time.perf_counter()
    assert whole_duration("1," * 10_000 + "x", 0, 20_000) == (0, 20_000)
    assert time.perf_counter() - started < 1.0


def test_durations() -> None:
    sentence = "The almost seven-year civil war follows five years of drought."
    assert {sentence[a:b] for a, b in durations(parse(sentence))} == {
        "almost seven-year",
        "five years",
    }


@pytest.mark.parametrize(
    ("sentence", "whole"),
    [
        (
            "It went on for five hours and thirty-five minutes.",
            "five hours and thirty-five minutes",
        ),
        ("It lasted one hour and fifty minutes, they said.", "one hour and fifty minutes"),
        ("She was away for two years, six months.", "two years, six months"),
        ("It took twenty-one days.", "twenty-one days"),
        ("It took two weeks and three people.", "two weeks"),
    ],
)
def test_a_length_of_time_is_whole(sentence: str, whole: str) -> None:
    assert {sentence[a:b] for a, b in durations(parse(sentence))} == {whole}


def test_what_makes_it_more_or_less() -> None:
    assert approximator("It costs no more than ") == "no more than "
    assert approximator("Keep it no longer than ") == "no longer than "
    assert approximator("It costs in excess of ") == "in excess of "
    assert approximator("It costs well over ") == "well over "
    assert approximator("It costs the maximum of ") == ""
    assert approximator("It costs ") == ""


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The war has claimed more than 340,000 lives since 2011.", "more than 340,000 lives"),
        ("Some 1,600 people have been invited.", "Some 1,600 people"),
        ("There have been eight rounds of talks.", "eight rounds"),
        ("The blast killed not 12 but 15 people.", "12"),
    ],
)
def test_numbers_with_what_they_count(sentence: str, expected: str) -> None:
    assert expected in {sentence[a:b] for a, b, _ in numbers(parse(sentence))}


def test_a_time_of_day_is_no_count() -> None:
    sentence = "17:42 The ferry has been towed into port with 83 passengers."
    assert {sentence[a:b] for a, b, _ in numbers(parse(sentence))} == {"83 passengers"}


def test_nobody_is_left_out_of_a_list_of_people() -> None:
    """The recogniser knows three of these and half of a fourth."""
    sentence = (
        "Present were Cllrs Alan Fisk, Doreen Fisk, Peter Onslow, Maud Trelawney and Simon Wye."
    )
    found = {sentence[n.start : n.end] for n in names(parse(sentence))}
    assert found >= {"Alan Fisk", "Doreen Fisk", "Peter Onslow", "Maud Trelawney", "Simon Wye"}
