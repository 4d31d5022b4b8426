"""What a model's layers run on: torch, or OpenVINO where it is installed and can run them.

OpenVINO computes the same multiplications with fewer trips to memory between them. The graph of a
BERT encoder (Devlin et al. 2019) is written down here instead of being traced from torch, which
takes longer at every start than answering does.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from qa.errors import ModelError
from qa.precision import Chosen, Precision
from qa.workers import Workers

__all__ = ["Backend", "BertLayers", "Computing", "choose_backend"]

Backend = Literal["auto", "torch", "openvino"]
Weights = Mapping[str, npt.NDArray[np.float32]]
Tokens = npt.NDArray[np.int64]

_HINTS = {"float32": "f32", "bfloat16": "bf16"}
_FAR = 1e9  # taken from the score of what is padding, so that nothing attends to it
_INSTALL = "Run: pip install -r requirements-openvino.txt, or set QA_BACKEND to torch."


@dataclass(frozen=True, slots=True)
class Computing:
    """What models are asked to compute with.

    threads: as many as are useful when not given. By itself: exact, on torch.
    """

    precision: Precision = "float32"
    backend: Backend = "torch"
    threads: int | None = None


def choose_backend(
    wanted: Backend, precision: Chosen, device: str, config: Any
) -> Literal["torch", "openvino"]:
    """What a model runs on that is on a device (cpu, cuda, mps).

    precision: that the layers will compute in. config: the model's, of transformers. With auto,
    OpenVINO is taken where it is installed and can run the model. Raises ModelError when it is
    asked for and cannot.
    """
    if wanted == "torch":
        return "torch"
    kind = getattr(config, "model_type", "unknown")
    if find_spec("openvino") is None:
        hindrance, fix = "is not installed", _INSTALL
    elif device != "cpu":
        hindrance, fix = f"does not run on this device ({device})", "Set QA_BACKEND to torch."
    elif kind != "bert" or getattr(config, "hidden_act", "") != "gelu":
        hindrance = f"runs plain BERT models here, and this one is of another kind ({kind})"
        fix = "Set QA_BACKEND to torch."
    elif precision.name not in _HINTS:
        hindrance = f"does not compute in {precision.name} here"
        fix = "Set QA_PRECISION to auto, or QA_BACKEND to torch."
    else:
        return "openvino"
    if wanted == "openvino":
        raise ModelError(f"OpenVINO {hindrance}.", fix)
    return "torch"


class BertLayers:
    """The layers of a BERT encoder as one compiled graph. Safe to use from several threads."""

    def __init__(
        self,
        model: Any,
        precision: Chosen,
        workers: Workers,
    ) -> None:
        """model: transformers' BertModel, for which choose_backend gave openvino. workers: that
        will ask, a request in each.
        """
        import openvino

        config = model.config
        weights = {name: w.detach().float().numpy() for name, w in model.state_dict().items()}
        self._compiled = openvino.Core().compile_model(
            _Graph(weights, config.num_attention_heads, config.layer_norm_eps).model(),
            "CPU",
            {
                "INFERENCE_PRECISION_HINT": _HINTS[precision.name],
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

    def __init__(self, weights: Weights, heads: int, epsilon: float) -> None:
        from openvino import opset13

        self._ops: Any = opset13
        self._weights, self._heads, self._epsilon = weights, heads, epsilon
        self._width = weights["embeddings.word_embeddings.weight"].shape[1]

    def model(self) -> Any:
        """openvino.Model: token numbers, mask and types, each (texts, tokens), to token vectors."""
        import openvino

        ids, mask, types = (self._ops.parameter([-1, -1], np.int64) for _ in range(3))
        vectors = self._embedded(ids, types)
        unseen = self._unseen(mask)
        layer = 0
        while f"encoder.layer.{layer}.output.dense.weight" in self._weights:
            vectors = self._layer(vectors, unseen, f"encoder.layer.{layer}.")
            layer += 1
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
