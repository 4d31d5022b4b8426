"""Words in order."""

from __future__ import annotations

from dataclasses import fields

import pytest

from qa.passages import cut
from qa.read.answer_words import answers_in
from qa.read.observe import Observed, PassageFeatures
from qa.read.phrases import Parses
from qa.read.question import analyse
from qa.read.ranking import is_put_right, put_right
from qa.read.span_model import Found, Scored
from qa.read.windows import ReadWindow
from qa.records import Hit, Scores
from tests.conftest import make_document


@pytest.mark.parametrize(
    ("text", "wrong", "put_right"),
    [
        ("seven", {"seven"}, True),
        ("Seven people", {"seven"}, True),
        ("Ida Holt", {"ida holt"}, True),
        ("Two million people", {"two"}, False),
        ("5 million", {"5"}, False),
        ("2 May 2017", {"2"}, False),
        ("seven", set(), False),
    ],
)
def test_words_that_are_put_right(text: str, wrong: set[str], put_right: bool) -> None:
    assert is_put_right(text, wrong) is put_right


@pytest.mark.parametrize(
    ("question", "text", "words", "wrong"),
    [
        ("How many came?", "Nine people came, not seven.", "seven", {"seven"}),
        ("Who won?", "Jones, not Smith, won.", "Smith", set()),  # he may have won something else
    ],
)
def test_a_figure_is_put_right_everywhere(
    question: str, text: str, words: str, wrong: set[str]
) -> None:
    asked, document = analyse(question), make_document(text)
    window = ReadWindow(Hit(cut(document)[0], document, Scores()), 0, len(text))
    start = text.index(words)
    scored = Scored((Found(start, start + len(words), 1.0),), 0.0)
    answers = answers_in(asked, window, scored, [], Parses([window], [scored], []), {}, {})
    assert [a.remarks.corrected for a in answers] == [True]
    features = PassageFeatures(*[0.0] * len(fields(PassageFeatures)))
    observed = Observed(window, next(window.sentences), features, answers)
    assert put_right(asked, [observed]) == wrong
