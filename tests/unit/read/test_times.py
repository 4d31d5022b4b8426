"""The year of a question and the years of an article."""

from __future__ import annotations

import pytest

from qa.read.question import analyse
from qa.read.times import names_the_year, of_another_year
from qa.records import Document

TEXT = "Eight meetings were held last year. The first war ended in 1999."


def article(published: str | None, text: str = TEXT) -> Document:
    return Document("a.txt", "a.txt", text, "", "A title", "a paper", published=published)


@pytest.mark.parametrize(
    ("question", "other"),
    [
        ("How many meetings were held in 2018?", False),  # its own year
        ("How many meetings were held in 2017?", False),  # last year
        ("Which war ended in 1999?", False),
        ("How many meetings were held in 2015?", True),
        ("How many meetings will be held in 2019?", True),
        ("How many meetings were held in 2015 or in 2017?", False),
        ("How many meetings were held?", False),
        ("What is resolution 2254?", False),
    ],
)
def test_the_year_asked_about(question: str, other: bool) -> None:
    assert of_another_year(question, article("2018-01-25")) == other


def test_of_an_article_without_a_date_nothing_is_known() -> None:
    assert not of_another_year("How many meetings were held in 2015?", article(None))


def test_next_year() -> None:
    article_of_2018 = article("2018-01-25", "It will be held next year.")
    assert not of_another_year("What will be held in 2019?", article_of_2018)
    assert of_another_year("What was held in 2017?", article_of_2018)


@pytest.mark.parametrize(
    ("question", "sentence", "named"),
    [
        ("How many worked at the mill in 1968?", "In 1968 the mill had 1,150 workers.", True),
        ("How many worked at the mill in 1968?", "The mill employs 340 people.", False),
        ("How many worked at the mill?", "In 1968 the mill had 1,150 workers.", False),
        ("When in 1968 did it open?", "In 1968 the mill had 1,150 workers.", False),
    ],
)
def test_a_figure_of_the_year_asked_about(question: str, sentence: str, named: bool) -> None:
    assert names_the_year(analyse(question), sentence) == named
