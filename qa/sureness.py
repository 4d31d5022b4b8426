"""What an answer's confidence is worth: how often first answers above a threshold were right."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from qa.errors import ModelError
from qa.settings import Settings

__all__ = ["Sureness", "sureness_of"]

_MEASURED = Path(__file__).parent / "models" / "reader" / "thresholds.json"


@dataclass(frozen=True, slots=True)
class Sureness:
    """right: share of first answers that were right among those at `threshold` or above, on so many
    `questions`; threshold: the highest measured one that is not above the one in use.
    """

    threshold: float
    right: float
    questions: int


def sureness_of(settings: Settings) -> Sureness | None:
    """What was measured for the threshold in use; None where nothing was: another reader than the
    packaged one, or a lower threshold than any that was tried.

    Raises ModelError when the file of the measurements is damaged.
    """
    if settings.reader != "packaged":
        return None
    questions, rows = _measured()
    fitting = [row for row in rows if row[0] <= settings.threshold]
    return Sureness(*max(fitting), questions) if fitting else None


@cache
def _measured() -> tuple[int, tuple[tuple[float, float], ...]]:
    try:
        kept = json.loads(_MEASURED.read_text("utf-8"))
        rows = tuple((float(r["threshold"]), float(r["right"])) for r in kept["thresholds"])
        return int(kept["questions"]), rows
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise ModelError(
            f"What the confidence is worth cannot be read from {_MEASURED} "
            f"({type(error).__name__}: {error}).",
            "Restore the file from the project.",
        ) from error
