"""Names for files in the articles folder, and files put there whole and never over another."""

from __future__ import annotations

import errno
import os
import re
import secrets
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from qa.articles.lines import one_line
from qa.articles.sidecar import SUFFIX
from qa.errors import InboxError

__all__ = [
    "inside",
    "is_inside",
    "moved",
    "name_of",
    "names",
    "partial",
    "refusals",
    "safe_name",
    "shown",
    "write_new",
    "written",
]

_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS}
_LONGEST = 100  # bytes of a name without its suffix; file systems take 255 with it
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.I)  # on Windows
_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]+')


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


def names(name: str) -> Iterator[str]:
    """The name, then the name with 2, 3 … before its suffix."""
    yield name
    path = PurePosixPath(name)
    number = 2
    while True:
        yield f"{path.stem}-{number}{path.suffix}"
        number += 1


def write_new(folder: Path, name: str, raw: bytes) -> str:
    """The name under which the bytes stand in the folder now: `name` or a free one like it."""
    with refusals(folder):
        return next(n for n in names(name) if written(folder / n, raw))


def written(path: Path, raw: bytes) -> bool:
    """Whether the file is written now, whole; False when something of that name is there."""
    temporary = partial(path)
    try:
        temporary.write_bytes(raw)
        return moved(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def partial(path: Path) -> Path:
    """A hidden name beside `path`, for a file that is not whole yet."""
    return path.with_name(f".{secrets.token_hex(6)}.partial")


def moved(source: Path, path: Path) -> bool:
    """Whether the file stands at `path` now; False when something of that name is there."""
    try:
        os.link(source, path)  # unlike a rename, it never replaces
    except FileExistsError:
        return False
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        return _moved_without_links(source, path)
    source.unlink()
    return True


def _moved_without_links(source: Path, path: Path) -> bool:
    """The same on disks that know no second name of a file (FAT, many of other machines): the name
    is taken by an empty file first, which the move replaces.
    """
    try:
        path.open("xb").close()
    except FileExistsError:
        return False
    source.replace(path)
    return True


def inside(folder: Path, path: str) -> Path:
    """The file of an article. Raises InboxError when it is not there or lies outside the folder."""
    article = folder / path
    parts = PurePosixPath(path).parts
    outside = not article.resolve().is_relative_to(folder.resolve())
    if outside or ".." in parts or any(p.startswith(".") for p in parts):
        raise InboxError(f"{shown(path)} is no article of the folder {folder}.")
    if not article.is_file():
        raise InboxError(f"There is no file {shown(path)} in {folder}.")
    return article


def is_inside(folder: Path, path: str) -> bool:
    """Whether `inside` finds the file."""
    try:
        inside(folder, path)
    except InboxError:
        return False
    return True


@contextmanager
def refusals(folder: Path) -> Iterator[None]:
    """Raise InboxError when the folder cannot be changed."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        raise InboxError(
            f"The articles folder {folder} cannot be changed ({error.strerror or error}).",
            "Free some space, or ask who owns the folder for the right to write.",
        ) from error


def shown(name: str) -> str:
    """A name as it may be shown: without what cannot be seen, and not too long."""
    return "".join(c if _visible(c) else "\ufffd" for c in name)[:120]
