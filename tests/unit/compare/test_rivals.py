"""Answers that a shorter one may be either of."""

from __future__ import annotations

import pytest

from qa.compare import group_answers
from qa.passages import cut
from qa.records import Hit, Reading, Scores, Span
from tests.conftest import make_document


def grouped(*wordings: str) -> list[tuple[str, int]]:
    """What is given, with its sources; each wording is an article's, the first ones likelier."""
    readings = []
    for n, words in enumerate(wordings):
        document = make_document(f"{words} it was.", name=f"{n}.txt")
        answers = ((Span(0, len(words)), 0.9 - n / 10),)
        readings.append(Reading(Hit(cut(document)[0], document, Scores()), 0.9, None, answers))
    return [(a.text, a.sources) for a in group_answers(readings, 0.5)[0]]


@pytest.mark.parametrize(
    ("wordings", "given"),
    [
        (
            ("Smith", "John Smith", "Jane Smith"),
            [("Smith", 1), ("John Smith", 1), ("Jane Smith", 1)],
        ),
        (
            ("John Smith", "Jane Smith", "Smith"),
            [("John Smith", 1), ("Jane Smith", 1), ("Smith", 1)],
        ),
        (("Smith", "John Smith", "Smith"), [("John Smith", 3)]),
        (("Biden", "Joe Biden", "Joseph Biden"), [("Joe Biden", 3)]),
        (
            ("12 people", "12 people killed", "12 people injured"),
            [("12 people", 1), ("12 people killed", 1), ("12 people injured", 1)],
        ),
        (("drought", "severe drought", "long drought"), [("severe drought", 3)]),
        (("will resign", "will not resign"), [("will resign", 1), ("will not resign", 1)]),
    ],
)
def test_a_short_form_does_not_join_two_people(
    wordings: tuple[str, ...], given: list[tuple[str, int]]
) -> None:
    assert grouped(*wordings) == given
