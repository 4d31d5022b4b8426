"""All examples from the data folder, kept in the work folder so that a later run starts at once."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from training.reader.examples import Group, read_groups, write_groups
from training.reader.generated import generated_groups
from training.reader.news import News, read_news
from training.reader.qamr import qamr_groups
from training.reader.quiz import quiz_groups, read_quiz
from training.reader.stated import stated_groups

__all__ = ["prepare"]


def prepare(
    data: Path, work: Path, *, most: Mapping[str, int], seed: int, say: Callable[[str], None]
) -> dict[str, list[Group]]:
    """Groups by origin: qamr, quiz, generated, stated. Made once, then read from `work`.

    most: how many questions of the last two.
    """
    work.mkdir(parents=True, exist_ok=True)
    news: list[News] = []

    def articles() -> News:
        if not news:
            say("indexing the articles of rtqa-train ...")
            news.append(News(read_news(data / "rtqa-train" / "corpus.jsonl")))
            say(f"{len(news[0].articles):,} articles, {len(news[0].pieces):,} windows")
        return news[0]

    makers: dict[str, Callable[[], Iterable[Group]]] = {
        "qamr": lambda: qamr_groups(data / "qamr", seed),
        "quiz": lambda: quiz_groups(
            articles(), read_quiz(data / "rtqa-train" / "queries.jsonl"), seed
        ),
        "generated": lambda: generated_groups(articles(), most["generated"], seed),
        "stated": lambda: stated_groups(articles(), most["stated"], seed),
    }
    found = {}
    for name, make in makers.items():
        path = work / f"{name}-{seed}.jsonl"
        if not path.is_file():
            say(f"making the {name} examples ...")
            say(f"{write_groups(path, make()):,} {name} questions")
        found[name] = list(read_groups(path))
        random.Random(seed).shuffle(found[name])
    return found
