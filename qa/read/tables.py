"""Cells of tables: "4,300" for "what is the population of Dornfeld?", by its row and its column."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, field

from qa.articles.tables import Table, tables_around
from qa.read.ordinals import AFTER_FIRST
from qa.read.question import Question
from qa.read.syntax import parse
from qa.records import Document, Span
from qa.text import term, terms

__all__ = ["AskedTables", "tables_asked"]

_BRACKETED = re.compile(r"\([^()]*\)")  # of what heads a column: its unit, its year
_NO_CELL = {"statement", "yes-no", "why", "how", "definition", "identity"}
_COUNTING = frozenset(terms("number total count amount"))  # "Number of visitors"
_EXTREME = re.compile(
    r"(?<!\bat )\b(?:most(?! of\b)|highest|largest|biggest|greatest|longest|tallest"
    r"|(?P<least>fewest|lowest|least|smallest|shortest))\b",
    re.IGNORECASE,
)
_BY_SIGN = {"highest", "lowest"}  # of figures below zero; "the biggest change" may be one
# "second most", "the other town", "the most after Berg"
_NOT_FIRST = re.compile(
    rf"\b(?:{AFTER_FIRST}|next|other|another|else|after|behind|besides|except|excluding)\b",
    re.IGNORECASE,
)
_MEMBER = {"who", "name", "which", "what", "where"}
_FIGURE = re.compile(r"([^\d,.\-−]{0,4})([-−]?\d[\d,]*(?:\.\d+)?)([^\d]{0,12})")
_SUMMING = frozenset(terms("total sum overall average mean"))
_BEFORE = 400  # characters before a table, which say what it is about


@dataclass(frozen=True, slots=True)
class AskedTables:
    """The tables of a stretch of an article, as a question asks of them. answering: the cells that
    are asked for, where the rest of the question says no more than what the table is about.
    """

    answering: Sequence[Span] = ()
    _asked: Sequence[_AskedTable] = field(default=())

    def is_astray(self, start: int, end: int) -> bool:
        """Whether the words stand in another row than the one that the question names, or in
        another column than the one that it asks for.
        """
        return any(asked.is_astray(start, end) for asked in self._asked)


@dataclass(frozen=True, slots=True)
class _AskedTable:
    """row, column: what the question names of the table, by number; None where it names none, or
    several.
    """

    table: Table
    row: int | None
    column: int | None

    def is_astray(self, start: int, end: int) -> bool:
        if self.row is None:
            return False
        headed = self.table.headed
        for n, row in enumerate(self.table.rows):
            for m, cell in enumerate(row):
                if cell.start <= start and end <= cell.end:
                    return n != self.row or (headed and self.column not in {None, m})
        return False


def tables_asked(asked: Question, document: Document, start: int, end: int) -> AskedTables:
    """What the question asks of the tables that `document.text[start:end]` has a part of; what
    heads their columns may stand before that.
    """
    if asked.kind in _NO_CELL:
        return AskedTables()
    answering: list[Span] = []
    found = []
    text = document.text
    for table in tables_around(text, start, end):
        of_table, said = _extreme(asked, text, table) or _by_names(asked, text, table)
        found.append(of_table)
        if of_table.row is None or of_table.column is None:
            continue
        before = text[max(0, table.start - _BEFORE) : table.start]
        row = table.rows[of_table.row]
        about = f"{document.title}\n{before}\n{text[row[0].start : row[-1].end]}"
        cell = row[of_table.column]
        known = said | _COUNTING | {*terms(about)}
        if asked.term_set <= known and start <= cell.start < cell.end <= end:
            answering.append(cell)
    return AskedTables(answering, found)


def _by_names(asked: Question, text: str, table: Table) -> tuple[_AskedTable, frozenset[str]]:
    """The row and the column that the question names, and the terms that name them."""
    row, name = _named(asked, [[_said(text, cell) for cell in r] for r in table.rows[1:]])
    doers = _doers(asked)
    # "time" is a word of asking, and heads columns too
    column, head = _headed(text, table, {*asked.term_set, *terms(asked.text)} - name | doers)
    done = {asked.verb} if head & doers else set()
    return _AskedTable(table, row, column), name | head | done


def _extreme(asked: Question, text: str, table: Table) -> tuple[_AskedTable, frozenset[str]] | None:
    """What the rows are of, in the one whose figure is the highest or the lowest of its column, as
    in "which town has the most visitors?"; None where that is not asked for, two rows have that
    figure, a cell has none or has it in another unit, or rows sum up others. Where the question
    names other cells ("which town in the South"), of the rows that have them.
    """
    superlative = _EXTREME.search(asked.text)
    if superlative is None or asked.kind not in _MEMBER or not table.headed:
        return None
    if asked.negated or _NOT_FIRST.search(asked.text):
        return None
    own = _heads(text, table)[0]
    degree = frozenset(terms(superlative.group()))
    column, head = _headed(text, table, asked.term_set - own - degree)
    if not column:  # none, or what the rows are of
        return None
    said = [[_said(text, cell) for cell in row] for row in table.rows[1:]]
    named = {s for r in said for n, s in enumerate(r) if s and n != column and s <= asked.term_set}
    rows = [n for n, row in enumerate(said, start=1) if named <= {*row[1:]}]
    figures, units = [], set()
    for n in rows:
        cell = table.rows[n][column]
        figure = _FIGURE.fullmatch(text[cell.start : cell.end])
        if figure is None or not _SUMMING.isdisjoint(said[n - 1][0]):
            return None
        figures.append(float(figure[2].replace(",", "").replace("−", "-")))
        units.add((figure[1].strip(), figure[3].strip()))
    if len(units) != 1 or (min(figures) < 0 and superlative.group().lower() not in _BY_SIGN):
        return None
    best = min(figures) if superlative["least"] else max(figures)
    if figures.count(best) > 1:
        return None
    return _AskedTable(table, rows[figures.index(best)], 0), own | degree | head


def _named(
    asked: Question, rows: Sequence[Sequence[frozenset[str]]]
) -> tuple[int | None, frozenset[str]]:
    """The row that the question names, by the longest name ("New York", not "York"), and the name;
    None where none has one, or several do. rows: those under the first.
    """
    for names in ([row[:1] for row in rows], rows):  # the first column says what a row is of
        found = [
            (len(said), n, said)
            for n, row in enumerate(names, start=1)
            for said in row
            if said and said <= asked.term_set
        ]
        longest = max((length for length, _, _ in found), default=0)
        best = [(n, said) for length, n, said in found if length == longest]
        if len(best) == 1:
            return best[0]
        if best:
            break
    return None, frozenset()


def _headed(text: str, table: Table, rest: Set[str]) -> tuple[int | None, frozenset[str]]:
    """The column whose head the rest of the question has, the longest such head, and what it says;
    None where none is, or several are.
    """
    found = [
        (len(head), n, head)
        for n, head in enumerate(_heads(text, table))
        if head and head <= rest | _COUNTING and not head <= _COUNTING
    ]
    longest = max((length for length, _, _ in found), default=0)
    best = [(n, head) for length, n, head in found if length == longest]
    return best[0] if len(best) == 1 else (None, frozenset())


def _heads(text: str, table: Table) -> list[frozenset[str]]:
    """What heads the columns, without its unit; without digits, where it is not a year alone and
    no other column is headed alike ("Class 2021", "Class 2022").
    """
    said = [_BRACKETED.sub(" ", text[c.start : c.end]).strip() for c in table.rows[0]]
    plain = [frozenset(terms(re.sub(r"\d+", " ", head))) for head in said]
    return [
        frozenset(terms(head)) if not words or plain.count(words) > 1 else words
        for head, words in zip(said, plain, strict=True)
    ]


def _doers(asked: Question) -> frozenset[str]:
    """What whoever did it is called by the verb: "winner" for "who won?"."""
    if asked.kind != "who" or not asked.verb:
        return frozenset()
    verbs = {t.lemma_.lower() for t in parse(asked.text) if t.pos_ == "VERB"}
    return frozenset(
        term(f"{verb}{ending}") for verb in verbs for ending in ("er", "r", "or", f"{verb[-1]}er")
    )


def _said(text: str, cell: Span) -> frozenset[str]:
    return frozenset(terms(text[cell.start : cell.end]))
