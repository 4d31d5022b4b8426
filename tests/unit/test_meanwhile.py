"""Files that change while a build looks at them: nothing is taken for what it is not."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest

from qa.indexing import build, building, open_store, plan, verifying
from qa.indexing.verifying import verify
from qa.settings import Settings
from tests.conftest import HashEncoder

FLOOD = "The river rose on Monday. Villagers left their homes by boat."
FIRE = "The forest burnt on Friday. Villagers left their homes by car."


def paths(settings: Settings) -> set[str]:
    store = open_store(settings)
    try:
        return {d.path for d in store.documents()}
    finally:
        store.close()


def behind(monkeypatch: pytest.MonkeyPatch, name: str, change: Callable[[], Any]) -> None:
    """Something happens once, right after a step of the build."""
    step = getattr(building, name)

    def run(*given: Any, **more: Any) -> Any:
        done = step(*given, **more)
        monkeypatch.setattr(building, name, step)
        change()
        return done

    monkeypatch.setattr(building, name, run)


def test_an_edit_while_a_build_begins_is_indexed_by_the_next(
    settings: Settings, hash_encoder: HashEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    edited = settings.articles / "flood.txt"
    edited.write_text(FLOOD)
    build(settings)
    (settings.articles / "new.txt").write_text(FIRE)
    behind(monkeypatch, "compared", lambda: edited.write_text("Edited. " + FLOOD))
    build(settings)
    assert plan(settings).changed == ("flood.txt",)
    build(settings)
    assert verify(settings).findings == ()


def test_a_copy_takes_the_place_of_an_article_that_goes_while_a_build_begins(
    settings: Settings, hash_encoder: HashEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, copy = settings.articles / "a.txt", settings.articles / "b.txt"
    first.write_text(FLOOD)
    copy.write_text(FLOOD)
    build(settings)
    assert "a.txt" in paths(settings)
    (settings.articles / "new.txt").write_text(FIRE)
    behind(monkeypatch, "compared", first.unlink)
    build(settings)
    build(settings)
    assert "b.txt" in paths(settings)
    assert "a.txt" not in paths(settings)


def test_a_file_that_was_still_being_written_is_tried_again(
    settings: Settings, hash_encoder: HashEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = settings.articles / "flood.txt"
    file.write_bytes(b" " * len(FLOOD))  # the room is there, the words are not
    behind(monkeypatch, "load_files", lambda: file.write_text(FLOOD))
    report = build(settings)
    assert [r.path for r in report.refused] == ["flood.txt"]
    assert plan(settings).needed
    build(settings)
    assert "flood.txt" in paths(settings)


def test_a_folder_that_is_called_as_a_description_describes_nothing(
    settings: Settings, hash_encoder: HashEncoder
) -> None:
    (settings.articles / "empty.txt").write_text("")
    (settings.articles / "empty.txt.meta.json").mkdir()
    build(settings)
    assert not plan(settings).needed


def test_a_file_that_cannot_be_read_now_is_not_taken_out_by_a_repair(
    settings: Settings, hash_encoder: HashEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(settings)
    first = min(path.name for path in settings.articles.iterdir())
    real = verifying.article_sha256
    monkeypatch.setattr(
        verifying,
        "article_sha256",
        lambda folder, path: "" if path == first else real(folder, path),
    )
    found = verify(settings)
    assert [(f.kind, f.where) for f in found.findings] == [("unread", first)]
    assert (found.damaged, found.outdated, found.changed) == (False, False, ())


def test_a_file_changed_behind_its_time_stamp_is_read_when_asked(
    settings: Settings, hash_encoder: HashEncoder
) -> None:
    file = settings.articles / "flood.txt"
    file.write_text(FLOOD)
    build(settings)
    stamp = file.stat()
    file.write_text(FLOOD.replace("Monday", "Sunday"))
    os.utime(file, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    found = verify(settings)
    assert found.changed == ("flood.txt",)
    assert not build(settings).built
    report = build(settings, again=found.changed)
    assert (report.built, report.read, report.changed) == (True, 1, 1)
    assert verify(settings).findings == ()
