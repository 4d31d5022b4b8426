"""Vectors of the passages that a build writes: looked up where they are known, else encoded by a
thread of its own, while the build goes on cutting and storing.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from qa.builds import Progress
from qa.encoder import Encoder, Vectors
from qa.passages import index_text
from qa.records import Document, Passage
from qa.stores.encoded import EncodedVectors

__all__ = ["Cut", "Encoded", "Encoding", "KnownVectors", "Vector", "no_vectors", "parts"]

Vector = npt.NDArray[np.float32]
KnownVectors = Callable[[Sequence[str]], Mapping[str, Vector]]
Cut = tuple[Document, Passage]
Item = TypeVar("Item")

_BATCH = 256  # passages encoded and stored at once; sorted by length inside the encoder
_WAITING = 4  # batches given to the thread before they are asked for, at most


def no_vectors(_: Sequence[str]) -> Mapping[str, Vector]:
    """Known vectors when there are none."""
    return {}


def parts(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """As many as are encoded and stored at once."""
    for start in range(0, len(items), _BATCH):
        yield items[start : start + _BATCH]


class Encoded(NamedTuple):
    """Passages with their vectors by id; of how many they had to be encoded."""

    passages: Sequence[Cut]
    vectors: Mapping[str, Vector]
    encoded: int


class _Batch(NamedTuple):
    """known: vectors that need no encoding. missing: ids of those that `made` will give."""

    known: dict[str, Vector]
    missing: list[str]
    made: Future[Vectors]


class Encoding:
    """The vectors of one build. Used from the thread that made it, and closed there.

    Whatever the encoder raises is raised where its vectors are asked for.
    """

    def __init__(
        self, encoder: Encoder, known_vectors: KnownVectors, pending: EncodedVectors | None
    ) -> None:
        """pending: keeps what was encoded from being lost."""
        self._encoder, self._known_vectors, self._pending = encoder, known_vectors, pending
        self._thread = ThreadPoolExecutor(1, "encoding")
        self._gathered: list[Cut] = []
        self._begun: deque[_Batch] = deque()
        self._ahead: set[str] = set()  # encoded before they were asked for
        self._held: dict[str, Vector] = {}  # of those, where nothing else keeps them

    def close(self) -> None:
        """Encode nothing more; waits for the batch that is being encoded."""
        self._thread.shutdown(cancel_futures=True)

    def begin(self, cuts: Sequence[Cut]) -> None:
        """Encode these meanwhile, if the thread has not enough to do already. Not where vectors
        are known: what is begun is looked up once more when it is asked for.
        """
        if self._known_vectors is not no_vectors:
            return
        self._gathered += cuts
        while len(self._gathered) >= _BATCH:
            batch, self._gathered = self._gathered[:_BATCH], self._gathered[_BATCH:]
            while self._begun and self._begun[0].made.done():
                self._collect()
            if len(self._begun) < _WAITING and (started := self._started(batch)).missing:
                self._begun.append(started)

    def know(self, known_vectors: KnownVectors) -> None:
        """Ask these from now on."""
        self._known_vectors = known_vectors

    def batches(
        self,
        passages: Sequence[Cut],
        on_progress: Callable[[Progress], None],
    ) -> Iterator[Encoded]:
        """All passages, a batch at a time.

        While one is stored the next is encoded. A batch counts as done when the next is asked for.
        """
        while self._begun:
            self._collect()
            on_progress(Progress("encoding", min(len(self._ahead), len(passages)), len(passages)))
        done = 0
        cuts = deque(parts(passages))
        coming = self._started(cuts[0]) if cuts else None
        while cuts and coming is not None:
            batch, now = cuts.popleft(), coming
            coming = self._started(cuts[0]) if cuts else None
            fresh = self._made(now)
            ahead = sum(p.id in self._ahead for _, p in batch)
            yield Encoded(batch, now.known | fresh, len(now.missing) + ahead)
            done += len(batch)
            on_progress(Progress("encoding", max(done, len(self._ahead)), len(passages)))

    def _started(self, cuts: Sequence[Cut]) -> _Batch:
        known = dict(self._known_vectors([p.id for _, p in cuts]))
        known |= {p.id: self._held.pop(p.id) for _, p in cuts if p.id in self._held}
        if self._pending is not None:
            known |= self._pending.look_up([p.id for _, p in cuts if p.id not in known])
        missing = [(d, p) for d, p in cuts if p.id not in known]
        texts = [index_text(d, p) for d, p in missing]
        made = self._thread.submit(self._encoder.encode, texts) if texts else _nothing()
        return _Batch(known, [p.id for _, p in missing], made)

    def _made(self, batch: _Batch) -> dict[str, Vector]:
        """What was encoded for a batch; waits for it, and keeps it."""
        fresh = dict(zip(batch.missing, batch.made.result(), strict=True))
        if self._pending is not None and fresh:
            self._pending.keep(fresh)
        return fresh

    def _collect(self) -> None:
        """Take over what was encoded first of that which was begun."""
        fresh = self._made(self._begun.popleft())
        self._ahead |= fresh.keys()
        if self._pending is None:
            self._held |= fresh


def _nothing() -> Future[Vectors]:
    done: Future[Vectors] = Future()
    done.set_result(np.zeros((0, 0), dtype=np.float32))
    return done
