"""The words of a window that may answer, with all that speaks for and against them."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qa.read.candidates import asked_for
from qa.read.evidence import Named
from qa.read.misfits import asks_for_a_name, has_no_figure, is_corrected, is_misfit, is_vague
from qa.read.names import approximator
from qa.read.offices import has_left_office, is_of_another_rank
from qa.read.ordinals import is_of_another_in_order
from qa.read.phrases import Parses, whole_figure
from qa.read.question import Question
from qa.read.rules import Weighed
from qa.read.span_model import Scored
from qa.read.statements import (
    closed,
    introduces_quotation,
    is_what_was_asked,
    whole_quotation,
    with_denial,
)
from qa.read.tables import answering_cells
from qa.read.times import asked_years, gives_for, is_only_meant, names_the_year, year_of
from qa.read.windows import ReadWindow
from qa.records import Span
from qa.text import folded_words

__all__ = [
    "NOT_WEIGHED",
    "AnswerFeatures",
    "CandidateAnswer",
    "Weights",
    "answers_in",
    "clipped",
    "plain",
]

Weights = Mapping[str, float]

NOT_WEIGHED = -4.0  # log-odds of a sentence that the rules left aside
_SAME_WORDS = 0.5  # of two places' characters in common
_AMOUNT = re.compile(r"[$£€¥]?\d")
_CLIP = 12.0
_CLAUSES = {"why", "how", "statement", "definition", "identity", "yes-no"}
_DENIABLE = {"how", "where", "which", "what"}  # "did not meet in Oslo" does not say where they met
_FACTS = {"who", "name", "when", "where", "how-many", "how-long"}
# Words that stand for people or for none, and name nobody
_NOBODY_NAMED = frozenset(
    "i me we us you he him she her it they them who whom this that these those nothing something "
    "anything everything one ones some others all both each".split()
)
_TITLES = frozenset("mr mrs ms dr prof rev fr ing mag dipl mudr judr phdr".split())


@dataclass(frozen=True, slots=True)
class AnswerFeatures(Named):
    """What speaks for words of a window.

    model: the model's score of the span over "no answer". behind: its score less that of the
    window's best (at most 0). share: its probability among the window's best spans and "no
    answer". sentence: log-odds by the rules of the sentence that holds them. fact, clause, loose:
    how well the rules think they fit, for questions after a name, date or number, after a clause
    or a quotation, and after anything else. typed, untyped, asked: as for a window. votes: the
    summed weight of the same words in the other windows. words: ln of how many.
    """

    model: float
    behind: float
    share: float
    sentence: float
    fact: float
    clause: float
    loose: float
    typed: float
    untyped: float
    asked: float
    votes: float
    words: float

    @property
    def ruled(self) -> float:
        """How well the rules think they fit a question that is the rules' own."""
        return self.fact + self.clause


@dataclass(frozen=True, slots=True)
class CandidateAnswer:
    """Words that may answer. span: offsets in the document.

    What their sentence says: undone: it denies the deed asked about, or leaves it open. denied: it
    says of the words that something is not so. other_rank: it calls them the deputy of whom is
    asked for, say, or the mayor of another town, says them of the second where the first is asked
    about, or has somebody else say them. left: it says that whom they name holds the office no
    longer. on_deed: it says of them, or of that day, what is asked. meant: it says only that
    something was to be then. in_cell: they are the cell of a table that is asked for. in_year: they
    are a figure, and it names a year that the question names. off_year: it gives them for another
    year, and has nothing of that one. corrected: it puts them right. nameless: they name nobody,
    where one person or firm is asked for, or no place, and are not said to be one. vague: they give
    no figure, where one is asked for. misfit: they are of another kind than what is asked for.
    listed: where the list begins whose members they are one of; -1.
    """

    span: Span
    text: str
    features: AnswerFeatures
    undone: bool = False
    denied: bool = False
    other_rank: bool = False
    on_deed: bool = False
    in_cell: bool = False
    in_year: bool = False
    off_year: bool = False
    meant: bool = False
    corrected: bool = False
    left: bool = False
    nameless: bool = False
    vague: bool = False
    misfit: bool = False
    listed: int = -1


