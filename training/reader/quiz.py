"""Quiz questions about the news, by distant supervision.

A window that retrieval finds and that holds the answer's words is taken to answer; those that rank
as high without them are the hard negatives (Joshi et al. 2017, "TriviaQA"; Karpukhin et al. 2020).
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from training.reader.examples import Group
from training.reader.news import News, answer_spans

__all__ = ["Quiz", "quiz_groups", "read_quiz"]

_DEPTH = 60
_POSITIVES, _NEGATIVES = 3, 5


@dataclass(frozen=True, slots=True)
class Quiz:
    id: str
    question: str
    answers: tuple[str, ...]
    choices: tuple[str, ...]


def read_quiz(queries: Path) -> list[Quiz]:
    found = []
    for line in queries.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        about = row["metadata"]
        found.append(
            Quiz(row["_id"], row["text"], tuple(about["answers"]), tuple(about.get("choices", ())))
        )
    return found


def quiz_groups(news: News, quiz: list[Quiz], seed: int) -> Iterator[Group]:
    """Questions whose answer is found, with the best windows that hold it and that do not.

    A question whose answer occurs in most of what is found ("One", "Trump") says little about
    which window answers: it gets its best window only.
    """
    rng = random.Random(seed)
    for item in quiz:
        rows = news.search(item.question, _DEPTH)
        held = {row: s for row in rows if (s := _spans(news.text(row), item.answers))}
        if not held:
            continue
        common = len(held) > _DEPTH // 3
        positive = [row for row in rows if row in held][: 1 if common else _POSITIVES]
        negative = [row for row in rows if row not in held][:_NEGATIVES]
        windows = [news.window(row, held[row]) for row in positive]
        windows += [news.window(row) for row in negative]
        rng.shuffle(windows)
        yield Group("quiz", item.question, tuple(windows))


def _spans(text: str, answers: tuple[str, ...]) -> list[tuple[int, int]]:
    return [span for answer in answers for span in answer_spans(text, answer)]
