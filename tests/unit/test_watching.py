"""A folder that is watched: builds follow changes, with the real watcher."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from qa.builds import Report
from qa.errors import ArticlesError, QAError
from qa.indexing.watching import builds
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
