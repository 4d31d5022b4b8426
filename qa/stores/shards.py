"""Vectors that several processes or machines encoded, a file a shard, for a build to take over.

The file of shard 3 of 8 is `encoded-3-of-8.sqlite` in the index folder. It knows its model and
whether it is complete. It may come from another machine, so that each vector is looked at.
"""

from __future__ import annotations

import hashlib
import logging
import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from qa.stores.encoded import EncodedVectors, vectors_mark

__all__ = ["Shard", "ShardVectors", "ShardsFound", "parse_shard", "shard_files"]

Vector = npt.NDArray[np.float32]

_log = logging.getLogger(__name__)

_GIVEN = re.compile(r"(\d{1,6})/(\d{1,6})")
_FILE = re.compile(r"encoded-(\d{1,6})-of-(\d{1,6})\.sqlite")
_SCHEMA = "CREATE TABLE IF NOT EXISTS shard (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT"
_UNIT = 1e-3  # how far a vector's length may be from 1


@dataclass(frozen=True, slots=True, order=True)
class Shard:
    """Shard `number` of `of`, counted from 1."""

    of: int
    number: int

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"

    @property
    def part(self) -> str:
        """As it stands in names of files."""
        return f"{self.number}-of-{self.of}"

    def file(self, index: Path) -> Path:
        return index / f"encoded-{self.part}.sqlite"

    def holds(self, name: str) -> bool:
        """True when an article of this name falls into the shard: the same on every machine."""
        digest = hashlib.sha256(name.encode("utf-8")).digest()
        return int.from_bytes(digest[:8], "big") % self.of == self.number - 1


def parse_shard(text: str) -> Shard:
    """The shard that "3/8" names. Raises ValueError with what to write instead."""
    match = _GIVEN.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is no shard. Write the third of eight as 3/8.")
    number, of = int(match[1]), int(match[2])
    if not 1 <= number <= of:
        raise ValueError(
            f"There is no shard {number} of {of}. "
            + (f"They go from 1/{of} to {of}/{of}." if of else "Write the third of eight as 3/8.")
        )
    return Shard(of, number)


def shard_files(index: Path) -> dict[Shard, Path]:
    """The files of shards in the index folder, in order."""
    if not index.is_dir():
        return {}
    found = {
        Shard(int(match[2]), int(match[1])): path
        for path in index.iterdir()
        if (match := _FILE.fullmatch(path.name))
    }
    return dict(sorted(found.items()))


class ShardVectors(EncodedVectors):
    """The file of a shard, to be filled."""

    def __init__(self, index: Path, shard: Shard, model: str, digest: str) -> None:
        """Open the file, or begin anew when it is damaged or belongs to another model.

        Raises OSError when the disk refuses.
        """
        super().__init__(index, digest, shard.file(index).name, durable=True)
        try:
            self._note(model=model, complete="")
        except OSError:
            self.close()
            raise

    def look_up(self, ids: Sequence[str]) -> Mapping[str, Vector]:
        """The vectors that are held of these passages. Raises OSError."""
        with _told():
            return super().look_up(ids)

    def keep(self, vectors: Mapping[str, Vector]) -> None:
        """Hold these vectors from now on. Raises OSError."""
        with _told():
            super().keep(vectors)

    def complete(self) -> None:
        """Note that every passage of the shard is there. Raises OSError."""
        self._note(complete="yes")

    def _note(self, **values: str) -> None:
        with _told(), self._connection:
            self._connection.execute(_SCHEMA)
            self._connection.executemany(
                "INSERT OR REPLACE INTO shard VALUES (?, ?)", list(values.items())
            )


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise OSError(str(error)) from error


class ShardsFound:
    """All files of shards in an index folder, read by the build that takes their vectors over.

    taken: how many vectors were taken. files: how many shards can be used.
    """

    def __init__(self, index: Path, digest: str, dimension: int) -> None:
        """Open the files; those that cannot be used are told in the log with the reason."""
        self.taken = 0
        self._dimension = dimension
        self._open: dict[Shard, sqlite3.Connection] = {}
        self._used: list[Shard] = []
        for shard, path in shard_files(index).items():
            try:
                self._join(shard, path, vectors_mark(digest))
            except sqlite3.Error as error:
                _log.warning("Shard %s is damaged and not used (%s): %s", shard, error, path)
                self._used.append(shard)
        for line in self._missing():
            _log.warning("%s", line)

    def _join(self, shard: Shard, path: Path, mark: int) -> None:
        # With the right to write: what a killed process left half written has to be rolled back
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True)
        try:
            (held,) = connection.execute("PRAGMA user_version").fetchone()
            about = dict(connection.execute("SELECT key, value FROM shard"))
            connection.execute("SELECT id, vector FROM vectors LIMIT 1").fetchall()
        except sqlite3.Error:
            connection.close()
            raise
        if held != mark:
            connection.close()
            _log.warning(
                "Shard %s is not used: its vectors are of another model (%s). Build with that "
                "model, or remove %s.",
                shard,
                about.get("model", "unknown"),
                path,
            )
            return
        if not about.get("complete"):
            _log.warning(
                "Shard %s is not complete; what it lacks is encoded now. To complete it first: "
                "python -m qa index --shard %s",
                shard,
                shard,
            )
        self._open[shard] = connection
        self._used.append(shard)

    def _missing(self) -> Iterator[str]:
        for of in sorted({shard.of for shard in self._open}):
            missing = [n for n in range(1, of + 1) if Shard(of, n) not in self._open]
            if missing:
                listed = ", ".join(f"{n}/{of}" for n in missing[:8])
                more = f" and {len(missing) - 8} more" if len(missing) > 8 else ""
                yield f"Shards are missing, their passages are encoded now: {listed}{more}."

    @property
    def files(self) -> int:
        return len(self._open)

    def look_up(self, ids: Sequence[str]) -> Mapping[str, Vector]:
        """The sound vectors that the shards hold of these passages."""
        found: dict[str, Vector] = {}
        for shard, connection in list(self._open.items()):
            wanted = [id_ for id_ in ids if id_ not in found]
            if not wanted:
                break
            marks = ",".join("?" * len(wanted))
            try:
                rows = connection.execute(
                    f"SELECT id, vector FROM vectors WHERE id IN ({marks})", wanted
                ).fetchall()
            except sqlite3.Error as error:
                _log.warning("Shard %s is damaged; the rest of it is not used: %s", shard, error)
                self._open.pop(shard).close()
                continue
            found |= {id_: v for id_, raw in rows if (v := self._sound(raw)) is not None}
        self.taken += len(found)
        return found

    def _sound(self, raw: bytes) -> Vector | None:
        """The vector, unless it is none that a model makes."""
        if len(raw) != 4 * self._dimension:
            return None
        vector = np.frombuffer(raw, dtype="<f4")
        return vector if abs(float(np.linalg.norm(vector)) - 1) < _UNIT else None

    def close(self) -> None:
        for connection in self._open.values():
            connection.close()
        self._open.clear()

    def used(self) -> list[Shard]:
        """Shards whose files are of no more use once the build is complete."""
        return list(self._used)
