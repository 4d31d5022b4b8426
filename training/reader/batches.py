"""Groups to padded batches of about equal work."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from qa.read.span_model import Encoded, Encoder, pad
from training.reader.examples import Group

__all__ = ["Batch", "EncodedGroup", "batches", "encode_group", "make_batch", "plan"]

_POOL = 400  # groups among which those of like length are put together
# What a positive window counts for whose answer nobody checked
_TRUST = {"quiz": 0.5, "generated": 0.8, "stated": 0.9}


@dataclass(frozen=True, slots=True)
class EncodedGroup:
    """A question's windows as token numbers, with the tokens where an answer starts and ends."""

    origin: str
    windows: tuple[Encoded, ...]
    starts: tuple[tuple[int, ...], ...]
    ends: tuple[tuple[int, ...], ...]

    @property
    def longest(self) -> int:
        return max(len(w.ids) for w in self.windows)


@dataclass(frozen=True, slots=True)
class Batch:
    """ids, mask, types: (W, T) integers. text: (W, T), tokens that may be answered with.
    gold: (W, T, 2), where an acceptable answer starts and ends; the first token when none does.
    group: (W,), which windows compete. trust: (W,), what the window counts for by itself.
    """

    ids: Tensor
    mask: Tensor
    types: Tensor
    text: Tensor
    gold: Tensor
    group: Tensor
    trust: Tensor

    @property
    def tokens(self) -> int:
        return int(self.mask.sum())


def plan(
    groups: Mapping[str, Sequence[Group]],
    phases: Sequence[tuple[float, Mapping[str, float]]],
    tokens: int,
    seed: int,
) -> list[list[Group]]:
    """For each phase the groups to learn from, about `tokens` in all.

    phases: the share of the tokens, and the share of each origin in it. An origin goes on where
    the phase before left off, and starts again, shuffled, when it is used up.
    """
    endless = {name: _endless(rows, seed) for name, rows in groups.items()}
    planned = []
    for number, (share, mix) in enumerate(phases):
        chosen: list[Group] = []
        for name, part in mix.items():
            left = tokens * share * part
            while left > 0:
                group = next(endless[name])
                chosen.append(group)
                left -= _tokens(group)
        random.Random(seed + number).shuffle(chosen)
        planned.append(chosen)
    return planned


def batches(
    groups: Iterable[Group], encoder: Encoder, budget: int, seed: int, *, unmarked: float = 0.0
) -> Iterator[list[EncodedGroup]]:
    """Groups of like length together, at most `budget` padded tokens a batch.

    unmarked: the share of questions that lose their question mark, as people leave it out.
    """
    rng = random.Random(seed)
    pool: list[EncodedGroup] = []
    for group in groups:
        if unmarked and rng.random() < unmarked:
            group = replace(group, question=group.question.rstrip("? "))
        encoded = encode_group(group, encoder)
        if encoded is not None:
            pool.append(encoded)
        if len(pool) == _POOL:
            yield from _drain(pool, budget, rng)
            pool = []
    yield from _drain(pool, budget, rng)


def encode_group(group: Group, encoder: Encoder) -> EncodedGroup | None:
    """None when no window is left: one whose answer lies beyond the tokens read is left out."""
    encoded = encoder.encode(group.question, [(w.title, w.text) for w in group.windows])
    windows, starts, ends = [], [], []
    for window, tokens in zip(group.windows, encoded, strict=True):
        places = [p for span in window.spans if (p := _tokens_of(span, tokens))]
        if window.spans and not places:
            continue
        windows.append(tokens)
        starts.append(tuple(s for s, _ in places))
        ends.append(tuple(e for _, e in places))
    if not windows:
        return None
    return EncodedGroup(group.origin, tuple(windows), tuple(starts), tuple(ends))


def make_batch(groups: Sequence[EncodedGroup], padding: int) -> Batch:
    windows = [w for g in groups for w in g.windows]
    ids, mask, types = map(torch.from_numpy, pad(windows, padding))
    text = torch.zeros(ids.shape, dtype=torch.bool)
    gold = torch.zeros((*ids.shape, 2), dtype=torch.bool)
    trust = torch.ones(len(windows))
    row = 0
    for group in groups:
        for window, starts, ends in zip(group.windows, group.starts, group.ends, strict=True):
            text[row, window.first : window.first + len(window.offsets)] = True
            gold[row, list(starts) or [0], 0] = True
            gold[row, list(ends) or [0], 1] = True
            if starts:
                trust[row] = _TRUST.get(group.origin, 1.0)
            row += 1
    member = torch.tensor([n for n, g in enumerate(groups) for _ in g.windows])
    return Batch(ids, mask, types, text, gold, member, trust)


def _endless(groups: Sequence[Group], seed: int) -> Iterator[Group]:
    turn = 0
    while True:
        order = list(groups)
        random.Random(seed + turn).shuffle(order)
        yield from order
        turn += 1


def _tokens(group: Group) -> float:
    """About how many tokens a group has, from its words."""
    asked = len(group.question.split())
    return 1.35 * sum(
        asked + len(w.title.split()) + len(w.text.split()) for w in group.windows
    ) + 4 * len(group.windows)


def _drain(
    pool: list[EncodedGroup], budget: int, rng: random.Random
) -> Iterator[list[EncodedGroup]]:
    pool.sort(key=lambda g: g.longest)
    made: list[list[EncodedGroup]] = []
    windows = 0
    for group in pool:
        if not made or (windows + len(group.windows)) * group.longest > budget:
            made.append([])
            windows = 0
        made[-1].append(group)
        windows += len(group.windows)
    rng.shuffle(made)
    yield from made


def _tokens_of(span: tuple[int, int], window: Encoded) -> tuple[int, int] | None:
    """The first and the last token of a stretch of the text; None when it is not all there."""
    start, end = span
    inside = [n for n, (s, e) in enumerate(window.offsets) if s < end and e > start]
    if not inside or window.offsets[inside[-1]][1] < end:
        return None
    return window.first + inside[0], window.first + inside[-1]
