"""Start and end scores for every token of a window: a sentence encoder with adapters and a head.

The weights that are installed anyway get low-rank adapters (Hu et al. 2021, "LoRA") and a linear
head of two outputs (Devlin et al. 2019, "BERT", section 4.2). The first token stands for "no
answer here" (section 4.3). The adapters are added to the weights once, when they are read.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from qa.backends import Bert, Layers, Weights, read_bert

if TYPE_CHECKING:
    from tokenizers import Tokenizer

__all__ = [
    "ADAPTER",
    "CONFIG",
    "HEAD",
    "Encoded",
    "Encoder",
    "Found",
    "Head",
    "Scored",
    "SpanModel",
    "find_best",
    "merge_adapters",
    "pad",
    "read_reader",
]

ADAPTER, CONFIG, HEAD = "adapter_model.safetensors", "adapter_config.json", "span_head.safetensors"
_PREFIX = "base_model.model."
_NEVER = -math.inf

Integers = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Head:
    """From a token vector to two numbers. weight: (2, width). bias: (2,)."""

    weight: Scores
    bias: Scores


class SpanModel:
    """An encoder's layers and a head that scores each token as start and as end of the answer."""

    def __init__(self, layers: Layers, head: Head) -> None:
        self._layers, self._head = layers, head

    def __call__(self, ids: Integers, mask: Integers, types: Integers) -> Scores:
        """All (windows, tokens), integers; the scores, (windows, tokens, 2)."""
        found = self._layers(ids, mask, types)
        scores: Scores = found @ self._head.weight.T + self._head.bias
        return scores


@dataclass(frozen=True, slots=True)
class Encoded:
    """A question with a window as token numbers.

    asked: tokens up to the question's end. first: the first token of the window's text. offsets:
    where each token from there on stands in the text, the closing one left out.
    """

    ids: list[int]
    asked: int
    first: int
    offsets: list[tuple[int, int]]


class Encoder:
    """Questions and windows to token numbers: [CLS] question [SEP] title : text [SEP]."""

    def __init__(self, tokenizer: Tokenizer, *, tokens: int = 320, question: int = 96) -> None:
        """tokenizer: one of BERT's, which neither pads nor cuts. tokens: most of one input.
        question: most of its question, whose end is kept.
        """
        self._tokenizer = tokenizer
        self._cls, self._sep, self._colon, self.padding = (
            _number(tokenizer, token) for token in ("[CLS]", "[SEP]", ":", "[PAD]")
        )
        self._tokens, self._question = tokens, question

    def encode(self, question: str, windows: Sequence[tuple[str, str]]) -> list[Encoded]:
        """windows: title and text of each; a title may be empty. Text that is too long is cut."""
        asked = self._tokenizer.encode(question, add_special_tokens=False).ids[-self._question :]
        before = [self._cls, *asked, self._sep]
        titles = {title: self._ids(title)[:32] for title, _ in windows if title}
        texts = self._tokenizer.encode_batch(
            [text for _, text in windows], add_special_tokens=False
        )
        encoded = []
        for (title, _), text in zip(windows, texts, strict=True):
            lead = [*titles[title], self._colon] if title else []
            room = self._tokens - len(before) - len(lead) - 1
            ids = [*before, *lead, *text.ids[:room], self._sep]
            first = len(before) + len(lead)
            encoded.append(Encoded(ids, len(before), first, text.offsets[:room]))
        return encoded

    def _ids(self, text: str) -> list[int]:
        ids: list[int] = self._tokenizer.encode(text, add_special_tokens=False).ids
        return ids


def _number(tokenizer: Tokenizer, token: str) -> int:
    number = tokenizer.token_to_id(token)
    if number is None:
        raise ValueError(f"the tokenizer does not know {token}")
    return number


def pad(batch: Sequence[Encoded], padding: int) -> tuple[Integers, Integers, Integers]:
    """Token numbers, mask and types, each (windows, tokens of the longest)."""
    length = max(len(e.ids) for e in batch)
    ids = np.full((len(batch), length), padding, dtype=np.int64)
    mask, types = np.zeros_like(ids), np.zeros_like(ids)
    for row, item in enumerate(batch):
        size = len(item.ids)
        ids[row, :size] = item.ids
        mask[row, :size] = 1
        types[row, item.asked : size] = 1
    return ids, mask, types


