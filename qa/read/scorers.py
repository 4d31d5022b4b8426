"""Models that find spans in windows: the packaged one, or any that transformers can open."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from qa.backends import Computing, choose_computing, open_layers, read_tokenizer
from qa.encoder import PACKAGED_MODEL, model_folder
from qa.errors import ModelError, first_line
from qa.memory import is_out_of_memory
from qa.read.span_model import (
    ADAPTER,
    Encoded,
    Encoder,
    Scored,
    SpanModel,
    find_best,
    pad,
    read_reader,
)
from qa.workers import Workers, workers

__all__ = ["PACKAGED_READER", "PackagedScorer", "Scorer", "TransformersScorer"]

PACKAGED_READER = Path(__file__).parent.parent / "models" / "reader"
_ROWS = 3  # windows scored at once, those of like length together: little is padding
_EXACT = Computing()
_TOKENS = 384  # most of one input of a model that is not ours


class Scorer(Protocol):
    """Anything that finds spans in windows of text."""

    name: str

    def score(
        self, question: str, windows: Sequence[tuple[str, str]], *, most: int
    ) -> list[Scored]:
        """windows: title and text of each. At most `most` spans of each, offsets in its text."""
        ...


class PackagedScorer:
    """The reader trained by `python -m training.reader`, on the encoder's own weights."""

    def __init__(self, model: SpanModel, encoder: Encoder, name: str, workers: Workers) -> None:
        self.name = name
        self._model, self._encoder, self._workers = model, encoder, workers

    @classmethod
    def open(
        cls, folder: Path = PACKAGED_READER, *, computing: Computing = _EXACT
    ) -> PackagedScorer:
        """The adapters of a folder. computing: with what the layers do, once they are added.

        Raises ModelError when they, or the base, are missing, and when a backend is asked for
        that cannot run them.
        """
        base = model_folder(PACKAGED_MODEL)
        if base is None or not (folder / ADAPTER).is_file():
            raise ModelError(
                f"The reader's weights are missing: {folder / ADAPTER}.",
                "Restore the file from the project, or set QA_READER=rules to do without.",
            )
        try:
            bert, head = read_reader(base, folder)
            encoder = Encoder(read_tokenizer(base))
            backend, precision = choose_computing(computing, "cpu", bert.config)
            threads = workers(computing.threads, backend)
            model = SpanModel(open_layers(bert, backend, precision, threads), head)
        except ModelError:
            raise
        except Exception as error:
            if is_out_of_memory(error):
                raise ModelError(
                    "There is not enough memory to open the reader.",
                    "Close other programs, or set QA_READER=rules to do without it.",
                ) from error
            raise ModelError(
                f"The reader in {folder} does not load ({type(error).__name__}: {error}).",
                "Restore its files from the project, or set QA_READER=rules to do without.",
            ) from error
        return cls(model, encoder, str(folder), threads)

    def score(
        self, question: str, windows: Sequence[tuple[str, str]], *, most: int
    ) -> list[Scored]:
        """See Scorer."""
        encoded = self._encoder.encode(question, windows)
        order = sorted(range(len(encoded)), key=lambda n: -len(encoded[n].ids))
        batches = [order[at : at + _ROWS] for at in range(0, len(order), _ROWS)]

        def scored(rows: Sequence[int]) -> list[Scored]:
            some = [encoded[n] for n in rows]
            return find_best(self._model(*pad(some, self._encoder.padding)), some, most=most)

        found: list[Scored] = [Scored((), 0.0)] * len(windows)
        for rows, scores in zip(batches, self._workers.map(scored, batches), strict=True):
            for n, score in zip(rows, scores, strict=True):
                found[n] = score
        return found


class TransformersScorer:
    """Any extractive question-answering model of transformers, by folder or hub name.

    The first token stands for "no answer", as in models trained on SQuAD 2; for others the margin
    says little, and the order of the windows is that of their best spans.
    """

    def __init__(self, name: str) -> None:
        """Raises ModelError when the model does not load or is no question-answering model."""
        import torch
        from transformers import AutoModelForQuestionAnswering, AutoTokenizer

        self.name, self._torch = name, torch
        try:
            self._tokenizer = AutoTokenizer.from_pretrained(name)
            self._model = AutoModelForQuestionAnswering.from_pretrained(name).eval()
        except Exception as error:
            raise ModelError(
                f"The reader {name!r} does not load ({type(error).__name__}: {first_line(error)}).",
                "Set QA_READER to packaged, to rules, to a folder with an extractive "
                "question-answering model of transformers, or to a name that can be fetched.",
            ) from error

    def score(
        self, question: str, windows: Sequence[tuple[str, str]], *, most: int
    ) -> list[Scored]:
        """See Scorer. Titles are not read: these models were trained without."""
        found: list[Scored] = []
        for at in range(0, len(windows), _ROWS):
            some = [text for _, text in windows[at : at + _ROWS]]
            inputs = self._tokenizer(
                [question] * len(some),
                some,
                truncation="only_second",
                max_length=_TOKENS,
                padding=True,
                return_offsets_mapping=True,
                return_tensors="pt",
            )
            offsets = inputs.pop("offset_mapping").tolist()
            with self._torch.inference_mode():
                output = self._model(**inputs)
            logits = (output.start_logits, output.end_logits)
            scores = np.stack([each.float().numpy() for each in logits], axis=-1)
            read = []
            for row in range(len(some)):
                inside = [n for n, which in enumerate(inputs.sequence_ids(row)) if which == 1]
                first = inside[0] if inside else 0
                places = [(int(s), int(e)) for s, e in (offsets[row][n] for n in inside)]
                read.append(Encoded([], 0, first, places))
            found += find_best(scores, read, most=most)
        return found
