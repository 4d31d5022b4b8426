"""The command line: exit codes, one result on standard output, all else on standard error."""

from __future__ import annotations

import hashlib
import json
import os
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from qa.cli import app
from qa.conversations import Conversations, Outline
from qa.evaluate.datasets import read_dataset
from qa.indexing import build, open_store
from qa.records import Filters
from qa.settings import Settings
from tests.conftest import ROOT, SHELTERING, the_five_in
from tests.unit.conftest import Ran, Run, in_process

FULL = Path("/dev/full")
ANSWER = {
    "question",
    "interpreted_as",
    "corrections",
    "abstained",
    "confidence",
    "answers",
    "passages",
    "disagreements",
    "seconds",
}
PASSAGE = {
    "n",
    "text",
    "start",
    "end",
    "highlights",
    "document",
    "scores",
    "matched_terms",
    "also_in",
}
DOCUMENT = {"id", "title", "source", "published", "path", "sha256", "page"}
SCORES = {"bm25", "bm25_rank", "vector", "vector_rank", "fused", "reader", "reranker"}
PLAN = {"new", "changed", "gone", "unchanged", "skipped", "rebuild", "up_to_date"}


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str], Ran]:
    """The five articles indexed with the real model: the options, and how building went."""
    settings = the_five_in(tmp_path_factory.mktemp("cli"))
    options = ["--articles", str(settings.articles), "--index", str(settings.index)]
    return options, in_process("index", "--json", *options)


@pytest.fixture(scope="module")
def answered(real: tuple[list[str], Ran]) -> Ran:
    """A question answered with the real model."""
    return in_process("ask", "who attended Astana?", "--json", *real[0])


