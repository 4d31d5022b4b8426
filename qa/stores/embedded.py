"""The default store: Chroma for vectors, BM25 arrays for terms, SQLite for text, in one folder.

The vectors can lie on a Chroma server instead.
"""

from __future__ import annotations

import errno
import hashlib
import sqlite3
import threading
from collections import Counter, OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from chromadb.errors import ChromaError

from qa.builds import Manifest
from qa.errors import (
    DocumentNotFound,
    IndexDamaged,
    IndexMismatch,
    IndexNotWritten,
    IndexUnreachable,
    SettingsError,
)
from qa.fusion import fuse_rrf
from qa.keyword import KeywordIndex
from qa.memory import is_out_of_memory
from qa.postings import Postings
from qa.records import Document, Filters, Passage
from qa.stores import texts
from qa.stores.generations import is_kept
from qa.stores.sums import check_sizes
from qa.stores.vectors import ids_beside, open_vectors
from qa.vocabulary import Vocabulary

__all__ = ["EmbeddedStore"]

_GONE = {errno.ENOENT, errno.ENOTDIR, errno.EISDIR}  # any other refusal may pass
_COMPARED = 2_000  # passages that are compared one by one, where the filters name too many
_MOST_NAMED = 10_000  # articles in one of Chroma's filters; it refuses some three times as many
_KEPT_DOCUMENTS = 512  # documents held in memory, least recently used out first


class EmbeddedStore:
    """One generation of the index, opened for reading."""

    def __init__(self, folder: Path, manifest: Manifest, chroma_url: str = "") -> None:
        """Open the generation in `folder`. chroma_url: of the server that has its vectors.

        Raises IndexDamaged when a part does not open, IndexNotWritten when the disk is full,
        IndexUnreachable or SettingsError when the server is away or not named.
        """
        self._folder = folder
        self.manifest = manifest
        self._lock = threading.Lock()
        self._documents: OrderedDict[str, Document] = OrderedDict()
        # What Chroma has open stays in its table, and would be handed out again
        opened = ExitStack()
        try:
            check_sizes(folder)
            self._keywords = KeywordIndex(Postings.open(folder / "keywords"))
            self._vocabulary = Vocabulary.open(folder / "keywords")
            self._texts = opened.enter_context(closing(texts.open_texts(folder / "texts.sqlite")))
            self._rows = texts.read_rows(self._texts)
            self._vectors = opened.enter_context(closing(open_vectors(folder, chroma_url)))
            stored = self._vectors.count()
        except (IndexUnreachable, SettingsError):
            opened.close()
            raise
        except Exception as error:
            opened.close()
            if is_out_of_memory(error):
                raise IndexNotWritten(
                    f"There is not enough memory to open the index in {folder.parent}.",
                    "Close other programs, or use a machine with more memory.",
                ) from error
            if isinstance(error, OSError) and error.errno not in _GONE:
                raise IndexNotWritten(
                    f"The index in {folder.parent} cannot be opened ({error}).",
                    "Look after the disk and the rights to it, or close other programs, and try "
                    "again.",
                ) from error
            if "disk is full" in str(error):  # Chroma writes a journal even to read
                raise IndexNotWritten(
                    f"The index in {folder.parent} cannot be opened: the disk is full.",
                    "Free some space, then try again.",
                ) from error
            raise IndexDamaged(
                f"The index in {folder.parent} is damaged ({type(error).__name__}: {error}).",
                "Run: python -m qa index --full",
            ) from error
        sizes = {len(self._rows.ids), self._keywords.corpus_size, manifest.passages}
        missing = stored < manifest.passages
        if len(sizes) != 1 or missing or (stored > manifest.passages and not self._vectors.shared):
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
        (where, is_whole), held = _chroma_filter(filters, self._rows), self._rows.number
        if not is_whole:
            allowed = np.flatnonzero(self._rows.allowed(filters)).tolist()
            held = {self._rows.ids[row]: row for row in allowed}
            count = min(count, len(held))
            if len(held) <= _COMPARED:
                with _reading():
                    return self._complete([], vector, count, filters)
        with _reading():
            found = self._vectors.search(vector, count, where, held)
            if len(found) < count:
                found = self._complete(found, vector, count, filters)
        if self._vectors.shared and not is_kept(self._folder):
            raise IndexMismatch(  # some of its vectors are gone: better no answer than half of one
                "The state of the index that is open here was replaced long ago and is gone.",
                "Open the index again.",
            )
        return found

    def _complete(
        self,
        found: list[tuple[str, float]],
        vector: npt.NDArray[np.float32],
        k: int,
        filters: Filters,
    ) -> list[tuple[str, float]]:
        """The `k` nearest, with those that the graph of neighbours (HNSW) does not lead to.

        A search for as many as there are comes back with fewer now and then; those that it left
        out are compared one by one.
        """
        allowed = np.flatnonzero(self._rows.allowed(filters)).tolist()
        left_out = {self._rows.ids[row] for row in allowed}.difference(id_ for id_, _ in found)
        vectors = self._vectors.look_up(sorted(left_out))
        scored = [(id_, float(vector @ own)) for id_, own in vectors.items()]
        return sorted([*found, *scored], key=lambda pair: -pair[1])[:k]

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

    def similar_terms(
        self, vectors: npt.NDArray[np.float32], floor: float
    ) -> list[dict[str, float]]:
        return self._vocabulary.similar(vectors, floor)

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
            return self._vectors.look_up(ids)

    def stray_vectors(self) -> list[str]:
        """Ids of vectors that belong to no passage."""
        with _reading():
            strays = set(self._vectors.ids()) - set(self._rows.ids)
            return sorted(strays - ids_beside(self._folder) if strays else strays)

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
        self._vectors.close()


def _damaged(what: str) -> IndexDamaged:
    return IndexDamaged(f"The index is damaged: {what}.", "Run: python -m qa index --full")


@contextmanager
def _reading() -> Iterator[None]:
    """Damage that shows only when a page of a file is read."""
    try:
        yield
    except sqlite3.ProgrammingError as error:  # somebody closed it meanwhile
        raise IndexMismatch(
            "The state of the index that was open here is closed.", "Open the index again."
        ) from error
    except sqlite3.DatabaseError as error:
        raise _damaged(f"its texts cannot be read ({error})") from error
    except ChromaError as error:
        raise _damaged(f"its vectors cannot be read ({error})") from error


def _chroma_filter(filters: Filters, rows: texts.Rows) -> tuple[dict[str, Any] | None, bool]:
    """The filters in Chroma's words, and whether these say all: articles of which too many are
    named are left out.
    """
    conditions: list[dict[str, Any]] = []
    named = [list(filters.documents)] if filters.documents else []
    if filters.tags:  # Chroma's columns hold one value each; the empty id belongs to no document
        named.append(rows.tagged(filters.tags) or [""])
    few = [ids for ids in named if len(ids) <= _MOST_NAMED]
    if filters.sources:
        conditions.append({"source": {"$in": list(filters.sources)}})
    conditions += [{"document": {"$in": ids}} for ids in few]
    if filters.since:
        conditions.append({"published": {"$gte": texts.date_number(filters.since)}})
    if filters.until:
        conditions.append({"published": {"$lte": texts.date_number(filters.until)}})
        conditions.append({"published": {"$gt": 0}})
    is_whole = len(few) == len(named)
    if not conditions:
        return None, is_whole
    return conditions[0] if len(conditions) == 1 else {"$and": conditions}, is_whole
