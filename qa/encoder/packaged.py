"""The packaged encoder where it runs on processors, without what else sentence-transformers loads.

Importing sentence_transformers takes longer than all the rest of a first answer. A question and
the sentences read for it need the layers and a mean alone, which are here; an index is built with
the library itself (`SentenceEncoder`), to whose vectors these are equal.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from qa.backends import Computing, choose_computing, open_layers, read_bert, read_tokenizer
from qa.encoder.batches import batches
from qa.encoder.kinds import Vectors
from qa.encoder.models import PACKAGED_MODEL
from qa.workers import workers

__all__ = ["PackagedEncoder"]

_DEVICE = "cpu"


class PackagedEncoder:
    """all-MiniLM-L6-v2 on processors. Safe to use from several threads."""

    def __init__(self, folder: Path, digest: str, computing: Computing) -> None:
        """folder: of the model. computing: with what.

        Raises ModelError when the backend cannot run it, and what the libraries raise when a file
        is missing or damaged.
        """
        self.name, self.digest, self.device = PACKAGED_MODEL, digest, _DEVICE
        bert = read_bert(folder)
        self.dimension: int = bert.config.hidden_size
        backend, self.precision = choose_computing(computing, _DEVICE, bert.config)
        self.backend: str = backend
        self._workers = workers(computing.threads, backend)
        self._layers = open_layers(bert, backend, self.precision, self._workers)
        self._tokenizer = read_tokenizer(folder)
        longest = json.loads((folder / "sentence_bert_config.json").read_text(encoding="utf-8"))
        self._tokenizer.enable_truncation(longest["max_seq_length"])

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape (len(texts), dimension), float32."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        tokens = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        groups = list(batches([len(ids) for ids in tokens]))

        def encoded(group: Sequence[int]) -> Vectors:
            return self._encoded([tokens[n] for n in group])

        for group, made in zip(groups, self._workers.map(encoded, groups), strict=True):
            vectors[group] = made
        return vectors

    def _encoded(self, tokens: Sequence[Sequence[int]]) -> Vectors:
        """The mean of each text's token vectors, of length 1 (Reimers and Gurevych 2019)."""
        ids = np.zeros((len(tokens), max(map(len, tokens))), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, own in enumerate(tokens):
            ids[row, : len(own)], mask[row, : len(own)] = own, 1
        found = self._layers(ids, mask, np.zeros_like(ids))
        read = mask.astype(np.float32)
        means = (found * read[:, :, None]).sum(axis=1) / read.sum(axis=1, keepdims=True)
        unit: Vectors = means / np.linalg.norm(means, axis=1, keepdims=True)
        return unit
