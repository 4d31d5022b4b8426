"""`python -m qa bench encoder`: what is chosen here, measured on the user's passages."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.bench import passages_to_encode
from qa.errors import ArticlesError
from qa.precision import choose_precision
from tests.conftest import ROOT, settings_in, the_five_in
from tests.unit.conftest import in_process


def test_the_encoder_measured_on_the_five_articles() -> None:
    ran = in_process("bench", "encoder", "--articles", str(ROOT / "seeds"), "--json")
    assert ran.code == 0
    told = ran.json
    assert told["chosen"] == choose_precision("auto", "cpu").name
    assert told["backend"] == "torch"
    assert [(row["precision"], row["backend"]) for row in told["measured"]] == [
        ("float32", "torch"),
        ("bfloat16", "torch"),
        ("float32", "openvino"),
        ("bfloat16", "openvino"),
        ("float32", "onnx"),
    ]
    (lacking,) = told["not_measured"]
    assert lacking.startswith("ONNX Runtime does not compute in bfloat16")
    assert all(row["per_second"] > 0 for row in told["measured"])
    assert all(row["cosine"] > 0.999 for row in told["measured"])


def test_it_says_what_was_chosen_and_why() -> None:
    ran = in_process("bench", "encoder", "--articles", str(ROOT / "seeds"))
    assert ran.out.startswith(f"Chosen: {choose_precision('auto', 'cpu').name} on torch; ")
    assert "Not measured: ONNX Runtime" in ran.out
    assert "passages a second" in ran.out and "Encoding" in ran.err


def test_no_more_articles_are_read_than_are_needed(tmp_path: Path) -> None:
    settings = the_five_in(tmp_path)
    assert 20 < len(passages_to_encode(settings)) <= 256


def test_nothing_to_encode(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    settings.articles.mkdir()
    with pytest.raises(ArticlesError, match="nothing to encode"):
        passages_to_encode(settings)
