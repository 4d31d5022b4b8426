"""One state of the index in Milvus, opened for reading; searches and filters run on the server."""

from __future__ import annotations

import hashlib
import threading
import time
from collections import Counter, OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from qa.errors import DocumentNotFound, IndexMismatch
from qa.fusion import RRF_K
from qa.records import Document, Filters, Passage
from qa.stores import StoreError
from qa.stores.milvus.connection import Consistency, Milvus, Row, listing
from qa.stores.milvus.records import State, damaged, state_names
from qa.stores.milvus.rows import DOCUMENT_FIELDS, PASSAGE_FIELDS, documents_from, passage_from
from qa.stores.milvus.schema import DOCUMENTS, PASSAGES, TERMS, WORDS, alive, digest, token
from qa.stores.texts import date_number

__all__ = ["LOOKS_EVERY", "MilvusStore"]

_KEPT_DOCUMENTS = 512  # held in memory, least recently used out first
_KEPT_TERMS = 50_000
_MORE = 4  # times as many candidates, of which the scores of rank_bm25 pick
_LEAST = 400  # candidates
_MOST = 16_384  # rows that one search of Milvus gives
_WIDTH = 200  # of the search in the graph of neighbours
_LIKE = 1_000  # words that one word may be like
# For so long after opening, reads wait for what was written a moment ago. Later, Milvus's own
# bound of a few seconds says enough: the state was complete before it was opened.
_FRESH_SECONDS = 10.0
LOOKS_EVERY = 60.0  # seconds after which an open state looks whether it is still kept

_BM25: dict[str, Any] = {"metric_type": "BM25", "params": {}}
_WORD: dict[str, Any] = {"metric_type": "IP", "params": {}}


