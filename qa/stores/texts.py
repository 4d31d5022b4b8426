"""Documents and passages in one SQLite file, and the columns that filters look at."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np
import numpy.typing as npt

from qa.records import Document, Filters, Mark, Passage, Sentence
from qa.text import term

__all__ = [
    "Rows",
    "add_document",
    "change_spellings",
    "create_texts",
    "date_number",
    "documents_with_lines",
    "open_texts",
    "read_digests",
    "read_document",
    "read_documents",
    "read_line_counts",
    "read_passages",
    "read_passages_of",
    "read_rows",
    "read_signatures",
    "read_spellings",
    "read_stories",
    "remove_documents",
    "set_stories",
]

_SCHEMA = """
CREATE TABLE documents (
    id TEXT PRIMARY KEY, path TEXT NOT NULL, text TEXT NOT NULL, sha256 TEXT NOT NULL,
    title TEXT NOT NULL, source TEXT NOT NULL, published TEXT, byline TEXT, url TEXT,
    title_found INTEGER NOT NULL, marks TEXT NOT NULL, file_sha256 TEXT NOT NULL,
    notes TEXT NOT NULL, pages TEXT NOT NULL, tags TEXT NOT NULL, signature BLOB NOT NULL,
    story TEXT NOT NULL
) STRICT;
CREATE INDEX documents_of_path ON documents (path);
CREATE TABLE passages (
    id TEXT PRIMARY KEY, document_id TEXT NOT NULL REFERENCES documents (id),
    ordinal INTEGER NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL, sentences TEXT NOT NULL
) STRICT;
CREATE INDEX passages_of_document ON passages (document_id, ordinal);
CREATE TABLE lines (
    document_id TEXT NOT NULL REFERENCES documents (id), line TEXT NOT NULL
) STRICT;
CREATE INDEX lines_of_document ON lines (document_id);
CREATE INDEX documents_of_line ON lines (line);
CREATE TABLE spellings (
    word TEXT PRIMARY KEY, term TEXT NOT NULL, count INTEGER NOT NULL
) STRICT;
"""
_DOCUMENT = (
    "SELECT id, path, text, sha256, title, source, published, byline, url,"
    " title_found, marks, file_sha256, notes, pages, tags FROM documents"
)
# SQLite's substr counts characters from 1, as Python does from 0
_PASSAGE = (
    "SELECT p.id, p.document_id, p.ordinal, p.start, p.end,"
    " substr(d.text, p.start + 1, p.end - p.start), p.sentences"
    " FROM passages p JOIN documents d ON d.id = p.document_id"
)
_AT_ONCE = 500  # variables in one statement; SQLite's own limit is far higher


@dataclass(frozen=True, slots=True)
class Rows:
    """Passage ids by number, their numbers by id, and each passage's filter columns.

    copies: for each document of a story that others tell too, all documents of that story.
    """

    ids: list[str]
    number: dict[str, int]
    document: npt.NDArray[np.int32]
    document_ids: list[str]
    source: list[str]
    published: npt.NDArray[np.int32]
    tags: list[tuple[str, ...]]
    copies: dict[str, tuple[str, ...]]

    def allowed(self, filters: Filters) -> npt.NDArray[np.bool_]:
        """Which passages the filters let through, shape (passages,)."""
        keep = np.ones(len(self.document_ids), dtype=np.bool_)
        if filters.sources:
            keep &= _among(self.source, filters.sources)
        if filters.documents:
            keep &= _among(self.document_ids, filters.documents)
        if filters.tags:
            keep &= _among(self.document_ids, self.tagged(filters.tags))
        if filters.since:
            keep &= self.published >= date_number(filters.since)
        if filters.until:
            keep &= (self.published <= date_number(filters.until)) & (self.published > 0)
        result: npt.NDArray[np.bool_] = keep[self.document]
        return result

    def tagged(self, tags: Collection[str]) -> list[str]:
        """Ids of the documents with one of the tags."""
        rows = zip(self.document_ids, self.tags, strict=True)
        return [id_ for id_, own in rows if not set(tags).isdisjoint(own)]


def _among(values: Sequence[str], wanted: Iterable[str]) -> npt.NDArray[np.bool_]:
    """Which of the values are wanted, shape (values,)."""
    chosen = frozenset(wanted)
    return np.fromiter((v in chosen for v in values), dtype=np.bool_, count=len(values))


def date_number(iso: str | None) -> int:
    """An ISO date as a number that sorts like it (20180125); 0 for none."""
    return int(iso.replace("-", "")) if iso else 0


def create_texts(path: Path) -> sqlite3.Connection:
    """A new, empty file, ready to be written."""
    connection = sqlite3.connect(path)
    connection.executescript(_SCHEMA)
    return connection


def add_document(
    connection: sqlite3.Connection,
    document: Document,
    passages: Iterable[Passage],
    signature: bytes,
    lines: Iterable[str],
) -> None:
    """Store a document with its passages. signature: as of `qa.copies`. lines: keys of lines that
    may recur in other documents.
    """
    d = document
    connection.execute(
        f"INSERT INTO documents VALUES ({','.join('?' * 17)})",
        (
            *(d.id, d.path, d.text, d.sha256, d.title, d.source, d.published, d.byline, d.url),
            int(d.title_found),
            json.dumps([[m.start, m.end, m.kind, m.reason] for m in d.marks]),
            d.file_sha256,
            *(json.dumps(d.notes), json.dumps(d.pages), json.dumps(d.tags)),
            *(signature, d.id),
        ),
    )
    connection.executemany(
        "INSERT INTO passages VALUES (?,?,?,?,?,?)",
        [
            (
                *(p.id, p.document_id, p.ordinal, p.start, p.end),
                json.dumps([[s.start, s.end, int(s.heading)] for s in p.sentences]),
            )
            for p in passages
        ],
    )
    connection.executemany("INSERT INTO lines VALUES (?, ?)", [(d.id, line) for line in lines])


def remove_documents(connection: sqlite3.Connection, ids: Iterable[str]) -> set[str]:
    """Take documents out, with their passages; the ids of these."""
    rows = [(id_,) for id_ in ids]
    gone = {
        id_
        for row in rows
        for (id_,) in connection.execute("SELECT id FROM passages WHERE document_id = ?", row)
    }
    connection.executemany("DELETE FROM passages WHERE document_id = ?", rows)
    connection.executemany("DELETE FROM lines WHERE document_id = ?", rows)
    connection.executemany("DELETE FROM documents WHERE id = ?", rows)
    return gone


def change_spellings(connection: sqlite3.Connection, counts: Mapping[str, int]) -> None:
    """Add to the count of each word; a count below zero takes away."""
    connection.executemany(
        "INSERT INTO spellings VALUES (?, ?, ?)"
        " ON CONFLICT (word) DO UPDATE SET count = count + excluded.count",
        [(word, term(word), count) for word, count in counts.items()],
    )
    connection.execute("DELETE FROM spellings WHERE count <= 0")


def read_spellings(connection: sqlite3.Connection) -> list[tuple[str, str, int]]:
    """Every word of the documents with its index term, and how often they write it."""
    return connection.execute("SELECT word, term, count FROM spellings").fetchall()


def read_signatures(connection: sqlite3.Connection) -> dict[str, bytes]:
    """Each document's signature, by document id, in the order of `read_documents`."""
    return dict(connection.execute("SELECT id, signature FROM documents ORDER BY path, id"))


