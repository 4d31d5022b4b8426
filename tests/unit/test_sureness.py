"""What a confidence is worth is said as it was measured, and only where it was measured."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest

from qa.errors import ModelError
from qa.settings import Settings
from qa.sureness import Band, _measured, band_of, sureness_of
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
    said, worth = words.sure(0.04, settings, band_of(settings, 0.04))
    assert said == "Confidence 4 of 100." and "test" not in worth


def test_a_higher_threshold_is_worth_more() -> None:
    """But for a hundredth: one question more or less of a few dozen."""
    right = [row["right"] for row in KEPT["thresholds"]]
    assert all(after > before - 0.01 for before, after in pairwise(right))
    assert right[-1] > right[0] + 0.2 and len(set(right)) > 5


def test_it_is_said_in_words() -> None:
    settings = Settings()
    assert words.sure(0.271, settings, Band(0.2, 0.4, 0.322, 31)) == (
        "Check closely. Confidence 27 of 100. In a test, 32 of 100 "
        "answers with 20 to 40 were right.",
        "The test: quiz questions about news, 31 of them answered with such a confidence. "
        "Questions of another kind may fare better or worse. Below 20 nothing is answered.",
    )
    assert words.sure(0.8, settings, Band(0.7, 1.0, 0.8, 9))[0] == (
        "Confidence 80 of 100. In a test, 80 of 100 answers with 70 or more were right."
    )


def test_bands_add_up_to_what_was_measured() -> None:
    """Together the bands hold every answer from the lowest threshold on, and each its own."""
    bands = [band_of(Settings(), c) for c in (0.05, 0.2, 0.4, 1.0)]
    assert all(bands)
    found = [band for band in bands if band is not None]
    lowest = KEPT["thresholds"][0]
    answers = sum(band.answers for band in found)
    assert answers == round(lowest["answered"] * KEPT["questions"])
    right = sum(band.right * band.answers for band in found)
    assert right == pytest.approx(lowest["answered"] * KEPT["questions"] * lowest["right"], abs=0.1)
    assert all(band.answers >= 20 for band in found), "fewer say nothing"
    shares = [band.right for band in found]
    assert shares == sorted(shares)


def test_a_damaged_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "thresholds.json"
    broken.write_text('{"questions": 3}')
    monkeypatch.setattr("qa.sureness._MEASURED", broken)
    _measured.cache_clear()
    with pytest.raises(ModelError, match=r"thresholds\.json .*Restore the file"):
        sureness_of(Settings())
    _measured.cache_clear()
