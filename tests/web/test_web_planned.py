"""The comparison of folder and index that the pages share."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from qa.builds import Plan
from qa.errors import ArticlesError
from qa.settings import Settings, load_settings
from qa.web import planned as module
from qa.web.job import build_job
from qa.web.planned import planned
from tests.web.conftest import Place


class Folder:
    """Stands for looking through a folder, which finds one more article each time."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.looked = 0
        self.generation = "one"
        self.now = 100.0
        self.meanwhile: Callable[[], object] = lambda: None
        monkeypatch.setattr(module, "plan", self._plan)
        monkeypatch.setattr(module, "current_generation", lambda settings: self.generation)
        monkeypatch.setattr(module.time, "monotonic", lambda: self.now)

    def _plan(self, settings: Settings) -> Plan:
        self.looked += 1
        found = Plan(new=tuple(f"{n}.txt" for n in range(self.looked)))
        self.meanwhile()
        return found


@pytest.fixture
def folder(bare: Place, monkeypatch: pytest.MonkeyPatch) -> Folder:
    return Folder(monkeypatch)


def _changed_on_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """As adding, removing, restoring and describing do; without the build."""
    job = build_job(load_settings())
    with monkeypatch.context() as patched:
        patched.setattr(job, "_begin", lambda full: None)
        job.follow()


def test_the_folder_is_looked_through_once_for_a_page(folder: Folder) -> None:
    settings = load_settings()
    assert planned(settings) is planned(settings)
    folder.now += 1.9
    assert len(planned(settings).new) == 1
    folder.now += 0.2
    assert len(planned(settings).new) == 2, "what others do is seen after two seconds"


def test_what_was_done_here_and_what_was_built_is_seen_at_once(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = load_settings()
    planned(settings)
    _changed_on_a_page(monkeypatch)
    assert len(planned(settings).new) == 2
    folder.generation = "two"
    assert len(planned(settings).new) == 3
    assert len(planned(settings).new) == 3


def test_a_file_that_somebody_else_put_into_the_folder_is_seen_at_once(
    folder: Folder, bare: Place
) -> None:
    settings = load_settings()
    os.utime(bare.articles, (1, 1))
    planned(settings)
    bare.add("new.txt", "The river rose.")
    assert len(planned(settings).new) == 2
    assert len(planned(settings).new) == 2


def test_what_changes_while_the_folder_is_looked_through_is_not_missed(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = load_settings()
    folder.meanwhile = lambda: _changed_on_a_page(monkeypatch)
    planned(settings)
    folder.meanwhile = lambda: None
    assert len(planned(settings).new) == 2


def test_visitors_of_one_moment_share_one_look(folder: Folder) -> None:
    settings, all_there = load_settings(), threading.Barrier(8)

    def visit(_: int) -> Plan:
        all_there.wait(10)
        return planned(settings)

    with ThreadPoolExecutor(8) as pool:
        plans = list(pool.map(visit, range(8)))
    assert folder.looked == 1
    assert all(p is plans[0] for p in plans)


def test_a_folder_that_is_not_there_is_not_remembered(folder: Folder) -> None:
    def missing() -> None:
        raise ArticlesError("The articles folder does not exist.", "Create it.")

    settings = load_settings()
    folder.meanwhile = missing
    for _ in range(2):
        with pytest.raises(ArticlesError):
            planned(settings)
    folder.meanwhile = lambda: None
    assert len(planned(settings).new) == 3
