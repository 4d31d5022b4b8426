"""Text files that are long, or made to be slow: read in a time that grows as their length does."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from qa.articles.document import document_from_text
from qa.articles.formats import LOADERS
from qa.articles.repeats import repeat_marks
from tests.conftest import make_document
from tests.faults import Tell

# Seconds that each may take, on a machine that does other things as well; alone it takes a tenth.
# Before they were bounded the headings and the lines nearly part of others, at a tenth of this size
# or less, were not done after 25 seconds; the brackets took 20.
_SECONDS = 60
_LINE = b"Line %d of the report says that the river rose by %d cm on Monday.\n"
FILES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "a Markdown heading of 2,000,000 signs": (".md", lambda: b"# " + b"#" * 2_000_000 + b"x"),
    "a Markdown heading with 2,000,000 spaces": (".md", lambda: b"# a" + b" " * 2_000_000 + b"x"),
    "9,000 brackets in front matter": (
        ".txt",
        lambda: b"---\ntitle: " + b"[" * 9_000 + b"\n---\nx",
    ),
    "lines that are nearly part of others": (
        ".txt",
        lambda: b"".join(b"a " * (5_000 + n) + b"b.\n" for n in range(50)) + b"a " * 500_000 + b".",
    ),
    "an opening said 50,000 times": (
        ".txt",
        lambda: (
            b"".join(b"we all know well that %d.\n" % n for n in range(25_000))
            + b"we all know well that " * 50_000
        ),
    ),
    "200,000 lines": (".txt", lambda: b"".join(_LINE % (n, n % 97) for n in range(200_000))),
    "200,000 lines of one letter": (".txt", lambda: b"x\n" * 200_000),
    "45 MB in one line": (".txt", lambda: b"word " * 9_000_000),
    "20,000 rows of CSV": (
        ".csv",
        lambda: b"id,text\n" + b"".join(b"%d,It rained %d days.\n" % (n, n) for n in range(20_000)),
    ),
    "20,000 lines of JSON": (
        ".jsonl",
        lambda: b"".join(b'{"text":"It rained %d days."}\n' % n for n in range(20_000)),
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_read_in_time(tell: Tell, name: str) -> None:
    suffix, made = FILES[name]
    raw = made()
    began = time.monotonic()
    for n, extract in enumerate(LOADERS[suffix](raw)):
        found = document_from_text(extract.text, id=str(n), path=f"a{suffix}", title=extract.title)
        assert found.text
    assert time.monotonic() - began < _SECONDS
    tell(name, "reading a file", f"read within {_SECONDS} s")


def test_the_heading_of_a_markdown_file() -> None:
    for raw, title in (
        (b"# The talks ##\nThey began.", "The talks"),
        (b"#  The # of talks #\t\n", "The # of talks"),
        (b"# ##\nx", None),
        (b"# " + b"x" * 401 + b"\ny", None),
    ):
        (extract,) = LOADERS[".md"](raw)
        assert extract.title == title


def test_a_line_within_others_is_found_once() -> None:
    quote = "we will not go to the talks in June."
    text = f"He said {quote}\nand then\n{quote}\nShe said {quote} And {quote}\n"
    document = document_from_text(text, id="a", path="a.txt", title="")
    assert [m.reason for m in document.marks if m.kind == "repeated"] == [
        "repeats part of an earlier line"
    ]
    assert make_document(text).text == text and repeat_marks([]) == []
