"""The trained reader: a span model and the rules, put together by measured weights."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa.read.combination import Combination, probability
from qa.read.observe import CandidateAnswer, Observed, observe
from qa.read.question import Question, analyse
from qa.read.rules import RuleReader
from qa.read.scorers import Scorer
from qa.records import Hit, Reading, Span

__all__ = ["Ranked", "SpanReader", "confidence_features", "rank"]

_WINDOWS = 12  # read in full
_BEHIND = 2.5  # log-odds under the best words beyond which words are no further answer


@dataclass(frozen=True, slots=True)
class Ranked:
    """A window in its place. behind: by how much it lies under the best one (0 for that).
    words: its answering words that do not overlap, best first, with the score of each.
    """

    observed: Observed
    behind: float
    words: tuple[tuple[CandidateAnswer, float], ...]


class SpanReader:
    """Reads windows of the most promising hits in one go; a Reader."""

    def __init__(
        self, rules: RuleReader, scorer: Scorer, combination: Combination, windows: int = _WINDOWS
    ) -> None:
        """windows: how many hits are read."""
        self.rules = rules
        self.scorer = scorer
        self._combination = combination
        self.windows = windows

    def read(self, question: str, hits: Sequence[Hit]) -> list[Reading]:
        """Readings of the windows that were read, best first."""
        asked = analyse(question)
        observed = observe(asked, hits, self.rules, self.scorer, most=self.windows)
        ranked = rank(asked, observed, self._combination)
        if not ranked:
            return []
        confidence = probability(self._combination.confidence(confidence_features(ranked)))
        best = max((score for r in ranked for _, score in r.words), default=0.0)
        return [_reading(r, confidence, best) for r in ranked]


def rank(asked: Question, observed: Sequence[Observed], weights: Combination) -> list[Ranked]:
    """The windows, best first, each with its answering words."""
    if not observed:
        return []
    scores = [weights.passage(o.features.as_dict()) for o in observed]
    top = max(scores)
    order = sorted(range(len(observed)), key=lambda n: (-scores[n], n))
    return [
        Ranked(
            observed[n],
            scores[n] - top,
            () if asked.kind == "yes-no" else _words(observed[n], scores[n] - top, weights),
        )
        for n in order
    ]


def confidence_features(ranked: Sequence[Ranked]) -> dict[str, float]:
    """Of the first window and of the first answer, which may stand in another one."""
    first = ranked[0].observed
    features = first.features.as_dict()
    lead = max(
        ((score, words) for r in ranked for words, score in r.words[:1]),
        key=lambda pair: pair[0],
        default=None,
    )
    own = lead[1].features.as_dict() if lead is not None else {}
    features |= {f"answer.{name}": own.get(name, 0.0) for name in _ANSWER}
    features["second"] = ranked[1].behind if len(ranked) > 1 else -5.0
    return features


_ANSWER = ("behind", "fit", "ruled", "typed", "asked", "votes", "words")


def _words(
    observed: Observed, behind: float, weights: Combination
) -> tuple[tuple[CandidateAnswer, float], ...]:
    scored = [
        (a, weights.answer({**a.features.as_dict(), "passage": behind})) for a in observed.answers
    ]
    scored.sort(key=lambda pair: (-pair[1], pair[0].span.start, pair[0].span.end))
    kept: list[tuple[CandidateAnswer, float]] = []
    for answer, score in scored:
        if not any(answer.span.overlaps(other.span) for other, _ in kept):
            kept.append((answer, score))
    return tuple(kept)


def _reading(ranked: Ranked, confidence: float, best: float) -> Reading:
    """A reading scores as its window's odds beside the best one's; its words likewise."""
    hit = ranked.observed.hit
    score = confidence * math.exp(ranked.behind)
    answers: list[tuple[Span, float]] = [
        (words.span, confidence * math.exp(value - best))
        for words, value in ranked.words
        if value >= best - _BEHIND
    ]
    sentence = ranked.observed.sentence
    if answers:
        sentence = ranked.observed.window.sentence_at(answers[0][0].start)
    return Reading(
        hit=replace(hit, scores=replace(hit.scores, reader=score)),
        score=score,
        evidence=Span(sentence.start, sentence.end),
        answers=tuple(answers),
    )
