"""The layers of a BERT encoder (Devlin et al. 2019), written once for all that they run on."""

from __future__ import annotations

from typing import Protocol, TypeVar

from qa.backends.bert import Bert

__all__ = ["Operations", "token_vectors"]

Value = TypeVar("Value")  # numbers, or a node of a graph that will give them


class Operations(Protocol[Value]):
    """What the layers compute with. Weights have the names that they have in transformers."""

    def looked_up(self, weight: str, rows: Value) -> Value:
        """Rows of a table, by their numbers."""
        ...

    def places(self, ids: Value) -> Value:
        """0, 1, 2 … for the tokens of a text. ids: (texts, tokens)."""
        ...

    def added(self, one: Value, other: Value) -> Value:
        """Their sum."""
        ...

    def linear(self, vectors: Value, part: str) -> Value:
        """Multiplied with a part's weight, its bias added."""
        ...

    def normal(self, vectors: Value, part: str) -> Value:
        """Layer normalisation (Ba et al. 2016) with a part's weight and bias."""
        ...

    def attended(self, query: Value, key: Value, value: Value, mask: Value) -> Value:
        """Attention in all heads to what the mask lets be seen, joined again: (texts, tokens,
        width).
        """
        ...

    def gelu(self, vectors: Value) -> Value:
        """Gaussian error linear units, exact (Hendrycks and Gimpel 2016)."""
        ...


def token_vectors(
    run: Operations[Value], bert: Bert, ids: Value, mask: Value, types: Value
) -> Value:
    """Vectors of tokens, (texts, tokens, width): BertModel without its pooler.

    ids, types: (texts, tokens). mask: what `attended` of these operations takes.
    """

    def embedded(table: str, rows: Value) -> Value:
        return run.looked_up(f"embeddings.{table}_embeddings.weight", rows)

    both = run.added(embedded("word", ids), embedded("token_type", types))
    placed = run.added(both, embedded("position", run.places(ids)))
    vectors = run.normal(placed, "embeddings.LayerNorm")
    for layer in bert.layers:
        query, key, value = (
            run.linear(vectors, f"{layer}attention.self.{part}")
            for part in ("query", "key", "value")
        )
        seen = run.linear(run.attended(query, key, value, mask), f"{layer}attention.output.dense")
        vectors = run.normal(run.added(seen, vectors), f"{layer}attention.output.LayerNorm")
        wide = run.gelu(run.linear(vectors, f"{layer}intermediate.dense"))
        back = run.linear(wide, f"{layer}output.dense")
        vectors = run.normal(run.added(back, vectors), f"{layer}output.LayerNorm")
    return vectors
