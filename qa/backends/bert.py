"""A BERT encoder (Devlin et al. 2019) as it lies in its folder.

Read without the libraries that convert and train models: importing those takes longer than an
answer does.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from tokenizers import Tokenizer

__all__ = ["Bert", "Tokens", "Weights", "bert_of", "read_bert", "read_tokenizer"]

_EPSILON = 1e-12  # of layer normalisation, where the configuration does not say
_PARTS = (
    *(f"attention.self.{part}" for part in ("query", "key", "value")),
    *("attention.output.dense", "attention.output.LayerNorm"),
    *("intermediate.dense", "output.dense", "output.LayerNorm"),
)

Weights = Mapping[str, npt.NDArray[np.float32]]
Tokens = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Bert:
    """weights: under their names in transformers' BertModel. config: what config.json says, as
    attributes.
    """

    weights: Weights
    config: Any

    @property
    def layers(self) -> list[str]:
        """What the names of each layer's weights begin with, from the first layer on."""
        return [f"encoder.layer.{n}." for n in range(self.config.num_hidden_layers)]


def read_bert(folder: Path) -> Bert:
    """The weights of a folder in single precision.

    Raises OSError when a file is missing, ValueError or safetensors' error for one that is damaged
    or lacks weights.
    """
    from safetensors.numpy import load_file

    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    found = load_file(folder / "model.safetensors")
    weights = {n: w.astype(np.float32, copy=False) for n, w in found.items() if w.dtype.kind == "f"}
    bert = Bert(weights, SimpleNamespace(**{"layer_norm_eps": _EPSILON, **config}))
    missing = [name for name in _names(bert) if name not in weights]
    if missing:
        raise ValueError(f"the weights lack {missing[0]}")
    return bert


def _names(bert: Bert) -> Iterator[str]:
    """Of all weights that the layers compute with."""
    for table in ("word", "token_type", "position"):
        yield f"embeddings.{table}_embeddings.weight"
    for part in ("embeddings.LayerNorm", *(f"{n}{p}" for n in bert.layers for p in _PARTS)):
        yield from (f"{part}.weight", f"{part}.bias")


def bert_of(model: Any) -> Bert:
    """The weights of transformers' BertModel, in single precision."""
    weights = {name: w.detach().float().numpy() for name, w in model.state_dict().items()}
    return Bert(weights, model.config)


def read_tokenizer(folder: Path) -> Tokenizer:
    """The tokenizer of a folder, which neither pads nor cuts."""
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from tokenizers import Tokenizer

    tokenizer: Tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer
