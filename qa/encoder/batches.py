"""Texts that are encoded together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

__all__ = ["batches"]

# Tokens of a batch, padding included: its matrices stay in the caches, and there are enough
# batches for several threads
_BUDGET = 1_200
_LEAST = 0.6  # of the longest text's tokens: shorter ones would be mostly padding


def batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Numbers of texts to encode together: of like length, the longest first.

    lengths: in tokens.
    """
    order = sorted(range(len(lengths)), key=lambda n: (-lengths[n], n))
    while order:
        longest = lengths[order[0]]
        size = max(1, _BUDGET // max(1, longest))
        alike = sum(lengths[n] >= _LEAST * longest for n in order[:size])
        yield order[:alike]
        order = order[alike:]
