"""Readings to an answer: distinct answers with citations, and what to mark in each passage."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations, zip_longest
from typing import NamedTuple

from qa.compare.attribution import attribution
from qa.compare.revisions import is_told_alike
from qa.compare.sameness import excludes, same_answer
from qa.records import AnswerGroup, Copy, Document, Mention, Reading, Span
from qa.text import folded_words, word_count, word_list

__all__ = ["fold_copies", "group_answers"]

# Shares of the best answer's score, by how often what lies there is right (docs/retrieval.md):
_GAP = 0.45  # below it, almost never: not given
_SAID_AGAIN = 0.18  # enough for another mention of an answer that is given
_MOST = 10
_LONGEST = 8  # words of a fuller wording
# "three states", "both sides": as many of a kind as were named before
_COUNTED = re.compile(
    r"(?:the\s+)?(?:two|three|four|five|six|seven|eight|nine|ten|\d+|both|these|those|all)"
    r"(?:\s+[a-z-]+){0,2}\s+[a-z-]+s"
)
# What stands between two members of a list
_LISTED = re.compile(r"\s*(?:[,;&]|(?:,\s*)?\b(?:and|or)\b)\s*(?:\b(?:the|by)\s+)?")
_AND = re.compile(r"&|\b(?:and|or)\b")


class _Wording(NamedTuple):
    """An answer as an article words it."""

    text: str
    document: Document


@dataclass(slots=True)
class _Group:
    """One answer while its mentions are gathered, in the best one's words and in the fullest.

    wordings: all of them. unclear: each may be one of two people, say, whom other wordings name.
    """

    best: _Wording
    fullest: _Wording
    score: float
    unclear: bool
    wordings: list[_Wording] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)

    def says(self, wording: _Wording, *, unclear: bool) -> bool:
        if unclear != self.unclear:
            return False
        same = any(same_answer(*own, *wording) for own in (self.best, self.fullest))
        return same and not any(excludes(*own, *wording) for own in self.wordings)


def fold_copies(
    readings: Sequence[Reading], copies_of: Callable[[str], tuple[str, ...]]
) -> list[tuple[Reading, tuple[Copy, ...]]]:
    """Each reading with its near copies, which follow it no more: a story counts once. A copy with
    another figure, say, stays.

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
            if is_told_alike(first.hit.passage.text, hit.passage.text):
                copies.append(Copy(hit.passage, hit.document))
                break
        else:
            folded.append((reading, []))
    return [(reading, tuple(copies)) for reading, copies in folded]


def group_answers(
    readings: Sequence[Reading],
    floor: float,
    copies_of: Callable[[str], tuple[str, ...]] = lambda _: (),
    *,
    several: bool = True,
) -> tuple[tuple[AnswerGroup, ...], list[tuple[Span, ...]]]:
    """Distinct answers, best first, and for each reading the spans of the likely ones, in text
    order.

    readings: in citation order, numbered from 1. The best must score `floor` to be an answer at
    all (the caller's decision); what stands beside it may score half of that.
    Mentions of the same person, place, figure or day in other words count for one answer, which
    is given in its longest wording. copies_of: as for `fold_copies`. several: more than one answer
    may be right; where one is asked for, all but the first, and those that stand in a list with it,
    are less likely.
    """
    mentions = sorted(_mentions(readings, floor / 2), key=lambda m: (-m[0], m[1], m[2].start))
    marks: list[list[tuple[Span, _Group]]] = [[] for _ in readings]
    groups: list[_Group] = []
    if mentions:
        best = mentions[0][0]
        mentions = [m for m in mentions if m[0] >= best * _SAID_AGAIN]
        wordings = [_wording(readings[n - 1], span) for _, n, span in mentions]
        given = (w for m, w in zip(mentions, wordings, strict=True) if m[0] >= best * _GAP)
        rivals = _rivals(given)
        for (score, n, span), wording in zip(mentions, wordings, strict=True):
            unclear = any(all(same_answer(*w, *wording) for w in pair) for pair in rivals)
            group = next((g for g in groups if g.says(wording, unclear=unclear)), None)
            if score < best * (_GAP if group is None else _SAID_AGAIN):
                continue
            if group is None:
                if len(groups) == _MOST:
                    continue
                group = _Group(wording, wording, score, unclear)
                groups.append(group)
            elif _is_fuller(wording.text, group.fullest.text):
                group.fullest = wording
            group.wordings.append(wording)
            if not any(m.n == n and m.span.overlaps(span) for m in group.mentions):
                group.mentions.append(_mention(readings[n - 1], n, span))
            if not any(span.overlaps(other) for other, _ in marks[n - 1]):
                marks[n - 1].append((span, group))
    groups = _without_stand_ins(groups)
    likely = groups if several else _listed_with_first(groups, readings)
    answers = tuple(
        _answer(group, readings, copies_of, less_likely=not any(group is g for g in likely))
        for group in groups
    )
    marked = ((span for span, group in m if any(group is g for g in likely)) for m in marks)
    return answers, [tuple(sorted(spans, key=lambda s: s.start)) for spans in marked]


