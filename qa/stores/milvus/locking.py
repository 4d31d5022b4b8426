"""One build of an index at a time, whichever machine it runs on."""

from __future__ import annotations

import json
import os
import secrets
import socket
import threading
import time
from types import TracebackType
from typing import Any

from qa.errors import IndexBusy, IndexUnreachable
from qa.stores import StoreError
from qa.stores.milvus.connection import Milvus
from qa.stores.milvus.schema import NOTHING, STATES, create_states

__all__ = ["Lock"]

_RENEWED_EVERY = 60.0
_LOST_AFTER = 600.0  # seconds without renewal: its machine is gone


class Lock:
    """A row that says who builds.

    Milvus has no transactions. Whoever wants to build writes a row first and looks then, so that
    of two who come at once at least one sees the other and gives way; both may.
    """

    def __init__(self, milvus: Milvus) -> None:
        self._milvus = milvus
        self._name = f"lock-{secrets.token_hex(8)}"
        self._since = time.time()
        self._ended = threading.Event()
        self._renewing = threading.Thread(target=self._renew, name="build lock", daemon=True)

    def __enter__(self) -> Lock:
        """Raises IndexBusy."""
        if self._milvus.collection(STATES) not in self._milvus.collections():
            create_states(self._milvus)
        self._write()
        others = [held for held in self._others() if not _is_lost(held)]
        if others:
            self._remove(self._name)
            held = others[0]
            since = time.strftime("%Y-%m-%d %H:%M", time.gmtime(held["since"]))
            raise IndexBusy(
                f"Another build of {self._milvus.name} in {self._milvus.uri} is running "
                f"(process {held['process']} on {held['host']}, since {since} UTC).",
                "Wait for it to end, then try again.",
            )
        for lost in self._others():
            self._remove(lost["name"])
        self._renewing.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ended.set()
        self._renewing.join()
        if not isinstance(error, IndexUnreachable):  # it would only be waited for again
            self._remove(self._name)

    def held(self) -> bool:
        """False when another build took the row for lost."""
        where = f'name == "{self._name}"'
        return bool(self._milvus.rows(self._milvus.collection(STATES), where, ["name"]))

    def _renew(self) -> None:
        while not self._ended.wait(_RENEWED_EVERY):
            try:
                if self.held():
                    self._write()
            except (IndexUnreachable, StoreError):
                continue  # the build itself meets it, and says so

    def _write(self) -> None:
        value = {
            "process": os.getpid(),
            "host": socket.gethostname(),
            "since": self._since,
            "renewed": time.time(),
        }
        row = {"pk": self._name, "name": self._name, "part": 0, "value": json.dumps(value)}
        self._milvus.put(self._milvus.collection(STATES), [{**row, "nothing": NOTHING}])

    def _others(self) -> list[dict[str, Any]]:
        rows = self._milvus.rows(
            self._milvus.collection(STATES), 'name like "lock-%"', ["name", "value"]
        )
        return [
            {**json.loads(row["value"]), "name": row["name"]}
            for row in rows
            if row["name"] != self._name
        ]

    def _remove(self, name: str) -> None:
        self._milvus.delete(self._milvus.collection(STATES), f'name == "{name}"')


def _is_lost(held: dict[str, Any]) -> bool:
    """True when the process that wrote the row is gone."""
    if held["host"] == socket.gethostname() and held["process"] != os.getpid():
        try:
            os.kill(held["process"], 0)
        except ProcessLookupError:
            return True
        except PermissionError:
            return False
    return bool(time.time() - held["renewed"] > _LOST_AFTER)
