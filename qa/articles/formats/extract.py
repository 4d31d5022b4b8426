"""What a loader gives: an article as its file has it, before titles and marks are looked for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from qa.articles.dates import DATE, iso_date
from qa.articles.formats.values import addresses_in, names_in
from qa.articles.lines import one_line

__all__ = ["KNOWN_KEYS", "Extract", "Unreadable", "described", "field_of", "read_date"]

_DATE = re.compile(DATE)
_ISO = re.compile(r"\d{4}-\d\d-\d\d(?!\d)")
_NAMES = {
    "title": "title",
    "headline": "title",
    "source": "source",
    "publisher": "source",
    "date": "published",
    "published": "published",
    "publishedat": "published",
    "published_at": "published",
    "published_date": "published",
    "publish_date": "published",
    "publication_date": "published",
    "datepublished": "published",
    "date_published": "published",
    "pubdate": "published",
    "pub_date": "published",
    "author": "byline",
    "authors": "byline",
    "byline": "byline",
    "url": "url",
    "link": "url",
    "tags": "tags",
}
KNOWN_KEYS = frozenset(_NAMES)


# Each of them by the key that is written
_WRITTEN = {"published": "date", "byline": "author"}


def field_of(key: str) -> str:
    """What a key says of an article: title, source, date, author, url or tags; "" for others."""
    name = _NAMES.get(str(key).strip().lower(), "")
    return _WRITTEN.get(name, name)


class Unreadable(Exception):
    """A file, or a row of one, that holds no article; the message says why, for people."""


@dataclass(frozen=True, slots=True)
class Extract:
    """One article as its file gives it; None where the format has no place for a value.

    id: the article's own name in a file that holds several, "" when it holds one.
    pages: where each page starts in `text`, which is normalised then.
    refused: why this row of a file is no article; all else is empty then.
    """

    text: str
    id: str = ""
    title: str | None = None
    source: str | None = None
    published: str | None = None
    byline: str | None = None
    url: str | None = None
    notes: tuple[str, ...] = ()
    pages: tuple[int, ...] = ()
    tags: tuple[str, ...] = ()
    refused: str = ""


def described(extract: Extract, values: Mapping[str, Any]) -> Extract:
    """The extract with what a person or a table wrote about it: title, source, date, byline,
    url, tags; keys in any case, unknown ones and empty values left out. Of a list or
    an object the names in it are taken (`names_in`); a date that is none is noted.
    """
    known: dict[str, Any] = {}
    notes = list(extract.notes)
    for key, value in values.items():
        name = _NAMES.get(str(key).strip().lower())
        said = addresses_in(value) if name == "url" else names_in(value)
        if name is None or not said:
            continue
        if name == "tags":
            split = re.split(r"[,;]", value) if isinstance(value, str) else said
            known["tags"] = tuple(t for item in split if (t := one_line(item)))
        elif name == "published":
            if day := next(filter(None, map(read_date, said)), None):
                known["published"] = day
            else:
                notes.append(f"the date {said[0][:40]!r} is not understood")
        else:
            known[name] = said[0] if name == "url" else ", ".join(said)
    return replace(extract, **known, notes=tuple(notes))


def read_date(written: str) -> str | None:
    """The ISO date of a date or a date with a time; None when it is none, or ambiguous."""
    written = written.strip()
    if day := _ISO.match(written):  # of any century
        with suppress(ValueError):
            return date.fromisoformat(day.group()).isoformat()
    found = _DATE.match(written)
    return iso_date(found.group()) if found else None
