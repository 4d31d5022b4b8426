"""The layers of a BERT encoder on OpenVINO.

OpenVINO computes the same multiplications as torch with fewer trips to memory between them. The
graph is written down instead of being traced from torch, which takes longer at every start than
answering does.
"""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
import numpy.typing as npt

from qa.backends.bert import Bert, Tokens
from qa.backends.choosing import HINTS
from qa.backends.layers import token_vectors
from qa.precision import Chosen
from qa.workers import Workers

__all__ = ["OpenVinoLayers"]

_FAR = 1e9  # taken from the score of what is padding, so that nothing attends to it


class OpenVinoLayers:
    """The layers of a BERT encoder as one compiled graph. Safe to use from several threads."""

    def __init__(self, bert: Bert, precision: Chosen, workers: Workers) -> None:
        """bert: one for which choose_computing gave openvino. workers: that will ask, a request in
        each.
        """
        import openvino

        self._compiled = openvino.Core().compile_model(
            _graph(bert),
            "CPU",
            {
                "INFERENCE_PRECISION_HINT": HINTS[precision.name],
                "NUM_STREAMS": workers.count,
                "INFERENCE_NUM_THREADS": workers.count * workers.share,
                "ENABLE_CPU_PINNING": False,  # what is bound to a core waits for others there
            },
        )
        self._own = threading.local()

    def __call__(self, ids: Tokens, mask: Tokens, types: Tokens) -> npt.NDArray[np.float32]:
        """Token vectors, (texts, tokens, width). ids, mask, types: (texts, tokens)."""
        if not hasattr(self._own, "request"):
            self._own.request = self._compiled.create_infer_request()
        found = self._own.request.infer([ids, mask, types])[0]
        copied: npt.NDArray[np.float32] = np.array(found, dtype=np.float32)
        return copied


def _graph(bert: Bert) -> Any:
    """openvino.Model: token numbers, mask and types, each (texts, tokens), to token vectors."""
    import openvino

    run = _Operations(bert)
    ids, mask, types = (openvino.opset13.parameter([-1, -1], np.int64) for _ in range(3))
    return openvino.Model(
        [token_vectors(run, bert, ids, run.mask(mask), types)], [ids, mask, types]
    )


class _Operations:
    """See `Operations`, in nodes of a graph. A mask is what is added to the scores of attention:
    nothing for a token, much taken away for padding.
    """

    def __init__(self, bert: Bert) -> None:
        from openvino import opset13

        self._ops: Any = opset13
        self._weights = bert.weights
        self._heads, self._epsilon = bert.config.num_attention_heads, bert.config.layer_norm_eps
        self._width = bert.config.hidden_size

    def mask(self, given: Any) -> Any:
        """(texts, 1, 1, tokens) of (texts, tokens)."""
        seen = self._ops.convert(self._ops.unsqueeze(given, self._constant([1, 2])), np.float32)
        missing = self._ops.subtract(seen, self._constant(np.float32(1)))
        return self._ops.multiply(missing, self._constant(np.float32(_FAR)))

    def looked_up(self, weight: str, rows: Any) -> Any:
        return self._ops.gather(self._constant(self._weights[weight]), rows, self._constant(0))

    def places(self, ids: Any) -> Any:
        tokens = self._ops.gather(self._ops.shape_of(ids), self._constant(1), self._constant(0))
        return self._ops.range(self._constant(0), tokens, self._constant(1), "i64")

    def added(self, one: Any, other: Any) -> Any:
        return self._ops.add(one, other)

    def linear(self, vectors: Any, part: str) -> Any:
        weight, bias = self._both(part)
        return self._ops.add(self._ops.matmul(vectors, weight, False, True), bias)

    def normal(self, vectors: Any, part: str) -> Any:
        weight, bias = self._both(part)
        even = self._ops.mvn(vectors, self._constant([-1]), True, self._epsilon, "inside_sqrt")
        return self._ops.add(self._ops.multiply(even, weight), bias)

    def attended(self, query: Any, key: Any, value: Any, mask: Any) -> Any:
        swap = self._constant([0, 2, 1, 3])  # tokens and heads
        parted = self._constant([0, 0, self._heads, self._width // self._heads])
        heads = (
            self._ops.transpose(self._ops.reshape(each, parted, True), swap)
            for each in (query, key, value)
        )
        found = self._ops.scaled_dot_product_attention(*heads, mask)
        joined = self._constant([0, 0, self._width])
        return self._ops.reshape(self._ops.transpose(found, swap), joined, True)

    def gelu(self, vectors: Any) -> Any:
        return self._ops.gelu(vectors, "erf")

    def _both(self, part: str) -> tuple[Any, Any]:
        weight, bias = (self._constant(self._weights[f"{part}.{w}"]) for w in ("weight", "bias"))
        return weight, bias

    def _constant(self, values: Any) -> Any:
        return self._ops.constant(np.asarray(values, order="C"))
