"""Spelling slips mended from the index's words, and all that must be left alone."""

from __future__ import annotations

import itertools
import json
import random
import string
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

import pytest

from qa.engine import Engine
from qa.indexing import build, build_documents, open_store
from qa.read.lexicon import is_english, is_known_name
from qa.records import Correction
from qa.settings import Settings
from qa.spelling import Forms, Speller
from qa.stores.embedded import EmbeddedStore
from qa.text import term, words
from tests.conftest import ROOT, HashEncoder, make_document


@pytest.fixture
def store(settings: Settings, hash_encoder: HashEncoder) -> Iterator[EmbeddedStore]:
    """The five articles."""
    build(settings)
    opened = open_store(settings)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("question", "mended"),
    [
        ("who attended Astanna?", "who attended Astana?"),
        ("who attended astanna", "who attended Astana"),
        ("what did de Misturo say?", "what did de Mistura say?"),
        ("what did Stafan de Misturo say?", "what did Staffan de Mistura say?"),
        ("what was Lavorv's answer?", "what was Lavrov's answer?"),
        ("who sponsered the talks?", "who sponsored the talks?"),
        ("negociations in Viena", "negotiations in Vienna"),
        ("Who is Mohamed Aloush?", "Who is Mohamed Alloush?"),
    ],
)
def test_slips_are_mended(store: EmbeddedStore, question: str, mended: str) -> None:
    assert Speller(store).correct(question)[0] == mended


def test_what_was_changed_is_told_in_order(store: EmbeddedStore) -> None:
    _, corrections = Speller(store).correct("did Lavorv's men go to Astanna?")
    assert corrections == (Correction("Lavorv", "Lavrov"), Correction("Astanna", "Astana"))


@pytest.mark.parametrize(
    "question",
    [
        "who attended Astana?",
        "who attends the Syrians' meetings?",  # other forms of words that the index holds
        "what is photosynthesis?",  # English, and in no article
        "what miniseries did she star in?",  # two English words in one
        "who is Merkel?",  # a known name, and in no article
        "who commands ASTANNA?",  # as good as an acronym
        "what happened in 20016?",
        "who didn't attend?",
        "wich side won?",  # a slip in a function word says nothing about names
        "who is Zzyzx?",
    ],
)
def test_all_else_is_left_alone(store: EmbeddedStore, question: str) -> None:
    assert Speller(store).correct(question) == (question, ())


def test_questions_of_the_gold_files_are_left_alone(store: EmbeddedStore) -> None:
    speller = Speller(store)
    lines = [
        line
        for name in ("gold.jsonl", "held_out.jsonl")
        for line in (ROOT / "tests" / "quality" / name).read_text("utf-8").splitlines()
        if line.strip()
    ]
    questions = [json.loads(line)["question"] for line in lines]
    assert [q for q in questions if speller.correct(q)[1]] == []


def slips(word: str, rng: random.Random) -> str:
    """The word with one letter dropped, doubled, added, changed or exchanged with the next."""
    while True:
        at = rng.randrange(len(word) - 1)
        before, letter, after = word[:at], word[at], word[at + 1 :]
        other = rng.choice(string.ascii_lowercase)
        slipped = rng.choice(
            [
                before + after,
                before + letter + letter + after,
                before + other + letter + after,
                before + other + after,
                before + after[0] + letter + after[1:],
            ]
        )
        if slipped.casefold() != word.casefold():
            return slipped.capitalize()


def names_of(store: EmbeddedStore) -> list[str]:
    """Words of five letters or more with a capital, behind a lower-case word."""
    found: Counter[str] = Counter()
    for document in store.documents():
        text = document.text
        spans = list(words(text))
        for before, span in itertools.pairwise(spans):
            word = text[span.start : span.end]
            inside = text[before.start].islower() and text[before.end : span.start] == " "
            if inside and word.isalpha() and word.istitle() and len(word) > 4:
                found[word] += not store.is_word(term(word))
    return sorted(word for word, count in found.items() if count)


