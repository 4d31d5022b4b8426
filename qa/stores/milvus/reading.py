"""One state of the index in Milvus, opened for reading; searches and filters run on the server."""

from __future__ import annotations

import hashlib
import threading
from collections import Counter, OrderedDict
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from qa.errors import DocumentNotFound
from qa.fusion import RRF_K
from qa.records import Document, Filters, Passage
from qa.stores import StoreError
from qa.stores.milvus.connection import Milvus, Row, listing
from qa.stores.milvus.opened import Opened
from qa.stores.milvus.records import State, damaged
from qa.stores.milvus.rows import DOCUMENT_FIELDS, PASSAGE_FIELDS, documents_from, passage_from
from qa.stores.milvus.schema import DOCUMENTS, PASSAGES, WORDS, digest, token
from qa.stores.milvus.weighing import Terms
from qa.stores.texts import date_number

__all__ = ["MilvusStore"]

_KEPT_DOCUMENTS = 512  # held in memory, least recently used out first
_MORE = 4  # times as many candidates, of which the scores of rank_bm25 pick
_LEAST = 400  # candidates
_MOST = 16_384  # rows that one search of Milvus gives
_WIDTH = 200  # of the search in the graph of neighbours
_LIKE = 1_000  # words that one word may be like

_BM25: dict[str, Any] = {"metric_type": "BM25", "params": {}}
_WORD: dict[str, Any] = {"metric_type": "IP", "params": {}}