class MilvusStore:
    """A state, by its number. Builds that come later do not change what it answers."""

    def __init__(self, milvus: Milvus, state: State) -> None:
        """Raises IndexDamaged when passages are missing, IndexUnreachable."""
        self.manifest = state.manifest
        self._milvus = milvus
        self._state = state
        self._alive = alive(state.number)
        self._lock = threading.Lock()
        self._documents: OrderedDict[str, Document] = OrderedDict()
        self._terms: OrderedDict[str, tuple[int, str]] = OrderedDict()
        self._idf: dict[int, float] = {}
        self._opened = self._looked = time.monotonic()
        try:
            held = milvus.count(self._name(PASSAGES), self._alive)
        except StoreError as error:
            raise damaged(milvus, str(error)) from error
        if held != self.manifest.passages:
            what = f"it has {held:,} passages where {self.manifest.passages:,} belong"
            raise damaged(milvus, what)

    def search_vectors(
        self, vector: npt.NDArray[np.float32], k: int, filters: Filters
    ) -> list[tuple[str, float]]:
        if not self.manifest.passages:
            return []
        with self._reading():
            found = self._milvus.search(
                self._name(PASSAGES),
                vector.tolist(),
                "vector",
                min(k, _MOST),
                self._where(filters),
                _near(k),
                ["id"],
                self._consistency,
            )
        return [(row["id"], score) for score, row in found]

    def search_keywords(
        self, query: Sequence[str], k: int, filters: Filters
    ) -> list[tuple[str, float]]:
        """Milvus's BM25 gives candidates; they are scored as rank_bm25 does.

        The formulas differ for words that stand in very many passages, and Milvus counts rows that
        are not of this state too.
        """
        weights = self._weights(query)
        if not weights:
            return []
        with self._reading():
            found = self._milvus.search(
                self._name(PASSAGES),
                " ".join(weights),
                "sparse",
                min(max(_MORE * k, _LEAST), _MOST),
                self._where(filters),
                _BM25,
                ["id", "terms", "length", "path", "document_id", "ordinal"],
                self._consistency,
            )
        scored = [
            (-sum(self._added(row, weights).values()), _place(row), row["id"]) for _, row in found
        ]
        return [(id_, -score) for score, _, id_ in sorted(scored)[:k]]

    def search_hybrid(
        self,
        query: Sequence[str],
        vector: npt.NDArray[np.float32],
        k: int,
        filters: Filters,
    ) -> list[tuple[str, float]]:
        """Both searches and their fusion run on the server, with Milvus's own BM25 scores."""
        if not self.manifest.passages:
            return []
        k = min(k, _MOST // 2)
        searches: list[tuple[Any, str, dict[str, Any]]] = [(vector.tolist(), "vector", _near(k))]
        if weights := self._weights(query):
            searches.append((" ".join(weights), "sparse", _BM25))
        with self._reading():
            found = self._milvus.hybrid(
                self._name(PASSAGES),
                searches,
                k,
                RRF_K,
                self._where(filters),
                ["id"],
                self._consistency,
            )
        return sorted(((row["id"], score) for score, row in found), key=lambda p: (-p[1], p[0]))

    def term_weights(self, query: Sequence[str], ids: Sequence[str]) -> dict[str, dict[str, float]]:
        weights = self._weights(query)
        terms = {token(t): t for t in query}
        found: dict[str, dict[str, float]] = {id_: {} for id_ in ids}
        for row in self._passage_rows(ids, ("terms", "length")):
            added = self._added(row, weights)
            found[row["id"]] = {terms[t]: weight for t, weight in added.items()}
        return found

    def document_frequency(self, term: str) -> int:
        return self._known([term])[token(term)][0]

    def is_word(self, term: str) -> bool:
        return bool(self._known([term])[token(term)][1])

    def similar_terms(
        self, vectors: npt.NDArray[np.float32], floor: float
    ) -> list[dict[str, float]]:
        similar = []
        for vector in vectors:
            with self._reading():
                found = self._milvus.search(
                    self._name(WORDS),
                    vector.tolist(),
                    "vector",
                    _LIKE,
                    self._alive,
                    _WORD,
                    ["term"],
                    self._consistency,
                )
            similar.append({row["term"]: cosine for cosine, row in found if cosine >= floor})
        return similar

    def terms(self) -> Sequence[str]:
        return self._vocabulary[0]

    def spellings(self) -> Sequence[str]:
        return self._vocabulary[1]

    def passages(self, ids: Sequence[str]) -> list[Passage]:
        rows = {row["id"]: row for row in self._passage_rows(ids, PASSAGE_FIELDS)}
        documents = self._documents_of({row["document_id"] for row in rows.values()})
        return [passage_from(rows[id_], documents) for id_ in ids]

    def passages_of(self, document_id: str) -> list[Passage]:
        where = f'document == "{digest(document_id)}" and {self._alive}'
        with self._reading():
            rows = self._milvus.rows(self._name(PASSAGES), where, PASSAGE_FIELDS, self._consistency)
        documents = self._documents_of({row["document_id"] for row in rows})
        return [passage_from(r, documents) for r in sorted(rows, key=lambda r: int(r["ordinal"]))]

    def document(self, document_id: str) -> Document:
        found = self._documents_of({document_id})
        if document_id not in found:
            self._look()
            raise DocumentNotFound(f"The index holds no article {document_id!r}.")
        return found[document_id]

    def documents(self) -> list[Document]:
        with self._reading():
            rows = self._milvus.every(
                self._name(DOCUMENTS), self._alive, DOCUMENT_FIELDS, batch=200
            )
            return [held.document for held in documents_from(rows)]

    def copies(self, document_id: str) -> tuple[str, ...]:
        name, fields = self._name(DOCUMENTS), ("id", "story", "value")
        one = f'key == "{digest(document_id)}" and part == 0 and {self._alive}'
        with self._reading():
            own = self._milvus.rows(name, one, ["story"], self._consistency)
            if not own:
                return ()
            told = f'story == "{own[0]["story"]}" and {self._alive}'
            parts = self._milvus.rows(name, told, (*fields, "part"), self._consistency)
            ids = [held.document.id for held in documents_from(parts)]
        return tuple(ids) if len(ids) > 1 else ()

    def sources(self) -> set[str]:
        return set(self._state.sources)

    def tags(self) -> set[str]:
        return set(self._state.tags)

    def vectors(self, ids: Sequence[str]) -> dict[str, npt.NDArray[np.float32]]:
        rows = self._passage_rows(ids, ("vector",))
        return {row["id"]: np.asarray(row["vector"], dtype=np.float32) for row in rows}

    def stray_vectors(self) -> list[str]:
        """Passages whose document is not there, and ids that stand there twice."""
        documents = {digest(d.id) for d in self.documents()}
        with self._reading():
            rows = self._milvus.every(self._name(PASSAGES), self._alive, ["id", "document"])
            found = [(row["id"], row["document"]) for row in rows]
        times = Counter(id_ for id_, _ in found)
        return sorted({id_ for id_, d in found if d not in documents or times[id_] > 1})

    def term_counts(self, ids: Sequence[str]) -> list[int]:
        rows = {row["id"]: row for row in self._passage_rows(ids, ("terms", "length"))}
        counted = {id_: len(row["terms"].split()) for id_, row in rows.items()}
        return [n if (n := counted.get(i)) and n == rows[i]["length"] else -1 for i in ids]

    def close(self) -> None:
        """The connection is shared and stays."""
        with self._lock:
            self._documents.clear()
            self._terms.clear()

    def _name(self, part: str) -> str:
        return self._milvus.collection(part, self._state.epoch)

    @property
    def _consistency(self) -> Consistency:
        return "Strong" if time.monotonic() - self._opened < _FRESH_SECONDS else "Bounded"

    def _where(self, filters: Filters) -> str:
        """This state's rows that the filters let through."""
        conditions = [self._alive]
        if filters.sources:
            conditions.append(f"source in {listing([digest(s) for s in filters.sources])}")
        if filters.documents:
            conditions.append(f"document in {listing([digest(d) for d in filters.documents])}")
        if filters.tags:
            tags = listing([digest(tag) for tag in filters.tags])
            conditions.append(f"array_contains_any(tags, {tags})")
        if filters.since:
            conditions.append(f"published >= {date_number(filters.since)}")
        if filters.until:
            conditions.append(f"published <= {date_number(filters.until)} and published > 0")
        return " and ".join(conditions)

    def _weights(self, query: Sequence[str]) -> dict[str, tuple[int, float]]:
        """By token: how often the query has it, and its idf; without those no passage holds."""
        known = self._known(query)
        times = Counter(token(t) for t in query)
        return {t: (n, self._idf_of(known[t][0])) for t, n in times.items() if known[t][0]}

    def _idf_of(self, frequency: int) -> float:
        if frequency not in self._idf:
            self._idf[frequency] = self._state.statistics.idf(frequency)
        return self._idf[frequency]

    def _added(self, row: Row, weights: dict[str, tuple[int, float]]) -> dict[str, float]:
        """What each token of the query adds to the passage's score."""
        counts = Counter(row["terms"].split())
        length, statistics = int(row["length"]), self._state.statistics
        return {
            t: times * statistics.score(idf, counts[t], length)
            for t, (times, idf) in weights.items()
            if counts[t]
        }

    def _known(self, terms: Sequence[str]) -> dict[str, tuple[int, str]]:
        """By token: in how many passages it stands, and the spelling of a word."""
        tokens = list(dict.fromkeys(token(t) for t in terms))
        with self._lock:
            missing = [t for t in tokens if t not in self._terms]
        if missing:
            with self._reading():
                rows = self._milvus.rows_among(
                    self._name(TERMS),
                    "key",
                    missing,
                    self._alive,
                    ("key", "passages", "spelling"),
                    self._consistency,
                )
            found = {row["key"]: (int(row["passages"]), str(row["spelling"])) for row in rows}
        with self._lock:
            for t in missing:
                self._terms[t] = found.get(t, (0, ""))
            known = {t: self._terms[t] for t in tokens}
            while len(self._terms) > _KEPT_TERMS:
                self._terms.popitem(last=False)
        return known

    @cached_property
    def _vocabulary(self) -> tuple[list[str], list[str]]:
        """All terms, sorted, and all spellings of words: read when a word is first unknown."""
        with self._reading():
            rows = list(
                self._milvus.every(
                    self._name(TERMS), self._alive, ["term", "passages", "spelling"], batch=10_000
                )
            )
        terms = sorted(row["term"] for row in rows if row["passages"])
        return terms, sorted(row["spelling"] for row in rows if row["spelling"])

    def _passage_rows(self, ids: Sequence[str], fields: Sequence[str]) -> list[Row]:
        with self._reading():
            return self._milvus.rows_among(
                self._name(PASSAGES),
                "id",
                list(ids),
                self._alive,
                list(dict.fromkeys(("id", *fields))),
                self._consistency,
            )

    def _documents_of(self, ids: set[str]) -> dict[str, Document]:
        """Those that there are, from memory or from the server."""
        with self._lock:
            found = {id_: self._documents[id_] for id_ in ids if id_ in self._documents}
        missing = [digest(id_) for id_ in ids if id_ not in found]
        if missing:
            with self._reading():
                rows = self._milvus.rows_among(
                    self._name(DOCUMENTS),
                    "key",
                    missing,
                    self._alive,
                    DOCUMENT_FIELDS,
                    self._consistency,
                )
                fresh = [held.document for held in documents_from(rows)]
            for document in fresh:
                if hashlib.sha256(document.text.encode()).hexdigest() != document.sha256:
                    what = f"the text of {document.path} is not what was stored"
                    raise damaged(self._milvus, what)
            found |= {d.id: d for d in fresh}
        with self._lock:
            for id_, document in found.items():
                self._documents[id_] = document
                self._documents.move_to_end(id_)
            while len(self._documents) > max(_KEPT_DOCUMENTS, len(found)):
                self._documents.popitem(last=False)
        return found

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Refusals of the server, and rows that are not what they should be, in words."""
        try:
            yield
        except (StoreError, ValueError, KeyError, TypeError) as error:
            self._look()
            raise damaged(self._milvus, f"it cannot be read ({error})") from error
        if time.monotonic() - self._looked > LOOKS_EVERY:
            self._look()

    def _look(self) -> None:
        """Builds remove states that were left long ago: better no answer than half of one."""
        self._looked = time.monotonic()
        if self.manifest.generation not in state_names(self._milvus):
            raise IndexMismatch(
                "The state of the index that is open here was replaced long ago and is gone.",
                "Open the index again.",
            )


def _near(k: int) -> dict[str, Any]:
    return {"metric_type": "COSINE", "params": {"ef": max(_WIDTH, k)}}


def _place(row: Row) -> tuple[str, str, int]:
    """Where a passage stands: among equal scores the first comes first."""
    return row["path"], row["document_id"], int(row["ordinal"])
