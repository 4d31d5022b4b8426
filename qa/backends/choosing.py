"""What a model's layers run on, and in what precision."""

from __future__ import annotations

import re
import sys
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

from qa.errors import ModelError
from qa.precision import Chosen, Precision
from qa.workers import RunsOn

__all__ = ["HINTS", "Backend", "Computing", "choose_backend", "usual_device"]

Backend = Literal["auto", "torch", "openvino"]

HINTS = {"float32": "f32", "bfloat16": "bf16"}  # what OpenVINO calls a precision
# In torch's version.py, "cuda: Optional[str] = '12.8'"; None where it was built without
_OTHERS = re.compile(r"""(?m)^(?:cuda|hip|xpu)\b[^=\n]*=\s*['"]""")
# What the drivers of NVIDIA (its small boards too), AMD, Intel and Windows' Linux make
_DEVICES = Path("/dev")
_DRIVERS = ("nvidia*", "nvhost*", "nvgpu*", "nvmap", "kfd", "dri", "accel", "dxg")
_INSTALL = "Run: pip install -r requirements-openvino.txt, or set QA_BACKEND to torch."


@dataclass(frozen=True, slots=True)
class Computing:
    """What models are asked to compute with.

    threads: as many as are useful when not given. By itself: exact, on torch.
    """

    precision: Precision = "float32"
    backend: Backend = "torch"
    threads: int | None = None


def choose_backend(wanted: Backend, precision: Chosen, device: str, config: Any) -> RunsOn:
    """What a model runs on that is on a device (cpu, cuda, mps).

    precision: that the layers will compute in. config: the model's, its settings as attributes.
    With auto, OpenVINO is taken where it is installed and can run the model. Raises ModelError
    when it is asked for and cannot.
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
    elif precision.name not in HINTS:
        hindrance = f"does not compute in {precision.name} here"
        fix = "Set QA_PRECISION to auto, or QA_BACKEND to torch."
    else:
        return "openvino"
    if wanted == "openvino":
        raise ModelError(f"OpenVINO {hindrance}.", fix)
    return "torch"


def usual_device() -> str:
    """What models run on by themselves, in torch's words: cpu, or a graphics processor's kind.

    torch is imported only where it may know of one: not on a Linux without a graphics driver, nor
    elsewhere but on macOS when its version file says that it was built without. Raises what
    importing it raises.
    """
    if sys.platform == "linux" and not any(list(_DEVICES.glob(d)) for d in _DRIVERS):
        return "cpu"
    spec = find_spec("torch")
    if spec is not None and spec.origin is not None and sys.platform != "darwin":
        with suppress(OSError):
            told = Path(spec.origin).with_name("version.py").read_text(encoding="utf-8")
            if not _OTHERS.search(told):
                return "cpu"
    import torch

    found = torch.accelerator.current_accelerator(check_available=True)
    return found.type if found is not None else "cpu"
