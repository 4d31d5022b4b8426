"""Subheads: short lines without a sentence's end, or questions, that head the text below."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.articles.lines import Line, ends_sentence, is_wrapped, mark, starts_like_sentence
from qa.records import Mark

__all__ = ["heading_marks"]

_MOST_WORDS = 12
_QUESTION_WORDS = 18
_LIST_ITEM = re.compile(r"[•·▪●■*–—-]\s|\(?\d{1,2}[.)]\s|\S+@\S+|https?:")
_SPEECH = re.compile(r"[\"“”«]|[A-Z][\w .'’-]{1,30}: ")
_OPEN_END = re.compile(r"[,;:–—-]$")


def heading_marks(lines: Sequence[Line]) -> list[Mark]:
    """Marks on the subheads among the unmarked lines of an article.

    A heading has running text below it and no other short line next to it: neighbouring short
    lines are a list, and a list's words are content.
    """
    wrapped = is_wrapped(lines)
    return [
        mark(line, "heading", "question as a heading" if line.text.endswith("?") else "heading")
        for i, line in enumerate(lines)
        if i + 1 < len(lines) and _is_heading(lines, i, wrapped)
    ]


def _is_heading(lines: Sequence[Line], i: int, wrapped: bool) -> bool:
    line, below = lines[i], lines[i + 1]
    above = lines[i - 1] if i else None
    if not _looks_like_heading(line) or (wrapped and not line.alone):
        return False
    if above is not None and not line.blank_before and not ends_sentence(above.text):
        return False
    return _is_running(below) and (above is None or _is_running(above) or above.text.endswith(":"))


def _looks_like_heading(line: Line) -> bool:
    text = line.text
    if not starts_like_sentence(text) or _LIST_ITEM.match(text) or _OPEN_END.search(text):
        return False
    if text.endswith("?"):
        one_question = not re.search(r"[.!?]\s", text)
        return (
            line.alone
            and line.words <= _QUESTION_WORDS
            and one_question
            and not _SPEECH.match(text)
        )
    return line.words <= _MOST_WORDS and not ends_sentence(text) and not _SPEECH.match(text)


def _is_running(line: Line) -> bool:
    return ends_sentence(line.text) or line.words > _QUESTION_WORDS or line.text.endswith(":")
