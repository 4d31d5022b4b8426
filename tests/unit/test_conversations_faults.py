"""The file of conversations locked, damaged, removed, its disk full: refused with the fix, nothing
good lost, and kept again without a restart once the fault is gone.
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from qa.conversations import Conversations, Outline, database
from qa.errors import ConversationsError
from qa.records import Filters
from tests.conftest import ROOT
from tests.faults import Tell
from tests.unit.conftest import disk_of

LOCK = """
import sqlite3, sys
file = sqlite3.connect(sys.argv[1], isolation_level=None)
file.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
sys.stdin.readline()
file.execute("ROLLBACK")
"""
# As a full disk, without one: no file of this process may grow beyond what it is given
NO_ROOM = """
import json, resource, sys
from pathlib import Path
from qa.conversations import Conversations
from qa.errors import ConversationsError

kept = Conversations(Path(sys.argv[1]))
size = (Path(sys.argv[1]) / "conversations.sqlite").stat().st_size
resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
try:
    for n in range(1_000):
        kept.start(f"{n} " + "x" * 100)
    said = None
except ConversationsError as error:
    said = [error.problem, error.fix]
found = len(kept.find())
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
kept.start("again")
print(json.dumps({"kept": n, "said": said, "found": found, "after": len(kept.find())}))
"""
Contents = list[tuple[str, str, tuple[str, ...]]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Thirty conversations of three questions each."""
    fill(Conversations(tmp_path / "data"), 30)
    return tmp_path / "data"


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "_BUSY_SECONDS", 0.1)


def fill(kept: Conversations, many: int) -> None:
    outline = Outline(("Astana",), (("a.txt", 3, 90, "f" * 64),) * 5)
    for n in range(many):
        conversation = kept.start(f"conversation {n}")
        for m in range(3):
            turn = kept.add_turn(conversation, f"question {n} {m}?", ("before?",), Filters())
            assert turn is not None
            kept.keep_answer(turn, "000001", outline)
            kept.rate(turn, m % 2, f"note {n} {m}")


def contents(kept: Conversations) -> Contents:
    """Every conversation with its questions."""
    return [(c.id, c.title, tuple(t.question for t in kept.turns(c.id))) for c in kept.find()]


