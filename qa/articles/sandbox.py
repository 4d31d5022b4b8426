"""Foreign files parsed in a process of their own, which may hang, grow or die without harm."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Any, Self

import qa
from qa.articles.formats import LOADERS, Extract, Unreadable

__all__ = ["Damaged", "Sandbox"]

# Plain text is read by our own lines of code; these by large parsers, some of them written in C
_FOREIGN = frozenset({".html", ".htm", ".xhtml", ".pdf", ".docx", ".eml"})
_SECONDS, _MEGABYTES, _MOST_TEXT = 60.0, 2_000, 200_000_000
_ROOT = Path(qa.__file__).resolve().parent.parent
# Nothing else of the environment is for a parser to see
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "TEMP", "TMP")


class Damaged(Exception):
    """A file on which its parser failed; the message is the parser's."""


class Sandbox:
    """Parses files, foreign ones in a worker process that starts with the first of them.

    seconds: what one file may take. megabytes: what the worker may hold in memory, its libraries
    included. most_text: bytes that it may give back for one file. A file that goes beyond, or
    takes the worker down, is refused, and the next one gets a new worker. Use it as a context
    manager, or close it; not from several threads.
    """

    def __init__(
        self,
        *,
        seconds: float = _SECONDS,
        megabytes: int = _MEGABYTES,
        most_text: int = _MOST_TEXT,
    ) -> None:
        self.seconds = seconds
        self.megabytes = megabytes
        self.most_text = most_text
        self._worker: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def parse(self, path: str, raw: bytes) -> tuple[Extract, ...]:
        """The articles of a file's bytes. path: its suffix tells the kind, which must be known.

        Raises Unreadable or Undecodable with the reason for people, or what a parser in this
        process raises, and Damaged for what one in the worker raised.
        """
        suffix = PurePosixPath(path).suffix.lower()
        if suffix not in _FOREIGN:
            return LOADERS[suffix](raw)
        reply = self._ask(suffix, raw)
        if "unreadable" in reply:
            raise Unreadable(reply["unreadable"])
        if "damaged" in reply:
            raise Damaged(reply["damaged"])
        return tuple(_extract(fields) for fields in reply["extracts"])

    def close(self) -> None:
        """End the worker."""
        worker, self._worker = self._worker, None
        if worker is None:
            return
        worker.kill()
        worker.wait()
        for stream in (worker.stdin, worker.stdout):
            if stream is not None:
                stream.close()

    def _ask(self, suffix: str, raw: bytes) -> dict[str, Any]:
        worker = self._running()
        assert worker.stdin is not None and worker.stdout is not None
        late = threading.Event()

        def end() -> None:
            late.set()
            worker.kill()

        timer = threading.Timer(self.seconds, end)
        timer.start()
        try:
            worker.stdin.write(f"{suffix} {len(raw)}\n".encode() + raw)
            worker.stdin.flush()
            line = worker.stdout.readline(self.most_text + 1)
        except OSError:  # it ended before it had read all
            line = b""
        finally:
            timer.cancel()
        if line.endswith(b"\n"):
            reply: dict[str, Any] = json.loads(line)
            return reply
        status = None if line else worker.wait()  # its end of the pipe is closed: it has ended
        self.close()
        if late.is_set():
            raise Unreadable(f"reading it takes longer than {self.seconds:g} seconds")
        if line:
            raise Unreadable(f"it gives more than {self.most_text / 1e6:g} MB of text")
        raise Unreadable(f"the program that reads it broke down over it (status {status})")

    def _running(self) -> subprocess.Popen[bytes]:
        if self._worker is not None and self._worker.poll() is not None:
            self.close()
        if self._worker is None:
            kept = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
            command = [sys.executable, "-m", "qa.articles.formats.worker", str(self.megabytes)]
            self._worker = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**kept, "PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1"},
            )
        return self._worker


def _extract(fields: dict[str, Any]) -> Extract:
    """The record again, its lists as tuples."""
    tuples: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in fields.items()}
    return Extract(**tuples)
