"""What is trained: a sentence encoder with adapters, and a head that scores each token."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import torch
from peft import PeftModel
from peft.tuners.lora import Linear as AdaptedLinear
from torch import Tensor, nn
from torch.nn import functional

__all__ = ["TrainedModel", "load_base", "merge_at_each_step"]


class TrainedModel(nn.Module):
    """An encoder and a head that scores each token as start and as end of the answer."""

    def __init__(self, encoder: nn.Module, head: nn.Linear, *, halved: bool = False) -> None:
        """head: from the encoder's token vectors to two numbers. halved: compute in bfloat16; the
        weights stay in single precision.
        """
        super().__init__()
        self.encoder = encoder
        self.head = head
        self._halved = halved

    def forward(self, ids: Tensor, mask: Tensor, types: Tensor) -> Tensor:
        """All (windows, tokens), integers; the scores, (windows, tokens, 2)."""
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self._halved):
            hidden = self.encoder(
                input_ids=ids, attention_mask=mask, token_type_ids=types
            ).last_hidden_state
        scores: Tensor = self.head(hidden.float())
        return scores


def merge_at_each_step(model: PeftModel) -> None:
    """Let each adapted layer multiply by weights and adapters in one: W + s·BA.

    The same as peft's own x·W + s·(x·A)·B, in one large product, which is what processors are
    fastest at: the gradient of the sum gives that of A and B.
    """
    for layer in model.modules():
        if isinstance(layer, AdaptedLinear):
            layer.forward = partial(_merged, layer)


def _merged(layer: AdaptedLinear, x: Tensor) -> Tensor:
    (name,) = layer.active_adapters
    change = layer.lora_B[name].weight @ layer.lora_A[name].weight
    base = layer.get_base_layer()
    return functional.linear(x, base.weight + layer.scaling[name] * change, base.bias)


def load_base(folder: Path) -> Any:
    """The encoder of a folder of transformers weights, in single precision.

    Attention is worked out plainly: torch's own for processors takes a third of a step backwards.
    """
    from transformers import AutoModel

    return AutoModel.from_pretrained(
        folder, dtype=torch.float32, add_pooling_layer=False, attn_implementation="eager"
    )
