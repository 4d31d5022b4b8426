"""What every encoder is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from qa.precision import Chosen

__all__ = ["Encoder", "Vectors"]

Vectors = npt.NDArray[np.float32]


class Encoder(Protocol):
    """Anything that turns texts into unit vectors."""

    name: str
    digest: str
    dimension: int
    precision: Chosen
    backend: str

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape (len(texts), dimension)."""
        ...
