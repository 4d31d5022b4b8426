"""Questions after who holds an office, and passages without the word for it."""

from __future__ import annotations

import time

import pytest

from qa.passages import cut
from qa.read.offices import has_left_office, is_of_another_rank, of_another_office
from qa.read.question import analyse
from qa.records import Hit, Scores, Span
from tests.conftest import make_document

TEXT = "Ida Holt, the captain of Berg United, equalised. Nordkai's chief executive is Karin Holm."


@pytest.mark.parametrize(
    ("question", "other"),
    [
        ("Who is the coach of Berg United?", True),
        ("Who's Berg United's coach?", True),
        ("Who is the captain of Berg United?", False),
        ("Who are the captains?", False),
        ("who is the chief executive of Nordkai", False),
        ("Who is the leader of Berg United?", False),  # a captain may be meant
        ("Who is Ida Holt?", False),
        ("Who equalised for Berg United?", False),
        ("What is the name of the coach?", False),
    ],
)
def test_another_office(question: str, other: bool) -> None:
    document = make_document(TEXT)
    hit = Hit(cut(document)[0], document, Scores())
    assert of_another_office(analyse(question), hit) is other


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Ida Holt", False),
        ("Karin Holm", False),  # in the next sentence
        ("Emil Dorn", True),
    ],
)
def test_a_name_far_from_the_office(name: str, other: bool) -> None:
    document = make_document(f"{TEXT} It pays for the club. Its finance director is Emil Dorn.")
    (passage,) = cut(document)
    start = document.text.index(name)
    hit = Hit(passage, document, Scores())
    question = analyse("Who is the captain of Berg United?")
    assert of_another_office(question, hit, Span(start, start + len(name))) is other


@pytest.mark.parametrize(
    ("question", "text", "name", "other"),
    [
        ("Who is the mayor of Berg?", "Deputy mayor Ida Holt cut it.", "Ida Holt", True),
        (
            "Who is the mayor of Berg?",
            "Deputy mayor Ida Holt cut it.",
            "Deputy mayor Ida Holt",
            True,
        ),
        ("Who is the mayor of Berg?", "Ida Holt, the former mayor, came.", "Ida Holt", True),
        ("Who is the mayor?", "Ida Holt, who stepped down last year as mayor.", "Ida Holt", True),
        ("Who is the director?", "Holt sat. The former director looked up.", "Holt", True),
        ("Who is the mayor of Berg?", "Mayor Ida Holt spoke.", "Ida Holt", False),
        ("Who is the mayor?", "The deputy mayor and Mayor Ida Holt spoke.", "Ida Holt", False),
        ("Who is the deputy mayor?", "Deputy mayor Ida Holt spoke.", "Ida Holt", False),
        ("Who came to Berg?", "Deputy mayor Ida Holt came to Berg.", "Ida Holt", False),
    ],
)
def test_another_rank(question: str, text: str, name: str, other: bool) -> None:
    start = text.index(name)
    assert is_of_another_rank(analyse(question), text, start, start + len(name)) is other


@pytest.mark.parametrize(
    ("question", "text", "left"),
    [
        ("Who is the mayor of Berg?", "Mayor Ida Holt resigned on Monday.", True),
        ("Who's the mayor?", "Ida Holt, who has since lost the mayor’s office, came.", True),
        ("Who is the mayor?", "Ida Holt was ousted.", True),
        ("Who is the mayor?", "Ida Holt quit smoking in May.", False),
        ("Who is the mayor?", "Ida Holt resigned as treasurer to become mayor.", False),
        ("Who is the mayor?", "Ida Holt retired from teaching before she became mayor.", False),
        ("Who is the mayor?", "Ida Holt said that he resigned.", False),
        ("Who was the mayor of Berg?", "Mayor Ida Holt resigned on Monday.", False),
        ("Who is the mayor who resigned?", "Mayor Ida Holt resigned on Monday.", False),
    ],
)
def test_who_left_the_office(question: str, text: str, left: bool) -> None:
    start = text.index("Ida Holt")
    assert has_left_office(analyse(question), text, start, start + len("Ida Holt")) is left


def test_capitals_and_words_the_parser_joins_cost_no_time() -> None:
    """A headline in capitals once took minutes: each run of them was split in every way."""
    asked = analyse("Who is the mayor?")
    started = time.perf_counter()
    for text in (
        "FORMER MAYOR AND CONSTRUCTION DEPARTMENT ADMINISTRATOR said that Ida Holt",
        "former mayor " + "A" * 5_000 + "! Ida Holt",
    ):
        is_of_another_rank(asked, text, len(text) - len("Ida Holt"), len(text))
    assert time.perf_counter() - started < 1
    odd = analyse("who is the coach.owner of Berg?")
    assert not is_of_another_rank(odd, "The coach, Ida Holt", 11, 19)
