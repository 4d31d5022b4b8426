"""A state that is open: its rows, asked for while builds keep it and refused after that."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from qa.errors import IndexMismatch
from qa.stores import StoreError
from qa.stores.milvus.connection import Consistency, Milvus, Row
from qa.stores.milvus.records import State, current_name, damaged, state_names
from qa.stores.milvus.schema import alive

__all__ = ["LOOKS_EVERY", "Opened"]

# For so long after opening, reads wait for what was written a moment ago. Later, Milvus's own
# bound of a few seconds says enough: the state was complete before it was opened.
_FRESH_SECONDS = 10.0
# Seconds after which it is looked whether the state is still in use. It is kept far longer after
# another has replaced it (`states.KEPT`), so that nothing of it can be gone in between.
LOOKS_EVERY = 60.0


class Opened:
    """One state and its connection. Safe to use from several threads."""

    def __init__(self, milvus: Milvus, state: State) -> None:
        self.milvus = milvus
        self.state = state
        self.alive = alive(state.number)
        self._since = time.monotonic()
        self._looked = -math.inf
        self._in_use = True

    def name(self, part: str) -> str:
        return self.milvus.collection(part, self.state.epoch)

    @property
    def consistency(self) -> Consistency:
        return "Strong" if time.monotonic() - self._since < _FRESH_SECONDS else "Bounded"

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Refusals of the server, and rows that are not what they should be, in words.

        Raises IndexDamaged, or IndexMismatch when what was read may be half of the state.
        """
        try:
            yield
        except (StoreError, ValueError, KeyError, TypeError) as error:
            self.look()
            raise damaged(self.milvus, f"it cannot be read ({error})") from error
        # A state that was replaced may go at any moment; its record goes before its rows
        if not self._in_use or time.monotonic() - self._looked > LOOKS_EVERY:
            self.look()

    def look(self) -> None:
        """Builds remove states that were left long ago: better no answer than half of one."""
        self._looked = time.monotonic()
        own = self.state.manifest.generation
        try:
            self._in_use = self._in_use and current_name(self.milvus) == own
            kept = own in state_names(self.milvus)
        except StoreError as error:
            raise damaged(self.milvus, str(error)) from error
        if not kept:
            self._in_use = False
            raise IndexMismatch(
                "The state of the index that is open here was replaced long ago and is gone.",
                "Open the index again.",
            )

    def rows(self, part: str, where: str, fields: Sequence[str]) -> list[Row]:
        """Rows of which there are few."""
        return self.milvus.rows(self.name(part), self._also(where), fields, self.consistency)

    def rows_among(
        self, part: str, field: str, values: Sequence[str], fields: Sequence[str]
    ) -> list[Row]:
        """Rows whose field has one of the values, as `Milvus.rows_among`."""
        return self.milvus.rows_among(
            self.name(part), field, values, self.alive, fields, self.consistency
        )

    def every(self, part: str, fields: Sequence[str], batch: int = 1_000) -> Iterator[Row]:
        """Rows however many there are."""
        return self.milvus.every(self.name(part), self.alive, fields, batch)

    def search(
        self,
        part: str,
        data: Any,
        field: str,
        k: int,
        params: dict[str, Any],
        fields: Sequence[str],
        where: str = "",
    ) -> list[tuple[float, Row]]:
        """The best rows for one vector or text: (score, fields). where: more conditions."""
        return self.milvus.search(
            self.name(part), data, field, k, self._also(where), params, fields, self.consistency
        )

    def hybrid(
        self,
        part: str,
        searches: Sequence[tuple[Any, str, dict[str, Any]]],
        k: int,
        rank_constant: int,
        fields: Sequence[str],
        where: str = "",
    ) -> list[tuple[float, Row]]:
        """Several searches' best rows fused, as `Milvus.hybrid`. where: more conditions."""
        return self.milvus.hybrid(
            self.name(part), searches, k, rank_constant, self._also(where), fields, self.consistency
        )

    def _also(self, where: str) -> str:
        return f"{self.alive} and {where}" if where else self.alive
