"""Copies of one story: syndicated or lightly edited articles, found by MinHash and its bands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

import numpy as np
import numpy.typing as npt

from qa.text import folded_words

__all__ = ["group_stories", "shared_words", "signature"]

_SHINGLE = 4  # words
_HASHES = 128
_BANDS = 32  # of four values: texts that share half of their shingles meet in one 87 times in 100
_SCHEME: Literal["affine32"] = "affine32"  # 32-bit hash values
_SAME = 0.5  # estimated Jaccard of the shingles; unrelated news articles stay below 0.05
_LEAST = 20  # shingles; shorter texts are alike by chance


def signature(text: str) -> bytes:
    """MinHash values (Broder 1997) of the text's runs of four words, 128 little-endian uint32.

    Empty for a text too short to tell.
    """
    shingles = _shingles(text)
    if len(shingles) < _LEAST:
        return b""
    from datasketch import MinHash  # brings SciPy, which asking has no use for

    values = MinHash(num_perm=_HASHES, scheme=_SCHEME)
    values.update_batch([s.encode() for s in sorted(shingles)])
    return np.asarray(values.hashvalues, dtype="<u4").tobytes()


def group_stories(signatures: Mapping[str, bytes]) -> dict[str, str]:
    """The story that each document tells, named by the first document that tells it.

    Documents belong together when their signatures agree in half of the values or more, and when
    both agree with a third that far. Only those that are equal in a band of values are compared
    (locality-sensitive hashing: Indyk and Motwani 1998). The order of `signatures` says which
    document is the first.
    """
    told = [id_ for id_, raw in signatures.items() if raw]
    raw = b"".join(signatures[id_] for id_ in told)
    values = np.frombuffer(raw, dtype="<u4").reshape(len(told), _HASHES)
    story = np.arange(len(told))  # the first document that tells it
    for band in np.split(values, _BANDS, axis=1):
        for alike in _equal_rows(band):
            for place, one in enumerate(alike[:-1]):
                others = alike[place + 1 :]
                others = others[story[others] != story[one]]
                same = np.mean(values[others] == values[one], axis=1) >= _SAME
                for other in others[same]:
                    a, b = sorted((story[one], story[other]))
                    story[story == b] = a
    return {id_: id_ for id_ in signatures} | {
        id_: told[first] for id_, first in zip(told, story, strict=True)
    }


def shared_words(one: str, other: str) -> float:
    """The share of the shorter text's runs of four words that the other has too, 0 to 1."""
    a, b = _shingles(one), _shingles(other)
    least = min(len(a), len(b))
    return len(a & b) / least if least else 0.0


def _shingles(text: str) -> set[str]:
    found = folded_words(text)
    return {" ".join(found[i : i + _SHINGLE]) for i in range(len(found) - _SHINGLE + 1)}


def _equal_rows(band: npt.NDArray[np.uint32]) -> Iterator[npt.NDArray[np.intp]]:
    """Numbers of rows that are equal, ascending, two or more at a time."""
    order = np.lexsort(band.T)
    ends = np.flatnonzero(np.any(np.diff(band[order], axis=0), axis=1)) + 1
    edges = np.concatenate([[0], ends, [len(order)]])
    for n in np.flatnonzero(np.diff(edges) > 1):
        yield order[edges[n] : edges[n + 1]]
