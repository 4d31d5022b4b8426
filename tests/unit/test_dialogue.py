"""Follow-up questions: what is added, and what is left alone."""

from __future__ import annotations

import pytest

from qa.dialogue import resolve

ASTANA = ["who attended Astana?"]


@pytest.mark.parametrize(
    ("question", "after", "expected"),
    [
        ("who sponsored them?", ASTANA, "who sponsored them? (attended Astana)"),
        ("where?", ASTANA, "where? (attended Astana)"),
        ("and when?", ASTANA, "and when? (attended Astana)"),
        ("what did he say?", ["who is Nasr Hariri?"], "what did he say? (Nasr Hariri)"),
        ("and in 2014?", ["where were the Geneva talks?"], "and in 2014? (Geneva talks)"),
        ("what about Turkey?", ["what did Russia want?"], "what about Turkey? (Russia want)"),
        ("who went there?", ["what is in Sochi?"], "who went there? (Sochi)"),
    ],
)
def test_a_question_that_leans_gets_the_topic(
    question: str, after: list[str], expected: str
) -> None:
    assert resolve(question, after) == expected


@pytest.mark.parametrize(
    "question",
    [
        "who is George Krol?",
        "and who is George Krol?",
        "when did the truce start?",
        "how many people died in the war?",
        "is there hope for peace?",
        "how many rounds were there in Geneva?",
    ],
)
def test_a_question_complete_in_itself_is_left_alone(question: str) -> None:
    assert resolve(question, ASTANA) == question


def test_without_earlier_questions_nothing_is_added() -> None:
    assert resolve("who sponsored them?") == "who sponsored them?"


def test_the_topic_comes_from_the_last_question_that_stands_alone() -> None:
    after = ["who attended Astana?", "who sponsored them?"]
    assert resolve("and when?", after) == "and when? (attended Astana)"


def test_nothing_is_said_twice() -> None:
    assert resolve("where did they meet?", ["who will meet in Sochi?"]).count("meet") == 1
