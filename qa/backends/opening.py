"""The layers of a BERT encoder on what was chosen."""

from __future__ import annotations

from typing import Protocol

import numpy as np
import numpy.typing as npt

from qa.backends.bert import Bert, Tokens
from qa.backends.choosing import name_of
from qa.backends.on_onnx import OnnxLayers
from qa.backends.on_openvino import OpenVinoLayers
from qa.backends.on_torch import TorchLayers
from qa.errors import ModelError, first_line
from qa.memory import is_out_of_memory
from qa.precision import Chosen
from qa.workers import RunsOn, Workers

__all__ = ["Layers", "open_layers"]


class Layers(Protocol):
    """Token numbers to token vectors."""

    def __call__(
        self,
        ids: Tokens,
        mask: Tokens,
        types: Tokens,
        /,
    ) -> npt.NDArray[np.float32]:
        """Token vectors, (texts, tokens, width). ids, mask, types: (texts, tokens)."""
        ...


def open_layers(bert: Bert, backend: RunsOn, precision: Chosen, workers: Workers) -> Layers:
    """backend: as `choose_computing` gave it. workers: the threads that will ask.

    Raises ModelError when what was chosen is installed and does not work, MemoryError or its like
    when there is no more memory.
    """
    if backend == "torch":
        return TorchLayers(bert, precision)
    try:
        if backend == "onnx":
            return OnnxLayers(bert, workers)
        return OpenVinoLayers(bert, precision, workers)
    except Exception as error:
        if is_out_of_memory(error):
            raise
        reason = f"{type(error).__name__}: {first_line(error)}"
        raise ModelError(
            f"{name_of(backend)} does not run the model ({reason}).",
            "Set QA_BACKEND to torch.",
        ) from error
