"""The quality gate: gold questions on the five articles, with pinned floors.

A floor may rise with a better program. To lower one, say in the commit what was gained for it.
"""

from __future__ import annotations

import pytest

from qa.engine import Engine
from tests.quality.measure import ROOT, judge, plain, read_gold, summary

FLOORS = {
    "gold.jsonl": {
        "passage@1": 0.94,
        "passage@3": 0.96,
        "answer@1": 0.81,
        "abstention": 0.7,
    },
    "held_out.jsonl": {"passage@1": 0.76, "passage@3": 0.92, "abstention": 0.6},
}


@pytest.mark.parametrize("name", FLOORS)
def test_floors(engine: Engine, name: str) -> None:
    measured = summary(judge(engine, read_gold(name)))
    below = {k: (measured[k], floor) for k, floor in FLOORS[name].items() if measured[k] < floor}
    assert not below, f"below the floor (measured, floor): {below}"


def test_enough_questions_of_each_sort() -> None:
    gold = read_gold("gold.jsonl")
    assert len(gold) >= 40
    assert sum(not item["answerable"] for item in gold) >= 8
    assert {"who", "when", "where", "how many", "what", "why"} <= {item["kind"] for item in gold}
    ids = [item["id"] for item in (*gold, *read_gold("held_out.jsonl"))]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", FLOORS)
def test_the_gold_is_in_the_articles(name: str) -> None:
    for item in read_gold(name):
        texts = [plain((ROOT / "seeds" / path).read_text("utf-8")) for path in item["articles"]]
        for wanted in (*item.get("evidence", ()), *(v for vs in item["answers"] for v in vs)):
            assert any(plain(wanted) in text for text in texts), (item["id"], wanted)
        assert bool(item["answers"]) is item["answerable"]


def test_no_name_or_place_tells_why(engine: Engine) -> None:
    assert engine.ask("Why were the Astana talks held in Kazakhstan?").likely == ()
    for reason in engine.ask("why did the truce fail?").likely:
        assert "an aid convoy was bombed" in reason.text
    (reason,) = engine.ask("Why didn't Washington send a delegation to Astana?").likely
    assert "busy with Trump's transition" in reason.text
