"""Who a sentence says what of, and words for one deed."""

from __future__ import annotations

import pytest

from qa.read.deeds import happens_once, terms_of
from qa.read.doers import asked_deeds, asked_roles, happened, roles
from qa.read.syntax import parse


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who designed the hall?", {("does", "to design")}),
        ("Who is the mayor of Zutphen?", {("is", "mayor")}),
        ("Who was arrested on Monday?", {("undergoes", "to arrest")}),
        ("Who is the composer of the anthem?", {("is", "compos"), ("does", "to compose")}),
        ("Which judge presided over the trial?", {("does", "to chair"), ("is", "judg")}),
    ],
)
def test_what_is_asked_of_somebody(question: str, expected: set[tuple[str, str]]) -> None:
    assert asked_roles(question) == expected


@pytest.mark.parametrize(
    ("sentence", "name", "role"),
    [
        ("Mayor Karl Lund opened the fair.", "Lund", ("is", "mayor")),
        ("Anna Holm, the mayor, said so.", "Holm", ("is", "mayor")),
        ("Priya Raman, who is the director, said so.", "Raman", ("does", "to direct")),
        ("The hall was designed by Marta Reinholt.", "Reinholt", ("does", "to design")),
        ("A new play by Aurelia Finch opened.", "Finch", ("does", "to write")),
        ("Ruth Stone, speaking as chancellor, declined.", "Stone", ("is", "chancellor")),
        ("Karl Lund, arrested on Monday, was freed.", "Lund", ("undergoes", "to arrest")),
        ("It was Ida Koski who led the study.", "Koski", ("does", "to lead")),
    ],
)
def test_what_is_said_of_a_name(sentence: str, name: str, role: tuple[str, str]) -> None:
    token = next(t for t in parse(sentence) if t.text == name)
    assert role in set(roles(token))


@pytest.mark.parametrize(
    ("sentence", "word", "deed", "expected"),
    [
        ("She died on Wednesday.", "Wednesday", "to die", True),
        ("Her death on Wednesday shook the town.", "Wednesday", "to die", True),
        ("Police arrested two men and a woman on Tuesday.", "Tuesday", "to arrest", True),
        ("Police arrested two men over last month's robbery.", "month", "to arrest", False),
    ],
)
def test_what_happened_on_a_day(sentence: str, word: str, deed: str, expected: bool) -> None:
    token = next(t for t in parse(sentence) if t.text == word)
    assert (deed in set(happened(token))) is expected


@pytest.mark.parametrize(
    "question",
    [
        "When did the ferry sink?",
        "When was the sinking of the ferry?",
        "When did the ferry go down?",
    ],
)
def test_questions_after_one_deed(question: str) -> None:
    assert "to sink" in asked_deeds(question)


def test_forms_by_which_sentences_are_found() -> None:
    assert {"sank", "sunk", "sink", "capsiz"} <= terms_of("to sink")
    assert {"plai", "play"} & terms_of("to write")
    assert terms_of("erupt") == {"erupt"}


def test_what_happens_once() -> None:
    assert happens_once("to die")
    assert not happens_once("to win")
    assert not happens_once("erupt")
