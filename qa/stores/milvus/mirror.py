"""The texts of the last state in a file of the index folder, so that a build finds what changed.

Where the file is missing (another machine built last, or the folder is new) it is made anew from
Milvus, which holds everything that is in it.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from qa.articles.recurring import line_keys
from qa.records import Document, Passage
from qa.stores import StoreError, texts
from qa.stores.milvus.connection import Milvus
from qa.stores.milvus.records import State
from qa.stores.milvus.rows import DOCUMENT_FIELDS, PASSAGE_FIELDS, documents_from, passage_from
from qa.stores.milvus.schema import DOCUMENTS, PASSAGES, alive
from qa.vocabulary import count_spellings

__all__ = ["Mirror"]


class Mirror:
    """Files of one index's texts, named by state."""

    def __init__(self, index: Path, name: str) -> None:
        self._folder = index / "milvus" / name
        self._new = self._folder / "new.sqlite"

    def open(self, milvus: Milvus, state: State) -> sqlite3.Connection:
        """The texts of a state, read only. Raises StoreError or OSError."""
        return texts.open_texts(self._file(milvus, state))

    @contextmanager
    def revised(self, milvus: Milvus, base: State | None) -> Iterator[sqlite3.Connection]:
        """A copy of the base's texts to be changed, or an empty file; attached as `base`."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._new.unlink(missing_ok=True)
        if base is None:
            connection = texts.create_texts(self._new)
        else:
            shutil.copyfile(self._file(milvus, base), self._new)
            connection = sqlite3.connect(self._new)
        with closing(connection):
            if base is not None:
                file = self._file(milvus, base)
                connection.execute("ATTACH ? AS base", (str(file),))
            yield connection

    def keep(self, name: str) -> None:
        """What was revised becomes the texts of that state."""
        self._new.replace(self._folder / f"{name}.sqlite")

    def forget_others(self, name: str) -> None:
        for file in self._folder.glob("*.sqlite*"):
            if file.stem != name:
                file.unlink(missing_ok=True)

    def _file(self, milvus: Milvus, state: State) -> Path:
        file = self._folder / f"{state.manifest.generation}.sqlite"
        if not _is_sound(file, state):
            self._folder.mkdir(parents=True, exist_ok=True)
            fetched = file.with_suffix(".fetched")
            fetched.unlink(missing_ok=True)
            try:
                _fetch(fetched, milvus, state)
            except (ValueError, KeyError, TypeError, sqlite3.Error) as error:
                raise StoreError(f"the texts in Milvus cannot be read ({error})") from error
            fetched.replace(file)
        return file


def _is_sound(file: Path, state: State) -> bool:
    try:
        with closing(texts.open_texts(file)) as connection:
            (held,) = connection.execute("SELECT COUNT(*) FROM passages").fetchone()
            (whole,) = connection.execute("PRAGMA quick_check").fetchone()
    except sqlite3.Error:
        return False
    return bool(held == state.manifest.passages and whole == "ok")


def _fetch(file: Path, milvus: Milvus, state: State) -> None:
    """Lines and spellings are those of the documents, and are counted again."""
    there = alive(state.number)
    documents = milvus.every(
        milvus.collection(DOCUMENTS, state.epoch), there, DOCUMENT_FIELDS, batch=200
    )
    held = documents_from(documents)
    by_id: dict[str, Document] = {h.document.id: h.document for h in held}
    passages: dict[str, list[Passage]] = {id_: [] for id_ in by_id}
    for row in milvus.every(milvus.collection(PASSAGES, state.epoch), there, PASSAGE_FIELDS):
        passages[row["document_id"]].append(passage_from(row, by_id))
    with closing(texts.create_texts(file)) as connection, connection:
        for h in held:
            own = sorted(passages[h.document.id], key=lambda p: p.ordinal)
            texts.add_document(connection, h.document, own, h.signature, line_keys(h.document))
        texts.set_stories(connection, {h.document.id: h.story for h in held})
        texts.change_spellings(connection, count_spellings(d.text for d in by_id.values()))
