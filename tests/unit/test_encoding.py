"""Vectors of a build: encoded while articles are cut, each once, none lost when it is stopped."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from qa.builds import Progress
from qa.encoder import Vectors
from qa.passages import cut, index_text
from qa.stores.encoded import EncodedVectors
from qa.stores.encoding import Cut, Encoding, Vector, no_vectors
from tests.conftest import HashEncoder, make_document


class Slow(HashEncoder):
    """Encodes when it is let; refuses from a number of calls on."""

    def __init__(self, refuses_at: int | None = None) -> None:
        super().__init__()
        self.let = threading.Event()
        self.calls = 0
        self._refuses_at = refuses_at

    def encode(self, texts: Sequence[str]) -> Vectors:
        assert self.let.wait(10)
        self.calls += 1
        if self.calls == self._refuses_at:
            raise MemoryError("no more")
        return super().encode(texts)


@pytest.fixture(scope="module")
def cuts() -> list[Cut]:
    """Passages of many small articles."""
    documents = [
        make_document(" ".join(f"Delegation {n} of {m} came." for m in range(60)), name=f"{n}.txt")
        for n in range(150)
    ]
    found = [(d, p) for d in documents for p in cut(d, size=20, overlap=0)]
    assert len(found) > 1_500
    return found


def taken(encoding: Encoding, cuts: Sequence[Cut]) -> tuple[dict[str, Vector], int, list[int]]:
    vectors: dict[str, Vector] = {}
    encoded, told = 0, list[int]()

    def say(progress: Progress) -> None:
        assert progress.phase == "encoding" and progress.total == len(cuts)
        told.append(progress.done)

    for batch in encoding.batches(cuts, say):
        vectors |= {p.id: batch.vectors[p.id] for _, p in batch.passages}
        encoded += batch.encoded
    return vectors, encoded, told


@pytest.mark.parametrize("kept", [True, False], ids=["in a file", "in memory"])
def test_what_is_begun_is_encoded_once_and_has_its_own_vector(
    cuts: list[Cut], kept: bool, tmp_path: Path
) -> None:
    encoder = HashEncoder()
    pending = EncodedVectors(tmp_path, encoder.digest) if kept else None
    with closing(Encoding(encoder, no_vectors, pending)) as encoding:
        for start in range(0, len(cuts), 7):
            encoding.begin(cuts[start : start + 7])
        vectors, encoded, told = taken(encoding, cuts)
    assert encoded == len(cuts) and sorted(encoder.encoded) == sorted(
        index_text(d, p) for d, p in cuts
    )
    assert told == sorted(told) and told[-1] == len(cuts)
    for document, passage in cuts[::97]:
        expected = HashEncoder().encode([index_text(document, passage)])[0]
        np.testing.assert_allclose(vectors[passage.id], expected, atol=1e-6)
    if pending is not None:
        with closing(pending):
            assert len(pending.look_up([p.id for _, p in cuts[:300]])) == 300


def test_cutting_does_not_wait_for_the_encoder(cuts: list[Cut]) -> None:
    encoder = Slow()
    with closing(Encoding(encoder, no_vectors, None)) as encoding:
        for start in range(0, len(cuts), 7):  # far more than may wait
            encoding.begin(cuts[start : start + 7])
        assert encoder.encoded == []
        encoder.let.set()
        vectors, encoded, _ = taken(encoding, cuts)
    assert len(vectors) == encoded == len(encoder.encoded) == len(cuts)


def test_what_is_known_is_not_encoded(cuts: list[Cut]) -> None:
    encoder = HashEncoder()
    half = {p.id for _, p in cuts[::2]}

    def known(ids: Sequence[str]) -> Mapping[str, Vector]:
        return {id_: np.full(64, 0.125, dtype=np.float32) for id_ in ids if id_ in half}

    with closing(Encoding(encoder, known, None)) as encoding:
        encoding.begin(cuts)
        vectors, encoded, _ = taken(encoding, cuts)
    assert encoded == len(encoder.encoded) == len(cuts) - len(half)
    assert all((vectors[id_] == 0.125).all() for id_ in half)


@pytest.mark.parametrize("at", [1, 2, 5])
def test_what_the_encoder_refuses_is_told_and_the_rest_is_kept(
    cuts: list[Cut], at: int, tmp_path: Path
) -> None:
    encoder = Slow(refuses_at=at)
    encoder.let.set()
    with (
        closing(EncodedVectors(tmp_path, encoder.digest)) as pending,
        pytest.raises(MemoryError, match="no more"),
        closing(Encoding(encoder, no_vectors, pending)) as encoding,
    ):
        for start in range(0, len(cuts), 7):
            encoding.begin(cuts[start : start + 7])
        taken(encoding, cuts)
    with closing(EncodedVectors(tmp_path, encoder.digest)) as pending:
        held = sum(len(pending.look_up([p.id])) for _, p in cuts)
    assert held >= 256 * (at - 1)


def test_nothing_goes_on_after_it_is_left(cuts: list[Cut]) -> None:
    encoder = Slow()
    with pytest.raises(KeyboardInterrupt), closing(Encoding(encoder, no_vectors, None)) as encoding:
        encoding.begin(cuts)
        encoding.begin(cuts)
        encoder.let.set()
        raise KeyboardInterrupt
    done = encoder.calls
    assert done <= 1
    assert not any(t.name.startswith("encoding") for t in threading.enumerate())


def test_vectors_on_damaged_pages_are_encoded_anew(tmp_path: Path) -> None:
    rows = {f"{n:024x}": np.full(384, n, np.float32) for n in range(300)}
    with closing(EncodedVectors(tmp_path, "a model")) as pending:
        pending.keep(rows)
    file = tmp_path / "encoded.sqlite"
    raw = file.read_bytes()
    file.write_bytes(raw[: len(raw) // 2] + bytes(len(raw) - len(raw) // 2))  # a lost half
    with closing(EncodedVectors(tmp_path, "a model")) as pending:
        assert pending.look_up(list(rows)) == {}
        pending.keep(rows)
        assert len(pending.look_up(list(rows))) == 300


@pytest.mark.parametrize("at", [18, 47, 52])
def test_vectors_in_a_file_with_a_wrong_header_are_encoded_anew(tmp_path: Path, at: int) -> None:
    with closing(EncodedVectors(tmp_path, "another model")) as pending:
        pending.keep({"a" * 24: np.zeros(384, np.float32)})
    raw = bytearray((tmp_path / "encoded.sqlite").read_bytes())
    raw[at] ^= 0xFF
    (tmp_path / "encoded.sqlite").write_bytes(raw)
    with closing(EncodedVectors(tmp_path, "a model")) as pending:
        pending.keep({"b" * 24: np.zeros(384, np.float32)})
        assert len(pending.look_up(["a" * 24, "b" * 24])) == 1


def test_a_locked_file_of_vectors_is_not_thrown_away(tmp_path: Path) -> None:
    rows = {f"{n:024x}": np.full(384, n, np.float32) for n in range(3)}
    with closing(EncodedVectors(tmp_path, "a model")) as pending:
        pending.keep(rows)
    with closing(sqlite3.connect(tmp_path / "encoded.sqlite")) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(OSError, match="locked"):
            EncodedVectors(tmp_path, "a model")
    with closing(EncodedVectors(tmp_path, "a model")) as pending:
        assert len(pending.look_up(list(rows))) == 3
