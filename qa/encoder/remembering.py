"""Vectors that were made before."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from qa.encoder.kinds import Encoder, Vectors
from qa.kept import Kept

__all__ = ["RememberingEncoder"]

_CALL = 16  # texts of a usual call


class RememberingEncoder:
    """An encoder that keeps the vectors of the last `most` texts: sentences are read again.

    In less than single precision a text's vector depends a little on what it is encoded with. So
    that a question has the same answer whatever was asked before it, what is kept there is the
    result of a whole call.
    """

    def __init__(self, encoder: Encoder, most: int = 10_000) -> None:
        self.name, self.digest, self.dimension = encoder.name, encoder.digest, encoder.dimension
        self.precision, self.backend = encoder.precision, encoder.backend
        self._encoder = encoder
        self._vectors: Kept[Vectors] = Kept(most)
        self._calls: Kept[Vectors] = Kept(most // _CALL)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape (len(texts), dimension), float32."""
        if self.precision.name != "float32":
            call = ["\0".join(texts)]
            made = self._calls.look_up(call, lambda new: (self._encoder.encode(texts) for _ in new))
            return made[0]
        vectors = self._vectors.look_up(texts, self._encoder.encode)
        return np.array(vectors, dtype=np.float32).reshape(len(texts), self.dimension)
