"""How well the reader does on questions that it does not learn from."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch

from qa.read.span_model import Encoder, find_best, pad
from qa.text import folded_words
from training.reader.examples import Group, Window
from training.reader.model import TrainedModel

__all__ = ["Result", "measure", "split"]

_ROWS = 32


@dataclass(frozen=True, slots=True)
class Result:
    """Shares. f1: words shared by the best span and the nearest acceptable one, over windows that
    answer; answers: windows rightly said to answer or not; best: questions whose best window does.
    """

    f1: float
    answers: float
    best: float

    @property
    def overall(self) -> float:
        return (self.f1 + self.answers + self.best) / 3


def split(
    groups: Mapping[str, Sequence[Group]], shares: Mapping[str, float], most: int
) -> tuple[dict[str, list[Group]], dict[str, list[Group]]]:
    """To learn from, and to measure on (`most` of each origin at most).

    Questions about the same text fall on the same side: what decides is the answered window.
    """
    learn: dict[str, list[Group]] = {}
    measured: dict[str, list[Group]] = {}
    for name, rows in groups.items():
        held = [g for g in rows if _draw(_subject(g)) < shares[name]]
        learn[name] = [g for g in rows if _draw(_subject(g)) >= shares[name]]
        measured[name] = held[:most]
    return learn, measured


@torch.no_grad()
def measure(model: TrainedModel, encoder: Encoder, groups: Sequence[Group]) -> Result:
    rows = [(n, window, g.question) for n, g in enumerate(groups) for window in g.windows]
    encoded = [encoder.encode(question, [(w.title, w.text)])[0] for _, w, question in rows]
    order = sorted(range(len(rows)), key=lambda n: len(encoded[n].ids))
    margins = [0.0] * len(rows)
    overlaps: list[float] = []
    for at in range(0, len(order), _ROWS):
        some = order[at : at + _ROWS]
        padded = pad([encoded[n] for n in some], encoder.padding)
        scores = model(*map(torch.from_numpy, padded))
        found = find_best(scores.numpy(), [encoded[n] for n in some])
        for n, scored in zip(some, found, strict=True):
            window = rows[n][1]
            margins[n] = scored.margin
            if window.spans and scored.spans:
                overlaps.append(_overlap(window, scored.spans[0].start, scored.spans[0].end))
    said = [(m > 0) == bool(rows[n][1].spans) for n, m in enumerate(margins)]
    best: dict[int, int] = {}
    for n, (group, _, _) in enumerate(rows):
        if group not in best or margins[n] > margins[best[group]]:
            best[group] = n
    contested = [n for g, n in best.items() if any(w.spans for w in groups[g].windows)]
    return Result(
        f1=_mean(overlaps),
        answers=_mean(said),
        best=_mean([bool(rows[n][1].spans) for n in contested]),
    )


def _subject(group: Group) -> str:
    """QAMR: the sentence asked about, which its questions share; else the question."""
    if group.origin != "qamr":
        return group.question
    window = next(w for w in group.windows if w.spans)
    at = window.spans[0][0]
    left = max((m.end() for m in re.finditer(r"[.!?]\s", window.text[:at])), default=0)
    return " ".join(window.text[left:].split()[:6])


def _draw(text: str) -> float:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4]) / 2**32


def _overlap(window: Window, start: int, end: int) -> float:
    guess = folded_words(window.text[start:end], articles=False)
    return max(_f1(guess, folded_words(window.text[s:e], articles=False)) for s, e in window.spans)


def _f1(guess: list[str], right: list[str]) -> float:
    shared = sum(min(guess.count(w), right.count(w)) for w in set(guess))
    return 2 * shared / (len(guess) + len(right)) if shared else 0.0


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
