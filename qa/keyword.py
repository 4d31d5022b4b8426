"""Keyword search: Okapi BM25 with rank_bm25's scores, on sparse postings."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from rank_bm25 import BM25Okapi

from qa.postings import Postings

__all__ = ["KeywordIndex", "Statistics"]

Floats = npt.NDArray[np.float64]


_K1, _B, _EPSILON = 1.5, 0.75, 0.25


@dataclass(frozen=True, slots=True)
class Statistics:
    """What BM25 has to know of all passages to score one, where no arrays hold them.

    passages, length: how many there are, and how many terms in all. terms: how many of them are
    held by so many passages, by that number.
    """

    passages: int
    length: int
    terms: Mapping[int, int]

    def idf(self, frequency: int) -> float:
        """The weight of a term that so many passages hold, floored as rank_bm25 does."""
        idf = self._plain_idf(frequency)
        if idf >= 0:
            return idf
        total = sum(number * self._plain_idf(held) for held, number in self.terms.items())
        return _EPSILON * total / sum(self.terms.values())

    def score(self, idf: float, count: int, length: int) -> float:
        """What a term adds to a passage's score: `count` times in `length` terms."""
        norm = _K1 * (1 - _B + _B * (length / (self.length / self.passages)))
        return idf * (count * (_K1 + 1) / (count + norm))

    def _plain_idf(self, frequency: int) -> float:
        return math.log(self.passages - frequency + 0.5) - math.log(frequency + 0.5)


class KeywordIndex(BM25Okapi):  # type: ignore[misc]
    """rank_bm25's Okapi BM25 over the postings of passages.

    Scores equal `BM25Okapi.get_scores`, its floor for negative idf included; the difference is
    where they come from. The parent loops over every passage for every term; here a query touches
    only passages with its words.
    """

    def __init__(
        self, postings: Postings, k1: float = _K1, b: float = _B, epsilon: float = _EPSILON
    ) -> None:
        self.k1, self.b, self.epsilon = k1, b, epsilon
        self.postings = postings
        lengths = postings.lengths
        self.vocabulary = {term: i for i, term in enumerate(postings.terms)}
        self.corpus_size = len(lengths)
        self.avgdl = float(lengths.mean()) if len(lengths) else 0.0
        ratio = lengths / self.avgdl if self.avgdl else np.zeros(len(lengths))
        self._norm: Floats = self.k1 * (1 - self.b + self.b * ratio)
        self.idf: dict[str, float] = {}
        frequencies = np.diff(postings.starts).tolist()
        self._calc_idf(dict(zip(postings.terms, frequencies, strict=True)))

    def _calc_idf(self, nd: dict[str, int]) -> None:
        if nd:  # the parent divides by the size of the vocabulary
            super()._calc_idf(nd)

    def term_scores(self, term: str) -> tuple[npt.NDArray[np.int32], Floats]:
        """Passage numbers that hold `term`, and what the term adds to the score of each."""
        i = self.vocabulary.get(term)
        if i is None:
            return np.zeros(0, dtype=np.int32), np.zeros(0)
        starts = self.postings.starts
        part = slice(int(starts[i]), int(starts[i + 1]))
        rows, counts = self.postings.rows[part], self.postings.counts[part]
        weights = self.idf[term] * (counts * (self.k1 + 1) / (counts + self._norm[rows]))
        return rows, weights

    def document_frequency(self, term: str) -> int:
        """In how many passages the term stands."""
        i = self.vocabulary.get(term)
        return 0 if i is None else int(self.postings.starts[i + 1] - self.postings.starts[i])

    def get_scores(self, query: Sequence[str]) -> Floats:
        """BM25 of every passage, shape (corpus_size,); a repeated term counts each time."""
        return self._scores_and_matches(query)[0]

    def search(
        self, query: Sequence[str], k: int, allowed: npt.NDArray[np.bool_] | None = None
    ) -> list[tuple[int, float]]:
        """The `k` best of the passages that hold a query term: (number, score), ties by number."""
        scores, matches = self._scores_and_matches(query)
        found = np.flatnonzero(matches if allowed is None else matches & allowed)
        if len(found) > k:
            found = found[np.argpartition(-scores[found], k - 1)[:k]]
        best = found[np.lexsort((found, -scores[found]))]
        return [(int(row), float(scores[row])) for row in best]

    def _scores_and_matches(self, query: Sequence[str]) -> tuple[Floats, npt.NDArray[np.bool_]]:
        scores = np.zeros(self.corpus_size)
        matches = np.zeros(self.corpus_size, dtype=np.bool_)
        for term, times in Counter(query).items():
            rows, weights = self.term_scores(term)
            scores[rows] += times * weights
            matches[rows] = True
        return scores, matches
