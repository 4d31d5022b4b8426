"""How fast this machine encodes the user's own passages, in each precision it could use."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from statistics import median

from qa.articles import load_files, scan
from qa.encoder import open_encoder
from qa.errors import ArticlesError
from qa.passages import cut, index_text
from qa.precision import Chosen, choose_precision
from qa.settings import Settings

__all__ = ["Measured", "measure_encoder", "passages_to_encode"]

_PASSAGES = 256
_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Measured:
    """precision: of the layers. per_second: passages encoded, median of the rounds. cosine: the
    least with which a vector agrees with that of single precision.
    """

    precision: str
    per_second: float
    cosine: float

    def to_dict(self) -> dict[str, float | str]:
        return asdict(self)


def passages_to_encode(settings: Settings) -> list[str]:
    """The first passages of the articles, as they are indexed. Raises ArticlesError for none."""
    texts: list[str] = []
    for file in scan(settings.articles).files:
        documents, _ = load_files(settings.articles, [file.path], max_bytes=settings.max_file_bytes)
        for document in documents:
            passages = cut(document, size=settings.passage_words, overlap=settings.passage_overlap)
            texts += [index_text(document, passage) for passage in passages]
        if len(texts) >= _PASSAGES:
            break
    if not texts:
        raise ArticlesError(f"There is nothing to encode in {settings.articles}.")
    return texts[:_PASSAGES]


def measure_encoder(settings: Settings, texts: list[str]) -> tuple[Chosen, list[Measured]]:
    """What is chosen for this machine, and each precision measured, single precision first.

    The rounds go through the precisions in turn, so that other work on the machine slows all.
    """
    exact = open_encoder(settings.model)
    half = open_encoder(
        settings.model, precision="bfloat16" if exact.device == "cpu" else "float16"
    )
    encoders = (exact, half)
    vectors = [encoder.encode(texts) for encoder in encoders]  # and warm them up
    rates: list[list[float]] = [[] for _ in encoders]
    for _ in range(_ROUNDS):
        for encoder, taken in zip(encoders, rates, strict=True):
            started = time.perf_counter()
            encoder.encode(texts)
            taken.append(len(texts) / (time.perf_counter() - started))
    measured = [
        Measured(
            encoder.precision.name,
            round(median(taken), 1),
            round(float((found * vectors[0]).sum(axis=1).min()), 5),
        )
        for encoder, found, taken in zip(encoders, vectors, rates, strict=True)
    ]
    return choose_precision(settings.precision, exact.device), measured