def assert_refused(ran: Ran, *said: str) -> None:
    """One clear line on standard error, nothing on standard output, exit code 1."""
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("Error: ")
    assert "Traceback" not in ran.err
    assert len(ran.err.strip().splitlines()) == 1
    for words in said:
        assert words in ran.err


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ([], ["index", "status", "ask", "eval"]),
        (["index"], ["--full", "--dry-run", "--json", "--articles", "--index"]),
        (["status"], ["--json", "--articles", "--index"]),
        (["rated"], ["--data", "--index", "--json"]),
        (
            ["ask"],
            [
                "--k",
                "--source",
                "--tag",
                "--article",
                "--since",
                "--until",
                "--after",
                "--json",
                "--index",
            ],
        ),
        (["eval"], ["--dataset", "--limit", "--half", "--save", "--compare", "--cache", "--json"]),
    ],
)
def test_help_lists_every_option(command: list[str], options: list[str]) -> None:
    result = CliRunner().invoke(app, [*command, "--help"])
    assert result.exit_code == 0
    assert result.stdout.startswith("Usage: ")
    for option in options:
        assert option in result.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["frobnicate"],
        ["ask"],
        ["ask", "who?", "--k", "0"],
        ["ask", "who?", "--k", "51"],
        ["ask", "who?", "--k", "many"],
        ["ask", "who?", "--colour"],
        ["status", "surplus"],
        ["eval"],
        ["eval", "--dataset", "x", "--limit", "0"],
    ],
)
def test_wrong_usage_is_exit_code_2(arguments: list[str]) -> None:
    result = CliRunner().invoke(app, arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Error" in result.stderr


def test_building_prints_its_report_alone(real: tuple[list[str], Ran]) -> None:
    ran = real[1]
    assert ran.code == 0
    assert set(ran.json) == {
        "built",
        "documents",
        "passages",
        "read",
        "encoded",
        "new",
        "changed",
        "gone",
        "unchanged",
        "refused",
        "skipped",
        "taken_over",
        "notes",
        "left",
        "seconds",
        "articles_per_second",
    }
    assert (ran.json["built"], ran.json["documents"], ran.json["new"]) == (True, 5, 5)
    assert ran.err == "", "no library's warnings"


def test_the_answer_has_the_keys_of_the_contract(answered: Ran) -> None:
    assert answered.code == 0
    assert answered.err == ""
    result = answered.json
    assert set(result) == ANSWER
    assert result["question"] == result["interpreted_as"] == "who attended Astana?"
    assert result["abstained"] is False
    assert 0.0 <= result["confidence"] <= 1.0
    assert "total" in result["seconds"]
    assert isinstance(result["disagreements"], list)
    assert [p["n"] for p in result["passages"]] == [1, 2, 3, 4, 5]
    assert result["answers"]
    for group in result["answers"]:
        assert set(group) == {
            "text",
            "score",
            "citations",
            "sources",
            "newest",
            "less_likely",
            "later",
            "mentions",
        }
        article = {p["n"]: p["document"]["id"] for p in result["passages"]}
        places: dict[tuple[str, int, int], set[int]] = {}
        for m in group["mentions"]:
            places.setdefault((article[m["n"]], m["start"], m["end"]), set()).add(m["n"])
        first = {min(passages) for passages in places.values()}
        assert set(group["citations"]) == first, "each place is cited once"
        assert set(group["citations"]) <= {1, 2, 3, 4, 5}
    for passage in result["passages"]:
        assert set(passage) == PASSAGE
        assert set(passage["document"]) == DOCUMENT
        assert set(passage["scores"]) == SCORES
        assert all(set(m) == {"term", "weight"} for m in passage["matched_terms"])
        weights = sum(m["weight"] for m in passage["matched_terms"])
        assert weights == pytest.approx(passage["scores"]["bm25"] or 0.0)


def test_a_mended_slip_is_told(real: tuple[list[str], Ran]) -> None:
    told = "Searched for “Astana” (you wrote “Astanna”)."
    mended = in_process("ask", "who attended Astanna?", *real[0])
    assert told in mended.out.splitlines()
    assert "Understood as" not in mended.out
    written = in_process("ask", "who attended Astanna?", "--no-spelling", *real[0])
    assert written.code == 0
    assert told not in written.out


def test_every_offset_holds_in_the_stored_text(real: tuple[list[str], Ran], answered: Ran) -> None:
    articles, index = Path(real[0][1]), Path(real[0][3])
    store = open_store(Settings(articles=articles, index=index))
    documents = {d.id: d for d in store.documents()}
    store.close()
    marked = 0
    for passage in answered.json["passages"]:
        about = passage["document"]
        document = documents[about["id"]]
        assert hashlib.sha256(document.text.encode()).hexdigest() == about["sha256"]
        assert (articles / about["path"]).is_file()
        assert document.text[passage["start"] : passage["end"]] == passage["text"]
        for span in passage["highlights"]:
            assert set(span) == {"start", "end", "text"}
            assert span["text"] == document.text[span["start"] : span["end"]] != ""
            assert passage["start"] <= span["start"] < span["end"] <= passage["end"]
        marked += len(passage["highlights"])
    assert marked
    for group in answered.json["answers"]:
        cited = [answered.json["passages"][n - 1] for n in group["citations"]]
        assert any(group["text"] in p["text"] for p in cited)


def test_an_answer_in_words_shows_what_json_shows(settings: Settings, run: Run) -> None:
    build(settings)
    spoken = run("ask", "who attended the talks in Astana?", "--k", "2")
    result = run("ask", "who attended the talks in Astana?", "--k", "2", "--json").json
    assert spoken.code == 0
    assert "\x1b" not in spoken.out, "no colour codes outside a terminal"
    for passage in result["passages"]:
        assert passage["text"] in spoken.out
        assert passage["document"]["path"] in spoken.out
        assert f"characters {passage['start']}–{passage['end']}" in spoken.out
        assert f"[{passage['n']}]" in spoken.out


def test_an_answer_keeps_to_its_filters(settings: Settings, run: Run) -> None:
    build(settings)
    question = "who attended the peace talks?"
    of_reuters = run("ask", question, "--source", "Reuters", "--json").json
    assert {p["document"]["source"] for p in of_reuters["passages"]} == {"Reuters"}
    dated = run("ask", question, "--since", "2018-01-01", "--until", "2018-12-31", "--json").json
    assert {p["document"]["published"] for p in dated["passages"]} == {"2018-01-25"}
    assert len(run("ask", question, "--k", "7", "--json").json["passages"]) == 7
    name = "000_e66c43a01967d771.txt"
    of_one = run("ask", question, "--article", name, "--json").json
    assert {p["document"]["path"] for p in of_one["passages"]} == {name}


def test_a_follow_up_is_shown_as_understood(settings: Settings, run: Run) -> None:
    build(settings)
    arguments = ("ask", "who sponsored them?", "--after", "who attended the talks in Astana?")
    result = run(*arguments, "--json").json
    assert result["question"] == "who sponsored them?"
    assert "Astana" in result["interpreted_as"]
    assert run(*arguments).out.startswith(f"Understood as: {result['interpreted_as']}\n")


def test_what_is_less_likely_is_told_apart(settings: Settings, run: Run) -> None:
    build(settings)
    question = "Who is Iran's president?"
    first, *others = run("ask", question, "--json").json["answers"]
    assert not first["less_likely"] and others and all(g["less_likely"] for g in others)
    told = run("ask", question).out.splitlines()
    assert told[0].startswith(f"{first['text']} [")
    assert told[1].startswith(f"Less likely: {others[0]['text']} [")
    assert "Less likely" not in run("ask", "who attended Astana?").out


def test_a_figure_of_a_later_article_is_told(settings: Settings, run: Run) -> None:
    for name, text in SHELTERING.items():
        (settings.articles / name).write_text(text, "utf-8")
    build(settings)
    question = "How many people were sheltering near Hestøy?"
    first, later, *_ = run("ask", question, "--json").json["answers"]
    assert (first["text"], later["text"]) == ("About 1,400", "Some 618")
    assert (first["later"], later["later"]) == (False, True)
    told = run("ask", question).out.splitlines()
    (line,) = [line for line in told if line.startswith("Other figures in later articles")]
    assert "618 [" in line
    assert not any(line.startswith("Less likely") and "618" in line for line in told)


def test_a_stale_index_is_told_beside_the_answer(settings: Settings, run: Run) -> None:
    build(settings)
    assert run("ask", "who attended Astana?", "--json").err == ""
    (settings.articles / "a.txt").write_text("Rain fell on Monday. The farmers were glad of it.")
    ran = run("ask", "who attended Astana?", "--json")
    assert set(ran.json) == ANSWER
    assert "the articles changed since the index was built. 1 new, 0 changed" in ran.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([""], ["question is empty"]),
        ([" ?! "], ["question is empty"]),
        (["x" * 10_000], ["10,000 characters", "at most 1,000"]),
        (["who?", "--since", "yesterday"], ["'yesterday' is not a date", "2018-01-25"]),
        (["who?", "--until", "2018-02-30"], ["is not a date"]),
        (["who?", "--source", "The Moon"], ["No article comes from 'The Moon'", "Reuters"]),
        (["who?", "--tag", "moon"], ["No article has the tag 'moon'"]),
        (["who?", "--article", "moon.txt"], ["no article 'moon.txt'", "Articles page"]),
        (["who?", "--since", "2019-01-01", "--until", "2018-01-01"], ["No date lies between"]),
    ],
)
def test_what_cannot_be_asked_is_refused_in_one_line(
    settings: Settings, run: Run, arguments: list[str], said: list[str]
) -> None:
    build(settings)
    assert_refused(run("ask", *arguments, "--json"), *said)


