"""Fit the rule reader's weights: `python -m training.fit_rules`.

Sentences of the gold questions' hits, positive when they hold a line of the gold evidence, in a
logistic regression (L2, C = 1). Prints the weights for `qa/read/rules.py`. The held-out questions
play no part in it; measure on them with `python -m tests.quality.measure held_out.jsonl`.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from qa.encoder import open_encoder
from qa.indexing import build, open_store
from qa.read.rules import WEIGHTS, RuleReader
from qa.retrieve import retrieve
from qa.settings import Settings
from tests.quality.measure import ROOT, plain, read_gold


def main() -> None:
    names = list(WEIGHTS)
    rows: list[list[float]] = []
    labels: list[bool] = []
    questions: list[int] = []
    gold = read_gold("gold.jsonl")
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(articles=ROOT / "seeds", index=Path(folder))
        build(settings)
        store, encoder = open_store(settings), open_encoder(settings.model)
        reader = RuleReader(encoder, store, store.manifest.passages)
        for number, item in enumerate(gold):
            hits = retrieve(store, encoder, item["question"], k=24)
            lines = [plain(line) for line in item.get("evidence", ())]
            for weighed in reader.weigh(item["question"], hits):
                features = weighed.evidence.features.as_dict()
                sentence = plain(weighed.evidence.text)
                rows.append([features[name] for name in names])
                labels.append(any(line in sentence or sentence in line for line in lines))
                questions.append(number)
        store.close()
    model = LogisticRegression(C=1.0, max_iter=5_000).fit(np.array(rows), np.array(labels))
    weights = dict(zip(names, model.coef_[0].round(2).tolist(), strict=True))
    fitted = {"weights": weights, "bias": round(float(model.intercept_[0]), 2)}
    log_odds = np.array(rows) @ model.coef_[0] + model.intercept_[0]
    best = {n: max(log_odds[np.array(questions) == n]) for n in set(questions)}
    report = {
        **fitted,
        "sentences": len(rows),
        "positive": int(sum(labels)),
        "mean_best_log_odds": {
            "answerable": float(np.mean([best[n] for n in best if gold[n]["answerable"]])),
            "unanswerable": float(np.mean([best[n] for n in best if not gold[n]["answerable"]])),
        },
    }
    sys.stdout.write(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()
