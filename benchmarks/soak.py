"""Many questions at once for a long time, with rebuilds in between: `python -m benchmarks.soak`.

People ask what others asked before, ask anew, ask on, ask one source, and open articles. Told are
errors, answers that differ for the same question of the same state, seconds, and memory over time.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import fmean, quantiles

from benchmarks.processes import resident
from qa.engine import Engine
from qa.indexing import build
from qa.records import Filters
from qa.settings import Settings
from qa.web.engine import EngineHolder, answer

ROOT = Path(__file__).resolve().parent.parent
GOLD = ROOT / "tests" / "quality"
_EXTRA = "The talks in {place} began on Monday, said the envoy, Ada Kral{n}. They end on Friday."
_FOLLOW_UP = "And when was that?"
# What people do, and how often: read what the page keeps, ask anew, ask on, ask one source, read
_MIX = {"asked": 65, "anew": 10, "on": 10, "filtered": 10, "article": 5}
_SAMPLED = 2.0  # seconds between looks at the memory


@dataclass
class Soak:
    """What came of it. articles: opened between the questions. took: seconds, a number a question.
    memory: (seconds since the start, bytes resident), oldest first.
    """

    questions: int = 0
    articles: int = 0
    rebuilds: int = 0
    states: int = 0
    seconds: float = 0.0
    errors: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    took: list[float] = field(default_factory=list)
    memory: list[tuple[float, int]] = field(default_factory=list)

    @property
    def growth(self) -> float:
        """Mean memory of the last quarter over that of the second, less 1."""
        quarter = max(1, len(self.memory) // 4)
        second = fmean(m for _, m in self.memory[quarter : 2 * quarter] or self.memory)
        return fmean(m for _, m in self.memory[-quarter:]) / second - 1

    def summary(self) -> dict[str, object]:
        cut = quantiles(self.took, n=20) if len(self.took) > 1 else [0.0] * 19
        return {
            "questions": self.questions,
            "articles": self.articles,
            "rebuilds": self.rebuilds,
            "states": self.states,
            "seconds": round(self.seconds, 1),
            "errors": len(self.errors),
            "changed": len(self.changed),
            "p50": round(cut[9], 3),
            "p95": round(cut[18], 3),
            "resident_mb": round(self.memory[-1][1] / 1e6) if self.memory else 0,
            "growth": round(self.growth, 4) if self.memory else 0.0,
        }


def soak(
    folder: Path, questions: Sequence[str], *, asked: int, askers: int, rebuild_every: float
) -> Soak:
    """Ask `asked` questions, drawn from `questions`, with `askers` threads; meanwhile an article is
    added or taken away every `rebuild_every` seconds, and the index rebuilt. folder: empty.
    """
    shutil.copytree(ROOT / "seeds", folder / "articles")
    settings = Settings.model_validate(
        {"articles": folder / "articles", "index": folder / "index", "data": folder / "data"}
    )
    build(settings)
    holder, came = EngineHolder(settings), Soak()
    given: dict[tuple[str, str], str] = {}
    left, lock, over = iter(range(asked)), threading.Lock(), threading.Event()
    started = time.monotonic()

    def ask(number: int) -> None:
        chance = random.Random(number)
        while True:
            (what,) = chance.choices(list(_MIX), list(_MIX.values()))
            if what != "article":
                with lock:
                    if next(left, None) is None:
                        return
            question = chance.choice(questions)
            began = time.monotonic()
            try:
                engine = holder.engine()
                asked, digest = _do(what, engine, question, chance)
            except Exception as error:  # noqa: BLE001 - each is counted and told
                with lock:
                    came.errors.append(f"{what}, {question}: {type(error).__name__}: {error}")
                continue
            key = engine.manifest.generation, asked
            with lock:
                if what == "article":
                    came.articles += 1
                else:
                    came.questions += 1
                    came.took.append(time.monotonic() - began)
                if given.setdefault(key, digest) != digest:
                    came.changed.append(asked)

    def rebuild() -> None:
        extra = settings.articles / "extra.txt"
        while not over.wait(rebuild_every):
            if came.rebuilds % 2:
                extra.unlink()
            else:
                extra.write_text(_EXTRA.format(place="Zutphen", n=came.rebuilds), "utf-8")
            try:
                build(settings)
            except Exception as error:  # noqa: BLE001 - each is counted and told
                came.errors.append(f"build: {type(error).__name__}: {error}")
            came.rebuilds += 1

    def watch() -> None:
        while not over.wait(_SAMPLED):
            came.memory.append((round(time.monotonic() - started, 1), resident()))
            if sys.stderr.isatty():
                sys.stderr.write(f"\r{came.questions:,} of {asked:,} questions ")

    workers = [threading.Thread(target=ask, args=(n,)) for n in range(askers)]
    beside = [threading.Thread(target=rebuild), threading.Thread(target=watch)]
    for thread in (*workers, *beside):
        thread.start()
    for thread in workers:
        thread.join()
    over.set()
    for thread in beside:
        thread.join()
    holder.engine().close()
    came.seconds = time.monotonic() - started
    came.states = len({generation for generation, _ in given})
    return came


def _do(what: str, engine: Engine, question: str, chance: random.Random) -> tuple[str, str]:
    """Do one of `_MIX`: what was asked, and the digest of what came back."""
    after: tuple[str, ...] = ()
    filters = Filters()
    if what == "article":
        document = chance.choice(engine.documents())
        passages = [asdict(p) for p in engine.passages(document.id)]
        return document.id, _digest([document.text, passages, engine.copies(document.id)])
    if what == "on":
        question, after = _FOLLOW_UP, (question,)
    elif what == "filtered":
        filters = Filters(sources=(chance.choice(engine.sources()),))
    if what == "anew":
        given = engine.ask(question).to_dict()
    else:
        given = answer(engine, question, after, filters=filters).answer.to_dict()
    given.pop("seconds")
    return f"{question} {after} {filters.sources}", _digest(given)


def _digest(what: object) -> str:
    return hashlib.sha256(json.dumps(what).encode()).hexdigest()


def plot(came: Soak, path: Path) -> None:
    """Memory over time, as a picture."""
    from matplotlib import pyplot

    pyplot.figure(figsize=(7, 3))
    pyplot.plot(
        [t / 60 for t, _ in came.memory], [m / 1e6 for _, m in came.memory], color="#3277b0"
    )
    pyplot.ylim(bottom=0)
    pyplot.xlabel("minutes")
    pyplot.ylabel("resident memory, MB")
    pyplot.tight_layout()
    pyplot.savefig(path)


def gold_questions() -> list[str]:
    """Those of the quality tests."""
    lines = (GOLD / "gold.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line)["question"] for line in lines]


def main() -> None:
    """Soak, print the summary, and end with 1 when there was an error or a changed answer."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=10_000)
    parser.add_argument("--askers", type=int, default=4, help="threads that ask at once")
    parser.add_argument("--rebuild-every", type=float, default=60.0, metavar="SECONDS")
    parser.add_argument("--out", type=Path, help="write everything as JSON")
    parser.add_argument("--plot", type=Path, help="write memory over time as a picture")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        came = soak(
            Path(folder),
            gold_questions(),
            asked=options.questions,
            askers=options.askers,
            rebuild_every=options.rebuild_every,
        )
    sys.stdout.write(json.dumps(came.summary()) + "\n")
    for line in (*came.errors[:10], *(f"changed: {q}" for q in came.changed[:10])):
        sys.stdout.write(f"{line}\n")
    if options.out:
        options.out.write_text(json.dumps(asdict(came)), "utf-8")
    if options.plot:
        plot(came, options.plot)
    sys.exit(bool(came.errors or came.changed))


if __name__ == "__main__":
    main()