def test_status_from_nothing_to_up_to_date(settings: Settings, run: Run) -> None:
    (settings.articles / "empty.txt").write_bytes(b"")
    before = run("status", "--json")
    keys = {"articles", "index", "built", "documents", "passages", "refused"} | PLAN
    assert (before.code, before.err) == (0, "")
    assert set(before.json) == keys
    assert (before.json["built"], len(before.json["new"])) == (None, 6)
    assert not before.json["up_to_date"]
    assert "To bring the index up to date: python -m qa index" in run("status").out
    assert run("index").code == 3, "built, but for a file that is refused"
    after = run("status", "--json").json
    assert set(after) == keys | {"model", "copies", "last_build"}
    assert after["last_build"]["refused"] == after["refused"]
    assert (after["documents"], after["unchanged"], after["up_to_date"]) == (5, 6, True)
    assert after["refused"] == [{"path": "empty.txt", "reason": "it is empty"}]
    assert run("status").out.startswith("Up to date: 6 files unchanged.\nThe index holds 5 article")


def test_index_says_what_it_did(settings: Settings, run: Run) -> None:
    (settings.articles / "empty.txt").write_bytes(b"")
    (settings.articles / "notes.odt").write_bytes(b"PK")
    planned = run("index", "--dry-run", "--json")
    assert set(planned.json) == PLAN
    assert not settings.index.exists(), "a dry run writes nothing"
    first = run("index")
    assert first.code == 3
    assert first.out.startswith("5 articles, ")
    assert "1 problem\n" in first.out
    assert "  refused: empty.txt: it is empty\n" in first.out
    assert "  skipped: notes.odt: " in first.out
    assert run("index").out.startswith("Up to date: 5 articles, ")
    assert run("index", "--full", "--json").json["encoded"] > 5


def test_the_folders_can_be_named(settings: Settings, run: Run, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "a.txt").write_text("Rain fell on Monday. The farmers were glad of it.")
    built = run("index", "--articles", str(other), "--index", str(tmp_path / "i"), "--json").json
    assert built["documents"] == 1
    assert not settings.index.exists()


