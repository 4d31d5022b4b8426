"""Outcomes to figures: means with intervals, calibration, and comparison with an earlier run."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from qa.errors import DatasetError
from qa.evaluate.asking import STAGES, Outcome, Said
from qa.evaluate.metrics import bootstrap, calibration_error, reliability

__all__ = ["compare", "load_run", "save_run", "summarise"]

Figure = dict[str, float]
_THRESHOLDS = (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7)


def summarise(outcomes: Sequence[Outcome], *, threshold: float) -> dict[str, Any]:
    """Everything that `eval --json` prints of a run; each share with its 95 % interval.

    threshold: the confidence below which nothing is answered.
    """
    answerable = [o for o in outcomes if o.answerable]
    report: dict[str, Any] = {
        "questions": len(outcomes),
        "answerable": len(answerable),
        "with_gold_article": sum("article@1" in o.stages["read"] for o in outcomes),
        "threshold": threshold,
        "stages": {stage: _stage(outcomes, stage) for stage in STAGES},
        "first_answer": {
            "all": _answers([o.said for o in outcomes]),
            "answerable": _answers([o.said for o in answerable]),
        },
        "read_against_fused": _paired_stages(outcomes),
        "abstention": _abstention(outcomes),
        "thresholds": _thresholds(outcomes),
        "calibration": _calibration(outcomes),
        "seconds": {
            part: {
                "p50": float(np.percentile([o.seconds[part] for o in outcomes], 50)),
                "p95": float(np.percentile([o.seconds[part] for o in outcomes], 95)),
            }
            for part in ("retrieve", "read")
            if outcomes
        },
    }
    given = [o.given for o in outcomes if o.given is not None]
    if given:
        report["first_answer"]["given_the_paragraph"] = _answers(given)
    return report


def compare(outcomes: Sequence[Outcome], earlier: dict[str, Any]) -> dict[str, Figure]:
    """This run less the earlier one, over the questions that both asked: mean difference, its
    95 % interval, and how many questions were won and lost. Raises DatasetError without any.
    """
    check_shared(earlier, [o.id for o in outcomes])
    before = {row["id"]: row["values"] for row in earlier["outcomes"]}
    both = [(_values(o), before[o.id]) for o in outcomes if o.id in before]
    differences: dict[str, list[float]] = {}
    for now, then in both:
        for name in now.keys() & then.keys():
            differences.setdefault(name, []).append(now[name] - then[name])
    names = dict.fromkeys(name for now, _ in both for name in now)
    return {name: _difference(differences[name]) for name in names if name in differences}


def check_shared(earlier: dict[str, Any], ids: Iterable[str]) -> None:
    """Raises DatasetError when the earlier run asked none of the questions of these ids."""
    if {row["id"] for row in earlier["outcomes"]}.isdisjoint(ids):
        raise DatasetError(
            "The saved run shares no question with this one.",
            "Compare runs over the same dataset, with the same --half and --limit.",
        )


def check_can_save(path: Path) -> None:
    """Raises DatasetError when a run cannot be kept there, before hours are spent on it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab"):
            pass
    except OSError as error:
        raise _not_saved(path, error) from error


def save_run(path: Path, outcomes: Sequence[Outcome], report: dict[str, Any]) -> None:
    """Keep a run, every question with its values, for a later comparison."""
    rows = [{**o.as_dict(), "values": _values(o)} for o in outcomes]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        kept = {"report": report, "outcomes": rows}
        path.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
    except OSError as error:
        raise _not_saved(path, error) from error


def _not_saved(path: Path, error: OSError) -> DatasetError:
    return DatasetError(
        f"The run cannot be saved in {path} ({error.strerror}).", "Name another file with --save."
    )


def load_run(path: Path) -> dict[str, Any]:
    """A run that `save_run` kept. Raises DatasetError."""
    try:
        kept: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        for row in kept["outcomes"]:
            row["values"].items()
            row["id"]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DatasetError(
            f"{path} is no saved run ({type(error).__name__}: {error}).",
            "Make one with: python -m qa eval --dataset … --save RUN.json",
        ) from error
    return kept


def _values(outcome: Outcome) -> dict[str, float]:
    """What is compared of a question, by name."""
    values = {
        f"{stage} {name}": value
        for stage, figures in outcome.stages.items()
        for name, value in figures.items()
    }
    values |= {"exact match": outcome.said.exact, "F1": outcome.said.f1}
    if outcome.given is not None:
        values |= {
            "given the paragraph, exact match": outcome.given.exact,
            "given the paragraph, F1": outcome.given.f1,
        }
    return values


