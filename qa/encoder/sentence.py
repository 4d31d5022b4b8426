"""Encoders of sentence-transformers."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from qa.backends import Computing, Layers, bert_of, choose_computing, open_layers
from qa.encoder.batches import batches
from qa.encoder.kinds import Vectors
from qa.precision import Chosen
from qa.workers import workers

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

__all__ = ["SentenceEncoder"]

_TOKEN = 4  # characters, about, where a model cannot tell
_EXACT = Computing()


class SentenceEncoder:
    """A sentence-transformers model on the best device there is.

    Its layers compute in `precision`; token vectors are pooled and normalised in single precision,
    so that vectors made in different precisions can stand in one index (cosine above 0.999).
    """

    def __init__(
        self,
        name: str,
        model: SentenceTransformer,
        digest: str,
        computing: Computing = _EXACT,
    ) -> None:
        """computing: with what. Raises ModelError for a backend that cannot run it."""
        self.name = name
        self.digest = digest
        self.device: str = model.device.type
        self.dimension = int(model.get_embedding_dimension() or 0)
        self._model = model
        self._tokenizing = threading.Lock()  # a tokenizer that pads serves one thread at a time
        prepare: Callable[..., Any] = model.preprocess

        def preprocess(*arguments: Any, **options: Any) -> Any:
            with self._tokenizing:
                return prepare(*arguments, **options)

        model.preprocess = preprocess  # type: ignore[method-assign]
        first: Any = model[0]
        layers = getattr(first, "auto_model", None)
        config = getattr(layers, "config", None)
        backend, self.precision = choose_computing(computing, self.device, config)
        self.backend: str = backend
        self._workers = workers(computing.threads if self.device == "cpu" else 1)
        if layers is None and self.precision.name != "float32":
            self.precision = Chosen("float32", "this model has no transformer to compute in less")
        import torch

        kept = self.precision.name if backend == "torch" else "float32"
        for module in model:  # those behind the layers read what these gave in single precision
            module.to(getattr(torch, kept if module is first else "float32"))
        if backend != "torch":
            made = open_layers(bert_of(layers), backend, self.precision, self._workers)
            first.forward = _compiled(made)
        elif kept != "float32":
            first.register_forward_hook(_widened)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape (len(texts), dimension), float32."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        groups = list(batches(self._lengths(texts)))

        def encoded(batch: Sequence[int]) -> Vectors:
            made: Vectors = self._model.encode(
                [texts[n] for n in batch],
                batch_size=len(batch),
                normalize_embeddings=True,
                convert_to_numpy=True,
                show_progress_bar=False,
            )
            return made

        for batch, made in zip(groups, self._workers.map(encoded, groups), strict=True):
            vectors[batch] = made
        return vectors

    def _lengths(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, as many of them as the model reads."""
        tokenizer = getattr(self._model, "tokenizer", None)
        fast = getattr(tokenizer, "backend_tokenizer", None)
        if fast is None or len(texts) < 2:
            return [1 + len(text) // _TOKEN for text in texts]
        with self._tokenizing:
            counts = [sum(e.attention_mask) for e in fast.encode_batch(list(texts))]
        most = int(self._model.max_seq_length or max(counts))
        return [min(count, most) for count in counts]


def _widened(module: Any, arguments: Any, features: dict[str, Any]) -> dict[str, Any]:
    """Hook: what the layers gave, in single precision."""
    return {name: _single(value) for name, value in features.items()}


def _single(value: Any) -> Any:
    """A tensor, or the tensors of several layers, in single precision if they were in less."""
    import torch

    if isinstance(value, tuple):
        return tuple(map(_single, value))
    halved = isinstance(value, torch.Tensor) and value.is_floating_point()
    return value.float() if halved else value


def _compiled(layers: Layers) -> Callable[..., dict[str, Any]]:
    """Stands for the first module of a sentence-transformers model: features in, features out."""
    import torch

    def forward(features: dict[str, Any], **options: Any) -> dict[str, Any]:
        ids, mask = features["input_ids"], features["attention_mask"]
        types = features.get("token_type_ids", torch.zeros_like(ids))
        vectors = layers(ids.numpy(), mask.numpy(), types.numpy())
        return {**features, "token_embeddings": torch.from_numpy(vectors)}

    return forward
