"""Cells of tables: "4,300" for "what is the population of Dornfeld?", by its row and its column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from qa.read.question import Question
from qa.records import Span
from qa.text import lines, terms

__all__ = ["answering_cells"]

_BORDER = "|"


def answering_cells(asked: Question, text: str) -> Iterator[Span]:
    """The cells whose row begins with, or has, what the question names, and whose column is headed
    by what it asks for.

    text: lines of which some are rows, "Dornfeld | 4,300 | vacant"; the first of those with as many
    cells in a row heads the columns.
    """
    rows = [_cells(text, line) for line in lines(text)]
    for columns, group in groupby(rows, key=len):
        table = [row for row in group if any(_said(text, cell) for cell in row)]
        if columns < 2 or len(table) < 2:
            continue
        heads = [_said(text, cell) for cell in table[0]]
        for row in table[1:]:
            cell = _asked_for(asked, [_said(text, c) for c in row], heads)
            if cell is not None and row[cell].start < row[cell].end:
                yield row[cell]


def _asked_for(
    asked: Question, row: Sequence[frozenset[str]], heads: Sequence[frozenset[str]]
) -> int | None:
    """The column that is asked about; None where the row is of something else, or it is unclear."""
    named = next((n for n, said in enumerate(row) if said and said <= asked.term_set), None)
    if named is None:
        return None
    rest = asked.term_set - row[named]
    shares = [
        len(rest & head) / len(head) if head and n != named else 0.0 for n, head in enumerate(heads)
    ]
    best = max(shares)
    return shares.index(best) if best and shares.count(best) == 1 else None


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
