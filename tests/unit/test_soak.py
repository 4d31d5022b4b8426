"""The short version of `python -m benchmarks.soak`: questions at once, rebuilds in between."""

from __future__ import annotations

from pathlib import Path

from benchmarks.soak import gold_questions, soak


def test_questions_and_rebuilds_at_once_go_well(tmp_path: Path) -> None:
    came = soak(tmp_path, gold_questions()[:12], asked=60, askers=3, rebuild_every=3)
    assert (came.errors, came.changed) == ([], [])
    assert came.questions == 60 == len(came.took)
    assert came.rebuilds >= 1 and came.states >= 2
    assert came.memory and came.memory[-1][1] > 100_000_000
