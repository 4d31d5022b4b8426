"""Postings: which passages hold each term, and how often; on arrays that save and reopen."""

from __future__ import annotations

import json
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from qa.arrays import load_array

__all__ = ["Postings"]

_ARRAYS = ("starts", "rows", "counts", "lengths")


@dataclass(frozen=True, slots=True)
class Postings:
    """terms: sorted. starts: where each one's postings start, shape (terms + 1,). rows, counts:
    the passage and the count of each posting, by term and then by passage. lengths: how many
    terms each passage has, shape (passages,).
    """

    terms: list[str]
    starts: npt.NDArray[np.int64]
    rows: npt.NDArray[np.int32]
    counts: npt.NDArray[np.int32]
    lengths: npt.NDArray[np.int32]

    @classmethod
    def of(cls, corpus: Iterable[Sequence[str]]) -> Postings:
        """The postings of passages, each a list of terms."""
        lengths = array("l")
        postings: dict[str, tuple[array[int], array[int]]] = {}
        for row, passage in enumerate(corpus):
            lengths.append(len(passage))
            for term, count in Counter(passage).items():
                rows, counts = postings.setdefault(term, (array("l"), array("l")))
                rows.append(row)
                counts.append(count)
        terms = sorted(postings)
        empty = np.zeros(0, dtype=np.int32)
        return cls(
            terms,
            np.cumsum([0, *(len(postings[t][0]) for t in terms)], dtype=np.int64),
            np.concatenate([empty, *(np.asarray(postings[t][0], np.int32) for t in terms)]),
            np.concatenate([empty, *(np.asarray(postings[t][1], np.int32) for t in terms)]),
            np.asarray(lengths, dtype=np.int32),
        )

    def counted(self) -> npt.NDArray[np.int64]:
        """How many terms the postings give each passage; equal to `lengths` when they are sound."""
        totals = np.bincount(self.rows, weights=self.counts, minlength=len(self.lengths))
        return np.asarray(totals, dtype=np.int64)

    def revised(
        self, places: npt.NDArray[np.int64], added: Mapping[int, Sequence[str]], size: int
    ) -> Postings:
        """The postings after passages left, moved and came; equal to those made anew.

        places: the new number of each passage that is in here, -1 for one that leaves. added: the
        terms of the passages that come, by new number. size: how many there are then.
        """
        numbers = np.array(sorted(added), dtype=np.int64)
        came = Postings.of(added[n] for n in numbers)
        # 32 bits where they do: what is held in memory twice here is most of the index
        old_rows = places.astype(np.int32)[self.rows]
        stays = old_rows >= 0
        old_terms = np.repeat(np.arange(len(self.terms), dtype=np.int32), np.diff(self.starts))
        old_terms, old_rows, old_counts = old_terms[stays], old_rows[stays], self.counts[stays]
        holding = np.bincount(old_terms, minlength=len(self.terms))
        held = (t for t, n in zip(self.terms, holding.tolist(), strict=True) if n)
        terms = sorted({*held, *came.terms})
        number = {term: i for i, term in enumerate(terms)}
        to_new = np.array([number.get(t, -1) for t in self.terms], dtype=np.int32)
        from_came = np.array([number[t] for t in came.terms], dtype=np.int32)
        term_of = np.concatenate([to_new[old_terms], np.repeat(from_came, np.diff(came.starts))])
        row_of = np.concatenate([old_rows, numbers.astype(np.int32)[came.rows]])
        order = np.argsort(term_of * np.int64(max(size, 1)) + row_of, kind="stable")
        lengths = np.zeros(size, dtype=np.int32)
        lengths[places[places >= 0]] = self.lengths[places >= 0]
        lengths[numbers] = came.lengths
        return Postings(
            terms,
            np.concatenate([[0], np.cumsum(np.bincount(term_of, minlength=len(terms)))]),
            row_of[order],
            np.concatenate([old_counts, came.counts])[order],
            lengths,
        )

    def save(self, folder: Path) -> None:
        """Write the arrays and the terms into `folder`, which must exist."""
        for name in _ARRAYS:
            np.save(folder / f"{name}.npy", getattr(self, name))
        header = json.dumps({"terms": self.terms})
        (folder / "vocabulary.json").write_text(header, encoding="utf-8")

    @classmethod
    def open(cls, folder: Path) -> Postings:
        """The postings saved in `folder`, their arrays memory-mapped where they are large.

        Raises OSError or ValueError when files are missing or damaged.
        """
        header = json.loads((folder / "vocabulary.json").read_text("utf-8"))
        if not isinstance(header, dict) or not isinstance(header.get("terms"), list):
            raise ValueError("vocabulary.json has no terms")
        starts, rows, counts, lengths = (load_array(folder / f"{name}.npy") for name in _ARRAYS)
        return cls(header["terms"], starts, rows, counts, lengths)
