"""Bytes a passage in each part of an index: `python -m benchmarks.sizes --dataset DIR`.

Two samples of the articles are indexed; what the larger takes more than the smaller, divided by the
passages it has more, is what a passage costs without what every index costs. Sizes do not depend on
what the vectors say, so that none is computed: they are noise of the model's dimension.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from qa.encoder import PACKAGED_MODEL, Vectors, model_digest
from qa.evaluate.datasets import read_dataset
from qa.indexing import build_documents
from qa.precision import Chosen
from qa.records import Document
from qa.settings import Settings

__all__ = ["NoiseVectors", "sizes"]

_PARTS = ("texts.sqlite", "keywords", "vectors", "manifest.json")


class NoiseVectors:
    """Unit vectors of noise, the same for the same text."""

    name = PACKAGED_MODEL
    dimension = 384
    precision = Chosen("float32", "nothing is computed")
    backend = "torch"

    def __init__(self) -> None:
        self.digest = model_digest(PACKAGED_MODEL)

    def encode(self, texts: Sequence[str]) -> Vectors:
        seeds = [int.from_bytes(hashlib.sha256(t.encode()).digest()[:8], "big") for t in texts]
        rows = [np.random.default_rng(seed).normal(size=self.dimension) for seed in seeds]
        vectors = np.asarray(rows, dtype=np.float32).reshape(len(texts), self.dimension)
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def sizes(documents: Sequence[Document], folder: Path) -> dict[str, int]:
    """Bytes of each part of an index of the documents, made in `folder`, and its passages."""
    settings = Settings(index=folder, articles=folder)
    manifest = build_documents(settings, documents, encoder=NoiseVectors())
    state = folder / manifest.generation
    files = [f for f in state.rglob("*") if f.is_file()]
    found = {
        part: sum(f.stat().st_size for f in files if f.relative_to(state).parts[0] == part)
        for part in _PARTS
    }
    return {"passages": manifest.passages, **found}


def main() -> None:
    """Measure both samples and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--dataset", type=Path, required=True, help="BEIR folder")
    parser.add_argument("--articles", type=int, nargs=2, default=[100, 200], metavar="N")
    options = parser.parse_args()
    every = read_dataset(options.dataset).documents
    rows = []
    for number in sorted(options.articles):
        sample = [every[i * len(every) // number] for i in range(number)]
        with tempfile.TemporaryDirectory() as name:
            rows.append(sizes(sample, Path(name)))
    small, large = rows
    more = large["passages"] - small["passages"]
    if more <= 0:
        parser.error("the second sample has to be larger than the first")
    words = [f"{row['passages']:,} passages" for row in rows]
    sys.stdout.write(f"| bytes | {words[0]} | {words[1]} | a passage more |\n|---|---|---|---|\n")
    for part in _PARTS:
        each = (large[part] - small[part]) / more
        sys.stdout.write(f"| {part} | {small[part]:,} | {large[part]:,} | {each:,.0f} |\n")


if __name__ == "__main__":
    main()
