"""The articles' contradictions are told, and no others."""

from __future__ import annotations

import pytest

from qa.engine import Engine
from qa.records import Answer
from tests.quality.measure import read_gold

ROUNDS = {"six rounds", "eight Syria meetings"}
DEATHS = {"more than 340,000 lives", "more than 400,000 people"}


def values(answer: Answer) -> list[set[str]]:
    return [{v.text for v in d.values} for d in answer.disagreements]


@pytest.mark.parametrize(
    ("question", "expected", "articles", "compatible"),
    [
        ("How many rounds of Astana talks were there last year?", ROUNDS, {"000", "002"}, False),
        ("How many meetings were there in Astana?", ROUNDS, {"000", "002"}, False),
        ("How many people have died in the Syrian war?", DEATHS, {"001", "004"}, True),
        ("how many lives has the war claimed?", DEATHS, {"001", "004"}, True),
    ],
)
def test_both_contradictions_are_told_with_their_sentences(
    engine: Engine, question: str, expected: set[str], articles: set[str], compatible: bool
) -> None:
    answer = engine.ask(question)
    assert values(answer) == [expected]
    (found,) = answer.disagreements
    assert found.compatible is compatible
    cited = set()
    for value in found.values:
        for n in value.citations:
            document = answer.passages[n - 1].document
            cited.add(document.path[:3])
            assert document.text[value.span.start : value.span.end] == value.text
            assert value.quote in document.text
            assert value.published == document.published
    assert cited == articles


def test_no_other_question_is_told_a_disagreement(engine: Engine) -> None:
    asked = [q["question"] for name in ("gold.jsonl", "held_out.jsonl") for q in read_gold(name)]
    told = {q: values(engine.ask(q)) for q in asked}
    false = {q: v for q, v in told.items() if any(d not in (ROUNDS, DEATHS) for d in v)}
    assert false == {}
    about_them = {q for q, v in told.items() if v}
    assert all(q.lower().startswith("how many") for q in about_them), about_them
    assert len(asked) - len(about_them) >= 40
