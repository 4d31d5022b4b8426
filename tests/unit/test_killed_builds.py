"""Builds killed with SIGKILL at many moments: the last state answers, the next build finishes."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from qa.indexing import build, current_generation, open_store, plan
from qa.indexing.verifying import verify
from qa.settings import Settings
from tests.conftest import ROOT, HashEncoder
from tests.faults import Tell

MOMENTS = 32
# The build runs in its own process and says each step, a moment before and a moment after it. The
# kill comes at one of these steps, or a few milliseconds later, in the middle of the next.
BUILD = """
import sys, time
from pathlib import Path
import qa.indexing.building, qa.indexing.planning
from qa.settings import Settings
from qa.stores import encoding, generations, writer, texts
from tests.conftest import HashEncoder

class Slow(HashEncoder):
    def encode(self, passages):
        if passages:
            print("encoded", len(passages), flush=True)
            time.sleep(0.02)
        return super().encode(passages)

def slowed(module, name):
    real = getattr(module, name)
    def later(*arguments, **options):
        print("before", name, flush=True)
        time.sleep(0.01)
        result = real(*arguments, **options)
        print("after", name, flush=True)
        time.sleep(0.01)
        return result
    setattr(module, name, later)

qa.indexing.building.open_encoder = lambda name, **_: Slow()
qa.indexing.planning.model_digest = lambda name: HashEncoder.digest
encoding._BATCH = 2
for module, name in [(generations, "write_manifest"), (generations, "activate"),
                     (generations, "sweep"), (writer, "_start"), (writer, "_write_keywords"),
                     (texts, "add_document"), (qa.indexing.building, "forget_encoded")]:
    slowed(module, name)
print("ready", flush=True)
sys.stdin.readline()
qa.indexing.building.build(Settings(articles=Path(sys.argv[1]), index=Path(sys.argv[2])))
print("built", flush=True)
"""


def started(settings: Settings) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", BUILD, str(settings.articles), str(settings.index)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def texts_in(settings: Settings) -> dict[str, str]:
    store = open_store(settings)
    try:
        return {d.path: d.text for d in store.documents()}
    finally:
        store.close()


def texts_on_disk(settings: Settings) -> dict[str, str]:
    return {p.name: p.read_text("utf-8") for p in settings.articles.iterdir()}


@pytest.fixture
def changed(settings: Settings, hash_encoder: HashEncoder, tmp_path: Path) -> Settings:
    """An index whose articles have changed since: one new, one edited, one gone."""
    build(settings)
    first, second, *_ = sorted(settings.articles.iterdir())
    first.unlink()
    second.write_text(second.read_text("utf-8") + "\nOne more sentence about the river.\n", "utf-8")
    for n in range(4):
        text = " ".join(
            f"Sentence {i} of flood report {n} names village {i * n}." for i in range(40)
        )
        (settings.articles / f"flood-{n}.txt").write_text(text)
    return settings


def test_killed_at_many_moments(changed: Settings, tmp_path: Path, tell: Tell) -> None:
    before = texts_in(changed)
    shutil.copytree(changed.index, tmp_path / "pristine")
    process = started(changed)
    go(process)
    steps = process.communicate(timeout=120)[0].splitlines()
    assert steps[-1] == "built" and len(steps) > MOMENTS
    after = texts_in(changed)
    assert after == texts_on_disk(changed) != before
    killed = finished = 0
    for moment in range(MOMENTS):
        shutil.rmtree(changed.index)
        shutil.copytree(tmp_path / "pristine", changed.index)
        process = started(changed)
        go(process)
        assert process.stdout is not None
        for _ in range(1 + moment * (len(steps) - 2) // (MOMENTS - 1)):
            process.stdout.readline()
        time.sleep(moment % 4 * 0.004)
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=60)
        killed += process.returncode == -signal.SIGKILL
        now = texts_in(changed)
        assert now in (before, after), "something between two states"
        finished += now == after
        assert all(f.kind == "outdated" for f in verify(changed).findings)
        build(changed)
        assert texts_in(changed) == after
        assert verify(changed).findings == ()
        assert not plan(changed).needed
        left = {p.name for p in changed.index.iterdir() if p.is_dir()}
        assert current_generation(changed) in left and len(left) <= 2, "leftovers are swept"
        assert not (changed.index / "encoded.sqlite").exists()
    assert killed >= 30, f"only {killed} of {MOMENTS} builds were killed before their end"
    assert finished < MOMENTS
    came = f"{killed} killed before their end; a whole state answers, the next build finishes"
    tell(f"the build is killed (SIGKILL) at {MOMENTS} moments", "building", came)


@pytest.mark.parametrize("first", [False, True], ids=["another", "the first"])
def test_what_a_killed_build_encoded_is_not_encoded_again(
    changed: Settings, hash_encoder: HashEncoder, tell: Tell, first: bool
) -> None:
    unchanged = len(unchanged_passages(changed))
    if first:  # which encodes while it cuts
        shutil.rmtree(changed.index)
        unchanged = 0
    process = started(changed)
    go(process)
    assert process.stdout is not None
    encoded = 0
    for line in process.stdout:  # words first, then passages, two at a time
        if line == "encoded 2\n":
            encoded += 1
        if encoded == 5:
            break
    process.kill()
    process.communicate(timeout=60)
    hash_encoder.encoded.clear()
    report = build(changed)
    whole = build(changed.model_copy(update={"index": changed.index.parent / "other"}))
    taken_over = whole.encoded - report.encoded - unchanged
    least = 2 if first else 6  # while it cuts, up to four batches are in the air
    assert least <= taken_over <= 12, "all that was stored, but for what was in the air"
    tell(
        "the build is killed (SIGKILL) while it encodes",
        "building",
        "the next build takes over what was encoded",
    )


def unchanged_passages(settings: Settings) -> list[str]:
    """Passages of the articles that were neither new nor edited."""
    store = open_store(settings)
    try:
        _, *rest = sorted(p.name for p in settings.articles.iterdir() if "flood" not in p.name)
        return [p.id for name in rest for p in store.passages_of(name)]
    finally:
        store.close()
