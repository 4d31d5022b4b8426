"""Two rankings made one: reciprocal ranks, or scores scaled and weighed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

__all__ = ["RRF_K", "Fusion", "Ranking", "fuse", "fuse_min_max", "fuse_rrf"]

Ranking = Sequence[tuple[str, float]]
Fusion = Literal["min-max", "rrf", "bm25", "vector"]

# Chosen on a news corpus: docs/retrieval.md has the numbers
_VECTOR_WEIGHT = 0.3
RRF_K = 60


def fuse(fusion: Fusion, by_term: Ranking, by_vector: Ranking) -> list[tuple[str, float]]:
    """Both rankings as one, by the method named; "bm25" and "vector" take one of them alone."""
    if fusion == "bm25":
        return list(by_term)
    if fusion == "vector":
        return list(by_vector)
    return fuse_rrf(by_term, by_vector) if fusion == "rrf" else fuse_min_max(by_term, by_vector)


def fuse_rrf(*rankings: Ranking, k: int = RRF_K) -> list[tuple[str, float]]:
    """Reciprocal rank fusion: the sum of 1 / (k + rank) (Cormack, Clarke and Büttcher 2009)."""
    scores: dict[str, float] = {}
    for ranking in rankings:
        for rank, (id_, _) in enumerate(ranking, start=1):
            scores[id_] = scores.get(id_, 0.0) + 1.0 / (k + rank)
    return _sorted(scores)


def fuse_min_max(
    by_term: Ranking, by_vector: Ranking, *, vector_weight: float = _VECTOR_WEIGHT
) -> list[tuple[str, float]]:
    """Weighted sum of both scores, each scaled to 0–1 over its own ranking; 0 where not found."""
    scores: dict[str, float] = {}
    for ranking, weight in ((by_term, 1.0 - vector_weight), (by_vector, vector_weight)):
        for id_, score in _min_max(ranking).items():
            scores[id_] = scores.get(id_, 0.0) + weight * score
    return _sorted(scores)


def _min_max(ranking: Ranking) -> dict[str, float]:
    if not ranking:
        return {}
    values = [score for _, score in ranking]
    low, high = min(values), max(values)
    spread = high - low
    return {id_: (score - low) / spread if spread else 1.0 for id_, score in ranking}


def _sorted(scores: Mapping[str, float]) -> list[tuple[str, float]]:
    return sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