def _wording(reading: Reading, span: Span) -> _Wording:
    document = reading.hit.document
    return _Wording(document.text[span.start : span.end], document)


def _rivals(wordings: Iterable[_Wording]) -> list[tuple[_Wording, _Wording]]:
    """Wordings that cannot be the same, as "John Smith" and "Jane Smith", though "Smith" may be
    either.
    """
    distinct = {(w.text, w.document.id): w for w in wordings}.values()
    return [(one, other) for one, other in combinations(distinct, 2) if excludes(*one, *other)]


def _listed_with_first(groups: list[_Group], readings: Sequence[Reading]) -> list[_Group]:
    """The first answer, with those that an article names in one list with it: "by Duarte Pinheiro
    and Inês Caldeira".
    """
    if not groups:
        return []
    listed = {id(groups[0])}
    for n in {m.n for m in groups[0].mentions}:
        text = readings[n - 1].hit.document.text
        places = sorted(
            ((m.span, id(g)) for g in groups for m in g.mentions if m.n == n),
            key=lambda place: place[0].start,
        )
        chain: list[int] = []
        joined = False
        for (span, group), following in zip_longest(places, places[1:]):
            chain.append(group)
            between = text[span.end : following[0].start] if following else ""
            if following and _LISTED.fullmatch(between):
                joined = joined or _AND.search(between) is not None
                continue
            if joined and id(groups[0]) in chain:
                listed |= set(chain)
            chain, joined = [], False
    return [g for g in groups if id(g) in listed]


def _without_stand_ins(groups: list[_Group]) -> list[_Group]:
    """Without "the three states" where passages name them: words that count others of the answers
    are no further one.
    """
    named = [n for g in groups if g.best.text[:1].isupper() for n in {m.n for m in g.mentions}]
    return groups[:1] + [
        group
        for group in groups[1:]
        if not (
            _COUNTED.fullmatch(group.best.text)
            and all(named.count(m.n) > 1 for m in group.mentions)
        )
    ]


def _is_fuller(text: str, other: str) -> bool:
    """A wording that says all the other does and more, or a name in the place of an office; but no
    whole clause in the place of a name.
    """
    if word_count(text) > _LONGEST:
        return False
    said, before = set(folded_words(text)), set(folded_words(other))
    return said > before or (not said & before and _named(text) > _named(other))


def _named(text: str) -> float:
    """The share of words with a capital letter."""
    found = [word[0] for word in word_list(text)]
    return sum(c.isupper() for c in found) / max(1, len(found))


def _mention(reading: Reading, n: int, span: Span) -> Mention:
    document, passage = reading.hit.document, reading.hit.passage
    said_by = None
    if sentence := passage.sentence_at(span.start):
        said_by = attribution(document, Span(sentence.start, sentence.end), span)
    return Mention(
        n=n,
        span=span,
        text=document.text[span.start : span.end],
        said_by=said_by,
        attribution=document.text[said_by.start : said_by.end] if said_by else "",
    )


def _answer(
    group: _Group,
    readings: Sequence[Reading],
    copies_of: Callable[[str], tuple[str, ...]],
    *,
    less_likely: bool,
) -> AnswerGroup:
    first: dict[tuple[str, Span], int] = {}  # neighbouring passages share a sentence
    for m in sorted(group.mentions, key=lambda m: m.n):
        first.setdefault((readings[m.n - 1].hit.document.id, m.span), m.n)
    citations = tuple(sorted(set(first.values())))
    documents = [readings[n - 1].hit.document for n in citations]
    stories = {min((d.id, *copies_of(d.id))) for d in documents}
    dates = {n: d.published for n, d in zip(citations, documents, strict=True) if d.published}
    newest = max(dates, key=lambda n: (dates[n], -n)) if len(set(dates.values())) > 1 else None
    return AnswerGroup(
        text=group.fullest.text,
        score=round(group.score, 4),
        citations=citations,
        sources=len(stories),
        mentions=tuple(group.mentions),
        newest=newest,
        less_likely=less_likely,
    )


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
