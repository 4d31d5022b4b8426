"""Cells of tables, by what their row and their column are called."""

from __future__ import annotations

import pytest

from qa.read.question import analyse
from qa.read.tables import tables_asked
from tests.conftest import make_document

TOWNS = """Four towns published their budgets.

| Town | Population | Budget (million euros) | Schools (percent) | Mayor |
|------|-----------:|------:|------:|-------|
| Altheim | 12,400 | 31.5 | 22 | Greta Pohl |
| Port Birkau | 8,900 | 19.8 | 31 | Anton Seidl |
| Corvin | 21,050 | 58.2 | 18 | |

Corvin will spend 3.4 million euros on a pool.
"""
NETS = """Each is replaced for 90 dollars.
Month | Litres a day | Households served
January | 11,500 | 410
April | 6,200 | 220
"""
YORKS = "City | Population\nYork | 12,400\nNew York | 8,900\n"
PLAYERS = "Player | Points | Club\nSmith | 3 | Leeds\nJones | 5 | Leeds\n"
TOWN_NAMES = ("Hexham", "Ilkley", "Jesmond", "Kirkby", "Morley", "Ludlow", "Oakham")
TWO = "Town | Population\nAltheim | 12\n\nTown | Budget\nAltheim | 3.1\nBirkau | 31.5\n"


@pytest.mark.parametrize(
    ("question", "text", "cells"),
    [
        ("What is the population of Altheim?", TOWNS, ["12,400"]),
        ("Who is the mayor of Port Birkau?", TOWNS, ["Anton Seidl"]),
        ("What is the budget of Corvin?", TOWNS, ["58.2"]),
        ("How many households are served in April?", NETS, ["220"]),
        ("How many litres a day are lost in January?", NETS, []),  # more than the head says
        ("When did the mayor of Altheim resign?", TOWNS, []),
        ("Who is the deputy mayor of Altheim?", TOWNS, []),
        ("Why is Greta Pohl the mayor of Altheim?", TOWNS, []),
        ("What is the population of New York?", YORKS, ["8,900"]),
        ("What are the points of Leeds?", PLAYERS, []),  # of which of the two?
        ("What is the population of Birkau?", TWO, []),
        ("What is the budget of Birkau?", TWO, ["31.5"]),
        ("What is the population of Altheim?", "Town | Population\n\nAltheim | 9", ["9"]),
        ("Who is the mayor of Corvin?", TOWNS, []),  # the cell is empty
        ("Who is the mayor of Dornfeld?", TOWNS, []),  # no such row
        ("How many people work in Altheim?", TOWNS, []),  # no such column
        ("What is the population?", TOWNS, []),
        ("How much water is caught in April?", NETS, []),
        ("What is the population of Altheim?", "Altheim | a town", []),  # a line alone
        ("What is the population of Altheim?", "The population of Altheim is 12,400.", []),
    ],
)
def test_the_cell_that_is_asked_for(question: str, text: str, cells: list[str]) -> None:
    found = tables_asked(analyse(question), make_document(text), 0, len(text)).answering
    assert [text[cell.start : cell.end] for cell in found] == cells


LONG = (
    "The county counted the visitors of its libraries in 2023.\n\n"
    "| Town | Visitors | Staff | State |\n|---|---|---|---|\n"
    + "".join(f"| {town} | {n},407 | {n + 9} | open |\n" for n, town in enumerate(TOWN_NAMES, 1))
    + "\nIt will count them again.\n"
)


@pytest.mark.parametrize(
    ("question", "cell"),
    [
        ("how many staff in Ludlow", "15"),
        ("How many visitors did the library of Ludlow have in 2023?", "6,407"),
        ("How many visitors did Ludlow have in 2019?", None),  # of a year that nothing here names
        ("What is the number of visitors of Oakham?", "7,407"),
        ("What is the state of Ludlow?", "open"),
        ("How many tables are in Ludlow?", None),
    ],
)
def test_the_heads_may_stand_before_the_passage(question: str, cell: str | None) -> None:
    start = LONG.index("| Kirkby")
    document = make_document(LONG, title="Libraries of the county")
    found = tables_asked(analyse(question), document, start, len(LONG)).answering
    assert [LONG[c.start : c.end] for c in found] == ([] if cell is None else [cell])


CUP = """The Ellery Cup has been sailed since 1902.

Year | Winner | Boat | Time | Class 2021 | Class 2022
2013 | Henrik Dahl | Kittiwake II | 3 h 05 min | A | B
2014 | Sally Bowen | Pearl | 2 h 50 min | B | A
"""


