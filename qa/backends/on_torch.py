"""The layers of a BERT encoder on torch."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from qa.backends.bert import Bert, Tokens
from qa.backends.layers import token_vectors
from qa.precision import Chosen

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["TorchLayers"]


class TorchLayers:
    """The layers, called as `Layers` are. Safe to use from several threads."""

    def __init__(self, bert: Bert, precision: Chosen) -> None:
        """precision: that the weights are held and multiplied in."""
        import torch

        self._torch, self._bert = torch, bert
        self._operations = _Operations(bert, precision)

    def __call__(self, ids: Tokens, mask: Tokens, types: Tokens) -> npt.NDArray[np.float32]:
        """Token vectors, (texts, tokens, width). ids, mask, types: (texts, tokens)."""
        torch = self._torch
        given = (torch.from_numpy(each) for each in (ids, mask != 0, types))
        with torch.inference_mode():
            vectors = token_vectors(self._operations, self._bert, *given)
            made: npt.NDArray[np.float32] = vectors.float().numpy()
        return made


class _Operations:
    """See `Operations`. A mask says of each token whether it is seen: (texts, tokens)."""

    def __init__(self, bert: Bert, precision: Chosen) -> None:
        import torch

        self._torch, self._functional = torch, torch.nn.functional
        kind = getattr(torch, precision.name)
        self._weights = {name: torch.from_numpy(w).to(kind) for name, w in bert.weights.items()}
        self._heads, self._epsilon = bert.config.num_attention_heads, bert.config.layer_norm_eps

    def looked_up(self, weight: str, rows: Tensor) -> Tensor:
        found: Tensor = self._functional.embedding(rows, self._weights[weight])
        return found

    def places(self, ids: Tensor) -> Tensor:
        return self._torch.arange(ids.shape[1])

    def added(self, one: Tensor, other: Tensor) -> Tensor:
        return one + other

    def linear(self, vectors: Tensor, part: str) -> Tensor:
        return self._functional.linear(vectors, *self._both(part))

    def normal(self, vectors: Tensor, part: str) -> Tensor:
        weight, bias = self._both(part)
        return self._functional.layer_norm(vectors, weight.shape, weight, bias, self._epsilon)

    def attended(self, query: Tensor, key: Tensor, value: Tensor, mask: Tensor) -> Tensor:
        parted = (*query.shape[:2], self._heads, -1)
        query, key, value = (each.view(parted).transpose(1, 2) for each in (query, key, value))
        seen = None if bool(mask.all()) else mask[:, None, None, :]
        found = self._functional.scaled_dot_product_attention(query, key, value, attn_mask=seen)
        return found.transpose(1, 2).flatten(2)

    def gelu(self, vectors: Tensor) -> Tensor:
        return self._functional.gelu(vectors)

    def _both(self, part: str) -> tuple[Tensor, Tensor]:
        return self._weights[f"{part}.weight"], self._weights[f"{part}.bias"]
