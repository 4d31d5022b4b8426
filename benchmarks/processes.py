"""Work done in a process of its own, with what it took."""

from __future__ import annotations

import multiprocessing
import resource
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

__all__ = ["Took", "Worker", "resident", "worker"]


@dataclass(frozen=True, slots=True)
class Took:
    """result: what the call gave. clock, processor: seconds, of all threads. memory: bytes resident
    when it was done. peak: the most there have been in the process.
    """

    result: Any
    clock: float
    processor: float
    memory: int
    peak: int


class Worker:
    """An object in another process, whose methods are called by name."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe

    def call(self, method: str, *arguments: object) -> Took:
        """Raises RuntimeError with what was raised there."""
        self._pipe.send((method, arguments))
        found = self._pipe.recv()
        if isinstance(found, str):
            raise RuntimeError(found)
        took: Took = found
        return took


@contextmanager
def worker(kind: type, *arguments: object) -> Iterator[Worker]:
    """`kind(*arguments)` made in a new process, which ends with the block."""
    here, there = multiprocessing.Pipe()
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=_serve, args=(there, kind, arguments))
    process.start()
    try:
        yield Worker(here)
    finally:
        here.send(None)
        process.join(30)
        if process.is_alive():
            process.kill()


def resident() -> int:
    """Bytes of this process in memory (Linux)."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize()


def _serve(pipe: Connection, kind: type, arguments: Sequence[object]) -> None:
    made = kind(*arguments)
    while (asked := pipe.recv()) is not None:
        method, given = asked
        clock, processor = time.perf_counter(), time.process_time()
        try:
            result = getattr(made, method)(*given)
        except Exception as error:  # noqa: BLE001 - told to whoever called
            pipe.send(f"{type(error).__name__}: {error}")
            continue
        pipe.send(
            Took(
                result,
                time.perf_counter() - clock,
                time.process_time() - processor,
                resident(),
                resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
            )
        )
