"""What is asked of the index, what it finds, and what the reader finds in that."""

from __future__ import annotations

from dataclasses import dataclass

from qa.records.documents import Document, Passage, Span

__all__ = ["Correction", "Filters", "Hit", "MatchedTerm", "Reading", "Scores", "Search"]


@dataclass(frozen=True, slots=True)
class Filters:
    """What retrieval may look at. Empty means everything.

    Each field narrows further; within one, any of its values will do. since, until:
    ISO dates of publication, inclusive; articles without a date are left out. documents: ids.
    """

    sources: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    documents: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.sources or self.since or self.until or self.documents or self.tags)


@dataclass(frozen=True, slots=True)
class MatchedTerm:
    """A question word found in the passage, as written there, and its share of the BM25 score."""

    term: str
    weight: float


@dataclass(frozen=True, slots=True)
class Scores:
    """Why a passage was found. Ranks count from 1; None when that retriever did not return it.

    fused orders the passages before they are read; reranker: None without one.
    """

    bm25: float | None = None
    bm25_rank: int | None = None
    vector: float | None = None
    vector_rank: int | None = None
    fused: float = 0.0
    reader: float | None = None
    reranker: float | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that retrieval returned, with its document and its scores."""

    passage: Passage
    document: Document
    scores: Scores
    matched_terms: tuple[MatchedTerm, ...] = ()


@dataclass(frozen=True, slots=True)
class Correction:
    """A word of the question that no article holds, and the articles' word searched for instead."""

    written: str
    searched_for: str

    def to_dict(self) -> dict[str, str]:
        return {"written": self.written, "searched_for": self.searched_for}


@dataclass(frozen=True, slots=True)
class Search:
    """What was found for a question, before it is read.

    searched: the question as understood and mended; corrections: how it was mended. hits: best
    first. shown: how many passages the answer is to cite. seconds: what finding them took.
    had: answers that are not to be given again ("who else?").
    """

    question: str
    searched: str
    corrections: tuple[Correction, ...]
    hits: tuple[Hit, ...]
    shown: int
    seconds: float
    had: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader found in one hit.

    score: how well the passage answers, 0 to 1. evidence: the answering sentence, if any.
    answers: answering words with a score each, best first, inside the evidence sentences.
    """

    hit: Hit
    score: float
    evidence: Span | None
    answers: tuple[tuple[Span, float], ...] = ()
