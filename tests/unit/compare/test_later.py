"""Figures of later articles, which may have grown since the first answer's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qa.compare import mark_later
from qa.records import Answer, AnswerGroup, Disagreement, DisputedValue, Mention, Span

DATES = ["2024-03-04", "2024-03-12", None]


def group(text: str, n: int, score: float = 0.5, *, less_likely: bool = True) -> AnswerGroup:
    mention = Mention(n, Span(0, len(text)), text)
    return AnswerGroup(text, score, (n,), mentions=(mention,), less_likely=less_likely)


FIRST = group("Some 618 people", 1, 0.8, less_likely=False)


@pytest.mark.parametrize(
    ("other", "later"),
    [
        (group("about 1,400", 2), True),
        (group("about 1,400", 1), False),  # of the same day
        (group("about 1,400", 3), False),  # of no day
        (group("$1,400", 2), False),  # another unit
        (group("about 1.4 million", 2), False),  # too far from it
        (group("the Red Cross", 2), False),
        (group("about 1,400", 2, 0.39), False),
        (group("about 1,400", 2, less_likely=False), False),
    ],
)
def test_a_figure_of_a_later_article_is_marked(other: AnswerGroup, later: bool) -> None:
    first, second = mark_later([FIRST, other], DATES)
    assert first == FIRST
    assert second.later is later


def test_where_the_first_has_no_date_nothing_is_later() -> None:
    first = group("Some 618 people", 3, 0.8, less_likely=False)
    assert not any(g.later for g in mark_later([first, group("1,400", 2)], DATES))
    assert mark_later([], DATES) == ()


def test_what_is_told_as_a_difference_is_not_told_again() -> None:
    values = tuple(
        DisputedValue(text, Span(0, len(text)), text, (n,), DATES[n - 1])
        for text, n in (("Some 618 people", 1), ("about 1,400 people", 2))
    )
    groups = (FIRST, group("about 1,400", 2), group("900", 1), group("$70", 2))
    plain = Answer("", "", False, 0.8, mark_later(groups, DATES), (), {})
    assert [g.text for g in plain.later] == ["about 1,400"]
    assert [g.text for g in plain.less_likely] == ["900", "$70"]
    told = replace(plain, disagreements=(Disagreement("", values, compatible=False),))
    assert [g.text for g in told.likely] == ["Some 618 people"]
    assert told.later == ()
    assert [g.text for g in told.less_likely] == ["900", "$70"]
    older = replace(told, answers=groups)  # not marked
    assert [g.text for g in older.less_likely] == ["900", "$70"]
