"""Conversations that last: questions, what they were answered and what people noted, in SQLite.

The answers themselves are not stored but what identifies them: the same question of the same
index gives the same answer, and of another index one can say what changed.
"""

from __future__ import annotations

import errno
import json
import secrets
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from qa.errors import ConversationsError
from qa.records import Answer, Filters

__all__ = ["Conversation", "Conversations", "Outline", "SavedTurn"]

_FILE = "conversations.sqlite"
_VERSION = 2
_BUSY_SECONDS = 5.0  # a visitor waits as long
_LONGEST_TITLE = 120
_SCHEMA = """
CREATE TABLE IF NOT EXISTS conversations (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, created TEXT NOT NULL, changed TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE IF NOT EXISTS turns (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    question TEXT NOT NULL, after TEXT NOT NULL, spelling INTEGER NOT NULL, filters TEXT NOT NULL,
    asked TEXT NOT NULL, generation TEXT, given TEXT, thumb INTEGER, note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX IF NOT EXISTS turns_of_conversation ON turns (conversation_id, id);
"""
# A file made anew goes on from the time in milliseconds: a page still open on a file that was
# removed names none of the new one's turns
_NUMBERED = (
    "INSERT INTO sqlite_sequence SELECT 'turns', ?"
    " WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'turns')"
)
# What files of an earlier version lack: their conversations belong to the person at the machine
_OWNERS = "ALTER TABLE conversations ADD COLUMN owner TEXT NOT NULL DEFAULT ''"
# Conversations of the owner, and their turns; parameter 1 is the owner, None for everybody
_OWN = "(?1 IS NULL OR owner = ?1)"
_OWN_TURN = f"conversation_id IN (SELECT id FROM conversations WHERE {_OWN})"

# Files that were looked through, as they stood when this process last left them
_Stamp = tuple[int, int, int]
_sound: dict[Path, _Stamp | None] = {}


@dataclass(frozen=True, slots=True)
class Outline:
    """What identifies an answer. answers: the likely ones' words, as they are shown. passages: for
    each passage the article's id, the characters and the SHA-256 of the article's text. cited: for
    each answer the number of its first passage. confidence: None where it was not kept.
    """

    answers: tuple[str, ...]
    passages: tuple[tuple[str, int, int, str], ...]
    cited: tuple[int, ...] = ()
    confidence: float | None = None

    @classmethod
    def of(cls, answer: Answer) -> Outline:
        shown = [group for groups, _ in answer.by_sentence(answer.likely) for group in groups]
        return cls(
            tuple(group.text for group in shown),
            tuple(
                (c.document.id, c.passage.start, c.passage.end, c.document.sha256)
                for c in answer.passages
            ),
            tuple(group.citations[0] for group in shown),
            answer.confidence,
        )


@dataclass(frozen=True, slots=True)
class Conversation:
    """created, changed: ISO times in UTC. questions: how many were asked."""

    id: str
    title: str
    created: str
    changed: str
    questions: int


@dataclass(frozen=True, slots=True)
class SavedTurn:
    """A question as it was asked. after: the earlier questions it may refer to.

    generation: the index it was answered from; None before it was. thumb: 1 for up, 0 for down,
    None for none.
    """

    id: int
    question: str
    after: tuple[str, ...]
    spelling: bool
    filters: Filters
    asked: str
    generation: str | None
    given: Outline | None
    thumb: int | None
    note: str

    @property
    def rated(self) -> bool:
        """True when a person gave the answer a thumb or a note."""
        return self.thumb is not None or bool(self.note)


