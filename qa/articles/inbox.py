"""Articles put into the folder, and what is said of them beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from qa.articles.formats import LOADERS, loader_for
from qa.articles.formats.extract import field_of, read_date
from qa.articles.formats.values import addresses_in, names_in
from qa.articles.lines import has_words, one_line
from qa.articles.placing import (
    inside,
    name_of,
    names,
    partial,
    refusals,
    safe_name,
    shown,
    write_new,
    written,
)
from qa.articles.sidecar import is_shared, read_sidecar, sidecar_names, sidecar_of
from qa.articles.twins import Sizes
from qa.errors import InboxError

__all__ = ["DESCRIBED", "add_file", "add_text", "describe", "said_of"]

DESCRIBED = ("title", "source", "date", "url", "author")  # what people are asked to say
_NOTHING = b"{}"


def add_file(
    folder: Path, name: str, raw: bytes, *, max_bytes: int, sizes: Sizes | None = None
) -> str:
    """Write a file under a safe form of its name, never over another; its path in `folder`.

    sizes: of what the folder holds, for those who add many files: it is told of each.
    Raises InboxError for a kind that is not read, an empty, too big or known file, or when the
    folder cannot be written.
    """
    if loader_for(name) is None:
        raise InboxError(
            f"{shown(name)} is not a kind that is read.", f"Kinds: {', '.join(sorted(LOADERS))}."
        )
    if not raw.strip():
        raise InboxError(f"{shown(name)} is empty.")
    if len(raw) > max_bytes:
        raise InboxError(
            f"{shown(name)} has {len(raw) / 1e6:.1f} MB; at most {max_bytes / 1e6:g} are taken.",
            "QA_MAX_FILE_MB sets the limit.",
        )
    sizes = sizes or Sizes(folder)
    if (twin := sizes.twin(raw)) is not None:
        raise InboxError(f"{shown(name)} is there already, as {twin}.")
    path = write_new(folder, safe_name(name), raw)
    sizes.add(path, len(raw))
    return path


def add_text(
    folder: Path,
    *,
    title: str,
    text: str,
    source: str = "",
    published: str = "",
    url: str = "",
    author: str = "",
    max_bytes: int,
) -> str:
    """Write a pasted text as it is, and beside it what is known about it; its path in `folder`.

    Raises InboxError as `add_file`, and for a missing title, text, or a date that is none.
    """
    if not title.strip():
        raise InboxError(
            "The article needs a title.", "Type one; it is shown with every quotation."
        )
    if not has_words(text):
        raise InboxError("There is no text to add.", "Paste the article's text.")
    values = {"title": title, "source": source, "date": published, "url": url, "author": author}
    with refusals(folder):
        described = _description(values)
        raw = text.encode("utf-8", errors="replace")
        if len(raw) > max_bytes:
            raise InboxError(f"The text has {len(raw) / 1e6:.1f} MB; that is too long.")
        if (twin := Sizes(folder).twin(raw)) is not None:
            raise InboxError(f"This text is there already, as {twin}.")
        name = name_of(title, ".txt")
        # The description first: an article that is seen without it would have another title
        for candidate in names(name):
            beside = sidecar_names(candidate)[0]
            if (folder / candidate).exists() or not written(folder / beside, described):
                continue
            if written(folder / candidate, raw):
                return candidate
            (folder / beside).unlink()
    raise AssertionError("names never run out")


def said_of(folder: Path, path: str) -> dict[str, str]:
    """What the file beside an article says of it: title, source, date, url, author, as far as it
    does. Raises InboxError when the article is not there, or that file cannot be read.
    """
    said: dict[str, str] = {}
    for key, value in _beside(inside(folder, path)).items():
        field = field_of(key)
        names = addresses_in(value) if field == "url" else names_in(value)
        text = ", ".join(names[:1] if field in ("url", "date") else names)
        if field == "date":
            text = read_date(text) or ""
        if field in DESCRIBED and text:
            said[field] = text
    return said


def describe(folder: Path, path: str, values: Mapping[str, str]) -> bool:
    """Write beside an article what is better known than read; whether that is news.

    values: of `DESCRIBED`; an empty one, or none, leaves it to the article. What else the file
    beside it says stays. Raises InboxError as `said_of`, for a date that is none, and when the
    folder cannot be written: then nothing is changed.
    """
    article = inside(folder, path)
    known = _beside(article)
    rest = {key: value for key, value in known.items() if field_of(key) not in DESCRIBED}
    about = {key: values[key] for key in DESCRIBED if key in values}
    written = _description(about | rest)
    if json.loads(written) == known:
        return False
    with refusals(folder):
        place = sidecar_of(article)
        if place is None or is_shared(place, article.name):
            place = article.with_name(sidecar_names(article.name)[0])
        if written == _NOTHING:
            place.unlink(missing_ok=True)
            return True
        temporary = partial(place)
        try:
            temporary.write_bytes(written)
            temporary.replace(place)
        finally:
            temporary.unlink(missing_ok=True)
    return True


def _beside(article: Path) -> dict[str, Any]:
    place = sidecar_of(article)
    if place is None:
        return {}
    try:
        return read_sidecar(place)
    except (OSError, ValueError, RecursionError) as error:
        raise InboxError(
            f"{shown(place.name)}, which describes the article, cannot be read ({error}).",
            "Mend it with an editor, or delete it and describe the article anew.",
        ) from error


def _description(values: Mapping[str, Any]) -> bytes:
    """The file beside an article. Raises InboxError for a date that is none."""
    if day := str(values.get("date", "")).strip():
        try:
            date.fromisoformat(day)
        except ValueError as error:
            raise InboxError(
                f"{day!r} is no date.", "Write year-month-day, as in 2018-01-25."
            ) from error
    about = {
        key: one_line(value) if isinstance(value, str) else value
        for key, value in values.items()
        if not isinstance(value, str) or value.strip()
    }
    return json.dumps(about, ensure_ascii=False, indent=1).encode()
