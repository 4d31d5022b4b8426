"""Ask reporters' questions of invented articles: `python -m tests.quality.measure_newsroom`."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa.engine import Engine
from qa.indexing import build
from qa.records import Answer
from qa.settings import Settings
from tests.quality.measure import both_parts, plain, read_gold

FOLDER = Path(__file__).parent / "newsroom"
# The questions of each part; its articles stand beside them
_PARTS = {
    "tuned": "tuned/questions.jsonl",
    "held_out": "held_out/questions.jsonl",
    "desk/tuned": "desk/tuned.jsonl",
    "desk/held_out": "desk/held_out.jsonl",
    "yes-no/tuned": "tuned/yes_no.jsonl",
    "yes-no/held_out": "held_out/yes_no.jsonl",
    "traps/tuned": "traps/tuned/questions.jsonl",
    "traps/held_out": "traps/held_out/questions.jsonl",
    "coast/tuned": "coast/tuned/questions.jsonl",
}
_LIKE = 0.5  # F1 of the words from which on a first answer is right
_MORE = 6  # words beside a right answer that do no harm


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what the program said. right: its first answer is a right one, or it
    rightly says that the articles do not answer.
    """

    question: dict[str, Any]
    answer: Answer
    right: bool


def read_questions(part: str) -> list[dict[str, Any]]:
    """part: one of those that `main` asks."""
    return read_gold(f"{FOLDER.name}/{_PARTS[part]}")


def articles_of(part: str) -> Path:
    """The folder of a part's articles; several parts may ask of the same."""
    return (FOLDER / _PARTS[part]).parent / "articles"


def ask_all(part: str, folder: Path) -> Iterator[Asked]:
    """Builds the part's index in `folder`, and asks."""
    settings = Settings(articles=articles_of(part), index=folder / "index")
    build(settings)
    engine = Engine.open(settings)
    try:
        yield from ask_each(engine, read_questions(part))
    finally:
        engine.close()


def ask_each(engine: Engine, questions: Iterable[dict[str, Any]]) -> Iterator[Asked]:
    """questions: with their `answers`, as `read_questions` gives them."""
    for question in questions:
        answer = engine.ask(question["question"])
        yield Asked(question, answer, _is_right(answer, question))


def counts(asked: Sequence[Asked]) -> Counter[str]:
    """answerable, right, declined, of those without an answer unanswerable, rightly_declined."""
    counted: Counter[str] = Counter()
    for a in asked:
        if a.question["answers"]:
            counted.update(answerable=1, right=a.right, declined=a.answer.abstained)
        else:
            counted.update(unanswerable=1, rightly_declined=a.right)
    return counted


def _is_right(answer: Answer, question: dict[str, Any]) -> bool:
    expected: list[str] = question["answers"]
    if not expected:
        return answer.abstained
    if not answer.likely:
        return False
    first = answer.likely[0].text
    if question["kind"] == "yes-no":  # a clause says more than the words that settle it
        return any(plain(words) in plain(first) for words in expected)
    return says(first, expected)


def says(text: str, expected: Sequence[str]) -> bool:
    """Whether a text is as good as one of the answers expected."""
    said = set(plain(text).split())
    return any(_alike(said, set(plain(other).split())) for other in expected)


def _alike(said: set[str], expected: set[str]) -> bool:
    if not said or not expected:
        return False
    f1 = 2 * len(said & expected) / (len(said) + len(expected))
    return f1 >= _LIKE or (expected <= said and len(said) <= len(expected) + _MORE)


def report(part: str, asked: Sequence[Asked], *, misses: bool) -> Iterator[str]:
    """A line of counts, and two for each question answered wrongly if that is wanted."""
    c = counts(asked)
    yield (
        f"{part}: first answer right {c['right']} of {c['answerable']}, wrongly declined "
        f"{c['declined']}; rightly declined {c['rightly_declined']} of {c['unanswerable']}\n"
    )
    for a in asked if misses else ():
        if not a.right:
            said = "; ".join(g.text for g in a.answer.likely[:4]) or "(declined)"
            yield f"  {a.question['question']}\n    {said}\n"


def main() -> int:
    for part, asked, misses in both_parts(__doc__, ask_all, tuple(_PARTS)):
        sys.stdout.writelines(report(part, asked, misses=misses))
    return 0


if __name__ == "__main__":
    sys.exit(main())
