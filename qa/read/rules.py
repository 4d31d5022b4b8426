"""The reader without training: sentence scores, entity types and dependencies."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa.encoder import Encoder
from qa.read.evidence import Corpus, Features, SentenceEvidence, find_alike, gather, weigh_terms
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
    "verb": 1.2,
    "section": 2.0,
    "typed": 2.5,
}
_BIAS = -7.2
_TYPED_KINDS = {"who", "when", "where", "how-many", "how-long"}
_UNTYPED = 0.55  # what counts as fit where any words may answer
_PARSED = 10  # sentences a question parses: the most promising
_WHOLE = 0.3  # how well the whole sentence fits when no words in it stand out
_FEW_WORDS = 0.4  # a candidate that fits less is not marked
_GAP = 2.7  # log-odds below the best sentence under which a sentence gives no further answer


@dataclass(frozen=True, slots=True)
class _Read:
    """A sentence with its answering words and the log-odds that it answers."""

    evidence: SentenceEvidence
    candidates: tuple[Candidate, ...]
    logit: float

    @property
    def probability(self) -> float:
        return 1.0 / (1.0 + math.exp(-self.logit))


class RuleReader:
    """Finds the answering sentence by words and vectors, the answering words by type and role."""

    def __init__(self, encoder: Encoder, corpus: Corpus, passages: int) -> None:
        """corpus: what words the index holds. passages: how many it has."""
        self._encoder = encoder
        self._corpus = corpus
        self._passages = passages

    def read(self, question: str, hits: Sequence[Hit]) -> list[Reading]:
        """Readings of the hits, best first; hits without an answering sentence are left out."""
        asked = analyse(question)
        weights = weigh_terms(asked, self._corpus, self._passages)
        alike = find_alike(asked, self._corpus, self._encoder)
        sentences = gather(asked, hits, weights, alike, self._encoder)
        sentences.sort(key=lambda s: -_score(s.features, typed=_UNTYPED))
        chosen = sentences[:_PARSED]
        docs = parse_all([s.text for s in chosen])
        places = places_in(docs)
        read = []
        for evidence, doc in zip(chosen, docs, strict=True):
            candidates = tuple(
                c for c in find_candidates(asked, doc, places) if c.fit >= _FEW_WORDS
            )
            typed = max((c.fit for c in candidates), default=0.0)
            if asked.kind not in _TYPED_KINDS:
                typed = max(typed, _UNTYPED)
            score = _score(evidence.features, typed=typed) - _doubts(asked, evidence.text, doc)
            read.append(_Read(evidence, candidates, score))
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
    best_of_all = max((r.logit for r in read), default=0.0)
    readings = []
    for items in grouped.values():
        items.sort(key=lambda r: -r.logit)
        best = items[0]
        hit = best.evidence.hit
        sentence = best.evidence.sentence
        readings.append(
            Reading(
                hit=replace(hit, scores=replace(hit.scores, reader=best.probability)),
                score=best.probability,
                evidence=Span(sentence.start, sentence.end),
                answers=tuple(sorted(_answers(items, best_of_all), key=lambda a: -a[1])),
            )
        )
    readings.sort(key=lambda r: (-r.score, order[r.hit.passage.id]))
    return readings


def _answers(items: list[_Read], best: float) -> list[tuple[Span, float]]:
    """Answering words of the sentences near the best one, scored by sentence and fit.

    The best sentence itself is the answer, whole, when no words in it stand out.
    """
    found: list[tuple[Span, float]] = []
    for item in items:
        sentence = item.evidence.sentence
        if item.logit < best - _GAP:
            continue
        found += [
            (
                Span(sentence.start + c.start, sentence.start + c.end),
                item.probability * min(c.fit, 1.0),
            )
            for c in item.candidates
        ]
        if not item.candidates and item.logit == best:
            found.append((Span(sentence.start, sentence.end), item.probability * _WHOLE))
    return found
