"""Tables in an article's text: lines of cells, `Dornfeld | 4,300 | vacant`, as Markdown writes
them and as the readers of web pages, Word and PDF files put them down.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise

from qa.records import Span

__all__ = ["Cells", "Table", "table_heads", "tables_around"]

_BORDER = "|"
_FURTHEST = 20_000  # characters, before and behind: no table is read further
_BRACKETED = re.compile(r"\([^()]*\)")  # of what heads a column: its unit, its year
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_LINE = re.compile(r"[^\n]*\S[^\n]*")
_WORD = re.compile(r"[^\W\d_]")

Cells = Sequence[Span]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of as many cells, by their offsets in the text, without Markdown's rule ("|---|").
    headed: the first row says what is in the columns.
    """

    rows: Sequence[Cells]
    headed: bool

    @property
    def start(self) -> int:
        return self.rows[0][0].start

    @property
    def end(self) -> int:
        return self.rows[-1][-1].end

    def head(self) -> Span:
        """The first row, from its first cell to its last."""
        return Span(self.rows[0][0].start, self.rows[0][-1].end)


def tables_around(text: str, start: int, end: int) -> Iterator[Table]:
    """The tables that `text[start:end]` has a part of, whole. A blank line ends a table, unless one
    stands between all its rows.
    """
    if _BORDER not in text[start:end]:
        return
    for table in _tables(text, *_stretched(text, start, end)):
        if table.start < end and start < table.end:
            yield table


def table_heads(text: str, start: int, end: int) -> list[Span]:
    """The rows that say what is in the columns of the tables of which `text[start:end]` has rows,
    but not that one.
    """
    return [
        table.head()
        for table in tables_around(text, start, end)
        if table.headed and table.rows[0][-1].end <= start
    ]


@lru_cache(maxsize=16)  # the passages of one table are read one after the other
def _tables(text: str, first: int, last: int) -> Sequence[Table]:
    tables = []
    found = [(line, _cells(text, line)) for line in _lines(text, first, last)]
    for columns, group in groupby(found, key=lambda item: len(item[1])):
        if columns < 2:
            continue
        rows: list[tuple[Span, Cells]] = []
        members = list(group)
        apart = [
            text.count("\n", one.end, other.start) > 1 for (one, _), (other, _) in pairwise(members)
        ]
        ends = [False] * len(apart) if all(apart) else apart
        for member, is_last in zip(members, [*ends, True], strict=True):
            rows.append(member)
            if not is_last:
                continue
            table = _table(text, [cells for _, cells in rows])
            rows = []
            if table is not None:
                tables.append(table)
    return tables


def _table(text: str, rows: Sequence[Cells]) -> Table | None:
    said = [row for row in rows if any(re.search(r"\w", text[c.start : c.end]) for c in row)]
    if len(said) < 2:
        return None
    ruled = len(rows) > len(said) and rows[1] is not said[1]
    return Table(said, headed=ruled or _looks_like_heads(text, said))


def _looks_like_heads(text: str, rows: Sequence[Cells]) -> bool:
    """Words and years and no other figures, over at least one column of figures."""
    if any(_is_figure(text[c.start : c.end]) for c in rows[0]):
        return False
    return any(_is_figure(text[c.start : c.end]) for row in rows[1:] for c in row)


def _is_figure(cell: str) -> bool:
    """Whether digits are what the cell says, years aside."""
    kept = _YEAR.sub("", _BRACKETED.sub("", cell))
    digits = sum(c.isdigit() for c in kept)
    return digits > 0 and len(_WORD.findall(kept)) <= digits


def _stretched(text: str, start: int, end: int) -> tuple[int, int]:
    """As far as lines before and behind are rows or blank."""
    first = text.rfind("\n", 0, start) + 1
    lowest, highest = first - _FURTHEST, end + _FURTHEST
    while first > 0:
        before = text.rfind("\n", 0, first - 1) + 1
        line = text[before : first - 1]
        if before < lowest or (line.strip() and _BORDER not in line):
            break
        first = before
    last = _line_end(text, end)
    while last < len(text):
        after = _line_end(text, last + 1)
        line = text[last:after]
        if after > highest or (line.strip() and _BORDER not in line):
            break
        last = after
    return first, last


def _lines(text: str, first: int, last: int) -> Iterator[Span]:
    for match in _LINE.finditer(text, first, last):
        yield Span(*match.span())


def _line_end(text: str, at: int) -> int:
    found = text.find("\n", at)
    return len(text) if found < 0 else found


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
