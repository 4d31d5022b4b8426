"""One build at a time: the lock, and who holds it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from qa.errors import IndexBusy, IndexNotWritten
from qa.memory import is_out_of_memory

__all__ = ["hold", "memory_told", "not_written"]


@contextmanager
def hold(index: Path, shard: str = "") -> Iterator[None]:
    """Hold the index for building, or one of its shards ("3-of-8") for encoding.

    Raises IndexBusy, or IndexNotWritten.
    """
    suffix = f"-{shard}" if shard else ""
    holder = index / f"build{suffix}.json"
    try:
        index.mkdir(parents=True, exist_ok=True)
        lock = FileLock(index / f".lock{suffix}", timeout=0)
        lock.acquire()
    except Timeout as error:
        what = f"Shard {shard.replace('-of-', '/')}" if shard else "Another build"
        raise IndexBusy(
            f"{what} of {index} is running ({_holder(holder)}).",
            "Wait for it to end, then try again.",
        ) from error
    except OSError as error:
        raise not_written(index, error) from error
    try:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        holder.write_text(json.dumps({"process": os.getpid(), "since": now}), encoding="utf-8")
        yield
    except OSError as error:
        raise not_written(index, error) from error
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def not_written(index: Path | str, error: Exception) -> IndexNotWritten:
    return IndexNotWritten(
        f"The index in {index} could not be written ({error}).",
        "Free some space or name another folder with --index; the last index is untouched.",
    )


@contextmanager
def memory_told(index: Path | str) -> Iterator[None]:
    """Turn what is raised for want of memory into IndexNotWritten."""
    try:
        yield
    except (MemoryError, RuntimeError) as error:
        if not is_out_of_memory(error):
            raise
        raise IndexNotWritten(
            f"There is not enough memory to build the index in {index}.",
            "Close other programs, or use a machine with more memory; the last index is untouched.",
        ) from error


def _holder(path: Path) -> str:
    try:
        held = json.loads(path.read_text("utf-8"))
        return f"process {held['process']}, since {held['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "process unknown"
