"""Windows read by a span model, with all that speaks for them and for the words in them."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from qa.read.candidates import asked_for
from qa.read.evidence import SentenceEvidence, promise, proximity
from qa.read.question import Question
from qa.read.rules import RuleReader, Weighed
from qa.read.scorers import Scorer
from qa.read.span_model import Scored
from qa.read.syntax import parse_all
from qa.read.windows import ReadWindow, window_of
from qa.records import Hit, Sentence, Span
from qa.text import fold, words

if TYPE_CHECKING:
    from spacy.tokens import Doc

Weights = Mapping[str, float]

__all__ = ["AnswerFeatures", "CandidateAnswer", "Observed", "PassageFeatures", "observe"]

_SPANS = 6  # of each window that are looked at
_NOT_WEIGHED = -9.0  # log-odds of a sentence that the rules left aside
_CLIP = 12.0
_CLAUSES = {"why", "how", "statement", "definition", "identity"}


@dataclass(frozen=True, slots=True)
class PassageFeatures:
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

    def as_dict(self) -> dict[str, float]:
        return {f.name: getattr(self, f.name) for f in fields(self)}


@dataclass(frozen=True, slots=True)
class AnswerFeatures:
    """What speaks for words of a window.

    behind: the model's score of the span less that of the window's best (at most 0). fit: how
    well the rules think it fits. ruled: the rules found it at all. typed, untyped, asked: as for
    a window. votes: the summed weight of the same words in the other windows. words: ln of how
    many. clause: `fit` again, when a clause or a quotation is asked for (why, what did X say).
    """

    behind: float
    fit: float
    ruled: float
    typed: float
    untyped: float
    asked: float
    votes: float
    words: float
    clause: float

    def as_dict(self) -> dict[str, float]:
        return {f.name: getattr(self, f.name) for f in fields(self)}


@dataclass(frozen=True, slots=True)
class CandidateAnswer:
    """Words that may answer. span: offsets in the document."""

    span: Span
    text: str
    features: AnswerFeatures


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
    """Read the `most` most promising windows of the hits, in the hits' order."""
    gathered = rules.gather(asked, hits)
    chosen = _choose(hits, gathered, most)
    windows = [window_of(hit, _promises(hit, gathered)) for hit in chosen]
    scored = scorer.score(
        asked.text, [(w.hit.document.title, w.text) for w in windows], most=_SPANS
    )
    weighed = rules.weigh_sentences(asked, gathered)
    return _observed(asked, hits, windows, scored, gathered, weighed, rules.term_weights(asked))


def _choose(hits: Sequence[Hit], gathered: Sequence[SentenceEvidence], most: int) -> list[Hit]:
    """By the mean of what retrieval and the passage's best sentence promise."""
    best: dict[str, float] = {}
    for item in gathered:
        id_ = item.hit.passage.id
        best[id_] = max(best.get(id_, 0.0), promise(item.features))
    top = max(best.values(), default=1.0) or 1.0
    worth = [h.scores.fused + best.get(h.passage.id, 0.0) / top for h in hits]
    first = sorted(range(len(hits)), key=lambda n: (-worth[n], n))[:most]
    return [hits[n] for n in sorted(first)]


def _promises(hit: Hit, gathered: Sequence[SentenceEvidence]) -> dict[int, float]:
    document = hit.document.id
    return {
        g.sentence.start: promise(g.features) for g in gathered if g.hit.document.id == document
    }


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
    ruled = {(w.evidence.hit.document.id, w.evidence.sentence.start): w for w in weighed}
    rank = {hit.passage.id: n for n, hit in enumerate(hits, start=1)}
    most_bm25 = max((h.scores.bm25 or 0.0 for h in hits), default=0.0) or 1.0
    best_score = max((s.spans[0].score for s in scored if s.spans), default=0.0)
    best_rule = max(weighed, key=lambda w: w.logit, default=None)
    labels = _Labels(windows, scored)
    said = [_said(w, s) for w, s in zip(windows, scored, strict=True)]
    votes = _votes(said)
    found = []
    for window, score, own in zip(windows, scored, said, strict=True):
        if not score.spans:
            continue
        hit = window.hit
        start = window.start + score.spans[0].start
        sentence = window.sentence_at(start)
        key = (hit.document.id, sentence.start)
        seen = evidence.get(key)
        inside = [
            w
            for w in weighed
            if w.evidence.hit.document.id == hit.document.id
            and window.start <= w.evidence.sentence.start < window.end
        ]
        rule = max((w.logit for w in inside), default=_NOT_WEIGHED)
        text = window.text[score.spans[0].start : score.spans[0].end]
        features = PassageFeatures(
            margin=_clip(score.margin),
            lead=_clip(score.spans[0].score - best_score),
            rule=max(rule, _NOT_WEIGHED),
            agree=float(best_rule is not None and ruled.get(key) is best_rule),
            fused=hit.scores.fused,
            vector=hit.scores.vector or 0.0,
            bm25=(hit.scores.bm25 or 0.0) / most_bm25,
            top=1.0 / rank[hit.passage.id],
            context=seen.features.context if seen else 0.0,
            direct=seen.features.direct if seen else 0.0,
            names=seen.features.names if seen else 0.0,
            weakest=seen.features.weakest if seen else 0.0,
            verb=seen.features.verb if seen else 0.0,
            typed=float(bool(asked.expected & labels.of(window, *_ends(score)))),
            untyped=float(not asked.expected),
            votes=min(1.0, max(0.0, votes.get(_plain(text), 0.0) - own.get(_plain(text), 0.0))),
            asked=float(asked_for(asked, text)),
            near=proximity(weights, hit.passage.text),
        )
        answers = _answers(asked, window, score, inside, labels, votes, own)
        found.append(Observed(window, sentence, features, answers))
    return found


