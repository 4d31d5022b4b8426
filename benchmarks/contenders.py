"""What is compared side by side: this program, and others given the same articles.

Each builds an index of a folder of articles, opens it, and ranks passages for a question. The
naive recipe is what tutorials put together: every passage encoded by sentence-transformers as it
comes, added to a Chroma collection, split at white space for rank_bm25, both rankings joined by
reciprocal rank fusion. It gets the same passages as this program, and nothing is left out to slow
it down: its keyword index is kept on the disk instead of being made anew at each start.
"""

from __future__ import annotations

import pickle
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from qa.articles import document_from_text
from qa.encoder import model_folder, open_encoder, quiet_libraries
from qa.engine import Engine
from qa.indexing import build
from qa.passages import cut
from qa.settings import Settings
from qa.text import sentences, terms

__all__ = ["CONTENDERS", "Contender", "Found", "Naive", "Ours", "Txtai"]

Found = tuple[str, str, str]  # passage id, name of the article's file, text
_CANDIDATES = 100
_RRF_K = 60
_CHROMA_BATCH = 5_000  # Chroma refuses more at once


class Contender(Protocol):
    """A program under test. folder: holds `articles/` and whatever the contender writes.

    One whose keyword index opens alone also has `keywords`, which loads it, and `score`, which
    gives BM25 of every passage for a question and returns how many there are.
    """

    def __init__(self, folder: Path) -> None: ...

    def warm(self) -> None:
        """Load libraries, so that what follows is timed without them."""
        ...

    def build(self) -> int:
        """Index the articles, or bring the index up to date; the number of passages."""
        ...

    def open(self) -> None:
        """Get ready for questions."""
        ...

    def search(self, question: str, k: int) -> list[Found]:
        """The `k` best passages."""
        ...


class Ours:
    """This program, through its engine."""

    def __init__(self, folder: Path) -> None:
        self._settings = Settings.model_validate(
            {"articles": folder / "articles", "index": folder / "ours", "data": folder / "data"}
        )
        self._engine: Engine | None = None
        self._keywords: Any = None

    def warm(self) -> None:
        open_encoder(self._settings.model).encode(["Warm."])
        sentences("Warm. Up.")

    def build(self) -> int:
        return build(self._settings).passages

    def open(self) -> None:
        self._engine = Engine.open(self._settings)

    def search(self, question: str, k: int) -> list[Found]:
        assert self._engine is not None
        hits = self._engine.find(question, k=k)
        return [(h.passage.id, Path(h.document.path).stem, h.passage.text) for h in hits]

    def ask(self, question: str) -> None:
        """The whole answer, read and compared."""
        assert self._engine is not None
        self._engine.ask(question)

    def keywords(self) -> None:
        from qa.keyword import KeywordIndex
        from qa.postings import Postings
        from qa.stores.generations import read_manifest

        generation = read_manifest(self._settings.index).generation
        folder = self._settings.index / generation / "keywords"
        self._keywords = KeywordIndex(Postings.open(folder))

    def score(self, question: str) -> int:
        return len(self._keywords.get_scores(terms(question)))


