"""Windows and their words in order: what was observed, put together by measured weights."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa.articles.dates import MONTHS
from qa.read.answer_words import CandidateAnswer, plain
from qa.read.combination import Combination
from qa.read.features import answer_features, is_brief, passage_features
from qa.read.misfits import is_reckoned
from qa.read.names import ROLES
from qa.read.observe import Observed
from qa.read.question import Question
from qa.records import Hit, Span
from qa.text import terms

__all__ = [
    "Ranked",
    "asks_for_several",
    "first_answer",
    "hit_of",
    "is_put_right",
    "put_right",
    "rank",
]

_RULED, _PARTLY = 0.6, 0.4  # fits by the rules: found words, and words like them
_ALIKE, _LEVEL = 0.12, 0.5  # fits that are alike, and what the lesser of them lose
_SAID = 0.74  # fits of quotations by whom is asked about, or by "he", "she" or "they"
_PUT_RIGHT = -3.0  # log-odds of words that another sentence puts right: "nine, not seven"
# What a figure counts, and not "million people"
_COUNTED = re.compile(
    rf"(?!hundred|thousand|million|billion|trillion|percent|(?:{'|'.join(MONTHS)})\b)[a-z]"
)
_SURE = 0.0  # the model's score over "no answer" from which it may contradict the rules
# Log-odds that words gain or lose by what their sentence says of them, by hand
_BY_SENTENCE = {
    "on_deed": 1.5,
    "in_cell": 4.0,
    "labelled": 1.5,
    "in_year": 2.5,
    "off_year": -2.5,
    "meant": -2.5,
    "other_rank": -2.5,
    "disowned": -3.0,
    "whole": -2.0,
    "nameless": -1.5,
    "denied": -1.5,
    "vague": -1.0,
}


@dataclass(frozen=True, slots=True)
class Ranked:
    """A window in its place. behind: by how much it lies under the first one (0 for that).
    words: its answering words that do not overlap, best first, with the score of each.
    """

    observed: Observed
    behind: float
    words: tuple[tuple[CandidateAnswer, float], ...]


def rank(asked: Question, observed: Sequence[Observed], weights: Combination) -> list[Ranked]:
    """The windows, best first, each with its answering words."""
    if not observed:
        return []
    brief = is_brief(asked)
    scores = [weights.passage(passage_features(o, brief=brief)) for o in observed]
    top = max(scores)
    order = sorted(range(len(observed)), key=lambda n: (-scores[n], n))
    wrong = put_right(asked, observed)
    ranked = [
        Ranked(
            observed[n],
            scores[n] - top,
            _words(asked, observed[n], scores[n] - top, weights, wrong),
        )
        for n in order
    ]
    if asked.kind == "statement":
        ranked = [_said_on(asked, r) for r in ranked]
    if brief:
        ranked = _without_undone(ranked)
    if brief and asks_for_several(asked):  # each passage for what it adds
        ranked.sort(key=lambda r: -r.words[0][1] if r.words else math.inf)
        first = ranked[0].behind
        ranked = [replace(r, behind=min(0.0, r.behind - first)) for r in ranked]
    return ranked


def put_right(asked: Question, observed: Sequence[Observed]) -> set[str]:
    """Answers, folded, of which some sentence says that they are not, or no longer, right. Who
    did not win this may have won something else.
    """
    everywhere = is_reckoned(asked)
    return {
        plain(a.text)
        for o in observed
        for a in o.answers
        if a.remarks.left or (a.remarks.corrected and everywhere)
    }


def is_put_right(text: str, wrong: set[str]) -> bool:
    """Whether words are among those put right, or say what they count: "seven people"."""
    figure, _, counted = plain(text).partition(" ")
    if plain(text) in wrong:
        return True
    return figure in wrong and _COUNTED.match(counted) is not None


def first_answer(ranked: Sequence[Ranked]) -> CandidateAnswer | None:
    """The words that score best in any window; None when there are none to be had."""
    leading = [r.words[0] for r in ranked if r.words]
    return max(leading, key=lambda pair: pair[1])[0] if leading else None


def hit_of(ranked: Sequence[Ranked], span: Span) -> Hit:
    """The hit that has these words first."""
    return next(r.observed.hit for r in ranked if r.words and r.words[0][0].span == span)


def asks_for_several(asked: Question) -> bool:
    return asked.plural or asked.kind == "who"


def _said_on(asked: Question, ranked: Ranked) -> Ranked:
    """What "she said" right behind words of whom is asked about is hers too: it scores almost as
    these.
    """
    if not ranked.words:
        return ranked
    window, (best, top) = ranked.observed.window, ranked.words[0]
    said = window.sentence_at(best.span.start)
    if not asked.subject & set(terms(window.hit.document.text[said.start : said.end])):
        return ranked
    behind = (s.start for s in window.hit.passage.sentences if s.start >= said.end)
    following = min(behind, default=-1)
    words = [
        (answer, max(score, top - _LEVEL))
        if answer.features.clause >= _SAID
        and window.sentence_at(answer.span.start).start == following
        else (answer, score)
        for answer, score in ranked.words
    ]
    words.sort(key=lambda pair: -pair[1])
    return replace(ranked, words=tuple(words))


def _without_undone(ranked: Sequence[Ranked]) -> list[Ranked]:
    """Without who is said to think about whether to attend, where others are said to have."""
    done = max((s for r in ranked for w, s in r.words if not w.undone), default=-math.inf)
    return [
        replace(r, words=tuple((w, s) for w, s in r.words if not w.undone or s > done))
        for r in ranked
    ]


def _words(
    asked: Question, observed: Observed, behind: float, weights: Combination, wrong: set[str]
) -> tuple[tuple[CandidateAnswer, float], ...]:
    brief = is_brief(asked)
    scored = [
        (
            a,
            weights.answer(answer_features(a, behind, brief=brief))
            + sum(worth for name, worth in _BY_SENTENCE.items() if getattr(a.remarks, name))
            + _PUT_RIGHT * is_put_right(a.text, wrong),
        )
        for a in observed.answers
        # A name or a place does not tell why
        if not (a.remarks.misfit or a.remarks.corrected)
        and not (asked.wants_reason and a.features.ruled < _PARTLY)
    ]
    scored = _with_their_list(scored)
    # Short questions after names, dates and clauses are the rules' own: where they found words,
    # the model says which of them, and has others only where it is sure
    if brief and any(
        a.features.ruled >= _RULED for a in observed.answers if not a.remarks.corrected
    ):
        lists = {a.listed for a, _ in scored if _may_answer(a)} - {-1}
        scored = [pair for pair in scored if _may_answer(pair[0]) or pair[0].listed in lists]
        scored = _levelled(scored, observed)
    scored.sort(key=lambda pair: (-pair[1], pair[0].span.start, pair[0].span.end))
    kept: list[tuple[CandidateAnswer, float]] = []
    for answer, score in scored:
        if not any(answer.span.overlaps(other.span) for other, _ in kept):
            kept.append((answer, score))
    return tuple(kept)


def _with_their_list(
    scored: Sequence[tuple[CandidateAnswer, float]],
) -> list[tuple[CandidateAnswer, float]]:
    """What stands in one list with an answer ("new elections, reformed governance and …") is an
    answer as well: it scores almost as the best of the list.
    """
    best: dict[int, float] = {}
    for answer, score in scored:
        if answer.listed >= 0:
            best[answer.listed] = max(best.get(answer.listed, score), score)
    return [
        (answer, max(score, best[answer.listed] - _LEVEL) if answer.listed >= 0 else score)
        for answer, score in scored
    ]


def _may_answer(answer: CandidateAnswer) -> bool:
    """Beside words that the rules found: others of which the model is sure, but no mere office."""
    said = answer.remarks
    if answer.features.ruled >= _PARTLY or said.in_year or said.in_cell or said.labelled:
        return True
    return answer.features.model > _SURE and answer.text.split()[-1].lower() not in ROLES


def _levelled(
    scored: Sequence[tuple[CandidateAnswer, float]], observed: Observed
) -> list[tuple[CandidateAnswer, float]]:
    """Words of one sentence that fit alike ("Russia, Turkey and Iran") score almost as its best."""

    def place(answer: CandidateAnswer) -> int:
        return observed.window.sentence_at(answer.span.start).start

    def alike(one: CandidateAnswer, other: CandidateAnswer) -> bool:
        fits_alike = abs(one.features.ruled - other.features.ruled) <= _ALIKE
        return fits_alike and place(one) == place(other)

    best = {
        answer.span: max(score for other, score in scored if alike(answer, other))
        for answer, _ in scored
    }
    return [(answer, max(score, best[answer.span] - _LEVEL)) for answer, score in scored]