def answers_in(
    asked: Question,
    window: ReadWindow,
    scored: Scored,
    weighed: Sequence[Weighed],
    parses: Parses,
    votes: Weights,
    own: Weights,
) -> tuple[CandidateAnswer, ...]:
    """The model's spans, each made a whole name or phrase, and the rules' words of one window.

    weighed: the window's sentences that the rules weighed. votes, own: summed weight of the same
    words in all windows, and in those of this passage.
    """
    fits: dict[tuple[int, int], float] = {}
    on_deed: list[tuple[int, int]] = []
    elsewhere: list[tuple[int, int]] = []
    sure: dict[int, Weighed] = {}
    for item in weighed:
        base = item.evidence.sentence.start - window.start
        sure[item.evidence.sentence.start] = item
        for c in item.candidates:
            at = whole_figure(window, base + c.start, base + c.end)
            if asked.kind == "who":
                at = parses.named(window, *at)
            fits[at] = max(fits.get(at, 0.0), min(c.fit, 1.25))
            if c.on_deed:
                on_deed.append(at)
            if c.elsewhere:
                elsewhere.append(at)
    places: dict[tuple[int, int], float] = {}
    settles = asked.kind == "yes-no"  # by whole clauses alone
    for found in () if settles else scored.spans:
        place = parses.whole(window, found.start, found.end)
        if asked.kind == "who":
            place = parses.named(window, *place)
        elif asked.kind == "what" and not asked.noun:
            place = parses.thing(window, *place)
        places[place] = max(places.get(place, found.score), found.score)
    for start, end in fits:
        score = _best_around(window, scored, start) if settles else scored.score_of(start, end)
        if score is not None:
            places[start, end] = max(places.get((start, end), score), score)
    cells = _cells(asked, window)
    for cell in cells:
        score = scored.score_of(*cell)
        if score is not None:
            places[cell] = score
    lists = _lists(asked, window, scored, parses, places)
    best = scored.spans[0].score
    answers = []
    statement = asked.kind == "statement"
    one_name = asks_for_a_name(asked)
    deniable = asked.kind in _DENIABLE and not asked.negated
    years = asked_years(asked.text) if asked.wants_figure else frozenset()
    written = int((window.hit.document.published or "0")[:4])
    for (start, end), score in places.items():
        at = start, end
        listed = lists.get(at, -1)
        text = window.text[start:end]
        if statement and introduces_quotation(window.text, start, end):
            continue
        if statement and is_what_was_asked(window.text, start):
            continue
        if asked.kind in {"who", "identity"} and text.casefold() in _NOBODY_NAMED:
            continue
        if text.casefold() in _TITLES and window.text.startswith(".", end):
            continue
        fit = max((_jaccard(at, other) * f for other, f in fits.items()), default=0.0)
        same = plain(text)
        around = window.sentence_at(window.start + start)
        ruled = sure.get(around.start)
        features = AnswerFeatures(
            model=clipped(score - scored.none),
            behind=clipped(score - best),
            share=scored.share_of(score),
            sentence=ruled.logit if ruled else NOT_WEIGHED,
            fact=fit if asked.kind in _FACTS else 0.0,
            clause=fit if asked.kind in _CLAUSES else 0.0,
            loose=fit if asked.kind not in _FACTS | _CLAUSES else 0.0,
            typed=float(bool(asked.expected & parses.labels(window, start, end))),
            untyped=float(not asked.expected),
            asked=float(not settles and asked_for(asked, text)),
            votes=min(2.0, max(0.0, votes.get(same, 0.0) - own.get(same, 0.0))),
            words=math.log(max(1, len(text.split()))),
        )
        if statement:
            start, end = whole_quotation(window.text, start, end)
            start, end = with_denial(window.text, start), closed(window.text, start, end)
        elif asked.wants_figure and _AMOUNT.match(text):
            start -= len(approximator(window.text[:start]))  # "more than 340,000"
        span = Span(window.start + start, window.start + end)
        undone = ruled is not None and bool(ruled.evidence.features.undone)
        rank = any(_jaccard(at, other) for other in elsewhere)
        left = has_left_office(asked, window.text, start, end)
        rank = rank or left or is_of_another_rank(asked, window.text, start, end)
        said = window.hit.document.text[around.start : around.end]
        place = span.start - around.start, span.end - around.start
        rank = rank or is_of_another_in_order(asked.text, said, *place)
        in_year = names_the_year(asked, said)
        off_year = bool(years) and year_of(said, *place) not in {*years, None}
        misfit = is_misfit(asked, window.text, start, end)
        misfit = misfit or (in_year and off_year and gives_for(years, said))
        nameless = one_name or (asked.kind == "where" and not parses.is_placed(window, *at))
        nameless = nameless and parses.is_nameless(window, *at)
        meant = is_only_meant(asked, said, place[0])
        deed = not (rank or meant) and any(_jaccard(at, other) >= _SAME_WORDS for other in on_deed)
        in_cell = at in cells
        answers.append(
            CandidateAnswer(
                span,
                window.text[start:end],
                features,
                undone=undone,
                denied=deniable and parses.is_denied(window, *at),
                other_rank=rank,
                on_deed=deed or in_cell,
                in_cell=in_cell,
                in_year=in_year and not has_no_figure(text),
                off_year=off_year and not in_year and written not in years,
                meant=meant,
                corrected=is_corrected(asked, window.text, start, end),
                left=left,
                nameless=nameless,
                vague=asked.wants_figure and is_vague(window.text[start:end]),
                misfit=misfit,
                listed=listed,
            )
        )
    return tuple(answers)


def _cells(asked: Question, window: ReadWindow) -> set[tuple[int, int]]:
    """Places in the window of the cells that are asked for; what heads their columns may stand
    before the window.
    """
    passage = window.hit.passage
    moved = passage.start - window.start
    found = (
        (cell.start + moved, cell.end + moved) for cell in answering_cells(asked, passage.text)
    )
    return {(start, end) for start, end in found if start >= 0 and end <= len(window.text)}


def _lists(
    asked: Question,
    window: ReadWindow,
    scored: Scored,
    parses: Parses,
    places: dict[tuple[int, int], float],
) -> dict[tuple[int, int], int]:
    """For the members of lists, where their list begins. What a list has besides the places is
    added to them, with the model's score, where the question may ask for several.
    """
    if not (asked.several or (asked.kind == "what" and not asked.noun)):
        return {}
    lists: dict[tuple[int, int], int] = {}
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


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _jaccard(one: tuple[int, int], other: tuple[int, int]) -> float:
    """Characters in common over characters in either."""
    common = min(one[1], other[1]) - max(one[0], other[0])
    either = max(one[1], other[1]) - min(one[0], other[0])
    return max(0, common) / either


def plain(text: str) -> str:
    return " ".join(folded_words(text, articles=False))


def clipped(value: float) -> float:
    return max(-_CLIP, min(_CLIP, value))
