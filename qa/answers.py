"""Readings to an answer: distinct answers with citations, and what to mark in each passage."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from qa.copies import shared_words
from qa.records import AnswerGroup, Copy, Reading, Span
from qa.text import folded_words, words

__all__ = ["fold_copies", "group_answers"]

_GAP = 0.35  # answers below this share of the best one's score are not given
_MOST = 10
_COPIED = 0.6  # of the shorter passage's runs of four words; neighbouring passages share a sentence


@dataclass(slots=True)
class _Group:
    """Mentions of one answer while they are gathered."""

    text: str
    words: frozenset[str]
    score: float
    citations: list[int] = field(default_factory=list)


def fold_copies(
    readings: Sequence[Reading], copies_of: Callable[[str], tuple[str, ...]]
) -> list[tuple[Reading, tuple[Copy, ...]]]:
    """Each reading with its near copies, which follow it no more: a story counts once.

    copies_of: ids of all documents that tell a document's story; empty when none other does.
    """
    folded: list[tuple[Reading, list[Copy]]] = []
    for reading in readings:
        hit = reading.hit
        story = copies_of(hit.document.id)
        for first, copies in folded:
            told = first.hit.document.id
            if told == hit.document.id or told not in story:
                continue
            if shared_words(first.hit.passage.text, hit.passage.text) >= _COPIED:
                copies.append(Copy(hit.passage, hit.document))
                break
        else:
            folded.append((reading, []))
    return [(reading, tuple(copies)) for reading, copies in folded]


def group_answers(
    readings: Sequence[Reading], floor: float
) -> tuple[tuple[AnswerGroup, ...], list[tuple[Span, ...]]]:
    """Distinct answers, best first, and for each reading the spans to mark, in text order.

    readings: in citation order, numbered from 1. The best must score `floor` to be an answer at
    all (the caller's decision); what stands beside it may score half of that.
    Mentions whose words are all contained in a longer mention ("De Mistura") count for it.
    """
    mentions = sorted(_mentions(readings, floor / 2), key=lambda m: (-m[0], m[1], m[2].start))
    marks: list[list[Span]] = [[] for _ in readings]
    groups: list[_Group] = []
    if mentions:
        least = mentions[0][0] * _GAP
        for score, n, span in mentions:
            text = readings[n - 1].hit.document.text[span.start : span.end]
            group = _home(groups, text)
            if score < least and (group is None or score < least / 2):
                continue
            if group is None:
                if len(groups) == _MOST:
                    continue
                group = _Group(text, _words(text), score)
                groups.append(group)
            elif len(_words(text)) > len(group.words):
                group.text, group.words = text, _words(text)
            if n not in group.citations:
                group.citations.append(n)
            if not any(span.overlaps(other) for other in marks[n - 1]):
                marks[n - 1].append(span)
    answers = tuple(
        AnswerGroup(g.text, round(g.score, 4), tuple(sorted(g.citations))) for g in groups
    )
    return answers, [tuple(sorted(m, key=lambda s: s.start)) for m in marks]


def _mentions(readings: Sequence[Reading], least: float) -> Iterator[tuple[float, int, Span]]:
    """Score, citation number and place of every mention, in each passage that shows the place:
    neighbouring passages share a sentence.
    """
    for reading in readings:
        if reading.score < least:
            continue
        for span, score in reading.answers:
            for n, other in enumerate(readings, start=1):
                shown = other.hit.passage
                same = shown.document_id == reading.hit.passage.document_id
                if same and shown.start <= span.start and span.end <= shown.end:
                    yield score, n, span


def _home(groups: list[_Group], text: str) -> _Group | None:
    said = _words(text)
    for group in groups:
        if said == group.words:
            return group
        smaller, larger = sorted((said, group.words), key=len)
        if smaller and smaller < larger and len(larger) <= 6 and _is_name(text):
            return group
    return None


def _words(text: str) -> frozenset[str]:
    return frozenset(folded_words(text, articles=False))


def _is_name(text: str) -> bool:
    spans = list(words(text))
    return bool(spans) and text[spans[-1].start].isupper()
