"""Words, terms and sentences."""

from __future__ import annotations

import itertools
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from threadpoolctl import threadpool_info

from qa.text import (
    fold,
    letters_end,
    lines,
    load_language_model,
    plain_spaces,
    sentences,
    term,
    terms,
    word_count,
    words,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("U.N.-brokered talks", ["U.N.", "brokered", "talks"]),
        ("some 1,600 people", ["some", "1,600", "people"]),
        ("Bashar al-Ja‘afari’s", ["Bashar", "al", "Ja‘afari’s"]),
        ("11:40 a.m. (1040 GMT)", ["11", "40", "a.m.", "1040", "GMT"]),
        ("Zu\u0308rich, re\u0301sume\u0301s", ["Zu\u0308rich", "re\u0301sume\u0301s"]),
        ("a\u0301\u0301 \u0301a", ["a\u0301\u0301", "a"]),
        ("", []),
        ("…—!", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert [text[s.start : s.end] for s in words(text)] == expected
    assert word_count(text) == len(expected)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("U.N.", "UN"),
        ("Ja‘afari", "Jaafari"),
        ("Syria’s", "Syria"),
        ("communiqué", "communique"),
        ("1,600", "1600"),
        ("ASTANA", "Astana"),
    ],
)
def test_spellings_that_fold_together(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize("word", ["Zürich", "résumés", "İzmir", "ÉTAT", "Ångström’s", "Việt"])
def test_accents_may_be_decomposed(word: str) -> None:
    assert terms(unicodedata.normalize("NFD", word)) == terms(word) != []


@pytest.mark.parametrize(
    ("text", "end", "whole"), [("Zoe\u0308 won", 3, 4), ("Zoë won", 3, 3), ("Zoe\u0308", 4, 4)]
)
def test_a_letter_ends_behind_its_accents(text: str, end: int, whole: int) -> None:
    assert letters_end(text, end) == whole


@pytest.mark.parametrize(
    ("text", "plain"),
    [("5\u00a0million\u202f%\u2009or so", "5 million % or so"), ("a\tb\nc d", "a\tb\nc d")],
)
def test_spaces_are_made_common(text: str, plain: str) -> None:
    assert plain_spaces(text) == plain


@pytest.mark.parametrize("text", ["e\u0301" * 10_000, "\u0301" * 20_000, "a'" * 10_000])
def test_words_are_found_in_one_pass(text: str) -> None:
    started = time.perf_counter()
    word_count(text)
    assert time.perf_counter() - started < 1.0


def test_terms_are_stemmed_and_without_stop_words() -> None:
    assert terms("Who attended the Astana talks?") == terms("attending Astana talk")


@pytest.mark.parametrize("hyphen", ["\u2010", "\u2011"])
def test_hyphens_of_other_kinds_part_words_alike(hyphen: str) -> None:
    assert terms(f"long{hyphen}term") == terms("long-term") == ["long", "term"]


@pytest.mark.parametrize(
    ("word", "kept"), [("IT", True), ("it", False), ("WHO", True), ("who", False)]
)
def test_an_acronym_is_no_stop_word(word: str, kept: bool) -> None:
    assert bool(term(word)) is kept


def test_lines_carry_no_outer_white_space() -> None:
    text = "  one \n\n\ttwo\n"
    assert [text[s.start : s.end] for s in lines(text)] == ["one", "two"]


@pytest.mark.parametrize(
    "expected",
    [
        ["The delegation arrived at the U.N. offices at 11:40 a.m. (1040 GMT).", "It left later."],
        ["The talks are scheduled for Jan. 25-26, which will be followed by talks in Sochi."],
        ["A statement named the congress in [the] near future.", "Nobody signed it."],
        ["Some 1,600 people were invited, the Kremlin said.", "“It is hard to say,” he added."],
        ["**Present:** Ann Holm, Maud Lee and Simon Wye.", "**In attendance:** Clare Dun (clerk)."],
        ["He said **no.**", "She left.", "*Yes,* he said."],
    ],
)
def test_sentences(expected: list[str]) -> None:
    text = " ".join(expected)
    assert [text[s.start : s.end] for s in sentences(text)] == expected


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=300))
def test_sentences_cover_all_but_white_space(text: str) -> None:
    spans = sentences(text)
    assert all(a.end <= b.start for a, b in itertools.pairwise(spans))
    assert "".join("".join(text[s.start : s.end].split()) for s in spans) == "".join(text.split())


@given(st.lists(st.sampled_from(["*", "**", "_", " ", "a", "Yes.", "“", "No!"]), max_size=20))
def test_marks_of_emphasis_lose_and_double_nothing(parts: list[str]) -> None:
    text = "".join(parts)
    spans = sentences(text)
    assert all(a.end <= b.start for a, b in itertools.pairwise(spans))
    assert "".join("".join(text[s.start : s.end].split()) for s in spans) == "".join(text.split())


def test_a_line_longer_than_the_model_takes() -> None:
    text = "The talks go on and on. " * 3_000
    spans = sentences(text)
    assert len(spans) == 3_000
    assert spans[-1].end == len(text) - 1


def test_parsing_multiplies_in_its_own_thread_with_the_faster_library() -> None:
    model = load_language_model()
    networks = [c.model for _, c in model.pipeline if getattr(c, "model", None) is not None]
    assert networks
    layers = [layer for network in networks for layer in network.walk()]
    assert not any(layer.ops.use_blis for layer in layers)
    threads = [b["num_threads"] for b in threadpool_info() if b["user_api"] == "blas"]
    assert set(threads) <= {1}
