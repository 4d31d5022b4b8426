"""Cells of tables: "4,300" for "what is the population of Dornfeld?", by its row and its column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from qa.read.question import Question
from qa.records import Span
from qa.text import lines, terms

__all__ = ["answering_cells"]

_BORDER = "|"
_BRACKETED = re.compile(r"\([^()]*\)|\d+")  # of what heads a column: its unit, its year
_NO_CELL = {"statement", "yes-no", "why", "how", "definition", "identity"}
Row = Sequence[Span]


def answering_cells(asked: Question, text: str) -> Iterator[Span]:
    """The cells whose row has a cell that the question names and whose column is headed by what it
    asks for, where these two are all that it says.

    text: lines of which some are rows, "Dornfeld | 4,300 | vacant"; the first of those with as many
    cells in a row heads the columns.
    """
    if asked.kind in _NO_CELL or _BORDER not in text:
        return
    for table in _tables(text):
        heads = [frozenset(terms(_BRACKETED.sub(" ", text[c.start : c.end]))) for c in table[0]]
        named = _named(asked, [[_said(text, cell) for cell in row] for row in table[1:]])
        if named is None:
            continue
        row, name = named
        rest = asked.term_set - name
        columns = [n for n, head in enumerate(heads) if head and head == rest]
        if len(columns) != 1:
            continue
        cell = table[1 + row][columns[0]]
        if cell.start < cell.end:
            yield cell


def _named(
    asked: Question, rows: Sequence[Sequence[frozenset[str]]]
) -> tuple[int, frozenset[str]] | None:
    """The row that the question names, by the longest name ("New York", not "York"), and the name;
    None where none has one, or several do.
    """
    found = [
        (len(said), n, said)
        for n, row in enumerate(rows)
        for said in row
        if said and said <= asked.term_set
    ]
    longest = max((length for length, _, _ in found), default=0)
    best = [(n, said) for length, n, said in found if length == longest]
    return best[0] if len(best) == 1 else None


def _tables(text: str) -> Iterator[list[Row]]:
    """Lines with as many cells in a row, without rules ("|---|"). A blank line ends a table, unless
    one stands between all its rows.
    """
    found = [(line, _cells(text, line)) for line in lines(text)]
    for columns, group in groupby(found, key=lambda item: len(item[1])):
        rows = list(group)
        apart = [
            text.count("\n", one.end, other.start) > 1 for (one, _), (other, _) in pairwise(rows)
        ]
        ends = [False] * len(apart) if all(apart) else apart
        table: list[Row] = []
        for (_, row), last in zip(rows, [*ends, True], strict=True):
            if any(_said(text, cell) for cell in row):
                table.append(row)
            if last:
                if columns > 1 and len(table) > 1:
                    yield table
                table = []


def _cells(text: str, line: Span) -> list[Span]:
    """The cells of a line, without the white space around them; all of a line that is no row."""
    written = text[line.start : line.end]
    borders = [n for n, mark in enumerate(written) if mark == _BORDER]
    edges = [-1, *borders, len(written)]
    cells = []
    for first, last in pairwise(edges):
        cell = written[first + 1 : last]
        start = line.start + first + 1 + len(cell) - len(cell.lstrip())
        cells.append(Span(start, start + len(cell.strip())))
    if borders and borders[0] == 0:
        cells = cells[1:]
    if borders and borders[-1] == len(written) - 1:
        cells = cells[:-1]
    return cells


def _said(text: str, cell: Span) -> frozenset[str]:
    return frozenset(terms(text[cell.start : cell.end]))
