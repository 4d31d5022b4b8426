"""Draw a saved run's reliability diagram: `python -m training.plot_reliability RUN.json OUT.svg`.

Above, the share of right first answers against the confidence that was shown; on the diagonal the
confidence means what it says. Below, how many questions had which confidence.
"""

from __future__ import annotations

import sys
from pathlib import Path

import matplotlib.pyplot as plt

from qa.evaluate import load_run


def draw(run: Path, out: Path) -> None:
    kept = load_run(run)["report"]
    calibration = kept["calibration"]
    drawn = {"asked of its articles": calibration}
    if "with_unanswerable" in calibration:
        drawn["and again without those that answer"] = calibration["with_unanswerable"]
    figure, (above, below) = plt.subplots(
        2, 1, figsize=(5, 6), sharex=True, height_ratios=(3, 1), layout="constrained"
    )
    above.plot([0, 1], [0, 1], color="0.6", linestyle="--", linewidth=1)
    for (name, part), marker in zip(drawn.items(), "os", strict=False):
        sure = [b["confidence"] for b in part["bins"]]
        right = [b["right"] for b in part["bins"]]
        above.plot(sure, right, marker=marker, label=f"{name}: error {part['ece']:.3f}")
        below.bar(
            [b["confidence"] for b in part["bins"]],
            [b["count"] for b in part["bins"]],
            width=0.04,
            alpha=0.6,
        )
    above.axvline(kept["threshold"], color="0.6", linewidth=1)
    above.set(ylabel="share right", xlim=(0, 1), ylim=(0, 1), title=kept["dataset"])
    above.legend(loc="upper left")
    below.set(xlabel="confidence", ylabel="questions")
    plt.rcParams["svg.hashsalt"] = "reliability"  # the same file from the same figures
    figure.savefig(out, metadata={"Date": None})


if __name__ == "__main__":
    draw(Path(sys.argv[1]), Path(sys.argv[2]))
