"""The span reader by itself, without rules or retrieval: `python -m training.measure_reader FILE`.

Each question of a SQuAD v1.1 file is put to its own paragraph, read whole, and read in windows of
about 75 words as articles are in use; of the windows the span with the best score over "no answer"
counts. Exact match and F1 are SQuAD's; the sentence is right when the first answer starts in the
one that a gold answer starts in.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from qa.backends import Computing
from qa.evaluate.metrics import bootstrap, exact_match, token_f1
from qa.read.scorers import PACKAGED_READER, PackagedScorer
from training.reader.examples import sentence_spans
from training.reader.news import cut_windows

Cut = Callable[[str], Sequence[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a paragraph. answers: each with its offset in it."""

    question: str
    paragraph: str
    answers: tuple[tuple[int, str], ...]


def read_squad(path: Path) -> Iterator[Asked]:
    for article in json.loads(path.read_text("utf-8"))["data"]:
        for paragraph in article["paragraphs"]:
            for row in paragraph["qas"]:
                answers = tuple((a["answer_start"], a["text"]) for a in row["answers"])
                yield Asked(row["question"], paragraph["context"], answers)


def measure(scorer: PackagedScorer, asked: Sequence[Asked], cut: Cut) -> dict[str, list[float]]:
    """Exact match, F1 and whether the sentence is right, of each question."""
    found: dict[str, list[float]] = {"exact_match": [], "f1": [], "sentence": []}
    for item in asked:
        places = list(cut(item.paragraph))
        windows = [("", item.paragraph[start:end]) for start, end in places]
        best = (-np.inf, 0, "")
        for (begin, _), scored in zip(
            places, scorer.score(item.question, windows, most=1), strict=True
        ):
            for span in scored.spans:
                start, end = begin + span.start, begin + span.end
                best = max(best, (scored.margin, start, item.paragraph[start:end]))
        gold = [text for _, text in item.answers]
        found["exact_match"].append(exact_match(best[2], gold))
        found["f1"].append(token_f1(best[2], gold))
        found["sentence"].append(float(_same_sentence(item, best[1])))
    return found


def _same_sentence(item: Asked, start: int) -> bool:
    places = sentence_spans(item.paragraph)

    def sentence(offset: int) -> int:
        return next((n for n, (_, end) in enumerate(places) if offset < end), len(places))

    return sentence(start) in {sentence(offset) for offset, _ in item.answers}


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m training.measure_reader",
        description="How well the span reader finds answers in a paragraph that is given.",
    )
    parser.add_argument("file", type=Path, help="questions and paragraphs as SQuAD v1.1 has them")
    parser.add_argument("--reader", type=Path, default=PACKAGED_READER, help="its folder")
    options = parser.parse_args()
    asked = list(read_squad(options.file))
    scorer = PackagedScorer.open(options.reader, computing=Computing(backend="torch"))
    ways: dict[str, Cut] = {"whole": lambda text: [(0, len(text))], "windows": cut_windows}
    sys.stdout.write(f"{len(asked)} questions\n")
    for name, cut in ways.items():
        for figure, values in measure(scorer, asked, cut).items():
            low, high = bootstrap(values)
            sys.stdout.write(
                f"{name:8} {figure:12} {np.mean(values):.3f} ({low:.3f} to {high:.3f})\n"
            )


if __name__ == "__main__":
    main()
