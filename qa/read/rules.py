"""The reader without training: sentence scores, entity types and dependencies."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from qa.encoder import Encoder
from qa.read.evidence import Features, SentenceEvidence, gather, weigh_terms
from qa.read.names import places_in
from qa.read.question import Question, analyse
from qa.read.spans import Candidate, find_candidates
from qa.read.syntax import parse_all
from qa.records import Hit, Reading, Span

__all__ = ["RuleReader"]

# Weights of the logistic model P(sentence answers) = σ(bias + Σ weight · feature)
_WEIGHTS = {
    "context": 3.0,
    "direct": 1.5,
    "names": 1.0,
    "cosine": 3.5,
    "passage": 1.0,
    "fused": 0.8,
    "heading": 0.8,
    "typed": 1.0,
}
_BIAS = -5.6
_PARSED = 10  # sentences a question parses: the most promising
_WHOLE = 0.3  # how well the whole sentence fits when no words in it stand out
_FEW_WORDS = 0.4  # a candidate that fits less is not marked


@dataclass(frozen=True, slots=True)
class _Read:
    """A sentence with its answering words and the probability that it answers."""

    evidence: SentenceEvidence
    candidates: tuple[Candidate, ...]
    probability: float


class RuleReader:
    """Finds the answering sentence by words and vectors, the answering words by type and role."""

    def __init__(self, encoder: Encoder, frequency: Callable[[str], int], passages: int) -> None:
        """frequency: in how many of the `passages` indexed a term stands."""
        self._encoder = encoder
        self._frequency = frequency
        self._passages = passages

    def read(self, question: str, hits: Sequence[Hit]) -> list[Reading]:
        """Readings of the hits, best first; hits without an answering sentence are left out."""
        asked = analyse(question)
        weights = weigh_terms(asked, self._frequency, self._passages)
        sentences = gather(asked, hits, weights, self._encoder)
        sentences.sort(key=lambda s: -_score(s.features, typed=0.0))
        chosen = sentences[:_PARSED]
        docs = parse_all([s.text for s in chosen])
        places = places_in(docs)
        read = []
        for evidence, doc in zip(chosen, docs, strict=True):
            candidates = tuple(
                c for c in find_candidates(asked, doc, places) if c.fit >= _FEW_WORDS
            )
            typed = candidates[0].fit if candidates else 0.0
            if asked.kind == "yes-no":
                typed = 0.5
            score = _score(evidence.features, typed=typed) - _doubts(asked, evidence.text, doc)
            read.append(_Read(evidence, candidates, 1.0 / (1.0 + math.exp(-score))))
        return _by_hit(hits, read)


def _score(features: Features, *, typed: float) -> float:
    values = {**features.as_dict(), "typed": typed}
    return _BIAS + sum(_WEIGHTS[name] * value for name, value in values.items())


# "failed to attend", "whether to attend", "did not send": not the event asked about
_UNDONE = (
    r"(?:\b(?:not|never|neither|nor|without|whether|fail(?:s|ed)? to|refus(?:e|es|ed) to"
    r"|declin(?:e|es|ed) to|unlikely to|boycott\w*|reject\w*)\b|n['’]t\b)"
)


def _doubts(question: Question, text: str, doc: object) -> float:
    """What speaks against a sentence that shares the question's words, in logits."""
    from qa.text import term

    against = 0.0
    verb = next(
        (t for t in doc if question.verb and t.pos_ == "VERB" and term(t.text) == question.verb),  # type: ignore[attr-defined]
        None,
    )
    if verb is None:
        return against
    before = text[max(0, verb.idx - 40) : verb.idx]
    if not question.negated and re.search(_UNDONE + r"[^.;]*$", before, re.IGNORECASE):
        against += 1.5
    objects = [c for c in verb.children if c.dep_ in {"dobj", "obj"}]
    named = {term(t.text) for o in objects for t in o.subtree if t.pos_ == "PROPN"} - {""}
    if question.object_names and named and not named & question.object_names:
        against += 2.0  # the same deed, done to something else
    return against


def _by_hit(hits: Sequence[Hit], read: list[_Read]) -> list[Reading]:
    """Sentences under the passage that shows them; a passage scores as its best one."""
    order = {hit.passage.id: i for i, hit in enumerate(hits)}
    grouped: dict[str, list[_Read]] = {}
    for item in read:
        grouped.setdefault(item.evidence.hit.passage.id, []).append(item)
    readings = []
    for items in grouped.values():
        items.sort(key=lambda r: -r.probability)
        best = items[0]
        hit = best.evidence.hit
        sentence = best.evidence.sentence
        readings.append(
            Reading(
                hit=replace(hit, scores=replace(hit.scores, reader=best.probability)),
                score=best.probability,
                evidence=Span(sentence.start, sentence.end),
                answers=tuple(sorted(_answers(items), key=lambda a: -a[1])),
            )
        )
    readings.sort(key=lambda r: (-r.score, order[r.hit.passage.id]))
    return readings


def _answers(items: list[_Read]) -> list[tuple[Span, float]]:
    """Answering words of every sentence, else the whole sentence, scored by sentence and fit."""
    found: list[tuple[Span, float]] = []
    for item in items:
        start = item.evidence.sentence.start
        spans = [
            (Span(start + c.start, start + c.end), item.probability * min(c.fit, 1.0))
            for c in item.candidates
        ]
        if not spans:
            sentence = item.evidence.sentence
            spans = [(Span(sentence.start, sentence.end), item.probability * _WHOLE)]
        found.extend(spans)
    return found
