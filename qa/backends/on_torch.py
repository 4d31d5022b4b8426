"""The layers of a BERT encoder on torch."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from qa.backends.bert import Bert, Tokens
from qa.precision import Chosen

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["TorchLayers"]


class TorchLayers:
    """The layers, called as `CompiledLayers` are. Safe to use from several threads."""

    def __init__(self, bert: Bert, precision: Chosen) -> None:
        """precision: that the weights are held and multiplied in."""
        import torch

        self._torch, self._layers, self._config = torch, bert.layers, bert.config
        kind = getattr(torch, precision.name)
        self._weights = {name: torch.from_numpy(w).to(kind) for name, w in bert.weights.items()}

    def __call__(
        self,
        ids: Tokens,
        mask: Tokens,
        types: Tokens,
    ) -> npt.NDArray[np.float32]:
        """Token vectors, (texts, tokens, width). ids, mask, types: (texts, tokens)."""
        torch = self._torch
        seen = None if mask.all() else torch.from_numpy(mask != 0)[:, None, None, :]
        with torch.inference_mode():
            vectors = self._embedded(torch.from_numpy(ids), torch.from_numpy(types))
            for layer in self._layers:
                vectors = self._layer(vectors, seen, layer)
            made: npt.NDArray[np.float32] = vectors.float().numpy()
        return made

    def _embedded(self, ids: Tensor, types: Tensor) -> Tensor:
        def looked_up(table: str, rows: Tensor) -> Tensor:
            weights = self._weights[f"embeddings.{table}_embeddings.weight"]
            found: Tensor = self._torch.nn.functional.embedding(rows, weights)
            return found

        places = self._torch.arange(ids.shape[1])
        both = looked_up("word", ids) + looked_up("token_type", types)
        return self._normal(both + looked_up("position", places), "embeddings.LayerNorm")

    def _layer(self, vectors: Tensor, seen: Tensor | None, name: str) -> Tensor:
        functional = self._torch.nn.functional
        parted = (*vectors.shape[:2], self._config.num_attention_heads, -1)

        def part(which: str) -> Tensor:
            made = self._linear(vectors, f"{name}attention.self.{which}")
            return made.view(parted).transpose(1, 2)

        attended = functional.scaled_dot_product_attention(
            part("query"), part("key"), part("value"), attn_mask=seen
        )
        attended = attended.transpose(1, 2).reshape(vectors.shape)
        attended = self._linear(attended, f"{name}attention.output.dense")
        vectors = self._normal(attended + vectors, f"{name}attention.output.LayerNorm")
        wide = functional.gelu(self._linear(vectors, f"{name}intermediate.dense"))
        back = self._linear(wide, f"{name}output.dense")
        return self._normal(back + vectors, f"{name}output.LayerNorm")

    def _linear(self, vectors: Tensor, name: str) -> Tensor:
        weight, bias = (self._weights[f"{name}.{w}"] for w in ("weight", "bias"))
        return self._torch.nn.functional.linear(vectors, weight, bias)

    def _normal(self, vectors: Tensor, name: str) -> Tensor:
        """Layer normalisation (Ba et al. 2016)."""
        weight, bias = (self._weights[f"{name}.{w}"] for w in ("weight", "bias"))
        return self._torch.nn.functional.layer_norm(
            vectors, weight.shape, weight, bias, self._config.layer_norm_eps
        )
