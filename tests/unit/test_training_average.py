"""Readers averaged into one."""

from __future__ import annotations

import pytest
import torch

from qa.read.scorers import PACKAGED_READER
from training.average_readers import changes, factors


def test_the_packaged_adapters_come_back_from_what_they_add() -> None:
    name, change = next(iter(changes(PACKAGED_READER).items()))
    down, up, lost = factors(change, 96)
    assert lost < 1e-3, name
    assert torch.allclose(up @ down, change, atol=float(change.abs().max()) * 0.05)


def test_less_rank_leaves_more_out() -> None:
    change = torch.randn(30, 20, generator=torch.Generator().manual_seed(1))
    lost = [factors(change, rank)[2] for rank in (1, 5, 19, 20)]
    assert lost == sorted(lost, reverse=True)
    assert lost[-1] == pytest.approx(0.0, abs=1e-9)
    down, up, _ = factors(change, 20)
    assert torch.allclose(up @ down, change, atol=1e-4)
