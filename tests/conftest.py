"""What every test shares: a clean environment, a copy of the five articles, a fake encoder."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from qa.encoder import Vectors
from qa.indexing.planning import _digest
from qa.precision import Chosen
from qa.records import Document, Hit, Passage, Scores, Sentence
from qa.settings import Settings
from tests.faults import fault_table, tell

__all__ = ["fault_table", "tell"]  # fixtures that every test may ask for

ROOT = Path(__file__).parent.parent
# Two articles, eight days apart, on one camp
SHELTERING = {
    "camp-fills.txt": (
        "Camp near Hestøy fills\nNordkai Post, 4 March 2024\n\n"
        "About 1,400 people were sheltering near Hestøy on Monday, when the camp got its first "
        "doctor. Another ship with tents is expected.\n"
    ),
    "camp-empties.txt": (
        "Camp near Hestøy empties\nThe Lindau Herald, 12 March 2024\n\n"
        "Some 618 people are still sheltering at Hestøy after the storm, the Red Cross "
        "said on Tuesday. Blankets were handed out.\n"
    ),
}


class HashEncoder:
    """Words hashed into a vector: similar words, similar vectors; no model. For unit tests."""

    name = "hash"
    digest = "hash-encoder"
    dimension = 64
    precision = Chosen("float32", "nothing else is needed here")
    backend = "torch"

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.encoded.extend(texts)
        vectors = np.full((len(texts), self.dimension), 1e-3, dtype=np.float32)
        for row, text in enumerate(texts):
            for word in text.lower().split():
                place = int(hashlib.sha256(word.encode()).hexdigest(), 16) % self.dimension
                vectors[row, place] += 1.0
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the person running the tests reaches them; models run on what the program
    comes with, though OpenVINO is installed for the tests that are about it.
    """
    for name in list(os.environ):
        if name.upper().startswith("QA_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("QA_BACKEND", "torch")


def settings_in(folder: Path, **more: object) -> Settings:
    """Settings with everything under one folder; no variable of the environment is read."""
    places = {name: folder / name for name in ("articles", "index", "data")}
    return Settings.model_validate({"backend": "torch", **places, **more})


def in_milvus(folder: Path) -> dict[str, str]:
    """Settings that keep the index in a Milvus Lite file of the folder."""
    return {"store": "milvus", "milvus_uri": str(folder / "milvus.db")}


def the_five_in(folder: Path, **more: object) -> Settings:
    """`settings_in` with a copy of the five articles, not yet indexed."""
    settings = settings_in(folder, **more)
    shutil.copytree(ROOT / "seeds", settings.articles)
    return settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings for a copy of the five articles that a test may change."""
    return the_five_in(tmp_path)


@pytest.fixture
def seeds(settings: Settings) -> Path:
    """That copy."""
    return settings.articles


@pytest.fixture
def hash_encoder(monkeypatch: pytest.MonkeyPatch) -> Iterator[HashEncoder]:
    """The fake encoder in place of the model, for building and asking."""
    encoder = HashEncoder()
    monkeypatch.setattr("qa.indexing.building.open_encoder", lambda name, **_: encoder)
    monkeypatch.setattr("qa.indexing.planning.model_digest", lambda name: encoder.digest)
    monkeypatch.setattr("qa.engine.open_query_encoder", lambda name, **_: encoder)
    _digest.cache_clear()
    yield encoder
    _digest.cache_clear()


def make_document(text: str, *, title: str = "", name: str = "a.txt", **more: object) -> Document:
    """A document for unit tests, without the loading."""
    return Document(
        id=name,
        path=name,
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        title=title or "Untitled",
        source=name.removesuffix(".txt"),
        title_found=bool(title),
        **more,  # type: ignore[arg-type]
    )


def make_hit(document: Document) -> Hit:
    """A hit on a document that is one passage of one sentence."""
    sentence = Sentence(0, len(document.text))
    passage = Passage(
        document.id, document.id, 0, 0, len(document.text), document.text, (sentence,)
    )
    return Hit(passage, document, Scores(bm25=1.0, vector=0.5, fused=0.5))
