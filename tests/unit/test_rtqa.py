"""The dataset made from a clone of RealTime QA, on small made files of the same layout."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from benchmarks.rtqa import CloneError, main, make
from qa.evaluate.datasets import read_dataset

LONG = "The ferry to the island was late again on Monday. " * 10


def question(id_: str, **more: Any) -> dict[str, Any]:
    return {
        "question_id": id_,
        "question_date": "2022/06/16",
        "question_source": "The Gazette",
        "question_url": "https://gazette.example/quiz",
        "question_sentence": f"What was late in {id_}?",
        "choices": ["The train", "“The ferry”", "Nothing"],
        "answer": ["1"],
        "evidence": "",
        **more,
    }


def article(url: str, text: str = LONG, **more: Any) -> dict[str, Any]:
    return {"url": url, "text": text, "authors": [], "publish_date": "2022/06/12", **more}


def found(id_: str, *articles: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"question_id": id_, "search_result": list(articles), **more}


def put(clone: Path, name: str, *rows: dict[str, Any]) -> None:
    path = clone / "past" / name[:4] / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Two weeks of 2022 and one of 2023, and files that are none of these weeks."""
    folder = tmp_path / "clone"
    put(folder, "20220617_qa.jsonl", question("20220617_0"), question("20220617_1"))
    put(
        folder,
        "20220617_gold.jsonl",
        found("20220617_0", article("https://www.gazette.example/ferry/#:~:text=The%20ferry")),
        found("20220617_1"),
    )
    put(
        folder,
        "20220617_gcs.jsonl",
        found(
            "20220617_0",
            article("http://gazette.example/ferry?cid=7", f"Later: {LONG}", title="Ferry late"),
            article("https://www.gazette.example/ad", "How relevant is this ad?", title="Ad"),
            article("https://courier.example/Trains?page=2", title="Trains "),
            search_time="2022/06/17/16:34",
        ),
    )
    put(folder, "20220624_qa.jsonl", question("20220624_0", answer=["0"]))
    put(
        folder,
        "20220624_gold.jsonl",
        found("20220624_0", article("https://courier.example/Trains/")),
    )
    put(folder, "20230106_qa.jsonl", question("20230106_0"))
    for other in ("20220617-20220624_qa", "20220617_qa_nota", "20220624-time_qa"):
        put(folder, f"{other}.jsonl", question("several weeks or a variant"))
    return folder


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_the_dataset_as_it_is_written(
    clone: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main([str(clone), str(out)]) == 0
    assert rows(out / "corpus.jsonl") == [
        {
            "_id": "gazette.example/ferry",
            "title": "Ferry late",
            "text": LONG.strip(),
            "metadata": {
                "url": "https://www.gazette.example/ferry/",
                "date": "2022/06/12",
                "source": "gazette.example",
            },
        },
        {
            "_id": "courier.example/Trains",
            "title": "Trains",
            "text": LONG.strip(),
            "metadata": {
                "url": "https://courier.example/Trains?page=2",
                "date": "2022/06/12",
                "source": "courier.example",
            },
        },
    ]
    asked = rows(out / "queries.jsonl")
    assert [q["_id"] for q in asked] == ["20220617_0", "20220617_1", "20220624_0"]
    assert asked[0] == {
        "_id": "20220617_0",
        "text": "What was late in 20220617_0?",
        "metadata": {
            "answers": ["“The ferry”"],
            "choices": ["The train", "“The ferry”", "Nothing"],
            "source": "The Gazette",
            "date": "2022/06/16",
        },
    }
    assert (out / "qrels" / "test.tsv").read_text("utf-8") == (
        "query-id\tcorpus-id\tscore\n"
        "20220617_0\tgazette.example/ferry\t1\n20220624_0\tcourier.example/Trains\t1\n"
    )
    said = capsys.readouterr()
    assert "2 weeks: 2 articles, 3 questions, a gold article for 2 of them; 1 texts" in said.out
    assert said.err == (
        "past/2022/20220624_gcs.jsonl is not there; its articles are not in the dataset.\n"
    )


def test_what_is_written_is_a_dataset_of_this_program(clone: Path, tmp_path: Path) -> None:
    assert main([str(clone), str(tmp_path / "out")]) == 0
    data = read_dataset(tmp_path / "out")
    assert [d.id for d in data.documents] == ["gazette.example/ferry", "courier.example/Trains"]
    assert data.documents[0].published == "2022-06-12"
    assert data.queries[2].answers == ("The train",)
    assert data.queries[2].articles == {"courier.example/Trains"}


def test_weeks_are_chosen_by_their_date_both_ends_included(clone: Path) -> None:
    def weeks(since: date, until: date) -> list[str]:
        return make(clone, since, until).weeks

    assert weeks(date(2022, 6, 18), date(2022, 6, 24)) == ["20220624"]
    assert weeks(date(2022, 6, 17), date(2022, 6, 17)) == ["20220617"]
    assert weeks(date(2022, 6, 24), date(2023, 12, 31)) == ["20220624", "20230106"]


def test_a_text_of_exactly_400_characters_is_kept(clone: Path) -> None:
    texts = ("x" * 399, "y" * 400)
    every = [article(f"https://a.example/{n}", text) for n, text in enumerate(texts)]
    put(clone, "20230106_gcs.jsonl", found("20230106_0", *every))
    made = make(clone, date(2023, 1, 1), date(2023, 12, 31))
    assert list(made.articles) == ["a.example/1"]
    assert made.short == 1


def test_a_range_without_weeks_is_refused_with_those_that_are_there(
    clone: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = [str(clone), str(tmp_path / "out"), "--from", "2021-01-01", "--to", "2021-12-31"]
    assert main(arguments) == 1
    assert "its weeks go from 20220617 to 20230106" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_folder_that_is_no_clone_is_refused_with_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path), str(tmp_path / "out")]) == 1
    assert "git clone --depth 1 https://github.com/realtimeqa/" in capsys.readouterr().err


