"""Ask reporters' questions of real articles: `python -m tests.quality.measure_reporters DATASET`.

DATASET: the RealTime QA articles of 2022 as a BEIR folder (training/README.md).
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from qa.engine import Engine
from qa.evaluate import index_dataset, read_dataset
from qa.settings import Settings
from tests.quality.measure import read_gold
from tests.quality.measure_newsroom import ask_each, report

PARTS = ("tuned", "held_out")


def read_questions(part: str) -> list[dict[str, Any]]:
    """part: "tuned" or "held_out"."""
    return read_gold(f"reporters/{part}.jsonl")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dataset", type=Path, metavar="DATASET")
    parser.add_argument("--cache", type=Path, default=Path(".cache/datasets"))
    parser.add_argument("--misses", action="store_true", help="of the tuned part, one by one")
    options = parser.parse_args()
    engine = Engine.open(index_dataset(read_dataset(options.dataset), Settings(), options.cache))
    try:
        for part in PARTS:
            asked = list(ask_each(engine, read_questions(part)))
            told = options.misses and part == "tuned"
            sys.stdout.writelines(report(part, asked, misses=told))
    finally:
        engine.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
