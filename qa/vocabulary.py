"""Vectors of single words, so that "killed" finds "deaths" and "begin" finds "start"."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from qa.arrays import load_array
from qa.encoder import Encoder
from qa.text import term, word_list

__all__ = ["Vocabulary", "common_spellings", "count_spellings"]

_AT_ONCE = 2_000  # words encoded at once, for bounded memory


class Vocabulary:
    """The index's lower-case words, one spelling for each term, with a unit vector each.

    Names and numbers are left out: they are matched exactly or not at all.
    """

    def __init__(self, spellings: Sequence[str], vectors: npt.NDArray[np.float16]) -> None:
        """spellings: one word for each row of `vectors`, shape (words, dimension)."""
        self.spellings = list(spellings)
        self.vectors = vectors

    @cached_property
    def terms(self) -> list[str]:
        """The term of each spelling."""
        return [term(word) for word in self.spellings]

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self.terms)

    def __contains__(self, t: object) -> bool:
        return t in self._known

    def similar(self, vectors: npt.NDArray[np.float32], floor: float) -> list[dict[str, float]]:
        """For each of these unit vectors, (n, dimension), the terms whose cosine with it is at
        least `floor`. All at once, since reading the words' vectors is what takes time.
        """
        if not self.spellings:
            return [{} for _ in vectors]
        found = vectors @ self._single.T
        return [
            {self.terms[i]: float(cosines[i]) for i in np.flatnonzero(cosines >= floor)}
            for cosines in found
        ]

    @cached_property
    def _single(self) -> npt.NDArray[np.float32]:
        """The vectors in single precision, made at the first question: 1.5 MB for 1,000 words."""
        return np.asarray(self.vectors, dtype=np.float32)

    def save(self, folder: Path) -> None:
        np.save(folder / "word_vectors.npy", self.vectors)
        (folder / "words.json").write_text(json.dumps(self.spellings), encoding="utf-8")

    @classmethod
    def open(cls, folder: Path) -> Vocabulary:
        """The vocabulary saved in `folder`. Raises OSError or ValueError when it is damaged."""
        spellings = json.loads((folder / "words.json").read_text("utf-8"))
        vectors = load_array(folder / "word_vectors.npy")
        if not isinstance(spellings, list) or len(spellings) != len(vectors):
            raise ValueError("words and word vectors do not fit together")
        return cls(spellings, vectors)

    @classmethod
    def build(
        cls, spellings: Sequence[str], encoder: Encoder, known: Vocabulary | None = None
    ) -> Vocabulary:
        """Encode the words, taking over those that `known` already holds."""
        old = {} if known is None else {w: i for i, w in enumerate(known.spellings)}
        fresh = [word for word in spellings if word not in old]
        parts = [
            encoder.encode(fresh[start : start + _AT_ONCE])
            for start in range(0, len(fresh), _AT_ONCE)
        ]
        vectors = np.zeros((len(spellings), encoder.dimension), dtype=np.float16)
        if fresh:
            vectors[[word not in old for word in spellings]] = np.concatenate(parts)
        taken = [word in old for word in spellings]
        if known is not None and any(taken):
            vectors[taken] = known.vectors[[old[word] for word in spellings if word in old]]
        return cls(spellings, vectors)


def count_spellings(texts: Iterable[str]) -> Counter[str]:
    """How often each word is written in the texts, as written there."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(word for word in word_list(text) if len(word) > 2 and word.isalpha())
    return counts


def common_spellings(counted: Iterable[tuple[str, str, int]]) -> list[str]:
    """For each term that is mostly written in lower case, its most common spelling, sorted.

    counted: words with their terms ("" for stop words) and how often they are written.
    """
    best: dict[str, tuple[int, str]] = {}
    for word, t, count in counted:
        if t and (t not in best or (-count, word) < best[t]):
            best[t] = (-count, word)
    return sorted(word for _, word in best.values() if word.islower())
