"""A folder that is watched: builds follow changes, with the real watcher."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from qa.builds import Plan, Report
from qa.errors import ArticlesError, IndexBusy, IndexNotWritten, QAError
from qa.indexing import planning
from qa.indexing.watching import _Watched, builds
from qa.settings import Settings
from tests.conftest import HashEncoder


def test_a_build_follows_each_change(settings: Settings, hash_encoder: HashEncoder) -> None:
    stop = threading.Event()
    watched = builds(settings, stop=stop)
    first = next(watched)
    assert isinstance(first, Report) and first.documents == 5
    flood = settings.articles / "flood.txt"
    threading.Timer(0.3, flood.write_text, ["The river rose on Monday. Villagers left."]).start()
    second = next(watched)
    assert isinstance(second, Report) and (second.new, second.documents) == (1, 6)
    threading.Timer(0.3, flood.unlink).start()
    third = next(watched)
    assert isinstance(third, Report) and third.left == ("flood.txt",)
    stop.set()
    assert list(watched) == []


def test_a_refusal_is_told_and_watching_goes_on(
    settings: Settings, hash_encoder: HashEncoder
) -> None:
    for path in settings.articles.iterdir():
        path.unlink()
    stop = threading.Event()
    watched = builds(settings, stop=stop)
    assert isinstance(next(watched), QAError)
    text = "The river rose on Monday. Villagers left."
    threading.Timer(0.3, (settings.articles / "flood.txt").write_text, [text]).start()
    told = next(watched)
    assert isinstance(told, Report) and told.documents == 1
    stop.set()
    watched.close()


def test_nothing_to_watch(tmp_path: Path, hash_encoder: HashEncoder) -> None:
    with pytest.raises(ArticlesError, match="does not exist"):
        next(builds(Settings(articles=tmp_path / "none", index=tmp_path / "index")))


def test_what_is_refused_for_good_is_told_once(
    settings: Settings, hash_encoder: HashEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = []

    def refusing(*_: object, **__: object) -> Report:
        tried.append(1)
        raise IndexNotWritten("The disk is full.")

    monkeypatch.setattr("qa.indexing.watching.build", refusing)
    watched = _Watched(settings)
    assert [str(told) for told in watched.built(first=True)] == ["The disk is full."]
    assert list(watched.built()) == [] and len(tried) == 1  # too soon
    watched._again = 0.0
    assert list(watched.built()) == [] and len(tried) == 2  # tried, not told again
    (settings.articles / "flood.txt").write_text("The river rose on Monday.")
    assert [str(told) for told in watched.built()] == ["The disk is full."]


def test_a_refusal_behind_another_is_told(
    settings: Settings, hash_encoder: HashEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = iter([IndexBusy("Another build runs."), IndexNotWritten("The disk is full.")])

    def refusing(*_: object, **__: object) -> Report:
        raise next(said)

    monkeypatch.setattr("qa.indexing.watching.build", refusing)
    watched = _Watched(settings)
    assert list(watched.built()) == []  # it is tried again, and nobody has to know
    watched._again = 0.0
    assert [str(told) for told in watched.built()] == ["The disk is full."]


def test_what_no_stamp_shows_is_looked_for_now_and_then(
    settings: Settings, hash_encoder: HashEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched = _Watched(settings)
    list(watched.built(first=True))
    needed = Plan(changed=("a.txt",))
    monkeypatch.setattr("qa.indexing.watching.compared", lambda *_: needed)
    built = []
    monkeypatch.setattr("qa.indexing.watching.build", lambda *_, **__: built.append(1))
    for _ in range(12):
        list(watched.built())
    assert built == [1]


def test_touched_files_are_read_once(
    settings: Settings, hash_encoder: HashEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched = _Watched(settings)
    assert len(list(watched.built(first=True))) == 1
    for path in settings.articles.iterdir():
        path.touch()
    hashed = []
    real = planning.article_sha256
    monkeypatch.setattr(
        planning, "article_sha256", lambda *given: hashed.append(given) or real(*given)
    )
    for _ in range(3):
        assert list(watched.built()) == []
    assert len(hashed) == 5
