"""Dates as written, as spans of days."""

from __future__ import annotations

from datetime import date

import pytest

from qa.compare.periods import Period, period

ARTICLE = "2018-01-25"  # a Thursday


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("Jan. 29-30", "2018-01-29", "2018-01-30"),
        ("Wednesday", "2018-01-24", "2018-01-24"),
        ("on Thursday", "2018-01-25", "2018-01-25"),
        ("December", "2017-12-01", "2017-12-31"),
        ("December 30, 2016", "2016-12-30", "2016-12-30"),
        ("last year", "2017-01-01", "2017-12-31"),
        ("in 2011", "2011-01-01", "2011-12-31"),
        ("the 1990s", "1990-01-01", "1999-12-31"),
        ("mid-November", "2017-11-07", "2017-11-24"),
        ("early 2016", "2016-01-01", "2016-08-07"),
        ("the end of 2016", "2016-05-26", "2016-12-31"),
        ("yesterday", "2018-01-24", "2018-01-24"),
    ],
)
def test_days_are_told_by_the_date_of_the_article(written: str, first: str, last: str) -> None:
    expected = Period(date.fromisoformat(first), date.fromisoformat(last))
    assert period(written, ARTICLE) == expected


@pytest.mark.parametrize("written", ["11:40 a.m.", "six rounds", "Staffan de Mistura"])
def test_what_names_no_day_is_none(written: str) -> None:
    assert period(written, ARTICLE) is None


def test_without_the_article_s_date_a_weekday_is_none_and_a_day_has_no_year() -> None:
    assert period("Monday", None) is None
    bare = period("January 29-30", None)
    dated = period("Jan. 29-30", ARTICLE)
    assert bare is not None and dated is not None
    assert bare.equals(dated)
    assert not bare.dated


def test_a_day_overlaps_its_month_but_does_not_equal_it() -> None:
    day, month = period("January 29", ARTICLE), period("January", ARTICLE)
    assert day is not None and month is not None
    assert day.overlaps(month)
    assert not day.equals(month)
