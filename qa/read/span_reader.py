"""The trained reader: a span model and the rules, put together by measured weights."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from qa.read.answer_words import FACTS
from qa.read.combination import Combination, probability
from qa.read.confidence import confidence_features
from qa.read.doubts import count_doubts
from qa.read.features import FEATURES
from qa.read.observe import observe
from qa.read.question import Question, analyse
from qa.read.ranking import Ranked, asks_for_several, first_answer, hit_of, rank
from qa.read.rules import RuleReader
from qa.read.scorers import Scorer
from qa.read.settling import probability_settled
from qa.records import Hit, Reading, Span

__all__ = ["SpanReader"]

_WINDOWS = 12  # that are read
# In units of these log-odds further answers fade: questions after several are lenient
_SPREAD, _SPREAD_MANY = 1.25, 3.0
# At least, by hand: of the cell of a table; of a short question after a fact to whose best window
# the rules give seven to one, and more, and where the model reads the same sentence
_IN_CELL, _RULED = 0.5, 0.3
_SURELY = 2.0
_DOUBTED = 0.3  # what each doubt leaves of the confidence
_BEHIND = 2.0  # units under the best words beyond which words are no further answer


class SpanReader:
    """Reads windows of the most promising hits in one go; a Reader."""

    def __init__(
        self, rules: RuleReader, scorer: Scorer, combination: Combination, windows: int = _WINDOWS
    ) -> None:
        """windows: how many are read."""
        self.rules = rules
        self.scorer = scorer
        self._combination = combination
        combination.check(*FEATURES)
        self.windows = windows

    def prepare(self, question: str) -> None:
        self.rules.prepare(question)

    def read(self, question: str, hits: Sequence[Hit]) -> list[Reading]:
        """Readings of the windows that were read, best first."""
        asked = analyse(question)
        observed = observe(asked, hits, self.rules, self.scorer, most=self.windows)
        ranked = rank(asked, observed, self._combination)
        if not ranked:
            return []
        if asked.kind == "yes-no":
            confidence = self._settled(asked, ranked)
        else:
            confidence = self._first_is_right(asked, ranked)
        first = first_answer(ranked)
        if first is None or not first.remarks.in_cell:  # whose table says all that is asked
            confidence *= _DOUBTED ** count_doubts(asked, ranked, self.rules)
        best = max((score for r in ranked for _, score in r.words), default=0.0)
        many = asks_for_several(asked) or asked.kind == "statement"
        spread = _SPREAD_MANY if many else _SPREAD
        return [_reading(r, confidence, best, spread) for r in _by_passage(ranked)]

    def _first_is_right(self, asked: Question, ranked: Sequence[Ranked]) -> float:
        """How likely the best words are right, but for what speaks against them."""
        features = confidence_features(asked, ranked)
        confidence = probability(self._combination.confidence(features))
        first = first_answer(ranked)
        if first is not None and first.remarks.in_cell:  # which no question of the fit was about
            confidence = max(confidence, _IN_CELL)
        by_rules = features["brief_rule"] >= _SURELY and features["agree"]
        if by_rules and asked.kind in FACTS - {"name"}:
            confidence = max(confidence, _RULED)
        return confidence

    def _settled(self, asked: Question, ranked: Sequence[Ranked]) -> float:
        """How likely the best clause settles a yes-or-no question; 0 when there is none."""
        clause = first_answer(ranked)
        if clause is None:
            return 0.0
        hit = hit_of(ranked, clause.span)
        near = hit.passage.sentence_at(clause.span.start) or clause.span
        text = hit.document.headed(hit.document.text[near.start : near.end])
        said = self.rules.said(asked, text)
        return probability_settled(asked, said, clause.features.model)


def _by_passage(ranked: Sequence[Ranked]) -> list[Ranked]:
    """One of each passage, in the place of its first window, with the words of all."""
    found: dict[str, Ranked] = {}
    for r in ranked:
        id_ = r.observed.hit.passage.id
        first = found.setdefault(id_, r)
        if first is not r:
            words = sorted((*first.words, *r.words), key=lambda pair: -pair[1])
            found[id_] = replace(first, words=tuple(words))
    return list(found.values())


def _reading(ranked: Ranked, confidence: float, best: float, spread: float) -> Reading:
    """A reading scores by how far its window lies behind the best one, or its words behind the
    best ones, in steps of `spread` log-odds.
    """
    hit = ranked.observed.hit
    answers: list[tuple[Span, float]] = [
        (words.span, confidence * math.exp((value - best) / spread))
        for words, value in ranked.words
        if value >= best - _BEHIND * spread
    ]
    score = confidence * math.exp(ranked.behind / spread)
    sentence = ranked.observed.sentence
    if answers:
        score = max(score, answers[0][1])
        sentence = ranked.observed.window.sentence_at(answers[0][0].start)
    return Reading(
        hit=replace(hit, scores=replace(hit.scores, reader=score)),
        score=score,
        evidence=Span(sentence.start, sentence.end),
        answers=tuple(answers),
    )
