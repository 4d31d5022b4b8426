"""How the index behaves as it grows: `python -m benchmarks.scale --dataset DIR --sizes 1000 10000`.

Beyond the data at hand, articles are made by dealing its sentences out anew: their words are real,
what they say is not. So are their vectors: each is one of 2,000 real passages' with noise added
(cosine to it about 0.8), since encoding half a million passages takes hours and is measured
elsewhere. Everything else is the real thing: cutting, terms, copies, SQLite, Chroma, the postings.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import numpy as np

from benchmarks.articles import read_articles
from benchmarks.processes import worker
from qa.articles import document_from_text
from qa.encoder import Encoder, Vectors, open_encoder
from qa.engine import Engine
from qa.evaluate.datasets import read_dataset
from qa.indexing import build_documents, open_store
from qa.keyword import KeywordIndex
from qa.postings import Postings
from qa.precision import Chosen
from qa.records import Document, Filters
from qa.settings import Settings
from qa.text import lines, sentences_of, terms, word_count

__all__ = ["BorrowedVectors", "Scaled", "dealt_out"]

_REAL = 2_000  # passages whose vectors are borrowed
_NOISE = 0.75  # length of what is added to a unit vector
_ARTICLE = 60  # sentences of an article that is made
_NEIGHBOURS = 100
_EXACT = 30  # questions for which neighbours are also sought exactly


class BorrowedVectors:
    """Gives each text the vector of a real passage with noise added, under an encoder's name."""

    precision = Chosen("float32", "nothing is computed")
    backend = "torch"

    def __init__(self, encoder: Encoder, real: Sequence[str]) -> None:
        """real: texts whose vectors are borrowed."""
        self.name, self.digest, self.dimension = encoder.name, encoder.digest, encoder.dimension
        self._real = encoder.encode(real)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, the same for the same text."""
        seeds = [int.from_bytes(hashlib.sha256(t.encode()).digest()[:8]) for t in texts]
        noise = np.stack(
            [np.random.default_rng(s).standard_normal(self.dimension, np.float32) for s in seeds]
        )
        noise *= _NOISE / np.linalg.norm(noise, axis=1, keepdims=True)
        vectors = self._real[[s % len(self._real) for s in seeds]] + noise
        unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit


def dealt_out(sentences: Sequence[str], words: int) -> Iterator[Document]:
    """Articles of so many words in all, of sentences drawn without looking at what they say."""
    chance = random.Random(20_240_613)
    number = done = 0
    while done < words:
        drawn = chance.sample(sentences, min(_ARTICLE, len(sentences)))
        text = "\n".join(" ".join(drawn[at : at + 4]) for at in range(0, len(drawn), 4))
        done += word_count(text)
        name = f"{number:07}"
        yield document_from_text(text, id=name, path=name, title=drawn[0][:80], source="dealt")
        number += 1


class Scaled:
    """An index of a size, built and asked in a process of its own."""

    def __init__(self, folder: Path, dataset: Path) -> None:
        self._dataset = dataset
        self._settings = Settings.model_validate(
            {"articles": folder, "index": folder / "index", "data": folder / "data"}
        )
        self._engine: Engine | None = None

    def prepare(self) -> None:
        """Read the sentences and encode the passages that are borrowed from."""
        self._sentences = found = list[str]()
        for row in read_articles(self._dataset)[:600]:
            text = str(row["text"])
            parts = sentences_of(text, list(lines(text)))
            found += [text[s.start : s.end] for part in parts for s in part if s.end - s.start > 20]
        encoder = open_encoder(self._settings.model, computing=self._settings.computing)
        self._encoder = BorrowedVectors(encoder, found[:_REAL])

    def build(self, passages: int) -> int:
        """About so many passages; how many there are."""
        documents = list(dealt_out(self._sentences, passages * self._settings.passage_words))
        return build_documents(self._settings, documents, encoder=self._encoder).passages

    def locate(self) -> None:
        """Find the folder of the keyword index, which opens the whole index once."""
        store = open_store(self._settings)
        store.close()
        self._folder = self._settings.index / store.manifest.generation / "keywords"

    def keywords(self) -> int:
        """Open the keyword index alone."""
        self._keywords = KeywordIndex(Postings.open(self._folder))
        return int(self._keywords.corpus_size)

    def score(self, question: str) -> int:
        return len(self._keywords.search(terms(question), _NEIGHBOURS))

    def open(self) -> None:
        self._engine = Engine.open(self._settings)

    def find(self, question: str) -> int:
        assert self._engine is not None
        return len(self._engine.find(question))

    def ask(self, question: str) -> int:
        assert self._engine is not None
        return len(self._engine.ask(question).answers)

    def neighbours(self, questions: Sequence[str]) -> float:
        """The share of the nearest vectors that Chroma finds (recall at 100)."""
        store = open_store(self._settings)
        vectors = open_encoder(self._settings.model).encode(questions)
        rows = store._rows.ids
        best: list[list[tuple[float, str]]] = [[] for _ in questions]
        for start in range(0, len(rows), 5_000):
            held = store.vectors(rows[start : start + 5_000])
            cosines = np.stack(list(held.values())) @ vectors.T
            for own, column in zip(best, cosines.T, strict=True):
                own += zip(column.tolist(), held, strict=True)
                own.sort(reverse=True)
                del own[_NEIGHBOURS:]
        shares = []
        for vector, exact in zip(vectors, best, strict=True):
            found = {id_ for id_, _ in store.search_vectors(vector, _NEIGHBOURS, Filters())}
            shares.append(len(found & {id_ for _, id_ in exact}) / len(exact))
        return float(np.mean(shares))


def measure(passages: int, dataset: Path, questions: Sequence[str], work: Path | None) -> Any:
    """Everything at one size."""
    with tempfile.TemporaryDirectory(dir=work) as name:
        folder = Path(name)
        with worker(Scaled, folder, dataset) as made:
            made.call("prepare")
            built = made.call("build", passages)
        sizes = (f.stat().st_size for f in folder.rglob("*") if f.is_file())
        figures = {
            "passages": built.result,
            "build_s": built.clock,
            "build_peak_mb": built.peak / 1e6,
            "disk_mb": sum(sizes) / 1e6,
        }
        with worker(Scaled, folder, dataset) as made:
            made.call("locate")
            figures["keyword_open_s"] = made.call("keywords").clock
            took = [made.call("score", q).clock for q in questions]
            figures["keyword_p50_ms"] = median(took) * 1000
        with worker(Scaled, folder, dataset) as made:
            figures["open_s"] = made.call("open").clock
            figures["first_s"] = figures["open_s"] + made.call("find", questions[0]).clock
            found = [made.call("find", q) for q in questions]
            figures["find_p50_ms"] = median(t.clock for t in found) * 1000
            figures["find_p95_ms"] = quantiles((t.clock for t in found), n=20)[-1] * 1000
            figures["memory_mb"] = found[-1].memory / 1e6
        with worker(Scaled, folder, dataset) as made:
            opened = made.call("open").clock
            figures["first_answer_s"] = opened + made.call("ask", questions[0]).clock
            answered = [made.call("ask", q) for q in questions[1:]]
            figures["answer_p50_ms"] = median(t.clock for t in answered) * 1000
            figures["answering_memory_mb"] = answered[-1].memory / 1e6
        with worker(Scaled, folder, dataset) as made:
            figures["recall_at_100"] = made.call("neighbours", questions[:_EXACT]).result
    return figures


def main() -> None:
    """Measure each size, print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dataset", type=Path, required=True, help="BEIR folder")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--out", type=Path, help="write the figures as JSON")
    parser.add_argument("--work", type=Path, help="where the temporary folders go")
    options = parser.parse_args()
    data = read_dataset(options.dataset, limit=options.questions)
    rows: list[Any] = []
    for size in options.sizes:
        rows.append(measure(size, options.dataset, [q.text for q in data.queries], options.work))
        names = list(rows[0])
        if len(rows) == 1:
            sys.stdout.write(f"| {' | '.join(names)} |\n|{'---|' * len(names)}\n")
        shown = (rows[-1][name] for name in names)
        cells = (f"{value:,.0f}" if value >= 100 else f"{value:.3g}" for value in shown)
        sys.stdout.write(f"| {' | '.join(cells)} |\n")
        sys.stdout.flush()
    if options.out:
        options.out.write_text(json.dumps(rows, indent=1), "utf-8")


if __name__ == "__main__":
    main()
