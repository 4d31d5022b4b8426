"""What is counted: answers as SQuAD counts them, calibration, and how sure a figure is."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from qa.text import folded_words

__all__ = [
    "Bin",
    "bootstrap",
    "calibration_error",
    "exact_match",
    "folded",
    "holds",
    "reliability",
    "token_f1",
]

_RESAMPLES = 2_000
_SEED = 20_240_613


def exact_match(given: str, gold: Sequence[str]) -> float:
    """1 when the answer equals a gold one, both normalised (Rajpurkar et al. 2016)."""
    return float(any(_normal(given) == _normal(g) for g in gold))


def token_f1(given: str, gold: Sequence[str]) -> float:
    """The harmonic mean of the shares of words in common, over the best gold answer (same)."""
    return max((_overlap(_normal(given).split(), _normal(g).split()) for g in gold), default=0.0)


def holds(text: str, answers: Sequence[str]) -> bool:
    """True when the words of an answer stand in a row in the text, case and punctuation aside."""
    padded = f" {folded(text)} "
    return any(f" {plain} " in padded for a in answers if (plain := folded(a)))


@lru_cache(maxsize=20_000)
def folded(text: str) -> str:
    return " ".join(folded_words(text))


def bootstrap(values: Sequence[float]) -> tuple[float, float]:
    """The 95 % interval of the mean, by resampling the questions (percentile method)."""
    if not values:
        return 0.0, 0.0
    drawn = np.random.default_rng(_SEED).integers(0, len(values), (_RESAMPLES, len(values)))
    means = np.asarray(values, dtype=np.float64)[drawn].mean(axis=1)
    low, high = np.percentile(means, (2.5, 97.5))
    return float(low), float(high)


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of like confidence: how many, their mean confidence, and the share that is right."""

    count: int
    confidence: float
    right: float


def reliability(
    confidence: Sequence[float], right: Sequence[bool], *, bins: int = 10, equal_mass: bool = False
) -> list[Bin]:
    """Bins of equal width between 0 and 1, or with as many answers in each; empty ones left out."""
    sure = np.asarray(confidence, dtype=np.float64)
    hit = np.asarray(right, dtype=np.float64)
    if equal_mass:
        rows = np.array_split(np.argsort(sure, kind="stable"), bins)
    else:
        place: npt.NDArray[np.int64] = np.minimum((sure * bins).astype(np.int64), bins - 1)
        rows = [np.flatnonzero(place == b) for b in range(bins)]
    return [Bin(len(r), float(sure[r].mean()), float(hit[r].mean())) for r in rows if len(r)]


def calibration_error(bins: Sequence[Bin]) -> float:
    """Expected calibration error: Σ n / N · |share right − mean confidence| (Guo et al. 2017)."""
    total = sum(b.count for b in bins)
    return sum(b.count * abs(b.right - b.confidence) for b in bins) / total if total else 0.0


def _normal(text: str) -> str:
    bare = "".join(c for c in text.lower() if c not in string.punctuation)
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", bare).split())


def _overlap(given: Sequence[str], gold: Sequence[str]) -> float:
    if not given or not gold:
        return float(given == gold)
    common = sum((Counter(given) & Counter(gold)).values())
    return 2 * common / (len(given) + len(gold))
