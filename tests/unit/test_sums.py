"""Files of a state that were cut short or changed: told before a library reads them."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from qa.errors import IndexDamaged, IndexNotWritten
from qa.indexing import build, open_store
from qa.indexing.verifying import verify
from qa.settings import Settings
from qa.stores import StoreError
from qa.stores.generations import read_manifest
from qa.stores.sums import changed_files, check_sizes, settle
from tests.conftest import HashEncoder, settings_in

ROWS = 1_100  # Chroma writes its graph of neighbours to files from 1,000 on


def halved(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def overwritten(file: Path) -> None:
    file.write_bytes(b"\xff" * file.stat().st_size)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A table of so many articles that there are files of a graph."""
    settings = settings_in(tmp_path_factory.mktemp("many"))
    settings.articles.mkdir()
    rows = (f'"Row {n}","The river number {n} rose on Monday."' for n in range(ROWS))
    (settings.articles / "rows.csv").write_text("\n".join(["title,text", *rows]))
    return settings


def state(settings: Settings) -> Path:
    return settings.index / read_manifest(settings.index).generation


@pytest.mark.parametrize("name", ["header.bin", "link_lists.bin", "data_level0.bin", "length.bin"])
def test_a_graph_that_was_cut_short_ends_no_process(
    many: Settings, hash_encoder: HashEncoder, name: str
) -> None:
    build(many, full=True)
    (file,) = state(many).rglob(name)
    halved(file)
    with pytest.raises(IndexDamaged, match=name):
        open_store(many)
    assert verify(many).damaged
    (many.articles / "more.txt").write_text(f"One more, for {name}, fell on Sunday.")
    assert build(many).encoded >= 1
    assert verify(many).findings == ()


def test_a_graph_of_other_bytes_is_told_without_being_read(
    many: Settings, hash_encoder: HashEncoder
) -> None:
    build(many, full=True)
    (file,) = state(many).rglob("data_level0.bin")
    overwritten(file)
    found = verify(many)
    assert found.damaged and found.findings[0].where.endswith("data_level0.bin")
    build(many, full=True)
    assert verify(many).findings == ()


def test_what_no_passage_shows_is_found_by_its_bytes(
    settings: Settings, hash_encoder: HashEncoder
) -> None:
    build(settings)
    file = state(settings) / "keywords" / "word_vectors.npy"
    vectors = np.load(file)
    np.save(file, -vectors)
    (finding,) = verify(settings).findings
    assert (finding.kind, finding.where) == ("damaged", "keywords/word_vectors.npy")


@pytest.mark.parametrize("damage", [halved, Path.unlink, overwritten])
def test_files_of_a_state(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    (tmp_path / "keywords").mkdir()
    file = tmp_path / "keywords" / "rows.npy"
    file.write_bytes(b"0123456789")
    settle(tmp_path)
    check_sizes(tmp_path)
    assert changed_files(tmp_path) == []
    damage(file)
    assert changed_files(tmp_path) == ["keywords/rows.npy"]
    assert changed_files(tmp_path, "vectors/") == []
    if damage is not overwritten:
        with pytest.raises(StoreError, match=r"rows\.npy"):
            check_sizes(tmp_path)


def test_damage_is_not_taken_over_and_vouched_for(
    settings: Settings, hash_encoder: HashEncoder
) -> None:
    build(settings)
    file = state(settings) / "keywords" / "word_vectors.npy"
    np.save(file, -np.load(file))
    (settings.articles / "new.txt").write_text("The river rose on Monday. Villagers left by boat.")
    build(settings)
    assert verify(settings).findings == ()
    fresh = settings.model_copy(update={"index": settings.index.with_name("fresh")})
    build(fresh)
    name = "keywords/word_vectors.npy"
    assert np.array_equal(np.load(state(settings) / name), np.load(state(fresh) / name))


def test_a_disk_that_does_not_answer_now_is_not_told_as_damage(
    settings: Settings, hash_encoder: HashEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(settings)

    def too_many(path: Path, *given: object, **more: object) -> None:
        raise OSError(errno.EMFILE, "Too many open files")

    folder = state(settings)
    with monkeypatch.context() as broken:
        broken.setattr(Path, "stat", too_many)
        with pytest.raises(OSError, match="Too many"):
            check_sizes(folder)
    check_sizes(folder)
    with monkeypatch.context() as broken:
        broken.setattr("qa.stores.embedded.check_sizes", too_many)
        with pytest.raises(IndexNotWritten, match="Too many"):
            open_store(settings)
    open_store(settings).close()


def test_a_folder_that_cannot_be_flushed_is_no_refusal(
    settings: Settings, hash_encoder: HashEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fsync

    def only_files(opened: int) -> None:
        if stat.S_ISDIR(os.fstat(opened).st_mode):
            raise OSError(errno.EINVAL, "Invalid argument")
        real(opened)

    monkeypatch.setattr(os, "fsync", only_files)
    assert build(settings).built
    assert verify(settings).findings == ()


def test_a_state_from_before_there_were_notes(
    settings: Settings, hash_encoder: HashEncoder
) -> None:
    build(settings)
    (state(settings) / "sums.json").unlink()
    assert verify(settings).findings == ()
    open_store(settings).close()


def _emptied(name: str) -> Callable[[Path], None]:
    return lambda folder: os.truncate(folder / name, 0)


def _gone(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


@pytest.mark.parametrize(
    "damage",
    [
        _emptied("keywords/rows.npy"),
        _gone("keywords/rows.npy"),
        _emptied("keywords/word_vectors.npy"),
        lambda folder: (folder / "keywords" / "vocabulary.json").write_text("{}"),
        lambda folder: (folder / "keywords" / "words.json").write_text("7"),
        _gone("texts.sqlite"),
        _gone("vectors/chroma.sqlite3"),
        _emptied("vectors/chroma.sqlite3"),
    ],
)
def test_a_build_over_a_damaged_state_builds_anew(
    settings: Settings, hash_encoder: HashEncoder, damage: Callable[[Path], None]
) -> None:
    build(settings)
    damage(state(settings))
    (settings.articles / "new.txt").write_text("The river rose on Monday. Villagers left by boat.")
    report = build(settings)
    assert (report.built, report.documents) == (True, 6)
    assert verify(settings).findings == ()
