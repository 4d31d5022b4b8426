"""Which sentences of the hits answer the question: features, and one score from them."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Protocol

import numpy as np
import numpy.typing as npt

from qa.encoder import Encoder
from qa.read.deeds import same_deeds
from qa.read.kinds import kind_of
from qa.read.question import Question
from qa.records import Document, Hit, Mark, Sentence
from qa.text import plain_spaces, term, word_list

__all__ = [
    "Alike",
    "Corpus",
    "Features",
    "Named",
    "SentenceEvidence",
    "compare",
    "find_alike",
    "gather",
    "promise",
    "proximity",
    "said",
    "term_set",
    "unsaid",
    "weigh_terms",
]

# Question words found near the sentence, not in it, count for less the farther they stand
_NEAR = 0.75  # just before, or in the heading above
_NEAR_CHARACTERS = 300  # about two sentences
_IN_PASSAGE = 0.6
_IN_TITLE = 0.55
_IN_DOCUMENT = 0.45

_FOCUS_WEIGHT = 0.4  # "countries" in "which countries" need not be said
_UNSEEN_WEIGHT = 0.7  # a word that no passage holds may be a paraphrase; a name may not
_ALIKE_FLOOR = 0.5  # cosine of two words from which on one counts as the other, a little
_ALIKE_ZERO = 0.35  # the cosine that counts nothing; 1 counts all
_ALIKE_MOST = 0.8  # another word is never quite the same word
_SAME_DEED = 0.7  # what a word counts that stands for the same deed
_LIKE = 0.4  # credit from which on a word is said with another
_ENCODED = 14  # sentences a question compares by vector
# Words that only join others, and name no thing and no deed
_LINKS = frozenset(
    term(word)
    for word in """
    across along alongside although among amongst around aside behind beneath beside besides beyond
    despite else even ever except inside instead near onto otherwise outside per quite rather
    regarding since still though throughout together toward towards underneath unless unlike upon
    versus via whether within without yet
    """.split()
)


Shares = Mapping[str, float]
Alike = Mapping[str, Mapping[str, float]]


class Corpus(Protocol):
    """What the reader must know of the index's words; a store has it."""

    def document_frequency(self, term: str) -> int: ...

    def is_word(self, term: str) -> bool: ...

    def similar_terms(
        self, vectors: npt.NDArray[np.float32], floor: float
    ) -> list[dict[str, float]]: ...


class Named:
    """A dataclass of figures, as a mapping too: what weights are given by name for."""

    __slots__ = ()

    def as_dict(self) -> dict[str, float]:
        return {f.name: getattr(self, f.name) for f in fields(self)}  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Features(Named):
    """What speaks for a sentence, each 0 to 1 (cosines may be lower).

    context: share of the question's word weight found in the sentence or around it.
    direct: share found in the sentence itself. names: share of the names, with context.
    cosine: of sentence and question. passage: of passage and question.
    fused: the passage's retrieval score. verb: the question's main verb stands in the sentence
    (½ when the question has none). section: the sentence stands under a question heading of the
    same kind ("Who are the parties?"); the share of the question found under that heading.
    weakest: how well the worst-found question word is found, the document included; 0 when one
    is nowhere. typed: how well the best words of the sentence fit the kind of question. undone:
    the deed is denied or left open ("failed to attend"). elsewhere: the same deed, done to
    something else.
    """

    context: float
    direct: float
    names: float
    cosine: float
    passage: float
    fused: float
    verb: float
    section: float
    weakest: float
    typed: float = 0.0
    undone: float = 0.0
    elsewhere: float = 0.0


@dataclass(frozen=True, slots=True)
class SentenceEvidence:
    """One sentence of a hit with what speaks for it."""

    hit: Hit
    sentence: Sentence
    text: str
    features: Features


