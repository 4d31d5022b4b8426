"""What a state says of terms: how many passages hold each, and what it adds to a score."""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict
from collections.abc import Sequence
from functools import cached_property

from qa.stores.milvus.connection import Row
from qa.stores.milvus.opened import Opened
from qa.stores.milvus.schema import TERMS, token

__all__ = ["Terms"]

_KEPT_TERMS = 50_000  # held in memory


class Terms:
    """The terms of a state; what was read of one is remembered. Safe to use from several threads.

    The scores are those of rank_bm25 (`qa.keyword.Statistics`).
    """

    def __init__(self, opened: Opened) -> None:
        self._opened = opened
        self._statistics = opened.state.statistics
        self._lock = threading.Lock()
        self._known: OrderedDict[str, tuple[int, str]] = OrderedDict()
        self._idf: dict[int, float] = {}

    def frequency(self, term: str) -> int:
        """In how many passages it stands."""
        return self._look_up([term])[token(term)][0]

    def is_word(self, term: str) -> bool:
        return bool(self._look_up([term])[token(term)][1])

    def weights(self, query: Sequence[str]) -> dict[str, tuple[int, float]]:
        """By token: how often the query has it, and its idf; without those no passage holds."""
        known = self._look_up(query)
        times = Counter(token(t) for t in query)
        return {t: (n, self._idf_of(known[t][0])) for t, n in times.items() if known[t][0]}

    def added(self, row: Row, weights: dict[str, tuple[int, float]]) -> dict[str, float]:
        """What each token of the query adds to the score of a passage."""
        counts = Counter(row["terms"].split())
        length = int(row["length"])
        return {
            t: times * self._statistics.score(idf, counts[t], length)
            for t, (times, idf) in weights.items()
            if counts[t]
        }

    @cached_property
    def vocabulary(self) -> tuple[list[str], list[str]]:
        """All terms, sorted, and all spellings of words: read when a word is first unknown."""
        with self._opened.reading():
            rows = list(self._opened.every(TERMS, ["term", "passages", "spelling"], batch=10_000))
        terms = sorted(row["term"] for row in rows if row["passages"])
        return terms, sorted(row["spelling"] for row in rows if row["spelling"])

    def forget(self) -> None:
        with self._lock:
            self._known.clear()

    def _idf_of(self, frequency: int) -> float:
        if frequency not in self._idf:
            self._idf[frequency] = self._statistics.idf(frequency)
        return self._idf[frequency]

    def _look_up(self, terms: Sequence[str]) -> dict[str, tuple[int, str]]:
        """By token: in how many passages it stands, and the spelling of a word."""
        tokens = list(dict.fromkeys(token(t) for t in terms))
        with self._lock:
            known = {t: self._known[t] for t in tokens if t in self._known}
        missing = [t for t in tokens if t not in known]
        if missing:
            with self._opened.reading():
                fields = ("key", "passages", "spelling")
                rows = self._opened.rows_among(TERMS, "key", missing, fields)
                found = {row["key"]: (int(row["passages"]), str(row["spelling"])) for row in rows}
            known |= {t: found.get(t, (0, "")) for t in missing}
            with self._lock:
                self._known.update({t: known[t] for t in missing})
                while len(self._known) > _KEPT_TERMS:
                    self._known.popitem(last=False)
        return known
