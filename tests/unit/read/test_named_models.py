"""Readers and rerankers named by the user, with tiny models made here, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from transformers import (
    BertConfig,
    BertForQuestionAnswering,
    BertForSequenceClassification,
    BertTokenizerFast,
)

from qa.engine import Engine
from qa.errors import ModelError
from qa.indexing import build
from qa.read.combination import Combination, Linear, probability
from qa.read.scorers import PACKAGED_READER, PackagedScorer, TransformersScorer
from qa.read.span_reader import SpanReader
from qa.rerank import Reranker
from qa.settings import Settings
from tests.conftest import make_document, make_hit

VOCABULARY = [
    "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "who", "won", "the", "race", "?", "bob", ".",
    "in", "it", "rained", "london",
]  # fmt: skip


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folders with a tokenizer and, in reader/ and reranker/, untrained tiny models."""
    root = tmp_path_factory.mktemp("models")
    torch.manual_seed(3)
    (root / "vocab.txt").write_text("\n".join(VOCABULARY))
    tokenizer = BertTokenizerFast(str(root / "vocab.txt"))
    size = {
        "vocab_size": len(VOCABULARY), "hidden_size": 16, "num_hidden_layers": 1,
        "num_attention_heads": 2, "intermediate_size": 16, "max_position_embeddings": 512,
    }  # fmt: skip
    models = {
        "reader": BertForQuestionAnswering(BertConfig(**size)),
        "reranker": BertForSequenceClassification(BertConfig(**size, num_labels=1)),
        "classifier": BertForSequenceClassification(BertConfig(**size, num_labels=3)),
    }
    for name, model in models.items():
        model.save_pretrained(root / name)
        tokenizer.save_pretrained(root / name)
    return root


def test_a_model_of_transformers_reads_windows(tiny: Path) -> None:
    scorer = TransformersScorer(str(tiny / "reader"))
    texts = ["Bob won the race in London.", "It rained."]
    read = scorer.score("Who won the race?", [("A title", t) for t in texts], most=4)
    for text, scored in zip(texts, read, strict=True):
        assert len(scored.spans) == 4
        assert all(0 <= s.start < s.end <= len(text) for s in scored.spans)
        assert [s.score for s in scored.spans] == sorted(s.score for s in scored.spans)[::-1]


def test_the_settings_name_a_reader_and_a_reranker(tiny: Path, tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.txt").write_text("Bob won the race in London. It rained.")
    (tmp_path / "articles" / "b.txt").write_text("The race was won by nobody. It rained again.")
    settings = Settings(
        articles=tmp_path / "articles",
        index=tmp_path / "index",
        reader=str(tiny / "reader"),
        reranker=str(tiny / "reranker"),
    )
    build(settings)
    engine = Engine.open(settings)
    try:
        assert isinstance(engine.reader, SpanReader)
        answer = engine.ask("Who won the race?")
    finally:
        engine.close()
    scores = [c.scores.reranker for c in answer.passages]
    assert all(s is not None for s in scores)
    for cited in answer.passages:
        text = cited.document.text
        assert text[cited.passage.start : cited.passage.end] == cited.passage.text


def test_a_reranker_orders_by_its_scores(tiny: Path) -> None:
    documents = [
        make_document(f"Bob won the race {n * 'in London '}.", name=f"{n}") for n in range(5)
    ]
    hits = [make_hit(d) for d in documents]
    ordered = Reranker(str(tiny / "reranker")).rerank("Who won the race?", hits)
    scores = [h.scores.reranker or 0.0 for h in ordered]
    assert scores == sorted(scores, reverse=True)
    assert (ordered[0].scores.fused, ordered[-1].scores.fused) == pytest.approx((1.0, 0.1))
    assert {h.document.id for h in ordered} == {d.id for d in documents}
    assert Reranker(str(tiny / "reranker")).rerank("Who?", []) == []


@pytest.mark.parametrize("use", [TransformersScorer, Reranker])
def test_a_folder_without_a_model_is_refused(use: type, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="does not load"):
        use(str(tmp_path))


def test_a_classifier_is_no_reranker(tiny: Path) -> None:
    with pytest.raises(ModelError, match="gives 3 scores"):
        Reranker(str(tiny / "classifier"))


def test_missing_and_damaged_files_of_the_packaged_reader(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="weights are missing"):
        PackagedScorer.open(tmp_path)
    for path in PACKAGED_READER.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    cut = (tmp_path / "adapter_model.safetensors").read_bytes()[:5_000]
    (tmp_path / "adapter_model.safetensors").write_bytes(cut)
    with pytest.raises(ModelError, match=r"does not load.*QA_READER=rules"):
        PackagedScorer.open(tmp_path)


@pytest.mark.parametrize("content", [None, "", "[]", '{"passage": {}}'])
def test_weights_that_cannot_be_read(content: str | None, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / "ranking.json").write_text(content)
    with pytest.raises(ModelError, match="cannot be read"):
        Combination.read(tmp_path / "ranking.json")


def test_linear_models_by_hand() -> None:
    assert Linear({"a": 2.0, "b": -1.0}, 0.5)({"a": 1.0, "b": 3.0, "c": 9.0}) == -0.5
    assert probability(0.0) == 0.5
    assert probability(-1_000.0) < 1e-12
