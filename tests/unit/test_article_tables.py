"""Tables in running text: rows, ends, and whether the first row says what the columns are."""

from __future__ import annotations

import pytest

from qa.articles.tables import table_heads, tables_around

TOWNS = """Figures of two towns:

| Town | Visitors (2023) |
|------|------:|
| Berg | 1,204 |
| Halden | 877 |

The council met in | 2024.
"""


def rows_of(text: str, start: int = 0) -> list[list[list[str]]]:
    return [
        [[text[c.start : c.end] for c in row] for row in table.rows]
        for table in tables_around(text, start, len(text))
    ]


def test_the_rows_without_the_rule() -> None:
    assert rows_of(TOWNS) == [[["Town", "Visitors (2023)"], ["Berg", "1,204"], ["Halden", "877"]]]


def test_a_part_of_a_table_is_of_the_whole() -> None:
    assert rows_of(TOWNS, TOWNS.index("877")) == rows_of(TOWNS)


def test_text_behind_a_table_has_none() -> None:
    assert rows_of(TOWNS, TOWNS.index("The council")) == []
    assert rows_of("Nothing | here", 0) == []
    assert rows_of("", 0) == []


def test_a_blank_line_ends_a_table_but_not_one_between_all_rows() -> None:
    assert len(rows_of("A | B\n1 | 2\n\nC | D\n3 | 4\n")) == 2
    assert rows_of("A | B\n\n1 | 2\n\n3 | 4") == [[["A", "B"], ["1", "2"], ["3", "4"]]]


@pytest.mark.parametrize(
    ("text", "headed"),
    [
        (TOWNS, True),
        ("Town | Visitors\nBerg | 1,204", True),
        ("Town | 2011 | 2021\nBerg | 1,204 | 1,300", True),
        ("Population | 12,400\nArea | 31 km2", False),  # what a row is of, and how much
        ("Mayor | Anna Holm\nDeputy | Nils Berg", False),
        ("Mayor | Town\n---|---\nAnna Holm | Berg", True),  # ruled
    ],
)
def test_whether_the_first_row_says_what_the_columns_are(text: str, headed: bool) -> None:
    (table,) = tables_around(text, 0, len(text))
    assert table.headed is headed


def test_the_heads_of_a_passage_that_begins_inside() -> None:
    start = TOWNS.index("| Halden")
    (head,) = table_heads(TOWNS, start, len(TOWNS))
    assert TOWNS[head.start : head.end] == "Town | Visitors (2023)"
    assert table_heads(TOWNS, 0, len(TOWNS)) == []  # it has them itself
    assert table_heads("Area | 31\nSize | 40", 10, 19) == []


def test_a_table_is_not_read_without_end() -> None:
    text = "Town | Visitors\n" + "".join(f"Town {n} | {n}\n" for n in range(40_000))
    assert table_heads(text, len(text) // 2, len(text) // 2 + 100) == []  # too far before
