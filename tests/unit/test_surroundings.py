"""What surrounds the program gives way: folders that are only read, memory that runs out, clocks
that jump. Each time in a process of its own or on a real mount; what came of it is told, with the
fix, and what was good goes on answering.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from qa.conversations import Conversations
from qa.engine import Engine
from qa.errors import IndexNotWritten
from qa.indexing import build, current_generation, plan
from qa.settings import Settings
from qa.stores import generations
from qa.web import words
from tests.conftest import ROOT, HashEncoder, settings_in, the_five_in
from tests.faults import Tell

QUESTION = "who attended Astana?"
# Makes a folder read-only as a disk may be, which holds for root too; a user namespace lets those
# do it who are not root
READ_ONLY = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"'
CHILD = """
import json, sys
from pathlib import Path
from qa.errors import QAError
from tests.unit.test_surroundings import {name}

def tried(deed):
    try:
        return {{"gave": deed()}}
    except QAError as error:
        return {{"refused": type(error).__name__, "problem": error.problem, "fix": error.fix}}

print(json.dumps({name}(Path(sys.argv[1]), tried)))
"""
Tried = Callable[[Callable[[], Any]], dict[str, Any]]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the five articles and their index, made with the real model."""
    folder = tmp_path_factory.mktemp("surroundings")
    build(the_five_in(folder))
    (folder / "data").mkdir()
    return folder


@pytest.fixture
def place(built: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "place"
    shutil.copytree(built, copy)
    return copy


def settings_of(place: Path) -> Settings:
    return settings_in(place).model_copy(update={"reader": "rules"})


def in_child(deeds: Callable[[Path, Tried], dict[str, Any]], place: Path, *before: str) -> Any:
    """What the deeds gave or were refused, done in a process that `before` starts."""
    code = CHILD.format(name=deeds.__name__)
    ran = subprocess.run(
        [*before, sys.executable, "-c", code, str(place)],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(temporary(place))},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout.splitlines()[-1])


def temporary(place: Path) -> Path:
    """Where the child puts what it needs for a while: beside the place, and its own."""
    folder = place.parent / "temporary"
    folder.mkdir(exist_ok=True)
    return folder


def read_only(place: Path) -> list[str]:
    namespace = ["unshare", "--mount"]
    if os.geteuid():
        namespace += ["--map-root-user"]
    return [*namespace, "sh", "-c", READ_ONLY, str(place)]


def first_answer(engine: Engine) -> str:
    return engine.ask(QUESTION).answers[0].text


def on_a_disk_that_is_only_read(place: Path, tried: Tried) -> dict[str, Any]:
    from qa.articles import inbox, removing

    settings = settings_of(place)
    engine = Engine.open(settings)
    came = {
        "ask": tried(lambda: first_answer(engine)),
        "build": tried(lambda: build(settings, full=True).built),
        "add": tried(
            lambda: inbox.add_text(
                settings.articles,
                **{"title": "New", "text": "It rained.", "source": "", "published": "", "url": ""},
                max_bytes=1_000_000,
            )
        ),
        "remove": tried(lambda: removing.remove(settings.articles, "000_e66c43a01967d771.txt")),
        "keep": tried(lambda: Conversations(settings.data).start("a question")),
        "find": tried(lambda: len(Conversations(settings.data).find())),
        "again": tried(lambda: first_answer(engine)),
    }
    engine.close()
    return came


def test_everything_on_a_disk_that_is_only_read(place: Path, tell: Tell) -> None:
    came = in_child(on_a_disk_that_is_only_read, place, *read_only(place))
    assert came["ask"] == came["again"] and came["ask"]["gave"]
    assert came["build"]["refused"] == "IndexNotWritten"
    assert came["add"]["refused"] == came["remove"]["refused"] == "InboxError"
    assert came["keep"]["refused"] == "ConversationsError"
    assert all(came[name]["fix"] for name in ("build", "add", "remove", "keep"))
    assert came["find"] == {"gave": 0}
    assert list(temporary(place).glob("qa-vectors-*")) == [], (
        "the copy goes when the index is closed"
    )
    came = "questions are answered; building, adding, removing and keeping refused with the fix"
    tell("index, articles and conversations lie on a disk that is only read", "serving", came)


def short_of_memory(place: Path, tried: Tried) -> dict[str, Any]:
    import resource

    settings = settings_of(place)
    engine = Engine.open(settings)
    before = first_answer(engine)
    (settings.articles / "new.txt").write_text("A new one\n\nIt rained in Vienna on Monday.\n")
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + 60_000_000, resource.RLIM_INFINITY))
    refused = tried(lambda: build(settings).built)
    same = tried(lambda: first_answer(engine) == before)
    resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    after = tried(lambda: build(settings).documents)
    return {"build": refused, "same": same, "after": after}


def test_memory_that_runs_out_while_building(place: Path, tell: Tell) -> None:
    came = in_child(short_of_memory, place)
    assert "not enough memory" in came["build"]["problem"] and came["build"]["fix"]
    assert came["same"] == {"gave": True}
    assert came["after"] == {"gave": 6}, "with memory again it is built, without a restart"
    came = (
        "refused with the fix, the last index goes on answering; built without a restart with more"
    )
    tell("memory runs out", "building", came)


def test_memory_that_runs_out_while_encoding(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tell: Tell
) -> None:
    """A real allocation that fails, where passages are encoded."""

    class Greedy(HashEncoder):
        def encode(self, texts: Any) -> Any:
            import numpy as np

            return np.ones((len(texts), 1 << 50), dtype=np.float32)

    monkeypatch.setattr("qa.indexing.building.open_encoder", lambda *_, **__: Greedy())
    with pytest.raises(IndexNotWritten, match=r"not enough memory.*last index is untouched"):
        build(settings)
    tell(
        "memory runs out where passages are encoded",
        "building",
        "refused with the fix, the last index is untouched",
    )


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return the_five_in(tmp_path)


@pytest.mark.parametrize("years", [-30, 30])
def test_a_clock_that_jumps_between_builds(
    settings: Settings,
    hash_encoder: HashEncoder,
    monkeypatch: pytest.MonkeyPatch,
    tell: Tell,
    years: int,
) -> None:
    build(settings)
    first = current_generation(settings)

    class Jumped(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Jumped:
            return cls.fromtimestamp(datetime.now(tz).timestamp() + years * 365 * 86_400, tz)

    with monkeypatch.context() as jumped:
        jumped.setattr(generations, "datetime", Jumped)
        jumped.setattr("qa.indexing.building.datetime", Jumped)
        (settings.articles / "new.txt").write_text("A new one\n\nIt rained on Monday.\n")
        assert build(settings).built
    second = current_generation(settings)
    assert second != first and not plan(settings).needed
    (settings.articles / "new.txt").unlink()
    assert build(settings).built, "and the clock is set right again"
    third = current_generation(settings)
    assert third not in (first, second) and not plan(settings).needed
    states = {p.name for p in settings.index.iterdir() if p.is_dir()}
    assert states == {second, third}, "the state in use and the one before are kept"
    came = "builds go on; the state in use and the one before are kept"
    tell(f"the clock jumps {years:+} years, and back", "building", came)


@pytest.mark.parametrize("years", [-30, 30])
def test_times_from_a_clock_that_was_wrong(years: int) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    said = words.ago((now - timedelta(days=365 * years)).isoformat(), now)
    assert said == ("10,950 days ago" if years > 0 else "just now")
