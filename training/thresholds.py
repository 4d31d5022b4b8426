"""What a threshold is worth, kept beside the reader: `python -m training.thresholds REPORT`.

REPORT is what `python -m qa eval --dataset DIR --half b --json` printed: questions on which nothing
was fitted.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from qa.read.scorers import PACKAGED_READER


def main() -> None:
    """Write `thresholds.json`."""
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m training.thresholds")
    parser.add_argument("report", type=Path)
    report = json.loads(parser.parse_args().report.read_text("utf-8"))
    kept = {
        "dataset": report["dataset"],
        "half": report["half"],
        "questions": report["questions"],
        "thresholds": [
            {name: round(row[name], 4) for name in ("threshold", "answered", "right")}
            for row in report["thresholds"]
        ],
    }
    path = PACKAGED_READER / "thresholds.json"
    path.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