def weigh_terms(question: Question, corpus: Corpus, passages: int) -> dict[str, float]:
    """How much each question term matters: its idf, less for the noun asked about.

    idf = ln(1 + (N − n + ½) / (n + ½)), which is never negative (Robertson and Zaragoza 2009).
    """
    weights = {}
    for t, word in question.terms:
        n = corpus.document_frequency(t)
        idf = math.log(1.0 + (passages - n + 0.5) / (n + 0.5))
        if t in question.focus:
            idf *= _FOCUS_WEIGHT
        elif n == 0 and not word[0].isupper():
            idf *= _UNSEEN_WEIGHT
        weights[t] = idf
    return weights


def find_alike(question: Question, corpus: Corpus, encoder: Encoder) -> Alike:
    """For each question term, the index's terms that count as it, with how much: itself 1,
    a word of like meaning less. Names and numbers have none but themselves.
    """
    alike: dict[str, dict[str, float]] = {t: {t: 1.0} for t, _ in question.terms}
    plain = [
        (t, word)
        for t, word in question.terms
        if word.isalpha()
        and (corpus.is_word(t) or (word.islower() and not corpus.document_frequency(t)))
    ]
    similar = corpus.similar_terms(encoder.encode([w for _, w in plain]), _ALIKE_FLOOR)
    for (t, _), near in zip(plain, similar, strict=True):
        for other, cosine in near.items():
            credit = (cosine - _ALIKE_ZERO) / (1.0 - _ALIKE_ZERO)
            alike[t][other] = max(alike[t].get(other, 0.0), min(credit, _ALIKE_MOST))
    for t, other in same_deeds(question.text):
        if t in alike:
            alike[t][other] = max(alike[t].get(other, 0.0), _SAME_DEED)
    return alike


def said(
    question: Question, weights: Mapping[str, float], alike: Alike, text: str
) -> dict[str, float]:
    """The share of the question's weight that a text has by each term, itself or a like word."""
    total = sum(weights.values()) or 1.0
    found = _Asked.of(question, weights, alike).found_in(text)
    return {t: weight / total * found[t] for t, weight in weights.items()}


def unsaid(weights: Mapping[str, float], alike: Alike, corpus: Corpus) -> float:
    """The share of the question's weight on terms that stand nowhere in the index, they or a like
    word; words that only link others ("without") are left out.
    """
    missing = (
        weights[t]
        for t, found in alike.items()
        if t not in _LINKS
        and not corpus.document_frequency(t)
        and all(credit < _LIKE for other, credit in found.items() if other != t)
    )
    return sum(missing) / (sum(w for t, w in weights.items() if t not in _LINKS) or 1.0)


def gather(
    question: Question, hits: Sequence[Hit], weights: Mapping[str, float], alike: Alike
) -> list[SentenceEvidence]:
    """Every answerable sentence of the hits, the most promising first, one entry for each stretch
    of text; what only vectors and parses tell is still to come.

    Headings and questions are context, never evidence.
    """
    asked = _Asked.of(question, weights, alike)
    in_document: dict[str, Shares] = {}
    drafts: dict[tuple[str, int], SentenceEvidence] = {}
    for hit in hits:
        if hit.document.id not in in_document:
            in_document[hit.document.id] = asked.found_in(hit.document.text)
        for draft in _drafts(asked, hit, in_document[hit.document.id]):
            drafts.setdefault((hit.document.id, draft.sentence.start), draft)
    return sorted(drafts.values(), key=lambda d: -promise(d.features))


def proximity(weights: Mapping[str, float], text: str, within: int = 12) -> float:
    """The largest share of the question's weight that stands within so many words of the text."""
    total = sum(weights.values())
    places = [(n, t) for n, word in enumerate(word_list(text)) if (t := term(word)) in weights]
    best = 0.0
    for n, (first, _) in enumerate(places):
        near = {t for place, t in places[n:] if place - first <= within}
        best = max(best, sum(weights[t] for t in near))
    return best / total if total else 0.0


def compare(
    question: Question, drafts: Sequence[SentenceEvidence], encoder: Encoder
) -> list[SentenceEvidence]:
    """The first sentences with their cosine to the question: comparing is what costs time."""
    ordered = drafts[:_ENCODED]
    vectors = encoder.encode([question.text, *(d.text for d in ordered)])
    similar = vectors[1:] @ vectors[0]
    return [
        replace(d, features=replace(d.features, cosine=float(cosine)))
        for d, cosine in zip(ordered, similar, strict=True)
    ]


