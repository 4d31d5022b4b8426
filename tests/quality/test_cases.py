"""Pairs of invented articles on which the program says that they differ, or rightly does not."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.quality.measure_cases import Outcome, counts, outcomes


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Outcome]:
    return list(outcomes("tuned", tmp_path_factory.mktemp("cases")))


def test_few_are_told_and_none_wrongly(asked: Sequence[Outcome]) -> None:
    told = {o.case["id"] for o in asked if o.told}
    assert {o.case["id"] for o in asked if o.told and o.case["label"] != "differ"} == set()
    assert len(told) >= 3


def test_what_is_told_is_what_the_articles_say(asked: Sequence[Outcome]) -> None:
    for o in asked:
        if not o.told or o.case["label"] != "differ":
            continue
        (found,) = o.answer.disagreements
        for value, expected in zip(
            sorted(found.values, key=lambda v: o.answer.passages[v.citations[0] - 1].document.path),
            o.case["values"],
            strict=True,
        ):
            document = o.answer.passages[value.citations[0] - 1].document
            assert document.text[value.span.start : value.span.end] == value.text
            assert value.text in expected or expected in value.text
            assert value.quote in document.text


def test_first_answers(asked: Sequence[Outcome]) -> None:
    counted = counts(list(asked))
    assert counted["date", "first"] >= 28
    assert counted["name", "first"] >= 24
