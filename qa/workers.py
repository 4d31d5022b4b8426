"""Threads that models compute in: batches side by side instead of one batch on every core.

torch divides each multiplication among the cores and lets them wait for each other after it; when
other work takes one of them, all wait. Whole batches need no waiting, let several questions compute
at once, and give the same figures whatever else is computed: each is one thread's work. torch lets
go of Python's lock while it multiplies, so that threads do and the weights are in memory once.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Literal, ParamSpec, TypeVar

__all__ = ["RunsOn", "Workers", "beside", "default_workers", "workers"]

Item = TypeVar("Item")
Result = TypeVar("Result")
Given = ParamSpec("Given")

RunsOn = Literal["torch", "openvino", "onnx"]
_SIBLINGS = "/sys/devices/system/cpu/cpu{}/topology/thread_siblings_list"
_MOST = 8  # threads of Python that a model's steps keep busy; the cores beyond are divided


def default_workers() -> int:
    """As many as there are cores for this process, or what OMP_NUM_THREADS says."""
    return min(_MOST, _cores())


class Workers:
    """So many threads, each with its share of the cores. Safe to use from several threads."""

    def __init__(self, count: int, share: int = 1, on: RunsOn = "torch") -> None:
        """count: of threads; with one, the caller's own computes. share: cores for each. on: what
        computes in them.
        """
        self.count, self.share = count, share
        self._many = _pool(count, share, on) if count > 1 else None
        # A question alone need not wait until the windows of others have been read
        self._one = _pool(1, share, on) if count > 1 else None

    def map(self, work: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
        """work(item) for each item, in their order. Raises what is raised first."""
        if self._many is None or self._one is None:
            return [work(item) for item in items]
        pool = self._many if len(items) > 1 else self._one
        return list(pool.map(work, items))


def workers(count: int | None = None, on: RunsOn = "torch") -> Workers:
    """The workers of this process; all models on one backend share them. None: as many as are
    useful here.
    """
    wanted = default_workers() if count is None else count
    with _LOCK:
        if (wanted, on) not in _MADE:
            _MADE[wanted, on] = Workers(wanted, max(1, _cores() // wanted), on)
        return _MADE[wanted, on]


def beside(
    work: Callable[Given, Result], *args: Given.args, **named: Given.kwargs
) -> Future[Result]:
    """Begin `work` in another thread, which must not call this itself, while the caller goes on.

    The threads are kept: where memory is short, beginning one waits for ever in Python 3.11.
    """
    return _BESIDE.submit(work, *args, **named)


_BESIDE = ThreadPoolExecutor(_MOST, "beside")  # each begins when it is first needed
_LOCK = threading.Lock()
_MADE: dict[tuple[int, RunsOn], Workers] = {}


def _cores() -> int:
    """Cores for this process, as OMP_NUM_THREADS has it where that is set. Two threads of one core
    count once, since a multiplication keeps a core busy.
    """
    told = os.environ.get("OMP_NUM_THREADS", "").split(",")[0].strip()
    if told.isdecimal() and int(told):
        return int(told)
    if not hasattr(os, "sched_getaffinity"):  # not Linux: torch knows, and takes seconds to import
        import torch

        return max(1, torch.get_num_threads())
    threads = os.sched_getaffinity(0)
    try:
        return len({Path(_SIBLINGS.format(n)).read_text() for n in threads})
    except OSError:  # a machine that does not tell
        return len(threads)


def _pool(count: int, share: int, on: RunsOn) -> ThreadPoolExecutor:
    """Threads that have begun, each with `share` threads of torch when it computes in them.

    What torch is told in one thread becomes what threads begin with that come later; the number is
    set back for those.
    """
    if on != "torch":
        return ThreadPoolExecutor(count, "model")
    import torch

    usual = torch.get_num_threads()
    begun = threading.Barrier(count + 1)

    def begin() -> None:
        torch.get_num_threads()  # the first call in a thread takes the number set elsewhere
        torch.set_num_threads(share)
        with suppress(threading.BrokenBarrierError):  # another could not begin
            begun.wait()

    pool = ThreadPoolExecutor(count, "model", initializer=begin)
    try:
        for _ in range(count):
            pool.submit(int)
        begun.wait()
    except BaseException:  # those that have begun would wait for ever, and the program for them
        begun.abort()
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    finally:
        torch.set_num_threads(usual)
    return pool
