"""What the program says about a question: answers, what they cite, and where articles differ."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from qa.records.documents import Document, Passage, Span
from qa.records.searches import Correction, MatchedTerm, Scores

__all__ = [
    "Answer",
    "AnswerGroup",
    "Citation",
    "Copy",
    "Disagreement",
    "DisputedValue",
    "Mention",
]


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
    places: where each of the citations has it, by its number. older: an article of a later date
    gives another value, so that this one may be outdated rather than contradicted.
    """

    text: str
    span: Span
    quote: str
    citations: tuple[int, ...]
    published: str | None
    older: bool = False
    places: tuple[tuple[int, Span], ...] = ()

    def place(self, n: int) -> Span | None:
        """Where passage `n` has the value, when that is known."""
        return dict(self.places).get(n)

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
        asked, mended = self.question, {c.written: c.searched_for for c in self.corrections}
        if mended:  # whole words: "Astan" stands in "Astana", too
            written = "|".join(map(re.escape, mended))
            asked = re.sub(rf"(?<!\w)(?:{written})(?!\w)", lambda m: mended[m.group()], asked)
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
