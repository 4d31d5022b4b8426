"""Models on OpenVINO and ONNX Runtime: what torch gives, and a refusal with its fix where they
cannot run.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from transformers import BertConfig

from qa.backends import Backend, Computing, bert_of, choose_computing, open_layers
from qa.encoder import PACKAGED_MODEL, open_encoder
from qa.engine import Engine
from qa.errors import ModelError
from qa.indexing import build
from qa.precision import Chosen, Precision
from qa.read.scorers import PackagedScorer
from qa.stores.generations import read_manifest
from qa.workers import RunsOn, workers
from tests.berts import made_up_model
from tests.conftest import ROOT, the_five_in

QUESTIONS = ("Who attended the talks in Astana?", "Where will the congress be held?")
SINGLE = Chosen("float32", "for the test")
BERT = BertConfig(hidden_act="gelu")


def parts_of_the_five() -> list[str]:
    texts = [path.read_text("utf-8") for path in sorted((ROOT / "seeds").glob("*.txt"))]
    return [part for text in texts for part in re.split(r"\n+|(?<=\.) ", text) if part.strip()]


@pytest.mark.parametrize(
    ("backend", "precision", "least"),
    [
        ("openvino", "float32", 0.99999),
        ("openvino", "bfloat16", 0.999),
        ("onnx", "float32", 0.99999),
    ],
)
def test_vectors_are_those_of_torch(backend: Backend, precision: Precision, least: float) -> None:
    parts = parts_of_the_five()
    expected = open_encoder(PACKAGED_MODEL).encode(parts)
    encoder = open_encoder(PACKAGED_MODEL, computing=Computing(precision, backend))
    assert encoder.backend == backend and encoder.precision.name == precision
    made = encoder.encode(parts)
    assert made.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(made, axis=1), 1.0, atol=1e-5)
    assert (expected * made).sum(axis=1).min() > least


@pytest.mark.parametrize("backend", ["openvino", "onnx"])
def test_the_reader_finds_the_same_words(backend: Backend) -> None:
    question = "Who attended the talks in Astana?"
    windows = [("", part) for part in parts_of_the_five() if len(part.split()) > 8]
    expected = PackagedScorer.open().score(question, windows, most=3)
    made = PackagedScorer.open(computing=Computing(backend=backend)).score(
        question, windows, most=3
    )
    assert len(windows) > 50
    for one, other in zip(expected, made, strict=True):
        assert one.none == pytest.approx(other.none, abs=1e-3)
        assert [s.score for s in one.spans] == pytest.approx(
            [s.score for s in other.spans], abs=1e-3
        )
        assert (one.spans[0].start, one.spans[0].end) == (other.spans[0].start, other.spans[0].end)


@pytest.mark.parametrize("backend", ["torch", "openvino", "onnx"])
def test_a_model_of_another_shape(backend: RunsOn) -> None:
    model = made_up_model(
        width=24, layers=2, heads=3, inner=40, max_position_embeddings=30, layer_norm_eps=1e-3
    )
    layers = open_layers(bert_of(model), backend, SINGLE, workers(1, backend))
    for texts, tokens in ((1, 1), (3, 7), (2, 30)):
        ids = torch.randint(0, 50, (texts, tokens))
        lengths = torch.randint(1, tokens + 1, (texts, 1))
        mask = (torch.arange(tokens)[None] < lengths).long()
        types = torch.randint(0, 2, (texts, tokens))
        with torch.inference_mode():
            expected = model(
                input_ids=ids, attention_mask=mask, token_type_ids=types
            ).last_hidden_state
        made = layers(ids.numpy(), mask.numpy(), types.numpy())
        assert made.shape == (texts, tokens, 24)
        seen = mask.bool().numpy()
        np.testing.assert_allclose(made[seen], expected.numpy()[seen], atol=1e-4)


@pytest.mark.parametrize("backend", ["openvino", "onnx"])
def test_several_threads_get_what_one_gets(backend: Backend) -> None:
    texts = [f"Delegation {n} came {'again ' * n}to Astana." for n in range(60)]
    encoder = open_encoder(PACKAGED_MODEL, computing=Computing(backend=backend, threads=3))
    expected = open_encoder(PACKAGED_MODEL).encode(texts)
    with ThreadPoolExecutor(4) as people:
        for made in people.map(encoder.encode, [texts] * 4):
            np.testing.assert_allclose(made, expected, atol=1e-4)


@pytest.mark.parametrize("backend", ["openvino", "onnx"])
def test_nothing_is_sent_or_fetched(monkeypatch: pytest.MonkeyPatch, backend: Backend) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the network was used")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    encoder = open_encoder(PACKAGED_MODEL, computing=Computing(backend=backend))
    assert len(encoder.encode(["No network."])) == 1


@pytest.mark.parametrize("backend", ["openvino", "onnx"])
@pytest.mark.parametrize(
    ("precision", "device", "config", "said"),
    [
        ("float32", "cuda", BERT, "this device"),
        ("float32", "cpu", SimpleNamespace(model_type="mpnet", hidden_act="gelu"), "mpnet"),
        ("float32", "cpu", BertConfig(hidden_act="relu"), "another kind"),
        ("float32", "cpu", None, "unknown"),
        ("float16", "cpu", BERT, "float16"),
    ],
)
def test_what_it_cannot_run_stays_on_torch_or_is_refused(
    backend: Backend, precision: Precision, device: str, config: object, said: str
) -> None:
    assert choose_computing(Computing(precision, "auto"), device, config)[0] == "torch"
    with pytest.raises(ModelError, match=said) as refused:
        choose_computing(Computing(precision, backend), device, config)
    assert "QA_BACKEND" in refused.value.fix


def without(*packages: str) -> Callable[[str], object]:
    return lambda name: None if name in packages else name


@pytest.mark.parametrize(
    ("missing", "precision", "taken"),
    [
        ((), "float32", "openvino"),
        ((), "bfloat16", "openvino"),
        (("openvino",), "float32", "onnx"),
        (("openvino",), "bfloat16", "torch"),
        (("openvino", "onnx"), "float32", "torch"),
        (("openvino", "onnxruntime"), "float32", "torch"),
    ],
)
def test_by_itself_it_takes_the_fastest_that_is_installed(
    monkeypatch: pytest.MonkeyPatch, missing: tuple[str, ...], precision: Precision, taken: str
) -> None:
    monkeypatch.setattr("qa.backends.choosing.find_spec", without(*missing))
    assert choose_computing(Computing(precision, "auto"), "cpu", BERT)[0] == taken


@pytest.mark.parametrize("backend", ["openvino", "onnx"])
def test_where_it_is_not_installed(monkeypatch: pytest.MonkeyPatch, backend: Backend) -> None:
    monkeypatch.setattr("qa.backends.choosing.find_spec", without(backend))
    with pytest.raises(ModelError, match="not installed") as refused:
        choose_computing(Computing("auto", backend), "cpu", BERT)
    assert f"pip install -r requirements-{backend}.txt" in refused.value.fix
    assert (ROOT / f"requirements-{backend}.txt").is_file()


def test_onnx_runtime_computes_in_single_precision_only(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ModelError, match="bfloat16") as refused:
        choose_computing(Computing("bfloat16", "onnx"), "cpu", BERT)
    assert "QA_PRECISION to auto" in refused.value.fix
    monkeypatch.setattr("qa.precision._instructions", lambda: {"amx_bf16", "bf16"})
    backend, precision = choose_computing(Computing("auto", "onnx"), "cpu", BERT)
    assert (backend, precision.name) == ("onnx", "float32")
    assert "ONNX Runtime does not compute in bfloat16" in precision.why
    assert choose_computing(Computing("auto", "openvino"), "cpu", BERT)[1].name == "bfloat16"


@pytest.mark.parametrize("backend", ["torch", "openvino", "onnx"])
def test_an_index_made_by_one_answers_with_the_other(backend: Backend, tmp_path: Path) -> None:
    settings = the_five_in(tmp_path, backend=backend, precision="float32")
    build(settings)
    assert read_manifest(settings.index).backend == backend
    given = []
    for asked in ("torch", "openvino", "onnx"):
        engine = Engine.open(settings.model_copy(update={"backend": asked}))
        answers = [engine.ask(question) for question in QUESTIONS]
        engine.close()
        given.append([[(a.text, a.citations) for a in answer.answers] for answer in answers])
    assert given[0] == given[1] == given[2] and all(given[0])
