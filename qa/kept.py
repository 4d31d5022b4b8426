"""Results kept by text, the least recently used out first."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from typing import Generic, TypeVar

__all__ = ["Kept"]

Value = TypeVar("Value")


class Kept(Generic[Value]):
    """Remembers what was made of the last `most` texts. Safe to use from several threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[str, Value] = OrderedDict()
        self._lock = threading.Lock()

    def look_up(
        self, texts: Sequence[str], make: Callable[[list[str]], Iterable[Value]]
    ) -> list[Value]:
        """One value for each text, in order; `make` is called once, for those not kept, if any.

        Nobody waits while it works: two who want the same at the same time both make it.
        """
        with self._lock:
            found = {text: self._values[text] for text in texts if text in self._values}
        missing = [text for text in dict.fromkeys(texts) if text not in found]
        if missing:
            found |= zip(missing, make(missing), strict=True)
        with self._lock:
            for text in texts:
                self._values[text] = found[text]
                self._values.move_to_end(text)
            while len(self._values) > self._most:
                self._values.popitem(last=False)
        return [found[text] for text in texts]
