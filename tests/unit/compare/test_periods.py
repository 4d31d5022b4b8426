"""Dates as written, as spans of days."""

from __future__ import annotations

from datetime import date

import pytest

from qa.compare.periods import Period, period
from qa.read.names import written_dates

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


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("since 2015", "until 2015", False),
        ("before 2015", "after 2015", False),
        ("before 2015", "2015", False),
        ("by March 5, 2018", "after March 5, 2018", False),
        ("since 2015", "from 2015", True),
        ("since 2015", "2015", True),
        ("by 2030", "2030", True),
        ("on 5 March 2018", "March 5, 2018", True),
    ],
)
def test_what_leads_a_day_is_compared(one: str, other: str, same: bool) -> None:
    first, second = period(one, ARTICLE), period(other, ARTICLE)
    assert first is not None and second is not None
    assert first.equals(second) is same
    assert second.equals(first) is same


def test_a_bound_lets_in_what_lies_behind_it() -> None:
    after, before, day = (
        period(text, ARTICLE) for text in ("after 2015", "before 2015", "March 9, 2017")
    )
    assert after is not None and before is not None and day is not None
    assert after.overlaps(day)
    assert not before.overlaps(day)


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("5-7 March 2018", ("2018-03-05", "2018-03-07")),
        ("from 5 to 7 June 2018", ("2018-06-05", "2018-06-07")),
        ("5th–7th of March, 2018", ("2018-03-05", "2018-03-07")),
        ("7 March 2018", ("2018-03-07", "2018-03-07")),
        ("2-1 March 2018", None),
        ("5-7 people", None),
    ],
)
def test_days_of_a_month_with_the_days_first(written: str, days: tuple[str, str] | None) -> None:
    found = period(written, ARTICLE)
    assert (found and (str(found.first), str(found.last))) == days


def test_a_date_is_found_with_both_its_days() -> None:
    assert written_dates("It opened on 5-7 March in Berg.") == ["5-7 March"]
    assert written_dates("They won 2-1 on 5 March.") == ["5 March"]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("Friday", "2018-01-19"),
        ("last Friday", "2018-01-19"),
        ("last Thursday", "2018-01-18"),
        ("next Monday", "2018-01-29"),
        ("next Thursday", "2018-02-01"),
        ("this Friday", "2018-01-26"),
        ("next Friday", None),
    ],
)
def test_last_this_and_next_tell_which_weekday(written: str, day: str | None) -> None:
    found = period(written, ARTICLE)
    assert (found and str(found.first)) == day
