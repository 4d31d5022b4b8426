"""Windows read by a span model, with all that speaks for them and for the words in them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qa.read.answer_words import (
    NOT_WEIGHED,
    CandidateAnswer,
    Weights,
    answers_in,
    clipped,
    plain,
)
from qa.read.candidates import asked_for
from qa.read.evidence import Named, SentenceEvidence, promise, proximity, term_set
from qa.read.names import NUMBER_WORDS
from qa.read.phrases import Parses
from qa.read.question import Question
from qa.read.rules import RuleReader, Weighed
from qa.read.scorers import Scorer
from qa.read.span_model import Scored
from qa.read.sums import names_a_sum
from qa.read.tables import tables_asked
from qa.read.windows import ReadWindow, introduced, windows_of
from qa.records import Hit, Sentence
from qa.workers import beside

__all__ = ["Observed", "PassageFeatures", "observe"]

_SPANS = 6  # of each window that are looked at
_WITH_FIGURE = 0.5  # of promise
_WITH_CELL = 2.0
_REST = 0.6  # what is left of a passage is worth less than another passage's best
_FIGURE = re.compile(
    rf"\d|\b(?:{NUMBER_WORDS}|dozens?|hundreds?|thousands?|millions?|half|third|quarter|percent)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class PassageFeatures(Named):
    """What speaks for a window answering.

    margin: best span over "no answer", in the model's scores. lead: best span over the best of
    all windows (at most 0). rule: log-odds by the rules of its best sentence. agree: the rules'
    best sentence is the model's. fused, vector, bm25: the passage's retrieval scores, bm25 as a
    share of the highest. top: 1 / rank by retrieval. context, direct, names, weakest, verb: of the
    sentence with the best span (qa/read/evidence.py). typed: the best span is named what the
    question asks for; untyped: it asks for nothing that has a name type. votes: share of the other
    windows whose best words are the same. asked: the best span only repeats the question. near:
    the share of the question's weight that stands close together in the passage.
    """

    margin: float
    lead: float
    rule: float
    agree: float
    fused: float
    vector: float
    bm25: float
    top: float
    context: float
    direct: float
    names: float
    weakest: float
    verb: float
    typed: float
    untyped: float
    votes: float
    asked: float
    near: float


@dataclass(frozen=True, slots=True)
class Observed:
    """A hit's window as it was read. sentence: the one that holds the best span."""

    window: ReadWindow
    sentence: Sentence
    features: PassageFeatures
    answers: tuple[CandidateAnswer, ...]

    @property
    def hit(self) -> Hit:
        return self.window.hit


def observe(
    asked: Question, hits: Sequence[Hit], rules: RuleReader, scorer: Scorer, *, most: int
) -> list[Observed]:
    """Read the `most` most promising windows of the hits, in the hits' order; a hit may have
    several.
    """
    weights = rules.term_weights(asked)
    gathered = rules.gather(asked, hits, weights)
    windows = _choose(asked, hits, gathered, most)
    texts = [(introduced(asked, w), w.text) for w in windows]
    # The parser needs one core and the model the others
    reading = beside(scorer.score, asked.text, texts, most=_SPANS)
    weighed = rules.weigh_sentences(asked, gathered)
    scored = reading.result()
    return _observed(asked, hits, windows, scored, gathered, weighed, weights)


def _choose(
    asked: Question, hits: Sequence[Hit], gathered: Sequence[SentenceEvidence], most: int
) -> list[ReadWindow]:
    """By the mean of what retrieval and the window's best sentence promise; without what is left
    of a passage where its neighbours' windows have it.
    """
    promises = _promises(asked, gathered)
    own = {(g.hit.document.id, g.sentence.start): promise(g.features) for g in gathered}
    top = max(own.values(), default=1.0) or 1.0

    def worth(window: ReadWindow, *, is_rest: bool) -> float:
        document = window.hit.document.id
        best = max(own.get((document, s.start), 0.0) for s in window.sentences)
        return window.hit.scores.fused + best / top - _REST * is_rest

    cut = [windows_of(hit, promises[hit.document.id]) for hit in hits]
    windows = [(w, n > 0) for own_windows in cut for n, w in enumerate(own_windows)]
    chosen: list[int] = []
    read: set[tuple[str, int]] = set()
    worths = [worth(window, is_rest=is_rest) for window, is_rest in windows]
    for n in sorted(range(len(windows)), key=lambda n: (-worths[n], n)):
        window, is_rest = windows[n]
        places = {(window.hit.document.id, s.start) for s in window.sentences}
        if len(chosen) < most and not (is_rest and places <= read):
            chosen.append(n)
            read |= places
    return [windows[n][0] for n in sorted(chosen)]