def _stage(outcomes: Sequence[Outcome], stage: str) -> dict[str, Figure]:
    names = dict.fromkeys(name for o in outcomes for name in o.stages[stage])
    return {
        name: _figure([o.stages[stage][name] for o in outcomes if name in o.stages[stage]])
        for name in names
    }


def _answers(said: Sequence[Said]) -> dict[str, Figure]:
    """forced: the first answer counts even when it is below the threshold; else that counts 0."""
    evidence = [s.evidence for s in said if s.evidence is not None]
    figures = {
        "exact_match": _figure([0.0 if s.abstained else s.exact for s in said]),
        "f1": _figure([0.0 if s.abstained else s.f1 for s in said]),
        "exact_match_forced": _figure([s.exact for s in said]),
        "f1_forced": _figure([s.f1 for s in said]),
        "right_forced": _figure([float(s.right) for s in said]),
    }
    if evidence:
        figures["evidence_sentence"] = _figure([float(e) for e in evidence])
    return figures


def _paired_stages(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    names = dict.fromkeys(name for o in outcomes for name in o.stages["read"])
    return {
        name: _difference(
            [o.stages["read"][name] - o.stages["fused"][name] for o in outcomes
             if name in o.stages["read"]]
        )
        for name in names
    }  # fmt: skip


def _abstention(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """false_abstention: the share declined of the answerable questions. recall: the same of those
    asked without their articles; precision: the share of these among all that were declined.
    """
    shown = [o.said for o in outcomes if not o.said.abstained]
    foreign = [o.foreign for o in outcomes if o.foreign is not None]
    answerable = [o.said for o in outcomes if o.answerable]
    report: dict[str, Any] = {
        "answered": _figure([float(not o.said.abstained) for o in outcomes]),
        "right_when_answered": _figure([float(s.right) for s in shown]),
        "false_abstention": _figure([float(s.abstained) for s in answerable]),
        "wrong_or_declined": _figure(
            [float(s.abstained) for s in (o.said for o in outcomes) if not s.right]
        ),
    }
    if foreign:
        declined = sum(f.abstained for f in foreign)
        falsely = sum(s.abstained for s in answerable)
        report["recall"] = _figure([float(f.abstained) for f in foreign])
        report["precision"] = {"mean": declined / max(1, declined + falsely)}
    return report


def _thresholds(outcomes: Sequence[Outcome]) -> list[Figure]:
    """What other thresholds would have done: the share answered, how much of that is right, and
    the share declined of the questions asked without their articles.
    """
    rows = []
    foreign = [o.foreign for o in outcomes if o.foreign is not None]
    for threshold in _THRESHOLDS:
        shown = [o.said for o in outcomes if o.said.confidence >= threshold]
        row = {
            "threshold": threshold,
            "answered": len(shown) / max(1, len(outcomes)),
            "right": sum(s.right for s in shown) / max(1, len(shown)),
        }
        if foreign:
            row["declined"] = sum(f.confidence < threshold for f in foreign) / len(foreign)
        rows.append(row)
    return rows


def _calibration(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Confidence against being right; questions without their articles are never right."""
    pairs = [(o.said.confidence, o.said.right) for o in outcomes]
    report = _calibrated(pairs)
    foreign = [(o.foreign.confidence, False) for o in outcomes if o.foreign is not None]
    if foreign:
        report["with_unanswerable"] = _calibrated([*pairs, *foreign])
    return report


def _calibrated(pairs: Iterable[tuple[float, bool]]) -> dict[str, Any]:
    rows = list(pairs)
    sure, right = [c for c, _ in rows], [r for _, r in rows]
    wide = reliability(sure, right)
    return {
        "ece": calibration_error(wide),
        "ece_equal_mass": calibration_error(reliability(sure, right, equal_mass=True)),
        "bins": [asdict(b) for b in wide],
    }


def _figure(values: Sequence[float]) -> Figure:
    low, high = bootstrap(values)
    return {"mean": float(np.mean(values)) if values else 0.0, "low": low, "high": high}


def _difference(values: Sequence[float]) -> Figure:
    won, lost = sum(v > 0 for v in values), sum(v < 0 for v in values)
    return {**_figure(values), "won": won, "lost": lost}
