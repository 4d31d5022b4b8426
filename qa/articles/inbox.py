"""Articles put into the folder, taken out of it, and brought back; nothing is ever lost.

What is taken out goes to `.removed/` inside the articles folder, which is hidden and so no part
of the corpus: `.removed/20261123T051209-3f9a/` holds the files and `where.json`.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path, PurePath, PurePosixPath
from typing import Any

from qa.articles.folder import REMOVED
from qa.articles.formats import LOADERS, loader_for
from qa.articles.formats.extract import field_of, read_date
from qa.articles.lines import one_line
from qa.articles.sidecar import SUFFIX, read_sidecar, sidecar_names, sidecar_of
from qa.errors import InboxError

__all__ = [
    "DESCRIBED",
    "Removed",
    "add_file",
    "add_text",
    "describe",
    "name_of",
    "remove",
    "removed",
    "restore",
    "said_of",
]

DESCRIBED = ("title", "source", "date", "url", "author")  # what people are asked to say
_NOTHING = b"{}"
_NOTE = "where.json"
_LONGEST = 100  # bytes of a name without its suffix; file systems take 255 with it
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.I)  # on Windows
_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]+')


@dataclass(frozen=True, slots=True)
class Removed:
    """An article that was taken out. key: names it to `restore`. when: ISO time, UTC."""

    key: str
    path: str
    when: str


def add_file(folder: Path, name: str, raw: bytes, *, max_bytes: int) -> str:
    """Write a file under a safe form of its name, never over another; its path in `folder`.

    Raises InboxError for a kind that is not read, an empty, too big or known file, or when the
    folder cannot be written.
    """
    if loader_for(name) is None:
        raise InboxError(
            f"{_shown(name)} is not a kind that is read.", f"Kinds: {', '.join(sorted(LOADERS))}."
        )
    if not raw.strip():
        raise InboxError(f"{_shown(name)} is empty.")
    if len(raw) > max_bytes:
        raise InboxError(
            f"{_shown(name)} has {len(raw) / 1e6:.1f} MB; at most {max_bytes / 1e6:g} are taken.",
            "QA_MAX_FILE_MB sets the limit.",
        )
    if (twin := _same_bytes(folder, raw)) is not None:
        raise InboxError(f"{_shown(name)} is there already, as {twin}.")
    return _write_new(folder, safe_name(name), raw)


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
    if not any(c.isalnum() for c in text):
        raise InboxError("There is no text to add.", "Paste the article's text.")
    values = {"title": title, "source": source, "date": published, "url": url, "author": author}
    with _refusals(folder):
        described = _description(values)
        raw = text.encode("utf-8", errors="replace")
        if len(raw) > max_bytes:
            raise InboxError(f"The text has {len(raw) / 1e6:.1f} MB; that is too long.")
        if (twin := _same_bytes(folder, raw)) is not None:
            raise InboxError(f"This text is there already, as {twin}.")
        name = name_of(title, ".txt")
        # The description first: an article that is seen without it would have another title
        for candidate in _names(name):
            beside = sidecar_names(candidate)[0]
            if (folder / candidate).exists() or not _written(folder / beside, described):
                continue
            if _written(folder / candidate, raw):
                return candidate
            (folder / beside).unlink()
    raise AssertionError("names never run out")


def said_of(folder: Path, path: str) -> dict[str, str]:
    """What the file beside an article says of it: title, source, date, url, author, as far as it
    does. Raises InboxError when the article is not there, or that file cannot be read.
    """
    said: dict[str, str] = {}
    for key, value in _beside(_inside(folder, path)).items():
        field = field_of(key)
        text = one_line(str(value)) if value is not None else ""
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
    article = _inside(folder, path)
    known = _beside(article)
    rest = {key: value for key, value in known.items() if field_of(key) not in DESCRIBED}
    about = {key: values[key] for key in DESCRIBED if key in values}
    written = _description(about | rest)
    if json.loads(written) == known:
        return False
    with _refusals(folder):
        place = sidecar_of(article) or article.with_name(sidecar_names(article.name)[0])
        if written == _NOTHING:
            place.unlink(missing_ok=True)
            return True
        temporary = _partial(place)
        try:
            temporary.write_bytes(written)
            temporary.replace(place)
        finally:
            temporary.unlink(missing_ok=True)
    return True


def remove(folder: Path, path: str) -> str:
    """Move an article, and what describes it, to the bin; the key that brings it back.

    Raises InboxError when it is not there or lies outside the folder.
    """
    article = _inside(folder, path)
    with _refusals(folder):
        stamp = datetime.now(UTC)
        key = f"{stamp:%Y%m%dT%H%M%S}-{secrets.token_hex(2)}"
        place = folder / REMOVED / key
        place.mkdir(parents=True)
        beside = sidecar_of(article)
        note = {
            "path": path,
            "when": stamp.isoformat(timespec="seconds"),
            "sidecar": [beside.name] if beside else [],
        }
        (place / _NOTE).write_text(json.dumps(note, ensure_ascii=False), encoding="utf-8")
        article.rename(place / article.name)
        if beside:
            beside.rename(place / beside.name)
    return key


def removed(folder: Path) -> list[Removed]:
    """What is in the bin, the last one first."""
    found = []
    for place in sorted((folder / REMOVED).glob("*"), reverse=True):
        note = _note(place)
        if note is not None and (place / PurePosixPath(note["path"]).name).is_file():
            found.append(Removed(place.name, note["path"], note["when"]))
    return found


def restore(folder: Path, key: str) -> str:
    """Move an article from the bin to where it was, or to a free name beside that; its path.

    Raises InboxError when the bin holds no such article.
    """
    place = folder / REMOVED / PurePath(key).name
    note = _note(place)
    if note is None:
        raise InboxError(f"The bin holds nothing under {_shown(key)}.")
    old = PurePosixPath(note["path"])
    with _refusals(folder):
        home = folder / old.parent
        home.mkdir(parents=True, exist_ok=True)
        if not home.resolve().is_relative_to(folder.resolve()):
            raise InboxError(f"{note['path']} leads outside the articles folder.")
        for candidate in _names(old.name):
            if _moved(place / old.name, home / candidate):
                break
        for name in note["sidecar"]:
            exact = f"{candidate}{SUFFIX}" if candidate != old.name else name
            _moved(place / name, home / exact)
        (place / _NOTE).unlink()
        place.rmdir()
    return (old.parent / candidate).as_posix()


def safe_name(name: str) -> str:
    """A file name that every file system takes and nobody mistakes for another.

    No folders, no control or direction characters, no leading dot, at most 100 bytes and suffix.
    """
    last = re.split(r"[/\\]", name)[-1]
    visible = "".join(c for c in unicodedata.normalize("NFC", last) if _visible(c))
    stem, dot, kind = visible.rpartition(".")
    suffix = f".{kind.lower()}" if dot else ""
    stem = stem if dot else visible
    stem = one_line(_UNSAFE.sub(" ", stem)).strip(". ")
    stem = stem.encode("utf-8")[:_LONGEST].decode("utf-8", errors="ignore").strip(". ")
    if not stem or _RESERVED.fullmatch(stem):
        stem = f"article {stem}".strip()
    if stem.endswith(PurePosixPath(SUFFIX).stem):  # "x.meta" + ".json" would describe x
        stem += " article"
    return stem + suffix


def name_of(title: str, suffix: str) -> str:
    """`safe_name` for a text that is no path: a slash in it leads to no folder."""
    return safe_name(re.sub(r"[/\\]", " ", title) + suffix)


def _visible(character: str) -> bool:
    return unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def _names(name: str) -> Iterator[str]:
    """The name, then the name with 2, 3 … before its suffix."""
    yield name
    path = PurePosixPath(name)
    number = 2
    while True:
        yield f"{path.stem}-{number}{path.suffix}"
        number += 1


def _write_new(folder: Path, name: str, raw: bytes) -> str:
    with _refusals(folder):
        return next(n for n in _names(name) if _written(folder / n, raw))


def _written(path: Path, raw: bytes) -> bool:
    """Whether the file is written now, whole; False when something of that name is there."""
    temporary = _partial(path)
    try:
        temporary.write_bytes(raw)
        return _moved(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def _partial(path: Path) -> Path:
    """A hidden name beside `path`, for a file that is not whole yet."""
    return path.with_name(f".{secrets.token_hex(6)}.partial")


def _moved(source: Path, path: Path) -> bool:
    """Whether the file stands at `path` now; False when something of that name is there."""
    try:
        os.link(source, path)  # unlike a rename, it never replaces
    except FileExistsError:
        return False
    source.unlink()
    return True


def _beside(article: Path) -> dict[str, Any]:
    place = sidecar_of(article)
    if place is None:
        return {}
    try:
        return read_sidecar(place)
    except (OSError, ValueError, RecursionError) as error:
        raise InboxError(
            f"{_shown(place.name)}, which describes the article, cannot be read ({error}).",
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


def _same_bytes(folder: Path, raw: bytes) -> str | None:
    """The path of a file with the same bytes; only files of that size are read."""
    digest = hashlib.sha256(raw).digest()
    for path in folder.rglob("*"):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if hidden or not path.is_file() or path.stat().st_size != len(raw):
            continue
        if hashlib.sha256(path.read_bytes()).digest() == digest:
            return path.relative_to(folder).as_posix()
    return None


def _inside(folder: Path, path: str) -> Path:
    article = folder / path
    parts = PurePosixPath(path).parts
    outside = not article.resolve().is_relative_to(folder.resolve())
    if outside or ".." in parts or any(p.startswith(".") for p in parts):
        raise InboxError(f"{_shown(path)} is no article of the folder {folder}.")
    if not article.is_file():
        raise InboxError(f"There is no file {_shown(path)} in {folder}.")
    return article


def _note(place: Path) -> dict[str, Any] | None:
    try:
        note = json.loads((place / _NOTE).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    known = isinstance(note, dict) and {"path", "when", "sidecar"} <= note.keys()
    return note if known else None


@contextmanager
def _refusals(folder: Path) -> Iterator[None]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        raise InboxError(
            f"The articles folder {folder} cannot be changed ({error.strerror or error}).",
            "Free some space, or ask who owns the folder for the right to write.",
        ) from error


def _shown(name: str) -> str:
    return "".join(c if _visible(c) else "\ufffd" for c in name)[:120]
