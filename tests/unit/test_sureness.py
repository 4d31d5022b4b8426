"""What a confidence is worth is said as it was measured, and only where it was measured."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qa.errors import ModelError
from qa.settings import Settings
from qa.sureness import _measured, sureness_of
from qa.web import words
from tests.conftest import ROOT

KEPT = json.loads((ROOT / "qa/models/reader/thresholds.json").read_text("utf-8"))


@pytest.mark.parametrize(
    ("threshold", "measured"), [(0.15, 0.15), (0.17, 0.15), (0.05, 0.05), (0.99, 0.7)]
)
def test_the_nearest_threshold_below_that_was_measured(threshold: float, measured: float) -> None:
    found = sureness_of(Settings(abstain_below=threshold))
    assert found is not None and found.threshold == measured
    (row,) = [r for r in KEPT["thresholds"] if r["threshold"] == measured]
    assert (found.right, found.questions) == (row["right"], KEPT["questions"])


@pytest.mark.parametrize(
    "settings", [Settings(abstain_below=0.01), Settings(reader="rules"), Settings(reader="a/b")]
)
def test_nothing_is_said_that_was_not_measured(settings: Settings) -> None:
    assert sureness_of(settings) is None
    said, worth = words.sure(0.4, settings, None)
    assert said.startswith("Confidence 40 of 100") and "were right" not in worth


def test_a_higher_threshold_is_worth_more() -> None:
    right = [row["right"] for row in KEPT["thresholds"]]
    assert right == sorted(right) and len(set(right)) > 5


def test_it_is_said_in_words() -> None:
    settings = Settings()
    assert words.sure(0.271, settings, sureness_of(settings)) == (
        "Confidence 27 of 100: about so many of 100 answers like this one are right.",
        "Calibrated on quiz questions about news; below 15 nothing is answered. Of the first "
        "answers that such questions were given at 15 or more, 56 of 100 were right.",
    )


def test_a_damaged_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "thresholds.json"
    broken.write_text('{"questions": 3}')
    monkeypatch.setattr("qa.sureness._MEASURED", broken)
    _measured.cache_clear()
    with pytest.raises(ModelError, match=r"thresholds\.json .*Restore the file"):
        sureness_of(Settings())
    _measured.cache_clear()
