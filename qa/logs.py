"""What a server notes for whoever runs it: one line of JSON an event, and no word of any article.

Neither questions nor answers nor messages of errors stand in it, since they quote: only names,
counts and seconds. All that happens for one question has one `request`, which the page shows beside
an error, so that a visitor can name it.
"""

from __future__ import annotations

import json
import logging
import secrets
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, TextIO

__all__ = ["JsonLines", "current_request", "note", "request", "start_logging"]

_NAME = "qa"
_events = logging.getLogger("qa.events")
_request: ContextVar[str] = ContextVar("request", default="")


class JsonLines(logging.Formatter):
    """A record as a line of JSON: time, level, event, request, and what `note` was given.

    Of an exception it tells the class and where it was raised. A record that no `note` made is
    told by its logger alone: its message may quote.
    """

    def format(self, record: logging.LogRecord) -> str:
        facts: dict[str, Any] | None = getattr(record, "facts", None)
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage() if facts is not None else "logged",
        }
        if current_request():
            line["request"] = current_request()
        if facts is None:
            line["logger"] = f"{record.name}:{record.lineno}"
        line |= facts or {}
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["raised"] = _raised(record.exc_info[2])
        return json.dumps(line, ensure_ascii=True)


def start_logging(kind: str, stream: TextIO | None = None) -> None:
    """From now on, note events on standard error as `kind` says: "json", or "off" for none."""
    logger = logging.getLogger(_NAME)
    for handler in [h for h in logger.handlers if isinstance(h.formatter, JsonLines)]:
        logger.removeHandler(handler)
    logger.propagate = kind != "json"
    logger.setLevel(logging.INFO if kind == "json" else logging.NOTSET)
    if kind == "json":
        handler = logging.StreamHandler(stream or sys.stderr)
        handler.setFormatter(JsonLines())
        logger.addHandler(handler)


def note(event: str, **facts: str | float | bool | None) -> None:
    """Note an event. facts: names, counts, seconds; never what somebody wrote."""
    _events.info(event, extra={"facts": facts})


@contextmanager
def request() -> Iterator[str]:
    """What is noted in the block belongs together; the id it has. Inside another: that one's."""
    known = current_request()
    token = _request.set(known or secrets.token_hex(6))
    try:
        yield current_request()
    finally:
        _request.reset(token)


def current_request() -> str:
    """The id of what is being done, or ""."""
    return _request.get()


def _raised(trace: TracebackType | None) -> list[str]:
    return [f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(trace)]
