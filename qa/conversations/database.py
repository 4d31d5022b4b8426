"""One SQLite file that several threads and processes share: transactions, and refusals in words."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from qa.conversations.schema import VERSION, migrate, version_of
from qa.errors import ConversationsError

__all__ = ["Database"]

_BUSY_SECONDS = 5.0  # a visitor waits as long

# Files that were looked through, as they stood when this process last left them
_Stamp = tuple[int, int, int]
_sound: dict[Path, _Stamp | None] = {}


class Database:
    """The file; it is made with its folder by the first transaction.

    Both contexts raise ConversationsError when the disk refuses, another program holds the file, it
    is damaged, or it is of a newer version of the program. A damaged file is never written to.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def exists(self) -> bool:
        return self.path.exists()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """A connection to the file, in one transaction."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self.path, timeout=_BUSY_SECONDS)) as connection:
                connection.execute("PRAGMA foreign_keys = ON")
                connection.execute("PRAGMA secure_delete = ON")
                _look_through(self.path, connection)
                version = version_of(connection)
                if version > VERSION:
                    raise ConversationsError(
                        f"{self.path} was written by a newer version of this program.",
                        "Update the program, or name another folder in QA_DATA.",
                    )
                if version < VERSION:
                    migrate(connection)
                with connection:
                    yield connection
                _sound[self.path] = _stamp(self.path)
        except (OSError, sqlite3.Error) as error:
            raise _refusal(self.path, error) from error
        except UnicodeEncodeError as error:
            raise ConversationsError(
                "The text has characters that are none and cannot be kept (half of a pair).",
                "Type it anew instead of pasting it. Asking goes on without.",
            ) from error
        except UnicodeDecodeError as error:  # so does SQLite quote what is no text
            raise _damaged(self.path, str(error)) from error

    @contextmanager
    def decoding(self) -> Iterator[None]:
        """Raise ConversationsError for rows that are not what this program writes."""
        try:
            yield
        except (ValueError, TypeError, LookupError, AttributeError) as error:
            raise _damaged(self.path, f"{type(error).__name__}: {error}") from error


def _stamp(path: Path) -> _Stamp | None:
    """What tells whether the file was changed; None when there is none."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns


def _look_through(path: Path, file: sqlite3.Connection) -> None:
    """Raise ConversationsError when a file that something else has changed is damaged.

    SQLite itself would tell only where it comes upon the damage, and might write over what is good.
    """
    stamp = _stamp(path)
    if stamp is None or _sound.get(path) == stamp:
        return
    (said,) = file.execute("PRAGMA quick_check(1)").fetchone()
    if said != "ok":
        raise _damaged(path, " ".join(said.split()))
    _sound[path] = stamp


def _refusal(path: Path, error: OSError | sqlite3.Error) -> ConversationsError:
    """The error in words for people, with what to do about it."""
    kind = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF  # without what it came upon
    if kind in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return _damaged(path, str(error))
    if kind in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return ConversationsError(
            f"Conversations cannot be kept or read: another program holds {path} locked.",
            "Close what else has the file open, or name another folder in QA_DATA. Asking goes on "
            "without.",
        )
    if kind == sqlite3.SQLITE_FULL or getattr(error, "errno", None) == errno.ENOSPC:
        return ConversationsError(
            f"Conversations cannot be kept in {path}: the disk is full.",
            "Free some space, or name another folder in QA_DATA. Asking goes on without.",
        )
    return ConversationsError(
        f"Conversations cannot be kept in {path} ({error}).",
        "See that the folder can be written and its disk is sound, or name another folder in "
        "QA_DATA. Asking goes on without.",
    )


def _damaged(path: Path, found: str) -> ConversationsError:
    return ConversationsError(
        f"The file of conversations {path} is damaged ({found}). It is left as it is.",
        f"Put back a copy of it, or move it away (mv '{path}' '{path}.damaged') and the next "
        "question begins a new one, or name another folder in QA_DATA. Asking goes on without.",
    )
