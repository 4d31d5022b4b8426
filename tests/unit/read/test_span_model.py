"""The span model's arithmetic, on tiny models made here."""

from __future__ import annotations

import math

import pytest
import torch
from transformers import BertConfig, BertModel

from qa.encoder import PACKAGED_MODEL, model_folder
from qa.read.span_model import (
    Encoded,
    Encoder,
    SpanModel,
    find_best,
    load_base,
    merge_adapters,
    pad,
)


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    folder = model_folder(PACKAGED_MODEL)
    assert folder is not None
    return Encoder(load_base(folder)[1], tokens=24, question=8)


def tiny() -> BertModel:
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=50,
        hidden_size=8,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
    )
    return BertModel(config, add_pooling_layer=False).eval()


@pytest.mark.parametrize(("stabilised", "scale"), [(True, 4 / math.sqrt(2)), (False, 4 / 2)])
def test_adapters_are_added_to_the_weights(stabilised: bool, scale: float) -> None:
    model = tiny()
    name = "encoder.layer.0.attention.self.query"
    before = dict(model.named_modules())[name].weight.clone()
    down, up = torch.randn(2, 8), torch.randn(8, 2)
    adapters = {
        f"base_model.model.{name}.lora_A.weight": down.half(),
        f"base_model.model.{name}.lora_B.weight": up.half(),
    }
    merge_adapters(model, adapters, {"r": 2, "lora_alpha": 4, "use_rslora": stabilised})
    after = dict(model.named_modules())[name].weight
    assert torch.allclose(after, before + scale * (up.half().float() @ down.half().float()))


def test_question_and_window_as_tokens(encoder: Encoder) -> None:
    text = "De Mistura opened the talks."
    (encoded,) = encoder.encode("Who opened the talks?", [("Vienna", text)])
    assert len(encoded.offsets) == len(encoded.ids) - encoded.first - 1
    words = [text[s:e] for s, e in encoded.offsets]
    assert words[0] == "De"
    assert words[-1] == "."
    assert encoded.first > encoded.asked, "the title stands between"


def test_long_questions_keep_their_end_and_long_windows_their_beginning(encoder: Encoder) -> None:
    (short,) = encoder.encode("the big red dog. Who?", [("", "word " * 50)])
    (long,) = encoder.encode(
        "once upon a time " * 9 + "the big red dog. Who?", [("", "word " * 50)]
    )
    assert len(long.ids) == len(short.ids) == 24
    assert long.ids[-12:] == short.ids[-12:]
    assert long.ids[2:9] == short.ids[1:8]


def test_padding_changes_no_score() -> None:
    model = SpanModel(tiny(), torch.nn.Linear(8, 2)).eval()
    short = Encoded([1, 5, 2, 7, 8, 2], 3, 3, [(0, 1), (2, 3)])
    long = Encoded([1, 5, 2, 7, 8, 9, 10, 11, 2], 3, 3, [(n, n + 1) for n in range(5)])
    with torch.no_grad():
        alone = model(*pad([short], 0))[0]
        beside = model(*pad([short, long], 0))[0]
    assert torch.allclose(alone, beside[: len(short.ids)], atol=1e-6)


def test_best_spans_in_order_and_never_backwards() -> None:
    scores = torch.zeros(1, 6, 2)
    window = Encoded([1, 5, 2, 7, 8, 2], 2, 2, [(0, 3), (4, 7), (8, 9)])
    scores[0, :, 0] = torch.tensor([0.5, 9.0, 1.0, 4.0, 0.0, 9.0])  # the question's are not taken
    scores[0, :, 1] = torch.tensor([1.0, 9.0, 5.0, 1.0, 2.0, 9.0])
    (found,) = find_best(scores, [window], most=3)
    first, second, third = found.spans
    assert {(first.start, first.end), (second.start, second.end)} == {(0, 3), (4, 9)}
    assert (third.start, third.end) == (4, 7)
    assert [s.score for s in found.spans] == [6.0, 6.0, 5.0]
    assert found.none == 1.5
    assert found.margin == 4.5
    assert found.score_of(4, 9) == 6.0
    assert found.score_of(4, 12) is None, "beyond what was read"
    assert all(s.start < s.end for s in found.spans)


def test_spans_are_not_longer_than_asked() -> None:
    scores = torch.zeros(1, 6, 2)
    scores[0, 2, 0] = scores[0, 4, 1] = 9.0
    window = Encoded([1, 5, 2, 7, 8, 2], 2, 2, [(0, 3), (4, 7), (8, 9)])
    assert find_best(scores, [window])[0].spans[0].end == 9
    assert find_best(scores, [window], longest=2)[0].spans[0].score == 9.0
