"""Shards encoded in processes of their own, and the build that takes them over."""

from __future__ import annotations

import logging
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from qa.errors import IndexBusy
from qa.indexing import build, open_store
from qa.indexing.locking import hold
from qa.indexing.sharding import encode_shard
from qa.indexing.verifying import verify
from qa.settings import Settings
from qa.stores.shards import Shard, parse_shard, shard_files
from tests.conftest import ROOT, HashEncoder
from tests.faults import Tell
from tests.unit.conftest import Run

# Each process says what it encoded, and waits for a line before it encodes more
ENCODE = """
import sys
from pathlib import Path
import qa.indexing.planning, qa.indexing.sharding
from qa.settings import Settings
from qa.stores.shards import parse_shard
from tests.conftest import HashEncoder

class Stepping(HashEncoder):
    def encode(self, texts):
        print("encodes", flush=True)
        sys.stdin.readline()
        return super().encode(texts)

qa.indexing.sharding.open_encoder = lambda name, **_: Stepping()
qa.indexing.planning.model_digest = lambda name: HashEncoder.digest
qa.indexing.sharding._BATCH = 4
settings = Settings(articles=Path(sys.argv[1]), index=Path(sys.argv[2]))
report = qa.indexing.sharding.encode_shard(settings, parse_shard(sys.argv[3]))
print("done", report.documents, report.passages, report.encoded, flush=True)
"""


@pytest.fixture
def archive(
    settings: Settings, hash_encoder: HashEncoder, monkeypatch: pytest.MonkeyPatch
) -> Settings:
    """The five articles, ten made ones and a table of six."""
    monkeypatch.setattr("qa.indexing.sharding.open_encoder", lambda name, **_: hash_encoder)
    for n in range(10):
        (settings.articles / f"flood-{n}.txt").write_text(_report(f"flood {n}", n))
    rows = (f'{{"_id": "r{n}", "text": "{_report(f"storm {n}", n)}"}}' for n in range(6))
    (settings.articles / "storms.jsonl").write_text("\n".join(rows))
    return settings


def _report(name: str, n: int) -> str:
    return " ".join(f"Sentence {i} of {name} names village {i * (n + 3)}." for i in range(60))


