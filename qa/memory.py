"""Want of memory, which every library tells in its own way."""

from __future__ import annotations

__all__ = ["is_out_of_memory"]


def is_out_of_memory(error: BaseException) -> bool:
    """True for what Python and the libraries raise when there is no more memory."""
    said = str(error).casefold()
    return isinstance(error, MemoryError) or "allocate memory" in said or "out of memory" in said
