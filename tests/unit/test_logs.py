"""Events as lines of JSON: what belongs together has one request, and nothing is quoted."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from qa.logs import current_request, note, request, start_logging

SECRET = "the minister's letter"


@pytest.fixture
def lines() -> Iterator[Callable[[], list[dict[str, Any]]]]:
    stream = io.StringIO()
    start_logging("json", stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    start_logging("off")


def test_an_event_is_a_line(lines: Callable[[], list[dict[str, Any]]]) -> None:
    note("asked", answers=2, abstained=False)
    (line,) = lines()
    assert line.pop("time").endswith("+00:00")
    assert line == {"level": "info", "event": "asked", "answers": 2, "abstained": False}


def test_what_belongs_together_has_one_request(
    lines: Callable[[], list[dict[str, Any]]],
) -> None:
    with request() as first:
        note("one")
        with request() as inner:
            note("two")
        assert inner == first
    with request() as second:
        note("three")
    note("four")
    assert [line.get("request") for line in lines()] == [first, first, second, None]
    assert first != second and current_request() == ""


def test_no_message_of_an_error_is_quoted(lines: Callable[[], list[dict[str, Any]]]) -> None:
    def fail() -> None:
        raise ValueError(SECRET)

    try:
        fail()
    except ValueError:
        logging.getLogger("qa.web").exception("It quoted %s", SECRET)
    (line,) = lines()
    assert (line["event"], line["level"], line["error"]) == ("logged", "error", "ValueError")
    assert line["logger"].startswith("qa.web:")
    assert line["raised"][-1].endswith(" fail")
    assert SECRET not in json.dumps(line)


def test_nothing_is_noted_unless_it_is_wanted(caplog: pytest.LogCaptureFixture) -> None:
    start_logging("off")
    note("asked", answers=1)
    assert caplog.records == []


def test_begun_twice_a_line_stands_there_once() -> None:
    first, second = io.StringIO(), io.StringIO()
    start_logging("json", first)
    start_logging("json", second)
    note("asked")
    start_logging("off")
    assert first.getvalue() == "" and len(second.getvalue().splitlines()) == 1
