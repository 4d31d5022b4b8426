"""Questions that training makes of sentences: what they ask, and that they do not ask the foil."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from spacy.language import Language

from qa.text import load_language_model
from training.reader.stated import Stated, stated_by


@pytest.fixture(scope="module")
def pipeline() -> Language:
    return load_language_model()


def asked(pipeline: Language, text: str) -> Iterator[tuple[str, str, Stated]]:
    """Each question, in several wordings, with the words that answer it."""
    for seed in range(12):
        for stated in stated_by(pipeline(text), random.Random(seed)):
            yield stated.question, text[stated.start : stated.end], stated


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        (
            "Microsoft's chief executive, Peter Novak, said the talks had gone well.",
            {"Who runs Microsoft?": "Peter Novak"},
        ),
        (
            "Sarah Lindholm, the head coach of Berg United, praised her players on Friday.",
            {
                "Who trains Berg United?": "Sarah Lindholm",
                "Who is Sarah Lindholm?": "head coach of Berg United",
            },
        ),
        (
            "The bridge was designed by Martin Keller and opened in 1994.",
            {"Who designed the bridge?": "Martin Keller"},
        ),
        (
            "The company closed its plant because its gas bills had tripled.",
            {"Why did the company close its plant?": "its gas bills had tripled"},
        ),
        (
            "The strike lasted three weeks and cost the company a fortune.",
            {"How long did the strike last?": "three weeks"},
        ),
        (
            "Some 1,870 workers joined the strike in Hamburg.",
            {"How many workers joined the strike?": "1,870"},
        ),
        (
            "Peter Novak, 54, has worked in the mine since he left school.",
            {"How old is Peter Novak?": "54"},
        ),
    ],
)
def test_a_sentence_is_asked_for_what_it_states(
    text: str, answers: dict[str, str], pipeline: Language
) -> None:
    found = {question: words for question, words, _ in asked(pipeline, text)}
    for question, words in answers.items():
        assert words in found.get(question, ""), found


def test_the_foil_asks_of_another_office(pipeline: Language) -> None:
    text = "Microsoft's chief executive, Peter Novak, said the talks had gone well."
    foils = {foil for _, _, stated in asked(pipeline, text) for foil in stated.foils}
    assert foils
    assert all("Microsoft" in foil and "chief executive" not in foil for foil in foils)


def test_pronouns_are_not_asked_about(pipeline: Language) -> None:
    text = "It was closed by them because they had no money for it."
    assert not any("it" in q.lower().split() for q, _, _ in asked(pipeline, text) if "Who" in q)
