"""The tables of the file of conversations, and how those of earlier versions are migrated."""

from __future__ import annotations

import sqlite3
import time

__all__ = ["VERSION", "migrate", "version_of"]

VERSION = 2
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


def version_of(connection: sqlite3.Connection) -> int:
    """The version that a file says it is of; 0 for one without tables."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def migrate(connection: sqlite3.Connection) -> None:
    """Make the tables, or add what an earlier version's lack; in one step, and by one process."""
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        version = version_of(connection)  # another may have been first
        if version == 1:
            connection.execute(_OWNERS)
        elif version == 0:
            for statement in _SCHEMA.split(";\n"):
                connection.execute(statement)
            connection.execute(_NUMBERED, (time.time_ns() // 1_000_000,))
        connection.execute(f"PRAGMA user_version = {VERSION}")
