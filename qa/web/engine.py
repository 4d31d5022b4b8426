"""The opened engine shared by all visitors, and the bounded cache of answers."""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from concurrent.futures import Future
from dataclasses import dataclass
from itertools import zip_longest

import streamlit as st

from qa.articles.lines import one_line
from qa.engine import Engine
from qa.errors import QAError
from qa.indexing import current_generation
from qa.logs import note, start_logging
from qa.memory import set_aside
from qa.records import Answer, Filters, Search, Span
from qa.settings import Settings
from qa.web import words
from qa.web.examples import Names, example_questions, names_most_mentioned

__all__ = [
    "EngineHolder",
    "Given",
    "answer",
    "article_titles",
    "engine_holder",
    "examples",
    "names_mentioned",
    "open_engine",
    "undated",
]

_logger = logging.getLogger(__name__)

_EXAMPLES = 4
_BEARING = 10  # passages found that bear on the question


class EngineHolder:
    """Opens the engine once, and again when a build has made a new index.

    While a newer index cannot be opened, the last good engine stays in use and `problem` says
    why. The engine before that one is closed only when the next comes, so that a question which
    is being answered from it can finish.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.problem: QAError | None = None
        self._lock = threading.Lock()
        self._engine: Engine | None = None
        self._retired: Engine | None = None
        self._tried: str | None = None

    @property
    def fresh(self) -> bool:
        """True when `engine()` will answer at once."""
        return self._engine is not None and current_generation(self.settings) == self._tried

    def engine(self) -> Engine:
        """The engine of the newest usable index.

        Raises what `Engine.open` raises when none was ever usable.
        """
        if self.fresh and self._engine is not None:
            return self._engine
        with self._lock:
            generation = current_generation(self.settings)
            if self._engine is None or generation != self._tried:
                self._reopen(generation)
            assert self._engine is not None
            return self._engine

    def _reopen(self, generation: str | None) -> None:
        started = time.monotonic()
        try:
            opened = Engine.open(self.settings)
        except QAError as error:
            note("not opened", error=type(error).__name__, serving=self._engine is not None)
            if self._engine is None:
                raise
            self.problem, self._tried = error, generation
            return
        if self._retired is not None:
            self._retired.close()
        self._retired, self._engine = self._engine, opened
        self.problem, self._tried = None, generation
        set_aside()
        held = opened.manifest
        note(
            "opened",
            generation=held.generation,
            articles=held.documents,
            passages=held.passages,
            seconds=round(time.monotonic() - started, 3),
        )


@dataclass(frozen=True, slots=True)
class Given:
    """An answer and the generation of the index it was given from.

    found: the best passages found for it in the articles that it cites, cited or not: the ids of
    their documents and their places.
    """

    answer: Answer
    generation: str
    found: tuple[tuple[str, Span], ...] = ()


def engine_holder(settings: Settings) -> EngineHolder:
    """The holder for these settings; making it opens nothing, so no visitor waits for another."""
    return _holder(settings.model_dump_json(), settings)


def open_engine(settings: Settings) -> tuple[Engine | None, QAError | None]:
    """The engine in use, or None, and why the newest index cannot be used, or None."""
    holder = engine_holder(settings)
    try:
        if holder.fresh:
            return holder.engine(), holder.problem
        with st.spinner(words.OPENING):
            return holder.engine(), holder.problem
    except QAError as error:
        return None, error


def answer(
    engine: Engine,
    question: str,
    after: tuple[str, ...],
    generation: str | None = None,
    *,
    spelling: bool = True,
    filters: Filters = Filters(),  # noqa: B008 - frozen
    found: Search | None = None,
) -> Given:
    """The answer, from the cache when it was given before.

    generation: the index an answer was given from. It stays as given while the cache holds it;
    after that the question is asked again, and what comes back names the newer generation.
    spelling: mend slips in the question. filters: which articles are asked. found: what the
    engine's `search` found for all that, when it was called. Raises QuestionError.
    """
    wanted = generation or engine.manifest.generation
    settings, _ = _key(engine)
    return _ask(engine, settings, wanted, question, after, spelling, filters, found)


def examples(engine: Engine, added: frozenset[str] = frozenset()) -> Future[list[str]]:
    """Questions to try, from the articles themselves; sought beside, since it takes a while.

    added: files, by path, about which half of them are.
    """
    return _examples(engine, *_key(engine), added)


def article_titles(engine: Engine) -> dict[str, str]:
    """The title of every article, with its source and date, by id."""
    return _titles(engine, *_key(engine))


def undated(engine: Engine, filters: Filters) -> int:
    """How many articles a filter by date leaves out for want of one; 0 without such a filter."""
    if not (filters.since or filters.until):
        return 0
    return sum(
        (not filters.sources or source in filters.sources)
        and (not filters.documents or id_ in filters.documents)
        and (not filters.tags or bool(tags & set(filters.tags)))
        for id_, source, tags in _undated(engine, *_key(engine))
    )


def names_mentioned(engine: Engine) -> Names:
    """People, places and groups, those that the most articles name first."""
    return _names(engine, *_key(engine))


def _key(engine: Engine) -> tuple[str, str]:
    """What the caches tell engines apart by: settings and index."""
    return engine.settings.model_dump_json(), engine.manifest.generation


@st.cache_resource(show_spinner=False, max_entries=8)
def _holder(key: str, _settings: Settings) -> EngineHolder:
    start_logging(_settings.log)
    return EngineHolder(_settings)


@st.cache_data(show_spinner=False, max_entries=300)
def _ask(
    _engine: Engine,
    settings: str,
    generation: str,
    question: str,
    after: tuple[str, ...],
    spelling: bool,
    filters: Filters,
    _found: Search | None,
) -> Given:
    found = _found or _engine.search(question, after=after, filters=filters, spelling=spelling)
    given = _engine.read(found)
    cited = {citation.document.id for citation in given.passages}
    _note_asked(given, follow_up=bool(after), filtered=bool(filters))
    near = (hit.passage for hit in found.hits[:_BEARING])
    bearing = tuple((p.document_id, Span(p.start, p.end)) for p in near if p.document_id in cited)
    return Given(given, _engine.manifest.generation, bearing)


def _note_asked(given: Answer, *, follow_up: bool, filtered: bool) -> None:
    note(
        "asked",
        follow_up=follow_up,
        filtered=filtered,
        corrections=len(given.corrections),
        passages=len(given.passages),
        answers=len(given.answers),
        disagreements=len(given.disagreements),
        abstained=given.abstained,
        confidence=given.confidence,
        **{f"{stage}_s": seconds for stage, seconds in given.seconds.items()},
    )


@st.cache_data(show_spinner=False, max_entries=4)
def _titles(_engine: Engine, settings: str, generation: str) -> dict[str, str]:
    titles = {
        d.id: f"{one_line(d.title)} ({d.source}, {words.date_words(d.published)})"
        for d in _engine.documents()
    }
    often = Counter(titles.values())
    return {
        id_: title if often[title] == 1 else f"{title} · {id_}" for id_, title in titles.items()
    }


@st.cache_data(show_spinner=False, max_entries=4)
def _undated(
    _engine: Engine, settings: str, generation: str
) -> list[tuple[str, str, frozenset[str]]]:
    """Id, source and tags of each article without a date."""
    return [(d.id, d.source, frozenset(d.tags)) for d in _engine.documents() if not d.published]


@st.cache_data(show_spinner=False, max_entries=4)
def _names(_engine: Engine, settings: str, generation: str) -> Names:
    return names_most_mentioned(_engine.documents())


@st.cache_resource(show_spinner=False, max_entries=4)
def _examples(
    _engine: Engine, settings: str, generation: str, added: frozenset[str]
) -> Future[list[str]]:
    found: Future[list[str]] = Future()

    def seek() -> None:
        try:
            found.set_result(_answered(_engine, added))
        except Exception:  # the index was replaced meanwhile, or is damaged: the page says so
            _logger.exception("No example questions were found")
            found.set_result([])
        set_aside()  # by now the models are loaded that the first question needs

    # No daemon: one that computes while the interpreter ends takes it down
    threading.Thread(target=seek, name="examples", daemon=False).start()
    return found


def _answered(engine: Engine, added: frozenset[str]) -> list[str]:
    """Those that the engine answers; asking them also warms it up for the first visitor."""
    documents = engine.documents()
    new = [d for d in documents if d.path in added]
    kept: list[str] = []
    for asked_of, most in ((new, _EXAMPLES // 2), (documents, _EXAMPLES)):
        likely = example_questions(asked_of, most=2 * _EXAMPLES)
        people, places = likely[:_EXAMPLES], likely[_EXAMPLES:]
        for question in (q for pair in zip_longest(people, places) for q in pair if q):
            if not threading.main_thread().is_alive():
                break  # the program is ending and waits for this
            if len(kept) < most and question not in kept and not engine.ask(question).abstained:
                kept.append(question)
    return kept
