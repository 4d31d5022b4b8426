"""Who says so, from the sentence itself."""

from __future__ import annotations

import pytest

from qa.compare.attribution import attribution
from qa.records import Span
from tests.conftest import make_document


@pytest.mark.parametrize(
    ("sentence", "answer", "expected"),
    [
        (
            "Some 1,600 people have been invited to the talks, the Kremlin said Thursday.",
            "Some 1,600 people",
            "the Kremlin said Thursday",
        ),
        (
            "At least 75 people were injured, according to the National Hospital in Colombo.",
            "At least 75 people",
            "according to the National Hospital in Colombo",
        ),
        (
            "Hariri said on Wednesday that the talks would be a test of all sides.",
            "a test of all sides",
            "Hariri said on Wednesday",
        ),
        ("The talks started on Monday in Vienna.", "Monday", None),
        (
            "“I will not tell mothers to drive in the snow,” said Bridget Fallon, who left.",
            "Bridget Fallon",
            None,
        ),
        ("George Krol said that nobody came.", "George Krol", None),
        (
            "At least 12 people died, and the fire, according to police, was lit on purpose.",
            "12 people",
            None,
        ),
        (
            "At least 12 people died, and the fire, according to police, was lit on purpose.",
            "on purpose",
            "according to police",
        ),
        ("Police, according to Smith, were late, but Jones counted 12 dead.", "12 dead", None),
        (
            "Police, according to Smith, were late, but Jones counted 12 dead.",
            "late",
            "according to Smith",
        ),
        (
            "According to police, 12 people died and 40 were injured.",
            "40",
            "According to police",
        ),
        (
            "12 people died and 40 were injured, according to police.",
            "12 people",
            "according to police",
        ),
        (
            "Smith said that Jones had claimed that 12 people died.",
            "12 people",
            "Smith said that Jones had claimed",
        ),
        (
            "According to the BBC, Smith said that 12 people died.",
            "12 people",
            "According to the BBC, Smith said",
        ),
        (
            "Smith, who spoke after Jones claimed that 12 people died, left.",
            "12 people",
            "Jones claimed",
        ),
    ],
)
def test_the_words_that_tell_who_says_so(sentence: str, answer: str, expected: str | None) -> None:
    document = make_document(f"A line before.\n{sentence}")
    start = document.text.index(sentence)
    at = document.text.index(answer, start)
    found = attribution(document, Span(start, start + len(sentence)), Span(at, at + len(answer)))
    assert (found and document.text[found.start : found.end]) == expected
