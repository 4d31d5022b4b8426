"""Articles taken out of the folder, and brought back; nothing is ever lost.

What is taken out goes to `.removed/` inside the articles folder, which is hidden and so no part
of the corpus: `.removed/20261123T051209-3f9a/` holds the files and `where.json`.
"""

from __future__ import annotations

import json
import secrets
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePath, PurePosixPath
from typing import Any

from qa.articles.folder import REMOVED
from qa.articles.placing import inside, moved, names, refusals, shown
from qa.articles.sidecar import SUFFIX, is_shared, sidecar_of
from qa.errors import InboxError

__all__ = ["Removed", "remove", "removed", "restore"]

_NOTE = "where.json"


@dataclass(frozen=True, slots=True)
class Removed:
    """An article that was taken out. key: names it to `restore`. when: ISO time, UTC."""

    key: str
    path: str
    when: str


def remove(folder: Path, path: str) -> str:
    """Move an article, and what describes it, to the bin; the key that brings it back.

    Raises InboxError when it is not there or lies outside the folder.
    """
    article = inside(folder, path)
    with refusals(folder):
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
        if beside and is_shared(beside, article.name):
            shutil.copy2(beside, place / beside.name)
        elif beside:
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
        raise InboxError(f"The bin holds nothing under {shown(key)}.")
    old = PurePosixPath(note["path"])
    with refusals(folder):
        home = folder / old.parent
        home.mkdir(parents=True, exist_ok=True)
        if not home.resolve().is_relative_to(folder.resolve()):
            raise InboxError(f"{note['path']} leads outside the articles folder.")
        for candidate in names(old.name):
            if moved(place / old.name, home / candidate):
                break
        for name in note["sidecar"]:
            exact = f"{candidate}{SUFFIX}"
            # Its old name would describe another article where this one has a new name now
            _bring_back(place / name, home, (name, exact) if candidate == old.name else (exact,))
        (place / _NOTE).unlink()
        place.rmdir()
    return (old.parent / candidate).as_posix()


def _bring_back(kept: Path, home: Path, free: tuple[str, ...]) -> None:
    """Put a description beside its article again, under the first name that is free or that the
    same description has.
    """
    for there in (home / name for name in free):
        if there.is_file() and there.read_bytes() == kept.read_bytes():
            kept.unlink()
            return
        if moved(kept, there):
            return
    raise InboxError(
        f"The article is back, but what described it is still in {kept.parent}: there is another "
        f"{shown(free[-1])}.",
        "Look at both files, and keep the one that is right.",
    )


def _note(place: Path) -> dict[str, Any] | None:
    try:
        note = json.loads((place / _NOTE).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(note, dict) or not isinstance(note.get("sidecar"), list):
        return None
    said = [note.get("path"), note.get("when"), *note["sidecar"]]
    return note if all(isinstance(value, str) for value in said) else None
