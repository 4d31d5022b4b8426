"""The records that flow through the program: read this file and you know its shape.

Offsets are always characters (Python `str` indices) into a document's stored text, half-open, and
`document.text[start:end]` is always exactly what a person sees.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Literal

__all__ = [
    "Answer",
    "AnswerGroup",
    "Citation",
    "Copy",
    "Correction",
    "Disagreement",
    "DisputedValue",
    "Document",
    "Filters",
    "Hit",
    "Mark",
    "MarkKind",
    "MatchedTerm",
    "Mention",
    "Passage",
    "Reading",
    "Scores",
    "Search",
    "Sentence",
    "Span",
]

MarkKind = Literal["title", "metadata", "heading", "boilerplate", "repeated"]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a document's text."""

    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a document that is not running text, and the rule that says so.

    kind: `title`, `metadata` (dateline, byline, date), `heading` (subheads inside the text),
    `boilerplate` (credits, teasers, reading times) or `repeated` (a line already said above).
    """

    start: int
    end: int
    kind: MarkKind
    reason: str


@dataclass(frozen=True, slots=True)
class Document:
    """An article as stored: its text never changes after loading.

    id: unique in the index; for a file that holds one article, its path.
    path: relative to the articles folder, with forward slashes.
    sha256: hex digest of `text` in UTF-8. file_sha256: of the file's bytes.
    title_found: False when the text names no title and `title` is its opening words.
    published: ISO date or None, never a guess.
    notes: what was assumed while reading, for people ("read as windows-1252").
    pages: where each page starts, in characters; empty for formats without pages.
    tags: labels that people gave the article.
    """

    id: str
    path: str
    text: str
    sha256: str
    title: str
    source: str
    published: str | None = None
    byline: str | None = None
    url: str | None = None
    title_found: bool = True
    marks: tuple[Mark, ...] = ()
    file_sha256: str = ""
    notes: tuple[str, ...] = ()
    pages: tuple[int, ...] = ()
    tags: tuple[str, ...] = ()

    @property
    def source_named(self) -> bool:
        """Whether the article names its source; else `source` is only what its file is called."""
        return self.source not in (PurePosixPath(self.path).stem, self.path)

    @property
    def called(self) -> str:
        """How a citation calls it in short: the source, or the title where none is named."""
        return self.source if self.source_named else self.title

    def headed(self, part: str) -> str:
        """A part of the text under the title."""
        return f"{self.title}\n{part}"

    def page_at(self, offset: int) -> int | None:
        """The page on which the character stands, from 1; None for formats without pages."""
        return bisect_right(self.pages, offset) or None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence (or a heading) of a document; heading tells which."""

    start: int
    end: int
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """About 110 words of one document, on sentence borders.

    id: derived from content, so the same words under the same title have the same id.
    ordinal: place in its document, from 0. text: `document.text[start:end]`.
    """

    id: str
    document_id: str
    ordinal: int
    start: int
    end: int
    text: str
    sentences: tuple[Sentence, ...]

    def sentence_at(self, offset: int) -> Sentence | None:
        """The sentence that has this character of the document; None between two."""
        return next((s for s in self.sentences if s.start <= offset < s.end), None)

    def stretch_at(self, offset: int, *, before: int = 0, behind: int = 0) -> Span | None:
        """The sentence at an offset of the document with so many of the passage's before and behind
        it; None between two.
        """
        at = next((n for n, s in enumerate(self.sentences) if s.start <= offset < s.end), None)
        if at is None:
            return None
        near = self.sentences[max(0, at - before) : at + behind + 1]
        return Span(near[0].start, near[-1].end)


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


@dataclass(frozen=True, slots=True)
class Copy:
    """The same passage in another article that tells the story."""

    passage: Passage
    document: Document

    def to_dict(self) -> dict[str, Any]:
        return {
            "start": self.passage.start,
            "end": self.passage.end,
            "document": _about(self.document, self.passage),
        }


