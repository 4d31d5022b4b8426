"""Ask follow-up questions and count: `python -m tests.quality.measure_follow_ups [--misses]`.

A pair is right when the question was understood with the words expected of it and a line of the
evidence stands in one of the first three passages; one that is complete in itself when it was left
alone. Pairs on a news dataset are asked when it is named: `--dataset DIR --cache DIR`.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa.engine import Engine
from qa.evaluate import index_dataset, read_dataset
from qa.indexing import build
from qa.settings import Settings
from tests.quality.measure import HERE, ROOT, plain

_PASSAGES = 3


@dataclass(frozen=True, slots=True)
class Followed:
    """A pair with how it was understood. first: an expected answer is the first one given."""

    pair: dict[str, Any]
    understood: str
    resolved: bool
    right: bool
    first: bool
    answers: tuple[str, ...]


def read_pairs(over: str) -> list[dict[str, Any]]:
    """over: "seeds", the five articles, or "news", the dataset."""
    lines = (HERE / "follow_ups.jsonl").read_text(encoding="utf-8").splitlines()
    return [pair for line in lines if (pair := json.loads(line))["over"] == over]


def follow(engine: Engine, pairs: Sequence[dict[str, Any]]) -> list[Followed]:
    return [_followed(engine, pair) for pair in pairs]


def summary(followed: Sequence[Followed]) -> dict[str, Any]:
    """Shares, for all pairs and for those that no rule was tuned on."""
    report: dict[str, Any] = {}
    for part in ("all", "tuned", "held_out"):
        rows = [f for f in followed if part == "all" or f.pair["part"] == part]
        leaning = [f for f in rows if not f.pair.get("alone")]
        alone = [f for f in rows if f.pair.get("alone")]
        report[part] = {
            "pairs": len(rows),
            "right": _share(f.right for f in rows),
            "understood": _share(f.resolved for f in leaning),
            "evidence_in_three": _share(f.right for f in leaning),
            "answer_first": _share(f.first for f in leaning if f.pair["answers"]),
            "left_alone": _share(f.right for f in alone),
        }
    return report


def _share(values: Iterator[bool] | Any) -> float:
    rows = list(values)
    return round(sum(rows) / len(rows), 3) if rows else 0.0


def _followed(engine: Engine, pair: dict[str, Any]) -> Followed:
    answer = engine.ask(pair["question"], after=pair["after"])
    understood = answer.interpreted_as
    if pair.get("alone"):
        untouched = understood == pair["question"]
        return Followed(pair, understood, untouched, untouched, False, ())
    resolved = all(plain(word) in plain(understood) for word in pair["understood"])
    shown = [plain(c.passage.text) for c in answer.passages[:_PASSAGES]]
    if "articles" in pair:
        found = any(c.document.id in pair["articles"] for c in answer.passages[:_PASSAGES]) and any(
            plain(a) in text for a in pair["answers"] for text in shown
        )
    else:
        found = any(plain(line) in text for line in pair["evidence"] for text in shown)
    texts = tuple(a.text for a in answer.answers)
    first = bool(texts) and any(plain(a) in plain(texts[0]) for a in pair["answers"])
    return Followed(pair, understood, resolved, resolved and found, first, texts)


def _lines(followed: Sequence[Followed]) -> Iterator[str]:
    for f in followed:
        yield (
            f"{'ok ' if f.right else '-- '}{f.pair['id']} [{f.pair['part']}] {f.pair['after']} "
            f"→ {f.pair['question']}\n     understood {f.understood!r}"
            f"{'' if f.resolved else '  (not as expected)'}\n"
            f"     answers {[t[:60] for t in f.answers[:4]]}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dataset", type=Path, help="BEIR folder that the news pairs are on")
    parser.add_argument("--cache", type=Path, default=Path(".cache/datasets"))
    parser.add_argument("--misses", action="store_true", help="only pairs answered wrongly")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if options.dataset:
            settings = index_dataset(read_dataset(options.dataset), Settings(), options.cache)
        else:
            settings = Settings(articles=ROOT / "seeds", index=Path(folder))
            build(settings)
        engine = Engine.open(settings)
        followed = follow(engine, read_pairs("news" if options.dataset else "seeds"))
        engine.close()
    lines = [line for line in _lines(followed) if not options.misses or line.startswith("--")]
    sys.stdout.write("\n".join([*lines, json.dumps(summary(followed), indent=1)]) + "\n")


if __name__ == "__main__":
    main()
