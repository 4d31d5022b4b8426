"""Documents into a new state of the embedded store, from nothing or from the state before."""

from __future__ import annotations

import errno
import shutil
import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from chromadb.api.models.Collection import Collection as ChromaCollection
from chromadb.errors import ChromaError

from qa.articles.recurring import RECURS, is_recurring, line_keys, recurring_marked
from qa.builds import Progress
from qa.copies import group_stories, signature
from qa.encoder import Encoder
from qa.errors import IndexUnreachable, SettingsError
from qa.passages import cut, index_text
from qa.postings import Postings
from qa.records import Document, Passage
from qa.stores import StoreError, texts
from qa.stores.encoded import EncodedVectors
from qa.stores.encoding import Cut, Encoded, Encoding, KnownVectors, Vector, no_vectors, parts
from qa.stores.sums import changed_files
from qa.stores.vectors import begin_vectors, open_vectors, stored_vectors
from qa.text import terms
from qa.vocabulary import Vocabulary, common_spellings, count_spellings

__all__ = [
    "Revised",
    "StoreError",
    "Written",
    "held_documents",
    "revise_texts",
    "vectors_in",
    "write_store",
]


@dataclass(frozen=True, slots=True)
class Written:
    """passages: in the new state. encoded: vectors computed. left: passages that went.
    taken_over: vectors that came from shards.
    """

    passages: int
    encoded: int
    left: int
    taken_over: int = 0


@dataclass(frozen=True, slots=True)
class Revised:
    """What became of the texts. before: ids of passages, in order. after: what is there now.
    came: passages that were cut; left: ids that are there no more.
    """

    before: list[str]
    after: texts.Rows
    came: list[Cut]
    left: list[str]
    spellings: list[str]


@contextmanager
def vectors_in(folder: Path, chroma_url: str = "") -> Iterator[tuple[KnownVectors, Vocabulary]]:
    """The vectors that the state in `folder` holds, by passage id, and those of words.

    Raises OSError, ValueError or StoreError when they cannot be read.
    """
    vocabulary = Vocabulary.open(folder / "keywords")
    if damaged := changed_files(folder, ("vectors/", "keywords/word")):
        raise StoreError(f"{damaged[0]} is not as it was written")
    try:
        vectors = open_vectors(folder, chroma_url)
    except (ChromaError, IndexUnreachable, SettingsError) as error:
        raise StoreError(str(error)) from error
    with closing(vectors):
        yield vectors.look_up, vocabulary


def held_documents(folder: Path) -> list[tuple[str, str, str]]:
    """Path, id and text's SHA-256 of every document of the state in `folder`.

    Raises StoreError when they cannot be read.
    """
    try:
        with closing(texts.open_texts(folder / "texts.sqlite")) as connection:
            return texts.read_digests(connection)
    except sqlite3.Error as error:
        raise StoreError(str(error)) from error


def write_store(
    folder: Path,
    documents: Sequence[Document],
    encoder: Encoder,
    *,
    size: int,
    overlap: int,
    base: Path | None = None,
    leaving: Sequence[str] = (),
    known_vectors: KnownVectors = no_vectors,
    known_words: Vocabulary | None = None,
    pending: EncodedVectors | None = None,
    keep: Collection[str] = (),
    chroma_url: str = "",
    on_progress: Callable[[Progress], None] = lambda _: None,
) -> Written:
    """Cut, encode and store `documents` in a new state.

    base: a state that is taken over first, without the documents whose ids are in `leaving`; it
    is copied and never touched. pending: keeps what was encoded from being lost. keep: lines
    that are text though they recur, as of `kept_lines`. chroma_url: of the server that the vectors
    go to, and that has those of the base; "" for the state's own folder.
    Raises OSError, ValueError or StoreError when the disk or the base refuses, IndexUnreachable.
    """
    try:
        with closing(Encoding(encoder, known_vectors, pending)) as encoding:
            with closing(_start(folder, base)) as connection:
                revised = revise_texts(
                    connection,
                    documents,
                    leaving,
                    size=size,
                    overlap=overlap,
                    keep=keep,
                    renew=bool(chroma_url),
                    on_cut=encoding.begin if base is None else None,
                    on_progress=on_progress,
                )
            _write_keywords(folder / "keywords", base, revised)
            if known_words is None and base is not None:
                with _of_base():
                    known_words = Vocabulary.open(base / "keywords")
            Vocabulary.build(revised.spellings, encoder, known_words).save(folder / "keywords")
            held = set(revised.before)
            with begin_vectors(folder, base, chroma_url) as collection:
                _check_held(collection, held, shared=bool(chroma_url))
                fresh = [c for c in revised.came if c[1].id not in held]
                if chroma_url:
                    encoding.know(_or_renamed(known_vectors, collection, revised.left))
                else:  # on a server the state before may still be asked
                    for part in parts(revised.left):
                        collection.delete(ids=list(part))
                    _move(collection, [c for c in revised.came if c[1].id in held])
                encoded = _add_vectors(collection, encoding.batches(fresh, on_progress))
                _check_held(collection, revised.after.ids, shared=bool(chroma_url))
    except (sqlite3.Error, ChromaError) as error:
        if "disk is full" in str(error):
            raise OSError(errno.ENOSPC, str(error)) from error
        raise StoreError(str(error)) from error
    return Written(len(revised.after.ids), encoded, len(revised.left))


