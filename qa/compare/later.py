"""Figures that a later article gives: what was counted may have grown since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qa.compare.quantities import Quantity, far_apart, quantities
from qa.records import AnswerGroup

__all__ = ["mark_later"]

_LEAST = 0.5  # of the first answer's score


def mark_later(
    answers: Sequence[AnswerGroup], dates: Sequence[str | None]
) -> tuple[AnswerGroup, ...]:
    """The answers to a question after a figure; those less likely that an article newer than the
    first answer's gives, in the same unit and not far from it, are `later`.

    dates: of the article of each citation, in ISO format.
    """
    if not answers:
        return ()
    first, stated = answers[0], _stated(answers[0])
    since = _latest(first, dates)
    if stated is None or not since:
        return tuple(answers)

    def is_later(group: AnswerGroup) -> bool:
        return (
            group.less_likely
            and group.score >= _LEAST * first.score
            and _latest(group, dates) > since
            and _comparable(stated, _stated(group))
        )

    return tuple(replace(group, later=is_later(group)) for group in answers)


def _stated(group: AnswerGroup) -> Quantity | None:
    return next(quantities(group.text), None)


def _latest(group: AnswerGroup, dates: Sequence[str | None]) -> str:
    """The date of the newest article that gives it; "" when none has one."""
    return max((dates[n - 1] or "" for n in group.citations), default="")


def _comparable(one: Quantity, other: Quantity | None) -> bool:
    return other is not None and one.unit == other.unit and not far_apart(one, other)
