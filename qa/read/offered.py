"""The words of a window that the model, the rules, its lists and its tables offer as answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qa.read.candidates import asked_for
from qa.read.phrases import Parses, whole_figure
from qa.read.question import Question
from qa.read.rules import Weighed
from qa.read.span_model import Scored
from qa.read.tables import AskedTables, tables_asked
from qa.read.windows import ReadWindow

__all__ = ["Offered", "Place", "offered_in"]

Place = tuple[int, int]  # where words start and end in their window

_SAME_WORDS = 0.5  # of two places' characters in common
_BEST_FIT = 1.25


@dataclass(frozen=True, slots=True)
class Offered:
    """scores: the places of words that may answer, with the model's score of each. fits: how well
    the rules think that their own words fit. on_deed: words of which a sentence says what is asked;
    elsewhere: the deputy of whom is asked for, say. cells: the cells of tables that are asked for.
    astray: cells of other rows or columns. lists: for the members of lists, where that begins.
    """

    scores: Mapping[Place, float]
    fits: Mapping[Place, float]
    on_deed: Sequence[Place]
    elsewhere: Sequence[Place]
    cells: frozenset[Place]
    astray: frozenset[Place]
    lists: Mapping[Place, int]

    def fit(self, at: Place) -> float:
        """How well words fit by the rules, as far as these have the same."""
        return max((_jaccard(at, other) * f for other, f in self.fits.items()), default=0.0)

    def is_on_deed(self, at: Place) -> bool:
        return any(_jaccard(at, other) >= _SAME_WORDS for other in self.on_deed)

    def is_elsewhere(self, at: Place) -> bool:
        return any(_jaccard(at, other) for other in self.elsewhere)


def offered_in(
    asked: Question,
    window: ReadWindow,
    scored: Scored,
    weighed: Sequence[Weighed],
    parses: Parses,
) -> Offered:
    """weighed: the window's sentences that the rules weighed. What the model offers is made a whole
    name or phrase.
    """
    fits: dict[Place, float] = {}
    on_deed: list[Place] = []
    elsewhere: list[Place] = []
    for item in weighed:
        base = item.evidence.sentence.start - window.start
        for c in item.candidates:
            at = whole_figure(window, base + c.start, base + c.end)
            if asked.kind == "who":
                at = parses.named(window, *at)
            fits[at] = max(fits.get(at, 0.0), min(c.fit, _BEST_FIT))
            if c.on_deed:
                on_deed.append(at)
            if c.elsewhere:
                elsewhere.append(at)
    settles = asked.kind == "yes-no"  # by whole clauses alone
    scores = {} if settles else _of_model(asked, window, scored, parses)
    for at in fits:
        score = _best_around(window, scored, at[0]) if settles else scored.score_of(*at)
        if score is not None:
            scores[at] = max(scores.get(at, score), score)
    tables = _tables(asked, window)
    cells = _cells(tables, window)
    for at in cells:
        score = scored.score_of(*at)
        if score is not None:
            scores[at] = score
    lists = _lists(asked, window, scored, parses, scores)
    astray = frozenset(
        (s, e) for s, e in scores if tables.is_astray(window.start + s, window.start + e)
    )
    return Offered(scores, fits, on_deed, elsewhere, cells, astray, lists)


def _of_model(
    asked: Question, window: ReadWindow, scored: Scored, parses: Parses
) -> dict[Place, float]:
    found: dict[Place, float] = {}
    for span in scored.spans:
        at = parses.whole(window, span.start, span.end)
        if asked.kind == "who":
            at = parses.named(window, *at)
        elif asked.kind == "what" and not asked.noun:
            at = parses.thing(window, *at)
        found[at] = max(found.get(at, span.score), span.score)
    return found


def _tables(asked: Question, window: ReadWindow) -> AskedTables:
    """What heads the columns may stand before the window, and before its passage."""
    passage = window.hit.passage
    return tables_asked(asked, window.hit.document, passage.start, passage.end)


def _cells(tables: AskedTables, window: ReadWindow) -> frozenset[Place]:
    found = ((c.start - window.start, c.end - window.start) for c in tables.answering)
    return frozenset((s, e) for s, e in found if s >= 0 and e <= len(window.text))


def _lists(
    asked: Question,
    window: ReadWindow,
    scored: Scored,
    parses: Parses,
    places: dict[Place, float],
) -> dict[Place, int]:
    """For the members of lists, where their list begins. What a list has besides the places is
    added to them, with the model's score, where the question may ask for several.
    """
    if not (asked.several or (asked.kind == "what" and not asked.noun)):
        return {}
    lists: dict[Place, int] = {}
    for place in list(places):
        kind = asked.expected & parses.labels(window, *place)
        members = [place]
        for other in parses.joined(window, *place):
            score = scored.score_of(*other)
            same = kind == asked.expected & parses.labels(window, *other)
            if score is None or not same or asked_for(asked, window.text[slice(*other)]):
                continue
            own = [p for p in places if _overlap(p, other) and not _overlap(p, place)]
            if not own:  # else the model's own words for it
                places[other] = score
            members.append(max(own, key=lambda p: places[p], default=other))
        if len(members) > 1:
            first = min(start for start, _ in members)
            lists |= {member: lists.get(member, first) for member in members}
    return lists


def _best_around(window: ReadWindow, scored: Scored, at: int) -> float:
    """The score of the model's best words of a sentence; where it has none, of its worst."""
    sentence = window.sentence_at(window.start + at)
    first, end = sentence.start - window.start, sentence.end - window.start
    inside = (s.score for s in scored.spans if first <= s.start < end)
    return max(inside, default=scored.spans[-1].score)


def _overlap(one: Place, other: Place) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _jaccard(one: Place, other: Place) -> float:
    """Characters in common over characters in either."""
    common = min(one[1], other[1]) - max(one[0], other[0])
    either = max(one[1], other[1]) - min(one[0], other[0])
    return max(0, common) / either
