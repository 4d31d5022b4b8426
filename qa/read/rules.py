"""The reader without training: sentence scores, entity types and dependencies."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qa.encoder import Encoder
from qa.kept import Kept
from qa.read.candidates import Candidate
from qa.read.evidence import (
    Alike,
    Corpus,
    Features,
    SentenceEvidence,
    compare,
    find_alike,
    gather,
    said,
    unsaid,
    weigh_terms,
)
from qa.read.names import places_in
from qa.read.question import Question, analyse
from qa.read.spans import find_candidates
from qa.read.syntax import parse_all
from qa.records import Hit, Reading, Span
from qa.text import term
from qa.workers import beside

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["BIAS", "WEIGHTS", "RuleReader", "Weighed", "log_odds"]

# The logistic model P(sentence answers) = σ(bias + Σ weight · feature). The weights lie halfway
# between a choice by hand and a fit on the gold questions (training/fit_rules.py), which alone
# leaned too far towards the words of five articles ("section", which few articles have, was then
# raised by hand); docs/retrieval.md has the figures. The bias
# puts even odds where three in five unanswerable gold questions fall below.
WEIGHTS = {
    "context": 2.0,
    "direct": 2.25,
    "names": 0.65,
    "cosine": 3.25,
    "passage": 0.5,
    "fused": 1.0,
    "verb": 0.8,
    "section": 2.5,
    "weakest": 0.6,
    "typed": 2.75,
    "undone": -1.25,
    "elsewhere": -1.75,
}
BIAS = -7.78
_TYPED_KINDS = {"who", "name", "when", "where", "how-many", "how-long"}
_UNTYPED = 0.55  # what counts as fit where any words may answer
_ASKED = 64  # questions whose like words are kept while they are answered
_PARSED = 10  # sentences a question parses: the most promising
_WHOLE = 0.3  # how well the whole sentence fits when no words in it stand out
_FEW_WORDS = 0.45  # a candidate that fits less is not marked
_GAP = 2.7  # log-odds below the best sentence under which a sentence gives no further answer


@dataclass(frozen=True, slots=True)
class Weighed:
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
        self._likes: Kept[Alike] = Kept(_ASKED)  # of questions

    def prepare(self, question: str) -> None:
        """The words that count as those of the question."""
        self._alike(analyse(question))

    def read(self, question: str, hits: Sequence[Hit]) -> list[Reading]:
        """Readings of the hits, best first; hits without an answering sentence are left out."""
        return _by_hit(hits, self.weigh(question, hits))

    def weigh(self, question: str, hits: Sequence[Hit]) -> list[Weighed]:
        """The most promising sentences of the hits with their answering words and features."""
        asked = analyse(question)
        gathered = self.gather(asked, hits, self.term_weights(asked))
        return self.weigh_sentences(asked, gathered)

    def gather(
        self, asked: Question, hits: Sequence[Hit], weights: Mapping[str, float]
    ) -> list[SentenceEvidence]:
        """The sentences of the hits, the most promising first. weights: of the question's terms."""
        return gather(asked, hits, weights, self._alike(asked))

    def unsaid(self, asked: Question) -> float:
        """How much of the question, from 0 to 1, is about what the index has no word for."""
        return unsaid(self.term_weights(asked), self._alike(asked), self._corpus)

    def said(self, asked: Question, text: str) -> Mapping[str, float]:
        """How much of the question, from 0 to 1, a text says by each of its terms."""
        return said(asked, self.term_weights(asked), self._alike(asked), text)

    def _alike(self, asked: Question) -> Alike:
        def found(_: list[str]) -> list[Alike]:
            return [find_alike(asked, self._corpus, self._encoder)]

        return self._likes.look_up([asked.text], found)[0]

    def term_weights(self, asked: Question) -> dict[str, float]:
        """How much each term of the question matters."""
        return weigh_terms(asked, self._corpus, self._passages)

    def weigh_sentences(
        self, asked: Question, gathered: Sequence[SentenceEvidence]
    ) -> list[Weighed]:
        """The best of the gathered sentences, parsed: most of them while they are compared."""
        comparing = beside(compare, asked, gathered, self._encoder)
        parse_all([s.text for s in gathered[:_PARSED]])
        sentences = comparing.result()
        sentences.sort(key=lambda s: -log_odds(s.features))
        chosen = sentences[:_PARSED]
        docs = parse_all([s.text for s in chosen])
        places = places_in(docs)
        return [_weighed(asked, s, doc, places) for s, doc in zip(chosen, docs, strict=True)]


def log_odds(features: Features) -> float:
    """ln(P / (1 − P)) of a sentence answering."""
    return BIAS + sum(WEIGHTS[name] * value for name, value in features.as_dict().items())


def _weighed(
    question: Question, evidence: SentenceEvidence, doc: Doc, places: frozenset[str]
) -> Weighed:
    candidates = tuple(c for c in find_candidates(question, doc, places) if c.fit >= _FEW_WORDS)
    typed = min(1.0, max((c.fit for c in candidates), default=0.0))
    if question.kind == "yes-no":  # any clause may settle it, and none is made for it
        typed = _UNTYPED
    elif question.kind not in _TYPED_KINDS:
        typed = max(typed, _UNTYPED)
    undone, elsewhere = _doubts(question, doc)
    features = replace(
        evidence.features, typed=typed, undone=float(undone), elsewhere=float(elsewhere)
    )
    return Weighed(replace(evidence, features=features), candidates, log_odds(features))


# "failed to attend", "whether to attend", "did not send": not the event asked about
_UNDONE = (
    r"(?:\b(?:not|never|neither|nor|without|whether|fail(?:s|ed)? to|refus(?:e|es|ed) to"
    r"|declin(?:e|es|ed) to|unlikely to|boycott\w*|reject\w*)\b|n['’]t\b)"
)


def _doubts(question: Question, doc: Doc) -> tuple[bool, bool]:
    """Whether the question's deed is undone in the sentence, or done to something else."""
    verb = next((t for t in doc if t.pos_ == "VERB" and term(t.text) == question.verb), None)
    if verb is None:
        return False, False
    before = doc.text[max(0, verb.idx - 40) : verb.idx]
    undone = re.search(_UNDONE + r"[^.;]*$", before, re.IGNORECASE) is not None
    objects = [c for c in verb.children if c.dep_ in {"dobj", "obj"}]
    named = {term(t.text) for o in objects for t in o.subtree if t.pos_ == "PROPN"} - {""}
    elsewhere = bool(question.object_names and named and not named & question.object_names)
    # "did they meet?" is answered by "they did not meet"
    return undone and not question.negated and question.kind != "yes-no", elsewhere


def _by_hit(hits: Sequence[Hit], read: list[Weighed]) -> list[Reading]:
    """Sentences under the passage that shows them; a passage scores as its best one."""
    order = {hit.passage.id: i for i, hit in enumerate(hits)}
    grouped: dict[str, list[Weighed]] = {}
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


def _answers(items: list[Weighed], best: float) -> list[tuple[Span, float]]:
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
