"""What a passage takes of the disk, part by part."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from benchmarks.sizes import NoiseVectors, sizes
from tests.conftest import make_document


def test_every_part_is_counted_and_grows_with_the_passages(tmp_path: Path) -> None:
    texts = [
        " ".join(f"Sentence {i} of report {n} names village {i * n}." for i in range(150))
        for n in range(6)
    ]
    documents = [make_document(text, name=f"{n}.txt") for n, text in enumerate(texts)]
    small, large = (sizes(documents[:n], tmp_path / str(n)) for n in (1, 6))
    assert all(small.values())
    assert large["passages"] == 6 * small["passages"] > 20
    for part in ("texts.sqlite", "keywords", "vectors"):
        assert large[part] > small[part]


def test_noise_is_of_unit_length_and_the_same_for_the_same_text() -> None:
    vectors = NoiseVectors().encode(["one", "two", "one"])
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-6)
    np.testing.assert_array_equal(vectors[0], vectors[2])
    assert abs(float(vectors[0] @ vectors[1])) < 0.5
    assert NoiseVectors().encode([]).shape == (0, 384)
