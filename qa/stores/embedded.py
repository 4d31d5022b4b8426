"""The default store: Chroma for vectors, BM25 arrays for terms, SQLite for text, in one folder."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import tempfile
import threading
from collections import Counter, OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import chromadb
import numpy as np
import numpy.typing as npt
from chromadb.api.shared_system_client import SharedSystemClient
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import ChromaError

from qa.builds import Manifest
from qa.errors import DocumentNotFound, IndexDamaged, IndexNotWritten
from qa.fusion import fuse_rrf
from qa.keyword import KeywordIndex
from qa.postings import Postings
from qa.records import Document, Filters, Passage
from qa.stores import texts
from qa.vocabulary import Vocabulary

__all__ = ["COLLECTION", "EmbeddedStore", "chroma_client", "stored_vectors"]

COLLECTION = "passages"
_KEPT_DOCUMENTS = 512  # documents held in memory, least recently used out first
_CHROMA_LOCK = threading.Lock()  # chromadb's table of open databases has none of its own


def chroma_client(folder: Path) -> Any:
    """A Chroma client on `folder`, without usage statistics."""
    with _CHROMA_LOCK:
        try:
            return chromadb.PersistentClient(
                path=str(folder), settings=ChromaSettings(anonymized_telemetry=False)
            )
        except Exception:
            # Chroma keeps what it could not open, and would hand it out from then on
            SharedSystemClient._identifier_to_system.pop(str(folder), None)
            raise


def stored_vectors(collection: Any, ids: Sequence[str]) -> dict[str, npt.NDArray[np.float32]]:
    """The vectors that a Chroma collection holds of these passages, by id; `ids` is not empty."""
    found = collection.get(ids=list(ids), include=["embeddings"])
    return dict(zip(found["ids"], found["embeddings"], strict=True))


class EmbeddedStore:
    """One generation of the index, opened for reading."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        """Open the generation in `folder`.

        Raises IndexDamaged when a part does not open, IndexNotWritten when the disk is full.
        """
        self.manifest = manifest
        self._lock = threading.Lock()
        self._documents: OrderedDict[str, Document] = OrderedDict()
        self._copy: tempfile.TemporaryDirectory[str] | None = None
        try:
            self._keywords = KeywordIndex(Postings.open(folder / "keywords"))
            self._vocabulary = Vocabulary.open(folder / "keywords")
            self._texts = texts.open_texts(folder / "texts.sqlite")
            self._rows = texts.read_rows(self._texts)
            self._client = chroma_client(self._writable(folder / "vectors"))
            self._collection = self._client.get_collection(COLLECTION, embedding_function=None)
            stored = self._collection.count()
        except Exception as error:
            if "disk is full" in str(error):  # Chroma writes a journal even to read
                raise IndexNotWritten(
                    f"The index in {folder.parent} cannot be opened: the disk is full.",
                    "Free some space, then try again.",
                ) from error
            raise IndexDamaged(
                f"The index in {folder.parent} is damaged ({type(error).__name__}: {error}).",
                "Run: python -m qa index --full",
            ) from error
        sizes = {len(self._rows.ids), self._keywords.corpus_size, stored, manifest.passages}
        if len(sizes) != 1:
            self.close()
            raise IndexDamaged(
                f"The parts of the index in {folder.parent} do not fit together.",
                "Run: python -m qa index --full",
            )

    def search_vectors(
        self, vector: npt.NDArray[np.float32], k: int, filters: Filters
    ) -> list[tuple[str, float]]:
        count = min(k, len(self._rows.ids))
        if not count:
            return []
        with _reading():
            found = self._collection.query(
                query_embeddings=vector.reshape(1, -1),
                n_results=count,
                where=_chroma_filter(filters, self._rows),
                include=["distances"],
            )
        pairs = zip(found["ids"][0], found["distances"][0], strict=True)
        return [(str(id_), 1.0 - float(distance)) for id_, distance in pairs]

    def search_keywords(
        self, query: Sequence[str], k: int, filters: Filters
    ) -> list[tuple[str, float]]:
        allowed = self._rows.allowed(filters) if filters else None
        found = self._keywords.search(query, k, allowed)
        return [(self._rows.ids[row], score) for row, score in found]

    def search_hybrid(
        self,
        query: Sequence[str],
        vector: npt.NDArray[np.float32],
        k: int,
        filters: Filters,
    ) -> list[tuple[str, float]]:
        by_term = self.search_keywords(query, k, filters)
        return fuse_rrf(by_term, self.search_vectors(vector, k, filters))

    def term_weights(self, query: Sequence[str], ids: Sequence[str]) -> dict[str, dict[str, float]]:
        weights: dict[str, dict[str, float]] = {id_: {} for id_ in ids}
        wanted = np.array([self._rows.number[id_] for id_ in ids], dtype=np.int64)
        for term, times in Counter(query).items():
            rows, scores = self._keywords.term_scores(term)
            places = np.searchsorted(rows, wanted)
            for id_, row, place in zip(ids, wanted, places, strict=True):
                if place < len(rows) and rows[place] == row:
                    weights[id_][term] = times * float(scores[place])
        return weights

    def document_frequency(self, term: str) -> int:
        return self._keywords.document_frequency(term)

    def similar_terms(self, vector: npt.NDArray[np.float32], floor: float) -> dict[str, float]:
        return self._vocabulary.similar(vector, floor)

    def is_word(self, term: str) -> bool:
        return term in self._vocabulary

    def terms(self) -> Sequence[str]:
        return list(self._keywords.vocabulary)

    def spellings(self) -> Sequence[str]:
        return self._vocabulary.spellings

    def passages(self, ids: Sequence[str]) -> list[Passage]:
        with self._lock, _reading():
            found = texts.read_passages(self._texts, ids)
        return [found[id_] for id_ in ids]

    def passages_of(self, document_id: str) -> list[Passage]:
        with self._lock, _reading():
            return texts.read_passages_of(self._texts, document_id)

    def document(self, document_id: str) -> Document:
        with self._lock, _reading():
            document = self._documents.get(document_id)
            if document is None:
                document = texts.read_document(self._texts, document_id)
                if document is None:
                    raise DocumentNotFound(f"The index holds no article {document_id!r}.")
                if hashlib.sha256(document.text.encode()).hexdigest() != document.sha256:
                    raise _damaged(f"the text of {document.path} is not what was stored")
                self._documents[document_id] = document
                if len(self._documents) > _KEPT_DOCUMENTS:
                    self._documents.popitem(last=False)
            else:
                self._documents.move_to_end(document_id)
            return document

    def documents(self) -> list[Document]:
        with self._lock, _reading():
            return texts.read_documents(self._texts)

    def vectors(self, ids: Sequence[str]) -> dict[str, npt.NDArray[np.float32]]:
        """The stored vectors of these passages, by id; those that are missing are left out."""
        with _reading():
            return stored_vectors(self._collection, ids) if ids else {}

    def stray_vectors(self) -> list[str]:
        """Ids of vectors that belong to no passage."""
        with _reading():
            held = self._collection.get(include=[])["ids"]
        return sorted(set(held) - set(self._rows.ids))

    def term_counts(self, ids: Sequence[str]) -> list[int]:
        """How many index terms each passage has; -1 where the arrays contradict each other."""
        lengths, counted = self._keywords.postings.lengths, self._term_totals
        rows = [self._rows.number[id_] for id_ in ids]
        return [int(lengths[r]) if lengths[r] == counted[r] else -1 for r in rows]

    @cached_property
    def _term_totals(self) -> npt.NDArray[np.int64]:
        return self._keywords.postings.counted()

    def copies(self, document_id: str) -> tuple[str, ...]:
        return self._rows.copies.get(document_id, ())

    def sources(self) -> set[str]:
        return set(self._rows.source)

    def tags(self) -> set[str]:
        return {tag for tags in self._rows.tags for tag in tags}

    def close(self) -> None:
        with self._lock:
            self._texts.close()
        with _CHROMA_LOCK:
            self._client.close()
        if self._copy is not None:
            self._copy.cleanup()

    def _writable(self, vectors: Path) -> Path:
        """The folder, or a copy of it for as long as the store is open: Chroma does not open what
        it cannot write to, and an index may lie on a disk that is only read.
        """
        held = (vectors, *vectors.rglob("*"))
        if all(os.access(path, os.W_OK) for path in held):
            return vectors
        self._copy = tempfile.TemporaryDirectory(prefix="qa-vectors-")
        copy = Path(self._copy.name) / "vectors"
        copy.mkdir()
        for path in held[1:]:
            target = copy / path.relative_to(vectors)
            if path.is_dir():
                target.mkdir()
            else:
                shutil.copyfile(path, target)  # its bytes, and not that it is read-only
        return copy


def _damaged(what: str) -> IndexDamaged:
    return IndexDamaged(f"The index is damaged: {what}.", "Run: python -m qa index --full")


@contextmanager
def _reading() -> Iterator[None]:
    """Damage that shows only when a page of a file is read."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise _damaged(f"its texts cannot be read ({error})") from error
    except ChromaError as error:
        raise _damaged(f"its vectors cannot be read ({error})") from error


def _chroma_filter(filters: Filters, rows: texts.Rows) -> dict[str, Any] | None:
    conditions: list[dict[str, Any]] = []
    if filters.sources:
        conditions.append({"source": {"$in": list(filters.sources)}})
    if filters.documents:
        conditions.append({"document": {"$in": list(filters.documents)}})
    if filters.tags:  # Chroma's columns hold one value each; the empty id belongs to no document
        conditions.append({"document": {"$in": rows.tagged(filters.tags) or [""]}})
    if filters.since:
        conditions.append({"published": {"$gte": texts.date_number(filters.since)}})
    if filters.until:
        conditions.append({"published": {"$lte": texts.date_number(filters.until)}})
        conditions.append({"published": {"$gt": 0}})
    if not conditions:
        return None
    return conditions[0] if len(conditions) == 1 else {"$and": conditions}