def test_generated_slips(store: EmbeddedStore) -> None:
    """Of every hundred slips in names at least 80 are mended, and hardly one into another name.

    What is left alone is mostly a word of its own by then ("Gorge" for "George").
    """
    speller = Speller(store)
    mended, wrong, tried = 0, 0, 0
    for seed, name in itertools.product((7, 11, 23), names_of(store)):
        rng = random.Random(f"{seed} {name}")
        for _ in range(2):
            slipped = slips(name, rng)
            _, corrections = speller.correct(f"what happened to {slipped} yesterday?")
            tried += 1
            if corrections:
                right = term(corrections[0].searched_for) == term(name)
                mended += right
                wrong += not right
    assert tried > 200
    assert mended / tried >= 0.77
    assert wrong / tried <= 0.01


def two_articles(tmp_path: Path, first: str, second: str) -> EmbeddedStore:
    made = Settings(index=tmp_path / "index", articles=tmp_path)
    build_documents(made, (make_document(first, name="a.txt"), make_document(second, name="b.txt")))
    return open_store(made)


def test_two_names_just_as_near_are_left_alone(tmp_path: Path, hash_encoder: HashEncoder) -> None:
    store = two_articles(tmp_path, "Then Vadorin spoke.", "Then Vadoran spoke.")
    assert Speller(store).correct("what did Vadorn say?") == ("what did Vadorn say?", ())
    store.close()


def test_the_name_beside_the_other_names_is_meant(
    tmp_path: Path, hash_encoder: HashEncoder
) -> None:
    first, second = "In Berlin Vadorin spoke.", "In Oslo Vadoran spoke."
    store = two_articles(tmp_path, first, second)
    assert Speller(store).correct("did Vadorn come to Oslo?")[0] == "did Vadoran come to Oslo?"
    assert Speller(store).correct("did Vadorn come to Berlin?")[0] == "did Vadorin come to Berlin?"
    store.close()


def test_a_name_comes_before_a_common_word(tmp_path: Path, hash_encoder: HashEncoder) -> None:
    store = two_articles(tmp_path, "They saw a kelvador swim.", "Then Kelvadur spoke.")
    assert Speller(store).correct("what did kelvadr say?")[0] == "what did Kelvadur say?"
    store.close()


def test_half_a_million_words_are_searched_quickly() -> None:
    rng = random.Random(1)
    syllables = [c + v for c in "bdfgklmnprstvz" for v in "aeiou"]
    made = {"".join(rng.choices(syllables, k=rng.randint(3, 5))) for _ in range(600_000)}
    pairs = [(word, word) for word in sorted(made)[:500_000]]
    forms = Forms(pairs)
    asked = [slips(word, rng).casefold() for word, _ in rng.sample(pairs, 60)]
    took = []
    for word in asked:
        started = perf_counter()
        found = list(forms.near(word, 1))
        took.append(perf_counter() - started)
        assert all(distance == 1 or form == word for form, _, distance in found)
    assert sorted(took)[len(took) // 2] < 0.02


@pytest.mark.parametrize("word", ["hotel", "planned", "parties", "miniseries", "went", "analytics"])
def test_english(word: str) -> None:
    assert is_english(word)


@pytest.mark.parametrize("word", ["misturo", "astanna", "sponsered"])
def test_no_english(word: str) -> None:
    assert not is_english(word)


def test_known_names() -> None:
    assert is_known_name("obama")
    assert not is_known_name("misturo")


def test_the_engine_searches_for_what_was_meant(
    settings: Settings, hash_encoder: HashEncoder
) -> None:
    build(settings)
    engine = Engine.open(settings)
    right = engine.ask("who attended Astana?")
    meant = engine.ask("who attended Astanna?")
    written = engine.ask("who attended Astanna?", spelling=False)
    engine.close()
    assert meant.question == "who attended Astanna?"
    assert meant.interpreted_as == right.question == "who attended Astana?"
    assert meant.to_dict()["corrections"] == [{"written": "Astanna", "searched_for": "Astana"}]
    assert not meant.completed
    assert [p.passage.id for p in meant.passages] == [p.passage.id for p in right.passages]
    assert meant.answers == right.answers
    assert written.interpreted_as == "who attended Astanna?"
    assert written.corrections == right.corrections == ()
