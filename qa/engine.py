"""The facade: open an index, ask it, look at its articles."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from qa.builds import Manifest
from qa.compare import find_disagreements, fold_copies, group_answers, mark_later, same_answer
from qa.dialogue import others_than, resolve
from qa.encoder import Encoder, RememberingEncoder, open_query_encoder
from qa.errors import DocumentNotFound, QuestionError
from qa.indexing import open_store
from qa.kept import Kept
from qa.read import Reader
from qa.read.opening import comes_along, open_reader
from qa.read.question import analyse
from qa.records import Answer, Citation, Document, Filters, Hit, Passage, Reading, Search, Span
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
        asked = _checked(question, self.settings.max_question)
        filters = _checked_filters(filters, self._store)
        after = [" ".join(earlier.split()) for earlier in after if earlier.strip()]
        shown = k if k is not None else self.settings.passages
        if shown < 1:
            raise QuestionError("At least one passage must be shown.", "Use --k 1 or more.")
        with self._searching:
            full = self._resolve(asked, after, filters)
            had = self._had(asked, after, filters)
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

    def _resolve(self, question: str, after: Sequence[str], filters: Filters) -> str:
        def given(n: int, full: str) -> tuple[str, ...]:
            return self._answers_to(full, filters, self._had(after[n], after[:n], filters))

        return resolve(question, after, given)

    def _had(self, question: str, after: Sequence[str], filters: Filters) -> tuple[str, ...]:
        """The answers that a question after others has had already; none for any other question."""
        n = others_than(question, after)
        if n is None:
            return ()
        had = self._had(after[n], after[:n], filters)
        full = self._resolve(after[n], after[:n], filters)
        return (*had, *self._answers_to(full, filters, had))

    def _answers_to(self, question: str, filters: Filters, had: tuple[str, ...]) -> tuple[str, ...]:
        """What a complete question was answered with; kept, since conversations go on."""
        key = f"{filters!r} {had!r} {question}"
        (answers,) = self._given.look_up(
            [key], lambda keys: (self._answers_anew(question, filters, had) for _ in keys)
        )
        return answers

    def _answers_anew(
        self, question: str, filters: Filters, had: tuple[str, ...]
    ) -> tuple[str, ...]:
        searched, _ = self._speller.correct(question)
        hits = self.find(searched, filters=filters)
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
        readings = _without(had, self._reader.read(question, hits[:_READ]))
        least = self.settings.threshold if floor is None else floor
        if had:  # what is left is seldom right
            least = max(least, _OTHERS)
        return _compose(question, readings, hits, k, least, self._store.copies, self._encoder)

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


def _without(had: Sequence[str], readings: list[Reading]) -> list[Reading]:
    """Readings without the answers that were had, and as sure as what is left in them."""
    if not had:
        return readings
    left = []
    for reading in readings:
        document = reading.hit.document
        answers = tuple(
            (span, score)
            for span, score in reading.answers
            if not any(
                same_answer(document.text[span.start : span.end], document, other, document)
                for other in had
            )
        )
        score = min(reading.score, max((score for _, score in answers), default=0.0))
        sentence = reading.hit.passage.sentence_at(answers[0][0].start) if answers else None
        left.append(
            Reading(
                hit=replace(reading.hit, scores=replace(reading.hit.scores, reader=score)),
                score=score,
                evidence=Span(sentence.start, sentence.end) if sentence else None,
                answers=answers,
            )
        )
    return sorted(left, key=lambda reading: -reading.score)


def _compose(
    question: str,
    readings: list[Reading],
    hits: Sequence[Hit],
    shown: int,
    floor: float,
    copies_of: Callable[[str], tuple[str, ...]],
    encoder: Encoder,
) -> Answer:
    """Readings come first as citations; hits that nobody read fill up to the number asked for.

    Passages that give another figure than the answer are cited beyond that number. A passage
    that scores less than half of `floor` has no evidence: what it says is no answer.
    """
    confidence = readings[0].score if readings else 0.0
    abstained = confidence < floor
    read = {r.hit.passage.id for r in readings}
    rest = [Reading(h, 0.0, None) for h in hits if h.passage.id not in read]
    folded = fold_copies([*readings, *rest], copies_of)
    cited = [reading for reading, _ in folded[:shown]]
    asked = analyse(question)
    answers, marks = group_answers(
        [] if abstained else cited, floor, copies_of, several=asked.several
    )
    disagreements, extra = find_disagreements(
        question,
        answers,
        [r.hit for r in cited],
        [r.hit for r, _ in folded[shown:]],
        encoder,
        copies_of,
    )
    if asked.wants_figure:
        answers = mark_later(answers, [r.hit.document.published for r in cited])
    ids = {hit.passage.id for hit in extra}
    folded = [*folded[:shown], *(f for f in folded[shown:] if f[0].hit.passage.id in ids)]
    return Answer(
        question=question,
        interpreted_as=question,
        abstained=abstained,
        confidence=round(confidence, 4),
        answers=answers,
        passages=tuple(
            Citation(
                n=n,
                passage=reading.hit.passage,
                document=reading.hit.document,
                highlights=marks[n - 1] if n <= len(marks) else (),
                evidence=reading.evidence if reading.score >= floor / 2 else None,
                scores=reading.hit.scores,
                matched_terms=reading.hit.matched_terms,
                also_in=copies,
            )
            for n, (reading, copies) in enumerate(folded, start=1)
        ),
        seconds={},
        disagreements=disagreements,
    )


def _checked(question: str, longest: int) -> str:
    asked = " ".join(question.split())
    if not any(c.isalnum() for c in asked):
        raise QuestionError("The question is empty.", "Ask something, for example: who met whom?")
    if len(asked) > longest:
        raise QuestionError(
            f"The question has {len(asked):,} characters; at most {longest:,} are read.",
            "Ask it in fewer words.",
        )
    return asked


def _iso(text: str | None) -> str | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise QuestionError(
            f"{text!r} is not a date.", "Write dates as year-month-day, for example 2018-01-25."
        ) from error


def _checked_filters(filters: Filters, store: Store) -> Filters:
    filters = replace(filters, since=_iso(filters.since), until=_iso(filters.until))
    if filters.since and filters.until and filters.since > filters.until:
        raise QuestionError(f"No date lies between {filters.since} and {filters.until}.")
    if filters.sources:
        _check_known(filters.sources, store.sources(), "No article comes from", "sources")
    if filters.tags:
        _check_known(filters.tags, store.tags(), "No article has the tag", "tags")
    for id_ in filters.documents:
        try:
            store.document(id_)
        except DocumentNotFound as error:
            raise QuestionError(error.problem, "The Articles page lists them all.") from error
    return filters


def _check_known(asked: Sequence[str], known: set[str], problem: str, kind: str) -> None:
    for name in asked:
        if name not in known:
            listed = ", ".join(sorted(known)[:8]) or "none"
            raise QuestionError(f"{problem} {name!r}.", f"The {kind} are: {listed}.")
