"""The measuring, on tiny datasets whose figures can be counted by hand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from qa.engine import Engine
from qa.errors import DatasetError
from qa.evaluate import (
    Dataset,
    Outcome,
    ask_all,
    check_can_save,
    compare,
    index_dataset,
    load_run,
    read_dataset,
    save_run,
    summarise,
)
from qa.evaluate.metrics import (
    bootstrap,
    calibration_error,
    exact_match,
    holds,
    reliability,
    token_f1,
)
from qa.evaluate.words import words
from qa.settings import Settings

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


def write_lines(path: Path, rows: Sequence[object]) -> None:
    path.write_text("".join(json.dumps(row) + "\n\n" for row in rows), encoding="utf-8")


def write_squad(path: Path) -> Path:
    context = "The final was on Sunday. The Denver Broncos won the game in Santa Clara."
    asked = [
        {
            "id": "s1",
            "question": "Who won the game?",
            "answers": [
                {"text": "Denver Broncos", "answer_start": context.index("Denver")},
                {"text": "Denver Broncos", "answer_start": context.index("Denver")},
            ],
        },
        {"id": "s2", "question": "Who lost?", "is_impossible": True, "answers": []},
    ]
    paragraph = {"context": context, "qas": asked}
    data = {"data": [{"title": "Super_Bowl", "paragraphs": [paragraph]}]}
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def asked(data: Dataset, cache: Path, *, without_answers: bool = False) -> list[Outcome]:
    # the rules, since what is counted here by hand must not change with trained weights
    engine = Engine.open(index_dataset(data, Settings(reader="rules"), cache))
    try:
        return ask_all(engine, data, without_answers=without_answers)
    finally:
        engine.close()


def test_documents_keep_what_the_dataset_says(folder: Path) -> None:
    first, _, third, _ = read_dataset(folder).documents
    assert (first.id, first.title, first.source) == ("d1", "Vienna", "Reuters")
    assert (first.published, first.url) == ("2018-01-25", "https://example.org/1")
    assert first.text == CORPUS[0]["text"]
    assert third.published is None


def test_queries_know_their_answers_and_gold_articles(folder: Path) -> None:
    q1, q2, q3 = read_dataset(folder).queries
    assert (q1.answers, q1.articles) == (("staffan DE Mistura",), {"d1"})
    assert (q2.answers, q2.articles) == (("flour",), {"d2"}), "a relevance of 0 is no gold"
    assert (q3.answers, q3.articles) == (("sunshine", "snow"), frozenset())


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
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td4\t1\n")
    if len(kept) < 4:  # another index is needed for other gold articles
        assert read_dataset(folder, sample=sample).digest != data.digest


def test_a_day_that_there_is_not_is_no_date(folder: Path) -> None:
    rows = [{**CORPUS[0], "metadata": {"date": "2021-02-30"}}, *CORPUS[1:]]
    write_lines(folder / "corpus.jsonl", rows)
    assert read_dataset(folder).documents[0].published is None


def test_questions_without_answers_are_left_out(folder: Path) -> None:
    assert [q.id for q in read_dataset(folder).queries] == ["q1", "q2", "q3"]


def test_halves_share_no_question_and_lose_none(folder: Path) -> None:
    rows = [{"_id": f"n{n}", "text": "who?", "metadata": {"answers": ["x"]}} for n in range(60)]
    write_lines(folder / "queries.jsonl", rows)
    a, b = (read_dataset(folder, half=half).queries for half in "ab")
    assert {q.id for q in (*a, *b)} == {row["_id"] for row in rows}
    assert len(a) + len(b) == 60
    assert min(len(a), len(b)) > 15


def test_squad_paragraphs_with_places_of_answers(tmp_path: Path) -> None:
    data = read_dataset(write_squad(tmp_path / "squad.json"))
    assert data.paragraphs
    assert [d.title for d in data.documents] == ["Super Bowl"]
    (query,) = data.queries
    assert (query.answers, query.articles) == (("Denver Broncos",), {"0-0"})
    assert data.documents[0].text[query.starts[0] :].startswith("Denver Broncos")


@pytest.mark.parametrize("content", ["", "[]", '{"data": [{}]}', '{"data": [{"paragraphs": [1]}]}'])
def test_a_squad_file_that_cannot_be_read(tmp_path: Path, content: str) -> None:
    path = tmp_path / "bad.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DatasetError, match="no question file as of SQuAD"):
        read_dataset(path)


def test_figures_counted_by_hand(folder: Path, tmp_path: Path) -> None:
    outcomes = asked(read_dataset(folder), tmp_path / "cache")
    q1, q2, q3 = outcomes
    assert q1.stages["bm25"] == pytest.approx(
        {
            "answer@1": 1.0, "answer@5": 1.0, "answer@10": 1.0, "mrr": 1.0,
            "article@1": 1.0, "article@5": 1.0, "article@10": 1.0, "ndcg@10": 1.0,
        }
    )  # fmt: skip
    # d4 is first and holds the answer; the gold article shares no word with the question
    assert q2.stages["bm25"]["answer@1"] == 1.0
    assert q2.stages["bm25"]["article@1"] == 0.0
    assert "article@1" not in q3.stages["bm25"], "no gold article is known"
    assert q3.stages["read"]["answer@10"] == 0.0
    assert [o.answerable for o in outcomes] == [True, True, False]
    assert q1.said.first == "Staffan de Mistura"
    assert (q1.said.exact, q1.said.f1, q1.said.right) == (1.0, 1.0, True)
    assert all(o.seconds["read"] > 0 for o in outcomes)
    report = summarise(outcomes, threshold=0.5)
    assert report["stages"]["bm25"]["answer@1"]["mean"] == pytest.approx(2 / 3)
    assert report["stages"]["bm25"]["article@1"]["mean"] == pytest.approx(1 / 2)
    assert (report["questions"], report["answerable"], report["with_gold_article"]) == (3, 2, 2)
    assert "answer@1" in words({"dataset": "tiny", "documents": 4, **report})


def test_asked_without_the_articles_that_answer(folder: Path, tmp_path: Path) -> None:
    outcomes = asked(read_dataset(folder), tmp_path / "cache", without_answers=True)
    assert outcomes[0].foreign is not None
    assert "Mistura" not in outcomes[0].foreign.first
    report = summarise(outcomes, threshold=0.5)
    assert 0.0 <= report["abstention"]["recall"]["mean"] <= 1.0
    assert report["calibration"]["with_unanswerable"]["bins"]


def test_the_paragraph_alone_is_read(tmp_path: Path) -> None:
    data = read_dataset(write_squad(tmp_path / "squad.json"))
    (outcome,) = asked(data, tmp_path / "cache")
    assert outcome.given is not None
    assert outcome.given.evidence is True
    report = summarise([outcome], threshold=0.5)
    assert report["first_answer"]["given_the_paragraph"]["evidence_sentence"]["mean"] == 1.0


def test_a_run_is_compared_with_an_earlier_one(folder: Path, tmp_path: Path) -> None:
    outcomes = asked(read_dataset(folder), tmp_path / "cache")
    save_run(tmp_path / "runs" / "one.json", outcomes, summarise(outcomes, threshold=0.5))
    earlier = load_run(tmp_path / "runs" / "one.json")
    worse = replace(outcomes[0], said=replace(outcomes[0].said, exact=0.0))
    compared = compare([worse, *outcomes[1:]], earlier)
    assert compared["exact match"]["mean"] == pytest.approx(-1 / 3)
    assert (compared["exact match"]["won"], compared["exact match"]["lost"]) == (0, 1)
    assert compared["bm25 mrr"]["mean"] == 0.0
    stranger = replace(outcomes[0], id="other")
    with pytest.raises(DatasetError, match="shares no question"):
        compare([stranger], earlier)


def test_what_only_some_questions_have_is_compared_over_those(folder: Path, tmp_path: Path) -> None:
    first, *others = asked(read_dataset(folder), tmp_path / "cache")
    stages = {
        s: {n: v for n, v in f.items() if "article" not in n} for s, f in first.stages.items()
    }
    without = replace(first, stages=stages)
    save_run(tmp_path / "run.json", [without, *others], {})
    compared = compare([without, *others], load_run(tmp_path / "run.json"))
    assert compared["read article@1"]["mean"] == 0.0


def test_a_run_that_cannot_be_kept_is_told_before_it(tmp_path: Path) -> None:
    check_can_save(tmp_path / "new" / "run.json")
    (tmp_path / "file").write_text("")
    with pytest.raises(DatasetError, match="cannot be saved"):
        check_can_save(tmp_path / "file" / "run.json")


def test_no_saved_run(tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text('{"outcomes": [{}]}', encoding="utf-8")
    with pytest.raises(DatasetError, match="is no saved run"):
        load_run(tmp_path / "run.json")


def test_the_index_is_built_once_and_anew_for_other_settings(folder: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    first = index_dataset(read_dataset(folder), Settings(), cache).index
    made = (first / "current.json").stat().st_mtime_ns
    assert index_dataset(read_dataset(folder), Settings(), cache).index == first
    assert (first / "current.json").stat().st_mtime_ns == made
    other = index_dataset(read_dataset(folder), Settings(passage_words=60), cache).index
    assert other != first
    write_lines(folder / "corpus.jsonl", CORPUS[:2])
    assert index_dataset(read_dataset(folder), Settings(), cache).index not in {first, other}


@pytest.mark.parametrize(
    ("given", "gold", "exact", "f1"),
    [
        ("the Denver Broncos!", ["Denver Broncos"], 1.0, 1.0),
        ("Broncos", ["Denver Broncos", "The Broncos"], 1.0, 1.0),
        ("Denver", ["Denver Broncos"], 0.0, 2 / 3),
        ("", ["Denver Broncos"], 0.0, 0.0),
        ("Paris", ["Rome"], 0.0, 0.0),
    ],
)
def test_answers_are_compared_as_squad_does(
    given: str, gold: list[str], exact: float, f1: float
) -> None:
    assert exact_match(given, gold) == exact
    assert token_f1(given, gold) == pytest.approx(f1)


def test_part_of_a_word_is_no_answer() -> None:
    assert holds("wheat, and barley", ["Wheat"])
    assert not holds("wheat and barley", ["bar", "heat"])


def test_calibration_error_counted_by_hand() -> None:
    bins = reliability([0.9, 0.9, 0.1, 1.0], [True, False, False, True])
    # 0.1: one, none right; 0.9 and 1.0 share the last bin: three, two right
    assert [(b.count, b.right) for b in bins] == [(1, 0.0), (3, pytest.approx(2 / 3))]
    expected = 0.25 * 0.1 + 0.75 * abs(2 / 3 - 2.8 / 3)
    assert calibration_error(bins) == pytest.approx(expected)
    halves = reliability([0.9, 0.9, 0.1, 1.0], [True, False, False, True], bins=2, equal_mass=True)
    assert [b.count for b in halves] == [2, 2]


def test_the_interval_of_a_mean_holds_it_and_narrows_with_more_questions() -> None:
    few, many = bootstrap([1.0, 0.0] * 10), bootstrap([1.0, 0.0] * 1_000)
    assert few[0] < 0.5 < few[1]
    assert many[1] - many[0] < 0.2 * (few[1] - few[0])
    assert bootstrap([]) == (0.0, 0.0)


@pytest.mark.parametrize("name", ["corpus.jsonl", "queries.jsonl"])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(DatasetError, match=rf"{name} is missing.*It needs corpus\.jsonl"):
        read_dataset(folder)


def test_a_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="is not a BEIR folder"):
        read_dataset(tmp_path / "nowhere")


def test_article_ranks_are_optional(folder: Path) -> None:
    (folder / "qrels" / "test.tsv").unlink()
    (folder / "qrels").rmdir()
    assert all(not q.articles for q in read_dataset(folder).queries)


@pytest.mark.parametrize("content", [b"not json\n", b"[1]\n", b'{"text": "no id"}\n', b"\xff\n"])
def test_a_corpus_that_cannot_be_read(folder: Path, content: bytes) -> None:
    (folder / "corpus.jsonl").write_bytes(content)
    with pytest.raises(DatasetError, match="cannot be read"):
        read_dataset(folder)