@dataclass(frozen=True, slots=True)
class Citation:
    """A numbered passage. highlights: words of likely answers; evidence: answering sentence.

    also_in: near copies of the passage in other articles, which are not cited beside it.
    """

    n: int
    passage: Passage
    document: Document
    highlights: tuple[Span, ...]
    evidence: Span | None
    scores: Scores
    matched_terms: tuple[MatchedTerm, ...]
    also_in: tuple[Copy, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        text = self.document.text
        return {
            "n": self.n,
            "text": self.passage.text,
            "start": self.passage.start,
            "end": self.passage.end,
            "highlights": [
                {"start": h.start, "end": h.end, "text": text[h.start : h.end]}
                for h in self.highlights
            ],
            "document": _about(self.document, self.passage),
            "also_in": [copy.to_dict() for copy in self.also_in],
            "scores": {
                "bm25": self.scores.bm25,
                "bm25_rank": self.scores.bm25_rank,
                "vector": self.scores.vector,
                "vector_rank": self.scores.vector_rank,
                "fused": self.scores.fused,
                "reader": self.scores.reader,
                "reranker": self.scores.reranker,
            },
            "matched_terms": [{"term": m.term, "weight": m.weight} for m in self.matched_terms],
        }


def _about(document: Document, passage: Passage) -> dict[str, Any]:
    """What a citation says about its article."""
    return {
        "id": document.id,
        "title": document.title,
        "source": document.source,
        "published": document.published,
        "path": document.path,
        "sha256": document.sha256,
        "page": document.page_at(passage.start),
    }


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where an answer stands. n: the citation; said_by: the words that tell who says so
    ("Hariri said on Wednesday"), in the same document.
    """

    n: int
    span: Span
    text: str
    said_by: Span | None = None
    attribution: str = ""

    def to_dict(self) -> dict[str, Any]:
        by = self.said_by
        return {
            "n": self.n,
            "start": self.span.start,
            "end": self.span.end,
            "text": self.text,
            "said_by": by and {"start": by.start, "end": by.end, "text": self.attribution},
        }


@dataclass(frozen=True, slots=True)
class AnswerGroup:
    """One distinct answer: a verbatim span, and the numbers of the passages that give it.

    sources: how many independent articles give it; copies of one story count once. mentions: every
    place and wording, best first. newest: the citation with the latest date, when the dates differ.
    less_likely: not the best where one answer is asked for, and so seldom right. later: one of
    these, but a figure from a later article than the best, which may have grown since.
    """

    text: str
    score: float
    citations: tuple[int, ...]
    sources: int = 1
    mentions: tuple[Mention, ...] = ()
    newest: int | None = None
    less_likely: bool = False
    later: bool = False

    @property
    def attributions(self) -> dict[str, int]:
        """Who says so, word for word, each with the citation where the best mention has it."""
        told: dict[str, int] = {}
        for mention in self.mentions:
            if mention.attribution:
                told.setdefault(mention.attribution, mention.n)
        return told

    def places(self, n: int) -> tuple[Span, ...]:
        """Where passage `n` has the answer."""
        return tuple(m.span for m in self.mentions if m.n == n)

    def to_dict(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "score": self.score,
            "citations": list(self.citations),
            "sources": self.sources,
            "newest": self.newest,
            "less_likely": self.less_likely,
            "later": self.later,
            "mentions": [m.to_dict() for m in self.mentions],
        }


@dataclass(frozen=True, slots=True)
class DisputedValue:
    """One of the values that articles give for the same thing. text: verbatim, `span` of the
    document; quote: its sentence. citations: who gives it; published: the date of the first.
    older: an article of a later date gives another value, so that this one may be outdated rather
    than contradicted.
    """

    text: str
    span: Span
    quote: str
    citations: tuple[int, ...]
    published: str | None
    older: bool = False

    def to_dict(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "start": self.span.start,
            "end": self.span.end,
            "quote": self.quote,
            "citations": list(self.citations),
            "published": self.published,
            "older": self.older,
        }


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Articles that give different values for the same thing.

    about: what is counted, in the words of the first, when these say more than a noun. compatible:
    both may be true ("more than 340,000" and "more than 400,000"), so that it need not be a
    contradiction.
    """

    about: str
    values: tuple[DisputedValue, ...]
    compatible: bool

    def to_dict(self) -> dict[str, Any]:
        return {
            "about": self.about,
            "compatible": self.compatible,
            "values": [v.to_dict() for v in self.values],
        }


@dataclass(frozen=True, slots=True)
class Correction:
    """A word of the question that no article holds, and the articles' word searched for instead."""

    written: str
    searched_for: str

    def to_dict(self) -> dict[str, str]:
        return {"written": self.written, "searched_for": self.searched_for}


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything the program says about a question.

    abstained: the articles do not answer it; `passages` are then the nearest misses and
    `answers` is empty. seconds: time spent, by stage and in `total`.
    """

    question: str
    interpreted_as: str
    abstained: bool
    confidence: float
    answers: tuple[AnswerGroup, ...]
    passages: tuple[Citation, ...]
    seconds: dict[str, float]
    disagreements: tuple[Disagreement, ...] = ()
    corrections: tuple[Correction, ...] = ()

    @property
    def completed(self) -> bool:
        """True when the question was understood as another one, not merely respaced or respelt."""
        asked = self.question
        for correction in self.corrections:
            asked = asked.replace(correction.written, correction.searched_for)
        return self.interpreted_as.split() != asked.split()

    @property
    def likely(self) -> tuple[AnswerGroup, ...]:
        """The answers without those that are seldom right."""
        return tuple(a for a in self.answers if not a.less_likely)

    @property
    def later(self) -> tuple[AnswerGroup, ...]:
        """Figures that later articles than the first answer's give, and no disagreement tells."""
        return tuple(a for a in self.answers if a.later and not self._differs(a))

    @property
    def less_likely(self) -> tuple[AnswerGroup, ...]:
        """Those that are seldom right, without figures of later articles and of disagreements."""
        others = (a for a in self.answers if a.less_likely and not a.later)
        return tuple(a for a in others if not self._differs(a))

    def _differs(self, group: AnswerGroup) -> bool:
        """Whether a disagreement tells it."""
        values = [value for d in self.disagreements for value in d.values]
        return any(m.n in v.citations and m.text in v.text for m in group.mentions for v in values)

    def sentence_of(self, group: AnswerGroup) -> tuple[Citation, Span] | None:
        """The sentence in which an answer stands at its best, and whose it is; None when it is the
        answer itself.
        """
        for mention in group.mentions:
            cited, answer = self.passages[mention.n - 1], mention.span
            found = [cited.evidence] if cited.evidence else []
            found += [Span(s.start, s.end) for s in cited.passage.sentences]
            for sentence in found:
                if sentence.start <= answer.start and answer.end <= sentence.end:
                    return None if sentence == answer else (cited, sentence)
        return None

    def by_sentence(
        self, answers: Sequence[AnswerGroup]
    ) -> list[tuple[tuple[AnswerGroup, ...], tuple[Citation, Span] | None]]:
        """Some of the answers with the sentence they stand in, as of `sentence_of`: those of one
        sentence together, at the place of the best of them.
        """
        together: dict[object, tuple[list[AnswerGroup], tuple[Citation, Span] | None]] = {}
        for group in answers:
            found = self.sentence_of(group)
            place = (found[0].document.id, found[1]) if found else group
            together.setdefault(place, ([], found))[0].append(group)
        return [(tuple(groups), found) for groups, found in together.values()]

    def to_dict(self) -> dict[str, Any]:
        """The object that `ask --json` prints; its keys are documented in the README."""
        return {
            "question": self.question,
            "interpreted_as": self.interpreted_as,
            "corrections": [c.to_dict() for c in self.corrections],
            "abstained": self.abstained,
            "confidence": self.confidence,
            "answers": [a.to_dict() for a in self.answers],
            "passages": [p.to_dict() for p in self.passages],
            "disagreements": [d.to_dict() for d in self.disagreements],
            "seconds": self.seconds,
        }
