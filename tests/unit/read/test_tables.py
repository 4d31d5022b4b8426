"""Cells of tables, by what their row and their column are called."""

from __future__ import annotations

import pytest

from qa.read.question import analyse
from qa.read.tables import answering_cells

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
    found = answering_cells(analyse(question), text)
    assert [text[cell.start : cell.end] for cell in found] == cells
