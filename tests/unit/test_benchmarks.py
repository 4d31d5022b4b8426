"""The benchmarks run, and what they print is what was measured."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks.load import put
from benchmarks.processes import worker
from benchmarks.scale import BorrowedVectors, dealt_out
from benchmarks.side_by_side import compare, table
from qa.evaluate.datasets import read_dataset
from qa.text import word_count
from tests.conftest import ROOT, HashEncoder

QUESTIONS = (
    ("who attended Astana?", ["Turkey", "Russia", "Iran"]),
    ("who is Staffan de Mistura?", ["U.N. Special Envoy"]),
    ("when do the talks in Vienna start?", ["Thursday", "Jan. 25"]),
)


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The five articles as a BEIR folder."""
    folder = tmp_path_factory.mktemp("beir")
    rows = [
        {"_id": file.stem, "text": file.read_text("utf-8"), "title": ""}
        for file in sorted((ROOT / "seeds").glob("*.txt"))
    ]
    asked = [
        {"_id": str(n), "text": text, "metadata": {"answers": answers}}
        for n, (text, answers) in enumerate(QUESTIONS)
    ]
    for name, content in (("corpus", rows), ("queries", asked)):
        (folder / f"{name}.jsonl").write_text("\n".join(map(json.dumps, content)), "utf-8")
    return folder


def test_side_by_side_with_the_naive_recipe(dataset: Path, tmp_path: Path) -> None:
    data = read_dataset(dataset)
    rows = [json.loads(line) for line in (dataset / "corpus.jsonl").read_text().splitlines()]
    found = compare(["ours", "naive"], rows, data.queries, tmp_path)
    ours, naive = found["ours"], found["naive"]
    assert ours["passages"] > 20 and naive["passages"] > 20
    for name in ("build", "add_one", "retrieve_p50", "keyword_p50", "disk", "build_peak"):
        assert ours[name] > 0 and naive[name] > 0
    assert ours["answer@10"] == naive["answer@10"] == 1.0, "every answer is in the five articles"
    assert ours["answer_p50"] > ours["retrieve_p50"]
    shown = table(found)
    assert f"| passages | {ours['passages']:.1f} | {naive['passages']:.1f} |  |" in shown
    compared = [n for n in ours if ours[n] and naive.get(n) and n not in _NOT_COMPARED]
    assert shown.count(" × |") == len(compared) > 10


_NOT_COMPARED = {"passages", "build_seconds", "answer_p50", "answer_p95"}


def test_what_fails_in_another_process_is_told() -> None:
    with worker(Failing) as made:
        assert made.call("right").result == 42
        with pytest.raises(RuntimeError, match="ValueError: no such thing"):
            made.call("wrong")
        assert made.call("right").result == 42, "and it goes on"


class Failing:
    def right(self) -> int:
        return 42

    def wrong(self) -> None:
        raise ValueError("no such thing")


def test_articles_dealt_out_are_of_the_size_asked_for_and_the_same_each_time() -> None:
    sentences = [f"Sentence number {n} says a little." for n in range(200)]
    made = list(dealt_out(sentences, 1_000))
    words = sum(word_count(d.text) for d in made)
    assert 1_000 <= words < 1_000 + 60 * 6
    assert [d.text for d in made] == [d.text for d in dealt_out(sentences, 1_000)]
    assert len({d.text for d in made}) == len(made)


def test_borrowed_vectors_are_of_unit_length_and_the_same_for_the_same_text() -> None:
    encoder = BorrowedVectors(HashEncoder(), ["war and peace", "rain"])
    vectors = encoder.encode(["one", "two", "one"])
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-6)
    np.testing.assert_array_equal(vectors[0], vectors[2])
    assert vectors[0] @ vectors[1] < 0.999


def test_everybody_s_questions_are_asked_and_errors_are_counted() -> None:
    asked: list[str] = []

    def ask(question: str) -> None:
        asked.append(question)
        if question == "7":
            raise ValueError("seven")

    came = put(ask, [str(n) for n in range(20)], people=4, pause=0.001)
    assert sorted(asked, key=int) == [str(n) for n in range(20)]
    assert came.errors == ("ValueError: seven",)
    told = came.to_dict()
    assert (told["questions"], told["errors"]) == (20, 1)
    assert 0 <= told["p50_ms"] <= told["p95_ms"]
