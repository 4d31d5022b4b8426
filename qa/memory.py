"""Want of memory, which every library tells in its own way, and the collection of garbage."""

from __future__ import annotations

import gc

__all__ = ["is_out_of_memory", "set_aside"]


def is_out_of_memory(error: BaseException) -> bool:
    """True for what Python and the libraries raise when there is no more memory."""
    said = str(error).casefold()
    return isinstance(error, MemoryError) or "allocate memory" in said or "out of memory" in said


def set_aside() -> None:
    """Collect all garbage, and have later collections pass over whatever is left.

    Streamlit collects after each run of a page, however small. With the models loaded that took
    0.4 s, in which no other thread computes; after this it takes microseconds.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
