"""What `verify` proves, and every kind of damage that it must see."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from qa.errors import IndexMissing
from qa.indexing import build
from qa.indexing.verifying import verify
from qa.settings import Settings
from qa.stores.chroma import chroma_client
from qa.stores.generations import read_manifest
from qa.stores.sums import settle
from qa.stores.vectors import COLLECTION
from tests.conftest import HashEncoder


def state(settings: Settings) -> Path:
    return settings.index / read_manifest(settings.index).generation


def in_texts(*statements: str) -> Callable[[Settings], None]:
    def damage(settings: Settings) -> None:
        with sqlite3.connect(state(settings) / "texts.sqlite") as connection:
            for statement in statements:
                connection.execute(statement)
        connection.close()
        _noted_anew(settings)

    return damage


def _noted_anew(settings: Settings) -> None:
    """So that what is wrong inside a file has to be found there."""
    (state(settings) / "sums.json").unlink()
    settle(state(settings))


def in_vectors(change: Callable[[object], None]) -> Callable[[Settings], None]:
    def damage(settings: Settings) -> None:
        client = chroma_client(state(settings) / "vectors")
        change(client.get_collection(COLLECTION, embedding_function=None))
        client.close()

    return damage


def _stranger(collection: object) -> None:
    first = collection.get(limit=1)["ids"]  # type: ignore[attr-defined]
    collection.delete(ids=first)  # type: ignore[attr-defined]
    vector = np.full(64, 0.125, dtype=np.float32)
    collection.add(ids=["stranger"], embeddings=[vector], metadatas=[{"document": "x"}])  # type: ignore[attr-defined]


def _longer(collection: object) -> None:
    first = collection.get(limit=1)["ids"]  # type: ignore[attr-defined]
    vector = np.full(64, 3.0, dtype=np.float32)
    collection.update(ids=first, embeddings=[vector])  # type: ignore[attr-defined]


def _counts(settings: Settings) -> None:
    path = state(settings) / "keywords" / "counts.npy"
    counts = np.load(path)
    counts[3] += 1
    np.save(path, counts)


def test_a_sound_index(settings: Settings, hash_encoder: HashEncoder) -> None:
    build(settings)
    found = verify(settings)
    assert (found.findings, found.documents, found.files) == ((), 5, 5)
    assert found.vectors == found.passages == read_manifest(settings.index).passages


@pytest.mark.parametrize(
    ("damage", "what"),
    [
        (
            in_texts("UPDATE documents SET text = replace(text, 'Astana', 'Sochi')"),
            "its text is not",
        ),
        (in_texts("UPDATE passages SET start = start + 1 WHERE ordinal = 2"), "not at its place"),
        (in_texts("UPDATE passages SET end = 10000000 WHERE ordinal = 1"), "not at its place"),
        (in_texts("UPDATE documents SET title = 'Other'"), "not at its place"),
        (in_vectors(_stranger), "a vector without a passage"),
        (in_vectors(_stranger), "the passage has no vector"),
        (in_vectors(_longer), "not one the model makes"),
        (_counts, "its terms are not those"),
        (lambda s: (state(s) / "texts.sqlite").write_bytes(b"garbage"), "is damaged"),
        (lambda s: (state(s) / "manifest.json").write_bytes(b"{"), "manifest.json cannot be read"),
    ],
)
def test_damage_is_seen_and_mended(
    settings: Settings, hash_encoder: HashEncoder, damage: Callable[[Settings], None], what: str
) -> None:
    build(settings)
    damage(settings)
    found = verify(settings)
    assert found.damaged
    assert any(what in f.what for f in found.findings), found.findings
    build(settings, full=True)
    assert verify(settings).findings == ()


def test_files_that_changed_since(settings: Settings, hash_encoder: HashEncoder) -> None:
    build(settings)
    first, second, *_ = sorted(settings.articles.iterdir())
    stamp = first.stat()
    first.write_bytes(first.read_bytes().replace(b"a", b"e", 1))
    os.utime(first, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))  # same size, same time: still seen
    second.unlink()
    (settings.articles / "new.txt").write_text("The river rose on Monday.")
    found = verify(settings)
    assert not found.damaged
    assert {(f.where, f.what) for f in found.findings} == {
        (first.name, "its bytes changed since the build"),
        (second.name, "it is gone from the folder"),
        ("new.txt", "it is new since the build"),
    }


def test_without_an_index(settings: Settings, hash_encoder: HashEncoder) -> None:
    with pytest.raises(IndexMissing):
        verify(settings)