class Conversations:
    """The file of conversations in a folder; it is made when the first question is kept.

    Every method raises ConversationsError when the disk refuses, another program holds the file, it
    is damaged, or it is of a newer version of the program. A damaged file is never written to.
    Safe to use from several threads and processes.
    """

    def __init__(self, folder: Path, owner: str | None = "") -> None:
        """owner: whose conversations are seen, changed and begun; "" is the person at this machine.
        None sees those of everybody and begins none.
        """
        self._path = folder / _FILE
        self._owner = owner

    def start(self, title: str) -> str:
        """A new conversation; its id."""
        id_ = secrets.token_urlsafe(9)
        with self._file() as file:
            now = _now()
            file.execute(
                "INSERT INTO conversations VALUES (?, ?, ?, ?, ?)",
                (id_, _title(title), now, now, self._owner),
            )
        return id_

    def add_turn(
        self, conversation_id: str, question: str, after: Sequence[str], filters: Filters
    ) -> int | None:
        """Keep a question; the number of its turn. None when the conversation was deleted."""
        with self._file() as file:
            now = _now()
            known = file.execute(
                f"UPDATE conversations SET changed = ?2 WHERE id = ?3 AND {_OWN}",
                (self._owner, now, conversation_id),
            ).rowcount
            if not known:
                return None
            return file.execute(
                "INSERT INTO turns (conversation_id, question, after, spelling, filters, asked)"
                " VALUES (?, ?, ?, 1, ?, ?)",
                (conversation_id, question, json.dumps(list(after)), _packed(filters), now),
            ).lastrowid

    def change_turn(
        self, turn_id: int, *, after: Sequence[str], spelling: bool, filters: Filters
    ) -> None:
        """Keep how the question is to be asked from now on."""
        with self._file() as file:
            file.execute(
                "UPDATE turns SET after = ?2, spelling = ?3, filters = ?4"
                f" WHERE id = ?5 AND {_OWN_TURN}",
                (
                    *(self._owner, json.dumps(list(after)), int(spelling)),
                    *(_packed(filters), turn_id),
                ),
            )

    def keep_answer(self, turn_id: int, generation: str, given: Outline) -> None:
        """Keep what a question was answered, and from which index."""
        packed = json.dumps(asdict(given))
        with self._file() as file:
            file.execute(
                f"UPDATE turns SET generation = ?2, given = ?3 WHERE id = ?4 AND {_OWN_TURN}",
                (self._owner, generation, packed, turn_id),
            )

    def rate(self, turn_id: int, thumb: int | None, note: str) -> bool:
        """Keep what a person thinks of an answer. False when the turn is not kept any more."""
        with self._file() as file:
            rated = file.execute(
                f"UPDATE turns SET thumb = ?2, note = ?3 WHERE id = ?4 AND {_OWN_TURN}",
                (self._owner, thumb, note, turn_id),
            )
            return rated.rowcount > 0

    def find(self, words: str = "") -> list[Conversation]:
        """Conversations with each of the words in their title, questions, answers or notes; the
        one changed last first.
        """
        if not self._path.exists():
            return []
        with self._file() as file:
            file.execute("BEGIN")  # both questions are of one state, whoever asks meanwhile
            rows = file.execute(
                "SELECT c.id, c.title, c.created, c.changed, COUNT(t.id)"
                " FROM conversations c LEFT JOIN turns t ON t.conversation_id = c.id"
                f" WHERE {_OWN} GROUP BY c.id ORDER BY c.changed DESC, c.rowid DESC",
                (self._owner,),
            ).fetchall()
            every = [Conversation(*row) for row in rows]
            wanted = words.casefold().split()
            if not wanted:
                return every
            said = file.execute(
                "SELECT conversation_id, question, note, CASE WHEN JSON_VALID(given)"
                f" THEN JSON_EXTRACT(given, '$.answers') END FROM turns WHERE {_OWN_TURN}",
                (self._owner,),
            ).fetchall()
        within = {c.id: [c.title] for c in every}
        with _made_out(self._path):
            for id_, question, note, answers in said:
                within[id_] += [question, note, *json.loads(answers or "[]")]
            text = {id_: " ".join(parts).casefold() for id_, parts in within.items()}
        return [c for c in every if all(word in text[c.id] for word in wanted)]

    def get(self, conversation_id: str) -> Conversation | None:
        """The conversation of this id, or None."""
        if not self._path.exists():
            return None
        with self._file() as file:
            row = file.execute(
                "SELECT c.id, c.title, c.created, c.changed,"
                " (SELECT COUNT(*) FROM turns t WHERE t.conversation_id = c.id)"
                f" FROM conversations c WHERE c.id = ?2 AND {_OWN}",
                (self._owner, conversation_id),
            ).fetchone()
        return None if row is None else Conversation(*row)

    def turns(self, conversation_id: str | None = None) -> list[SavedTurn]:
        """The turns of a conversation, or of all, oldest first."""
        if not self._path.exists():
            return []
        with self._file() as file:
            rows = file.execute(
                "SELECT id, question, after, spelling, filters, asked, generation, given, thumb,"
                f" note FROM turns WHERE {_OWN_TURN} AND (?2 IS NULL OR conversation_id = ?2)"
                " ORDER BY id",
                (self._owner, conversation_id),
            ).fetchall()
        with _made_out(self._path):
            return [_turn(row) for row in rows]

    def rename(self, conversation_id: str, title: str) -> None:
        """Give a conversation another title; an empty one changes nothing."""
        if title.strip():
            with self._file() as file:
                file.execute(
                    f"UPDATE conversations SET title = ?2 WHERE id = ?3 AND {_OWN}",
                    (self._owner, _title(title), conversation_id),
                )

    def delete(self, conversation_id: str) -> None:
        """Delete a conversation for good, with its questions and notes."""
        with self._file() as file:
            file.execute(
                f"DELETE FROM conversations WHERE id = ?2 AND {_OWN}",
                (self._owner, conversation_id),
            )

    @contextmanager
    def _file(self) -> Iterator[sqlite3.Connection]:
        """The file, in one transaction."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self._path, timeout=_BUSY_SECONDS)) as file:
                file.execute("PRAGMA foreign_keys = ON")
                file.execute("PRAGMA secure_delete = ON")
                _look_through(self._path, file)
                (version,) = file.execute("PRAGMA user_version").fetchone()
                if version > _VERSION:
                    raise ConversationsError(
                        f"{self._path} was written by a newer version of this program.",
                        "Update the program, or name another folder in QA_DATA.",
                    )
                if version < _VERSION:
                    _bring_up_to_date(file)
                with file:
                    yield file
                _sound[self._path] = _stamp(self._path)
        except (OSError, sqlite3.Error) as error:
            raise _refusal(self._path, error) from error
        except UnicodeEncodeError as error:
            raise ConversationsError(
                "The text has characters that are none and cannot be kept (half of a pair).",
                "Type it anew instead of pasting it. Asking goes on without.",
            ) from error
        except UnicodeDecodeError as error:  # so does SQLite quote what is no text
            raise _damaged(self._path, str(error)) from error


@contextmanager
def _made_out(path: Path) -> Iterator[None]:
    """Raise ConversationsError for rows that are not what this program writes."""
    try:
        yield
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        raise _damaged(path, f"{type(error).__name__}: {error}") from error


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


def _bring_up_to_date(file: sqlite3.Connection) -> None:
    """Make the tables, or add what an earlier version's lack; in one step, and by one process."""
    with file:
        file.execute("BEGIN IMMEDIATE")
        (version,) = file.execute("PRAGMA user_version").fetchone()  # another may have been first
        if version == 1:
            file.execute(_OWNERS)
        elif version == 0:
            for statement in _SCHEMA.split(";\n"):
                file.execute(statement)
            file.execute(_NUMBERED, (time.time_ns() // 1_000_000,))
        file.execute(f"PRAGMA user_version = {_VERSION}")


def _title(title: str) -> str:
    return " ".join(title.split())[:_LONGEST_TITLE]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _packed(filters: Filters) -> str:
    return json.dumps(asdict(filters))


def _unpacked(packed: str) -> Filters:
    fields: dict[str, Any] = json.loads(packed)
    lists_to_tuples: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()
    }
    return Filters(**lists_to_tuples)


def _turn(row: Sequence[Any]) -> SavedTurn:
    given = json.loads(row[7]) if row[7] else None
    return SavedTurn(
        id=row[0],
        question=row[1],
        after=tuple(json.loads(row[2])),
        spelling=bool(row[3]),
        filters=_unpacked(row[4]),
        asked=row[5],
        generation=row[6],
        given=None
        if given is None
        else Outline(
            tuple(given["answers"]),
            tuple((*p,) for p in given["passages"]),
            tuple(given.get("cited", ())),
            given.get("confidence"),
        ),
        thumb=row[8],
        note=row[9],
    )
