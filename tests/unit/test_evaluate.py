"""Retrieval measured on a tiny BEIR folder whose figures can be counted by hand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from qa.errors import DatasetError
from qa.evaluate import Dataset, evaluate_retrieval, open_dataset, read_dataset
from qa.settings import Settings
from tests.conftest import HashEncoder

CORPUS: list[dict[str, Any]] = [
    {
        "_id": "d1",
        "title": "Vienna",
        "text": "Delegates arrived on Thursday. The envoy Staffan de Mistura opened the talks.",
        "metadata": {"date": "2018/01/25", "source": "Reuters", "url": "https://example.org/1"},
    },
    {"_id": "d2", "title": "Rain", "text": "It rained all week on the wheat and on the barley."},
    {
        "_id": "d3",
        "title": "",
        "text": "Football: the final ended two to one.",
        "metadata": {"date": "last week"},
    },
    {"_id": "d4", "title": "Bread", "text": "The price of bread and of flour rose again."},
]
QUERIES: list[dict[str, Any]] = [
    {"_id": "q1", "text": "who opened the talks?", "metadata": {"answers": ["staffan DE Mistura"]}},
    {"_id": "q2", "text": "what rose? bread", "metadata": {"answer": "flour"}},
    {"_id": "q3", "text": "wheat barley rained", "metadata": {"answers": ["sunshine", "snow"]}},
    {"_id": "q4", "text": "football without an answer"},
]
QRELS = "query-id\tcorpus-id\tscore\nq1\td1\t1\nq2\td2\t1\nq2\td3\t0\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "tiny"
    (made / "qrels").mkdir(parents=True)
    write_lines(made / "corpus.jsonl", CORPUS)
    write_lines(made / "queries.jsonl", QUERIES)
    (made / "qrels" / "test.tsv").write_text(QRELS, encoding="utf-8")
    return made


@pytest.fixture
def encoder(hash_encoder: HashEncoder, monkeypatch: pytest.MonkeyPatch) -> HashEncoder:
    monkeypatch.setattr("qa.evaluate.open_encoder", lambda name: hash_encoder)
    return hash_encoder


def write_lines(path: Path, rows: Sequence[object]) -> None:
    path.write_text("".join(json.dumps(row) + "\n\n" for row in rows), encoding="utf-8")


def measured(data: Dataset, cache: Path) -> dict[str, Any]:
    store, settings = open_dataset(data, Settings(), cache)
    try:
        return evaluate_retrieval(data, store, settings)
    finally:
        store.close()


def test_documents_keep_what_the_dataset_says(folder: Path) -> None:
    first, _, third, _ = read_dataset(folder).documents
    assert (first.id, first.title, first.source) == ("d1", "Vienna", "Reuters")
    assert (first.published, first.url) == ("2018-01-25", "https://example.org/1")
    assert first.text == CORPUS[0]["text"]
    assert third.published is None


def test_queries_know_their_answers_and_gold_articles(folder: Path) -> None:
    q1, q2, q3, q4 = read_dataset(folder).queries
    assert (q1.answers, q1.articles) == (("staffan DE Mistura",), {"d1"})
    assert (q2.answers, q2.articles) == (("flour",), {"d2"}), "a relevance of 0 is no gold"
    assert (q3.answers, q3.articles) == (("sunshine", "snow"), frozenset())
    assert q4.answers == ()


def test_limit_keeps_the_first_queries(folder: Path) -> None:
    data = read_dataset(folder, limit=2)
    assert [q.id for q in data.queries] == ["q1", "q2"]
    assert len(data.documents) == 4


@pytest.mark.parametrize(
    ("sample", "kept"), [(1, {"d1", "d2"}), (3, {"d1", "d2", "d3"}), (9, {"d1", "d2", "d3", "d4"})]
)
def test_a_sample_keeps_the_gold_articles(folder: Path, sample: int, kept: set[str]) -> None:
    data = read_dataset(folder, sample=sample)
    assert {d.id for d in data.documents} == kept
    assert data.name == f"tiny-{sample}"
    assert data.digest == read_dataset(folder).digest


def test_metrics_counted_by_hand(folder: Path, encoder: HashEncoder, tmp_path: Path) -> None:
    result = measured(read_dataset(folder), tmp_path / "cache")
    assert result["documents"] == result["passages"] == 4
    assert result["questions"] == 3, "the question without answers is left out"
    assert result["questions_with_gold_article"] == 2
    assert result["answer_in_pool"] == pytest.approx(2 / 3)
    assert set(result["methods"]) == {"min-max", "rrf", "bm25", "vector"}
    # q1: d1 first, right. q2: d4 first and holds the answer; gold d2 shares no term with it.
    assert result["methods"]["bm25"] == pytest.approx(
        {
            "answer@1": 2 / 3,
            "answer@5": 2 / 3,
            "answer@10": 2 / 3,
            "mrr": 2 / 3,
            "article@1": 1 / 2,
            "article@5": 1 / 2,
            "article@10": 1 / 2,
        }
    )
    # All four passages are in the vector ranking, so that every gold article is in the top five.
    assert result["methods"]["vector"]["article@5"] == 1.0
    assert result["seconds_per_question"] > 0


def test_an_answer_further_down_counts_by_its_rank(
    folder: Path, encoder: HashEncoder, tmp_path: Path
) -> None:
    query = {"_id": "q", "text": "wheat barley bread", "metadata": {"answers": ["flour"]}}
    write_lines(folder / "queries.jsonl", [query])
    bm25 = measured(read_dataset(folder), tmp_path / "cache")["methods"]["bm25"]
    assert (bm25["answer@1"], bm25["answer@5"], bm25["mrr"]) == (0.0, 1.0, 0.5)


def test_part_of_a_word_is_no_answer(folder: Path, encoder: HashEncoder, tmp_path: Path) -> None:
    query = {"_id": "q", "text": "wheat barley", "metadata": {"answers": ["bar", "heat"]}}
    write_lines(folder / "queries.jsonl", [query])
    result = measured(read_dataset(folder), tmp_path / "cache")
    assert result["answer_in_pool"] == 0.0


def test_the_index_is_built_once(folder: Path, encoder: HashEncoder, tmp_path: Path) -> None:
    data = read_dataset(folder)
    measured(data, tmp_path / "cache")
    passages = [text for text in encoder.encoded if "envoy" in text]
    measured(data, tmp_path / "cache")
    assert [text for text in encoder.encoded if "envoy" in text] == passages
    assert len(list((tmp_path / "cache").iterdir())) == 1


def test_another_corpus_gets_an_index_of_its_own(
    folder: Path, encoder: HashEncoder, tmp_path: Path
) -> None:
    measured(read_dataset(folder), tmp_path / "cache")
    write_lines(folder / "corpus.jsonl", CORPUS[:2])
    assert measured(read_dataset(folder), tmp_path / "cache")["passages"] == 2
    assert len(list((tmp_path / "cache").iterdir())) == 2


def test_without_questions_nothing_is_divided_by_zero(
    folder: Path, encoder: HashEncoder, tmp_path: Path
) -> None:
    write_lines(folder / "queries.jsonl", QUERIES[3:])
    result = measured(read_dataset(folder), tmp_path / "cache")
    assert (result["questions"], result["answer_in_pool"]) == (0, 0.0)


@pytest.mark.parametrize("name", ["corpus.jsonl", "queries.jsonl"])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(DatasetError, match=rf"{name} is missing.*It needs corpus\.jsonl"):
        read_dataset(folder)


def test_a_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="is not a BEIR folder"):
        read_dataset(tmp_path / "nowhere")


def test_article_ranks_are_optional(folder: Path, encoder: HashEncoder, tmp_path: Path) -> None:
    (folder / "qrels" / "test.tsv").unlink()
    (folder / "qrels").rmdir()
    result = measured(read_dataset(folder), tmp_path / "cache")
    assert result["questions_with_gold_article"] == 0
    assert result["methods"]["rrf"]["article@10"] == 0.0


@pytest.mark.parametrize("content", [b"not json\n", b"[1]\n", b'{"text": "no id"}\n', b"\xff\n"])
def test_a_corpus_that_cannot_be_read(folder: Path, content: bytes) -> None:
    (folder / "corpus.jsonl").write_bytes(content)
    with pytest.raises(DatasetError, match="cannot be read"):
        read_dataset(folder)