def promise(features: Features) -> float:
    """What a sentence promises before it is compared by vector."""
    f = features
    return f.context + f.direct + 0.5 * f.verb + f.section + f.passage + f.fused


@dataclass(frozen=True, slots=True)
class _Asked:
    """The question with the weight of its terms. credits: for each term of the index that counts as
    one of them, as which, and how much.
    """

    question: Question
    weights: Mapping[str, float]
    credits: Mapping[str, Sequence[tuple[str, float]]]

    @classmethod
    def of(cls, question: Question, weights: Mapping[str, float], alike: Alike) -> _Asked:
        credits: defaultdict[str, list[tuple[str, float]]] = defaultdict(list)
        for t, others in alike.items():
            for other, credit in others.items():
                credits[other].append((t, credit))
        return cls(question, weights, credits)

    def found_in(self, text: str) -> Shares:
        """For each question term how well the text holds it: 1 itself, less a like word, 0 none."""
        found = dict.fromkeys(self.weights, 0.0)
        for other in self.credits.keys() & term_set(text):
            for t, credit in self.credits[other]:
                found[t] = max(found[t], credit)
        return found

    def share(self, found: Shares, only: Collection[str] | None = None) -> float:
        """The share of the question's weight that is found; 1 when nothing was asked for."""
        terms = [t for t in found if only is None or t in only]
        total = sum(self.weights[t] for t in terms)
        return sum(self.weights[t] * found[t] for t in terms) / total if total else 1.0


def _drafts(asked: _Asked, hit: Hit, in_document: Shares) -> Iterator[SentenceEvidence]:
    """The answerable sentences of a hit, their cosine still to come."""
    text = hit.document.text
    question = asked.question
    in_title = asked.found_in(hit.document.title)
    in_passage = asked.found_in(hit.passage.text)
    names = {t for t, word in question.terms if word[:1].isupper()}
    for sentence in hit.passage.sentences:
        written = plain_spaces(text[sentence.start : sentence.end])
        if sentence.heading or written.rstrip("\"”'’ *_").endswith("?"):
            continue
        own = asked.found_in(written)
        section = _section(hit.document, sentence, question)
        before = text[max(0, sentence.start - _NEAR_CHARACTERS) : sentence.start]
        near = asked.found_in(f"{section.heading} {before}")
        around = {
            t: max(
                own[t],
                _NEAR * near[t],
                _IN_PASSAGE * in_passage[t],
                _IN_TITLE * in_title[t],
                _IN_DOCUMENT * in_document[t],
            )
            for t in own
        }
        features = Features(
            context=asked.share(around),
            direct=asked.share(own),
            names=asked.share(around, only=names),
            cosine=0.0,
            passage=hit.scores.vector or 0.0,
            fused=hit.scores.fused,
            verb=own.get(question.verb, 0.5),
            section=asked.share(asked.found_in(section.text)) if section.text else 0.0,
            weakest=min(around.values(), default=0.0),
        )
        yield SentenceEvidence(hit, sentence, written, features)


@dataclass(frozen=True, slots=True)
class _Section:
    """What stands under a question heading of the same kind as the question; empty elsewhere."""

    heading: str = ""
    text: str = ""


def _section(document: Document, sentence: Sentence, question: Question) -> _Section:
    headings = [m for m in document.marks if m.kind == "heading"]
    above = max((h for h in headings if h.end <= sentence.start), key=_start, default=None)
    if above is None:
        return _Section()
    heading = document.text[above.start : above.end]
    if not heading.endswith("?") or kind_of(heading) != question.kind:
        return _Section()
    end = min((h.start for h in headings if h.start > sentence.start), default=len(document.text))
    return _Section(heading, document.text[above.end : end])


def _start(mark: Mark) -> int:
    return mark.start


@lru_cache(maxsize=4_096)
def term_set(text: str) -> frozenset[str]:
    """The terms of a text; kept, since the same sentences are looked at again."""
    return frozenset(map(term, set(word_list(text)))) - {""}