def read_reader(base: Path, adapters: Path) -> tuple[Bert, Head]:
    """The base weights with the adapters of a folder added, and the head.

    Raises OSError, ValueError, KeyError or safetensors' error for files that are missing or
    damaged.
    """
    from safetensors.numpy import load_file

    config = json.loads((adapters / CONFIG).read_text(encoding="utf-8"))
    bert = read_bert(base)
    merged = merge_adapters(bert.weights, load_file(adapters / ADAPTER), config)
    head = {name: w.astype(np.float32) for name, w in load_file(adapters / HEAD).items()}
    if head["weight"].shape != (2, bert.config.hidden_size) or head["bias"].shape != (2,):
        raise ValueError(f"{HEAD} does not fit the encoder")
    return Bert(merged, bert.config), Head(head["weight"], head["bias"])


def merge_adapters(weights: Weights, adapters: Mapping[str, Any], config: Any) -> Weights:
    """W + s·B·A for each adapted layer, s = alpha / r, or alpha / √r when rank-stabilised
    (Kalajdzievski 2023).
    """
    rank = config["r"]
    scale = config["lora_alpha"] / (math.sqrt(rank) if config["use_rslora"] else rank)
    merged = dict(weights)
    for name, down, up in _pairs(adapters):
        added = up.astype(np.float32) @ down.astype(np.float32)
        merged[name] = merged[name] + np.float32(scale) * added
    return merged


def _pairs(adapters: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """The name of each adapted weight, with A and B."""
    for key, down in adapters.items():
        if key.endswith(".lora_A.weight"):
            name = key.removesuffix(".lora_A.weight")
            yield f"{name.removeprefix(_PREFIX)}.weight", down, adapters[f"{name}.lora_B.weight"]


@dataclass(frozen=True, slots=True)
class Found:
    """Offsets in the window's text, and start plus end score."""

    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Scored:
    """The best spans of a window, best first, and the score of "no answer here".

    starts, ends: the scores of each token, offsets: where it stands in the window's text.
    """

    spans: tuple[Found, ...]
    none: float
    starts: tuple[float, ...] = ()
    ends: tuple[float, ...] = ()
    offsets: tuple[tuple[int, int], ...] = ()

    @property
    def margin(self) -> float:
        """By how much the best span beats "no answer here"; log-odds of a kind."""
        return self.spans[0].score - self.none if self.spans else -100.0

    def share_of(self, score: float) -> float:
        """The probability of a span with this score among the best ones and "no answer"."""
        scores = [self.none, *(s.score for s in self.spans)]
        top = max(scores)
        return math.exp(score - top) / sum(math.exp(s - top) for s in scores)

    def score_of(self, start: int, end: int) -> float | None:
        """What the model thinks of a span of the text; None when it did not read all of it."""
        inside = [n for n, (s, e) in enumerate(self.offsets) if s < end and e > start]
        if not inside or self.offsets[inside[-1]][1] < end:
            return None
        return self.starts[inside[0]] + self.ends[inside[-1]]


def find_best(
    scores: Scores, encoded: Sequence[Encoded], *, most: int = 1, longest: int = 40
) -> list[Scored]:
    """The `most` best spans of each window, of equal ones the first.

    scores: (windows, tokens, 2) as the model gives them. longest: tokens of a span.
    """
    found = []
    for row, window in zip(scores, encoded, strict=True):
        size = len(window.offsets)
        start, end = row[window.first : window.first + size].T
        found.append(
            Scored(
                tuple(_best(start, end, window.offsets, most, longest)),
                float(row[0].sum()),
                tuple(start.tolist()),
                tuple(end.tolist()),
                tuple(window.offsets),
            )
        )
    return found


def _best(
    start: Scores, end: Scores, offsets: Sequence[tuple[int, int]], most: int, longest: int
) -> Iterator[Found]:
    if not len(start):
        return
    beyond = np.full(longest - 1, _NEVER, dtype=np.float32)
    ends = np.lib.stride_tricks.sliding_window_view(np.append(end, beyond), longest)
    both = (start[:, None] + ends).ravel()  # of a span from a token on: one token, two, …
    most = min(most, both.size)
    least = np.partition(both, -most)[-most]
    places = np.flatnonzero(both >= least)
    for at in places[np.argsort(-both[places], kind="stable")][:most].tolist():
        first, more = divmod(at, longest)
        if both[at] > _NEVER:
            yield Found(offsets[first][0], offsets[first + more][1], float(both[at]))
