"""The facade: open an index, ask it, look at its articles."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa.articles.lines import one_line
from qa.builds import Manifest
from qa.checked import checked_filters, checked_question
from qa.composing import compose, without
from qa.dialogue import others_than, resolve
from qa.encoder import Encoder, RememberingEncoder, open_query_encoder
from qa.errors import QuestionError
from qa.indexing import open_store
from qa.kept import Kept
from qa.read import Reader
from qa.read.opening import comes_along, open_reader
from qa.records import Answer, Document, Filters, Hit, Passage, Search
from qa.rerank import RERANKED, Reranker
from qa.retrieve import Fusion, retrieve
from qa.settings import Settings, load_settings
from qa.spelling import Speller
from qa.stores import Store
from qa.turns import Turns
from qa.workers import beside

__all__ = ["Engine"]

_READ = 24  # passages the reader looks at
_OTHERS = 0.5  # confidence below which no answer is given besides those that were had, by hand
_CONVERSED = 200  # earlier questions whose answers are kept for those that follow
_AT_ONCE = 2  # questions


@dataclass(frozen=True, slots=True)
class _Earlier:
    """How the questions before are asked again: as this one is."""

    filters: Filters
    spelling: bool


class Engine:
    """An opened index with its encoder and reader. Safe to ask from several threads."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        encoder: Encoder,
        reader: Reader,
        reranker: Reranker | None = None,
    ) -> None:
        self.settings = settings
        self._store = store
        self._encoder = encoder
        self._reader = reader
        self._reranker = reranker
        self._speller = Speller(store)
        self._given: Kept[tuple[str, ...]] = Kept(_CONVERSED)
        # Two in each: while the words of one question are weighed, which is Python's work, the
        # models read for another. Finding takes little and waits for nobody's reading.
        self._searching, self._reading = Turns(_AT_ONCE), Turns(_AT_ONCE)

    @classmethod
    def open(cls, settings: Settings | None = None) -> Engine:
        """Open the index named in the settings.

        Raises IndexMissing, IndexMismatch, IndexDamaged or ModelError, each with the command
        that mends it.
        """
        settings = settings or load_settings()
        store = open_store(settings)
        others = [m for m in (settings.reader, settings.reranker) if m and not comes_along(m)]
        encoder = RememberingEncoder(
            open_query_encoder(settings.model, others=others, computing=settings.computing)
        )
        reader = open_reader(
            settings.reader,
            encoder,
            store,
            store.manifest.passages,
            settings.computing,
        )
        reranker = Reranker(settings.reranker) if settings.reranker else None
        return cls(settings, store, encoder, reader, reranker)

    @property
    def reader(self) -> Reader:
        return self._reader

    @property
    def manifest(self) -> Manifest:
        return self._store.manifest

    def ask(
        self,
        question: str,
        *,
        after: Sequence[str] = (),
        sources: Sequence[str] = (),
        since: str | None = None,
        until: str | None = None,
        documents: Sequence[str] = (),
        tags: Sequence[str] = (),
        k: int | None = None,
        spelling: bool = True,
    ) -> Answer:
        """Answer from the articles: what `search` finds, read.

        sources, since, until, documents, tags: as in `Filters`. The rest, and what is raised: as
        for `search`.
        """
        filters = Filters(tuple(sources), since, until, tuple(documents), tuple(tags))
        found = self.search(question, after=after, filters=filters, k=k, spelling=spelling)
        return self.read(found)

    def search(
        self,
        question: str,
        *,
        after: Sequence[str] = (),
        filters: Filters = Filters(),  # noqa: B008 - frozen
        k: int | None = None,
        spelling: bool = True,
    ) -> Search:
        """Understand a question and find the passages to be read for it.

        after: earlier questions of the conversation, oldest first. filters: which articles are
        asked. k: passages shown. spelling: mend slips in words that no article holds (the answer
        lists them); False searches for the words as written. Raises QuestionError.
        """
        started = time.perf_counter()
        asked = checked_question(question, self.settings.max_question)
        filters = checked_filters(filters, self._store)
        after = [one_line(earlier) for earlier in after if earlier.strip()]
        shown = k if k is not None else self.settings.passages
        if shown < 1:
            raise QuestionError("At least one passage must be shown.", "Use --k 1 or more.")
        with self._searching:
            earlier = _Earlier(filters, spelling)
            full = self._resolve(asked, after, earlier)
            had = self._had(asked, after, earlier)
            searched, corrections = self._speller.correct(full) if spelling else (full, ())
            preparing = beside(self._reader.prepare, searched)
            hits = self.find(searched, filters=filters, k=max(_READ, shown))
            preparing.result()
        seconds = time.perf_counter() - started
        return Search(question, searched, tuple(corrections), tuple(hits), shown, seconds, had)

    def read(self, found: Search) -> Answer:
        """The answer that the passages found give."""
        started = time.perf_counter()
        with self._reading:
            answer = self.answer(found.searched, found.hits, k=found.shown, had=found.had)
        read = time.perf_counter() - started
        seconds = {"retrieve": found.seconds, "read": read, "total": found.seconds + read}
        return replace(
            answer,
            question=found.question,
            corrections=found.corrections,
            seconds={stage: round(took, 4) for stage, took in seconds.items()},
        )

    def _resolve(self, question: str, after: Sequence[str], how: _Earlier) -> str:
        def given(n: int, full: str) -> tuple[str, ...]:
            return self._answers_to(full, how, self._had(after[n], after[:n], how))

        return resolve(question, after, given)

    def _had(self, question: str, after: Sequence[str], how: _Earlier) -> tuple[str, ...]:
        """The answers that a question after others has had already; none for any other question."""
        n = others_than(question, after)
        if n is None:
            return ()
        had = self._had(after[n], after[:n], how)
        full = self._resolve(after[n], after[:n], how)
        return (*had, *self._answers_to(full, how, had))

    def _answers_to(self, question: str, how: _Earlier, had: tuple[str, ...]) -> tuple[str, ...]:
        """What a complete question was answered with; kept, since conversations go on."""
        (answers,) = self._given.look_up(
            [f"{how!r} {had!r} {question}"],
            lambda keys: (self._answers_anew(question, how, had) for _ in keys),
        )
        return answers

    def _answers_anew(self, question: str, how: _Earlier, had: tuple[str, ...]) -> tuple[str, ...]:
        searched = self._speller.correct(question)[0] if how.spelling else question
        hits = self.find(searched, filters=how.filters)
        answer = self.answer(searched, hits, k=self.settings.passages, had=had)
        return tuple(a.text for a in answer.likely)

    def find(
        self,
        question: str,
        *,
        filters: Filters = Filters(),  # noqa: B008 - frozen
        k: int = _READ,
        fusion: Fusion = "min-max",
    ) -> list[Hit]:
        """The `k` best passages for a complete question, before they are read."""
        hits = retrieve(
            self._store,
            self._encoder,
            question,
            filters=filters,
            candidates=self.settings.candidates,
            k=k if self._reranker is None else max(k, RERANKED),
            fusion=fusion,
        )
        if self._reranker is not None and fusion == "min-max":
            hits = self._reranker.rerank(question, hits)
        return hits[:k]

    def answer(
        self,
        question: str,
        hits: Sequence[Hit],
        *,
        k: int,
        floor: float | None = None,
        had: Sequence[str] = (),
    ) -> Answer:
        """The answer that reading the first hits gives to a complete question; `k` citations.

        floor: the confidence below which nothing is answered, when not that of the settings. had:
        answers that are not to be given again.
        """
        readings = without(had, self._reader.read(question, hits[:_READ]))
        least = self.settings.threshold if floor is None else floor
        if had:  # what is left is seldom right
            least = max(least, _OTHERS)
        return compose(question, readings, hits, k, least, self._store.copies, self._encoder)

    def document(self, document_id: str) -> Document:
        """One article. Raises DocumentNotFound."""
        return self._store.document(document_id)

    def documents(self) -> list[Document]:
        """All articles, by path."""
        return self._store.documents()

    def sources(self) -> list[str]:
        """Every source that an article names, sorted."""
        return sorted(self._store.sources())

    def tags(self) -> list[str]:
        """Every tag that an article has, sorted."""
        return sorted(self._store.tags())

    def passages(self, document_id: str) -> list[Passage]:
        """An article's passages in reading order."""
        return self._store.passages_of(document_id)

    def copies(self, document_id: str) -> tuple[str, ...]:
        """Ids of all articles that tell an article's story, itself among them; else empty."""
        return self._store.copies(document_id)

    def close(self) -> None:
        self._store.close()
