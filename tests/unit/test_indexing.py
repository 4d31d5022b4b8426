"""From the articles folder to an index: plan, build, reuse, and builds that go wrong."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from filelock import FileLock

from qa.builds import Progress
from qa.errors import (
    ArticlesError,
    IndexBusy,
    IndexDamaged,
    IndexMismatch,
    IndexMissing,
    IndexNotWritten,
)
from qa.indexing import build, build_documents, current_generation, open_store, plan
from qa.indexing.changes import left_out
from qa.records import Filters
from qa.settings import Settings
from qa.stores.generations import read_manifest
from tests.conftest import ROOT, HashEncoder, make_document
from tests.faults import Tell
from tests.unit.conftest import disk_of

NEW = "Flood on the river\n\nThe river rose on Monday. Villagers left their homes by boat. " * 3
# A real build in a process of its own, with the tests' encoder: each phase is told on its output
BUILD = """
import sys
from pathlib import Path
import qa.indexing
from qa.settings import Settings
from tests.conftest import HashEncoder

qa.indexing.building.open_encoder = lambda name, **_: HashEncoder()
qa.indexing.planning.model_digest = lambda name: HashEncoder.digest
stop = sys.argv[3]

def say(progress):
    print(progress.phase, progress.done, flush=True)
    if progress.phase == stop and progress.done >= progress.total / 2:
        print("here", flush=True)
        sys.stdin.readline()

