"""Rows of tables that are not as they should be: refused by themselves, or read whole."""

from __future__ import annotations

import json

import pytest

from qa.articles.formats import Extract
from qa.articles.formats.tables import load_csv, load_jsonl

DAM, SEA = "The dam held.", "The sea rose, twice."


def texts(rows: tuple[Extract, ...]) -> list[str]:
    return [row.text for row in rows if not row.refused]


@pytest.mark.parametrize("between", [",", ";", "\t"])
def test_a_row_of_more_cells_than_columns_is_refused_and_named(between: str) -> None:
    lines = [("title", "text"), ("Dam", DAM), ("Mayor", "The mayor", "Jane Doe", "left"), ("Sea",)]
    rows = load_csv("\n".join(map(between.join, lines)).encode())
    assert texts(rows) == [DAM]
    assert [(row.id, row.refused) for row in rows[1:]] == [
        ("row 3", "it has more cells than there are columns; put texts in quotation marks"),
        ("row 4", "there is no text in it"),
    ]


def test_cells_behind_all_named_columns() -> None:
    """Programs write empty ones; one with words is what was cut off by a comma."""
    raw = f"title,text,,\nDam,{DAM},,\nDam,{DAM},\nMayor,The mayor, left,\n"
    rows = load_csv(raw.encode())
    assert texts(rows) == [DAM, DAM]
    assert rows[2].id == "row 4" and "more cells" in rows[2].refused


def test_where_nothing_parts_cells_a_line_is_one() -> None:
    rows = load_csv(f'text\n{SEA}\n"{SEA}\n{DAM}"\n'.encode())
    assert texts(rows) == [SEA, f"{SEA}\n{DAM}"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "utf-32"])
@pytest.mark.parametrize("between", [",", ";", "\t"])
def test_tables_in_every_encoding_of_unicode(encoding: str, between: str) -> None:
    raw = f'title{between}text\nInês{between}"{SEA}"\n' + f"Dam{between}{DAM}\n" * 9
    rows = load_csv(raw.encode(encoding))
    assert texts(rows) == [SEA, *[DAM] * 9]
    assert rows[0].title == "Inês"


def test_of_several_columns_the_first_that_is_filled_is_taken() -> None:
    head = "title,headline,text,body,content"
    rows = load_csv(f"{head}\n,Sea,,{DAM},no\nDam,,.,,{DAM}\nDam,,{DAM},no,no\n".encode())
    assert [(row.title, row.text) for row in rows] == [("Sea", DAM), ("Dam", DAM), ("Dam", DAM)]


def test_what_is_empty_in_a_row_of_json_hides_nothing() -> None:
    row = {"title": "", "text": None, "content": " ", "body": DAM, "source": []}
    about = {"title": "Dam", "source": "Courier"}
    (read,) = load_jsonl(json.dumps({**row, "metadata": about}).encode())
    assert (read.title, read.text, read.source) == ("Dam", DAM, "Courier")


@pytest.mark.parametrize(("told", "mark"), [("sep=;", ";"), ('"SEP=|"', "|"), ("sep=\t", "\t")])
def test_a_first_line_that_tells_what_parts_cells(told: str, mark: str) -> None:
    lines = [told, mark.join(("title", "text")), mark.join(("Dam", DAM)), mark.join(("Sea", ""))]
    rows = load_csv("\r\n".join(lines).encode("utf-8-sig"))
    assert texts(rows) == [DAM] and rows[0].title == "Dam"
    assert rows[1].id == "row 4"
