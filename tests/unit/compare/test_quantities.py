"""Figures as written, as values."""

from __future__ import annotations

import pytest

from qa.compare.quantities import Quantity, agree, could_both_hold, quantities


def read(text: str) -> Quantity:
    (found,) = quantities(text)
    return found


@pytest.mark.parametrize(
    ("text", "written", "low", "high", "relation", "unit"),
    [
        ("more than 340,000 lives", "more than 340,000", 340_000, 340_000, "above", ""),
        ("Some 1,600 people", "Some 1,600", 1_600, 1_600, "about", ""),
        ("six rounds of talks", "six", 6, 6, "exact", ""),
        ("half a million euros", "half a million euros", 5e5, 5e5, "exact", "euro"),
        ("a US$2.5bn deal", "US$2.5bn", 2.5e9, 2.5e9, "exact", "dollar"),
        ("two to three million", "two to three million", 2e6, 3e6, "between", ""),
        ("between five and seven days", "five and seven", 5, 7, "between", ""),
        ("three hundred and forty thousand", "three hundred and forty thousand", 340_000, 340_000,
         "exact", ""),
        ("two dozen rebels", "two dozen", 24, 24, "exact", ""),
        ("nearly 9%", "nearly 9%", 9, 9, "nearly", "%"),
        ("0.75 percentage points", "0.75 percentage points", 0.75, 0.75, "exact", "point"),
        ("1,600-plus", "1,600-plus", 1_600, 1_600, "above", ""),
        ("15 to 20 per cent", "15 to 20 per cent", 15, 20, "between", "%"),
    ],
)  # fmt: skip
def test_figures_are_read_with_their_hedges_and_units(
    text: str, written: str, low: float, high: float, relation: str, unit: str
) -> None:
    found = read(text)
    assert text[found.start : found.end] == written
    assert (found.low, found.high, found.relation, found.unit) == (low, high, relation, unit)


@pytest.mark.parametrize(
    "text", ["the eighth round", "COVID-19", "a 5-4 decision", "dozens of men"]
)
def test_ordinals_names_scores_and_vague_amounts_are_no_figures(text: str) -> None:
    assert list(quantities(text)) == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("1,600 people", "some 1,600", True),
        ("some 1,587", "1,600", True),
        ("six", "eight", False),
        ("340,000", "400,000", False),
        ("62.5%", "63.9%", False),
        ("$24", "24 people", False),
        ("832,148", "842,300", False),
        ("18.4 cents", "18.4", True),
    ],
)
def test_rounding_is_no_difference(one: str, other: str, same: bool) -> None:
    assert agree(read(one), read(other)) is same


def test_bounds_that_leave_room_for_both_are_no_contradiction() -> None:
    assert could_both_hold(read("more than 340,000"), read("more than 400,000"))
    assert could_both_hold(read("more than 340,000"), read("400,000"))
    assert not could_both_hold(read("six"), read("eight"))
    assert not could_both_hold(read("up to 12"), read("15"))


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("fell from 300 to 200", [300, 200]),
        ("cut from 60 to 40 jobs", [60, 40]),
        ("rose from 5 to 7 million", [5e6, 7e6]),
        ("rose from 20 to 40%", [20, 40]),
        ("killed 24 and 60", [24, 60]),
        ("5 million and 7 million", [5e6, 7e6]),
        ("between 24 and 60", [42]),
        ("two hundred and fifty to three hundred", [275]),
        ("won 2-1 and 3-1", []),
        ("5 mıllion people", [5e6]),
        ("half a mıllion", [5e5]),
    ],
)
def test_every_figure_is_read_once(text: str, values: list[float]) -> None:
    assert [found.value for found in quantities(text)] == values


@pytest.mark.parametrize(
    ("text", "written", "relation"),
    [
        ("Not more than 30 people", "Not more than 30", "below"),
        ("no higher than 5%", "no higher than 5%", "below"),
        ("not under 12", "not under 12", "above"),
        ("higher than 5%", "higher than 5%", "above"),
        ("Not 12 but more", "12", "exact"),
        ("not about 12", "about 12", "about"),
    ],
)
def test_a_not_turns_the_comparison_behind_it(text: str, written: str, relation: str) -> None:
    found = read(text)
    assert (text[found.start : found.end], found.relation) == (written, relation)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("more than 500", "fewer than 500", False),
        ("at least 500", "at most 500", False),
        ("between 100 and 300", "200", False),
        ("5 to 7", "6", False),
        ("1,590 to 1,610", "1,600", True),
        ("more than 500", "500", True),
        ("nearly 500", "up to 500", True),
    ],
)
def test_bounds_and_both_ends_agree(one: str, other: str, same: bool) -> None:
    assert agree(read(one), read(other)) is same
    assert agree(read(other), read(one)) is same


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        ("nearly 400", "some 150", False),
        ("almost 400", "390", True),
        ("nearly 400", "401", False),
        ("fewer than 400", "some 150", True),
    ],
)
def test_nearly_is_a_little_less(one: str, other: str, both: bool) -> None:
    assert could_both_hold(read(one), read(other)) is both


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("A$5", "australian dollar"),
        ("5 million Australian dollars", "australian dollar"),
        ("HK$5", "hong kong dollar"),
        ("R$5", "r dollar"),
        ("US$5", "dollar"),
        ("$5", "dollar"),
        ("5 million U.S. dollars", "dollar"),
        ("5 million lost pounds", ""),
        ("5 million pounds", "pound"),
        ("£5", "pound"),
    ],
)
def test_a_currency_is_its_whole_name(text: str, unit: str) -> None:
    assert read(text).unit == unit
