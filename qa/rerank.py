"""Passages put in a new order by a cross-encoder, which reads question and passage together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from qa.errors import ModelError, first_line
from qa.records import Hit

__all__ = ["RERANKED", "Reranker"]

RERANKED = 50  # passages that are read for the new order
_BATCH = 16


class Reranker:
    """Any CrossEncoder of sentence-transformers with one output, by folder or hub name."""

    def __init__(self, name: str) -> None:
        """Raises ModelError when the model does not load or scores more than one label."""
        from sentence_transformers import CrossEncoder

        self.name = name
        try:
            self._model: Any = CrossEncoder(name)
            outputs = int(self._model.num_labels)
        except Exception as error:
            raise ModelError(
                f"The reranker {name!r} does not load "
                f"({type(error).__name__}: {first_line(error)}).",
                "Set QA_RERANKER to a folder with a CrossEncoder of sentence-transformers, to a "
                "name that can be fetched, or unset it.",
            ) from error
        if outputs != 1:
            raise ModelError(
                f"The reranker {name!r} gives {outputs} scores for a passage instead of one.",
                "Name a CrossEncoder trained for ranking, for example "
                "cross-encoder/ms-marco-MiniLM-L6-v2.",
            )

    def rerank(self, question: str, hits: Sequence[Hit]) -> list[Hit]:
        """The first hits by the model's score, then the others as they were.

        `Scores.reranker` is the model's score; `Scores.fused` becomes its place between the lowest
        (0.1) and the highest (1) of them, so that what reads on sees the new order.
        """
        head = list(hits[:RERANKED])
        if not head:
            return []
        pairs = [(question, f"{h.document.title}\n{h.passage.text}") for h in head]
        scores = [
            float(s) for s in self._model.predict(pairs, batch_size=_BATCH, show_progress_bar=False)
        ]
        low, spread = min(scores), (max(scores) - min(scores)) or 1.0
        order = sorted(range(len(head)), key=lambda n: (-scores[n], n))
        first = [
            replace(
                head[n],
                scores=replace(
                    head[n].scores,
                    reranker=scores[n],
                    fused=0.1 + 0.9 * (scores[n] - low) / spread,
                ),
            )
            for n in order
        ]
        rest = [
            replace(h, scores=replace(h.scores, fused=min(h.scores.fused, 0.1)))
            for h in hits[RERANKED:]
        ]
        return [*first, *rest]
