"""Word vectors of an index's vocabulary: spellings, similarity, saving, reuse."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from qa.text import term
from qa.vocabulary import Vocabulary, common_spellings, count_spellings
from tests.conftest import HashEncoder

WORDS = ["killed", "rain", "talks"]


def spelt(texts: list[str]) -> list[str]:
    return common_spellings((w, term(w), n) for w, n in count_spellings(texts).items())


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["talks talks talk"], ["talks"]),
        (["Talks began. The talks went on; talks end."], ["began", "end", "talks", "went"]),
        (["Damascus lies here, Damascus burns"], ["burns", "lies"]),
        (["in 2018 it was B52 and it was so"], []),
        (["no of it"], []),
        ([], []),
    ],
)
def test_common_spellings_are_words_mostly_in_lower_case(
    texts: list[str], expected: list[str]
) -> None:
    assert spelt(texts) == expected


def test_equal_counts_give_the_same_spelling_in_any_order() -> None:
    assert spelt(["talks talking"]) == spelt(["talking talks"])


def test_every_word_is_found_by_its_own_vector() -> None:
    encoder = HashEncoder()
    vocabulary = Vocabulary.build(WORDS, encoder)
    for word in WORDS:
        (near,) = vocabulary.similar(encoder.encode([word]), 0.99)
        assert near[term(word)] == pytest.approx(1.0, abs=1e-2)
        assert term(word) in vocabulary
    assert "vienna" not in vocabulary


def test_nothing_below_the_floor() -> None:
    vectors = np.array([[1, 0], [0.6, 0.8], [0, 1]], dtype=np.float16)
    vocabulary = Vocabulary(WORDS, vectors)
    vectors = np.array([[1, 0], [0, 1]], dtype=np.float32)
    one, other = vocabulary.similar(vectors, -1.0)
    assert one == pytest.approx({"kill": 1.0, "rain": 0.6, "talk": 0.0}, abs=1e-3)
    assert other == pytest.approx({"kill": 0.0, "rain": 0.8, "talk": 1.0}, abs=1e-3)
    assert list(map(set, vocabulary.similar(vectors, 0.5))) == [{"kill", "rain"}, {"rain", "talk"}]
    assert list(map(set, vocabulary.similar(vectors, 0.7))) == [{"kill"}, {"rain", "talk"}]
    assert vocabulary.similar(vectors, 1.1) == [{}, {}]
    assert vocabulary.similar(vectors[:0], 0.5) == []


def test_saved_and_opened_it_is_the_same(tmp_path: Path) -> None:
    encoder = HashEncoder()
    vocabulary = Vocabulary.build(WORDS, encoder)
    vocabulary.save(tmp_path)
    again = Vocabulary.open(tmp_path)
    assert (again.spellings, again.terms) == (vocabulary.spellings, vocabulary.terms)
    vectors = encoder.encode(["talks"])
    assert again.similar(vectors, 0.1) == vocabulary.similar(vectors, 0.1)


def test_known_words_are_not_encoded_again() -> None:
    known = Vocabulary.build(WORDS, HashEncoder())
    encoder = HashEncoder()
    more = Vocabulary.build(["ceasefire", "killed", "talks"], encoder, known)
    assert encoder.encoded == ["ceasefire"]
    assert more.spellings == ["ceasefire", "killed", "talks"]
    fresh = Vocabulary.build(more.spellings, HashEncoder())
    vectors = encoder.encode(["killed"])
    assert more.similar(vectors, -1)[0] == pytest.approx(fresh.similar(vectors, -1)[0])


def test_no_words(tmp_path: Path) -> None:
    encoder = HashEncoder()
    Vocabulary.build([], encoder).save(tmp_path)
    assert Vocabulary.open(tmp_path).similar(encoder.encode(["rain"]), -1.0) == [{}]


def test_words_without_their_vectors_are_refused(tmp_path: Path) -> None:
    Vocabulary.build(WORDS, HashEncoder()).save(tmp_path)
    (tmp_path / "words.json").write_text(json.dumps(WORDS[:2]))
    with pytest.raises(ValueError, match="do not fit together"):
        Vocabulary.open(tmp_path)
