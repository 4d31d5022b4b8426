"""Who a sentence says what of, and words for one deed."""

from __future__ import annotations

import pytest

from qa.read.deeds import asks_who_runs, happens_once, same_deeds, terms_of
from qa.read.doers import asked_deeds, asked_roles, fills, happened, is_elsewhere, roles
from qa.read.question import analyse
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


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("Who runs Tessaly Glass?", "run"),
        ("Who leads the Transport Workers' League?", "lead"),
        ("Who is the head of Emberline?", "head"),
        ("Who is in charge of Skellan Ferries?", "charg"),
        ("Who led the delegation?", ""),
        ("Who leads the study?", ""),
        ("Who owns Tessaly Glass?", ""),
    ],
)
def test_who_runs_something(question: str, word: str) -> None:
    assert asks_who_runs(question) == word


@pytest.mark.parametrize(
    ("sentence", "name", "does"),
    [
        ("Hester Callow, the managing director of Tessaly, said so.", "Callow", True),
        ("Its president, Curtis Wand, apologized.", "Wand", True),
        ("Ida Holm, chief executive of Corvane, said so.", "Holm", False),
        ("Ida Holm, its finance director, said so.", "Holm", False),
        ("Its former president, Ida Holm, said so.", "Holm", False),
        ("Ida Holm, a customer, said so.", "Holm", False),
    ],
)
def test_who_holds_an_office_of_those_who_run_things(sentence: str, name: str, does: bool) -> None:
    asked = analyse("Who runs Tessaly Glass?")
    token = next(t for t in parse(sentence) if t.text == name)
    assert fills(token, asked.text, asked.term_set) is does


def test_words_for_the_deed_of_a_question() -> None:
    assert ("train", "coach") in same_deeds("Who trains Anouk Kessaly?")
    assert ("run", "presid") in same_deeds("Who runs Tessaly Glass?")
    assert ("blow", "explos") in same_deeds("When did the mine blow up?")
    assert ("earn", "salari") in same_deeds("How much does she earn?")
    assert ("tall", "high") in same_deeds("How tall is it?")
    assert same_deeds("What does it weigh?") == frozenset()


@pytest.mark.parametrize(
    ("question", "sentence", "name", "elsewhere"),
    [
        (
            "Who was the US ambassador to Russia?",
            "The US ambassador to Kazakhstan, George Krol, attended as an observer.",
            "Krol",
            True,
        ),
        (
            "Who is the US ambassador to Kazakhstan?",
            "The US ambassador to Kazakhstan, George Krol, attended as an observer.",
            "Krol",
            False,
        ),
        (
            "Who is the chief executive of Norvelix?",
            "Corvane's chief executive, Dominic Farthingale, said so on Monday.",
            "Farthingale",
            True,
        ),
        (
            "Who is the president of the US?",
            "Barack Obama, the president of the United States, spoke.",
            "Obama",
            False,
        ),
        (
            "Who is the president of the United States?",
            "Barack Obama, the US's president, spoke.",
            "Obama",
            False,
        ),
        ("Who is the mayor?", "Anna Holm, the mayor of Berg, spoke.", "Holm", False),
        ("Who is Zutphen's mayor?", "The mayor of Berg, Anna Holm, spoke.", "Holm", True),
        ("Who is the mayor of Zutphen?", "Anna Holm, the mayor, spoke in Berg.", "Holm", False),
        (
            "Who is hosting the talks in Vienna?",
            "The talks began in Vienna before Russia was due to host separate talks.",
            "Russia",
            True,
        ),
        ("Who hosted the talks?", "Norway hosted the peace talks.", "Norway", False),
        ("Who hosted the separate talks?", "Norway hosted separate talks.", "Norway", False),
        ("Who hosted the talks?", "Norway attended separate talks.", "Norway", False),
    ],
)
def test_who_holds_the_office_of_something_else(
    question: str, sentence: str, name: str, elsewhere: bool
) -> None:
    asked = analyse(question)
    token = next(t for t in parse(sentence) if t.text == name)
    assert is_elsewhere(token, asked.text, asked.term_set) is elsewhere
    assert not (elsewhere and fills(token, asked.text, asked.term_set))
