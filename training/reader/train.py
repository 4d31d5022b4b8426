"""The training loop: resumable, with a held-out part that decides which weights are kept."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from peft import LoraConfig, get_peft_model, get_peft_model_state_dict, set_peft_model_state_dict

from qa.precision import choose_precision
from qa.read.span_model import Encoder
from training.reader.batches import EncodedGroup, batches, make_batch, plan
from training.reader.examples import Group
from training.reader.held_out import measure
from training.reader.losses import loss_of
from training.reader.model import TrainedModel, merge_at_each_step

__all__ = ["Course", "Trained", "adapt", "train"]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Course:
    """How to train. tokens: in all; budget: padded tokens a step; rank: of the adapters;
    start: digest of the adapters of the course before, when this one goes on from them. unmarked:
    the share of questions that lose their question mark.
    """

    seed: int = 13
    tokens: int = 4_500_000
    budget: int = 3_072
    rank: int = 64
    alpha: int = 16
    rate: float = 4e-4
    warm_up: float = 0.05
    checkpoint: int = 300
    measured: int = 200
    patience: int = 12
    start: str = ""
    unmarked: float = 0.0
    phases: tuple[tuple[float, dict[str, float]], ...] = (
        (0.62, {"qamr": 0.52, "generated": 0.40, "quiz": 0.08}),
        (0.38, {"qamr": 0.40, "generated": 0.22, "quiz": 0.38}),
    )


@dataclass(frozen=True, slots=True)
class Trained:
    """adapters, head: the weights that did best on the held-out part; history: each measuring."""

    adapters: dict[str, torch.Tensor]
    head: dict[str, torch.Tensor]
    history: list[dict[str, float]]


def adapt(base: torch.nn.Module, width: int, course: Course) -> TrainedModel:
    """Freeze the encoder and give each of its linear layers a rank-stabilised adapter.

    It computes in bfloat16 where the processor has instructions for it.
    """
    torch.manual_seed(course.seed)
    config = LoraConfig(
        r=course.rank,
        lora_alpha=course.alpha,
        use_rslora=True,
        lora_dropout=0.0,  # random numbers cost more than the matrices
        target_modules="all-linear",
    )
    head = torch.nn.Linear(width, 2)
    torch.nn.init.normal_(head.weight, std=0.02)
    torch.nn.init.zeros_(head.bias)
    adapted = get_peft_model(base, config)  # type: ignore[arg-type]
    merge_at_each_step(adapted)
    halved = choose_precision("auto", "cpu").name == "bfloat16"
    return TrainedModel(adapted, head, halved=halved)


def train(
    model: TrainedModel,
    encoder: Encoder,
    learn: Mapping[str, Sequence[Group]],
    held_out: Mapping[str, Sequence[Group]],
    course: Course,
    work: Path,
) -> Trained:
    """Train an adapted model; a run that was interrupted goes on from its last checkpoint."""
    weights = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(weights, lr=course.rate, weight_decay=0.01, fused=True)
    state = _State(work / f"checkpoint-{_name(course)}.pt", model, optimizer)
    state.restore()
    if state.finished:
        log.info("this course is finished")
        return Trained(state.best["adapters"], state.best["head"], state.history)
    started, before = time.monotonic(), state.tokens
    losses: list[float] = []
    model.eval()  # the encoder's own dropout stays off too
    for groups in _skip(_batches(learn, encoder, course), state.step):
        batch = make_batch(groups, encoder.padding)
        for group in optimizer.param_groups:
            group["lr"] = course.rate * _rate(state.tokens / course.tokens, course.warm_up)
        loss = loss_of(model(batch.ids, batch.mask, batch.types), batch)
        value = float(loss.detach())
        if not math.isfinite(value):
            raise FloatingPointError(f"the loss is {value} at step {state.step}")
        loss.backward()
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        optimizer.step()
        optimizer.zero_grad()
        state.step += 1
        state.tokens += batch.tokens
        losses.append(value)
        if state.step % 20 == 0:
            pace = (state.tokens - before) / (time.monotonic() - started)
            left = max(0, course.tokens - state.tokens) / pace / 60
            mean = sum(losses) / len(losses)
            log.info(
                "step %d  %.2f M tokens  loss %.3f  %.0f tokens/s  %.0f min left",
                state.step, state.tokens / 1e6, mean, pace, left,
            )  # fmt: skip
            losses.clear()
        if state.step % course.checkpoint == 0:
            _measure(state, encoder, held_out, course)
            if state.worse >= course.patience:
                log.info("no better for %d measurings: stopped", state.worse)
                break
    else:
        _measure(state, encoder, held_out, course)
    state.finished = True
    state.save()
    return Trained(state.best["adapters"], state.best["head"], state.history)


class _State:
    """What a run must remember to go on: weights, optimizer, place, best so far."""

    def __init__(self, path: Path, model: TrainedModel, optimizer: torch.optim.Optimizer) -> None:
        self.path, self.model, self.optimizer = path, model, optimizer
        self.step = self.tokens = self.worse = 0
        self.finished = False
        self.history: list[dict[str, float]] = []
        self.best: dict[str, Any] = {"overall": -1.0}

    def weights(self) -> dict[str, dict[str, torch.Tensor]]:
        adapters = get_peft_model_state_dict(self.model.encoder)  # type: ignore[arg-type]
        head = self.model.head.state_dict()
        return {
            "adapters": {k: v.detach().clone() for k, v in adapters.items()},
            "head": {k: v.detach().clone() for k, v in head.items()},
        }

    def save(self) -> None:
        kept = {
            "step": self.step,
            "tokens": self.tokens,
            "worse": self.worse,
            "finished": self.finished,
        }
        partial = self.path.with_suffix(".partial")
        torch.save(
            {
                **kept,
                **self.weights(),
                "optimizer": self.optimizer.state_dict(),
                "history": self.history,
                "best": self.best,
            },
            partial,
        )
        partial.replace(self.path)

    def restore(self) -> None:
        if not self.path.is_file():
            return
        kept = torch.load(self.path, weights_only=True)
        self.step, self.tokens, self.worse = kept["step"], kept["tokens"], kept["worse"]
        self.history, self.best = kept["history"], kept["best"]
        self.finished = kept["finished"]
        set_peft_model_state_dict(self.model.encoder, kept["adapters"])  # type: ignore[arg-type]
        self.model.head.load_state_dict(kept["head"])
        self.optimizer.load_state_dict(kept["optimizer"])
        log.info("going on from step %d", self.step)


def _measure(
    state: _State, encoder: Encoder, held_out: Mapping[str, Sequence[Group]], course: Course
) -> None:
    results = {name: measure(state.model, encoder, rows) for name, rows in held_out.items()}
    overall = sum(r.overall for r in results.values()) / len(results)
    row = {"step": float(state.step), "overall": overall}
    for name, result in results.items():
        row |= {f"{name} {key}": value for key, value in asdict(result).items()}
    state.history.append(row)
    log.info("held out: %s", "  ".join(f"{k} {v:.3f}" for k, v in row.items() if k != "step"))
    if overall > state.best["overall"]:
        state.worse = 0
        state.best = {"overall": overall, "step": state.step, **state.weights()}
    else:
        state.worse += 1
    state.save()


def _batches(
    learn: Mapping[str, Sequence[Group]], encoder: Encoder, course: Course
) -> Iterator[list[EncodedGroup]]:
    for groups in plan(learn, course.phases, course.tokens, course.seed):
        yield from batches(groups, encoder, course.budget, course.seed, unmarked=course.unmarked)


def _skip(rows: Iterator[list[EncodedGroup]], steps: int) -> Iterator[list[EncodedGroup]]:
    for n, row in enumerate(rows):
        if n >= steps:
            yield row


def _rate(done: float, warm_up: float) -> float:
    """Up in a line, then down in a line to almost nothing."""
    if done < warm_up:
        return max(0.02, done / warm_up)
    return max(0.01, (1.0 - done) / (1.0 - warm_up))


def _name(course: Course) -> str:
    began = f"-{course.start[:8]}" if course.start else ""
    return f"{course.seed}-{course.rank}-{course.tokens}-{course.rate}{began}"
