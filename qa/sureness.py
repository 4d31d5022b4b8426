"""What an answer's confidence is worth: how often first answers above a threshold were right."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from qa.errors import ModelError
from qa.settings import Settings

__all__ = ["Band", "Sureness", "band_of", "sureness_of"]

_EDGES = (0.05, 0.2, 0.4, 0.7)  # of bands with twenty answers and more each
_MEASURED = Path(__file__).parent / "models" / "reader" / "thresholds.json"


@dataclass(frozen=True, slots=True)
class Sureness:
    """right: share of first answers that were right among those at `threshold` or above, on so many
    `questions`; threshold: the highest measured one that is not above the one in use.
    """

    threshold: float
    right: float
    questions: int


@dataclass(frozen=True, slots=True)
class Band:
    """right: share of first answers that were right among those, so many `answers`, whose
    confidence was `least` or more and less than `below`.
    """

    least: float
    below: float
    right: float
    answers: int

    @property
    def doubtful(self) -> bool:
        """Fewer than three in five of such answers were right."""
        return self.right < 0.6


def band_of(settings: Settings, confidence: float) -> Band | None:
    """What was measured for confidences like this one; None where nothing was."""
    if settings.reader != "packaged" or confidence < _EDGES[0]:
        return None
    questions, rows = _measured()
    held = {r.threshold: (round(r.answered * questions), r.right) for r in rows}
    held[1.0] = (0, 0.0)
    at = max(n for n, edge in enumerate(_EDGES) if edge <= confidence)
    least, below = _EDGES[at], (*_EDGES, 1.0)[at + 1]
    (all_, all_right), (above, above_right) = held[least], held[below]
    right = round(all_ * all_right) - round(above * above_right)
    return Band(least, below, right / (all_ - above), all_ - above)


def sureness_of(settings: Settings) -> Sureness | None:
    """What was measured for the threshold in use; None where nothing was: another reader than the
    packaged one, or a lower threshold than any that was tried.

    Raises ModelError when the file of the measurements is damaged.
    """
    if settings.reader != "packaged":
        return None
    questions, rows = _measured()
    fitting = [row for row in rows if row.threshold <= settings.threshold]
    if not fitting:
        return None
    found = max(fitting)
    return Sureness(found.threshold, found.right, questions)


class _Row(NamedTuple):
    """answered: the share of questions with a first answer of `threshold` or more; right: the
    share of those answers that were right.
    """

    threshold: float
    answered: float
    right: float


@cache
def _measured() -> tuple[int, tuple[_Row, ...]]:
    try:
        kept = json.loads(_MEASURED.read_text("utf-8"))
        rows = tuple(_Row(*(float(r[name]) for name in _Row._fields)) for r in kept["thresholds"])
        if not {row.threshold for row in rows}.issuperset(_EDGES):
            raise ValueError("a threshold is missing")
        return int(kept["questions"]), rows
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise ModelError(
            f"What the confidence is worth cannot be read from {_MEASURED} "
            f"({type(error).__name__}: {error}).",
            "Restore the file from the project.",
        ) from error
