"""The precision that the models compute in: as fast as the processor can."""

from __future__ import annotations

import platform
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

__all__ = ["Chosen", "Precision", "choose_precision"]

Precision = Literal["auto", "float32", "bfloat16", "float16"]

# What torch and Linux call instructions that multiply bfloat16 matrices, by the processor's family
_BFLOAT16 = {
    "x86_64": ("amx_bf16", "avx512_bf16"),
    "amd64": ("amx_bf16", "avx512_bf16"),
    "aarch64": ("sve_bf16", "svebf16", "bf16"),
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
    has = _instructions()
    for name in _BFLOAT16.get(platform.machine().lower(), ()):
        if name in has:
            return Chosen("bfloat16", f"the processor has instructions for it ({name})")
    return Chosen("float32", "the processor has no instructions for less")


def _instructions() -> set[str]:
    """Names of what the processor can do beyond the ordinary."""
    try:
        told = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:  # not Linux: torch knows, and takes seconds to import
        import torch

        return {name for name, has in torch.cpu.get_capabilities().items() if has is True}
    return set(" ".join(re.findall(r"(?m)^(?:flags|Features)\s*:(.*)", told)).split())
