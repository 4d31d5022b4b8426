"""The span model's arithmetic, on tiny models made here."""

from __future__ import annotations

import math

import numpy as np
import pytest

from qa.backends import Bert, open_layers, read_tokenizer
from qa.encoder import PACKAGED_MODEL, model_folder
from qa.precision import Chosen
from qa.read.span_model import (
    Encoded,
    Encoder,
    Head,
    SpanModel,
    find_best,
    merge_adapters,
    pad,
)
from qa.workers import RunsOn, workers
from tests.berts import made_up


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    folder = model_folder(PACKAGED_MODEL)
    assert folder is not None
    return Encoder(read_tokenizer(folder), tokens=24, question=8)


@pytest.fixture(scope="module")
def tiny() -> Bert:
    return made_up(width=8, layers=1, heads=2, inner=16)


@pytest.mark.parametrize(("stabilised", "scale"), [(True, 4 / math.sqrt(2)), (False, 4 / 2)])
def test_adapters_are_added_to_the_weights(tiny: Bert, stabilised: bool, scale: float) -> None:
    chance = np.random.default_rng(1)
    name = "encoder.layer.0.attention.self.query"
    down, up = (chance.standard_normal(s).astype(np.float16) for s in ((2, 8), (8, 2)))
    adapters = {
        f"base_model.model.{name}.lora_A.weight": down,
        f"base_model.model.{name}.lora_B.weight": up,
    }
    config = {"r": 2, "lora_alpha": 4, "use_rslora": stabilised}
    merged = merge_adapters(tiny.weights, adapters, config)
    before = tiny.weights[f"{name}.weight"]
    expected = before + scale * (up.astype(np.float32) @ down.astype(np.float32))
    np.testing.assert_allclose(merged[f"{name}.weight"], expected, rtol=1e-5)
    others = set(merged) - {f"{name}.weight"}
    assert others and all(merged[n] is tiny.weights[n] for n in others)


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


@pytest.mark.parametrize("backend", ["torch", "openvino", "onnx"])
def test_padding_changes_no_score(tiny: Bert, backend: RunsOn) -> None:
    chance = np.random.default_rng(2)
    head = Head(chance.standard_normal((2, 8), np.float32), chance.standard_normal(2, np.float32))
    single = Chosen("float32", "for the test")
    model = SpanModel(open_layers(tiny, backend, single, workers(1, backend)), head)
    short = Encoded([1, 5, 2, 7, 8, 2], 3, 3, [(0, 1), (2, 3)])
    long = Encoded([1, 5, 2, 7, 8, 9, 10, 11, 2], 3, 3, [(n, n + 1) for n in range(5)])
    alone = model(*pad([short], 0))[0]
    beside = model(*pad([short, long], 0))[0]
    assert alone.shape == (6, 2)
    np.testing.assert_allclose(alone, beside[: len(short.ids)], atol=1e-5)


def test_best_spans_in_order_and_never_backwards() -> None:
    scores = np.zeros((1, 6, 2), np.float32)
    window = Encoded([1, 5, 2, 7, 8, 2], 2, 2, [(0, 3), (4, 7), (8, 9)])
    scores[0, :, 0] = [0.5, 9.0, 1.0, 4.0, 0.0, 9.0]  # the question's are not taken
    scores[0, :, 1] = [1.0, 9.0, 5.0, 1.0, 2.0, 9.0]
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
    scores = np.zeros((1, 6, 2), np.float32)
    scores[0, 2, 0] = scores[0, 4, 1] = 9.0
    window = Encoded([1, 5, 2, 7, 8, 2], 2, 2, [(0, 3), (4, 7), (8, 9)])
    assert find_best(scores, [window])[0].spans[0].end == 9
    assert find_best(scores, [window], longest=2)[0].spans[0].score == 9.0


def test_a_window_without_text_has_no_span() -> None:
    (found,) = find_best(np.ones((1, 3, 2), np.float32), [Encoded([1, 5, 2], 3, 3, [])], most=3)
    assert found.spans == () and found.none == 2.0 and found.margin < 0


def test_of_equal_ones_the_first() -> None:
    window = Encoded(list(range(50)), 0, 2, [(3 * n, 3 * n + 2) for n in range(47)])
    (found,) = find_best(np.zeros((1, 50, 2), np.float32), [window], most=3)
    assert [(s.start, s.end) for s in found.spans] == [(0, 2), (0, 5), (0, 8)]


def test_the_best_are_found_among_all() -> None:
    """Against a search that looks at every pair."""
    chance = np.random.default_rng(7)
    for size in (1, 2, 9, 60):
        scores = chance.standard_normal((1, size + 3, 2)).astype(np.float32)
        window = Encoded(list(range(size + 3)), 2, 2, [(3 * n, 3 * n + 2) for n in range(size)])
        pairs = {
            (3 * i, 3 * j + 2): float(scores[0, 2 + i, 0] + scores[0, 2 + j, 1])
            for i in range(size)
            for j in range(i, min(size, i + 40))
        }
        (found,) = find_best(scores, [window], most=8)
        assert len(found.spans) == min(8, len(pairs))
        best = sorted(pairs.values(), reverse=True)[: len(found.spans)]
        assert [s.score for s in found.spans] == pytest.approx(best)
        assert all(pairs[s.start, s.end] == pytest.approx(s.score) for s in found.spans)
