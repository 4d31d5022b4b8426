"""Want of memory, which every library tells in its own way, and memory no longer wanted."""

from __future__ import annotations

import ctypes
import gc
import os

__all__ = ["is_out_of_memory", "set_aside"]

_TOLD = ("allocate memory", "out of memory", "failed to map segment")
_C_LIBRARY = ctypes.CDLL(None) if os.name == "posix" else None


def is_out_of_memory(error: BaseException) -> bool:
    """True for what Python and the libraries raise when there is no more memory."""
    said = str(error).casefold()
    cause = error.__cause__ or error.__context__
    return (
        isinstance(error, MemoryError)
        or any(words in said for words in _TOLD)
        or (cause is not None and is_out_of_memory(cause))
    )


def set_aside() -> None:
    """Collect all garbage, and have later collections pass over whatever is left.

    Streamlit collects after each run of a page, however small. With the models loaded that took
    0.4 s, in which no other thread computes; after this it takes microseconds.

    What is free by then goes back to the operating system, where the C library can do that
    (glibc's `malloc_trim`): it keeps several hundred MB for itself after a build otherwise.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    trim = getattr(_C_LIBRARY, "malloc_trim", None)
    if trim is not None:
        trim(0)
