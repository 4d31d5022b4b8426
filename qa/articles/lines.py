"""The lines of an article, each with its place and what can be said of its shape."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.records import Mark, MarkKind

__all__ = [
    "Line",
    "after",
    "ends_sentence",
    "has_words",
    "is_wrapped",
    "mark",
    "one_line",
    "split_lines",
    "starts_like_sentence",
    "word_key",
]

_CLOSERS = "\"'”’»)]*"
_WORD = re.compile(r"[^\W_]+(?:['’‘ʼ`.-][^\W_]+)*")
_NO_LETTER = re.compile(r"[\W_]")


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank, without outer white space; `document.text[start:end] == text`.

    alone: blank lines (or the text's borders) before and behind it.
    """

    start: int
    end: int
    text: str
    blank_before: bool
    blank_after: bool

    @property
    def alone(self) -> bool:
        return self.blank_before and self.blank_after

    @property
    def words(self) -> int:
        """How many words, counted to a hundred: that is beyond all that is short."""
        return len(self.text.split(maxsplit=99))


def has_words(text: str) -> bool:
    """Whether there is a letter or digit in it, and not blanks and signs alone."""
    return any(c.isalnum() for c in text)


def split_lines(text: str) -> list[Line]:
    """Every line of `text` that is not blank."""
    rows: list[tuple[int, str]] = []
    place = 0
    for row in text.split("\n"):
        rows.append((place, row))
        place += len(row) + 1
    blank = [not row.strip() for _, row in rows]
    lines = []
    for i, (start, row) in enumerate(rows):
        if not blank[i]:
            begin = start + len(row) - len(row.lstrip())
            stripped = row.strip()
            lines.append(
                Line(
                    start=begin,
                    end=begin + len(stripped),
                    text=stripped,
                    blank_before=i == 0 or blank[i - 1],
                    blank_after=i + 1 == len(rows) or blank[i + 1],
                )
            )
    return lines


def after(line: Line, offset: int) -> Line | None:
    """What is left of `line` behind its first `offset` characters, or None."""
    rest = line.text[offset:].strip()
    if not rest:
        return None
    return Line(line.end - len(rest), line.end, rest, line.blank_before, line.blank_after)


def ends_sentence(text: str) -> bool:
    """Whether `text` ends as a sentence does, closing quotes and brackets aside."""
    bare = text.rstrip(_CLOSERS + " ")
    return bare.endswith((".", "!", "?", "…")) and not bare.endswith(" .")


def starts_like_sentence(text: str) -> bool:
    """Whether `text` begins with a capital or a digit, opening quotes and brackets aside."""
    bare = text.lstrip("\"'“‘«([¿¡ ")
    return bool(bare) and (bare[0].isupper() or bare[0].isdigit())


def is_wrapped(lines: Sequence[Line]) -> bool:
    """Whether paragraphs are broken into lines of a fixed width, as in plain-text mail."""
    inner = [line for line in lines if not line.blank_after]
    broken = [line for line in inner if not ends_sentence(line.text) and len(line.text) > 40]
    return len(broken) >= 3 and len(broken) > 0.6 * len(inner)


def one_line(text: str) -> str:
    """The text with every run of white space as one space, none at its ends."""
    return " ".join(text.split())


def word_key(text: str) -> tuple[str, ...]:
    """The words of `text` without case and punctuation, for comparing lines."""
    words = _WORD.findall(text.casefold())
    return tuple(word if word.isalnum() else _NO_LETTER.sub("", word) for word in words)


def mark(line: Line, kind: MarkKind, reason: str) -> Mark:
    """A mark over the whole line."""
    return Mark(line.start, line.end, kind, reason)
