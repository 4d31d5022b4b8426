"""A report as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

__all__ = ["words"]

_STAGE_COLUMNS = (
    "answer@1", "answer@5", "answer@10", "mrr", "article@1", "article@5", "article@10", "ndcg@10",
)  # fmt: skip
_ANSWER_ROWS = {
    "exact_match": "exact match",
    "f1": "F1",
    "exact_match_forced": "exact match, never declining",
    "f1_forced": "F1, never declining",
    "right_forced": "right, never declining",
    "evidence_sentence": "evidence sentence",
}
_NAMES = {
    "all": "all questions",
    "answerable": "those with an answer in the pool",
    "given_the_paragraph": "given the paragraph",
}


def words(report: Mapping[str, Any]) -> str:
    """Every figure with its 95 % interval, a table a stage, and what they mean."""
    return "\n".join(_lines(report))


def _lines(report: Mapping[str, Any]) -> Iterator[str]:
    yield (
        f"{report['dataset']}: {_count(report['documents'], 'article')}, "
        f"{_count(report['questions'], 'question')}; {report['answerable']:,} with an answer in "
        f"the pool, {report['with_gold_article']:,} with a known article"
    )
    yield from _stages(report)
    for key, name in _NAMES.items():
        if key in report["first_answer"]:
            yield f"\nFirst answer, {name}"
            rows = report["first_answer"][key]
            yield from (f"  {_ANSWER_ROWS[k]:30} {_interval(v)}" for k, v in rows.items())
    yield from _declining(report)
    seconds = report.get("seconds", {})
    if seconds:
        parts = ", ".join(
            f"{part} {1000 * v['p50']:.0f} ms (95 % under {1000 * v['p95']:.0f} ms)"
            for part, v in seconds.items()
        )
        yield f"\nTime a question: {parts}"
    if "compared" in report:
        yield "\nAgainst the saved run (difference, 95 % interval, questions won and lost)"
        yield from _differences(report["compared"])


def _stages(report: Mapping[str, Any]) -> Iterator[str]:
    used = [c for c in _STAGE_COLUMNS if c in report["stages"]["read"]]
    yield "\n" + " " * 8 + "".join(f"{c:>11}" for c in used)
    for stage, figures in report["stages"].items():
        yield f"{stage:8}" + "".join(
            f"{figures[c]['mean']:11.3f}" if c in figures else " " * 11 for c in used
        )
    yield "\nReading against fused retrieval (difference, 95 % interval, questions won and lost)"
    yield from _differences(report["read_against_fused"])


def _declining(report: Mapping[str, Any]) -> Iterator[str]:
    abstention = report["abstention"]
    yield f"\nBelow a confidence of {report['threshold']:.2f} nothing is answered"
    yield f"  {'answered':30} {_interval(abstention['answered'])}"
    yield f"  {'right when answered':30} {_interval(abstention['right_when_answered'])}"
    yield f"  {'declined though answerable':30} {_interval(abstention['false_abstention'])}"
    if "recall" in abstention:
        yield f"  {'declined without articles':30} {_interval(abstention['recall'])}"
        yield f"  {'declining was right':30} {abstention['precision']['mean']:.3f}"
    yield "\n  threshold  answered   right  declined without articles"
    for row in report["thresholds"]:
        declined = f"{row['declined']:10.2f}" if "declined" in row else ""
        yield f"  {row['threshold']:9.2f} {row['answered']:9.2f} {row['right']:7.2f}{declined}"
    calibration = report["calibration"]
    yield (
        f"\nExpected calibration error {calibration['ece']:.3f}"
        f" (bins of equal size {calibration['ece_equal_mass']:.3f})"
    )
    if "with_unanswerable" in calibration:
        both = calibration["with_unanswerable"]
        yield (
            f"  with the questions asked without their articles {both['ece']:.3f}"
            f" (bins of equal size {both['ece_equal_mass']:.3f})"
        )
    yield "  confidence   answers   right"
    for row in calibration["bins"]:
        yield f"  {row['confidence']:10.2f} {row['count']:9,} {row['right']:7.2f}"


def _differences(figures: Mapping[str, Any]) -> Iterator[str]:
    for name, v in figures.items():
        yield (
            f"  {name:30} {v['mean']:+.3f}  [{v['low']:+.3f}, {v['high']:+.3f}]"
            f"  {v['won']:,} : {v['lost']:,}"
        )


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _interval(figure: Mapping[str, float]) -> str:
    return f"{figure['mean']:.3f}  [{figure['low']:.3f}, {figure['high']:.3f}]"
