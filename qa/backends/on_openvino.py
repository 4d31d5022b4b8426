"""The layers of a BERT encoder on OpenVINO.

OpenVINO computes the same multiplications as torch with fewer trips to memory between them. The
graph is written down here instead of being traced from torch, which takes longer at every start
than answering does.
"""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
import numpy.typing as npt

from qa.backends.bert import Bert, Tokens
from qa.backends.choosing import HINTS
from qa.precision import Chosen
from qa.workers import Workers

__all__ = ["CompiledLayers"]

_FAR = 1e9  # taken from the score of what is padding, so that nothing attends to it


class CompiledLayers:
    """The layers of a BERT encoder as one compiled graph. Safe to use from several threads."""

    def __init__(self, bert: Bert, precision: Chosen, workers: Workers) -> None:
        """bert: one for which choose_backend gave openvino. workers: that will ask, a request in
        each.
        """
        import openvino

        self._compiled = openvino.Core().compile_model(
            _Graph(bert).model(),
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


class _Graph:
    """BertModel without its pooler, node by node; weights have their names in transformers."""

    def __init__(self, bert: Bert) -> None:
        from openvino import opset13

        self._ops: Any = opset13
        self._weights, self._layers = bert.weights, bert.layers
        self._heads, self._epsilon = bert.config.num_attention_heads, bert.config.layer_norm_eps
        self._width = bert.config.hidden_size

    def model(self) -> Any:
        """openvino.Model: token numbers, mask and types, each (texts, tokens), to token vectors."""
        import openvino

        ids, mask, types = (self._ops.parameter([-1, -1], np.int64) for _ in range(3))
        vectors = self._embedded(ids, types)
        unseen = self._unseen(mask)
        for layer in self._layers:
            vectors = self._layer(vectors, unseen, layer)
        return openvino.Model([vectors], [ids, mask, types])

    def _embedded(self, ids: Any, types: Any) -> Any:
        def looked_up(table: str, rows: Any) -> Any:
            weights = self._weights[f"embeddings.{table}_embeddings.weight"]
            return self._ops.gather(self._constant(weights), rows, self._constant(0))

        tokens = self._ops.gather(self._ops.shape_of(ids), self._constant(1), self._constant(0))
        places = self._ops.range(self._constant(0), tokens, self._constant(1), "i64")
        both = self._ops.add(looked_up("word", ids), looked_up("token_type", types))
        return self._normal(
            self._ops.add(both, looked_up("position", places)), "embeddings.LayerNorm"
        )

    def _unseen(self, mask: Any) -> Any:
        """Nothing for a token, much taken away for padding: (texts, 1, 1, tokens)."""
        seen = self._ops.convert(self._ops.unsqueeze(mask, self._constant([1, 2])), np.float32)
        missing = self._ops.subtract(seen, self._constant(np.float32(1)))
        return self._ops.multiply(missing, self._constant(np.float32(_FAR)))

    def _layer(self, vectors: Any, unseen: Any, name: str) -> Any:
        swap = self._constant([0, 2, 1, 3])  # tokens and heads
        parted = self._constant([0, 0, self._heads, self._width // self._heads])
        joined = self._constant([0, 0, self._width])

        def part(which: str) -> Any:
            made = self._linear(vectors, f"{name}attention.self.{which}")
            return self._ops.transpose(self._ops.reshape(made, parted, True), swap)

        seen = self._ops.scaled_dot_product_attention(
            part("query"), part("key"), part("value"), unseen
        )
        seen = self._ops.reshape(self._ops.transpose(seen, swap), joined, True)
        seen = self._linear(seen, f"{name}attention.output.dense")
        vectors = self._normal(self._ops.add(seen, vectors), f"{name}attention.output.LayerNorm")
        wide = self._ops.gelu(self._linear(vectors, f"{name}intermediate.dense"), "erf")
        back = self._linear(wide, f"{name}output.dense")
        return self._normal(self._ops.add(back, vectors), f"{name}output.LayerNorm")

    def _linear(self, vectors: Any, name: str) -> Any:
        weight, bias = (self._constant(self._weights[f"{name}.{w}"]) for w in ("weight", "bias"))
        return self._ops.add(self._ops.matmul(vectors, weight, False, True), bias)

    def _normal(self, vectors: Any, name: str) -> Any:
        """Layer normalisation (Ba et al. 2016)."""
        weight, bias = (self._constant(self._weights[f"{name}.{w}"]) for w in ("weight", "bias"))
        even = self._ops.mvn(vectors, self._constant([-1]), True, self._epsilon, "inside_sqrt")
        return self._ops.add(self._ops.multiply(even, weight), bias)

    def _constant(self, values: Any) -> Any:
        return self._ops.constant(np.asarray(values, order="C"))
