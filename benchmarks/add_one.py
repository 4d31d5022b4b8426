"""What one more article costs, beside a full build: `python -m benchmarks.add_one --dataset DIR`.

The articles of a BEIR folder are written as files, with a description beside each. All of them
but the one of median length are indexed, then that one is added and taken out again, each in a
process of its own; the figure at the end is the median of the repeats. Times are processor
seconds of that process and its children, without what the program needs to start and to load the
model, which is measured as well.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from benchmarks.articles import read_articles, remove_article, write_article

_CHILD = """
import json, resource, sys, time
from pathlib import Path
from qa.encoder import open_encoder
from qa.indexing import build, plan
from qa.settings import Settings
from qa.text import sentences
settings = Settings(articles=Path(sys.argv[1]), index=Path(sys.argv[2]))
open_encoder(settings.model).encode(["warm"])
sentences("Warm. Up.")
def spent():
    own = resource.getrusage(resource.RUSAGE_SELF)
    return own.ru_utime + own.ru_stime
began, clock = spent(), time.monotonic()
report = build(settings)
process, wall, clock = spent() - began, time.monotonic() - clock, time.monotonic()
assert not plan(settings).needed
print(json.dumps({"start": began, "process": process, "wall": wall,
                  "status": time.monotonic() - clock,
                  "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                  **report.to_dict()}))
"""


def main() -> None:
    options = _options()
    rows = read_articles(options.dataset)[: options.limit]
    with tempfile.TemporaryDirectory(dir=options.work) as place:
        articles, index = Path(place) / "articles", Path(place) / "index"
        articles.mkdir()
        rows.sort(key=lambda row: len(str(row["text"])))
        usual = rows.pop(len(rows) // 2)
        for number, row in enumerate(rows):
            write_article(articles / f"{number}.txt", row)
        full = _build(articles, index)
        runs = [("full build", full)]
        for _ in range(options.repeat):
            write_article(articles / "usual.txt", usual)
            runs.append(("one more", _build(articles, index)))
            remove_article(articles / "usual.txt")
            runs.append(("one less", _build(articles, index)))
    print(f"{len(rows):,} articles, {full['passages']:,} passages")
    for name, run in runs:
        print(
            f"{name:>12}: {run['process']:8.2f} s of processor, {run['wall']:8.2f} s on the clock, "
            f"{run['encoded']:,} encoded, peak {run['peak_mb']:,.0f} MB"
        )
    more = median(run["process"] for name, run in runs if name == "one more")
    compared = median(run["status"] for _, run in runs)
    print(f"      status: {compared:8.2f} s on the clock to compare folder and index")
    print(f"    start-up: {median(run['start'] for _, run in runs):8.2f} s of processor")
    print(
        f"One more article takes {more:.2f} s and is {full['process'] / more:,.0f} times cheaper."
    )


def _build(articles: Path, index: Path) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, str(articles), str(index)],
        check=True,
        capture_output=True,
        text=True,
    )
    result: dict[str, float] = json.loads(done.stdout)
    return result


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m benchmarks.add_one")
    parser.add_argument("--dataset", type=Path, required=True, help="BEIR folder with corpus.jsonl")
    parser.add_argument("--limit", type=int, help="only the first N articles")
    parser.add_argument("--repeat", type=int, default=3, help="times one is added (default: 3)")
    parser.add_argument("--work", type=Path, help="where the temporary folder goes")
    return parser.parse_args()


if __name__ == "__main__":
    main()
