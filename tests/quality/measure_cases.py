"""Ask the pairs of invented articles and count: `python -m tests.quality.measure_cases [--misses]`.

The articles of each part are one folder, built in a temporary place and asked there.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa.engine import Engine
from qa.indexing import build
from qa.records import Answer
from qa.settings import Settings
from tests.quality.measure import both_parts, plain

FILE = Path(__file__).parent / "differing_cases.jsonl"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A case with what the program said. told: it says that articles of the case differ.
    first: its first answer is a right one, from an article of the case.
    """

    case: dict[str, Any]
    answer: Answer
    told: bool
    first: bool


def read_cases(part: str) -> list[dict[str, Any]]:
    cases = map(json.loads, FILE.read_text("utf-8").splitlines())
    return [case for case in cases if case["part"] == part]


def write_articles(part: str, folder: Path) -> Path:
    """The folder of a part's articles, in `folder`."""
    articles = folder / "articles"
    articles.mkdir(parents=True)
    for case in read_cases(part):
        for article in case["articles"]:
            (articles / f"{case['id']}_{article['name']}").write_text(article["text"], "utf-8")
    return articles


def outcomes(part: str, folder: Path) -> Iterator[Outcome]:
    """Builds the part's articles in `folder`, and asks."""
    settings = Settings(articles=write_articles(part, folder), index=folder / "index")
    build(settings)
    engine = Engine.open(settings)
    try:
        for case in read_cases(part):
            answer = engine.ask(case["question"])
            yield Outcome(case, answer, _told(case, answer), _first(case, answer))
    finally:
        engine.close()


def counts(found: list[Outcome]) -> Counter[tuple[str, str]]:
    """By kind: told rightly, told wrongly, missed, and the first answers that are right."""
    counted: Counter[tuple[str, str]] = Counter()
    for o in found:
        kind = o.case["kind"]
        counted[kind, "asked"] += 1
        counted[kind, "first"] += o.first
        if o.case["label"] == "differ":
            counted[kind, "right" if o.told else "missed"] += 1
        else:
            counted[kind, "wrong"] += o.told
    return counted


def _told(case: dict[str, Any], answer: Answer) -> bool:
    return any(
        answer.passages[n - 1].document.path.startswith(case["id"])
        for item in answer.disagreements
        for value in item.values
        for n in value.citations
    )


def _first(case: dict[str, Any], answer: Answer) -> bool:
    if not answer.answers:
        return False
    first = answer.answers[0]
    cited = answer.passages[first.citations[0] - 1]
    said = plain(first.text)
    right = [plain(value) for value in case["right"]]
    return cited.document.path.startswith(case["id"]) and any(
        said in value or value in said for value in right
    )


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


def main() -> int:
    for part, found, misses in both_parts(__doc__, outcomes):
        counted = counts(found)
        for kind in ("date", "name"):
            right, wrong, missed, first, asked = (
                counted[kind, word] for word in ("right", "wrong", "missed", "first", "asked")
            )
            _say(
                f"{part}, {kind}: told {right} of {right + missed} that differ and {wrong} others; "
                f"first answer right {first} of {asked}"
            )
        for o in found if misses else ():
            if o.told != (o.case["label"] == "differ") or not o.first:
                said = o.answer.answers[0].text if o.answer.answers else "(declined)"
                _say(f"  {o.case['id']} {o.case['label']}, told {o.told}: {o.case['question']}")
                _say(f"    {o.case['right']} – {said}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
