"""Credits at the end of an article, which may share a line with its last sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from qa.articles.lines import Line, mark
from qa.articles.metadata import PUBLISHED_LINE, SOURCE_LINE
from qa.articles.names import CONTRIBUTED, CREDITS, LONGEST_CREDITS
from qa.records import Mark

__all__ = ["credit_marks"]

_TAIL_LINES = 4
_CONTRIBUTED = re.compile(rf"(?:(?<=[.!?”\"’)] )|^){CONTRIBUTED}$")


def credit_marks(lines: Sequence[Line]) -> list[Mark]:
    """Marks on "Reporting by A; Editing by B" and "C contributed to this report." where they end
    one of the last lines, and on last lines that name a source or a publication date.
    """
    return [found for line in lines[-_TAIL_LINES:] for found in _marks(line)]


def _marks(line: Line) -> Iterator[Mark]:
    offset = max(0, len(line.text) - LONGEST_CREDITS)
    if (found := CREDITS.search(line.text, offset)) and _opens(line.text[: found.start()]):
        end = line.start + len(line.text[: found.end()].rstrip())
        yield Mark(line.start + found.start(), end, "metadata", "reporters")
    elif PUBLISHED_LINE.fullmatch(line.text):
        yield mark(line, "metadata", "date")
    elif SOURCE_LINE.fullmatch(line.text) and line.words <= 8:
        yield mark(line, "metadata", "source")
    elif found := _CONTRIBUTED.search(line.text, offset):
        yield Mark(line.start + found.start(), line.end, "boilerplate", "contributors")


def _opens(before: str) -> bool:
    """Whether a sentence has ended, or nothing stands, before the credits."""
    bare = before.rstrip()
    return not bare or bare.endswith((".", "!", "?", "”", '"', "’", ")", "…"))
