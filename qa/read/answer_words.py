"""The words of a window that may answer, with all that speaks for and against them."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qa.read.candidates import asked_for
from qa.read.evidence import Named
from qa.read.names import NUMBER_WORDS, approximator, whole_duration
from qa.read.offered import Offered, Place, offered_in
from qa.read.phrases import Parses
from qa.read.question import Question
from qa.read.remarks import Remarks, remarks_on
from qa.read.rules import Weighed
from qa.read.settling import WEIGHED
from qa.read.span_model import Scored
from qa.read.statements import (
    closed,
    introduces_quotation,
    is_what_was_asked,
    whole_quotation,
    with_denial,
)
from qa.read.sums import only_sum
from qa.read.times import bound_before, clock_behind, lead
from qa.read.wholes import balanced, whole_range
from qa.read.windows import ReadWindow
from qa.records import Span
from qa.text import folded_words, letters_end

__all__ = [
    "FACTS",
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
_AMOUNT = re.compile(rf"[$£€¥]?\d|(?:{NUMBER_WORDS})\b", re.IGNORECASE)
_CLIP = 12.0
_CLAUSES = {"why", "how", "statement", "definition", "identity", "yes-no"}
FACTS = {"who", "name", "when", "where", "how-many", "how-long"}
# Words that stand for people or for none, and name nobody
_NOBODY_NAMED = frozenset(
    "i me we us you he him she her it they them who whom this that these those nothing something "
    "anything everything one ones some others all both each".split()
)
_WORD_AHEAD = re.compile(r"\b(\w+)\s+\Z")
_LIMITS = WEIGHED | {"not"}
_LONGEST_WORD = 16  # of those that weigh, with the space behind
_BOUND = re.compile(r"(?:more|fewer|less|longer|later|earlier|higher|lower) than\b", re.IGNORECASE)
_NOT = re.compile(r"(?:\b(?:no|not) )?$", re.IGNORECASE)
# "pensions, and it", "the light, she": a clause that only begins
_LOOSE_END = re.compile(
    r",?(?<!\s)\s++(?:and|but|or|which|who|while|because)(?:\s++(?:it|he|she|they|we|i|there))?\s*$"
    r"|,\s++(?:it|he|she|they|we|i)\s*$",
    re.IGNORECASE,
)
_MARKUP = " *_\"”’')"
_ASKS_QUESTION = re.compile(r"\bask|\bquestion", re.IGNORECASE)
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
    """Words that may answer. span: offsets in the document. undone: their sentence denies the deed
    asked about, or leaves it open. remarks: what it says of them. listed: where the list begins
    whose members they are one of; -1.
    """

    span: Span
    text: str
    features: AnswerFeatures
    undone: bool
    remarks: Remarks
    listed: int


def answers_in(
    asked: Question,
    window: ReadWindow,
    scored: Scored,
    weighed: Sequence[Weighed],
    parses: Parses,
    votes: Weights,
    own: Weights,
) -> tuple[CandidateAnswer, ...]:
    """The words offered in one window, but for what can be no answer.

    weighed: the window's sentences that the rules weighed. votes, own: summed weight of the same
    words in all windows, and in those of this passage.
    """
    offered = offered_in(asked, window, scored, weighed, parses)
    sentences = {item.evidence.sentence.start: item for item in weighed}
    answers = []
    for at, score in offered.scores.items():
        if _is_none(asked, window.text, *at):
            continue
        ruled = sentences.get(window.sentence_at(window.start + at[0]).start)
        same = plain(window.text[slice(*at)])
        others = min(2.0, max(0.0, votes.get(same, 0.0) - own.get(same, 0.0)))
        start, end = _grown(asked, window, parses, *at)
        if not window.text[start:end].strip():
            continue
        answers.append(
            CandidateAnswer(
                Span(window.start + start, window.start + end),
                window.text[start:end],
                _features(asked, window, scored, offered, at, score, ruled, parses, others),
                undone=ruled is not None and bool(ruled.evidence.features.undone),
                remarks=remarks_on(asked, window, offered, at, (start, end), parses),
                listed=offered.lists.get(at, -1),
            )
        )
    return tuple(answers)


def _is_none(asked: Question, text: str, start: int, end: int) -> bool:
    """Whether words are no answer: what only leads to a quotation, nobody's name, a title; a
    question, unless that is asked for.
    """
    words = text[start:end].casefold()
    if words.rstrip(_MARKUP).endswith("?") and not _ASKS_QUESTION.search(asked.text):
        return True
    if asked.kind == "statement" and (
        introduces_quotation(text, start, end) or is_what_was_asked(text, start)
    ):
        return True
    if asked.kind in {"who", "identity"} and words in _NOBODY_NAMED:
        return True
    return words.rstrip(".") in _TITLES


def _grown(asked: Question, window: ReadWindow, parses: Parses, start: int, end: int) -> Place:
    """With what words may not be without: the whole quotation, "more than 340,000", the accent of
    their last letter.
    """
    text = window.text
    end = letters_end(text, end)
    if asked.kind == "statement":
        start, end = whole_quotation(text, start, end)
        first = min(with_denial(text, start), parses.with_doubt(window, start, end))
        return first, closed(text, start, _without_loose_end(text, start, end))
    if asked.kind == "yes-no":
        start = _with_weight(text, _behind_lead(window, start, end))
        return start, closed(text, start, end)
    start, end = whole_range(text, *balanced(text, start, end))
    if asked.kind == "how-long":
        start, end = whole_duration(text, start, end)
    if asked.wants_sum:
        start, end = only_sum(text, start, end)
    if asked.wants_figure and _AMOUNT.match(text[start:end]):
        start -= len(approximator(text[:start]))
    if _BOUND.match(text, start, end):  # "more than £8,500" of "no more than £8,500"
        before = _NOT.search(text[max(0, start - 8) : start])
        start -= len(before.group()) if before is not None else 0
    if asked.kind == "when":
        end += len(clock_behind(text[start:end], text[end:]))
        start -= len(bound_before(text[:start]))
    elif asked.kind != "how-long" and not asked.wants_figure:
        start = _behind_lead(window, start, end)
    return start, _without_loose_end(text, start, end)


def _behind_lead(window: ReadWindow, start: int, end: int) -> int:
    """Where words begin without the time or the dateline that their sentence begins with."""
    begins = window.sentence_at(window.start + start).start == window.start + start
    return start + len(lead(window.text[start:end])) if begins else start


def _with_weight(text: str, start: int) -> int:
    """Where words begin with what limits their subject: "only guide dogs", "not all of them"."""
    while (ahead := _WORD_AHEAD.search(text, max(0, start - _LONGEST_WORD), start)) is not None:
        if ahead[1].lower() not in _LIMITS:
            break
        start = ahead.start(1)
    return start


def _without_loose_end(text: str, start: int, end: int) -> int:
    loose = _LOOSE_END.search(text, start, end)
    return loose.start() if loose is not None and loose.start() > start else end


def _features(
    asked: Question,
    window: ReadWindow,
    scored: Scored,
    offered: Offered,
    at: Place,
    score: float,
    ruled: Weighed | None,
    parses: Parses,
    others: float,
) -> AnswerFeatures:
    text = window.text[slice(*at)]
    fit = offered.fit(at)
    return AnswerFeatures(
        model=clipped(score - scored.none),
        behind=clipped(score - scored.spans[0].score),
        share=scored.share_of(score),
        sentence=ruled.logit if ruled else NOT_WEIGHED,
        fact=fit if asked.kind in FACTS else 0.0,
        clause=fit if asked.kind in _CLAUSES else 0.0,
        loose=fit if asked.kind not in FACTS | _CLAUSES else 0.0,
        typed=float(bool(asked.expected & parses.labels(window, *at))),
        untyped=float(not asked.expected),
        asked=float(asked.kind != "yes-no" and asked_for(asked, text)),
        votes=others,
        words=math.log(max(1, len(text.split()))),
    )


def plain(text: str) -> str:
    return " ".join(folded_words(text, articles=False))


def clipped(value: float) -> float:
    return max(-_CLIP, min(_CLIP, value))
