"""Articles as they are stored, and the passages that they are cut into."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

__all__ = ["Document", "Mark", "MarkKind", "Passage", "Sentence", "Span"]

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
