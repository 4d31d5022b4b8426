"""Spans of a window made whole, and what their sentence says against them."""

from __future__ import annotations

import pytest

from qa.passages import cut
from qa.read.phrases import Parses, whole_figure
from qa.read.span_model import Found, Scored
from qa.read.windows import ReadWindow
from qa.records import Hit, Scores
from tests.conftest import make_document


def read(sentence: str, words: str) -> tuple[Parses, ReadWindow, int, int]:
    document = make_document(sentence)
    passage = cut(document)[0]
    window = ReadWindow(Hit(passage, document, Scores()), 0, len(sentence))
    start = sentence.index(words)
    end = start + len(words)
    return Parses([window], [Scored((Found(start, end, 1.0),), 0.0)], []), window, start, end


@pytest.mark.parametrize(
    ("sentence", "words", "thing"),
    [
        (
            "A key sticking point was whether President Assad would remain in power.",
            "key",
            "key sticking point",
        ),
        (
            "A key sticking point was whether President Assad would remain in power.",
            "whether President Assad",
            "whether President Assad would remain in power",
        ),
        ("The rebels sought the release of prisoners.", "prisoners", "release of prisoners"),
        ("The rebels met the mayor of Berg.", "Berg", "Berg"),
        (
            'It wants them to disengage with "terrorist groups".',
            "disengage",
            'disengage with "terrorist groups"',
        ),
        ("The rebels sought access to aid.", "access", "access"),
        ("It was a long and costly war.", "war", "war"),
    ],
)
def test_a_part_is_grown_to_the_thing(sentence: str, words: str, thing: str) -> None:
    parses, window, start, end = read(sentence, words)
    first, last = parses.thing(window, start, end)
    assert sentence[first:last] == thing


@pytest.mark.parametrize(
    ("sentence", "words", "denied"),
    [
        ("The sides did not meet face-to-face in Vienna.", "face-to-face", True),
        ("The sides did not meet face-to-face in Vienna.", "Vienna", True),
        ("The sides did not meet face-to-face in Vienna.", "sides", False),
        ("They did not meet, and exchanged letters in Vienna.", "letters", False),
        ("They did not only meet in Vienna.", "Vienna", False),
        ("They met in Vienna.", "Vienna", False),
    ],
)
def test_what_is_said_not_to_be_so(sentence: str, words: str, denied: bool) -> None:
    parses, window, start, end = read(sentence, words)
    assert parses.is_denied(window, start, end) is denied


@pytest.mark.parametrize(
    ("sentence", "words", "placed"),
    [
        ("In 1956 she married Martin Hale, a glaciologist.", "glaciologist", False),
        ("They were told in the canteen at seven.", "canteen", True),
        ("They were told in the canteen at seven.", "in the canteen", True),
        ("Workers were told at seven.", "Workers", False),
    ],
)
def test_a_place_stands_behind_a_preposition(sentence: str, words: str, placed: bool) -> None:
    parses, window, start, end = read(sentence, words)
    assert parses.is_placed(window, start, end) is placed


@pytest.mark.parametrize(
    ("text", "words", "whole"),
    [
        ("It was put at 4.2 million euros.", "4.2 million", "4.2 million euros"),
        ("It rose by 14 percent.", "14", "14 percent"),
        ("It rose by 7.4% in May.", "7.4", "7.4%"),
        ("The party that took 41 won.", "41", "41"),
        ("The vote on May 3 marks the end.", "May 3", "May 3"),
        ("It rose by 7.4\u00a0percent.", "7.4", "7.4\u00a0percent"),
        ("It rose by 7.4 %.", "7.4", "7.4 %"),
        ("It cost US$5 million.", "5 million", "US$5 million"),
        ("It cost US$5 million.", "$5 million", "US$5 million"),
        ("It fell to -12 C at night.", "12 C", "-12 C"),
        ("It fell to −12 C at night.", "12 C", "−12 C"),
        ("It fell to minus 12 C at night.", "12 C", "minus 12 C"),
        ("It had 10 -12 pages.", "12", "12"),
        ("It is the A12.", "12", "12"),
        ("- 12 of them came.", "12", "12"),
    ],
)
def test_a_figure_has_its_unit(text: str, words: str, whole: str) -> None:
    _, window, start, end = read(text, words)
    first, last = whole_figure(window, start, end)
    assert text[first:last] == whole
