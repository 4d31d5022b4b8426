"""Follow-up questions on the five articles, with floors a little under what was measured."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.engine import Engine
from qa.indexing import build
from tests.conftest import the_five_in
from tests.quality.measure_follow_ups import follow, read_pairs, summary

FLOORS = {"right": 0.85, "understood": 0.93, "left_alone": 1.0}


def test_there_are_enough_pairs() -> None:
    assert len(read_pairs("seeds")) >= 50
    assert len(read_pairs("seeds")) + len(read_pairs("news")) >= 60


def test_follow_ups_on_the_five_articles(tmp_path: Path) -> None:
    settings = the_five_in(tmp_path)
    build(settings)
    engine = Engine.open(settings)
    try:
        measured = summary(follow(engine, read_pairs("seeds")))
    finally:
        engine.close()
    for part in ("all", "tuned", "held_out"):
        low = {name: measured[part][name] for name in FLOORS if measured[part][name] < FLOORS[name]}
        assert not low, f"{part}: {measured[part]}"


@pytest.mark.parametrize("over", ["seeds", "news"])
def test_every_pair_says_what_it_expects(over: str) -> None:
    for pair in read_pairs(over):
        assert pair["part"] in {"tuned", "held_out"}
        assert pair["after"] and pair["question"]
        assert pair.get("alone") or (
            pair["understood"] and (pair.get("evidence") or pair["articles"])
        )