def revise_texts(
    connection: sqlite3.Connection,
    documents: Sequence[Document],
    leaving: Sequence[str],
    *,
    size: int,
    overlap: int,
    keep: Collection[str],
    renew: bool = False,
    on_cut: Callable[[Sequence[Cut]], None] | None = None,
    on_progress: Callable[[Progress], None],
) -> Revised:
    """Take out the documents that leave and cut those that come, in one transaction; mark again
    the lines that recur over a source's stories now.

    renew: a passage that moves to another document gets a new id. on_cut: is given the passages of
    each document, of which a few may be cut otherwise in the end.
    """
    before = texts.read_rows(connection).ids
    held = set(before)
    taken = set(held)
    with connection:
        gone = _take_out(connection, leaving)
        taken -= set() if renew else gone
        came = _add_all(connection, documents, size, overlap, taken, on_cut, on_progress)
        texts.set_stories(connection, group_stories(texts.read_signatures(connection)))
        again = _with_other_marks(connection, keep)
        stories = texts.read_stories(connection, [d.id for d in again])
        gone = _take_out(connection, list(stories))
        taken -= set() if renew else gone
        came = [c for c in came if c[0].id not in stories]
        came += _add_all(connection, again, size, overlap, taken)
        texts.set_stories(connection, stories)
    spellings = common_spellings(texts.read_spellings(connection))
    after = texts.read_rows(connection)
    return Revised(before, after, came, sorted(held.difference(after.ids)), spellings)


def _check_held(collection: ChromaCollection, ids: Collection[str], *, shared: bool) -> None:
    """Raises StoreError unless there are as many vectors as passages, or more where states share
    a collection.
    """
    stored = collection.count()
    if stored < len(ids) or (stored > len(ids) and not shared):
        raise StoreError(f"there are {stored} vectors of {len(ids)} passages")


def _start(folder: Path, base: Path | None) -> sqlite3.Connection:
    """The texts of the new state: none, or those of the base."""
    if base is None:
        return texts.create_texts(folder / "texts.sqlite")
    if damaged := changed_files(base):  # else the notes of the new state would vouch for it
        raise StoreError(f"{damaged[0]} of the last state is not as it was written")
    if not (base / "texts.sqlite").is_file():
        raise StoreError("texts.sqlite of the last state is missing")
    shutil.copyfile(base / "texts.sqlite", folder / "texts.sqlite")
    return sqlite3.connect(folder / "texts.sqlite")


def _with_other_marks(connection: sqlite3.Connection, keep: Collection[str]) -> list[Document]:
    """Documents whose recurring lines are others now than those marked, with the right marks."""
    recurring: dict[str, set[str]] = {}
    for source, line, having, stories in texts.read_line_counts(connection):
        if line not in keep and is_recurring(having, stories):
            recurring.setdefault(source, set()).add(line)
    found = texts.documents_with_lines(connection, recurring, RECURS)
    marked = [(d, recurring_marked(d, recurring.get(d.source, ()))) for d in found]
    return [new for old, new in marked if new.marks != old.marks]


