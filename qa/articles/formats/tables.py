"""Tables with one article a row: JSON lines (as of BEIR) and CSV."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Literal

from qa.articles.decoding import Undecodable, decode, normalise
from qa.articles.formats.extract import Extract, Unreadable, described
from qa.articles.lines import has_words, one_line

__all__ = ["load_csv", "load_jsonl"]

_LONGEST_FIELD = 100_000_000
_TEXTS = ("text", "body", "content", "article")
_IDS = ("_id", "id")
_NOTHING = "\x1f"
_TOLD = re.compile(r"\ufeff?\"?sep=(?P<mark>[,;\t|])\"?\r?\n", re.IGNORECASE)


def load_jsonl(raw: bytes) -> tuple[Extract, ...]:
    """One article a line, an object with `text` and what else is known: `title`, `date`,
    `source`, `url`, `author`, `tags`, also inside `metadata`. A bad line is refused by itself.
    """
    text, notes = decode(raw)
    rows: list[Extract] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = None
        if isinstance(row, dict):
            about = row.get("metadata")
            said = {key: value for key, value in row.items() if not _is_empty(value)}
            rows.append(_row(number, {**(about if isinstance(about, dict) else {}), **said}, notes))
        else:
            rows.append(Extract("", id=f"line {number}", refused="it is no JSON object"))
    return _unique(rows)


def load_csv(raw: bytes) -> tuple[Extract, ...]:
    """One article a row, under a line of column names with `text` among them.

    Raises Undecodable, and Unreadable for a table without that column. A bad row is refused by
    itself, and so is one of more cells than columns, of which nobody knows what is cut in two.
    """
    text, notes = _decoded(raw)
    text, told = _told(text)
    csv.field_size_limit(_LONGEST_FIELD)
    between = told or _between_cells(text)
    quoting = _quoting(text, between)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=between, quoting=quoting)
    names = list(map(_named, reader.fieldnames or ()))
    while names and not names[-1]:  # cells behind all names belong to no column
        names.pop()
    if not set(names) & set(_TEXTS):
        raise Unreadable("its first line names no column 'text'")
    reader.fieldnames = names
    rows: list[Extract] = []
    first = 3 if told else 2
    try:
        for number, row in enumerate(reader, start=first):
            rows.append(_row(number, row, notes))
    except csv.Error as error:
        refused = f"the rest of the table cannot be read ({error})"
        rows.append(Extract("", id=f"row {len(rows) + first}", refused=refused))
    return _unique(rows)


def _decoded(raw: bytes) -> tuple[str, tuple[str, ...]]:
    """As `decode`, but a NUL amid a table is no reason to refuse it: it is seen in its row."""
    try:
        return decode(raw)
    except Undecodable:
        return decode(raw.replace(b"\0", b"\xef\xbf\xbd"))


def _told(text: str) -> tuple[str, str]:
    """The text behind a first line that tells what stands between cells ("sep=;", which Excel
    reads), and that; "" where no line does.
    """
    found = _TOLD.match(text)
    return (text[found.end() :], found["mark"]) if found else (text, "")


def _between_cells(text: str) -> str:
    """The comma, semicolon or tab that stands between the names of columns, `text` among them. What
    no text holds where that is the only name: then nothing parts the cells of a row.
    """
    head = text.lstrip("\r\n").partition("\n")[0]
    read = {mark: next(csv.reader([head], delimiter=mark), []) for mark in ",;\t"}
    columns = {mark: set(map(_named, names)) for mark, names in read.items()}
    fit = [mark for mark, names in columns.items() if names & set(_TEXTS)]
    if fit and not any(mark in head for mark in read):
        return _NOTHING
    return max(fit, key=lambda mark: len(columns[mark]), default=",")


def _quoting(text: str, between: str) -> Literal[0, 3]:
    """How cells are quoted: not at all between tabs, of which every line has as many, where cells
    that begin with quotation marks would swallow lines.
    """
    rows = [line for line in text.splitlines() if line.strip()]
    if between != "\t" or len({row.count(between) for row in rows}) != 1:
        return csv.QUOTE_MINIMAL
    with suppress(csv.Error):
        read = csv.reader(io.StringIO(text, newline=""), delimiter=between)
        if sum(1 for row in read if row) == len(rows):
            return csv.QUOTE_MINIMAL
    return csv.QUOTE_NONE


def _named(column: Any) -> str:
    return str(column).strip().lower()


def _row(number: int, row: Mapping[Any, Any], notes: tuple[str, ...]) -> Extract:
    if any(cell.strip() for cell in row.get(None, ())):
        refused = "it has more cells than there are columns; put texts in quotation marks"
        return Extract("", id=f"row {number}", refused=refused)
    texts = (row[key] for key in _TEXTS if isinstance(row.get(key), str))
    text = next(filter(has_words, texts), "")
    if not text:
        return Extract("", id=f"row {number}", refused="there is no text in it")
    ids = (one_line(normalise(str(row[key]))) for key in _IDS if row.get(key) is not None)
    extract = Extract(text, id=next(filter(None, ids), str(number)), notes=notes)
    return described(extract, {k: v for k, v in row.items() if isinstance(k, str)})


def _is_empty(value: Any) -> bool:
    return not value.strip() if isinstance(value, str) else value in (None, [], {})


def _unique(rows: list[Extract]) -> tuple[Extract, ...]:
    """A row whose id another row has already is refused: nobody could tell them apart."""
    seen: set[str] = set()
    found = []
    for row in rows:
        if not row.refused and row.id in seen:
            refused = "another row has the same id"
            row = Extract("", id=row.id, refused=refused)
        elif not row.refused:
            seen.add(row.id)
        found.append(row)
    if not found:
        raise Unreadable("there is no row in it")
    return tuple(found)