qa.indexing.build(Settings(articles=Path(sys.argv[1]), index=Path(sys.argv[2])), on_progress=say)
"""


def states(settings: Settings) -> set[str]:
    return {f.name for f in settings.index.iterdir() if f.is_dir()}


def answers_from(settings: Settings) -> set[str]:
    """The paths of the articles that the index opens with and finds by their words."""
    store = open_store(settings)
    try:
        documents = store.documents()
        for document in documents:
            assert store.document(document.id) == document
            for passage in store.passages_of(document.id):
                assert document.text[passage.start : passage.end] == passage.text
        return {d.path for d in documents}
    finally:
        store.close()


def paths(settings: Settings) -> list[str]:
    return sorted(p.name for p in settings.articles.iterdir())


@contextmanager
def building(settings: Settings, stop: str) -> Iterator[subprocess.Popen[str]]:
    """A build in another process, waiting in the middle of the phase `stop`."""
    process = subprocess.Popen(
        [sys.executable, "-c", BUILD, str(settings.articles), str(settings.index), stop],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        try:
            assert "here\n" in iter(process.stdout.readline, ""), "it ended before it stopped"
            yield process
        finally:
            process.kill()


def test_the_plan_of_a_first_build(settings: Settings) -> None:
    (settings.articles / "picture.png").write_bytes(b"\x89PNG")
    todo = plan(settings)
    assert list(todo.new) == [p for p in paths(settings) if p.endswith(".txt")]
    assert (todo.changed, todo.gone, todo.unchanged) == ((), (), ())
    assert todo.rebuild == "there is no index yet"
    assert todo.needed
    assert [s.path for s in todo.skipped] == ["picture.png"]


def test_new_changed_gone_and_unchanged(settings: Settings, hash_encoder: HashEncoder) -> None:
    build(settings)
    first, second, third, *rest = paths(settings)
    (settings.articles / "new.txt").write_text(NEW)
    (settings.articles / first).unlink()
    with (settings.articles / second).open("a") as file:
        file.write("\n\nOne more sentence.")
    os.utime(settings.articles / third)
    todo = plan(settings)
    assert (todo.new, todo.changed, todo.gone) == (("new.txt",), (second,), (first,))
    assert todo.unchanged == (third, *rest), "touched, but the same bytes"
    assert todo.rebuild is None
    report = build(settings)
    assert (report.new, report.changed, report.gone, report.unchanged) == (1, 1, 1, 3)
    assert not plan(settings).needed
    assert answers_from(settings) == {"new.txt", second, third, *rest}


def test_a_change_that_keeps_the_size_is_seen(
    settings: Settings, hash_encoder: HashEncoder
) -> None:
    build(settings)
    path = settings.articles / paths(settings)[0]
    raw = path.read_bytes()
    path.write_bytes(raw.replace(b"Vienna", b"Geneva"))
    assert path.stat().st_size == len(raw)
    assert plan(settings).changed == (path.name,)


def test_a_file_with_its_old_size_and_time_is_not_opened(
    settings: Settings, hash_encoder: HashEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(settings)

    def refuse(path: Path) -> str:
        raise AssertionError(f"{path} was read")

    monkeypatch.setattr("qa.indexing.planning.article_sha256", refuse)
    assert len(plan(settings).unchanged) == 5


def test_a_build_reports_what_it_did(settings: Settings, hash_encoder: HashEncoder) -> None:
    told: list[Progress] = []
    report = build(settings, on_progress=told.append)
    assert (report.built, report.documents, report.new) == (True, 5, 5)
    assert report.encoded == report.passages > 5
    assert (report.refused, report.skipped) == ((), ())
    assert list(dict.fromkeys(p.phase for p in told)) == [
        "reading",
        "opening",
        "cutting",
        "encoding",
    ]
    for phase, total in (("reading", 5), ("cutting", 5), ("encoding", report.passages)):
        done = [p.done for p in told if p.phase == phase]
        assert done == sorted(done)
        assert done[-1] == total
    manifest = read_manifest(settings.index)
    assert (manifest.documents, manifest.passages) == (5, report.passages)
    assert [a.path for a in manifest.articles] == paths(settings)
    assert current_generation(settings) == manifest.generation


def test_building_twice_does_nothing(settings: Settings, hash_encoder: HashEncoder) -> None:
    first = build(settings)
    generation = current_generation(settings)
    hash_encoder.encoded.clear()
    report = build(settings)
    assert (report.built, report.encoded, report.passages) == (False, 0, first.passages)
    assert hash_encoder.encoded == []
    assert current_generation(settings) == generation


def test_one_more_article_encodes_its_passages_alone(
    settings: Settings, hash_encoder: HashEncoder
) -> None:
    before = build(settings).passages
    hash_encoder.encoded.clear()
    (settings.articles / "flood.txt").write_text(NEW)
    report = build(settings)
    assert report.encoded == report.passages - before > 0
    sentences = [text for text in hash_encoder.encoded if " " in text]
    assert len(sentences) == report.encoded
    assert all("river" in text for text in sentences)
    assert set(hash_encoder.encoded) - set(sentences) <= set(NEW.lower().replace(".", "").split())


def test_a_build_leaves_no_model_in_memory(tmp_path: Path) -> None:
    """Of a program that goes on running and builds again and again."""
    program = (
        "import gc, sys\nfrom pathlib import Path\nfrom qa.indexing import build\n"
        "from qa.settings import Settings\nfrom sentence_transformers import SentenceTransformer\n"
        "settings = Settings(articles=Path(sys.argv[1]), index=Path(sys.argv[2]))\n"
        "print(build(settings).encoded > 0)\n"
        "print(sum(isinstance(each, SentenceTransformer) for each in gc.get_objects()))"
    )
    said = subprocess.run(
        [sys.executable, "-c", program, str(ROOT / "seeds"), str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    ).stdout
    assert said.split() == ["True", "0"]


def test_a_renamed_article_encodes_nothing(settings: Settings, hash_encoder: HashEncoder) -> None:
    build(settings)
    hash_encoder.encoded.clear()
    old = settings.articles / paths(settings)[0]
    old.rename(old.with_name("renamed.txt"))
    report = build(settings)
    assert (report.built, report.encoded, report.new, report.gone) == (True, 0, 1, 1)
    assert hash_encoder.encoded == []
    assert "renamed.txt" in answers_from(settings)


def test_reused_vectors_find_the_same(settings: Settings, hash_encoder: HashEncoder) -> None:
    def found() -> dict[str, float]:
        store = open_store(settings)
        vector = hash_encoder.encode(["who attended Astana?"])[0]
        scores = dict(store.search_vectors(vector, 100, Filters()))
        store.close()
        return scores

    build(settings)
    (settings.articles / "flood.txt").write_text(NEW)
    build(settings)
    reused = found()
    build(settings, full=True)
    assert found() == pytest.approx(reused, abs=1e-5)


def test_a_full_build_encodes_everything(settings: Settings, hash_encoder: HashEncoder) -> None:
    build(settings)
    hash_encoder.encoded.clear()
    report = build(settings, full=True)
    assert report.built
    assert report.encoded == report.passages
    assert report.unchanged == 5
    assert len([text for text in hash_encoder.encoded if " " in text]) == report.passages


@pytest.mark.parametrize("change", [{"passage_words": 60}, {"passage_overlap": 0}])
def test_other_passage_settings_need_a_new_build(
    settings: Settings, hash_encoder: HashEncoder, change: dict[str, int]
) -> None:
    build(settings)
    other = settings.model_copy(update=change)
    with pytest.raises(
        IndexMismatch, match=r"its passages have 110 words.*Run: python -m qa index"
    ):
        open_store(other)
    assert "110 words" in (plan(other).rebuild or "")
    assert build(other).built
    assert len(answers_from(other)) == 5
    with pytest.raises(IndexMismatch):
        open_store(settings)


def test_files_that_another_version_read_are_read_again(
    settings: Settings, hash_encoder: HashEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The index answers until then, and no passage that stayed is encoded again."""
    with monkeypatch.context() as earlier:
        earlier.setattr("qa.indexing.building.READING", 0)
        build(settings)
    assert "another version" in (plan(settings).rebuild or "")
    assert len(answers_from(settings)) == 5
    report = build(settings)
    assert (report.built, report.read, report.encoded) == (True, 5, 0)
    assert not plan(settings).needed