def test_a_missing_index_names_the_command(run: Run) -> None:
    assert_refused(run("ask", "who?"), "There is no index in", "Run: python -m qa index")


def test_other_refusals_are_one_line_too(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert_refused(run("index", "--articles", str(tmp_path / "none")), "does not exist")
    assert_refused(run("status", "--articles", str(tmp_path / "none")), "does not exist")
    assert_refused(run("eval", "--dataset", str(tmp_path / "none")), "is not a BEIR folder")
    monkeypatch.setenv("QA_PASSAGE_WORD", "50")
    assert_refused(run("status"), "QA_PASSAGE_WORD is not", "Did you mean QA_PASSAGE_WORDS?")


def test_a_damaged_index_names_the_command(settings: Settings, run: Run) -> None:
    build(settings)
    (settings.index / "current.json").write_text("garbage")
    assert_refused(run("ask", "who?"), "damaged", "Run: python -m qa index --full")
    status = run("status")
    assert status.code == 0
    assert "damaged" in status.out


def test_a_dataset_is_measured(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "tiny"
    folder.mkdir()
    article = {"_id": "d1", "title": "Rain", "text": "It rained all week on the wheat."}
    query = {"_id": "q1", "text": "what was rained on?", "metadata": {"answers": ["wheat"]}}
    (folder / "corpus.jsonl").write_text(json.dumps(article))
    (folder / "queries.jsonl").write_text(json.dumps(query))
    arguments = ("eval", "--dataset", str(folder), "--cache", str(tmp_path / "cache"))
    kept = tmp_path / "run.json"
    result = run(*arguments, "--json", "--save", str(kept)).json
    assert result["stages"]["read"]["answer@1"] == {"mean": 1.0, "low": 1.0, "high": 1.0}
    spoken = run(*arguments, "--compare", str(kept)).out
    assert spoken.startswith("tiny: 1 article, 1 question;")
    assert "Against the saved run" in spoken
    assert run("eval", "--dataset", str(folder), "--half", "c").code == 2
    assert_refused(run(*arguments, "--compare", str(tmp_path / "none")), "is no saved run")


def test_exit_codes_of_the_real_program(tmp_path: Path) -> None:
    none = ("--index", str(tmp_path / "none"))
    assert in_process("status", *none).code == 0
    assert_refused(in_process("ask", "who?", *none), "Run: python -m qa index")
    assert in_process("ask", "who?", "--k", "0").code == 2


def test_a_reader_that_goes_away_is_no_traceback(tmp_path: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "w") as gone:
        done = subprocess.run(
            [sys.executable, "-m", "qa", "status", "--json", "--index", str(tmp_path / "none")],
            cwd=ROOT,
            stdout=gone,
            stderr=subprocess.PIPE,
            text=True,
        )
    assert done.returncode == 1
    assert done.stderr == ""


@pytest.mark.skipif(not FULL.exists(), reason="no device that is full")
@pytest.mark.parametrize("arguments", [("--help",), ("status", "--json")])
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_output_that_cannot_be_written_is_one_line(
    arguments: tuple[str, ...], unbuffered: str, tmp_path: Path
) -> None:
    none = ("--index", str(tmp_path / "none")) if arguments[0] == "status" else ()
    with FULL.open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "qa", *arguments, *none],
            cwd=ROOT,
            env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
        )
    assert done.returncode == 1
    assert done.stderr.startswith("Error: the output could not be written: ")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_output_that_is_closed_is_no_traceback(closed: str, tmp_path: Path) -> None:
    program = f"exec {shlex.quote(sys.executable)} -m qa status --index {tmp_path / 'none'}"
    done = subprocess.run(
        ["sh", "-c", f"{program} {closed}"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0
    assert done.stderr == ""


def test_an_answer_where_standard_output_is_closed(
    settings: Settings, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("index").code == 0
    monkeypatch.setattr(sys, "stdout", None)
    assert run("ask", "who attended Astana?").code == 0


@pytest.mark.parametrize("encoding", ["latin-1", "ascii", "utf-8"])
def test_every_encoding_carries_every_name(encoding: str, tmp_path: Path) -> None:
    name = "Łódź é 👍.xyz"
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / name).write_text("of no kind that is read")
    folders = ["--articles", str(tmp_path / "articles"), "--index", str(tmp_path / "none")]
    for form in ([], ["--json"]):
        done = subprocess.run(
            [sys.executable, "-m", "qa", "status", *folders, *form],
            cwd=ROOT,
            env={**os.environ, "PYTHONIOENCODING": encoding},
            capture_output=True,
        )
        assert (done.returncode, done.stderr) == (0, b"")
        assert b"xyz" in done.stdout
    told = json.loads(done.stdout.decode(encoding))
    assert [skipped["path"] for skipped in told["skipped"]] == [name]


def test_ctrl_c_says_that_the_index_is_untouched(tmp_path: Path) -> None:
    """The program waits inside a command until the signal arrives."""
    script = (
        "import signal, sys, qa.indexing, qa.cli\n"
        # A shell that runs the tests in the background has it ignored
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "def wait(settings):\n"
        "    print('here', flush=True)\n"
        "    sys.stdin.readline()\n"
        "qa.indexing.plan = wait\n"
        "sys.argv = ['qa', 'status']\n"
        "qa.cli.main()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "here\n"
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert err == "Stopped. The last complete index is untouched.\n"
    assert process.returncode == 130


def test_add_remove_restore_and_verify(settings: Settings, run: Run, tmp_path: Path) -> None:
    assert run("index").code == 0
    (tmp_path / "flood.txt").write_text("The river Elwy rose by two metres on Monday.")
    added = run("add", str(tmp_path / "flood.txt"), str(tmp_path / "none.txt"), "--json")
    assert (added.code, added.json["added"]) == (3, ["flood.txt"])
    assert "No such file" in added.json["refused"][0]["reason"]
    found = run("verify")
    assert (found.code, "outdated: flood.txt: it is new since the build" in found.out) == (1, True)
    mended = run("verify", "--repair", "--json")
    assert (mended.code, mended.json["sound"], mended.json["documents"]) == (0, True, 6)
    key = run("remove", "flood.txt", "--json").json["key"]
    assert key in run("restore").out
    assert run("restore", key).out == "restored: flood.txt\n"
    assert run("restore").out == "The bin is empty.\n"
    assert run("remove", "none.txt").code == 1
    stories = tmp_path / "my stories"
    added = run("add", str(tmp_path / "flood.txt"), "--articles", str(stories))
    assert f"python -m qa index --articles '{stories}'" in added.out
    assert f" --articles '{stories}'" in run("remove", "flood.txt", "--articles", str(stories)).out


def test_rated_answers_become_a_test_set(settings: Settings, run: Run, tmp_path: Path) -> None:
    build(settings)
    data = tmp_path / "data"
    assert_refused(run("rated", str(tmp_path / "set"), "--data", str(data)), "a thumb or a note")
    kept = Conversations(data)
    turn = kept.add_turn(kept.start("one"), "who attended Astana?", (), Filters())
    assert turn is not None
    store = open_store(settings)
    cited = store.documents()[0]
    store.close()
    passages = ((cited.id, 0, 9, cited.sha256),)
    kept.keep_answer(turn, "x", Outline(("George Krol",), passages, (1,)))
    kept.rate(turn, 1, "")
    ran = run("rated", str(tmp_path / "set"), "--data", str(data), "--json")
    assert (ran.json["questions"], ran.json["with_answer"]) == (1, 1)
    (query,) = read_dataset(tmp_path / "set").queries
    assert (query.answers, query.articles) == (("George Krol",), frozenset({cited.id}))
    assert_refused(run("rated", str(tmp_path / "set"), "--data", str(data)), "is not empty")


def test_the_command_that_is_named_has_the_folders_given(
    settings: Settings, run: Run, tmp_path: Path
) -> None:
    folders = ["--articles", str(settings.articles), "--index", str(tmp_path / "none")]
    told = run("status", *folders).out
    assert f"python -m qa index {' '.join(folders)}" in told
    assert told.count("python -m qa index") == told.count(f"python -m qa index {folders[0]}")
    assert "python -m qa index" in run("status").out
    assert "--articles" not in run("status").out


def test_a_dry_run_of_a_full_build_says_so(settings: Settings, run: Run) -> None:
    run("index")
    assert run("index", "--dry-run").out.startswith("Up to date")
    told = run("index", "--dry-run", "--full").out
    assert "built anew: --full" in told and "python -m qa index --full" in told


def test_verify_repairs_what_no_time_stamp_shows(settings: Settings, run: Run) -> None:
    run("index")
    first = min(settings.articles.iterdir())
    stamp = first.stat()
    first.write_bytes(first.read_bytes().replace(b"a", b"e", 1))
    os.utime(first, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    assert run("verify").code == 1
    assert run("verify", "--repair").code == 0
    assert run("verify").code == 0


def test_a_question_of_bytes_that_are_no_text(settings: Settings, run: Run) -> None:
    run("index")
    assert_refused(run("ask", "who \udcff met whom?"), "no text")
