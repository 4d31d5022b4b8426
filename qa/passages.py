"""A document cut into passages: sentence borders, one sentence of overlap, exact offsets."""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import accumulate

from qa.records import Document, Passage, Sentence, Span
from qa.text import lines, sentences_of, word_count, words

__all__ = ["cut", "index_text", "passage_id"]

_LONG_SENTENCE = 1.5  # times the passage size; past it a "sentence" is cut between words


def cut(document: Document, *, size: int = 110, overlap: int = 1) -> list[Passage]:
    """Passages of about `size` words, neighbours sharing `overlap` sentences.

    A passage never crosses a marked stretch (title, metadata, boilerplate, repeated line), so
    none of those words is ever shown as evidence; headings stay, in front of what they head.
    """
    passages: list[Passage] = []
    for run in _runs(document, int(size * _LONG_SENTENCE)):
        for group in _groups(document.text, run, size, overlap):
            start, end = group[0].start, group[-1].end
            passages.append(
                Passage(
                    id=passage_id(document, start, end),
                    document_id=document.id,
                    ordinal=len(passages),
                    start=start,
                    end=end,
                    text=document.text[start:end],
                    sentences=tuple(group),
                )
            )
    return passages


def index_text(document: Document, passage: Passage) -> str:
    """What is indexed for a passage: its document's title, when there is one, then its text."""
    return f"{document.title}\n{passage.text}" if document.title_found else passage.text


def passage_id(document: Document, start: int, end: int) -> str:
    """The id of the passage at these offsets: a digest of text, title and place."""
    title = document.title if document.title_found else ""
    content = f"{document.sha256}\0{title}\0{start}\0{end}"
    return hashlib.sha256(content.encode()).hexdigest()[:24]


def _runs(document: Document, longest: int) -> Iterator[list[Sentence]]:
    """Unbroken runs of sentences between the stretches that are not running text."""
    barriers = [m for m in document.marks if m.kind != "heading"]
    headings = [m for m in document.marks if m.kind == "heading"]
    run: list[Sentence] = []
    previous_end = 0
    closed, opened = [b.start for b in barriers], [h.start for h in headings]
    pieces = list(_pieces(document.text, [(b.start, b.end) for b in barriers]))
    for piece, found in zip(pieces, sentences_of(document.text, pieces), strict=True):
        if run and bisect_left(closed, previous_end) < bisect_left(closed, piece.start):
            yield run
            run = []
        previous_end = piece.end
        above = bisect_right(opened, piece.start) - 1
        if above >= 0 and piece.end <= headings[above].end:
            run.append(Sentence(piece.start, piece.end, heading=True))
        else:
            for span in found:
                run.extend(_shortened(document.text, span.start, span.end, longest))
    if run:
        yield run


def _pieces(text: str, barriers: list[tuple[int, int]]) -> Iterator[Span]:
    """Lines of `text`, and what barriers leave of them."""
    waiting = sorted(barriers)
    first = 0
    for line in lines(text):
        start = line.start
        while first < len(waiting) and waiting[first][1] <= start:
            first += 1
        for barrier_start, barrier_end in waiting[first:]:
            if barrier_start >= line.end:
                break
            yield from _worded(text, start, barrier_start)
            start = max(start, barrier_end)
        yield from _worded(text, start, line.end)


def _worded(text: str, start: int, end: int) -> Iterator[Span]:
    """The stretch without outer white space, unless no letter or digit is left in it."""
    piece = text[start:end]
    if start < end and any(c.isalnum() for c in piece):
        yield Span(start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip()))


def _shortened(text: str, start: int, end: int, longest: int) -> Iterator[Sentence]:
    """The sentence, or its parts of at most `longest` words when it is longer than that."""
    spans = list(words(text[start:end]))
    for first in range(0, max(len(spans), 1), longest):
        last = min(first + longest, len(spans))
        begin = start if first == 0 else start + spans[first].start
        finish = end if last >= len(spans) else start + spans[last - 1].end
        yield Sentence(begin, finish)


def _groups(
    text: str, run: list[Sentence], size: int, overlap: int
) -> Iterator[tuple[Sentence, ...]]:
    lengths = [word_count(text[s.start : s.end]) for s in run]
    up_to = [0, *accumulate(lengths)]
    first = 0
    while True:
        last = _fill(run, lengths, first, size)
        rest = up_to[-1] - up_to[last]
        if rest < 0.4 * size:  # a short tail joins the passage before it
            yield tuple(run[first:])
            return
        yield tuple(run[first:last])
        first = _back_up(run, lengths, first, last, overlap, size)


def _fill(run: list[Sentence], lengths: list[int], first: int, size: int) -> int:
    """The end (exclusive) that brings run[first:end] nearest to `size` words."""
    total, last = lengths[first], first + 1
    while last < len(run) and abs(total + lengths[last] - size) <= abs(total - size):
        total += lengths[last]
        last += 1
    while last - 1 > first and run[last - 1].heading:  # a heading belongs to what follows
        last -= 1
    return last


def _back_up(
    run: list[Sentence], lengths: list[int], first: int, last: int, overlap: int, size: int
) -> int:
    """Where the next passage starts: `overlap` sentences back, not over headings or long ones."""
    start = last
    if run[last].heading:  # a new section: nothing of the old one leads into it
        return last
    while (
        start - 1 > first
        and last - start < overlap
        and not run[start - 1].heading
        and sum(lengths[start - 1 : last]) <= size // 2
    ):
        start -= 1
    return start