def deeds(kept: Conversations, conversation: str) -> dict[str, Callable[[], object]]:
    """Everything that is done with the file."""
    return {
        "find": kept.find,
        "get": lambda: kept.get(conversation),
        "turns": kept.turns,
        "start": lambda: kept.start("new"),
        "add": lambda: kept.add_turn(conversation, "and now?", (), Filters()),
        "rate": lambda: kept.rate(1, 1, "good"),
        "rename": lambda: kept.rename(conversation, "renamed"),
        "delete": lambda: kept.delete(conversation),
    }


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Another process holds the file."""
    process = subprocess.Popen(
        [sys.executable, "-c", LOCK, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield
        process.communicate("\n", timeout=30)


def test_locked_by_another_process(folder: Path, impatient: None, tell: Tell) -> None:
    kept = Conversations(folder)
    before = contents(kept)
    with locked(kept._database.path):
        for deed in deeds(kept, before[0][0]).values():
            with pytest.raises(ConversationsError, match=r"another program holds .*") as told:
                deed()
            assert "Close what else has the file open" in told.value.fix
    assert contents(kept) == before
    kept.start("new")
    assert len(kept.find()) == 31
    came = "refused with the fix; nothing lost; kept again as soon as it is let go"
    tell("the file of conversations is locked by another process", "keeping", came)


def garbage(path: Path) -> None:
    path.write_bytes(b"no database " * 500)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def overwritten(path: Path) -> None:
    """Every second page."""
    raw = bytearray(path.read_bytes())
    for start in range(4096, len(raw), 8192):
        raw[start : start + 4096] = b"\xa5" * 4096
    path.write_bytes(raw)


DAMAGE: dict[str, Callable[[Path], None]] = {
    "replaced by garbage": garbage,
    "cut to half": cut,
    "overwritten in every second page": overwritten,
}


@pytest.mark.parametrize("name", DAMAGE)
def test_damaged_while_in_use(folder: Path, tell: Tell, name: str) -> None:
    kept = Conversations(folder)
    before, good = contents(kept), kept._database.path.read_bytes()
    DAMAGE[name](kept._database.path)
    bad = kept._database.path.read_bytes()
    for deed in deeds(kept, before[0][0]).values():
        with pytest.raises(ConversationsError, match=r"is damaged .* left as it is") as told:
            deed()
        assert "move it away" in told.value.fix and "QA_DATA" in told.value.fix
        assert kept._database.path.read_bytes() == bad, "it is left as it is"
    kept._database.path.write_bytes(good)
    assert contents(kept) == before
    kept.start("new")
    DAMAGE[name](kept._database.path)
    move = told.value.fix.split("(")[1].split(")")[0]
    subprocess.run(["sh", "-c", move], check=True)
    assert kept.find() == []
    fill(kept, 1)
    assert len(kept.find()) == 1
    came = "refused with the fix, left as it is; kept again once it is put back, or moved away"
    tell(f"the file of conversations is {name}", "keeping", came)


def test_bytes_overwritten_anywhere(folder: Path, tell: Tell) -> None:
    """Whatever is hit: a refusal with its fix, or what can be read is not written over."""
    kept = Conversations(folder)
    before, good = contents(kept), kept._database.path.read_bytes()
    chance = random.Random(7)
    refused = 0
    for _ in range(200):
        raw = bytearray(good)
        start, length = chance.randrange(len(raw)), chance.choice((1, 16, 200, 5_000))
        raw[start : start + length] = chance.randbytes(len(raw[start : start + length]))
        kept._database.path.write_bytes(raw)
        try:
            readable = contents(kept)
            kept.start("one more")
            assert contents(kept)[1:] == readable
        except ConversationsError as error:
            assert error.fix
            refused += 1
    kept._database.path.write_bytes(good)
    assert contents(kept) == before
    assert 50 < refused < 200
    came = f"{refused} refused with the fix; else nothing was lost that could be read"
    tell("bytes of the file of conversations overwritten, at 200 places", "keeping", came)


def test_emptied_or_removed_while_in_use(folder: Path, tell: Tell) -> None:
    kept = Conversations(folder)
    (old, *_), (turn, *_) = kept.find(), kept.turns()
    for strike in (
        lambda: kept._database.path.write_bytes(b""),
        kept._database.path.unlink,
        lambda: shutil.rmtree(folder),
    ):
        strike()
        assert kept.find() == [] and kept.get(old.id) is None
        assert kept.add_turn(old.id, "and now?", (), Filters()) is None
        new = kept.start("new")
        later = kept.add_turn(new, "who?", (), Filters())
        assert later is not None and kept.rate(turn.id, 1, "for another") is False
        assert [(t.thumb, t.note) for t in kept.turns()] == [(None, "")]
        turn = kept.turns()[0]
    came = "a new file is begun; a page still open notes nothing with another's question"
    for fault in ("emptied", "removed", "removed with its folder"):
        tell(f"the file of conversations is {fault}", "keeping", came)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a megabyte."""
    with disk_of("1m", tmp_path / "disk") as folder:
        yield folder


@pytest.mark.parametrize("left", [0, 6_000, 30_000])
def test_a_full_disk(small_disk: Path, tell: Tell, left: int) -> None:
    kept = Conversations(small_disk / "data")
    fill(kept, 5)
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(shutil.disk_usage(small_disk).free - left))
    with pytest.raises(ConversationsError, match="the disk is full") as told:
        fill(kept, 1_000)
    assert "Free some space" in told.value.fix
    before = contents(kept)
    assert [title for _, title, _ in before[-5:]] == [f"conversation {n}" for n in range(4, -1, -1)]
    ballast.unlink()
    assert contents(kept) == before
    fill(kept, 1)
    assert len(kept.find()) == len(before) + 1
    came = "refused with the fix; what was kept is read; kept again once there is room"
    tell("the disk of the conversations is full", "keeping", came)


def test_a_file_that_may_not_grow(folder: Path, tell: Tell) -> None:
    done = subprocess.run(
        [sys.executable, "-c", NO_ROOM, str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    came = json.loads(done.stdout)
    problem, fix = came["said"]
    assert "cannot be kept" in problem and "QA_DATA" in fix
    assert came["found"] == 30 + came["kept"] and came["after"] == came["found"] + 1
    said = "refused with the fix; nothing lost; kept again once it may"
    tell("the file of conversations may not grow", "keeping", said)
