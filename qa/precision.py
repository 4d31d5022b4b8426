"""The precision that the models compute in: as fast as the processor can."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from typing import Literal

__all__ = ["Chosen", "Precision", "choose_precision"]

Precision = Literal["auto", "float32", "bfloat16", "float16"]

# What torch calls instructions that multiply bfloat16 matrices, by the processor's family
_BFLOAT16 = {
    "x86_64": ("amx_bf16", "avx512_bf16"),
    "amd64": ("amx_bf16", "avx512_bf16"),
    "aarch64": ("sve_bf16", "bf16"),
    "arm64": ("bf16",),
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """name: of a torch data type. why: in words."""

    name: Literal["float32", "bfloat16", "float16"]
    why: str


def choose_precision(wanted: Precision, device: str) -> Chosen:
    """The precision to compute in. device: torch's name of its kind (cpu, cuda, mps).

    Halved precision is chosen only where there are instructions for it: elsewhere it is slower.
    """
    if wanted != "auto":
        return Chosen(wanted, "the settings say so")
    if device in ("cuda", "mps"):
        return Chosen("float16", f"the graphics processor ({device}) is made for it")
    import torch

    has = torch.cpu.get_capabilities()
    for name in _BFLOAT16.get(platform.machine().lower(), ()):
        if has.get(name):
            return Chosen("bfloat16", f"the processor has instructions for it ({name})")
    return Chosen("float32", "the processor has no instructions for less")
