"""Arrays saved by numpy, read into memory when small and mapped from the disk when large."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["load_array"]

_MAPPED_FROM = 64_000_000  # bytes; below, reading is as fast


def load_array(path: Path) -> npt.NDArray[Any]:
    """The array in a .npy file.

    Only large ones are memory-mapped: if somebody cuts a mapped file short while it is in use, the
    system ends the whole process (SIGBUS), which no program can answer with a message.
    Raises OSError or ValueError when the file is missing or damaged.
    """
    large = path.stat().st_size >= _MAPPED_FROM
    try:
        loaded: npt.NDArray[Any] = np.load(
            path, mmap_mode="r" if large else None, allow_pickle=False
        )
    except EOFError as error:  # the file is empty
        raise ValueError(f"{path.name} is empty") from error
    return loaded
