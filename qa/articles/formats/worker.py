"""The process that parses foreign files: `python -m qa.articles.formats.worker MEGABYTES`.

It reads a line with a suffix and a size, then so many bytes, and writes one line of JSON:
`extracts`, or `unreadable` or `damaged` with the reason. It goes on until its input ends. Only
`qa/articles/sandbox.py` starts it. It can write no file, and hold no more memory than it was given;
no Python code in it can open a connection or start a program.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from typing import Any, BinaryIO

from qa.articles.decoding import Undecodable
from qa.articles.formats import LOADERS, Unreadable

__all__ = ["forbid_connections", "limit_process", "main", "serve"]

_MEGABYTE = 1_000_000
# Audit events of Python (docs.python.org, "Audit events table") that reach beyond this process
_FORBIDDEN = ("socket.", "subprocess.", "os.exec", "os.posix_spawn", "os.spawn", "os.startfile")
_FORBIDDEN_TOO = frozenset({"os.system", "os.fork", "os.forkpty", "pty.spawn"})
_HARMLESS = frozenset({"socket.__new__", "socket.gethostname"})  # urllib3 asks when imported
_FILES = 64  # open at once: what libraries need for themselves


def limit_process(megabytes: int) -> None:
    """Bound the memory of this process and forbid it to write files, where the system can."""
    try:
        import resource
    except ImportError:  # Windows: time and output are bounded all the same, by the other side
        return
    for kind, most in (
        (resource.RLIMIT_AS, megabytes * _MEGABYTE),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, _FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        _, ceiling = resource.getrlimit(kind)
        least = most if ceiling == resource.RLIM_INFINITY else min(most, ceiling)
        resource.setrlimit(kind, (least, least))


def forbid_connections() -> None:
    """Refuse connections, name look-ups and other programs to all Python code of this process, for
    as long as it lives. Compiled code that calls the system itself is not held by it.
    """

    def refuse(event: str, _: Any) -> None:
        reaches = event in _FORBIDDEN_TOO or event.startswith(_FORBIDDEN)
        if reaches and event not in _HARMLESS:
            raise PermissionError(f"a parser may not do this: {event}")

    sys.addaudithook(refuse)


def serve(requests: BinaryIO, replies: BinaryIO) -> None:
    """Answer every request until there is none."""
    while head := requests.readline():
        suffix, size = head.decode().split()
        replies.write(json.dumps(_parsed(suffix, requests.read(int(size)))).encode() + b"\n")
        replies.flush()


def _parsed(suffix: str, raw: bytes) -> dict[str, Any]:
    try:
        return {"extracts": [asdict(extract) for extract in LOADERS[suffix](raw)]}
    except (Undecodable, Unreadable) as error:
        return {"unreadable": str(error)}
    except MemoryError:
        return {"unreadable": "it needs more memory to be read than a file is given"}
    except Exception as error:  # noqa: BLE001 - whatever a parser makes of foreign bytes
        return {"damaged": f"{type(error).__name__}: {error}"}


def main() -> None:
    """Serve the process that started this one; what libraries print goes nowhere."""
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    limit_process(int(sys.argv[1]))
    forbid_connections()
    serve(sys.stdin.buffer, replies)


if __name__ == "__main__":
    main()
