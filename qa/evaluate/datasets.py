"""Questions with answers, and the documents they are put to: BEIR folders and SQuAD files."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from qa.articles import READING, document_from_text
from qa.builds import Progress
from qa.digests import file_sha256
from qa.errors import DatasetError, IndexProblem
from qa.indexing import build_documents, open_store
from qa.records import Document
from qa.settings import Settings

__all__ = ["Dataset", "Query", "index_dataset", "read_dataset"]


@dataclass(frozen=True, slots=True)
class Query:
    """A question of a dataset, its gold answers and, where known, its gold articles.

    starts: where the gold answers begin in the one gold article, when the dataset says so.
    """

    id: str
    text: str
    answers: tuple[str, ...]
    articles: frozenset[str] = frozenset()
    starts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Dataset:
    """Documents and queries. digest: of the file they come from, names the cached index.

    paragraphs: each document is the paragraph that its questions were written for.
    """

    name: str
    digest: str
    documents: tuple[Document, ...] = field(repr=False)
    queries: tuple[Query, ...] = field(repr=False)
    paragraphs: bool = False


def read_dataset(
    path: Path, *, limit: int | None = None, sample: int | None = None, half: str | None = None
) -> Dataset:
    """A BEIR folder (`corpus.jsonl`, `queries.jsonl` with `metadata.answers`, `qrels/*.tsv`), or a
    JSON file as of SQuAD 1.1 or 2.

    half: "a" or "b", that half of the questions, by a hash of their ids: tune on one, report the
    other. limit: only the first questions, of that half. sample: only that many documents of a
    BEIR folder: those that are gold for some query, and an even sample of the others. Questions
    without answers are left out. Raises DatasetError.
    """
    data = _squad(path) if path.is_file() else _beir(path, sample)
    asked = [q for q in data.queries if q.answers and (half is None or _half(q.id) == half)]
    return replace(data, queries=tuple(asked[:limit]))


def index_dataset(
    data: Dataset,
    settings: Settings,
    cache: Path,
    *,
    on_progress: Callable[[Progress], None] | None = None,
) -> Settings:
    """Settings that point to the dataset's index in `cache`, which is built unless it is there.

    The folder is named after the dataset's content, the way that articles are read and, when they
    are not the usual ones, the settings that an index depends on.
    """
    own: dict[str, object] = {
        name: value
        for name in ("model", "passage_words", "passage_overlap")
        if (value := getattr(settings, name)) != Settings.model_fields[name].default
    }
    own["reading"] = READING
    suffix = f"-{hashlib.sha256(repr(own).encode()).hexdigest()[:8]}"
    folder = cache / f"{data.name}-{data.digest[:12]}{suffix}"
    kept = settings.model_copy(update={"index": folder})
    try:
        open_store(kept).close()
    except IndexProblem:
        build_documents(kept, data.documents, on_progress=on_progress)
    return kept


def _half(id_: str) -> str:
    return "ab"[hashlib.sha256(id_.encode()).digest()[0] % 2]


def _beir(folder: Path, sample: int | None) -> Dataset:
    corpus, queries = folder / "corpus.jsonl", folder / "queries.jsonl"
    try:
        gold = _qrels(folder / "qrels")
        rows = _sampled(list(_rows(corpus)), set().union(*gold.values()), sample)
        documents = tuple(_document(row) for row in rows)
        asked = tuple(_query(row, gold) for row in _rows(queries))
        digest = file_sha256(corpus)
        if sample is not None:  # which documents are sampled depends on the gold ones
            ids = "\n".join(d.id for d in documents)
            digest = hashlib.sha256(f"{digest}\n{ids}".encode()).hexdigest()
    except FileNotFoundError as error:
        raise DatasetError(
            f"{folder} is not a BEIR folder: {error.filename} is missing.",
            "It needs corpus.jsonl, queries.jsonl and, for article ranks, qrels/test.tsv; or name "
            "a JSON file as of SQuAD.",
        ) from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DatasetError(f"The dataset in {folder} cannot be read ({error}).") from error
    name = folder.name if sample is None else f"{folder.name}-{sample}"
    return Dataset(name, digest, documents, asked)


def _squad(path: Path) -> Dataset:
    documents: list[Document] = []
    asked: list[Query] = []
    try:
        for number, article in enumerate(json.loads(path.read_text(encoding="utf-8"))["data"]):
            title = article.get("title", "").replace("_", " ") or None
            for place, paragraph in enumerate(article["paragraphs"]):
                id_ = f"{number}-{place}"
                document = document_from_text(paragraph["context"], id=id_, path=id_, title=title)
                documents.append(document)
                asked += [_squad_query(row, document) for row in paragraph["qas"]]
        digest = file_sha256(path)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DatasetError(
            f"{path} is no question file as of SQuAD ({type(error).__name__}: {error}).",
            'It needs {"data": [{"paragraphs": [{"context": …, "qas": [{"id", "question", '
            '"answers"}]}]}]}.',
        ) from error
    return Dataset(path.stem, digest, tuple(documents), tuple(asked), paragraphs=True)


def _squad_query(row: dict[str, Any], document: Document) -> Query:
    given = [] if row.get("is_impossible") else row["answers"]
    starts = {
        a["answer_start"]
        if document.text.startswith(a["text"], a["answer_start"])
        else document.text.find(a["text"])  # the document's text was cleaned
        for a in given
    }
    return Query(
        str(row["id"]),
        row["question"],
        tuple(dict.fromkeys(a["text"] for a in given)),
        frozenset({document.id}),
        tuple(sorted(starts - {-1})),
    )


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
    return document_from_text(
        row["text"],
        id=str(row["_id"]),
        path=str(row["_id"]),
        title=row.get("title") or None,
        source=about.get("source") or None,
        published=_iso(str(about.get("date") or "")[:10].replace("/", "-")),
        url=about.get("url") or None,
    )


def _iso(written: str) -> str | None:
    """The ISO date that is written; None for none, and for a day that there is not."""
    try:
        return date.fromisoformat(written).isoformat()
    except ValueError:
        return None


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