def test_a_note_without_the_version_that_read(
    settings: Settings, hash_encoder: HashEncoder
) -> None:
    build(settings)
    manifest = settings.index / (current_generation(settings) or "") / "manifest.json"
    stored = json.loads(manifest.read_text())
    del stored["reading"]
    manifest.write_text(json.dumps(stored))
    assert len(answers_from(settings)) == 5
    assert "another version" in (plan(settings).rebuild or "")


def test_another_model_needs_a_new_build(
    settings: Settings, hash_encoder: HashEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(settings)
    other = settings.model_copy(update={"model": "other"})
    digests = {settings.model: hash_encoder.digest, "other": "other-digest"}
    monkeypatch.setattr("qa.indexing.planning.model_digest", digests.__getitem__)
    with pytest.raises(
        IndexMismatch, match=r"model all-MiniLM-L6-v2, not other.*python -m qa index"
    ):
        open_store(other)
    assert "not other" in (plan(other).rebuild or "")
    hash_encoder.digest = "other-digest"
    report = build(other)
    assert report.encoded == report.passages, "vectors of another model are not taken over"


def test_a_folder_that_became_empty_leaves_the_old_index(
    settings: Settings, hash_encoder: HashEncoder
) -> None:
    build(settings)
    before = answers_from(settings)
    for path in settings.articles.iterdir():
        path.unlink()
    with pytest.raises(ArticlesError, match=r"no article in .*--articles"):
        build(settings)
    assert answers_from(settings) == before


def test_a_folder_of_unreadable_files_names_their_reasons(
    settings: Settings, hash_encoder: HashEncoder
) -> None:
    for path in settings.articles.iterdir():
        path.write_bytes(b"")
    with pytest.raises(ArticlesError, match=r"None of the 5 files .*it is empty"):
        build(settings)


def test_a_bad_file_is_refused_and_the_rest_indexed(
    settings: Settings, hash_encoder: HashEncoder
) -> None:
    (settings.articles / "binary.txt").write_bytes(bytes(range(256)) * 20)
    (settings.articles / "empty.txt").write_bytes(b" \n")
    (settings.articles / "copy.txt").write_bytes(
        (settings.articles / paths(settings)[0]).read_bytes()
    )
    report = build(settings)
    assert report.documents == 5
    assert {r.path for r in report.refused} == {"binary.txt", "empty.txt"}
    assert all(r.reason for r in report.refused)
    assert not plan(settings).needed, "a refused file is not tried until it changes"
    again = build(settings)
    assert not again.built
    assert {"binary.txt", "empty.txt"} <= {r.path for r in again.refused}
    (settings.articles / "empty.txt").write_text(NEW)
    assert build(settings).documents == 6


def test_a_file_refused_for_what_is_not_in_it_is_tried_again(
    settings: Settings, hash_encoder: HashEncoder
) -> None:
    big = settings.articles / "big.txt"
    big.write_text(NEW + "\n" * 1_500_000)
    small = settings.model_copy(update={"max_file_mb": 1})
    (refusal,) = build(small).refused
    assert "too big" in refusal.reason
    assert not plan(small).needed
    assert plan(settings).changed == ("big.txt",)
    assert build(settings).refused == ()


def test_rows_that_are_no_article_are_told_until_their_file_changes(
    settings: Settings, hash_encoder: HashEncoder
) -> None:
    table = settings.articles / "agency, a.jsonl"
    table.write_text('{"id": "1", "text": "The river rose on Monday."}\nno row\n{"id": "3"}\n')
    first = build(settings)
    assert [r.path for r in first.refused] == ["agency, a.jsonl, line 2", "agency, a.jsonl, row 3"]
    (settings.articles / "new.txt").write_text(NEW)
    later = build(settings)
    assert later.built and later.refused == first.refused
    assert build(settings).refused == first.refused, "also where nothing is built"
    assert left_out(read_manifest(settings.index).articles)[0] == first.refused
    table.write_text('{"id": "1", "text": "The river rose on Monday."}\n')
    assert build(settings).refused == ()


def test_a_missing_folder(tmp_path: Path, hash_encoder: HashEncoder) -> None:
    settings = Settings(articles=tmp_path / "nowhere", index=tmp_path / "index")
    with pytest.raises(ArticlesError, match=r"does not exist.*--articles"):
        plan(settings)
    with pytest.raises(ArticlesError, match="does not exist"):
        build(settings)


def test_without_an_index(settings: Settings) -> None:
    assert current_generation(settings) is None
    with pytest.raises(IndexMissing, match="Run: python -m qa index"):
        open_store(settings)


@pytest.mark.parametrize(
    "part", ["vectors/chroma.sqlite3", "keywords/words.json", "keywords/rows.npy", "texts.sqlite"]
)
def test_a_damaged_index_is_mended_by_a_full_build(
    settings: Settings, hash_encoder: HashEncoder, tell: Tell, part: str
) -> None:
    build(settings)
    (settings.index / (current_generation(settings) or "") / part).write_bytes(b"garbage" * 99)
    with pytest.raises(IndexDamaged, match="index --full"):
        open_store(settings)
    build(settings, full=True)
    assert len(answers_from(settings)) == 5
    came = "refused with the command that mends it"
    tell(f"{part} is replaced by garbage", "before opening", came)


@pytest.mark.parametrize("part", ["vectors/chroma.sqlite3", "keywords/words.json"])
def test_a_build_over_a_damaged_index_takes_nothing_over(
    settings: Settings, hash_encoder: HashEncoder, part: str
) -> None:
    build(settings)
    (settings.index / (current_generation(settings) or "") / part).write_bytes(b"garbage" * 99)
    (settings.articles / "flood.txt").write_text(NEW)
    report = build(settings)
    assert report.encoded == report.passages
    assert len(answers_from(settings)) == 6


def test_a_garbled_pointer_is_planned_and_mended(
    settings: Settings, hash_encoder: HashEncoder
) -> None:
    build(settings)
    (settings.index / "current.json").write_text("garbage")
    assert current_generation(settings) is None
    assert "damaged" in (plan(settings).rebuild or "")
    assert build(settings).built
    assert len(answers_from(settings)) == 5


def test_a_second_build_is_told_who_holds_the_index(
    settings: Settings, hash_encoder: HashEncoder, tell: Tell
) -> None:
    with building(settings, "cutting") as process:
        with pytest.raises(IndexBusy, match=rf"process {process.pid}, since 20.*Wait for it"):
            build(settings)
        assert plan(settings).needed, "looking is allowed"
        assert process.stdin is not None
        process.stdin.write("go on\n" * 9)
        process.stdin.flush()
        assert process.wait(60) == 0
    assert not build(settings).built, "the other build made the index"
    assert len(answers_from(settings)) == 5
    tell("a second build begins", "building", "it is told who holds the index")


def test_a_holder_that_cannot_be_read_is_unknown(
    settings: Settings, hash_encoder: HashEncoder
) -> None:
    settings.index.mkdir()
    (settings.index / "build.json").write_text("garbage")
    with FileLock(settings.index / ".lock"), pytest.raises(IndexBusy, match="process unknown"):
        build(settings)


@pytest.mark.parametrize("moment", ["cutting", "encoding"])
def test_a_killed_build_leaves_the_last_index(
    settings: Settings, hash_encoder: HashEncoder, tell: Tell, moment: str
) -> None:
    build(settings)
    before, generation = answers_from(settings), current_generation(settings)
    (settings.articles / "flood.txt").write_text(NEW)
    with building(settings, moment) as process:
        process.send_signal(signal.SIGKILL)
        assert process.wait(60) == -signal.SIGKILL
    assert current_generation(settings) == generation
    assert answers_from(settings) == before
    assert len(states(settings)) == 2, "the killed build left something"
    assert build(settings).built
    assert answers_from(settings) == before | {"flood.txt"}
    assert states(settings) == {generation, current_generation(settings)}
    came = "the last index goes on answering, the next build finishes"
    tell(f"the build is killed (SIGKILL) while {moment}", "building", came)


def test_a_killed_first_build_leaves_no_index(
    settings: Settings, hash_encoder: HashEncoder
) -> None:
    with building(settings, "reading") as process:
        process.send_signal(signal.SIGKILL)
        assert process.wait(60) == -signal.SIGKILL
    assert (settings.index / "build.json").is_file(), "it still names the dead process"
    with pytest.raises(IndexMissing):
        open_store(settings)
    assert build(settings).documents == 5
    assert not (settings.index / "build.json").exists()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of four megabytes."""
    with disk_of("4m", tmp_path / "disk") as folder:
        yield folder


@pytest.mark.parametrize("left", [20_000, 150_000, 400_000])
def test_a_full_disk_leaves_the_last_index(
    settings: Settings, hash_encoder: HashEncoder, small_disk: Path, tell: Tell, left: int
) -> None:
    settings = settings.model_copy(update={"index": small_disk / "index"})
    build(settings)
    before, generation = answers_from(settings), current_generation(settings)
    (settings.articles / "flood.txt").write_text(NEW)
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(shutil.disk_usage(small_disk).free - left))
    with pytest.raises(IndexNotWritten, match=r"could not be written.*last index is untouched"):
        build(settings)
    assert current_generation(settings) == generation
    assert states(settings) == {generation}, "what was half written does not fill the disk"
    assert answers_from(settings) == before
    ballast.unlink()
    assert build(settings).built
    assert answers_from(settings) == before | {"flood.txt"}
    came = (
        "refused with the fix, the last index goes on answering, what was half written is removed"
    )
    tell(f"the disk is full, but for {left:,} bytes", "building", came)


def test_not_a_byte_left(
    settings: Settings, hash_encoder: HashEncoder, small_disk: Path, tell: Tell
) -> None:
    settings = settings.model_copy(update={"index": small_disk / "index"})
    build(settings)
    opened = open_store(settings)
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(shutil.disk_usage(small_disk).free))
    with pytest.raises(IndexNotWritten, match="could not be written"):
        build(settings, full=True)
    vector = hash_encoder.encode(["who attended Astana?"])[0]
    assert opened.search_vectors(vector, 3, Filters()), "who had it open goes on"
    assert opened.search_keywords(["astana"], 3, Filters())
    opened.close()
    with pytest.raises(IndexNotWritten, match=r"the disk is full\. Free some space"):
        open_store(settings)
    ballast.unlink()
    assert len(answers_from(settings)) == 5
    came = "an open index goes on answering; opening and building are refused with the fix"
    tell("not a byte is left on the disk", "serving", came)


def test_a_place_that_cannot_be_written(settings: Settings, hash_encoder: HashEncoder) -> None:
    settings.index.write_text("a file in the way")
    with pytest.raises(IndexNotWritten, match="name another folder with --index"):
        build(settings)


def test_old_states_are_swept(settings: Settings, hash_encoder: HashEncoder) -> None:
    build(settings)
    for _ in range(3):
        last = current_generation(settings)
        build(settings, full=True)
    assert states(settings) == {last, current_generation(settings)}


def test_an_open_reader_goes_on_while_the_index_is_rebuilt(
    settings: Settings, hash_encoder: HashEncoder
) -> None:
    build(settings)
    store = open_store(settings)
    (settings.articles / "flood.txt").write_text(NEW)
    build(settings)
    assert len(store.documents()) == 5
    assert store.search_keywords(["astana"], 3, Filters())
    store.close()
    assert len(answers_from(settings)) == 6


def test_documents_from_elsewhere(tmp_path: Path, hash_encoder: HashEncoder) -> None:
    settings = Settings(index=tmp_path / "index")
    documents = [make_document(NEW, name=name, title=name) for name in ("one", "two")]
    manifest = build_documents(settings, documents)
    assert (manifest.documents, manifest.articles) == (2, ())
    assert manifest.generation == current_generation(settings)
    assert answers_from(settings) == {"one", "two"}