def _promises(
    asked: Question, gathered: Sequence[SentenceEvidence]
) -> Mapping[str, Mapping[int, float]]:
    """For each document what the sentence that starts there promises; one with a figure, and with
    what is counted, promises more when a figure is asked for, and so does the row of a table with
    the cell that is asked for.
    """
    found: defaultdict[str, dict[int, float]] = defaultdict(dict)
    cells = {
        hit.passage.id: tables_asked(
            asked, hit.document, hit.passage.start, hit.passage.end
        ).answering
        for hit in {item.hit.passage.id: item.hit for item in gathered}.values()
    }
    for item in gathered:
        if asked.wants_sum:
            told = names_a_sum(item.text)
        else:
            told = (
                asked.wants_figure
                and _FIGURE.search(item.text) is not None
                and (not asked.focus or not asked.focus.isdisjoint(term_set(item.text)))
            )
        found[item.hit.document.id][item.sentence.start] = (
            promise(item.features)
            + _WITH_FIGURE * told
            + _WITH_CELL
            * any(
                item.sentence.start <= c.start < item.sentence.end
                for c in cells[item.hit.passage.id]
            )
        )
    return found


def _observed(
    asked: Question,
    hits: Sequence[Hit],
    windows: Sequence[ReadWindow],
    scored: Sequence[Scored],
    gathered: Sequence[SentenceEvidence],
    weighed: Sequence[Weighed],
    weights: Weights,
) -> list[Observed]:
    evidence = {(g.hit.document.id, g.sentence.start): g for g in gathered}
    rank = {hit.passage.id: n for n, hit in enumerate(hits, start=1)}
    most_bm25 = max((h.scores.bm25 or 0.0 for h in hits), default=0.0) or 1.0
    best_score = max((s.spans[0].score for s in scored if s.spans), default=0.0)
    best_rule = max(weighed, key=lambda w: w.logit, default=None)
    best_key = best_rule and (
        best_rule.evidence.hit.document.id,
        best_rule.evidence.sentence.start,
    )
    parses = Parses(windows, scored, weighed)
    said = [_said(w, s) for w, s in zip(windows, scored, strict=True)]
    votes = _votes(said)
    by_passage: defaultdict[str, list[Weights]] = defaultdict(list)
    for window, words in zip(windows, said, strict=True):
        by_passage[window.hit.passage.id].append(words)
    found = []
    for window, score in zip(windows, scored, strict=True):
        if not score.spans:
            continue
        own = _votes(by_passage[window.hit.passage.id])
        hit, best = window.hit, score.spans[0]
        sentence = window.sentence_at(window.start + best.start)
        key = (hit.document.id, sentence.start)
        seen = evidence.get(key)
        inside = [
            w
            for w in weighed
            if w.evidence.hit.document.id == hit.document.id
            and window.start <= w.evidence.sentence.start < window.end
        ]
        rule = max((w.logit for w in inside), default=NOT_WEIGHED)
        text = window.text[best.start : best.end]
        same = plain(text)
        features = PassageFeatures(
            margin=clipped(score.margin),
            lead=clipped(best.score - best_score),
            rule=max(rule, NOT_WEIGHED),
            agree=float(key == best_key),
            fused=hit.scores.fused,
            vector=hit.scores.vector or 0.0,
            bm25=(hit.scores.bm25 or 0.0) / most_bm25,
            top=1.0 / rank[hit.passage.id],
            context=seen.features.context if seen else 0.0,
            direct=seen.features.direct if seen else 0.0,
            names=seen.features.names if seen else 0.0,
            weakest=seen.features.weakest if seen else 0.0,
            verb=seen.features.verb if seen else 0.0,
            typed=float(bool(asked.expected & parses.labels(window, best.start, best.end))),
            untyped=float(not asked.expected),
            votes=min(1.0, max(0.0, votes.get(same, 0.0) - own.get(same, 0.0))),
            asked=float(asked_for(asked, text)),
            near=proximity(weights, hit.passage.text),
        )
        answers = answers_in(asked, window, score, inside, parses, votes, own)
        found.append(Observed(window, sentence, features, answers))
    return found


def _said(window: ReadWindow, scored: Scored) -> Weights:
    """For the words of each span, its probability among the window's spans and "no answer"."""
    found: defaultdict[str, float] = defaultdict(float)
    for span in scored.spans:
        found[plain(window.text[span.start : span.end])] += scored.share_of(span.score)
    return found


def _votes(said: Sequence[Weights]) -> Weights:
    total: defaultdict[str, float] = defaultdict(float)
    for own in said:
        for text, weight in own.items():
            total[text] += weight
    return total
