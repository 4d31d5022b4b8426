"""Compare labelled pairs: `python -m tests.quality.measure_comparisons BEIR_FOLDER [--misses]`.

`--later FOLDER` adds the pairs of the articles of 2024.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from qa.compare.claims import places
from qa.compare.comparing import ALONE, ASKED, Encodes, differ
from qa.compare.figures import Figure, figures
from qa.compare.sameness import same_answer
from qa.encoder import RememberingEncoder, open_encoder
from qa.evaluate.datasets import read_dataset
from qa.records import Document, Span
from qa.settings import Settings
from qa.text import lines, sentences_of

HERE = Path(__file__).parent
ASKED_PAIRS, LATER_PAIRS = "asked_figure_pairs.jsonl", "later_figure_pairs.jsonl"
Documents = Mapping[str, Document]
Counts = tuple[int, int, int]  # rightly said, wrongly said, missed


def main() -> None:
    options = _options()
    documents = {d.id: d for d in read_dataset(options.dataset).documents}
    encoder = RememberingEncoder(open_encoder(Settings.model_validate({}).model))
    for split in ("tune", "test"):
        _print("same answer", split, _answers(documents, split, misses=options.misses))
        misses = options.misses
        alone = _figures(documents, "figure_pairs.jsonl", split, encoder, ALONE, misses=misses)
        _print("differ, without a question", split, alone)
        asked = _figures(documents, ASKED_PAIRS, split, encoder, ASKED, misses=misses)
        _print("differ, as the program compares", split, asked)
    if options.later is not None:
        documents = {d.id: d for d in read_dataset(options.later).documents}
        later = _figures(documents, LATER_PAIRS, "tune", encoder, ASKED, misses=options.misses)
        _print("differ, as the program compares, 2024", "tune", later)


def _read(name: str, split: str) -> Iterator[dict[str, Any]]:
    for line in (HERE / name).read_text("utf-8").splitlines():
        pair = json.loads(line)
        if pair["split"] == split:
            yield pair


def _answers(documents: Documents, split: str, *, misses: bool) -> Counts:
    right = wrong = missed = 0
    for pair in _read("answer_pairs.jsonl", split):
        first, second = (documents[pair[side][0]] for side in "ab")
        one, other = (documents[p].text[s:e] for p, s, e in (pair["a"], pair["b"]))
        said = same_answer(one, first, other, second)
        right += said and pair["same"]
        wrong += said and not pair["same"]
        missed += pair["same"] and not said
        if misses and said != pair["same"]:
            sys.stdout.write(f"  {'same' if said else 'not the same'}: {one!r}, {other!r}\n")
    return right, wrong, missed


def _figures(
    documents: Documents, name: str, split: str, encoder: Encodes, floor: float, *, misses: bool
) -> Counts:
    right = wrong = missed = 0
    for pair in _read(name, split):
        one, other = (_figure(documents, *pair[side]) for side in "ab")
        expected = pair["label"] == "differ"
        where = places(pair["question"]) if "question" in pair else frozenset()
        said = (
            one is not None
            and other is not None
            and differ(one, other, encoder, floor=floor, where=where)
        )
        right += said and expected
        wrong += said and not expected
        missed += expected and not said
        if misses and said != expected and one is not None and other is not None:
            head = "differ" if said else "not said to differ"
            sys.stdout.write(f"  {head}: {one.text!r}, {other.text!r}\n")
    return right, wrong, missed


def _figure(documents: Documents, id_: str, start: int, end: int) -> Figure | None:
    document = documents[id_]
    for line in lines(document.text):
        if not line.start <= start < line.end:
            continue
        for sentence in sentences_of(document.text, [line])[0]:
            for figure in figures(document, sentence):
                if figure.span.overlaps(Span(start, end)):
                    return figure
    return None


def _print(what: str, split: str, counts: Counts) -> None:
    right, wrong, missed = counts
    precision = right / max(1, right + wrong)
    recall = right / max(1, right + missed)
    f1 = 2 * right / max(1, 2 * right + wrong + missed)
    sys.stdout.write(
        f"{what}, {split}: precision {precision:.3f} ({right} of {right + wrong}),"
        f" recall {recall:.3f} ({right} of {right + missed}), F1 {f1:.3f}\n"
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dataset", type=Path, help="the RealTime QA articles, as a BEIR folder")
    parser.add_argument("--later", type=Path, help="the articles of 2024, as a BEIR folder")
    parser.add_argument("--misses", action="store_true", help="print each pair told wrongly")
    return parser.parse_args()


if __name__ == "__main__":
    main()