class Naive:
    """The recipe of the tutorials."""

    def __init__(self, folder: Path) -> None:
        self._articles, self._place = folder / "articles", folder / "naive"
        self._model: Any = None
        self._collection: Any = None
        self._bm25: Any = None
        self._passages: list[Found] = []

    def warm(self) -> None:
        self._load()
        self._model.encode("Warm.", show_progress_bar=False)
        sentences("Warm. Up.")

    def build(self) -> int:
        from rank_bm25 import BM25Okapi

        self._place.mkdir(exist_ok=True)
        self._passages = known = self._kept()
        done = {article for _, article, _ in known}
        fresh = [p for f in articles_in(self._articles) if f.stem not in done for p in _cut(f)]
        if self._model is None:
            self._load()
        texts = [text for _, _, text in fresh]
        vectors = self._model.encode(texts, show_progress_bar=False)
        for start in range(0, len(fresh), _CHROMA_BATCH):
            part = slice(start, start + _CHROMA_BATCH)
            self._collection.add(
                ids=[id_ for id_, _, _ in fresh[part]],
                documents=texts[part],
                embeddings=vectors[part],
                metadatas=[{"article": article} for _, article, _ in fresh[part]],
            )
        self._passages = [*known, *fresh]
        self._bm25 = BM25Okapi([text.lower().split() for _, _, text in self._passages])
        with (self._place / "bm25.pickle").open("wb") as file:
            pickle.dump((self._passages, self._bm25), file)
        return len(self._passages)

    def open(self) -> None:
        self._load()
        self.keywords()

    def search(self, question: str, k: int) -> list[Found]:
        vector = self._model.encode(question, show_progress_bar=False)
        found = self._collection.query(query_embeddings=[vector], n_results=_CANDIDATES)
        scores = self._bm25.get_scores(question.lower().split())
        best = np.argsort(scores)[::-1][:_CANDIDATES]
        fused: dict[str, float] = {}
        for ranking in (found["ids"][0], [self._passages[row][0] for row in best]):
            for rank, id_ in enumerate(ranking, start=1):
                fused[id_] = fused.get(id_, 0.0) + 1 / (_RRF_K + rank)
        best_ids = sorted(fused, key=lambda id_: -fused[id_])[:k]
        shown = self._collection.get(ids=best_ids)
        rows = zip(shown["ids"], shown["metadatas"], shown["documents"], strict=True)
        by_id = {id_: (id_, about["article"], text) for id_, about, text in rows}
        return [by_id[id_] for id_ in best_ids]

    def keywords(self) -> None:
        with (self._place / "bm25.pickle").open("rb") as file:
            self._passages, self._bm25 = pickle.load(file)

    def score(self, question: str) -> int:
        return len(self._bm25.get_scores(question.lower().split()))

    def _kept(self) -> list[Found]:
        if not (self._place / "bm25.pickle").is_file():
            return []
        self.keywords()
        return self._passages

    def _load(self) -> None:
        import chromadb

        quiet_libraries(offline=True)
        from sentence_transformers import SentenceTransformer

        self._model = SentenceTransformer(str(model_folder("all-MiniLM-L6-v2")))
        client = chromadb.PersistentClient(str(self._place / "chroma"))
        self._collection = client.get_or_create_collection("passages")


class Txtai:
    """txtai's hybrid index, its defaults, with the same passages and model."""

    def __init__(self, folder: Path) -> None:
        self._articles, self._place = folder / "articles", folder / "txtai"
        self._embeddings: Any = None

    def warm(self) -> None:
        sentences("Warm. Up.")
        if self._place.exists():
            self.open()

    def build(self) -> int:
        fresh = not self._place.exists()
        if fresh:
            self._new()
        elif self._embeddings is None:
            self.open()
        held = set() if fresh else self._held()
        rows = [
            {"id": id_, "text": text}
            for f in articles_in(self._articles)
            for id_, article, text in ([] if f.stem in held else _cut(f))
        ]
        (self._embeddings.index if fresh else self._embeddings.upsert)(rows)
        self._embeddings.save(str(self._place))
        return int(self._embeddings.count())

    def open(self) -> None:
        from txtai import Embeddings

        self._embeddings = Embeddings()
        self._embeddings.load(str(self._place))

    def search(self, question: str, k: int) -> list[Found]:
        rows = self._embeddings.search(question, k)
        return [(r["id"], r["id"].split("/")[0], r["text"]) for r in rows]

    def _new(self) -> None:
        from txtai import Embeddings

        model = str(model_folder("all-MiniLM-L6-v2"))
        self._embeddings = Embeddings(path=model, hybrid=True, content=True)

    def _held(self) -> set[str]:
        rows = self._embeddings.search("select id from txtai", 10_000_000)
        return {row["id"].split("/")[0] for row in rows}


def articles_in(folder: Path) -> list[Path]:
    """The text files that were written for the comparison, by name."""
    return sorted(folder.glob("*.txt"))


def _cut(file: Path) -> list[Found]:
    """The passages that this program makes of the text."""
    document = document_from_text(file.read_text("utf-8"), id=file.stem, path=file.name)
    return [(f"{file.stem}/{p.id}", file.stem, p.text) for p in cut(document)]


CONTENDERS: dict[str, type[Contender]] = {"ours": Ours, "naive": Naive}
if find_spec("txtai") is not None:
    CONTENDERS["txtai"] = Txtai