def _ends(scored: Scored) -> tuple[int, int]:
    return scored.spans[0].start, scored.spans[0].end


def _answers(
    asked: Question,
    window: ReadWindow,
    scored: Scored,
    weighed: Sequence[Weighed],
    labels: _Labels,
    votes: Weights,
    own: Weights,
) -> tuple[CandidateAnswer, ...]:
    """The model's spans and the rules' words of one window."""
    fits: dict[tuple[int, int], float] = {}
    for item in weighed:
        base = item.evidence.sentence.start - window.start
        for c in item.candidates:
            fits[base + c.start, base + c.end] = c.fit
    places = {(s.start, s.end): s.score for s in scored.spans}
    for start, end in fits:
        score = scored.score_of(start, end)
        if score is not None:
            places.setdefault((start, end), score)
    best = scored.spans[0].score
    found = []
    for (start, end), score in places.items():
        text = window.text[start:end]
        fit = fits.get((start, end), 0.0)
        features = AnswerFeatures(
            behind=_clip(score - best),
            fit=min(fit, 1.25),
            ruled=float((start, end) in fits),
            typed=float(bool(asked.expected & labels.of(window, start, end))),
            untyped=float(not asked.expected),
            asked=float(asked_for(asked, text)),
            votes=min(2.0, max(0.0, votes.get(_plain(text), 0.0) - own.get(_plain(text), 0.0))),
            words=math.log(max(1, len(text.split()))),
            clause=min(fit, 1.25) if asked.kind in _CLAUSES else 0.0,
        )
        span = Span(window.start + start, window.start + end)
        found.append(CandidateAnswer(span, text, features))
    return tuple(found)


def _said(window: ReadWindow, scored: Scored) -> Weights:
    """For the words of each span, its probability among the window's spans and "no answer"."""
    found: defaultdict[str, float] = defaultdict(float)
    if scored.spans:
        top = max(scored.spans[0].score, scored.none)
        weights = [math.exp(s.score - top) for s in scored.spans]
        total = sum(weights) + math.exp(scored.none - top)
        for span, weight in zip(scored.spans, weights, strict=True):
            found[_plain(window.text[span.start : span.end])] += weight / total
    return found


def _votes(said: Sequence[Weights]) -> Weights:
    total: defaultdict[str, float] = defaultdict(float)
    for own in said:
        for text, weight in own.items():
            total[text] += weight
    return total


def _plain(text: str) -> str:
    folded = (fold(text[s.start : s.end]) for s in words(text))
    return " ".join(w for w in folded if w not in {"the", "a", "an", ""})


def _clip(value: float) -> float:
    return max(-_CLIP, min(_CLIP, value))


class _Labels:
    """The recogniser's labels of spans, from parses of the sentences that hold the best ones."""

    def __init__(self, windows: Sequence[ReadWindow], scored: Sequence[Scored]) -> None:
        held: dict[tuple[str, int], Sentence] = {}
        texts: dict[tuple[str, int], str] = {}
        for window, score in zip(windows, scored, strict=True):
            if score.spans:
                sentence = window.sentence_at(window.start + score.spans[0].start)
                key = (window.hit.document.id, sentence.start)
                held[key] = sentence
                texts[key] = window.hit.document.text[sentence.start : sentence.end]
        docs = parse_all(list(texts.values()))
        self._docs: dict[tuple[str, int], Doc] = dict(zip(texts, docs, strict=True))

    def of(self, window: ReadWindow, start: int, end: int) -> frozenset[str]:
        """Labels of the names that a span of the window overlaps with most of its characters."""
        sentence = window.sentence_at(window.start + start)
        doc = self._docs.get((window.hit.document.id, sentence.start))
        if doc is None:
            return frozenset()
        base = window.start - sentence.start
        first, last = base + start, base + end
        return frozenset(
            e.label_
            for e in doc.ents
            if min(e.end_char, last) - max(e.start_char, first) > 0.5 * (last - first)
        )
