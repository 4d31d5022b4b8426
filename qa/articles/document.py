"""Text to Document: normalised once, then title, date, source and marks found in it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from qa.articles.boilerplate import boilerplate_reason, footer_marks
from qa.articles.credits import credit_marks
from qa.articles.decoding import normalise
from qa.articles.header import Header, read_header
from qa.articles.headings import heading_marks
from qa.articles.lines import Line, after, is_wrapped, mark, split_lines
from qa.articles.metadata import find_metadata
from qa.articles.repeats import repeat_marks
from qa.records import Document, Mark

__all__ = ["document_from_text", "mark_text"]

_WORD = re.compile(r"[^\W_]")  # a letter or digit, as `str.isalnum` has it


def document_from_text(
    text: str,
    *,
    id: str,
    path: str,
    title: str | None = None,
    source: str | None = None,
    published: str | None = None,
    byline: str | None = None,
    url: str | None = None,
    file_sha256: str = "",
    notes: tuple[str, ...] = (),
    pages: tuple[int, ...] = (),
    tags: tuple[str, ...] = (),
) -> Document:
    """A Document of `text`; what is given is taken, the rest is looked for in the text.

    With `title` given no title is looked for; only a first line that repeats it is marked.
    """
    stored = normalise(text)
    lines = split_lines(stored)
    title, source, byline, url = map(_clean, (title, source, byline, url))
    header = read_header(lines, title=title or None)
    marks, running = _marks(lines, header)
    found = find_metadata(header, lines, running)
    return Document(
        id=id,
        path=path,
        text=stored,
        sha256=hashlib.sha256(stored.encode("utf-8")).hexdigest(),
        title=title or found.title or PurePosixPath(path).stem,
        source=source or found.source or PurePosixPath(path).stem or path,
        published=published or found.published,
        byline=byline or found.byline,
        url=url,
        title_found=bool(title or header.title),
        marks=marks,
        file_sha256=file_sha256,
        notes=notes,
        pages=pages,
        tags=tuple(map(normalise, tags)),
    )


def _clean(told: str | None) -> str | None:
    return told and normalise(told)


def mark_text(text: str, *, title_in_text: bool = True) -> tuple[Mark, ...]:
    """The marks of `text`, which must be normalised: sorted, in range, not overlapping."""
    lines = split_lines(text)
    return _marks(lines, read_header(lines, title=None if title_in_text else ""))[0]


def _marks(lines: Sequence[Line], header: Header) -> tuple[tuple[Mark, ...], list[Line]]:
    """All marks, and the lines of running text that no mark covers."""
    marks = list(header.marks)
    running = [line for line in _unmarked(lines, marks) if _WORD.search(line.text)]
    wrapped = is_wrapped(lines)  # there a line may be the end of a sentence

    def add(found: Sequence[Mark]) -> None:
        nonlocal running
        marks.extend(found)
        running = _unmarked(running, found)

    add(credit_marks(running))
    add(
        [
            mark(line, "boilerplate", reason)
            for line in running
            if (line.alone or not wrapped) and (reason := boilerplate_reason(line.text))
        ]
    )
    seen = (header.title,) if header.title else ()
    add(repeat_marks(running, seen=seen))
    add(footer_marks(running))
    add(heading_marks(running))
    return tuple(sorted(marks, key=lambda m: m.start)), running


def _unmarked(lines: Sequence[Line], marks: Sequence[Mark]) -> list[Line]:
    """Lines without a mark; of a line marked at its head or tail, the stretches between."""
    waiting = sorted(marks, key=lambda m: m.start)
    rest: list[Line] = []
    first = 0
    for line in lines:
        while first < len(waiting) and waiting[first].end <= line.start:
            first += 1
        if first == len(waiting) or waiting[first].start >= line.end:
            rest.append(line)
            continue
        start = line.start
        inside = first
        while inside < len(waiting) and waiting[inside].start < line.end:
            rest += _piece(line, start, waiting[inside].start)
            start = waiting[inside].end
            inside += 1
        rest += _piece(line, start, line.end)
    return rest


def _piece(line: Line, start: int, end: int) -> list[Line]:
    if start >= end:
        return []
    text = line.text[start - line.start : end - line.start].rstrip()
    piece = after(Line(start, start + len(text), text, line.blank_before, line.blank_after), 0)
    return [piece] if piece and _WORD.search(piece.text) else []
