"""Which sentences are evidence at all."""

from __future__ import annotations

import pytest

from qa.passages import cut
from qa.read.evidence import gather
from qa.read.question import analyse
from qa.records import Hit, Scores
from tests.conftest import make_document


@pytest.mark.parametrize(
    "asked_in_it",
    [
        "How did Vik become a diver?",
        "**How did Vik become a diver?**",
        "*“How did Vik become a diver?”*",
    ],
)
def test_a_question_of_the_article_is_no_evidence(asked_in_it: str) -> None:
    document = make_document(f"{asked_in_it}\n\nBy chance. Vik had an aunt with a boat at Skarn.")
    question = analyse("How did Vik become a diver?")
    weights = {t: 1.0 for t, _ in question.terms}
    alike = {t: {t: 1.0} for t in weights}
    hits = [Hit(passage, document, Scores(fused=1.0)) for passage in cut(document)]
    found = [item.text for item in gather(question, hits, weights, alike)]
    assert found
    assert not any("?" in text for text in found)
