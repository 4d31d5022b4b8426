"""What a build changes of an index in Milvus: rows that are born, rows that die."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from qa.keyword import Statistics
from qa.passages import index_text
from qa.records import Document
from qa.stores import StoreError, texts
from qa.stores.encoding import Cut, Encoding, KnownVectors
from qa.stores.milvus.connection import AT_ONCE, Milvus, Row
from qa.stores.milvus.records import State
from qa.stores.milvus.rows import Held, document_rows, passage_row, term_row, word_row
from qa.stores.milvus.schema import (
    DOCUMENTS,
    FOREVER,
    PASSAGES,
    TERMS,
    WORDS,
    alive,
    create_epoch,
    digest,
    token,
)
from qa.stores.states import Content
from qa.stores.writer import Revised, Written, revise_texts
from qa.text import term, terms
from qa.vocabulary import Vocabulary, common_spellings

__all__ = ["Unfinished", "revive", "vectors_of", "vocabulary_of", "write"]

_FIELDS = {  # of rows that are written again with another end; Milvus fills in the rest
    DOCUMENTS: ("pk", "born", "key", "story", "id", "part", "value", "nothing"),
    PASSAGES: (
        *("pk", "born", "id", "document", "document_id", "path", "source", "published", "tags"),
        *("ordinal", "start", "end", "sentences", "terms", "length", "vector"),
    ),
    TERMS: ("pk", "born", "key", "term", "passages", "spelling", "nothing"),
    WORDS: ("pk", "born", "key", "word", "term", "vector"),
}
_LONGEST_TERM = 1_000  # characters; what is longer is no word, and no slip of one is sought
_PASSAGES = (
    "SELECT p.id, p.document_id, p.ordinal, p.start, p.end, p.sentences,"
    " d.path, d.source, d.published, d.tags"
    " FROM {0}.passages p JOIN {0}.documents d ON d.id = p.document_id"
)
_DOCUMENTS = "SELECT * FROM {0}.documents"


@dataclass(frozen=True, slots=True)
class Unfinished:
    """What is known of a state before it has a manifest."""

    number: int
    epoch: int
    statistics: Statistics
    sources: tuple[str, ...]
    tags: tuple[str, ...]


@dataclass(slots=True)
class _Counted:
    """How many passages, terms in all and passages with each token there are more or fewer.

    names: the terms that tokens stand for, where they are others.
    """

    passages: int = 0
    length: int = 0
    holding: Counter[str] = field(default_factory=Counter)
    names: dict[str, str] = field(default_factory=dict)

    def change(self, row: Row, by: int) -> None:
        self.passages += by
        self.length += by * int(row["length"])
        for t in set(row["terms"].split()):
            self.holding[t] += by


def write(
    milvus: Milvus,
    connection: sqlite3.Connection,
    number: int,
    base: State | None,
    content: Content,
) -> tuple[Unfinished, Written]:
    """Write the state of this number, which no reader looks for yet.

    connection: the texts of the base, and attached to it once more as `base`; they become those
    of the new state. Raises StoreError, OSError or IndexUnreachable.
    """
    try:
        with closing(Encoding(content.encoder, content.known_vectors, content.pending)) as encoding:
            revised = _revised(connection, base, content, encoding)
            epoch = number if base is None else base.epoch
            if base is None:
                create_epoch(milvus, epoch, content.encoder.dimension)
            writer = _Writer(milvus, connection, number, epoch, base)
            writer.documents()
            encoded = writer.passages(content, encoding)
        statistics = writer.terms(base.statistics if base else Statistics(0, 0, {}))
        writer.words(revised.spellings, content)
        unfinished = Unfinished(number, epoch, statistics, *_sources_and_tags(connection))
        return unfinished, Written(len(revised.after.ids), encoded, len(revised.left))
    except sqlite3.Error as error:
        raise StoreError(str(error)) from error


def revive(milvus: Milvus, collection: str, where: str) -> None:
    """Rows that died by a build that was stopped live on."""
    part = collection.rsplit("_", 1)[-1]
    while rows := milvus.rows(collection, where, _FIELDS[part], limit=AT_ONCE):
        milvus.put(collection, [{**row, "died": FOREVER} for row in rows])


def vectors_of(milvus: Milvus, state: State) -> KnownVectors:
    """Looks up the vectors that a state holds, by passage id."""

    def look_up(ids: Sequence[str]) -> Mapping[str, npt.NDArray[np.float32]]:
        rows = milvus.rows_among(
            milvus.collection(PASSAGES, state.epoch), "id", ids, alive(state.number), _VECTOR
        )
        return {row["id"]: np.asarray(row["vector"], dtype=np.float32) for row in rows}

    return look_up


_VECTOR = ("id", "vector")


def vocabulary_of(milvus: Milvus, state: State) -> Vocabulary:
    """The words of a state with their vectors."""
    found = milvus.every(
        milvus.collection(WORDS, state.epoch), alive(state.number), ("word", "vector")
    )
    rows = sorted((row["word"], row["vector"]) for row in found)
    vectors = np.array([v for _, v in rows], dtype=np.float16).reshape(
        len(rows), state.manifest.dimension
    )
    return Vocabulary([word for word, _ in rows], vectors)


class _Writer:
    """The difference between two states, carried over to Milvus part by part."""

    def __init__(
        self,
        milvus: Milvus,
        connection: sqlite3.Connection,
        number: int,
        epoch: int,
        base: State | None,
    ) -> None:
        self._milvus = milvus
        self._connection = connection
        self._number = number
        self._epoch = epoch
        self._base = base
        self._counted = _Counted()

    def documents(self) -> None:
        came, left = self._difference(_DOCUMENTS)
        stories = texts.read_stories(self._connection, came)
        signatures = texts.read_signatures(self._connection)
        rows: list[Row] = []
        for document in self._read(came):
            held = Held(document, signatures[document.id], stories[document.id])
            rows += document_rows(held, self._number)
        self._put(DOCUMENTS, rows)
        self._end(DOCUMENTS, "key", [digest(id_) for id_ in left])

    def passages(self, content: Content, encoding: Encoding) -> int:
        """How many had to be encoded."""
        came, left = self._difference(_PASSAGES)
        gone: dict[str, npt.NDArray[np.float32]] = {}
        for row in self._end(PASSAGES, "id", left):
            self._counted.change(row, -1)
            gone[row["id"]] = np.asarray(row["vector"], dtype=np.float32)
        encoded = 0
        encoding.know(_first_of(gone, content.known_vectors))
        for batch, vectors, fresh in encoding.batches(self._cut(came), content.on_progress):
            rows = [passage_row(d, p, vectors[p.id], self._number) for d, p in batch]
            for row, (document, passage) in zip(rows, batch, strict=True):
                self._counted.change(row, 1)
                found = terms(index_text(document, passage))
                self._counted.names.update((key, t) for t in found if (key := token(t)) != t)
            self._put(PASSAGES, rows)
            encoded += fresh
        return encoded

    def terms(self, before: Statistics) -> Statistics:
        """Terms that more or fewer passages hold, or that are spelt otherwise."""
        spelt = self._spelt("main")
        spelt_before = self._spelt("base") if self._base else {}
        changed = {t for t, n in self._counted.holding.items() if n}
        changed |= {t for t in spelt.keys() | spelt_before if spelt.get(t) != spelt_before.get(t)}
        held: dict[str, Row] = {}
        if self._base is not None:
            held = {row["key"]: row for row in self._end(TERMS, "key", sorted(changed))}
        frequencies = Counter(before.terms)
        rows = []
        for t in sorted(changed):
            old = int(held[t]["passages"]) if t in held else 0
            new = old + self._counted.holding[t]
            frequencies[old] -= 1
            frequencies[new] += 1
            name = held[t]["term"] if t in held else self._counted.names.get(t, t)
            if new or t in spelt:
                rows.append(term_row(t, name[:_LONGEST_TERM], new, spelt.get(t, ""), self._number))
        self._put(TERMS, rows)
        return Statistics(
            before.passages + self._counted.passages,
            before.length + self._counted.length,
            {held: n for held, n in sorted(frequencies.items()) if held and n},
        )

    def words(self, spellings: Sequence[str], content: Content) -> None:
        before = set(self._common("base")) if self._base else set()
        fresh = [w for w in spellings if w not in before and len(w) <= _LONGEST_TERM]
        made = Vocabulary.build(fresh, content.encoder, content.known_words)
        for start in range(0, len(fresh), AT_ONCE):
            part = slice(start, start + AT_ONCE)
            vectors = made.vectors[part].astype(np.float32).tolist()
            rows = [
                word_row(word, term(word), vector, self._number)
                for word, vector in zip(fresh[part], vectors, strict=True)
            ]
            self._put(WORDS, rows)
        left = before.difference(spellings)
        self._end(WORDS, "key", [digest(word) for word in sorted(left)])

    def _difference(self, select: str) -> tuple[list[str], list[str]]:
        """Ids of rows that are new or other than in the base, and those of the base's."""
        if self._base is None:
            rows = self._connection.execute(select.format("main"))
            return [row[0] for row in rows], []
        ours, theirs = select.format("main"), select.format("base")
        came = self._connection.execute(f"{ours} EXCEPT {theirs}")
        left = self._connection.execute(f"{theirs} EXCEPT {ours}")
        return [row[0] for row in came], [row[0] for row in left]

    def _read(self, ids: Iterable[str]) -> Iterable[Document]:
        found = (texts.read_document(self._connection, id_) for id_ in ids)
        return (d for d in found if d is not None)

    def _cut(self, ids: Sequence[str]) -> list[Cut]:
        passages = texts.read_passages(self._connection, ids)
        needed = {p.document_id for p in passages.values()}
        documents = {d.id: d for d in self._read(sorted(needed))}
        return [(documents[p.document_id], p) for p in (passages[id_] for id_ in ids)]

    def _common(self, database: str) -> list[str]:
        """The lower-case words, one spelling for each term."""
        found = self._connection.execute(f"SELECT word, term, count FROM {database}.spellings")
        return common_spellings(found)

    def _spelt(self, database: str) -> dict[str, str]:
        """By token, the spellings of words that are not too long to be any."""
        spelt = {}
        for word in self._common(database):
            if len(word) > _LONGEST_TERM:
                continue
            key = token(t := term(word))
            spelt[key] = word
            if key != t:
                self._counted.names[key] = t
        return spelt

    def _put(self, part: str, rows: Sequence[Row]) -> None:
        if rows:
            self._milvus.put(self._milvus.collection(part, self._epoch), rows)

    def _end(self, part: str, field: str, keys: Sequence[str]) -> list[Row]:
        """Rows of the base that are none of the new state; whoever reads the base sees them on.

        Milvus can change a row only by writing it whole.
        """
        if self._base is None or not keys:
            return []
        collection = self._milvus.collection(part, self._epoch)
        there = alive(self._base.number)
        ended: list[Row] = []
        for start in range(0, len(keys), AT_ONCE):
            rows = self._milvus.rows_among(
                collection, field, keys[start : start + AT_ONCE], there, _FIELDS[part]
            )
            self._milvus.put(collection, [{**row, "died": self._number} for row in rows])
            ended += rows
        return ended


