"""Lists behind a label, and names with one behind them."""

from __future__ import annotations

import time

import pytest

from qa.read.labels import is_labelled, is_of_the_absent
from qa.read.question import analyse

MINUTES = (
    "**Present:** Cllr Joan Pike (chair), Cllr Omar Aziz, Mr T. Ford (clerk). "
    "Apologies: Cllr Dan Moss.\nDirector: Ann Lee\nNote: Bob Hill came late."
)


def at(name: str, text: str = MINUTES) -> tuple[int, int]:
    start = text.index(name)
    return start, start + len(name)


@pytest.mark.parametrize(
    ("question", "name", "labelled", "absent"),
    [
        ("who attended the meeting?", "Omar Aziz", True, False),
        ("who was present at the meeting?", "Joan Pike", True, False),
        ("who took part in the meeting?", "T. Ford", True, False),
        ("who attended the meeting?", "Dan Moss", False, True),
        ("who did not attend the meeting?", "Dan Moss", True, False),
        ("who did not attend the meeting?", "Omar Aziz", False, False),
        ("who sent apologies?", "Dan Moss", True, False),
        ("who chaired the meeting?", "Joan Pike", True, False),
        ("who chaired the meeting?", "Omar Aziz", False, False),
        ("who directed the film?", "Ann Lee", True, False),
        ("who directed the film?", "Bob Hill", False, False),
        ("when was the meeting?", "Ann Lee", False, False),
    ],
)
def test_labels(question: str, name: str, labelled: bool, absent: bool) -> None:
    asked = analyse(question)
    assert is_labelled(asked, MINUTES, *at(name)) == labelled
    assert is_of_the_absent(asked, MINUTES, *at(name)) == absent


def test_a_clock_or_an_address_is_no_label() -> None:
    text = "The council met at 9:15 and Present was not there: Omar Aziz came."
    assert not is_labelled(analyse("who attended the meeting?"), text, *at("Omar Aziz", text))


@pytest.mark.parametrize("text", ["A " * 10_000, "*_ " * 7_000, "A-" * 10_000, "Abc: " * 4_000])
def test_labels_are_sought_in_time(text: str) -> None:
    asked = analyse("who attended the meeting?")
    started = time.perf_counter()
    is_labelled(asked, text, len(text) // 2, len(text) // 2 + 5)
    is_of_the_absent(asked, text, len(text) // 2, len(text) // 2 + 5)
    assert time.perf_counter() - started < 0.5
