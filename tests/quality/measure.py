"""Ask gold questions and count: `python -m tests.quality.measure [gold.jsonl] [--misses]`."""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, TypeVar

from qa.engine import Engine
from qa.indexing import build
from qa.records import Answer
from qa.settings import Settings

Asked = TypeVar("Asked")

HERE = Path(__file__).parent
ROOT = HERE.parent.parent


@dataclass(frozen=True, slots=True)
class Judged:
    """One gold question with what the program said. The ranks count from 1; None: not found.

    passage_rank: of the first passage that holds a line of the gold evidence whole.
    answer_rank: of the first answer that holds an expected answer or lies in one.
    found: share of the expected answers that are among the answers.
    """

    gold: dict[str, Any]
    answer: Answer
    passage_rank: int | None
    answer_rank: int | None
    found: float


def read_gold(name: str) -> list[dict[str, Any]]:
    lines = (HERE / name).read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def judge(engine: Engine, gold: Sequence[dict[str, Any]]) -> list[Judged]:
    return [_judged(question, engine.ask(question["question"])) for question in gold]


def summary(judged: Sequence[Judged]) -> dict[str, float]:
    """Shares over the answerable questions, and of the unanswerable ones that abstain; seconds
    a question, the first of which loads the language model.
    """
    asked = [j for j in judged if j.gold["answerable"]]
    foreign = [j for j in judged if not j.gold["answerable"]]

    def share(items: Sequence[Judged], test: Any) -> float:
        return sum(map(test, items)) / max(len(items), 1)

    return {
        "answerable": len(asked),
        "passage@1": share(asked, lambda j: j.passage_rank == 1),
        "passage@3": share(asked, lambda j: j.passage_rank is not None and j.passage_rank <= 3),
        "answer@1": share(asked, lambda j: j.answer_rank == 1),
        "answers_found": share(asked, lambda j: j.found),
        "false_abstention": share(asked, lambda j: j.answer.abstained),
        "unanswerable": len(foreign),
        "abstention": share(foreign, lambda j: j.answer.abstained),
        "seconds_p50": median(j.answer.seconds["total"] for j in judged),
        "seconds_max": max(j.answer.seconds["total"] for j in judged),
    }


def _judged(gold: dict[str, Any], answer: Answer) -> Judged:
    expected = [[plain(v) for v in variants] for variants in gold["answers"]]
    flat = [v for variants in expected for v in variants]
    evidence = [plain(e) for e in gold.get("evidence", ())]
    passages = (
        p.n
        for p in answer.passages
        if p.document.path in gold["articles"] and any(e in plain(p.passage.text) for e in evidence)
    )
    texts = [plain(a.text) for a in answer.answers]
    matching = (i for i, t in enumerate(texts, start=1) if any(_same(t, v) for v in flat))
    hit = [any(_same(t, v) for t in texts for v in variants) for variants in expected]
    return Judged(
        gold=gold,
        answer=answer,
        passage_rank=next(passages, None),
        answer_rank=next(matching, None),
        found=sum(hit) / max(len(hit), 1),
    )


def _same(text: str, variant: str) -> bool:
    """The expected words stand in the answer, or the answer is most of them."""
    inside = re.search(rf"(?<!\w){re.escape(variant)}(?!\w)", text) is not None
    return inside or (text in variant and len(text) >= 0.7 * len(variant))


def plain(text: str) -> str:
    return " ".join(text.replace("’", "'").replace("‘", "'").casefold().split())


def both_parts(
    about: str | None,
    ask: Callable[[str, Path], Iterable[Asked]],
    parts: Sequence[str] = ("tuned", "held_out"),
) -> Iterator[tuple[str, list[Asked], bool]]:
    """For a command on questions in parts: each part, what asking it in a folder of its own
    gave, and whether its misses are to be told. Nobody looks at those of the part held out.

    about: what --help says. parts: tuned ones and ones held out, as their names end.
    """
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--misses", action="store_true", help="of the tuned part, one by one")
    options = parser.parse_args()
    for part in parts:
        with tempfile.TemporaryDirectory() as folder:
            found = list(ask(part, Path(folder)))
        yield part, found, options.misses and part.endswith("tuned")


def _lines(judged: Sequence[Judged]) -> Iterator[str]:
    for j in judged:
        gold, answer = j.gold, j.answer
        good = answer.abstained if not gold["answerable"] else j.answer_rank == 1
        yield (
            f"{'ok ' if good else '-- '}{gold['id']} [{gold['kind']}] {gold['question']}\n"
            f"     passage {j.passage_rank}  answer {j.answer_rank}  found {j.found:.2f}"
            f"  confidence {answer.confidence:.2f}{'  abstained' if answer.abstained else ''}\n"
            f"     expected {gold['answers']}\n"
            f"     answers  {[(a.text[:70], round(a.score, 2)) for a in answer.answers[:6]]}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", nargs="?", default="gold.jsonl")
    parser.add_argument("--misses", action="store_true", help="only questions answered wrongly")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(articles=ROOT / "seeds", index=Path(folder))
        build(settings)
        engine = Engine.open(settings)
        judged = judge(engine, read_gold(options.gold))
        engine.close()
    wanted = [line for line in _lines(judged) if not options.misses or line.startswith("--")]
    sys.stdout.write("\n".join([*wanted, json.dumps(summary(judged), indent=1)]) + "\n")


if __name__ == "__main__":
    main()
