"""What the reader is taught: to find an answer in a window, and the window with an answer."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from training.reader.batches import Batch

__all__ = ["loss_of"]

_SHARED = 0.6  # what the competition between windows counts for


def loss_of(scores: Tensor, batch: Batch) -> Tensor:
    """scores: (W, T, 2). One number.

    Within a window: −ln of the probability of every acceptable start, and end, "no answer" being
    one more place (marginal likelihood, Clark and Gardner 2018). Among the windows of a question:
    the same over all their tokens at once, without "no answer" (their shared normalisation).
    """
    masked = scores.masked_fill(~batch.text.unsqueeze(-1), -math.inf)
    places = masked.clone()
    places[:, 0] = scores[:, 0]
    right = places.masked_fill(~batch.gold, -math.inf)
    local = (places.logsumexp(1) - right.logsumexp(1)).mean(-1)
    loss = (local * batch.trust).sum() / batch.trust.sum()
    shared = _shared(masked, batch)
    return loss if shared is None else loss + _SHARED * shared


def _shared(masked: Tensor, batch: Batch) -> Tensor | None:
    """Over the questions with several windows, some of which answer."""
    answered = ~batch.gold[:, 0, 0]
    sizes = batch.group.bincount()
    hits = batch.group[answered].bincount(minlength=len(sizes))
    competing = (sizes > 1) & (hits > 0)
    rows = competing[batch.group]
    if not bool(rows.any()):
        return None
    held = rows & answered
    right = masked[held].masked_fill(~batch.gold[held], -math.inf).logsumexp(1)
    losses = _by_group(masked[rows].logsumexp(1), batch.group[rows], len(sizes)) - _by_group(
        right, batch.group[held], len(sizes)
    )
    return losses[competing].mean()


def _by_group(values: Tensor, group: Tensor, groups: int) -> Tensor:
    """ln Σ exp over the rows of each group; (groups, 2). Groups without rows hold no number."""
    index = group.unsqueeze(-1).expand_as(values)
    top = torch.full((groups, 2), -math.inf)
    top = top.scatter_reduce(0, index, values.detach(), "amax")
    total = torch.zeros(groups, 2).scatter_add(0, index, (values - top[group]).exp())
    return total.log() + top
