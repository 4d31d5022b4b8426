"""Markdown is read as a reader of the rendered page sees it."""

from __future__ import annotations

import time

import pytest

from qa.articles.formats.markdown import rendered

FIRST = "The dam at Borlund failed on 3 March."


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("The dam **failed** on _3 March_.", "The dam failed on 3 March."),
        ("Three __stars__ and `code` and a \\* sign.", "Three stars and code and a * sign."),
        ('See [the report](https://a.example/b "t").', "See the report."),
        ("It was <https://a.example> that said so.", "It was https://a.example that said so."),
        ("![A map](map.png)\n\nIt rained.", "It rained."),
        ("Tom &amp; Jerry &copy; 2024", "Tom & Jerry © 2024"),
        ("snake_case_name and 2 * 3 * 4 stay", "snake_case_name and 2 * 3 * 4 stay"),
        ("He paid ~~$5~~ $6.", "He paid ~~$5~~ $6."),
        ("## What happened\n\nIt rained.", "What happened\n\nIt rained."),
        ("What happened\n-----\nIt rained.", "What happened\n\nIt rained."),
        ("> It rained,\n> she said.\n\nHe left.", "It rained,\nshe said.\n\nHe left."),
        ("- Leeds 2\n- York 0\n\nThat was all.", "- Leeds 2\n- York 0\n\nThat was all."),
        ("1. Leeds\n2. York", "1. Leeds\n2. York"),
        ("* Leeds\n\n* York", "- Leeds\n\n- York"),
        ("One line  \nand another", "One line\nand another"),
        ("One line<br/>and another", "One line\nand another"),
        ("It *rained*.\n\n---\n\nHe left.", "It rained.\n\nHe left."),
        ("```\nx = 1\n```\n\nHe left.", "x = 1\n\nHe left."),
        ("<div>\n<p>It <b>rained</b>.</p>\n<script>x()</script>\n</div>\n", "It rained."),
        ("<!-- a draft -->\n\nIt rained.", "It rained."),
        ("See [1].\n\n[1]: https://a.example/b\n", "See 1."),
    ],
)
def test_what_a_reader_sees(written: str, read: str) -> None:
    assert rendered(written)[0] == read


def test_a_table_keeps_its_frame() -> None:
    text, _ = rendered("| Town | **Dead** |\n|:--|--:|\n| Leeds | 4 |\n| York | |\n\nIt rained.")
    assert text == "| Town | Dead |\n|---|---|\n| Leeds | 4 |\n| York |  |\n\nIt rained."


def test_questions_and_answers_in_brackets_stay() -> None:
    """Markdown takes them for addresses of links, and shows them nowhere."""
    written = "[Q]: Will you resign?\n\n[A]: No.\n"
    assert rendered(written)[0] == "[Q]: Will you resign?\n\n[A]: No."


@pytest.mark.parametrize(
    ("written", "heading"),
    [
        (f"# The *flood* at Borlund\n\n{FIRST}", "The flood at Borlund"),
        (f"The flood\n=========\n\n{FIRST}", "The flood"),
        (f"## The flood\n\n{FIRST}", None),
        (f"{FIRST}\n\n# The flood", None),
        ("", None),
    ],
)
def test_the_heading_at_the_top(written: str, heading: str | None) -> None:
    assert rendered(written)[1] == heading


def test_what_is_nested_too_deep_stays_as_written() -> None:
    written = "> " * 200 + FIRST
    assert rendered(written) == (written, None)
    assert rendered("> " * 20 + FIRST) == (FIRST, None)


@pytest.mark.parametrize(
    "unit", ["[", "![", "*a **b ", "`", "<a ", "> ", "- ", "a  \n", "|a|b|\n", "&#", "\\"]
)
def test_time_in_proportion(unit: str) -> None:
    began = time.monotonic()
    rendered("x\n\n" + unit * 50_000)
    assert time.monotonic() - began < 30
