"""People asking at once: `python -m benchmarks.load --dataset DIR --people 8`.

The questions of a BEIR folder are put to one engine, as the page does it, first by one person, then
by several: without a pause, and with time to read between an answer and the next question. Each
time others are put, since what has been parsed for a question is kept.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

from qa.engine import Engine
from qa.evaluate.datasets import index_dataset, read_dataset
from qa.settings import load_settings

__all__ = ["Load", "put"]

_WARM = 10  # questions that are asked first and not counted


@dataclass(frozen=True, slots=True)
class Load:
    """seconds: until each answer. errors: what was raised."""

    people: int
    pause: float
    seconds: tuple[float, ...]
    errors: tuple[str, ...]

    def to_dict(self) -> dict[str, float]:
        return {
            "people": self.people,
            "pause_s": self.pause,
            "questions": len(self.seconds) + len(self.errors),
            "errors": len(self.errors),
            "p50_ms": round(median(self.seconds) * 1000, 1),
            "p95_ms": round(quantiles(self.seconds, n=20)[-1] * 1000, 1),
        }


def put(
    ask: Callable[[str], object], questions: Sequence[str], *, people: int, pause: float
) -> Load:
    """Divide the questions among so many people, who ask at the same time.

    pause: mean seconds between an answer and the next question, exponentially distributed.
    """
    seconds: list[float] = []
    errors: list[str] = []

    def person(number: int) -> None:
        chance = random.Random(number)
        for question in questions[number::people]:
            if pause:
                time.sleep(chance.expovariate(1 / pause))
            started = time.perf_counter()
            try:
                ask(question)
            except Exception as error:  # noqa: BLE001 - counted
                errors.append(f"{type(error).__name__}: {error}")
            else:
                seconds.append(time.perf_counter() - started)

    threads = [threading.Thread(target=person, args=(n,)) for n in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Load(people, pause, tuple(seconds), tuple(errors))


def main() -> None:
    """Ask alone, then together; one line of JSON each. Ends with 1 when there was an error."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dataset", type=Path, required=True, help="BEIR folder")
    parser.add_argument("--cache", type=Path, default=Path(".cache/datasets"))
    parser.add_argument("--index", type=Path, help="one that is there, instead of building it")
    parser.add_argument("--people", type=int, default=8)
    parser.add_argument("--pause", type=float, default=10.0, help="mean seconds of reading")
    parser.add_argument("--questions", type=int, default=96, help="each time; others each time")
    options = parser.parse_args()
    rows = ((1, 0.0), (options.people, 0.0), (options.people, options.pause))
    data = read_dataset(options.dataset, limit=_WARM + options.questions * len(rows))
    settings = load_settings(index=options.index)
    if options.index is None:
        settings = index_dataset(data, settings, options.cache)
    engine = Engine.open(settings)
    texts = [query.text for query in data.queries]
    for question in texts[:_WARM]:
        engine.ask(question)
    failed = False
    for n, (people, pause) in enumerate(rows):
        # of few questions each time the same, which are quicker the second time
        others = texts[_WARM + n :: len(rows)] if len(texts) > _WARM + len(rows) else texts
        came = put(engine.ask, others, people=people, pause=pause)
        failed = failed or bool(came.errors)
        sys.stdout.write(f"{json.dumps(came.to_dict())}\n")
        sys.stdout.flush()
    engine.close()
    sys.exit(failed)


if __name__ == "__main__":
    main()
