"""States of an index in Milvus: which is in use, how one is written, what is swept."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from qa.builds import Manifest, Report
from qa.errors import IndexBusy, IndexMissing
from qa.settings import Settings
from qa.stores import Store, StoreError, generations, texts
from qa.stores.encoding import KnownVectors
from qa.stores.milvus import records
from qa.stores.milvus.connection import Milvus, connect
from qa.stores.milvus.locking import Lock
from qa.stores.milvus.mirror import Mirror
from qa.stores.milvus.reading import MilvusStore
from qa.stores.milvus.records import Place, State
from qa.stores.milvus.schema import FOREVER, PARTS, PASSAGES, STATES, alive
from qa.stores.milvus.writing import Unfinished, revive, vectors_of, vocabulary_of, write
from qa.stores.states import Content
from qa.stores.writer import Written
from qa.vocabulary import Vocabulary

__all__ = ["KEPT", "MilvusStates"]

# So long every state is kept after another has replaced it: readers look more often whether that
# came (`opened.LOOKS_EVERY`). The one before the state in use is kept in any case.
KEPT = timedelta(minutes=10)


class MilvusStates:
    """The index that `QA_MILVUS_NAME` names. Its folder keeps a copy of the texts for building."""

    def __init__(self, settings: Settings) -> None:
        self.where = f"{settings.milvus_name} in {settings.milvus_uri}"
        self._settings = settings
        self._mirror = Mirror(settings.index, settings.milvus_name)
        self._lock: Lock | None = None
        self._replaces: str | None = None
        self._written: Unfinished | None = None

    @property
    def _milvus(self) -> Milvus:
        return connect(self._settings)

    def current(self) -> str | None:
        return records.current_name(self._milvus)

    def manifest(self) -> Manifest:
        return self._current().manifest

    def report(self) -> dict[str, Any] | None:
        name = self.current()
        raw = records.read_record(self._milvus, f"report-{name}") if name else None
        kept: dict[str, Any] | None = json.loads(raw) if raw else None
        return kept

    def open(self, manifest: Manifest) -> Store:
        return MilvusStore(self._milvus, records.read_state(self._milvus, manifest.generation))

    def damaged(self, manifest: Manifest) -> list[str]:
        return []  # its files are the server's

    @contextmanager
    def hold(self) -> Iterator[None]:
        with Lock(self._milvus) as lock:
            self._lock = lock
            try:
                yield
            finally:
                self._lock = None

    def held_documents(self, manifest: Manifest) -> list[tuple[str, str, str]]:
        state = records.read_state(self._milvus, manifest.generation)
        try:
            with closing(self._mirror.open(self._milvus, state)) as connection:
                return texts.read_digests(connection)
        except sqlite3.Error as error:
            raise StoreError(str(error)) from error

    def vectors_in(
        self, manifest: Manifest
    ) -> AbstractContextManager[tuple[KnownVectors, Vocabulary]]:
        return self._vectors_in(manifest)

    @contextmanager
    def _vectors_in(self, manifest: Manifest) -> Iterator[tuple[KnownVectors, Vocabulary]]:
        state = records.read_state(self._milvus, manifest.generation)
        yield vectors_of(self._milvus, state), vocabulary_of(self._milvus, state)

    def new(self) -> str:
        return generations.new_name()

    def write(self, name: str, content: Content, base: Manifest | None) -> Written:
        milvus = self._milvus
        self._replaces = self.current()
        number = self._new_number()
        state = records.read_state(milvus, base.generation) if base else None
        with self._mirror.revised(milvus, state) as connection:
            self._written, written = write(milvus, connection, number, state, content)
            self._mirror.keep(name)
        return written

    def finish(self, manifest: Manifest) -> None:
        """Raises StoreError when what was written is not all there, IndexBusy when another build
        finished meanwhile.
        """
        assert self._written is not None
        milvus, written = self._milvus, self._written
        state = State(
            written.number,
            written.epoch,
            manifest,
            written.statistics,
            written.sources,
            written.tags,
        )
        there = milvus.count(milvus.collection(PASSAGES, state.epoch), alive(state.number))
        if there != manifest.passages:
            raise StoreError(f"{there:,} of {manifest.passages:,} passages came to Milvus")
        records.write_state(milvus, state)
        lost = self._lock is not None and not self._lock.held()
        if lost or self.current() != self._replaces:
            raise IndexBusy(
                f"Another build of {self.where} finished while this one ran.",
                "Run: python -m qa index",
            )
        records.point_to(milvus, manifest.generation)
        self._mirror.forget_others(manifest.generation)

    def write_report(self, name: str, report: Report) -> None:
        said = json.dumps(report.to_dict(), ensure_ascii=False)
        records.write_record(self._milvus, f"report-{name}", said)

    def sweep(self) -> None:
        self.sweep_partial()
        known = [state for state in self._states().values() if state is not None]
        states = sorted(known, key=lambda state: state.number)
        if not states or states[-1].name != self.current():
            return
        kept = [states[-1]]
        until = datetime.now(UTC) - KEPT
        for older, newer in zip(states[-2::-1], states[:0:-1], strict=True):  # latest first
            if newer is states[-1] or newer.created > until:
                kept.append(older)
            else:
                records.remove_record(self._milvus, older.name)
        self._remove_dead(kept)

    def sweep_partial(self) -> None:
        """What a build left that was stopped: rows born in it come away, those that died in it
        live on, and so do collections that no state needs.

        Nothing is touched while the record of the state in use does not tell what is its own.
        """
        milvus = self._milvus
        if milvus.collection(STATES) not in milvus.collections():
            return
        name, states = self.current(), self._states()
        current = states.get(name) if name else None
        if name and current is None:
            return
        number = current.number if current else 0
        kept = [state for state in states.values() if state and state.number <= number]
        for left in states.keys() - {state.name for state in kept}:
            records.remove_record(milvus, left)
        self._drop_epochs({state.epoch for state in kept})
        if current is not None and current.ours:
            for collection in self._epochs().get(current.epoch, []):
                if milvus.rows(collection, f"born > {number}", ["pk"], limit=1):
                    milvus.delete(collection, f"born > {number}")
                revive(milvus, collection, f"died > {number} and died < {FOREVER}")

    def _current(self) -> State:
        name = self.current()
        if name is None:
            raise IndexMissing(f"There is no index {self.where} yet.", "Run: python -m qa index")
        return records.read_state(self._milvus, name)

    def _new_number(self) -> int:
        """By the clock, so that no number comes twice, not even after records were lost."""
        taken = {state.number for state in self._states().values() if state is not None}
        return max([int(time.time()), *(1 + number for number in taken | set(self._epochs()))])

    def _states(self) -> dict[str, Place | None]:
        """All states by name; None for those whose record does not tell where their rows are."""
        if self._milvus.collection(STATES) not in self._milvus.collections():
            return {}
        names = records.state_names(self._milvus)
        return {name: records.read_place(self._milvus, name) for name in names}

    def _epochs(self) -> dict[int, list[str]]:
        """The collections of each epoch that there is, whichever state needs it."""
        found: dict[int, list[str]] = {}
        own = f"{self._milvus.name}_"
        for collection in self._milvus.collections():
            epoch, _, part = collection.removeprefix(own).partition("_")
            if collection.startswith(own) and epoch.isdecimal() and part in PARTS:
                found.setdefault(int(epoch), []).append(collection)
        return found

    def _drop_epochs(self, kept: set[int]) -> None:
        for epoch, collections in self._epochs().items():
            if epoch not in kept:
                for collection in collections:
                    self._milvus.drop(collection)

    def _remove_dead(self, kept: list[Place]) -> None:
        """Rows that died before the oldest state that is kept, and epochs without any."""
        self._drop_epochs({state.epoch for state in kept})
        for epoch in {state.epoch for state in kept if state.ours}:
            oldest = min(state.number for state in kept if state.epoch == epoch)
            for collection in self._epochs().get(epoch, []):
                if self._milvus.rows(collection, f"died <= {oldest}", ["pk"], limit=1):
                    self._milvus.delete(collection, f"died <= {oldest}")
