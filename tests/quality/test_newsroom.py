"""Reporters' questions of invented articles: as many right first answers as were measured."""

from __future__ import annotations

import pytest

from tests.quality import measure_reporters
from tests.quality.measure_newsroom import articles_of, ask_all, counts, read_questions


@pytest.mark.parametrize(
    ("part", "count"),
    [
        ("tuned", 112),
        ("held_out", 112),
        ("desk/tuned", 59),
        ("desk/held_out", 58),
        ("yes-no/tuned", 40),
        ("yes-no/held_out", 40),
        ("traps/tuned", 220),
        ("traps/held_out", 115),
        ("coast/tuned", 196),
    ],
)
def test_each_answer_stands_in_its_article(part: str, count: int) -> None:
    questions = read_questions(part)
    assert len(questions) == count
    for question in questions:
        if question["answers"] or "file" in question:
            text = (articles_of(part) / question["file"]).read_text("utf-8")
            assert all(answer in text for answer in question["answers"])


def test_first_answers_and_what_is_declined(tmp_path_factory: pytest.TempPathFactory) -> None:
    asked = list(ask_all("tuned", tmp_path_factory.mktemp("newsroom")))
    for a in asked:  # whatever is said stands there
        for group in a.answer.answers:
            for n in group.citations:
                cited = a.answer.passages[n - 1]
                assert group.text in cited.document.text
    counted = counts(asked)
    assert counted["right"] >= 45
    assert counted["declined"] <= 19
    assert counted["rightly_declined"] >= 9


def test_clauses_that_settle(tmp_path_factory: pytest.TempPathFactory) -> None:
    asked = list(ask_all("yes-no/tuned", tmp_path_factory.mktemp("newsroom")))
    for a in asked:
        assert not {group.text.casefold() for group in a.answer.answers} & {"yes", "no"}
    counted = counts(asked)
    assert counted["right"] >= 17
    assert counted["declined"] <= 6
    assert counted["rightly_declined"] >= 4


def test_claims_that_are_taken_back(tmp_path_factory: pytest.TempPathFactory) -> None:
    counted = counts(list(ask_all("traps/tuned", tmp_path_factory.mktemp("newsroom"))))
    assert counted["right"] >= 98
    assert counted["declined"] <= 20
    assert counted["rightly_declined"] >= 11


def test_reporters_questions_are_of_different_articles() -> None:
    articles = []
    for part, count in zip(measure_reporters.PARTS, (64, 66), strict=True):
        questions = measure_reporters.read_questions(part)
        assert len(questions) == count
        assert all(bool(q["answers"]) == (q["kind"] != "unanswerable") for q in questions)
        articles.append({q["article"] for q in questions})
    assert articles[0].isdisjoint(articles[1])