def _take_out(connection: sqlite3.Connection, leaving: Sequence[str]) -> set[str]:
    """The ids of the passages that went."""
    gone = (texts.read_document(connection, id_) for id_ in leaving)
    counts = count_spellings(d.text for d in gone if d is not None)
    texts.change_spellings(connection, {word: -n for word, n in counts.items()})
    return texts.remove_documents(connection, leaving)


def _add_all(
    connection: sqlite3.Connection,
    documents: Sequence[Document],
    size: int,
    overlap: int,
    taken: set[str],
    on_cut: Callable[[Sequence[Cut]], None] | None = None,
    on_progress: Callable[[Progress], None] = lambda _: None,
) -> list[Cut]:
    """The passages added. taken: ids of passages that are there; theirs are added to it."""
    every: list[Cut] = []
    for done, document in enumerate(documents, start=1):
        passages = [_renamed(p, taken) for p in cut(document, size=size, overlap=overlap)]
        texts.add_document(
            connection, document, passages, signature(document.text), line_keys(document)
        )
        own = [(document, passage) for passage in passages]
        every += own
        if on_cut is not None:
            on_cut(own)
        on_progress(Progress("cutting", done, len(documents)))
    texts.change_spellings(connection, count_spellings(d.text for d in documents))
    return every


def _renamed(passage: Passage, taken: set[str]) -> Passage:
    """An id of its own where two documents hold the same text under the same title."""
    id_, turn = passage.id, 1
    while id_ in taken:
        turn += 1
        id_ = f"{passage.id}-{turn}"
    taken.add(id_)
    return passage if turn == 1 else replace(passage, id=id_)


@contextmanager
def _of_base() -> Iterator[None]:
    """What is gone of the last state is no refusal of the disk that is written to."""
    try:
        yield
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
        raise StoreError(f"the last state cannot be read ({error})") from error


def _write_keywords(folder: Path, base: Path | None, revised: Revised) -> None:
    before, after = revised.before, revised.after
    with _of_base():
        postings = Postings.of([]) if base is None else Postings.open(base / "keywords")
    if len(postings.lengths) != len(before):
        raise StoreError("the keyword arrays and the texts of the last state do not fit together")
    added = {after.number[p.id]: terms(index_text(d, p)) for d, p in revised.came}
    places = np.array([after.number.get(id_, -1) for id_ in before], dtype=np.int64)
    places[np.isin(places, list(added))] = -1  # its terms are read anew
    postings.revised(places, added, len(after.ids)).save(folder)


def _move(collection: ChromaCollection, moved: Sequence[Cut]) -> None:
    """Passages that are held already, now of another document."""
    for part in parts(moved):
        collection.update(ids=[p.id for _, p in part], metadatas=[_columns(d) for d, _ in part])


def _add_vectors(collection: ChromaCollection, batches: Iterator[Encoded]) -> int:
    """How many of the vectors had to be encoded."""
    total = 0
    for batch, vectors, encoded in batches:
        collection.upsert(  # on a server an id may still be there from a state that is removed next
            ids=[p.id for _, p in batch],
            embeddings=np.array([vectors[p.id] for _, p in batch], dtype=np.float32),
            metadatas=[_columns(d) for d, _ in batch],
        )
        total += encoded
    return total


def _or_renamed(
    known_vectors: KnownVectors, collection: ChromaCollection, left: Sequence[str]
) -> KnownVectors:
    """With the vectors that passages had under another id, before they moved."""
    before = {_stem(id_): id_ for id_ in left}

    def look_up(ids: Sequence[str]) -> Mapping[str, Vector]:
        known = dict(known_vectors(ids))
        old = {id_: before[_stem(id_)] for id_ in ids if id_ not in known and _stem(id_) in before}
        held = stored_vectors(collection, list(old.values())) if old else {}
        return known | {id_: held[was] for id_, was in old.items() if was in held}

    return look_up


def _stem(id_: str) -> str:
    """What of a passage's id follows from its text: the same stem, the same vector."""
    return id_.split("-")[0]


def _columns(document: Document) -> dict[str, str | int]:
    """What filters look at."""
    return {
        "document": document.id,
        "source": document.source,
        "published": texts.date_number(document.published),
    }