def started(settings: Settings, shard: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", ENCODE, str(settings.articles), str(settings.index), shard],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def awaited(process: subprocess.Popen[str], word: str) -> None:
    assert process.stdout is not None
    assert process.stdout.readline().startswith(word)


def finished(process: subprocess.Popen[str]) -> list[int]:
    """Articles, passages and passages encoded, as the process says at its end."""
    out, _ = process.communicate("\n" * 1000, timeout=120)
    last = out.splitlines()[-1].split()
    assert last[0] == "done" and process.returncode == 0
    return [int(n) for n in last[1:]]


def content(settings: Settings) -> dict[str, tuple[str, bytes]]:
    """Text and vector of every passage."""
    with closing(open_store(settings)) as store:
        passages = [p for d in store.documents() for p in store.passages_of(d.id)]
        vectors = store.vectors([p.id for p in passages])
        return {p.id: (p.text, np.float32(vectors[p.id]).tobytes()) for p in passages}


def elsewhere(settings: Settings, name: str) -> Settings:
    return settings.model_copy(update={"index": settings.index.parent / name})


def test_two_shards_at_once_make_the_index_that_a_build_makes(
    archive: Settings, hash_encoder: HashEncoder
) -> None:
    whole = build(elsewhere(archive, "whole"))
    processes = [started(archive, f"{n}/2") for n in (1, 2)]
    for process in processes:
        awaited(process, "encodes")  # both are at it now
    told = [finished(process) for process in processes]
    assert all(documents for documents, _, _ in told)
    assert sum(documents for documents, _, _ in told) == whole.documents == 21
    assert sum(encoded for _, _, encoded in told) == whole.passages
    hash_encoder.encoded.clear()
    report = build(archive)
    assert (report.encoded, report.taken_over) == (0, whole.passages)
    assert content(archive) == content(elsewhere(archive, "whole"))
    assert verify(archive).findings == ()
    assert shard_files(archive.index) == {}
    assert not list(archive.index.glob(".lock-*"))


def test_only_passages_whose_marks_depend_on_all_articles_are_encoded_by_the_build(
    archive: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.stores.encoding._BATCH", 2)
    for n in range(12):
        text = f"{_report(f'fire {n}', n)}\n\nSubscribe to our morning letter today.\n\n"
        (archive.articles / f"fire-{n}.txt").write_text(text + _report(f"smoke {n}", n + 20))
        (archive.articles / f"fire-{n}.txt.meta.json").write_text('{"source": "Courier"}')
    for n in (1, 2, 3):
        encode_shard(archive, Shard(3, n))
    report = build(archive)
    build(elsewhere(archive, "whole"))
    assert content(archive) == content(elsewhere(archive, "whole"))
    assert report.encoded + report.taken_over == report.passages
    assert 0 < report.encoded < report.taken_over, "the notice parts passages that it was in"


def test_a_killed_shard_goes_on_where_it_stopped(archive: Settings, tell: Tell) -> None:
    process = started(archive, "1/1")
    for _ in range(3):
        awaited(process, "encodes")
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    awaited(process, "encodes")
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    _, passages, encoded = finished(started(archive, "1/1"))
    assert passages - encoded == 12, "three batches of four were kept"
    assert build(archive).encoded == 0
    fault = "the process that encodes a shard is killed (SIGKILL)"
    tell(fault, "building", "run again it encodes only what it had not kept")


def test_an_unfinished_shard_and_missing_ones_are_told(
    archive: Settings, caplog: pytest.LogCaptureFixture, tell: Tell
) -> None:
    process = started(archive, "2/3")
    awaited(process, "encodes")
    process.kill()
    process.communicate(timeout=60)
    encode_shard(archive, Shard(3, 3))
    report = build(archive)
    assert report.taken_over and report.encoded
    assert "Shard 2/3 is not complete" in caplog.text
    assert "python -m qa index --shard 2/3" in caplog.text
    assert "Shards are missing, their passages are encoded now: 1/3." in caplog.text
    assert verify(archive).findings == ()
    fault = "of three shards one is unfinished and one missing"
    tell(fault, "building", "the build says so and encodes what is lacking")


def test_a_shard_of_another_model_is_left_alone_and_told(
    archive: Settings, hash_encoder: HashEncoder, caplog: pytest.LogCaptureFixture, tell: Tell
) -> None:
    hash_encoder.digest = "another model"
    encode_shard(archive, Shard(1, 1))
    del hash_encoder.digest
    report = build(archive)
    assert (report.taken_over, report.encoded) == (0, report.passages)
    assert "Shard 1/1 is not used: its vectors are of another model" in caplog.text
    assert list(shard_files(archive.index)) == [Shard(1, 1)], "hours of work are not thrown away"
    came = "the build says so, leaves it alone and encodes what is lacking"
    tell("a shard is of another model", "building", came)


def test_a_damaged_shard_file_is_told_and_its_passages_encoded(
    archive: Settings, caplog: pytest.LogCaptureFixture, tell: Tell
) -> None:
    for n in (1, 2):
        encode_shard(archive, Shard(2, n))
    Shard(2, 1).file(archive.index).write_bytes(b"garbage" * 999)
    report = build(archive)
    assert report.taken_over and report.encoded
    assert report.taken_over + report.encoded == report.passages
    assert "Shard 1/2 is damaged and not used" in caplog.text
    assert verify(archive).findings == ()
    assert shard_files(archive.index) == {}
    fault = "a shard is replaced by garbage"
    tell(fault, "building", "the build says so and encodes what is lacking")


def test_vectors_that_no_model_makes_are_encoded_anew(archive: Settings) -> None:
    passages = encode_shard(archive, Shard(1, 1)).passages
    with closing(sqlite3.connect(Shard(1, 1).file(archive.index))) as file, file:
        ids = [id_ for (id_,) in file.execute("SELECT id FROM vectors LIMIT 2")]
        file.execute("UPDATE vectors SET vector = x'00' WHERE id = ?", ids[:1])
        zeros = bytes(4 * HashEncoder.dimension)
        file.execute("UPDATE vectors SET vector = ? WHERE id = ?", (zeros, ids[1]))
    report = build(archive)
    assert (report.encoded, report.taken_over) == (2, passages - 2)
    assert verify(archive).findings == ()


def test_a_damaged_file_of_its_own_is_begun_anew(archive: Settings) -> None:
    encode_shard(archive, Shard(1, 1))
    Shard(1, 1).file(archive.index).write_bytes(b"garbage" * 999)
    again = encode_shard(archive, Shard(1, 1))
    assert again.encoded == again.passages


def test_of_articles_in_the_index_only_new_ones_are_encoded_unless_in_full(
    archive: Settings,
) -> None:
    build(archive)
    assert encode_shard(archive, Shard(1, 1)).passages == 0
    (archive.articles / "new.txt").write_text(_report("the new dam", 5))
    new = encode_shard(archive, Shard(1, 1))
    assert (new.documents, new.encoded) == (1, new.passages)
    every = encode_shard(archive, Shard(1, 1), full=True)
    report = build(archive, full=True)
    assert (report.encoded, report.taken_over) == (0, every.passages)


def test_the_same_shard_twice_at_once_is_refused(archive: Settings) -> None:
    with hold(archive.index, "1-of-2"), pytest.raises(IndexBusy, match=r"Shard 1/2 of .*running"):
        encode_shard(archive, Shard(2, 1))
    with hold(archive.index):  # a build does not stand in the way, nor another shard
        encode_shard(archive, Shard(2, 1))


def test_a_file_that_is_being_filled_is_used_and_stays(archive: Settings) -> None:
    encode_shard(archive, Shard(1, 1))
    with hold(archive.index, "1-of-1"):
        assert build(archive).taken_over
    assert list(shard_files(archive.index)) == [Shard(1, 1)]
    assert not build(archive).built
    assert shard_files(archive.index) == {}, "what an earlier build took over is removed"


def test_every_name_falls_into_one_shard_and_always_the_same() -> None:
    names = [f"folder/article-{n}.txt" for n in range(4000)]
    counts = [sum(Shard(8, number).holds(name) for name in names) for number in range(1, 9)]
    assert sum(counts) == len(names)
    assert min(counts) > 400
    assert [n for n in range(1, 9) if Shard(8, n).holds("a.txt")] == [6]


@pytest.mark.parametrize("given", ["0/8", "9/8", "x/y", "3", "3/", "1/0", "-1/8", "1/8/2", ""])
def test_what_is_no_shard(given: str, run: Run) -> None:
    with pytest.raises(ValueError, match="shard"):
        parse_shard(given)
    refused = run("index", "--shard", given)
    assert refused.code == 2
    assert "Invalid value for --shard" in refused.err


def test_the_command(archive: Settings, run: Run) -> None:
    told = run("index", "--shard", "1/1", "--json")
    assert told.code == 0
    assert told.json["shard"] == "1/1"
    assert told.json["encoded"] == told.json["passages"] > 0
    assert Path(told.json["file"]).name == "encoded-1-of-1.sqlite"
    again = run("index", "--shard", "1/1").out
    assert "0 encoded" in again and "were there already" in again
    assert "When all shards are in one index folder: python -m qa index" in again
    assert "passages taken over from shards" in run("index").out
    (archive.articles / "empty.txt").write_text("")
    assert run("index", "--shard", "1/1").code == 3
    assert run("index", "--shard", "1/1", "--watch").code == 2


def test_the_build_says_nothing_of_shards_where_there_are_none(
    archive: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        assert build(archive).taken_over == 0
    assert caplog.text == ""
