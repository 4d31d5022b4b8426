"""Keyword search: Okapi BM25 with rank_bm25's scores, on sparse arrays that save and reopen."""

from __future__ import annotations

import json
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from rank_bm25 import BM25Okapi

__all__ = ["KeywordIndex"]

Floats = npt.NDArray[np.float64]


class KeywordIndex(BM25Okapi):  # type: ignore[misc]
    """rank_bm25's Okapi BM25 over term lists, one for each passage.

    Scores equal `BM25Okapi.get_scores`, its floor for negative idf included; the difference is
    where they come from. The parent loops over every passage for every term; here each term has
    its postings (passage numbers and counts), so that a query touches only passages with its
    words, and the arrays are memory-mapped from disk.
    """

    def __init__(
        self,
        corpus: Iterable[Sequence[str]],
        k1: float = 1.5,
        b: float = 0.75,
        epsilon: float = 0.25,
    ) -> None:
        self.k1, self.b, self.epsilon = k1, b, epsilon
        self._adopt(*_postings(corpus))

    def revised(
        self, places: npt.NDArray[np.int64], added: Mapping[int, Sequence[str]], size: int
    ) -> KeywordIndex:
        """The index after passages left, moved and came; equal to one made anew.

        places: the new number of each passage that is in here, -1 for one that leaves. added: the
        terms of the passages that come, by new number. size: how many there are then.
        """
        numbers = np.array(sorted(added), dtype=np.int64)
        terms, starts, rows, counts, lengths = _postings(added[n] for n in numbers)
        old_rows = places[self._rows]
        stays = old_rows >= 0
        old_terms = np.repeat(np.arange(len(self.vocabulary)), np.diff(self._starts))[stays]
        held = [
            t
            for t, n in zip(
                self.vocabulary, np.bincount(old_terms, minlength=len(self.vocabulary)), strict=True
            )
            if n
        ]
        vocabulary = sorted({*held, *terms})
        number = {term: i for i, term in enumerate(vocabulary)}
        to_new = np.array([number.get(t, -1) for t in self.vocabulary], dtype=np.int64)
        from_added = np.array([number[t] for t in terms], dtype=np.int64)
        term_of = np.concatenate([to_new[old_terms], np.repeat(from_added, np.diff(starts))])
        row_of = np.concatenate([old_rows[stays], numbers[rows]])
        count_of = np.concatenate([self._counts[stays], counts])
        order = np.argsort(term_of * max(size, 1) + row_of, kind="stable")
        new_lengths = np.zeros(size, dtype=np.int32)
        new_lengths[places[places >= 0]] = self._lengths[places >= 0]
        new_lengths[numbers] = lengths
        index = KeywordIndex.__new__(KeywordIndex)
        index.k1, index.b, index.epsilon = self.k1, self.b, self.epsilon
        index._adopt(
            vocabulary,
            np.concatenate([[0], np.cumsum(np.bincount(term_of, minlength=len(vocabulary)))]),
            row_of[order].astype(np.int32),
            count_of[order].astype(np.int32),
            new_lengths,
        )
        return index

    def _adopt(
        self,
        vocabulary: list[str],
        starts: npt.NDArray[np.int64],
        rows: npt.NDArray[np.int32],
        counts: npt.NDArray[np.int32],
        lengths: npt.NDArray[np.int32],
    ) -> None:
        self.vocabulary = {term: i for i, term in enumerate(vocabulary)}
        self._starts, self._rows, self._counts = starts, rows, counts
        self._lengths = lengths
        self.corpus_size = len(lengths)
        self.avgdl = float(lengths.mean()) if len(lengths) else 0.0
        ratio = lengths / self.avgdl if self.avgdl else np.zeros(len(lengths))
        self._norm: Floats = self.k1 * (1 - self.b + self.b * ratio)
        self.idf: dict[str, float] = {}
        self._calc_idf(dict(zip(vocabulary, np.diff(starts).tolist(), strict=True)))

    def _calc_idf(self, nd: dict[str, int]) -> None:
        if nd:  # the parent divides by the size of the vocabulary
            super()._calc_idf(nd)

    def term_scores(self, term: str) -> tuple[npt.NDArray[np.int32], Floats]:
        """Passage numbers that hold `term`, and what the term adds to the score of each."""
        i = self.vocabulary.get(term)
        if i is None:
            return np.zeros(0, dtype=np.int32), np.zeros(0)
        part = slice(int(self._starts[i]), int(self._starts[i + 1]))
        rows, counts = self._rows[part], self._counts[part]
        weights = self.idf[term] * (counts * (self.k1 + 1) / (counts + self._norm[rows]))
        return rows, weights

    @property
    def lengths(self) -> npt.NDArray[np.int32]:
        """How many terms each passage has, shape (corpus_size,)."""
        return self._lengths

    def counted(self) -> npt.NDArray[np.int64]:
        """How many terms the postings give each passage; equal to `lengths` in a sound index."""
        totals = np.bincount(self._rows, weights=self._counts, minlength=self.corpus_size)
        return np.asarray(totals, dtype=np.int64)

    def document_frequency(self, term: str) -> int:
        """In how many passages the term stands."""
        i = self.vocabulary.get(term)
        return 0 if i is None else int(self._starts[i + 1] - self._starts[i])

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

    def save(self, folder: Path) -> None:
        """Write the arrays and the vocabulary into `folder`, which must exist."""
        for name, values in self._arrays().items():
            np.save(folder / f"{name}.npy", values)
        header = {
            "k1": self.k1,
            "b": self.b,
            "epsilon": self.epsilon,
            "terms": list(self.vocabulary),
        }
        (folder / "vocabulary.json").write_text(json.dumps(header), encoding="utf-8")

    @classmethod
    def open(cls, folder: Path) -> KeywordIndex:
        """The index saved in `folder`, its arrays memory-mapped.

        Raises OSError or ValueError when files are missing or damaged.
        """
        header: dict[str, Any] = json.loads((folder / "vocabulary.json").read_text("utf-8"))
        loaded = {
            name: np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False)
            for name in ("starts", "rows", "counts", "lengths")
        }
        index = cls.__new__(cls)
        index.k1, index.b, index.epsilon = header["k1"], header["b"], header["epsilon"]
        index._adopt(
            header["terms"], loaded["starts"], loaded["rows"], loaded["counts"], loaded["lengths"]
        )
        return index

    def _arrays(self) -> dict[str, npt.NDArray[Any]]:
        return {
            "starts": self._starts,
            "rows": self._rows,
            "counts": self._counts,
            "lengths": self._lengths,
        }


def _postings(
    corpus: Iterable[Sequence[str]],
) -> tuple[
    list[str],
    npt.NDArray[np.int64],
    npt.NDArray[np.int32],
    npt.NDArray[np.int32],
    npt.NDArray[np.int32],
]:
    """The sorted terms; where each one's postings start; their passages and counts; the number
    of terms in each passage.
    """
    lengths = array("l")
    postings: dict[str, tuple[array[int], array[int]]] = {}
    for row, passage in enumerate(corpus):
        lengths.append(len(passage))
        for term, count in Counter(passage).items():
            rows, counts = postings.setdefault(term, (array("l"), array("l")))
            rows.append(row)
            counts.append(count)
    vocabulary = sorted(postings)
    empty = np.zeros(0, dtype=np.int32)
    return (
        vocabulary,
        np.cumsum([0, *(len(postings[t][0]) for t in vocabulary)], dtype=np.int64),
        np.concatenate([empty, *(np.asarray(postings[t][0], np.int32) for t in vocabulary)]),
        np.concatenate([empty, *(np.asarray(postings[t][1], np.int32) for t in vocabulary)]),
        np.asarray(lengths, dtype=np.int32),
    )
