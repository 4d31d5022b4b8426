"""Copies of one story: syndicated or lightly edited articles, found by MinHash."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np
from datasketch import MinHash, MinHashLSH

from qa.text import folded_words

__all__ = ["group_stories", "shared_words", "signature"]

_SHINGLE = 4  # words
_HASHES = 128
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
    values = MinHash(num_perm=_HASHES, scheme=_SCHEME)
    values.update_batch([s.encode() for s in sorted(shingles)])
    return np.asarray(values.hashvalues, dtype="<u4").tobytes()


def group_stories(signatures: Mapping[str, bytes]) -> dict[str, str]:
    """The story that each document tells, named by the first document that tells it.

    Documents belong together when their signatures agree in half of the values or more, and when
    both agree with a third that far. The order of `signatures` says which is the first.
    """
    index = MinHashLSH(threshold=_SAME, num_perm=_HASHES, weights=(0.2, 0.8))
    shared = MinHash(num_perm=_HASHES, scheme=_SCHEME).permutations
    story = {id_: id_ for id_ in signatures}
    hashes: dict[str, MinHash] = {}
    for id_, raw in signatures.items():
        if not raw:
            continue
        values = np.frombuffer(raw, dtype="<u4")
        own = MinHash(num_perm=_HASHES, hashvalues=values, permutations=shared, scheme=_SCHEME)
        for other in index.query(own):
            if own.jaccard(hashes[other]) >= _SAME:
                _join(story, str(other), id_)
        hashes[id_] = own
        index.insert(id_, own, check_duplication=False)
    place = {id_: n for n, id_ in enumerate(signatures)}
    first: dict[str, str] = {}
    for id_ in signatures:
        root = _root(story, id_)
        first[root] = min(first.get(root, id_), id_, key=place.__getitem__)
    return {id_: first[_root(story, id_)] for id_ in signatures}


def shared_words(one: str, other: str) -> float:
    """The share of the shorter text's runs of four words that the other has too, 0 to 1."""
    a, b = _shingles(one), _shingles(other)
    least = min(len(a), len(b))
    return len(a & b) / least if least else 0.0


def _shingles(text: str) -> set[str]:
    found = folded_words(text)
    return {" ".join(found[i : i + _SHINGLE]) for i in range(len(found) - _SHINGLE + 1)}


def _join(story: dict[str, str], one: str, other: str) -> None:
    story[_root(story, other)] = _root(story, one)


def _root(story: dict[str, str], id_: str) -> str:
    while story[id_] != id_:
        story[id_] = story[story[id_]]  # shorter for the next who asks
        id_ = story[id_]
    return id_
