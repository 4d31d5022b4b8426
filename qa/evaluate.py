"""Retrieval measured on a BEIR folder: answer-in-passage and article ranks, by fusion method."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

from qa.articles import document_from_text
from qa.encoder import open_encoder
from qa.errors import DatasetError, IndexProblem
from qa.indexing import build_documents, open_store
from qa.records import Document, Progress
from qa.retrieve import Fusion, fuse, search
from qa.settings import Settings
from qa.stores import Store
from qa.text import fold, terms, words

__all__ = ["Dataset", "Query", "evaluate_retrieval", "open_dataset", "read_dataset"]

_DEPTHS = (1, 5, 10)


@dataclass(frozen=True, slots=True)
class Query:
    """A question of a dataset, its gold answers and, where known, its gold articles."""

    id: str
    text: str
    answers: tuple[str, ...]
    articles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Dataset:
    """Documents and queries. digest: of the corpus file, names its cached index."""

    name: str
    digest: str
    documents: tuple[Document, ...] = field(repr=False)
    queries: tuple[Query, ...] = field(repr=False)


def read_dataset(folder: Path, *, limit: int | None = None, sample: int | None = None) -> Dataset:
    """A BEIR folder: `corpus.jsonl`, `queries.jsonl` with `metadata.answers`, `qrels/*.tsv`.

    `limit` keeps the first queries only. `sample` keeps that many documents: those that are gold
    for some query, and an even sample of the others. Raises DatasetError.
    """
    corpus, queries = folder / "corpus.jsonl", folder / "queries.jsonl"
    try:
        gold = _qrels(folder / "qrels")
        rows = _sampled(list(_rows(corpus)), set().union(*gold.values()), sample)
        documents = tuple(_document(row) for row in rows)
        asked = tuple(_query(row, gold) for row in _rows(queries))[:limit]
        with corpus.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError as error:
        raise DatasetError(
            f"{folder} is not a BEIR folder: {error.filename} is missing.",
            "It needs corpus.jsonl, queries.jsonl and, for article ranks, qrels/test.tsv.",
        ) from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DatasetError(f"The dataset in {folder} cannot be read ({error}).") from error
    name = folder.name if sample is None else f"{folder.name}-{sample}"
    return Dataset(name, digest, documents, asked)


def open_dataset(
    dataset: Dataset,
    settings: Settings,
    cache: Path,
    *,
    on_progress: Callable[[Progress], None] | None = None,
) -> tuple[Store, Settings]:
    """The dataset's index, built in `cache` unless it is there already."""
    kept = settings.model_copy(update={"index": cache / f"{dataset.name}-{dataset.digest[:12]}"})
    try:
        return open_store(kept), kept
    except IndexProblem:
        build_documents(kept, dataset.documents, on_progress=on_progress)
        return open_store(kept), kept


def evaluate_retrieval(
    dataset: Dataset, store: Store, settings: Settings, *, depth: int = 100
) -> dict[str, Any]:
    """Metrics for each fusion method: how often an answer string stands in the top passages,
    how often a gold article is among the top articles, and seconds for each question.

    An answer counts when its folded words stand in a row in the passage. Passages and questions
    are those of the dataset; questions without answer strings are left out.
    """
    encoder = open_encoder(settings.model)
    asked = [q for q in dataset.queries if q.answers]
    tallies = {name: _Tally() for name in get_args(Fusion)}
    pooled, seconds = 0, 0.0
    for query in asked:
        started = time.perf_counter()
        vector = encoder.encode([query.text])[0]
        by_term, by_vector, _ = search(store, terms(query.text), vector, candidates=depth)
        seconds += time.perf_counter() - started
        pool = {id_ for id_, _ in (*by_term, *by_vector)}
        texts = {p.id: p for p in store.passages(sorted(pool))}
        right = {id_ for id_, p in texts.items() if _holds(p.text, query.answers)}
        pooled += bool(right)
        for name, tally in tallies.items():
            ranking = [id_ for id_, _ in fuse(name, by_term, by_vector)]
            tally.add([id_ in right for id_ in ranking])
            if query.articles:
                articles = list(dict.fromkeys(texts[id_].document_id for id_ in ranking))
                tally.add_articles([a in query.articles for a in articles])
    return {
        "dataset": dataset.name,
        "documents": len(dataset.documents),
        "passages": store.manifest.passages,
        "questions": len(asked),
        "questions_with_gold_article": tallies["rrf"].articles,
        "answer_in_pool": pooled / max(len(asked), 1),
        "seconds_per_question": seconds / max(len(asked), 1),
        "methods": {name: tally.summary() for name, tally in tallies.items()},
    }


