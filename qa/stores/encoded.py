"""Vectors of a build that is not finished, so that a build that was stopped loses none."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from zlib import crc32

import numpy as np
import numpy.typing as npt

__all__ = ["EncodedVectors", "forget_encoded", "vectors_mark"]

Vector = npt.NDArray[np.float32]

_NAME = "encoded.sqlite"
# Refusals that say nothing of what is in the file
_MAY_BE_SOUND = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PERM,
}
_SCHEMA = "CREATE TABLE vectors (id TEXT PRIMARY KEY, vector BLOB NOT NULL) STRICT"


class _Damaged(sqlite3.DatabaseError):
    """What SQLite finds when it is asked to look."""

    sqlite_errorcode = sqlite3.SQLITE_CORRUPT


class EncodedVectors:
    """Vectors by passage id in a file of the index folder, for one model."""

    def __init__(
        self, index: Path, digest: str, name: str = _NAME, *, durable: bool = False
    ) -> None:
        """Open the file, or begin anew when it is damaged or belongs to another model.

        durable: what is kept outlives a loss of power too. Raises OSError when the disk refuses.
        """
        path = index / name
        mark = vectors_mark(digest)
        try:
            self._connection = self._opened(path, mark, durable)
        except sqlite3.DatabaseError as refused:
            if refused.sqlite_errorcode in _MAY_BE_SOUND:
                raise OSError(f"{path.name}: {refused}") from refused
            path.unlink(missing_ok=True)
            try:
                self._connection = self._opened(path, mark, durable)
            except sqlite3.DatabaseError as error:
                raise OSError(str(error)) from error

    @staticmethod
    def _opened(path: Path, mark: int, durable: bool) -> sqlite3.Connection:
        connection = sqlite3.connect(path)
        try:
            if not durable:  # a lost file costs time, not truth
                connection.execute("PRAGMA synchronous = OFF")
            (held,) = connection.execute("PRAGMA user_version").fetchone()
            if held != mark:
                connection.execute("DROP TABLE IF EXISTS vectors")
                connection.execute(_SCHEMA)
                connection.execute(f"PRAGMA user_version = {mark}")
                connection.commit()
            elif connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                raise _Damaged("pages of it are damaged")
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def look_up(self, ids: Sequence[str]) -> Mapping[str, Vector]:
        """The vectors that are held of these passages."""
        marks = ",".join("?" * len(ids))
        rows = self._connection.execute(
            f"SELECT id, vector FROM vectors WHERE id IN ({marks})", list(ids)
        )
        return {id_: np.frombuffer(raw, dtype="<f4") for id_, raw in rows}

    def keep(self, vectors: Mapping[str, Vector]) -> None:
        """Hold these vectors from now on, even when the process is killed."""
        rows = [(id_, np.asarray(v, dtype="<f4").tobytes()) for id_, v in vectors.items()]
        with self._connection:
            self._connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)

    def close(self) -> None:
        self._connection.close()


def vectors_mark(digest: str) -> int:
    """What a file's user_version says of the model whose vectors it holds."""
    return crc32(digest.encode()) & 0x7FFFFFFF


def forget_encoded(index: Path) -> None:
    """Remove the file: the vectors are in a complete state now."""
    for name in (_NAME, f"{_NAME}-journal"):
        (index / name).unlink(missing_ok=True)
