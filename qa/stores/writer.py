"""Documents into a new state of the embedded store: passages, vectors, terms, text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from chromadb.errors import ChromaError

from qa.encoder import Encoder
from qa.keyword import KeywordIndex
from qa.passages import cut, index_text
from qa.records import Document, Passage, Progress
from qa.stores import texts
from qa.stores.embedded import COLLECTION, chroma_client
from qa.text import terms
from qa.vocabulary import Vocabulary, common_spellings

__all__ = ["KnownVectors", "StoreError", "no_vectors", "vectors_in", "write_store"]

Vector = npt.NDArray[np.float32]
KnownVectors = Callable[[Sequence[str]], Mapping[str, Vector]]

_BATCH = 256  # passages encoded and stored at once; sorted by length inside the encoder
# Wider than Chroma's defaults: a neighbour missed is an answer missed, and a laptop has time
_HNSW = {"space": "cosine", "ef_construction": 200, "ef_search": 200, "max_neighbors": 32}


class StoreError(Exception):
    """The vector database refused to read or write."""


def no_vectors(_: Sequence[str]) -> Mapping[str, Vector]:
    """Known vectors when there are none."""
    return {}


@contextmanager
def vectors_in(folder: Path) -> Iterator[tuple[KnownVectors, Vocabulary]]:
    """The vectors that the state in `folder` holds, by passage id, and those of words.

    Raises OSError, ValueError or StoreError when they cannot be read.
    """
    vocabulary = Vocabulary.open(folder / "keywords")
    with ExitStack() as stack:
        try:
            client = stack.enter_context(closing(chroma_client(folder / "vectors")))
            collection = client.get_collection(COLLECTION, embedding_function=None)
        except ChromaError as error:
            raise StoreError(str(error)) from error

        def look_up(ids: Sequence[str]) -> Mapping[str, Vector]:
            found = collection.get(ids=list(ids), include=["embeddings"])
            return dict(zip(found["ids"], found["embeddings"], strict=True))

        yield look_up, vocabulary


def write_store(
    folder: Path,
    documents: Sequence[Document],
    encoder: Encoder,
    *,
    size: int,
    overlap: int,
    known_vectors: KnownVectors = no_vectors,
    known_words: Vocabulary | None = None,
    on_progress: Callable[[Progress], None] = lambda _: None,
) -> tuple[int, int]:
    """Cut, encode and store `documents`; returns how many passages there are and were encoded.

    Raises OSError, sqlite3.Error or StoreError when the disk refuses.
    """
    passages = _cut_all(folder / "texts.sqlite", documents, size, overlap, on_progress)
    keywords = KeywordIndex(terms(index_text(d, p)) for d, p in passages)
    keywords.save(folder / "keywords")
    spellings = common_spellings(d.text for d in documents)
    Vocabulary.build(spellings, encoder, known_words).save(folder / "keywords")
    try:
        encoded = _store_vectors(folder / "vectors", passages, encoder, known_vectors, on_progress)
    except ChromaError as error:
        raise StoreError(str(error)) from error
    return len(passages), encoded


def _cut_all(
    path: Path,
    documents: Sequence[Document],
    size: int,
    overlap: int,
    on_progress: Callable[[Progress], None],
) -> list[tuple[Document, Passage]]:
    every: list[tuple[Document, Passage]] = []
    seen: Counter[str] = Counter()
    with closing(texts.create_texts(path)) as connection, connection:
        for done, document in enumerate(documents, start=1):
            passages = _renamed(cut(document, size=size, overlap=overlap), seen)
            texts.add_document(connection, document, passages, first=len(every))
            every.extend((document, passage) for passage in passages)
            on_progress(Progress("cutting", done, len(documents)))
    return every


def _renamed(passages: list[Passage], seen: Counter[str]) -> list[Passage]:
    """Ids made unique where two documents hold the same text under the same title."""
    seen.update(p.id for p in passages)
    return [p if seen[p.id] == 1 else replace(p, id=f"{p.id}-{seen[p.id]}") for p in passages]


def _store_vectors(
    folder: Path,
    passages: list[tuple[Document, Passage]],
    encoder: Encoder,
    known_vectors: KnownVectors,
    on_progress: Callable[[Progress], None],
) -> int:
    encoded = 0
    with closing(chroma_client(folder)) as client:
        collection = client.create_collection(
            COLLECTION, embedding_function=None, configuration={"hnsw": _HNSW}
        )
        for start in range(0, len(passages), _BATCH):
            batch = passages[start : start + _BATCH]
            known = known_vectors([p.id for _, p in batch])
            missing = [(d, p) for d, p in batch if p.id not in known]
            fresh = encoder.encode([index_text(d, p) for d, p in missing])
            vectors = dict(known) | {p.id: v for (_, p), v in zip(missing, fresh, strict=True)}
            collection.add(
                ids=[p.id for _, p in batch],
                embeddings=[vectors[p.id] for _, p in batch],
                metadatas=[
                    {
                        "document": d.id,
                        "source": d.source,
                        "published": texts.date_number(d.published),
                    }
                    for d, _ in batch
                ],
            )
            encoded += len(missing)
            on_progress(Progress("encoding", start + len(batch), len(passages)))
    return encoded
