"""The sentences the interface makes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from qa.builds import Manifest, Plan, Progress, Refusal, Report
from qa.web import words

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def _manifest(created: datetime = NOW, documents: int = 5, passages: int = 61) -> Manifest:
    return Manifest(1, "g", created.isoformat(), "m", "d", 384, 110, 1, documents, passages, ())


def _report(**changes: object) -> Report:
    values: dict[str, object] = {
        "built": True,
        "documents": 5,
        "passages": 61,
        "encoded": 61,
        "new": 5,
        "changed": 0,
        "gone": 0,
        "unchanged": 0,
        "read": 5,
        "refused": (),
        "skipped": (),
        "notes": (),
        "seconds": 3.2,
    }
    return Report(**(values | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (-5, "just now"),
        (59, "just now"),
        (60, "1 minute ago"),
        (185, "3 minutes ago"),
        (3600, "1 hour ago"),
        (86_400 * 2, "2 days ago"),
    ],
)
def test_ago(seconds: int, expected: str) -> None:
    assert words.ago((NOW - timedelta(seconds=seconds)).isoformat(), NOW) == expected


def test_ago_takes_a_time_without_zone_as_utc_and_shows_what_is_no_time() -> None:
    assert words.ago("2026-03-01T11:00:00", NOW) == "1 hour ago"
    assert words.ago("yesterday", NOW) == "at yesterday"


@pytest.mark.parametrize(
    ("published", "expected"),
    [("2018-01-25", "25 January 2018"), (None, "no date"), ("2018-01", "2018-01")],
)
def test_date_is_never_a_guess(published: str | None, expected: str) -> None:
    assert words.date_words(published) == expected


def test_state_line() -> None:
    start = "5 articles, 61 passages, built just now"
    assert words.state_line(_manifest(), Plan(), NOW) == f"{start}, up to date"
    assert words.state_line(_manifest(), Plan(new=("a",)), NOW) == f"{start}, out of date"
    assert words.state_line(_manifest(), None, NOW) == start
    assert words.state_line(_manifest(documents=1, passages=1), None, NOW).startswith(
        "1 article, 1 passage,"
    )


def test_changes() -> None:
    plan = Plan(new=("a", "b"), changed=("c",))
    assert words.changes(plan) == f"2 new, 1 changed {words.SINCE_BUILT}"
    assert words.changes(Plan(gone=("a",))) == f"1 removed {words.SINCE_BUILT}"
    assert words.changes(Plan(rebuild="other settings")) == words.OUT_OF_DATE


def test_closing_line() -> None:
    assert words.closing_line(_report()) == "5 articles, 61 passages, 3 s"
    one = _report(refused=(Refusal("x", "binary"),), seconds=0.42)
    assert words.closing_line(one) == "5 articles, 61 passages, 0.4 s; 1 file left out"


def test_phase() -> None:
    assert words.phase(Progress("encoding", 40, 61)) == "Encoding passages: 40 of 61"
    assert words.phase(Progress("storing", 0, 0)) == "Writing the index…"
    told = words.phase(Progress("reading", 40, 240), 10.0)
    assert told == "Reading articles: 40 of 240 (4.0 a second, about 50 s left)"
    assert "about 17 minutes left" in words.phase(Progress("reading", 10, 1010), 10.0)


def test_a_build_is_never_shown_as_done_while_it_runs() -> None:
    assert words.phase(Progress("reading", 5, 5), 9.0) == "Reading articles: 5 of 5"
    phases = [
        *(Progress("reading", 0, 240), Progress("reading", 240, 240), Progress("cutting", 0, 61)),
        *(Progress("encoding", 0, 61), Progress("encoding", 61, 61), Progress("storing", 0, 0)),
    ]
    shares = [words.share_done(progress) for progress in phases]
    assert shares == sorted(shares) and shares[0] == 0.0 and shares[-1] < 1.0
