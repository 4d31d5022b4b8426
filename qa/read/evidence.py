"""Which sentences of the hits answer the question: features, and one score from them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields

from qa.encoder import Encoder
from qa.read.question import Question
from qa.records import Hit, Sentence
from qa.text import term, words

__all__ = ["Features", "SentenceEvidence", "gather", "weigh_terms"]

# Question words found near the sentence, not in it, count for less the farther they stand
_NEAR = 0.75  # the sentence before, or the heading above
_IN_PASSAGE = 0.6
_IN_TITLE = 0.55
_IN_DOCUMENT = 0.45

_FOCUS_WEIGHT = 0.4  # "countries" in "which countries" need not be said
_UNSEEN_WEIGHT = 0.7  # a word that no passage holds may be a paraphrase; a name may not
_ENCODED = 14  # sentences a question compares by vector


@dataclass(frozen=True, slots=True)
class Features:
    """What speaks for a sentence, each 0 to 1 (cosines may be lower).

    context: share of the question's word weight found in the sentence or around it.
    direct: share found in the sentence itself. names: share of the names, with context.
    cosine: of sentence and question. passage: of passage and question.
    fused: the passage's retrieval score. heading: cosine of a question heading above it.
    """

    context: float
    direct: float
    names: float
    cosine: float
    passage: float
    fused: float
    heading: float

    def as_dict(self) -> dict[str, float]:
        return {f.name: getattr(self, f.name) for f in fields(self)}


@dataclass(frozen=True, slots=True)
class SentenceEvidence:
    """One sentence of a hit with what speaks for it. position: its place in the passage."""

    hit: Hit
    sentence: Sentence
    position: int
    text: str
    features: Features


def weigh_terms(
    question: Question, frequency: Callable[[str], int], passages: int
) -> dict[str, float]:
    """How much each question term matters: its idf, less for the noun asked about.

    idf = ln(1 + (N − n + ½) / (n + ½)), which is never negative (Robertson and Zaragoza 2009).
    """
    weights = {}
    for t, word in question.terms:
        n = frequency(t)
        idf = math.log(1.0 + (passages - n + 0.5) / (n + 0.5))
        if t in question.focus:
            idf *= _FOCUS_WEIGHT
        elif n == 0 and not word[0].isupper():
            idf *= _UNSEEN_WEIGHT
        weights[t] = idf
    return weights


def gather(
    question: Question, hits: Sequence[Hit], weights: Mapping[str, float], encoder: Encoder
) -> list[SentenceEvidence]:
    """Every answerable sentence of the hits with its features, one entry for each stretch of text.

    Headings and questions are context, never evidence. Only the most promising sentences by
    words are compared by vector, since that is what costs time.
    """
    known: dict[str, frozenset[str]] = {}
    drafts: dict[tuple[str, int], _Draft] = {}
    for hit in hits:
        if hit.document.id not in known:
            known[hit.document.id] = _term_set(hit.document.text)
        for draft in _drafts(hit, weights, known[hit.document.id], question):
            drafts.setdefault((hit.document.id, draft.sentence.start), draft)
    ordered = sorted(drafts.values(), key=lambda d: -d.promise)[:_ENCODED]
    headings = list({d.heading for d in ordered if d.heading})
    vectors = encoder.encode([question.text, *(d.text for d in ordered), *headings])
    similar = vectors[1:] @ vectors[0]
    by_heading = dict(zip(headings, similar[len(ordered) :], strict=True))
    return [
        SentenceEvidence(
            hit=d.hit,
            sentence=d.sentence,
            position=d.position,
            text=d.text,
            features=Features(
                context=d.context,
                direct=d.direct,
                names=d.names,
                cosine=float(cosine),
                passage=d.hit.scores.vector or 0.0,
                fused=d.hit.scores.fused,
                heading=float(by_heading.get(d.heading, 0.0)),
            ),
        )
        for d, cosine in zip(ordered, similar, strict=False)
    ]


@dataclass(frozen=True, slots=True)
class _Draft:
    hit: Hit
    sentence: Sentence
    position: int
    text: str
    heading: str
    context: float
    direct: float
    names: float

    @property
    def promise(self) -> float:
        return self.context + self.direct + (self.hit.scores.vector or 0.0) + self.hit.scores.fused


def _drafts(
    hit: Hit, weights: Mapping[str, float], in_document: frozenset[str], question: Question
) -> list[_Draft]:
    text = hit.document.text
    sentences = hit.passage.sentences
    in_title = _term_set(hit.document.title)
    in_passage = _term_set(hit.passage.text)
    names = {t for t, word in question.terms if word[:1].isupper()}
    drafts, previous, heading = [], frozenset[str](), ""
    for position, sentence in enumerate(sentences):
        written = text[sentence.start : sentence.end]
        own = _term_set(written)
        if sentence.heading:
            heading, previous = written, own
            continue
        if written.rstrip("\"”'’ ").endswith("?"):
            previous = own
            continue
        near = previous | (_term_set(heading) if heading else frozenset())
        layers = (
            (own, 1.0),
            (near, _NEAR),
            (in_passage, _IN_PASSAGE),
            (in_title, _IN_TITLE),
            (in_document, _IN_DOCUMENT),
        )
        found = {t: next((share for held, share in layers if t in held), 0.0) for t in weights}
        drafts.append(
            _Draft(
                hit=hit,
                sentence=sentence,
                position=position,
                text=written,
                heading=heading if heading.endswith("?") else "",
                context=_share(found, weights),
                direct=_share({t: float(t in own) for t in weights}, weights),
                names=_share({t: found[t] for t in names if t in found}, weights, empty=1.0),
            )
        )
        previous = own
    return drafts


def _share(found: Mapping[str, float], weights: Mapping[str, float], empty: float = 0.0) -> float:
    total = sum(weights[t] for t in found)
    return sum(weights[t] * share for t, share in found.items()) / total if total else empty


def _term_set(text: str) -> frozenset[str]:
    return frozenset(t for s in words(text) if (t := term(text[s.start : s.end])))
