"""Importing large libraries without what they would import in vain."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.machinery import ModuleSpec
from types import ModuleType

__all__ = ["hidden", "importing"]

_ONE = threading.RLock()  # what stands in for a library does so in every thread


@contextmanager
def importing(instead: Mapping[str, ModuleType] | None = None) -> Iterator[None]:
    """For the import of a large library: no garbage is collected meanwhile.

    instead: what stands in for other libraries, unless those are loaded already. An import that
    fails, for want of memory say, leaves nothing behind that would hinder the next.
    """
    with _ONE:
        standing = {n: m for n, m in (instead or {}).items() if n.split(".")[0] not in sys.modules}
        collecting = gc.isenabled()
        gc.disable()
        before = frozenset(sys.modules)
        sys.modules.update(standing)
        try:
            yield
        except BaseException:
            _drop_orphans(before)
            raise
        finally:
            for name in standing:
                sys.modules.pop(name, None)
            if collecting:
                gc.enable()


def _drop_orphans(before: frozenset[str]) -> None:
    """Forget modules whose package was not imported to the end: it would be imported again with
    them, and lack them as attributes. before: those that were there already.
    """
    for name in sorted(sys.modules.keys() - before):  # packages come before what is in them
        package = name.rpartition(".")[0]
        if package and package not in sys.modules:
            del sys.modules[name]


@contextmanager
def hidden(library: str) -> Iterator[None]:
    """This thread does not find a library unless it is loaded already; others do."""
    with _ONE:
        if _HIDING not in sys.meta_path:
            sys.meta_path.insert(0, _HIDING)  # for good: others may be going through the list
    before = _HIDING.names
    _HIDING.names = before | {library}
    try:
        yield
    finally:
        _HIDING.names = before


class _Hiding(threading.local):
    """A finder, first in line, for the libraries that a thread is not to find."""

    names: frozenset[str] = frozenset()

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """Raises ModuleNotFoundError for what is hidden; leaves the rest to the next finder."""
        if name in self.names:
            raise ModuleNotFoundError(f"{name} is not wanted here", name=name)
        return None


_HIDING = _Hiding()
