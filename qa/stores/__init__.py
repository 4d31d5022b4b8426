"""Where documents, passages, vectors and terms live: the protocol that every store keeps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from qa.builds import Manifest
from qa.records import Document, Filters, Passage

__all__ = ["Store", "StoreError"]


class StoreError(Exception):
    """A part of the store refused to be read or written."""


class Store(Protocol):
    """An opened index. Safe to use from several threads."""

    manifest: Manifest

    def search_vectors(
        self, vector: npt.NDArray[np.float32], k: int, filters: Filters
    ) -> list[tuple[str, float]]:
        """The `k` passage ids nearest to `vector` by cosine: (id, cosine), best first."""
        ...

    def search_keywords(
        self, query: Sequence[str], k: int, filters: Filters
    ) -> list[tuple[str, float]]:
        """The `k` passage ids with the highest BM25 for the terms: (id, score), best first."""
        ...

    def search_hybrid(
        self,
        query: Sequence[str],
        vector: npt.NDArray[np.float32],
        k: int,
        filters: Filters,
    ) -> list[tuple[str, float]]:
        """Both searches' `k` best fused by reciprocal rank: (id, score), best first."""
        ...

    def term_weights(self, query: Sequence[str], ids: Sequence[str]) -> dict[str, dict[str, float]]:
        """For each passage id, what each query term adds to its BM25 score."""
        ...

    def document_frequency(self, term: str) -> int:
        """In how many passages the term stands."""
        ...

    def similar_terms(
        self, vectors: npt.NDArray[np.float32], floor: float
    ) -> list[dict[str, float]]:
        """For each word's vector, lower-case words of the index whose cosine with it is at least
        `floor`. vectors: (words, dimension).
        """
        ...

    def is_word(self, term: str) -> bool:
        """True when the index mostly writes the term in lower case: a word and no name."""
        ...

    def terms(self) -> Sequence[str]:
        """Every index term, sorted."""
        ...

    def spellings(self) -> Sequence[str]:
        """The lower-case words of the index, the commonest spelling of each term."""
        ...

    def passages(self, ids: Sequence[str]) -> list[Passage]:
        """The passages with these ids, in this order."""
        ...

    def passages_of(self, document_id: str) -> list[Passage]:
        """A document's passages in reading order."""
        ...

    def document(self, document_id: str) -> Document:
        """One document. Raises DocumentNotFound."""
        ...

    def documents(self) -> list[Document]:
        """All documents, by path."""
        ...

    def copies(self, document_id: str) -> tuple[str, ...]:
        """Ids of all documents that tell a document's story, itself among them; else empty."""
        ...

    def sources(self) -> set[str]:
        """Every source that a document names."""
        ...

    def tags(self) -> set[str]:
        """Every tag that a document has."""
        ...

    def vectors(self, ids: Sequence[str]) -> dict[str, npt.NDArray[np.float32]]:
        """The stored vectors of these passages, by id; those that are missing are left out."""
        ...

    def stray_vectors(self) -> list[str]:
        """Ids of vectors that belong to no passage."""
        ...

    def term_counts(self, ids: Sequence[str]) -> list[int]:
        """How many index terms each passage has; -1 where the store contradicts itself."""
        ...

    def close(self) -> None:
        """Let go of files and memory."""
        ...