class MilvusStore:
    """A state, by its number. Builds that come later do not change what it answers."""

    def __init__(self, milvus: Milvus, state: State) -> None:
        """Raises IndexDamaged when passages are missing, IndexUnreachable."""
        self.manifest = state.manifest
        self._state = state
        self._opened = Opened(milvus, state)
        self._terms = Terms(self._opened)
        self._lock = threading.Lock()
        self._documents: OrderedDict[str, Document] = OrderedDict()
        try:
            held = milvus.count(self._opened.name(PASSAGES), self._opened.alive)
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
        with self._opened.reading():
            found = self._opened.search(
                PASSAGES,
                vector.tolist(),
                "vector",
                min(k, _MOST),
                _near(k),
                ["id"],
                _where(filters),
            )
        return [(row["id"], score) for score, row in found]

    def search_keywords(
        self, query: Sequence[str], k: int, filters: Filters
    ) -> list[tuple[str, float]]:
        """Milvus's BM25 gives candidates; they are scored as rank_bm25 does.

        The formulas differ for words that stand in very many passages, and Milvus counts rows that
        are not of this state too.
        """
        weights = self._terms.weights(query)
        if not weights:
            return []
        with self._opened.reading():
            found = self._opened.search(
                PASSAGES,
                " ".join(weights),
                "sparse",
                min(max(_MORE * k, _LEAST), _MOST),
                _BM25,
                ["id", "terms", "length", "path", "document_id", "ordinal"],
                _where(filters),
            )
        scored = [
            (-sum(self._terms.added(row, weights).values()), _place(row), row["id"])
            for _, row in found
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
        if weights := self._terms.weights(query):
            searches.append((" ".join(weights), "sparse", _BM25))
        with self._opened.reading():
            found = self._opened.hybrid(PASSAGES, searches, k, RRF_K, ["id"], _where(filters))
        return sorted(((row["id"], score) for score, row in found), key=lambda p: (-p[1], p[0]))

    def term_weights(self, query: Sequence[str], ids: Sequence[str]) -> dict[str, dict[str, float]]:
        weights = self._terms.weights(query)
        terms = {token(t): t for t in query}
        found: dict[str, dict[str, float]] = {id_: {} for id_ in ids}
        for row in self._passage_rows(ids, ("terms", "length")):
            added = self._terms.added(row, weights)
            found[row["id"]] = {terms[t]: weight for t, weight in added.items()}
        return found

    def document_frequency(self, term: str) -> int:
        return self._terms.frequency(term)

    def is_word(self, term: str) -> bool:
        return self._terms.is_word(term)

    def similar_terms(
        self, vectors: npt.NDArray[np.float32], floor: float
    ) -> list[dict[str, float]]:
        similar = []
        for vector in vectors:
            with self._opened.reading():
                found = self._opened.search(
                    WORDS, vector.tolist(), "vector", _LIKE, _WORD, ["term"]
                )
            similar.append({row["term"]: cosine for cosine, row in found if cosine >= floor})
        return similar

    def terms(self) -> Sequence[str]:
        return self._terms.vocabulary[0]

    def spellings(self) -> Sequence[str]:
        return self._terms.vocabulary[1]

    def passages(self, ids: Sequence[str]) -> list[Passage]:
        rows = {row["id"]: row for row in self._passage_rows(ids, PASSAGE_FIELDS)}
        documents = self._documents_of({row["document_id"] for row in rows.values()})
        with self._opened.reading():
            return [passage_from(rows[id_], documents) for id_ in ids]

    def passages_of(self, document_id: str) -> list[Passage]:
        with self._opened.reading():
            where = f'document == "{digest(document_id)}"'
            rows = self._opened.rows(PASSAGES, where, PASSAGE_FIELDS)
            documents = self._documents_of({row["document_id"] for row in rows})
            ordered = sorted(rows, key=lambda row: int(row["ordinal"]))
            return [passage_from(row, documents) for row in ordered]

    def document(self, document_id: str) -> Document:
        found = self._documents_of({document_id})
        if document_id not in found:
            raise DocumentNotFound(f"The index holds no article {document_id!r}.")
        return found[document_id]

    def documents(self) -> list[Document]:
        with self._opened.reading():
            rows = self._opened.every(DOCUMENTS, DOCUMENT_FIELDS, batch=200)
            return [held.document for held in documents_from(rows)]

    def copies(self, document_id: str) -> tuple[str, ...]:
        one = f'key == "{digest(document_id)}" and part == 0'
        with self._opened.reading():
            own = self._opened.rows(DOCUMENTS, one, ["story"])
            if not own:
                return ()
            told = f'story == "{own[0]["story"]}"'
            parts = self._opened.rows(DOCUMENTS, told, DOCUMENT_FIELDS)
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
        with self._opened.reading():
            rows = self._opened.every(PASSAGES, ["id", "document"])
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
        self._terms.forget()

    def _passage_rows(self, ids: Sequence[str], fields: Sequence[str]) -> list[Row]:
        """Rows of those that there are."""
        with self._opened.reading():
            asked = list(dict.fromkeys(("id", *fields)))
            rows = self._opened.rows_among(PASSAGES, "id", list(ids), asked)
            if len({row["id"] for row in rows}) < len(set(ids)):
                self._opened.look()
            return rows

    def _documents_of(self, ids: set[str]) -> dict[str, Document]:
        """Those that there are, from memory or from the server."""
        with self._lock:
            found = {id_: self._documents[id_] for id_ in ids if id_ in self._documents}
        missing = [digest(id_) for id_ in ids if id_ not in found]
        if missing:
            with self._opened.reading():
                rows = self._opened.rows_among(DOCUMENTS, "key", missing, DOCUMENT_FIELDS)
                fresh = [held.document for held in documents_from(rows)]
                if len(fresh) < len(missing):
                    self._opened.look()
            for document in fresh:
                if hashlib.sha256(document.text.encode()).hexdigest() != document.sha256:
                    what = f"the text of {document.path} is not what was stored"
                    raise damaged(self._opened.milvus, what)
            found |= {d.id: d for d in fresh}
        with self._lock:
            for id_, document in found.items():
                self._documents[id_] = document
                self._documents.move_to_end(id_)
            while len(self._documents) > max(_KEPT_DOCUMENTS, len(found)):
                self._documents.popitem(last=False)
        return found


def _where(filters: Filters) -> str:
    """What the filters let through, "" when that is everything."""
    conditions = []
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


def _near(k: int) -> dict[str, Any]:
    return {"metric_type": "COSINE", "params": {"ef": max(_WIDTH, k)}}


def _place(row: Row) -> tuple[str, str, int]:
    """Where a passage stands: among equal scores the first comes first."""
    return row["path"], row["document_id"], int(row["ordinal"])
