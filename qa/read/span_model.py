"""Start and end scores for every token of a window: a sentence encoder with adapters and a head.

The weights that are installed anyway get low-rank adapters (Hu et al. 2021, "LoRA") and a linear
head of two outputs (Devlin et al. 2019, "BERT", section 4.2). The first token stands for "no
answer here" (section 4.3). The adapters are added to the weights once, when they are read.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

from qa.encoder import quiet_libraries

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

    from qa.backends import BertLayers

__all__ = [
    "ADAPTER",
    "HEAD",
    "CompiledEncoder",
    "Encoded",
    "Encoder",
    "Found",
    "Scored",
    "SpanModel",
    "find_best",
    "load_base",
    "load_span_model",
    "merge_adapters",
    "pad",
]

ADAPTER, CONFIG, HEAD = "adapter_model.safetensors", "adapter_config.json", "span_head.safetensors"
_PREFIX = "base_model.model."


class SpanModel(nn.Module):
    """An encoder and a head that scores each token as start and as end of the answer."""

    def __init__(self, encoder: nn.Module, head: nn.Linear) -> None:
        """head: from the encoder's token vectors to two numbers."""
        super().__init__()
        self.encoder = encoder
        self.head = head

    def forward(self, ids: Tensor, mask: Tensor, types: Tensor) -> Tensor:
        """All (windows, tokens), integers; the scores, (windows, tokens, 2)."""
        hidden = self.encoder(
            input_ids=ids, attention_mask=mask, token_type_ids=types
        ).last_hidden_state
        scores: Tensor = self.head(hidden.float())
        return scores


class CompiledEncoder(nn.Module):
    """A BERT encoder whose layers run elsewhere, called as transformers' own is."""

    def __init__(self, layers: BertLayers) -> None:
        super().__init__()
        self._layers = layers

    def forward(
        self, *, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor
    ) -> SimpleNamespace:
        """All (windows, tokens), integers; last_hidden_state: (windows, tokens, width)."""
        made = self._layers(input_ids.numpy(), attention_mask.numpy(), token_type_ids.numpy())
        return SimpleNamespace(last_hidden_state=torch.from_numpy(made))


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

    def __init__(
        self, tokenizer: PreTrainedTokenizerFast, *, tokens: int = 320, question: int = 96
    ) -> None:
        """tokens: most of one input. question: most of its question, whose end is kept."""
        self._tokenizer = tokenizer.backend_tokenizer
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._cls, self._sep = tokenizer.cls_token_id, tokenizer.sep_token_id
        self.padding: int = tokenizer.pad_token_id
        self._colon = tokenizer.convert_tokens_to_ids(":")
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


def pad(batch: Sequence[Encoded], padding: int) -> tuple[Tensor, Tensor, Tensor]:
    """Token numbers, mask and types, each (windows, tokens of the longest)."""
    length = max(len(e.ids) for e in batch)
    ids = torch.full((len(batch), length), padding, dtype=torch.long)
    mask = torch.zeros((len(batch), length), dtype=torch.long)
    types = torch.zeros((len(batch), length), dtype=torch.long)
    for row, item in enumerate(batch):
        size = len(item.ids)
        ids[row, :size] = torch.tensor(item.ids)
        mask[row, :size] = 1
        types[row, item.asked : size] = 1
    return ids, mask, types


def load_base(folder: Path) -> tuple[Any, PreTrainedTokenizerFast]:
    """The encoder and tokenizer of a folder of transformers weights, in single precision."""
    quiet_libraries(offline=False)
    from transformers import AutoModel, AutoTokenizer

    model = AutoModel.from_pretrained(folder, dtype=torch.float32, add_pooling_layer=False)
    tokenizer: Any = AutoTokenizer.from_pretrained(folder)
    return model, tokenizer


def load_span_model(base: Path, adapters: Path) -> tuple[SpanModel, PreTrainedTokenizerFast]:
    """The base weights with the adapters of a folder added, and the head; ready to read."""
    from safetensors.torch import load_file

    encoder, tokenizer = load_base(base)
    config = json.loads((adapters / CONFIG).read_text(encoding="utf-8"))
    merge_adapters(encoder, load_file(adapters / ADAPTER), config)
    model = SpanModel(encoder, nn.Linear(encoder.config.hidden_size, 2))
    model.head.load_state_dict({k: v.float() for k, v in load_file(adapters / HEAD).items()})
    return model.eval().requires_grad_(False), tokenizer


def merge_adapters(encoder: nn.Module, adapters: dict[str, Tensor], config: dict[str, Any]) -> None:
    """W ← W + s·B·A for each adapted layer, s = alpha / r, or alpha / √r when rank-stabilised
    (Kalajdzievski 2023).
    """
    rank = config["r"]
    scale = config["lora_alpha"] / (math.sqrt(rank) if config["use_rslora"] else rank)
    modules = dict(encoder.named_modules())
    for name, down, up in _pairs(adapters):
        weight = modules[name].weight
        assert isinstance(weight, Tensor)
        with torch.no_grad():
            weight += scale * (up.float() @ down.float())


def _pairs(adapters: dict[str, Tensor]) -> Iterator[tuple[str, Tensor, Tensor]]:
    for key, down in adapters.items():
        if key.endswith(".lora_A.weight"):
            name = key.removesuffix(".lora_A.weight")
            yield name.removeprefix(_PREFIX), down, adapters[f"{name}.lora_B.weight"]


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
    scores: Tensor, encoded: Sequence[Encoded], *, most: int = 1, longest: int = 40
) -> list[Scored]:
    """The `most` best spans of each window.

    scores: (windows, tokens, 2) as the model gives them. longest: tokens of a span.
    """
    found = []
    for row, window in zip(scores, encoded, strict=True):
        size = len(window.offsets)
        start, end = row[window.first : window.first + size].unbind(-1)
        both = start[:, None] + end[None, :]
        allowed = torch.ones_like(both, dtype=torch.bool).triu().tril(longest - 1)
        flat = both.masked_fill(~allowed, -math.inf).flatten()
        values, places = flat.topk(min(most, flat.numel()))
        spans = tuple(
            Found(window.offsets[at // size][0], window.offsets[at % size][1], value)
            for at, value in zip(places.tolist(), values.tolist(), strict=True)
            if value > -math.inf
        )
        found.append(
            Scored(
                spans,
                float(row[0].sum()),
                tuple(start.tolist()),
                tuple(end.tolist()),
                tuple(window.offsets),
            )
        )
    return found