def test_a_dataset_is_never_written_over(
    clone: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(clone), str(tmp_path / "out")]) == 0
    before = (tmp_path / "out" / "corpus.jsonl").read_bytes()
    assert main([str(clone), str(tmp_path / "out"), "--to", "2022-06-17"]) == 1
    assert "Name another folder" in capsys.readouterr().err
    assert (tmp_path / "out" / "corpus.jsonl").read_bytes() == before


@pytest.mark.parametrize(
    "arguments",
    [["--from", "June"], ["--from", "2022-09-01", "--to", "2022-06-01"], ["--weeks", "3"]],
)
def test_wrong_usage(clone: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main([str(clone), "out", *arguments])
    assert "usage: python -m benchmarks.rtqa" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "row", "said"),
    [
        ("20220617_qa.jsonl", question("20220617_0", answer=["3"]), "line 1 is no question"),
        ("20220617_qa.jsonl", question("20220617_0", answer=["-1"]), "line 1 is no question"),
        ("20220617_qa.jsonl", question("20220617_0", answer=["b"]), "line 1 is no question"),
        ("20220617_qa.jsonl", {"question": "?"}, "line 1 has no question_id"),
        ("20220617_gcs.jsonl", {"question_id": "20220617_0"}, "line 1 has no list"),
        ("20220617_gcs.jsonl", found("20220617_0", article("")), "line 1 has an article without"),
    ],
)
def test_a_row_of_another_shape_is_named(
    clone: Path, name: str, row: dict[str, Any], said: str
) -> None:
    put(clone, name, row)
    with pytest.raises(CloneError, match=rf"{name}, {said}"):
        make(clone, date(2022, 6, 17), date(2022, 6, 17))


def test_a_file_that_was_cut_short_is_named(clone: Path) -> None:
    path = clone / "past" / "2022" / "20220617_gcs.jsonl"
    path.write_text(path.read_text("utf-8")[:-20], "utf-8")
    with pytest.raises(CloneError, match=r"20220617_gcs\.jsonl, line 1 is no JSON .*git clone"):
        make(clone, date(2022, 6, 17), date(2022, 6, 17))
