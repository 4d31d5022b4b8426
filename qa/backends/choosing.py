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
from qa.precision import Chosen, Precision, choose_precision
from qa.workers import RunsOn

__all__ = ["HINTS", "Backend", "Computing", "choose_computing", "name_of", "usual_device"]

Backend = Literal["auto", "torch", "openvino", "onnx"]

HINTS = {"float32": "f32", "bfloat16": "bf16"}  # what OpenVINO calls a precision
# In torch's version.py, "cuda: Optional[str] = '12.8'"; None where it was built without
_OTHERS = re.compile(r"""(?m)^(?:cuda|hip|xpu)\b[^=\n]*=\s*['"]""")
# What the drivers of NVIDIA (its small boards too), AMD, Intel and Windows' Linux make
_DEVICES = Path("/dev")
_DRIVERS = ("nvidia*", "nvhost*", "nvgpu*", "nvmap", "kfd", "dri", "accel", "dxg")


@dataclass(frozen=True, slots=True)
class _Compiler:
    """What compiles the layers instead of running them on torch.

    name: in words. needs: packages. precisions: that it computes in.
    """

    name: str
    needs: tuple[str, ...]
    precisions: tuple[str, ...]


# The faster first
_COMPILERS: dict[RunsOn, _Compiler] = {
    "openvino": _Compiler("OpenVINO", ("openvino",), tuple(HINTS)),
    "onnx": _Compiler("ONNX Runtime", ("onnx", "onnxruntime"), ("float32",)),
}


@dataclass(frozen=True, slots=True)
class Computing:
    """What models are asked to compute with.

    threads: as many as are useful when not given. By itself: exact, on torch.
    """

    precision: Precision = "float32"
    backend: Backend = "torch"
    threads: int | None = None


def choose_computing(asked: Computing, device: str, config: Any) -> tuple[RunsOn, Chosen]:
    """What a model runs on that is on a device (cpu, cuda, mps), and the precision.

    config: the model's, its settings as attributes. With auto, OpenVINO or else ONNX Runtime is
    taken where it is installed and can run the model in the precision that is chosen. Raises
    ModelError when one is asked for and cannot.
    """
    precision = choose_precision(asked.precision, device)
    for backend, compiler in _COMPILERS.items():
        if asked.backend not in ("auto", backend):
            continue
        if asked.backend == backend and asked.precision == "auto":
            precision = _within(compiler, precision)
        refused = _hindrance(backend, compiler, precision, device, config)
        if refused is None:
            return backend, precision
        if asked.backend == backend:
            raise ModelError(f"{compiler.name} {refused[0]}.", refused[1])
    return "torch", precision


def _within(compiler: _Compiler, precision: Chosen) -> Chosen:
    """The precision if it computes in it, or else single precision."""
    if precision.name in compiler.precisions:
        return precision
    return Chosen("float32", f"{compiler.name} {_not_in(precision)}")


def name_of(backend: RunsOn) -> str:
    """As its makers write it."""
    return _COMPILERS[backend].name if backend in _COMPILERS else backend


def _hindrance(
    backend: RunsOn, compiler: _Compiler, precision: Chosen, device: str, config: Any
) -> tuple[str, str] | None:
    """Why it cannot run a model, and the fix."""
    kind = getattr(config, "model_type", "unknown")
    if any(find_spec(package) is None for package in compiler.needs):
        return (
            "is not installed",
            f"Run: pip install -r requirements-{backend}.txt, or set QA_BACKEND to torch.",
        )
    if device != "cpu":
        return f"does not run on this device ({device})", "Set QA_BACKEND to torch."
    if kind != "bert" or getattr(config, "hidden_act", "") != "gelu":
        said = f"runs plain BERT models here, and this one is of another kind ({kind})"
        return said, "Set QA_BACKEND to torch."
    if precision.name not in compiler.precisions:
        return _not_in(precision), "Set QA_PRECISION to auto, or QA_BACKEND to torch."
    return None


def _not_in(precision: Chosen) -> str:
    return f"does not compute in {precision.name} here"


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
