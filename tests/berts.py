"""Small BERT encoders of random numbers."""

from __future__ import annotations

from typing import Any

import torch
from transformers import BertConfig, BertModel

from qa.backends import Bert, bert_of

__all__ = ["made_up", "made_up_model"]


def made_up(*, width: int, layers: int, heads: int, inner: int, **config: Any) -> Bert:
    return bert_of(made_up_model(width=width, layers=layers, heads=heads, inner=inner, **config))


def made_up_model(*, width: int, layers: int, heads: int, inner: int, **config: Any) -> Any:
    """transformers' own, as the standard of comparison. inner: width of the feed-forward layers."""
    torch.manual_seed(3)
    shape = BertConfig(
        vocab_size=50,
        hidden_size=width,
        num_hidden_layers=layers,
        num_attention_heads=heads,
        intermediate_size=inner,
        **config,
    )
    return BertModel(shape, add_pooling_layer=False).eval()
