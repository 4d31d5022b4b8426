"""The layers of a BERT encoder on ONNX Runtime, in single precision."""

from __future__ import annotations

from itertools import count
from typing import Any

import numpy as np
import numpy.typing as npt

from qa.backends.bert import Bert, Tokens
from qa.backends.layers import token_vectors
from qa.workers import Workers

__all__ = ["OnnxLayers"]

_OPSET = 23  # of ONNX: the first with attention
_IR = 11  # the version of ONNX's files that this set of operators came with
_GIVEN = ("ids", "mask", "types")


class OnnxLayers:
    """The layers as one graph of ONNX. Safe to use from several threads."""

    def __init__(self, bert: Bert, workers: Workers) -> None:
        """bert: one for which choose_computing gave onnx. workers: that will ask."""
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = workers.share
        self._session = onnxruntime.InferenceSession(
            _graph(bert), options, providers=["CPUExecutionProvider"]
        )

    def __call__(self, ids: Tokens, mask: Tokens, types: Tokens) -> npt.NDArray[np.float32]:
        """Token vectors, (texts, tokens, width). ids, mask, types: (texts, tokens)."""
        given = dict(zip(_GIVEN, (ids, mask, types), strict=True))
        made: npt.NDArray[np.float32] = self._session.run(None, given)[0]
        return made


def _graph(bert: Bert) -> bytes:
    """An ONNX model: token numbers, mask and types, each (texts, tokens), to token vectors."""
    from onnx import TensorProto, helper

    run = _Operations(bert)
    vectors = token_vectors(run, bert, "ids", run.mask("mask", "ids"), "types")
    given = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["texts", "tokens"])
        for name in _GIVEN
    ]
    found = helper.make_tensor_value_info(
        vectors, TensorProto.FLOAT, ["texts", "tokens", bert.config.hidden_size]
    )
    graph = helper.make_graph(run.nodes, "bert", given, [found], run.constants)
    model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=_IR
    )
    written: bytes = model.SerializeToString()
    return written


class _Operations:
    """See `Operations`, in names of a graph's values. A mask says what each token sees: (texts, 1,
    tokens, tokens).
    """

    def __init__(self, bert: Bert) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self._weights, self._numbers = bert.weights, count()
        self._heads, self._epsilon = bert.config.num_attention_heads, bert.config.layer_norm_eps

    def mask(self, given: str, ids: str) -> str:
        from onnx import TensorProto

        wide = self._node("Unsqueeze", given, self._constant([1, 2]))
        seen = self._node("Cast", wide, to=TensorProto.BOOL)
        tokens = self._node("Unsqueeze", self._tokens(ids), self._constant([0]))
        one = self._constant([1])
        return self._node("Expand", seen, self._node("Concat", one, one, tokens, one, axis=0))

    def looked_up(self, weight: str, rows: str) -> str:
        return self._node("Gather", self._constant(self._weights[weight]), rows)

    def places(self, ids: str) -> str:
        return self._node("Range", self._constant(0), self._tokens(ids), self._constant(1))

    def added(self, one: str, other: str) -> str:
        return self._node("Add", one, other)

    def linear(self, vectors: str, part: str) -> str:
        weight, bias = self._weights[f"{part}.weight"].T, self._weights[f"{part}.bias"]
        multiplied = self._node("MatMul", vectors, self._constant(weight))
        return self._node("Add", multiplied, self._constant(bias))

    def normal(self, vectors: str, part: str) -> str:
        both = (self._constant(self._weights[f"{part}.{w}"]) for w in ("weight", "bias"))
        return self._node("LayerNormalization", vectors, *both, axis=-1, epsilon=self._epsilon)

    def attended(self, query: str, key: str, value: str, mask: str) -> str:
        heads = {"q_num_heads": self._heads, "kv_num_heads": self._heads}
        return self._node("Attention", query, key, value, mask, **heads)

    def gelu(self, vectors: str) -> str:
        return self._node("Gelu", vectors)

    def _tokens(self, ids: str) -> str:
        return self._node("Gather", self._node("Shape", ids), self._constant(1))

    def _node(self, operator: str, *given: str, **how: Any) -> str:
        from onnx import helper

        name = f"value {next(self._numbers)}"
        self.nodes.append(helper.make_node(operator, given, [name], **how))
        return name

    def _constant(self, values: Any) -> str:
        from onnx import numpy_helper

        name = f"constant {next(self._numbers)}"
        self.constants.append(numpy_helper.from_array(np.asarray(values, order="C"), name))
        return name