def read_stories(connection: sqlite3.Connection, ids: Iterable[str]) -> dict[str, str]:
    """The story that each of these documents tells."""
    rows = (
        connection.execute("SELECT id, story FROM documents WHERE id = ?", (id_,)).fetchone()
        for id_ in ids
    )
    return dict(rows)


def set_stories(connection: sqlite3.Connection, stories: Mapping[str, str]) -> None:
    """Note for each document the story it tells."""
    connection.executemany(
        "UPDATE documents SET story = ?1 WHERE id = ?2 AND story <> ?1",
        [(story, id_) for id_, story in stories.items()],
    )


def open_texts(path: Path) -> sqlite3.Connection:
    """The file at `path`, read only; it never changes once its generation is complete."""
    uri = f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1"
    return sqlite3.connect(uri, uri=True, check_same_thread=False)


def read_rows(connection: sqlite3.Connection) -> Rows:
    """The columns that searching needs. Passages are numbered by path, document and place."""
    documents = connection.execute(
        "SELECT id, source, published, story, tags FROM documents ORDER BY path, id"
    ).fetchall()
    place = {row[0]: i for i, row in enumerate(documents)}
    found = connection.execute("SELECT id, document_id, ordinal FROM passages").fetchall()
    document = np.array([place[d] for _, d, _ in found], dtype=np.int32)
    ordinal = np.array([n for *_, n in found], dtype=np.int32)
    order = np.lexsort((ordinal, document))
    ids = [found[i][0] for i in order]
    stories: dict[str, list[str]] = {}
    for id_, _, _, story, _ in documents:
        stories.setdefault(story, []).append(id_)
    return Rows(
        ids=ids,
        number={id_: i for i, id_ in enumerate(ids)},
        document=document[order],
        document_ids=[row[0] for row in documents],
        source=[row[1] for row in documents],
        published=np.array([date_number(row[2]) for row in documents], dtype=np.int32),
        tags=[tuple(json.loads(row[4])) for row in documents],
        copies={id_: tuple(ids) for ids in stories.values() if len(ids) > 1 for id_ in ids},
    )


