"""What is written about an article: lists and objects of names, and the keys that are known."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from qa.articles import load_file
from qa.articles.formats.extract import Extract, described
from qa.articles.formats.tables import load_jsonl
from qa.articles.formats.texts import load_text
from qa.articles.inbox import said_of
from tests.unit.conftest import SANDBOX

TEXT = "The dam held."


@pytest.mark.parametrize(
    ("author", "byline"),
    [
        ("Jane Doe", "Jane Doe"),
        (["Jane Doe", "Max Roe"], "Jane Doe, Max Roe"),
        ({"name": "Jane Doe"}, "Jane Doe"),
        ([{"@type": "Person", "name": "Jane Doe"}, {"name": "Max  Roe"}], "Jane Doe, Max Roe"),
        ([{"given": "Jane", "family": "Doe"}], "Jane Doe"),
        ({"first_name": "Jane", "last_name": "Doe"}, "Jane Doe"),
        ({"name": None, "lastName": "Doe"}, "Doe"),
        ([], None),
        ({}, None),
        ([None, " "], None),
        ({"id": 7}, None),
    ],
)
def test_names_of_people(author: Any, byline: str | None) -> None:
    found = described(Extract(TEXT), {"author": author})
    assert (found.byline, found.notes) == (byline, ())


def test_what_has_no_bottom_has_no_name() -> None:
    deep: Any = "Jane Doe"
    for _ in range(500):
        deep = [deep]
    assert described(Extract(TEXT), {"author": deep}).byline is None


@pytest.mark.parametrize(
    "key",
    ["date", "publishedAt", "published_at", "datePublished", "pubDate", "PUBDATE", "Published"],
)
@pytest.mark.parametrize(
    "day", ["2024-03-05T10:00:00Z", "Tue, 05 Mar 2024 10:00:00 GMT", ["2024-03-05"]]
)
def test_keys_of_dates(key: str, day: Any) -> None:
    assert described(Extract(TEXT), {key: day}).published == "2024-03-05"


def test_a_date_that_is_none_is_noted() -> None:
    found = described(Extract(TEXT), {"pubDate": ["soon"]})
    assert (found.published, found.notes) == (None, ("the date 'soon' is not understood",))


def test_a_row_as_news_services_give_it() -> None:
    row = {
        "source": {"id": None, "name": "Reuters"},
        "Authors": ["Jane Doe", "Max Roe"],
        "publishedAt": "2024-03-05T10:00:00Z",
        "url": {"name": "The dam", "url": "https://r.example/dam"},
        "tags": [{"name": "dam, big"}, "river"],
        "content": TEXT,
    }
    (read,) = load_jsonl(json.dumps(row).encode())
    assert (read.source, read.byline) == ("Reuters", "Jane Doe, Max Roe")
    assert (read.published, read.url) == ("2024-03-05", "https://r.example/dam")
    assert read.tags == ("dam, big", "river")


def test_a_block_at_the_top_of_a_text() -> None:
    block = "---\nauthors:\n  - name: Jane Doe\n  - Max Roe\nsource: {name: Reuters}\n---\n"
    (read,) = load_text(f"{block}{TEXT}\n".encode())
    assert (read.byline, read.source) == ("Jane Doe, Max Roe", "Reuters")


def test_a_file_beside_an_article(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    said = {"authors": ["Jane Doe", "Max Roe"], "source": {"name": "Reuters"}}
    said |= {"datePublished": ["2024-03-05"], "url": {"@id": "https://r.example/dam"}}
    (tmp_path / "a.txt.meta.json").write_text(json.dumps(said))
    (read,), _ = load_file(tmp_path, "a.txt", max_bytes=1000, sandbox=SANDBOX)
    assert (read.byline, read.source) == ("Jane Doe, Max Roe", "Reuters")
    assert said_of(tmp_path, "a.txt") == {
        "author": "Jane Doe, Max Roe",
        "source": "Reuters",
        "date": "2024-03-05",
        "url": "https://r.example/dam",
    }
