"""Weights that turn what was observed into an order, words and a confidence: three linear models.

They stand in a JSON file that a person can read; `python -m training.fit_ranking` makes it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa.errors import ModelError

__all__ = ["Combination", "Linear", "probability"]


@dataclass(frozen=True, slots=True)
class Linear:
    """bias + Σ weight · feature; features without a weight count nothing."""

    weights: Mapping[str, float]
    bias: float = 0.0

    def __call__(self, features: Mapping[str, float]) -> float:
        return self.bias + sum(w * features[name] for name, w in self.weights.items())


@dataclass(frozen=True, slots=True)
class Combination:
    """passage: orders windows (PassageFeatures). answer: orders words (AnswerFeatures and
    "passage", by how much their window lies behind the best). confidence: log-odds that the first
    answer is right (the features of its window, and those of the words as "answer.…").
    """

    passage: Linear
    answer: Linear
    confidence: Linear

    @classmethod
    def read(cls, path: Path) -> Combination:
        """Raises ModelError when the file is missing or is not what it should be."""
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
            return cls(*(_linear(kept[part]) for part in ("passage", "answer", "confidence")))
        except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
            raise ModelError(
                f"The reader's weights in {path} cannot be read ({type(error).__name__}: {error}).",
                "Restore the file from the project, or set QA_READER=rules to do without.",
            ) from error

    def check(
        self, passage: Collection[str], answer: Collection[str], confidence: Collection[str]
    ) -> None:
        """Raise ModelError for a weight whose feature nobody gives. The names of the features."""
        for part, known in (
            (self.passage, passage),
            (self.answer, answer),
            (self.confidence, confidence),
        ):
            for name in part.weights.keys() - set(known):
                raise ModelError(
                    f"The reader's weights name {name!r}, which is not observed.",
                    "Restore qa/models/reader/ranking.json from the project, or set "
                    "QA_READER=rules to do without.",
                )

    def as_dict(self) -> dict[str, Any]:
        return {
            name: {"weights": dict(part.weights), "bias": part.bias}
            for name, part in (
                ("passage", self.passage),
                ("answer", self.answer),
                ("confidence", self.confidence),
            )
        }


def probability(log_odds: float) -> float:
    """1 / (1 + e^−x)."""
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, log_odds))))


def _linear(kept: Mapping[str, Any]) -> Linear:
    return Linear({str(k): float(v) for k, v in kept["weights"].items()}, float(kept["bias"]))