def read_document(connection: sqlite3.Connection, document_id: str) -> Document | None:
    row = connection.execute(f"{_DOCUMENT} WHERE id = ?", (document_id,)).fetchone()
    return None if row is None else _document(row)


def read_documents(connection: sqlite3.Connection) -> list[Document]:
    return [_document(row) for row in connection.execute(f"{_DOCUMENT} ORDER BY path, id")]


def read_line_counts(connection: sqlite3.Connection) -> list[tuple[str, str, int, int]]:
    """Source, line, in how many of the source's stories it stands, and how many there are; lines
    of one story alone are left out.
    """
    return connection.execute(
        # Most lines stand in one document: they are dropped before the dearer grouping
        "WITH often AS (SELECT line FROM lines GROUP BY line HAVING COUNT(*) > 1)"
        " SELECT d.source, l.line, COUNT(DISTINCT d.story) AS stories, s.stories"
        " FROM often CROSS JOIN lines l ON l.line = often.line"
        " JOIN documents d ON d.id = l.document_id"
        " JOIN (SELECT source, COUNT(DISTINCT story) AS stories FROM documents GROUP BY source) s"
        " ON s.source = d.source"
        " GROUP BY d.source, l.line HAVING COUNT(DISTINCT d.story) > 1"
    ).fetchall()


def documents_with_lines(
    connection: sqlite3.Connection, lines: Mapping[str, Collection[str]], reason: str
) -> list[Document]:
    """Documents that hold one of the lines of their source, or a mark of that reason."""
    ids = {
        id_
        for source, keys in lines.items()
        for key in keys
        for (id_,) in connection.execute(
            "SELECT l.document_id FROM lines l JOIN documents d ON d.id = l.document_id"
            " WHERE l.line = ? AND d.source = ?",
            (key, source),
        )
    }
    marked = connection.execute("SELECT id FROM documents WHERE instr(marks, ?)", (reason,))
    ids.update(id_ for (id_,) in marked)
    return [d for id_ in sorted(ids) if (d := read_document(connection, id_)) is not None]


def read_digests(connection: sqlite3.Connection) -> list[tuple[str, str, str]]:
    """Path, id and text's SHA-256 of every document."""
    return connection.execute("SELECT path, id, sha256 FROM documents ORDER BY path, id").fetchall()


def read_passages(connection: sqlite3.Connection, ids: Sequence[str]) -> dict[str, Passage]:
    found: dict[str, Passage] = {}
    for start in range(0, len(ids), _AT_ONCE):
        part = ids[start : start + _AT_ONCE]
        marks = ",".join("?" * len(part))
        for row in connection.execute(f"{_PASSAGE} WHERE p.id IN ({marks})", list(part)):
            found[row[0]] = _passage(row)
    return found


def read_passages_of(connection: sqlite3.Connection, document_id: str) -> list[Passage]:
    rows = connection.execute(
        f"{_PASSAGE} WHERE p.document_id = ? ORDER BY p.ordinal", (document_id,)
    )
    return [_passage(row) for row in rows]


def _document(row: Sequence[Any]) -> Document:
    return Document(
        id=row[0],
        path=row[1],
        text=row[2],
        sha256=row[3],
        title=row[4],
        source=row[5],
        published=row[6],
        byline=row[7],
        url=row[8],
        title_found=bool(row[9]),
        marks=tuple(Mark(*mark) for mark in json.loads(row[10])),
        file_sha256=row[11],
        notes=tuple(json.loads(row[12])),
        pages=tuple(json.loads(row[13])),
        tags=tuple(json.loads(row[14])),
    )


def _passage(row: Sequence[Any]) -> Passage:
    return Passage(
        id=row[0],
        document_id=row[1],
        ordinal=row[2],
        start=row[3],
        end=row[4],
        text=row[5],
        sentences=tuple(Sentence(s, e, bool(h)) for s, e, h in json.loads(row[6])),
    )
