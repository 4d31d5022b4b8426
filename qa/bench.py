"""How fast this machine encodes the user's own passages, in each way it could."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from statistics import median

from qa.articles import load_files, scan
from qa.backends import Backend, Computing
from qa.encoder import PackagedEncoder, SentenceEncoder, open_encoder
from qa.errors import ArticlesError, ModelError
from qa.passages import cut, index_text
from qa.precision import Precision
from qa.settings import Settings

__all__ = ["Measured", "measure_encoder", "passages_to_encode"]

_PASSAGES = 256
_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Measured:
    """precision: of the layers. backend: what they run on. per_second: passages encoded, median of
    the rounds. cosine: the least with which a vector agrees with that of single precision on torch.
    """

    precision: str
    backend: str
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


def measure_encoder(
    settings: Settings, texts: list[str]
) -> tuple[SentenceEncoder | PackagedEncoder, list[Measured], list[str]]:
    """The encoder chosen for this machine, each way to compute measured, the exact one first, and
    what the others lack.

    The rounds go through them in turn, so that other work on the machine slows all.
    """
    chosen = open_encoder(settings.model, computing=settings.computing)
    encoders, lacking = _each(settings, chosen.device)
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
            encoder.backend,
            round(median(taken), 1),
            round(float((found * vectors[0]).sum(axis=1).min()), 5),
        )
        for encoder, found, taken in zip(encoders, vectors, rates, strict=True)
    ]
    return chosen, measured, lacking


def _each(
    settings: Settings, device: str
) -> tuple[list[SentenceEncoder | PackagedEncoder], list[str]]:
    """Single and half precision on whatever can run the model, and why the rest cannot."""
    half: Precision = "bfloat16" if device == "cpu" else "float16"
    backends: tuple[Backend, ...] = ("torch", "openvino", "onnx")
    precisions: tuple[Precision, ...] = ("float32", half)
    encoders, lacking = [], []
    for backend in backends:
        for precision in precisions:
            computing = Computing(precision, backend, settings.threads)
            try:
                encoders.append(open_encoder(settings.model, computing=computing))
            except ModelError as error:
                if backend == "torch":
                    raise
                lacking.append(str(error))
    return encoders, list(dict.fromkeys(lacking))
