"""Files with the same bytes, found by size first: the folder is walked once for many questions."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

__all__ = ["Sizes"]


class Sizes:
    """The files of the articles folder by size, as they are when this is made.

    What is written afterwards has to be told with `add`. Hidden files and folders are passed over.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._paths: dict[int, list[Path]] = {}
        for path, size in _files(folder):
            self._paths.setdefault(size, []).append(path)

    def twin(self, raw: bytes) -> str | None:
        """The path of a file with the same bytes, relative to the folder; only files of that size
        are read.
        """
        for path in self._paths.get(len(raw), ()):
            try:
                if path.read_bytes() == raw:
                    return path.relative_to(self._folder).as_posix()
            except OSError:  # it is gone, or cannot be read: then nobody knows
                continue
        return None

    def add(self, path: str, size: int) -> None:
        """A file was written. path: relative to the folder."""
        self._paths.setdefault(size, []).append(self._folder / path)


def _files(folder: Path) -> Iterator[tuple[Path, int]]:
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for path in (Path(place, name) for name in names if not name.startswith(".")):
            try:
                found = path.stat()
            except OSError:
                continue
            if stat.S_ISREG(found.st_mode):
                yield path, found.st_size
