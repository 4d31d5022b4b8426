"""Threads that models compute in: batches side by side instead of one batch on every core.

torch divides each multiplication among the cores and lets them wait for each other after it; when
other work takes one of them, all wait. Whole batches need no waiting, let several questions compute
at once, and give the same figures whatever else is computed: each is one thread's work. torch lets
go of Python's lock while it multiplies, so that threads do and the weights are in memory once.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

__all__ = ["Workers", "default_workers", "workers"]

Item = TypeVar("Item")
Result = TypeVar("Result")

_MOST = 8  # threads of Python that a model's steps keep busy; the cores beyond are divided


def default_workers() -> int:
    """As many as torch has threads: the cores, or what OMP_NUM_THREADS says."""
    import torch

    return max(1, min(_MOST, torch.get_num_threads()))


class Workers:
    """So many threads, each with its share of the cores. Safe to use from several threads."""

    def __init__(self, count: int, share: int = 1) -> None:
        """count: of threads; with one, the caller's own computes. share: torch's threads in
        each.
        """
        self.count, self.share = count, share
        self._many = _pool(count, share) if count > 1 else None
        # A question alone need not wait until the windows of others have been read
        self._one = _pool(1, share) if count > 1 else None

    def map(self, work: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
        """work(item) for each item, in their order. Raises what is raised first."""
        if self._many is None or self._one is None:
            return [work(item) for item in items]
        pool = self._many if len(items) > 1 else self._one
        return list(pool.map(work, items))


def workers(count: int | None = None) -> Workers:
    """The workers of this process; all models share them. None: as many as are useful here."""
    wanted = default_workers() if count is None else count
    with _LOCK:
        if wanted not in _MADE:
            _MADE[wanted] = _made(wanted)
        return _MADE[wanted]


_LOCK = threading.Lock()
_MADE: dict[int, Workers] = {}


def _made(count: int) -> Workers:
    import torch

    return Workers(count, max(1, torch.get_num_threads() // count))


def _pool(count: int, share: int) -> ThreadPoolExecutor:
    """Threads that have begun, each with `share` threads of torch.

    What torch is told in one thread becomes what threads begin with that come later; the number is
    set back for those.
    """
    import torch

    usual = torch.get_num_threads()
    begun = threading.Barrier(count + 1)

    def begin() -> None:
        torch.get_num_threads()  # the first call in a thread takes the number set elsewhere
        torch.set_num_threads(share)
        begun.wait()

    pool = ThreadPoolExecutor(count, "model", initializer=begin)
    for _ in range(count):
        pool.submit(int)
    begun.wait()
    torch.set_num_threads(usual)
    return pool
