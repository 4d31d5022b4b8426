"""The conversations of a folder, as their owner may see and change them."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from qa.conversations.database import Database
from qa.conversations.records import Conversation, Outline, SavedTurn
from qa.conversations.rows import (
    TURN_COLUMNS,
    pack_filters,
    pack_outline,
    pack_questions,
    turn_of,
)
from qa.records import Filters

__all__ = ["Conversations"]

_FILE = "conversations.sqlite"
_LONGEST_TITLE = 120
# Conversations of the owner, and their turns; parameter 1 is the owner, None for everybody
_OWN = "(?1 IS NULL OR owner = ?1)"
_OWN_TURN = f"conversation_id IN (SELECT id FROM conversations WHERE {_OWN})"


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
        self._database = Database(folder / _FILE)
        self._owner = owner

    def start(self, title: str) -> str:
        """A new conversation; its id."""
        id_ = secrets.token_urlsafe(9)
        with self._database.transaction() as connection:
            now = _now()
            connection.execute(
                "INSERT INTO conversations VALUES (?, ?, ?, ?, ?)",
                (id_, _title(title), now, now, self._owner),
            )
        return id_

    def add_turn(
        self, conversation_id: str, question: str, after: Sequence[str], filters: Filters
    ) -> int | None:
        """Keep a question; the number of its turn. None when the conversation was deleted."""
        with self._database.transaction() as connection:
            now = _now()
            known = connection.execute(
                f"UPDATE conversations SET changed = ?2 WHERE id = ?3 AND {_OWN}",
                (self._owner, now, conversation_id),
            ).rowcount
            if not known:
                return None
            return connection.execute(
                "INSERT INTO turns (conversation_id, question, after, spelling, filters, asked)"
                " VALUES (?, ?, ?, 1, ?, ?)",
                (conversation_id, question, pack_questions(after), pack_filters(filters), now),
            ).lastrowid

    def change_turn(
        self, turn_id: int, *, after: Sequence[str], spelling: bool, filters: Filters
    ) -> None:
        """Keep how the question is to be asked from now on."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE turns SET after = ?2, spelling = ?3, filters = ?4"
                f" WHERE id = ?5 AND {_OWN_TURN}",
                (
                    *(self._owner, pack_questions(after), int(spelling)),
                    *(pack_filters(filters), turn_id),
                ),
            )

    def keep_answer(self, turn_id: int, generation: str, given: Outline) -> None:
        """Keep what a question was answered, and from which index."""
        packed = pack_outline(given)
        with self._database.transaction() as connection:
            connection.execute(
                f"UPDATE turns SET generation = ?2, given = ?3 WHERE id = ?4 AND {_OWN_TURN}",
                (self._owner, generation, packed, turn_id),
            )

    def rate(self, turn_id: int, thumb: int | None, note: str) -> bool:
        """Keep what a person thinks of an answer. False when the turn is not kept any more."""
        with self._database.transaction() as connection:
            rated = connection.execute(
                f"UPDATE turns SET thumb = ?2, note = ?3 WHERE id = ?4 AND {_OWN_TURN}",
                (self._owner, thumb, note, turn_id),
            )
            return rated.rowcount > 0

    def find(self, words: str = "") -> list[Conversation]:
        """Conversations with each of the words in their title, questions, answers or notes; the
        one changed last first.
        """
        if not self._database.exists():
            return []
        with self._database.transaction() as connection:
            connection.execute("BEGIN")  # both questions are of one state, whoever asks meanwhile
            rows = connection.execute(
                "SELECT c.id, c.title, c.created, c.changed, COUNT(t.id)"
                " FROM conversations c LEFT JOIN turns t ON t.conversation_id = c.id"
                f" WHERE {_OWN} GROUP BY c.id ORDER BY c.changed DESC, c.rowid DESC",
                (self._owner,),
            ).fetchall()
            every = [Conversation(*row) for row in rows]
            wanted = words.casefold().split()
            if not wanted:
                return every
            said = connection.execute(
                "SELECT conversation_id, question, note, CASE WHEN JSON_VALID(given)"
                f" THEN JSON_EXTRACT(given, '$.answers') END FROM turns WHERE {_OWN_TURN}",
                (self._owner,),
            ).fetchall()
        within = {c.id: [c.title] for c in every}
        with self._database.decoding():
            for id_, question, note, answers in said:
                within[id_] += [question, note, *json.loads(answers or "[]")]
            text = {id_: " ".join(parts).casefold() for id_, parts in within.items()}
        return [c for c in every if all(word in text[c.id] for word in wanted)]

    def get(self, conversation_id: str) -> Conversation | None:
        """The conversation of this id, or None."""
        if not self._database.exists():
            return None
        with self._database.transaction() as connection:
            row = connection.execute(
                "SELECT c.id, c.title, c.created, c.changed,"
                " (SELECT COUNT(*) FROM turns t WHERE t.conversation_id = c.id)"
                f" FROM conversations c WHERE c.id = ?2 AND {_OWN}",
                (self._owner, conversation_id),
            ).fetchone()
        return None if row is None else Conversation(*row)

    def turns(self, conversation_id: str | None = None) -> list[SavedTurn]:
        """The turns of a conversation, or of all, oldest first."""
        if not self._database.exists():
            return []
        with self._database.transaction() as connection:
            rows = connection.execute(
                f"SELECT {TURN_COLUMNS} FROM turns"
                f" WHERE {_OWN_TURN} AND (?2 IS NULL OR conversation_id = ?2) ORDER BY id",
                (self._owner, conversation_id),
            ).fetchall()
        with self._database.decoding():
            return [turn_of(row) for row in rows]

    def rename(self, conversation_id: str, title: str) -> None:
        """Give a conversation another title; an empty one changes nothing."""
        if title.strip():
            with self._database.transaction() as connection:
                connection.execute(
                    f"UPDATE conversations SET title = ?2 WHERE id = ?3 AND {_OWN}",
                    (self._owner, _title(title), conversation_id),
                )

    def delete(self, conversation_id: str) -> None:
        """Delete a conversation for good, with its questions and notes."""
        with self._database.transaction() as connection:
            connection.execute(
                f"DELETE FROM conversations WHERE id = ?2 AND {_OWN}",
                (self._owner, conversation_id),
            )


def _title(title: str) -> str:
    return " ".join(title.split())[:_LONGEST_TITLE]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