@dataclass
class _Tally:
    """Running sums for one method."""

    questions: int = 0
    articles: int = 0
    hits: dict[int, int] = field(default_factory=lambda: dict.fromkeys(_DEPTHS, 0))
    article_hits: dict[int, int] = field(default_factory=lambda: dict.fromkeys(_DEPTHS, 0))
    reciprocal: float = 0.0

    def add(self, right: list[bool]) -> None:
        self.questions += 1
        for depth in _DEPTHS:
            self.hits[depth] += any(right[:depth])
        if any(right):
            self.reciprocal += 1.0 / (right.index(True) + 1)

    def add_articles(self, right: list[bool]) -> None:
        self.articles += 1
        for depth in _DEPTHS:
            self.article_hits[depth] += any(right[:depth])

    def summary(self) -> dict[str, float]:
        asked, judged = max(self.questions, 1), max(self.articles, 1)
        found = {f"answer@{d}": self.hits[d] / asked for d in _DEPTHS}
        articles = {f"article@{d}": self.article_hits[d] / judged for d in _DEPTHS}
        return {**found, "mrr": self.reciprocal / asked, **articles}


def _holds(text: str, answers: Sequence[str]) -> bool:
    padded = f" {_folded(text)} "
    return any(f" {folded} " in padded for a in answers if (folded := _folded(a)))


def _folded(text: str) -> str:
    return " ".join(fold(text[s.start : s.end]) for s in words(text))


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


def _sampled(
    rows: list[dict[str, Any]], gold: set[str], sample: int | None
) -> list[dict[str, Any]]:
    if sample is None or sample >= len(rows):
        return rows
    others = [row for row in rows if str(row["_id"]) not in gold]
    wanted = max(sample - (len(rows) - len(others)), 0)
    even = {round(i * len(others) / wanted) for i in range(wanted)} if wanted else set()
    kept = gold | {str(others[i]["_id"]) for i in even}
    return [row for row in rows if str(row["_id"]) in kept]


def _document(row: dict[str, Any]) -> Document:
    about = row.get("metadata") or {}
    date = str(about.get("date") or "")[:10].replace("/", "-")
    return document_from_text(
        row["text"],
        id=str(row["_id"]),
        path=str(row["_id"]),
        title=row.get("title") or None,
        source=about.get("source") or None,
        published=date if re.fullmatch(r"\d{4}-\d\d-\d\d", date) else None,
        url=about.get("url") or None,
    )


def _query(row: dict[str, Any], gold: dict[str, set[str]]) -> Query:
    about = row.get("metadata") or {}
    answers = about.get("answers") or about.get("answer") or []
    listed = [answers] if isinstance(answers, str) else answers
    id_ = str(row["_id"])
    return Query(id_, row["text"], tuple(map(str, listed)), frozenset(gold.get(id_, ())))


def _qrels(folder: Path) -> dict[str, set[str]]:
    gold: dict[str, set[str]] = {}
    for path in sorted(folder.glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.reader(file, delimiter="\t"):
                if len(row) >= 3 and row[-1].strip().isdigit() and int(row[-1]) > 0:
                    gold.setdefault(row[0], set()).add(row[-2])
    return gold