def _revised(
    connection: sqlite3.Connection, base: State | None, content: Content, encoding: Encoding
) -> Revised:
    return revise_texts(
        connection,
        content.documents,
        content.leaving,
        size=content.size,
        overlap=content.overlap,
        keep=content.keep,
        on_cut=encoding.begin if base is None else None,
        on_progress=content.on_progress,
    )


def _first_of(held: Mapping[str, npt.NDArray[np.float32]], then: KnownVectors) -> KnownVectors:
    """Vectors of passages that are held already, now of another document; else those known."""

    def look_up(ids: Sequence[str]) -> Mapping[str, npt.NDArray[np.float32]]:
        found = {id_: held[id_] for id_ in ids if id_ in held}
        missing = [id_ for id_ in ids if id_ not in found]
        return {**found, **then(missing)} if missing else found

    return look_up


def _sources_and_tags(connection: sqlite3.Connection) -> tuple[tuple[str, ...], tuple[str, ...]]:
    sources = [s for (s,) in connection.execute("SELECT DISTINCT source FROM documents")]
    tagged = [t for (t,) in connection.execute("SELECT DISTINCT tags FROM documents")]
    tags: set[str] = {tag for tags in tagged for tag in json.loads(tags)}
    return tuple(sorted(sources)), tuple(sorted(tags))
