"""What garbage collection passes over."""

from __future__ import annotations

import gc
import platform
import weakref

import pytest

from benchmarks.processes import resident
from qa.memory import set_aside


class Ring:
    """Refers to itself, so that only a collection frees it."""

    def __init__(self) -> None:
        self.self = self


def test_what_is_left_is_passed_over_until_it_is_garbage() -> None:
    kept, dropped = Ring(), Ring()
    seen, gone = weakref.ref(kept), weakref.ref(dropped)
    del dropped
    try:
        set_aside()
        assert gone() is None, "garbage is collected first"
        assert gc.get_freeze_count() > 0
        del kept
        gc.collect()
        assert seen() is not None, "set aside, and so not looked at"
        set_aside()
        assert seen() is None, "what was set aside earlier is looked at again"
    finally:
        gc.unfreeze()


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc keeps and gives back")
def test_what_was_left_free_goes_back_to_the_system() -> None:
    blocks = [bytes(2_000) for _ in range(100_000)]
    pinned = blocks[::500]  # too few to hold the memory, but between all that is free
    del blocks
    held = resident()
    try:
        set_aside()
        assert len(pinned) == 200 and resident() < held - 100_000_000
    finally:
        gc.unfreeze()
