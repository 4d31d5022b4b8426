"""Who computes next: so many at once, the others in the order in which they came."""

from __future__ import annotations

import threading
from collections import deque
from types import TracebackType

__all__ = ["Turns"]


class Turns:
    """A lock that lets `at_once` threads in and is handed on to the one that waits longest.

    Python's own locks go to whoever happens to wake first, so that one of many can wait several
    times as long as the others.
    """

    def __init__(self, at_once: int = 1) -> None:
        """at_once: at least 1."""
        self._free = at_once
        self._waiting: deque[threading.Event] = deque()
        self._lock = threading.Lock()

    def __enter__(self) -> None:
        with self._lock:
            if self._free:
                self._free -= 1
                return
            mine = threading.Event()
            self._waiting.append(mine)
        try:
            mine.wait()
        except BaseException:  # Ctrl-C: whose turn it was by then must not be lost
            with self._lock:
                if mine in self._waiting:
                    self._waiting.remove(mine)
                    raise
            self._hand_on()
            raise

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._hand_on()

    def _hand_on(self) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._free += 1