@pytest.mark.parametrize(
    ("question", "cell"),
    [
        ("Who won the Ellery Cup in 2014?", "Sally Bowen"),
        ("who was the winner in 2013?", "Henrik Dahl"),
        ("What was Henrik Dahl's time in 2013?", "3 h 05 min"),
        ("What was Henrik Dahl's time in 2014?", None),  # when somebody else won
        ("What was the class 2022 of Pearl?", "A"),
        ("Who sank the cup in 2014?", None),
    ],
)
def test_rows_of_winners(question: str, cell: str | None) -> None:
    found = tables_asked(analyse(question), make_document(CUP), 0, len(CUP)).answering
    assert [CUP[c.start : c.end] for c in found] == ([] if cell is None else [cell])


@pytest.mark.parametrize(
    ("question", "town"),
    [
        ("Which town had the most visitors in 2023?", "Oakham"),
        ("which library has the fewest staff", "Hexham"),
        ("Who has the highest number of staff?", "Oakham"),
        ("How many visitors had the most visitors?", None),
        ("Which town is the largest?", None),  # by what?
        ("Which town had the most visitors in 2019?", None),
        ("Which town closed the most libraries?", None),
    ],
)
def test_the_row_with_the_highest_figure(question: str, town: str | None) -> None:
    document = make_document(LONG, title="Libraries of the county")
    found = tables_asked(analyse(question), document, 0, len(LONG)).answering
    assert [LONG[c.start : c.end] for c in found] == ([] if town is None else [town])


@pytest.mark.parametrize(
    ("rows", "town"),
    [
        ("Berg | 1,204\nHalden | 877", "Berg"),
        ("Berg | €1,204\nHalden | €8,770", "Halden"),
        ("Berg | 1,204\nHalden | 1,204", None),  # both
        ("Berg | 1,204\nHalden | none", None),
        ("Berg | 1,204\nHalden | 877\nTotal | 2,081", None),
        ("Berg | 8 to 9\nHalden | 10", None),
        ("Berg | 1.2 million\nHalden | 900,000", None),
        ("Berg | 12 km\nHalden | 9 km", "Berg"),
        ("Berg | 1.2 km\nHalden | 900 m", None),
    ],
)
def test_no_row_where_figures_cannot_be_compared(rows: str, town: str | None) -> None:
    text = f"Town | Visitors\n{rows}\n"
    asked = analyse("Which town had the most visitors?")
    found = tables_asked(asked, make_document(text), 0, len(text)).answering
    assert [text[c.start : c.end] for c in found] == ([] if town is None else [town])


REGIONS = """Town | Region | Visitors | Change
Aville | North | 9,100 | -5
Bton | South | 8,700 | 3
Cham | South | 900 | -12
"""


@pytest.mark.parametrize(
    ("question", "town"),
    [
        ("Which town had the most visitors?", "Aville"),
        ("Which town in the South had the most visitors?", "Bton"),
        ("Which town in the South had the fewest visitors?", "Cham"),
        ("Which town had the highest change?", "Bton"),
        ("Which town had the biggest change?", None),  # up or down?
        ("Which town had the second most visitors?", None),
        ("Which other town had the most visitors?", None),
        ("Which town had the most visitors after Aville?", None),
        ("Which town does not have the most visitors?", None),
        ("Which town had at least 900 visitors?", None),
        ("Which town had most of the visitors?", None),
    ],
)
def test_a_superlative_is_of_the_rows_it_is_about(question: str, town: str | None) -> None:
    found = tables_asked(analyse(question), make_document(REGIONS), 0, len(REGIONS)).answering
    assert [REGIONS[c.start : c.end] for c in found] == ([] if town is None else [town])


@pytest.mark.parametrize(
    ("question", "words", "astray"),
    [
        ("How many staff work in Ludlow?", "6,407", True),  # another column
        ("How many staff work in Ludlow?", "15", False),
        ("How many staff work in Ludlow?", "16", True),  # another row
        ("How many staff work there?", "16", False),  # no row is named
        ("How many people live in Ludlow?", "6,407", False),  # no column is
        ("Which town has 15 staff?", "Ludlow", False),
        ("When will it count Ludlow again?", "It", False),  # not in the table
    ],
)
def test_words_of_another_row_or_column(question: str, words: str, astray: bool) -> None:
    asked = tables_asked(analyse(question), make_document(LONG), 0, len(LONG))
    start = LONG.rindex(words)
    assert asked.is_astray(start, start + len(words)) is astray
