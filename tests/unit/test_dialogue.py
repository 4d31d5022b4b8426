"""Follow-up questions: what is added, and what is left alone."""

from __future__ import annotations

import pytest

from qa.dialogue import others_than, resolve

ASTANA = ["who attended Astana?"]


ANSWERS = {
    "who hosts the talks in Vienna?": ["Staffan de Mistura", "Russia", "Jean-Yves Le Drian"],
    "who sponsored the Astana talks?": ["Russia", "Turkey", "Iran"],
    "where did Putin host Assad?": ["Sochi"],
    "Who was the captain of the Marigold?": ["Ingrid Holm", "Lars Winther"],
    "Who was keeper of the Saltmarsh lighthouse first?": ["Obadiah Crewe"],
    "Who was Edith Holt's husband?": ["William Holt"],
}


def answers_to(n: int, question: str) -> list[str]:
    return ANSWERS.get(question, [])


@pytest.mark.parametrize(
    ("question", "earlier", "expected"),
    [
        # pronouns
        ("who sponsored them?", "who attended Astana?", "who sponsored Astana?"),
        ("what did he say?", "who is Nasr Hariri?", "what did Nasr Hariri say?"),
        ("who went there?", "what is in Sochi?", "who went in Sochi?"),
        ("is it holding?", "when did the truce come into force?", "is the truce holding?"),
        ("why did it fail?", "when was Geneva II?", "why did Geneva II fail?"),
        (
            "what is his plan?",
            "when did Kofi Annan resign?",
            "what is Kofi Annan’s plan?",
        ),
        (
            "who made it?",
            "when was the second season of Squid Game announced?",
            "who made the second season of Squid Game?",
        ),
        # names from the answer before
        ("what did he say?", "who hosts the talks in Vienna?", "what did Staffan de Mistura say?"),
        (
            "What did she say about it?",
            "Who was the captain of the Marigold?",
            "What did Ingrid Holm say about the Marigold?",
        ),
        (
            "what did they want?",
            "who sponsored the Astana talks?",
            "what did Russia, Turkey and Iran want?",
        ),
        ("who met there?", "where did Putin host Assad?", "who met in Sochi?"),
        (
            "how many children did he have?",
            "Who was keeper of the Saltmarsh lighthouse first?",
            "how many children did Obadiah Crewe have?",
        ),
        # what is left out
        ("where?", "who attended Astana?", "where? (attended Astana)"),
        ("where?", "when did Putin host Assad?", "where did Putin host Assad?"),
        ("who else?", "who attended Astana?", "who else attended Astana?"),
        ("who else?", "when did the talks begin?", "who else? (talks begin)"),
        ("and when?", "where was Geneva II held?", "when was Geneva II held?"),
        ("and Geneva I?", "when was Geneva II?", "when was Geneva I?"),
        ("what about Turkey?", "what did Russia want?", "what did Turkey want?"),
        ("and in 2014?", "where were the Geneva talks?", "where were the Geneva talks in 2014?"),
        ("and in 2014?", "who won in 2012?", "who won in 2014?"),
        ("and Turkey?", "what did Russia say in Geneva?", "what did Turkey say in Geneva?"),
        ("and Turkey's?", "what is Russia's position?", "what is Turkey's position?"),
        ("and in Astana?", "what did Russia say in Geneva?", "what did Russia say in Astana?"),
        (
            "and at Brightwater?",
            "How much will Martin Holt earn at Anchorage?",
            "How much will Martin Holt earn at Brightwater?",
        ),
        ("and the Russians?", "did the Americans agree?", "did the Russians agree?"),
        (
            "and the Russians?",
            "what did the Americans say in Geneva?",
            "what did the Russians say in Geneva?",
        ),
        # the same thing by a shorter name
        ("who hosts the talks?", "when did the Vienna talks begin?", "who hosts the Vienna talks?"),
    ],
)
def test_a_question_that_leans_is_made_full(question: str, earlier: str, expected: str) -> None:
    assert resolve(question, [earlier], answers_to) == expected


def test_who_else_goes_back_to_the_question_with_who() -> None:
    asked = ["who attended the Astana talks?", "where did the Astana talks take place?"]
    assert resolve("who else?", asked) == "who else attended the Astana talks?"


@pytest.mark.parametrize(
    "question",
    [
        "who is George Krol?",
        "and who is George Krol?",
        "when did the truce start?",
        "how many people died in the war?",
        "is there hope for peace?",
        "how many rounds were there in Geneva?",
        "Did Assad say he would go?",
        "is it likely that the rebels attend Sochi?",
        "what did Kofi Annan propose and when did he propose it?",
        "How many people lose their jobs?",
        "How many people drowned in Hestøy?",
        "who governs Italy?",
        "where did the Hitachi plant move?",
        "Why has the minister sold his house?",
    ],
)
def test_a_question_complete_in_itself_is_left_alone(question: str) -> None:
    assert resolve(question, ASTANA) == question


def test_without_earlier_questions_nothing_is_added() -> None:
    assert resolve("who sponsored them?") == "who sponsored them?"


def test_each_turn_leans_on_the_one_before_made_full() -> None:
    after = ["who hosts the talks in Vienna?", "what did he say?"]
    assert resolve("and when?", after, answers_to) == "and when? (Staffan de Mistura say)"


def test_answers_are_asked_for_only_when_a_pronoun_needs_them() -> None:
    def none_needed(n: int, question: str) -> list[str]:
        raise AssertionError(question)

    assert resolve("who led it?", ["when was Geneva II?"], none_needed) == "who led Geneva II?"
    assert resolve("who is George Krol?", ["who attended Astana?"], none_needed)


@pytest.mark.parametrize(
    ("question", "after", "others"),
    [
        ("who else?", ["who attended Astana?"], 0),
        ("And who else attended?", ["who attended Astana?", "when did it begin?"], 0),
        ("who else?", ["who attended Astana?", "who else?"], 1),
        ("anybody else?", ["who attended Astana?", "when did it begin?"], 1),
        ("where else were talks held?", ["where was George Krol born?"], None),
        ("what else?", ["who attended Astana?"], None),
        ("who?", ["who attended Astana?"], None),
        ("who else?", [], None),
    ],
)
def test_a_question_after_others(question: str, after: list[str], others: int | None) -> None:
    assert others_than(question, after) == others


def test_nothing_is_said_twice() -> None:
    assert resolve("where did they meet?", ["who will meet in Sochi?"]).count("meet") == 1


def test_she_is_not_who_was_he() -> None:
    asked = ["who was Anna Holm?", "whom did William Bligh marry?", "when did he die?"]
    assert resolve("where did she live?", asked) == "where did Anna Holm live?"
    assert resolve("where did he live?", asked) == "where did William Bligh live?"
    alone = resolve("where did she live?", asked[1:])  # nobody else was spoken of
    assert alone == "where did she live? (William Bligh die)"
