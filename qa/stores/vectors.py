"""The vectors of one state, in Chroma: in the state's own folder, or on a Chroma server.

On a server the states of an index share a collection. What a passage's vector is follows from its
id, and what filters look at never changes under an id (`write_store` gives a passage that moves to
another document a new one), so that a later state only adds, and a reader of the one before it
finds what it had. `vectors/server.json` in the state's folder names the collection; what no kept
state holds any more is deleted when a state is removed (`forget_vectors`).
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import tempfile
import warnings
from collections.abc import Container, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from chromadb.api.models.Collection import Collection
from chromadb.errors import NotFoundError

from qa.stores import StoreError, texts
from qa.stores.chroma import asking, chroma_client, chroma_server, close_client, server_told
from qa.stores.generations import write_durably

__all__ = [
    "COLLECTION",
    "Vectors",
    "begin_vectors",
    "forget_vectors",
    "ids_beside",
    "on_server",
    "open_vectors",
    "stored_vectors",
]

COLLECTION = "passages"
# Wider than Chroma's defaults: a neighbour missed is an answer missed, and a laptop has time
_HNSW = {"space": "cosine", "ef_construction": 200, "max_neighbors": 32}
# How many candidates a search keeps, `ef_search`: one for so many passages, within these bounds
_PASSAGES_EACH, _FEWEST, _MOST = 200, 400, 2_000
_DATABASE = "chroma.sqlite3"
_NOTE = "server.json"
_PART = 1_000  # ids in one request


class Vectors:
    """Opened for reading. Safe to use from several threads."""

    def __init__(
        self,
        client: Any,
        collection: Collection,
        *,
        shared: bool,
        copy: tempfile.TemporaryDirectory[str] | None = None,
    ) -> None:
        """shared: the collection holds vectors of other states too. copy: of the folder, removed
        with the last use.
        """
        self.shared = shared
        self._client, self._collection, self._copy = client, collection, copy

    def count(self) -> int:
        """Vectors in the collection, those of other states among them."""
        with server_told():
            return self._collection.count()

    def search(
        self,
        vector: npt.NDArray[np.float32],
        k: int,
        where: dict[str, Any] | None,
        held: Container[str],
    ) -> list[tuple[str, float]]:
        """The `k` nearest of the passages in `held`: (id, cosine), best first.

        where: Chroma's filter. More is asked for where others stand among the nearest.
        """
        wanted = k
        while True:
            with server_told():
                found = self._collection.query(
                    query_embeddings=vector.reshape(1, -1),
                    n_results=wanted,
                    where=where,
                    include=["distances"],
                )
            ids, distances = found["ids"][0], (found["distances"] or [[]])[0]
            pairs = [
                (str(id_), 1.0 - float(distance))
                for id_, distance in zip(ids, distances, strict=True)
                if id_ in held
            ]
            if len(pairs) >= k or len(ids) < wanted:
                return pairs[:k]
            wanted *= 2

    def look_up(self, ids: Sequence[str]) -> dict[str, npt.NDArray[np.float32]]:
        """The vectors of these passages, by id; those that are missing are left out."""
        found: dict[str, npt.NDArray[np.float32]] = {}
        with server_told():
            for start in range(0, len(ids), _PART):
                found |= stored_vectors(self._collection, ids[start : start + _PART])
        return found

    def ids(self) -> list[str]:
        """Of every vector in the collection."""
        with server_told():
            return list(self._collection.get(include=[])["ids"])

    def close(self) -> None:
        close_client(self._client)
        if self._copy is not None:
            self._copy.cleanup()


def open_vectors(state: Path, url: str) -> Vectors:
    """The vectors of the state in this folder. url: of the Chroma server, "" for none.

    Raises IndexUnreachable, StoreError or whatever Chroma makes of a damaged folder.
    """
    name = on_server(state)
    if name is not None:
        client, copy = chroma_server(url), None
    else:
        folder, copy = _writable(state / "vectors")
        client = chroma_client(folder)
    try:
        with server_told():
            collection = _found(client, name or COLLECTION)
    except BaseException:
        close_client(client)
        raise
    return Vectors(client, collection, shared=name is not None, copy=copy)


@contextmanager
def begin_vectors(state: Path, base: Path | None, url: str) -> Iterator[Collection]:
    """The collection that a new state's vectors are written to: with those of the base, or empty.

    url: of the Chroma server that they go to, "" for the state's folder; those of the base are
    in the same place. At the end it is set to search as widely as its size asks for. Raises
    IndexUnreachable, StoreError, OSError, or what Chroma raises.
    """
    if url:
        name = f"{COLLECTION}-{state.name}" if base is None else on_server(base)
        if name is None:
            raise StoreError("the vectors of the last state are not on the Chroma server")
        (state / "vectors").mkdir(exist_ok=True)
        # Before there is a collection: so that a killed build leaves none that nobody removes
        write_durably(state / "vectors" / _NOTE, {"collection": name})
        with asking(url) as client:
            collection = (_made if base is None else _found)(client, name)
            yield collection
            _widen(collection)
        return
    if base is not None:
        _copy(base / "vectors", state / "vectors")
    with closing(chroma_client(state / "vectors")) as client:
        collection = (_made if base is None else _found)(client, COLLECTION)
        yield collection
        _widen(collection)


def forget_vectors(state: Path, kept: Sequence[Path], url: str) -> None:
    """Delete from the server what only the state in this folder holds; `kept` are other states.

    Does nothing for vectors in a folder. Raises IndexUnreachable or StoreError.
    """
    name = on_server(state)
    if name is None:
        return
    sharing = [folder for folder in kept if on_server(folder) == name]
    with asking(url) as client:
        if not sharing:
            with suppress(NotFoundError):  # the build was killed before it made it
                client.delete_collection(name)
            return
        collection = _found(client, name)
        left = sorted(_ids_in(state).difference(*map(_ids_in, sharing)))
        for start in range(0, len(left), _PART):
            collection.delete(ids=left[start : start + _PART])


def ids_beside(state: Path) -> set[str]:
    """Ids of the passages of other states whose vectors are in the same collection."""
    name = on_server(state)
    if name is None:
        return set()
    others = [f for f in state.parent.iterdir() if f != state and on_server(f) == name]
    return set().union(*map(_ids_in, others))


def on_server(state: Path) -> str | None:
    """The collection that holds the state's vectors on a server; None when they are in its folder.

    Raises StoreError when that cannot be told.
    """
    try:
        return str(json.loads((state / "vectors" / _NOTE).read_text("utf-8"))["collection"])
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{_NOTE} cannot be read") from error


def stored_vectors(
    collection: Collection, ids: Sequence[str]
) -> dict[str, npt.NDArray[np.float32]]:
    """The vectors that a Chroma collection holds of these passages, by id; `ids` is not empty."""
    found = collection.get(ids=list(ids), include=["embeddings"])
    vectors = found["embeddings"] if found["embeddings"] is not None else []
    return {
        id_: np.asarray(vector, dtype=np.float32)
        for id_, vector in zip(found["ids"], vectors, strict=True)
    }


def _made(client: Any, name: str) -> Collection:
    made: Collection = client.get_or_create_collection(
        name, embedding_function=None, configuration={"hnsw": _HNSW}
    )
    return made


def _widen(collection: Collection) -> None:
    """Of more passages more candidates are kept, so that about as many neighbours are found."""
    wanted = min(_MOST, max(_FEWEST, collection.count() // _PASSAGES_EACH))
    with warnings.catch_warnings():  # Chroma warns of its own word for "no embedding function"
        warnings.filterwarnings("ignore", "legacy embedding function", DeprecationWarning)
        collection.modify(configuration={"hnsw": {"ef_search": wanted}})


def _found(client: Any, name: str) -> Collection:
    found: Collection = client.get_collection(name, embedding_function=None)
    return found


def _ids_in(state: Path) -> set[str]:
    """Ids of the passages of a state."""
    try:
        with closing(texts.open_texts(state / "texts.sqlite")) as connection:
            return set(texts.read_rows(connection).ids)
    except sqlite3.Error as error:
        raise StoreError(str(error)) from error


def _copy(source: Path, target: Path) -> None:
    """A folder of Chroma's, whoever reads it meanwhile. Raises StoreError when there is none."""
    if not (source / _DATABASE).is_file():
        raise StoreError(f"{source.name}/{_DATABASE} of the last state is missing")
    shutil.copytree(
        source,
        target,
        ignore=shutil.ignore_patterns(f"{_DATABASE}*"),
        copy_function=shutil.copyfile,
    )
    # An open reader may be at work on this one: the backup waits for it and is of one piece
    one, other = sqlite3.connect(source / _DATABASE), sqlite3.connect(target / _DATABASE)
    with closing(one), closing(other):
        one.backup(other)


def _writable(vectors: Path) -> tuple[Path, tempfile.TemporaryDirectory[str] | None]:
    """The folder, or a copy of it for as long as it is open: Chroma does not open what it cannot
    write to, and an index may lie on a disk that is only read.
    """
    held = (vectors, *vectors.rglob("*"))
    if all(os.access(path, os.W_OK) for path in held):
        return vectors, None
    whole = tempfile.TemporaryDirectory(prefix="qa-vectors-")
    copy = Path(whole.name) / "vectors"
    copy.mkdir()
    for path in held[1:]:
        target = copy / path.relative_to(vectors)
        if path.is_dir():
            target.mkdir()
        else:
            shutil.copyfile(path, target)  # its bytes, and not that it is read-only
    return copy, whole
