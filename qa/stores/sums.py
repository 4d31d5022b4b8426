"""Sizes and digests of a state's files, noted when it is complete: what is cut short or changed
later is told before a library reads it, which may end the whole process.

What Chroma writes even when it is only read is left out: its database, and its graph of
neighbours (HNSW) as long as that is too small to be read from files.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from qa.digests import file_sha256
from qa.stores import StoreError
from qa.stores.generations import flush

__all__ = ["changed_files", "check_sizes", "settle"]

_NOTE = "sums.json"
_OWN = {_NOTE, "manifest.json", "report.json"}
_DATABASE = "chroma.sqlite3"
_GRAPH_WRITTEN = "index_metadata.pickle"  # in a graph's folder once it counts


def settle(state: Path) -> None:
    """Note the files of a complete state, and have all of it reach the disk. Raises OSError."""
    sums = {}
    for file in _noted(state):
        sums[file.relative_to(state).as_posix()] = [file.stat().st_size, file_sha256(file)]
    (state / _NOTE).write_text(json.dumps(sums, indent=1), encoding="utf-8")
    for path in (state, *state.rglob("*")):
        flush(path)


def check_sizes(state: Path) -> None:
    """Raises StoreError when a file is gone or has another size than when it was noted, OSError
    when that cannot be told.
    """
    for name, (size, _) in _sums(state).items():
        if _size(state / name) != size:
            raise StoreError(f"{name} is not as it was written")


def changed_files(state: Path, inside: str | tuple[str, ...] = "") -> list[str]:
    """Names of files that are not what was noted, by their bytes. inside: how the names begin
    of those that alone are looked at ("vectors/"). Raises StoreError for notes that cannot be
    read, OSError.
    """
    found = []
    for name, (size, digest) in _sums(state).items():
        if not name.startswith(inside):
            continue
        if _size(state / name) != size or file_sha256(state / name) != digest:
            found.append(name)
    return found


def _noted(state: Path) -> Iterator[Path]:
    for file in sorted(state.rglob("*")):
        kept = file.parent == state or (file.parent / _GRAPH_WRITTEN).is_file()
        if not file.is_file() or file.name in _OWN or file.name.startswith(_DATABASE):
            continue
        if kept or file.parent == state / "keywords":
            yield file


def _sums(state: Path) -> dict[str, tuple[int, str]]:
    """What was noted; nothing for a state from before there were notes. Raises StoreError."""
    try:
        held = json.loads((state / _NOTE).read_text("utf-8"))
        return {name: (int(size), str(digest)) for name, (size, digest) in held.items()}
    except FileNotFoundError:
        return {}
    except (ValueError, TypeError, AttributeError) as error:
        raise StoreError(f"{_NOTE} cannot be read") from error


def _size(file: Path) -> int | None:
    """None when it is gone; what else keeps it from being read may pass, and is raised."""
    try:
        return file.stat().st_size
    except (FileNotFoundError, NotADirectoryError):
        return None
