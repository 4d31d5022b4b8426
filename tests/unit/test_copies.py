"""Copies of one story: found, kept apart from others, and folded into one citation."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from qa.copies import group_stories, shared_words, signature
from qa.engine import Engine
from qa.indexing import build, open_store
from qa.settings import Settings
from tests.conftest import HashEncoder

STORY = (
    "The river Elwy rose by two metres on Monday and 340 villagers left their homes by boat. "
    "Mayor Ines Duarte said that the dam had held and would be inspected on Thursday. "
    "The council meets again next week to vote on repairs that cost four million euros. "
    "Insurers expect claims from more than two hundred households along the lower valley."
)
EDITED = STORY.replace("Mayor Ines Duarte said", "The mayor, Ines Duarte, said") + " (Agencies)"
OTHER = (
    "Peace talks in the capital ended on Friday without a statement from either of the parties. "
    "Diplomats from nine countries had met for three days in a hotel beside the old harbour."
)


def stories(**texts: str) -> dict[str, str]:
    return group_stories({name: signature(text) for name, text in texts.items()})


def test_an_edited_copy_tells_the_same_story() -> None:
    found = stories(a=OTHER, b=STORY, c=EDITED, d=STORY.upper())
    assert found == {"a": "a", "b": "b", "c": "b", "d": "b"}


def test_short_texts_tell_no_story() -> None:
    assert stories(a="A short note.", b="A short note.") == {"a": "a", "b": "b"}


def test_the_groups_do_not_depend_on_the_order() -> None:
    texts = {f"{n}": STORY + f" Edition {n}." for n in range(6)} | {"x": OTHER}
    names = list(texts)
    random.Random(3).shuffle(names)
    shuffled = stories(**{n: texts[n] for n in names})
    groups = {frozenset(k for k, v in shuffled.items() if v == s) for s in shuffled.values()}
    assert groups == {frozenset("012345"), frozenset("x")}


def test_two_stories_are_one_when_a_later_text_is_near_to_both() -> None:
    words = [f"word{n}" for n in range(400)]
    ends = (" ".join(words[:260]), " ".join(words[140:]))
    between = " ".join(words[70:330])
    assert stories(x=OTHER, a=ends[0], b=ends[1]) == {"x": "x", "a": "a", "b": "b"}
    assert stories(x=OTHER, a=ends[0], b=ends[1], c=between) == {
        "x": "x",
        **dict.fromkeys("abc", "a"),
    }


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [(STORY, EDITED, 0.8, 1.0), (STORY, OTHER, 0.0, 0.01), ("", STORY, 0.0, 0.0)],
)
def test_shared_words(one: str, other: str, least: float, most: float) -> None:
    assert least <= shared_words(one, other) <= most


def test_a_copy_is_folded_into_the_citation_of_the_first(
    settings: Settings, hash_encoder: HashEncoder
) -> None:
    for name, text in (("courier.txt", STORY), ("herald.txt", EDITED), ("talks.txt", OTHER)):
        (settings.articles / name).write_text(text)
    build(settings)
    engine = Engine.open(settings.model_copy(update={"reader": "rules"}))
    try:
        answer = engine.ask("how many villagers left their homes?")
        cited = [(c.document.id, [copy.document.id for copy in c.also_in]) for c in answer.passages]
        story = {"courier.txt", "herald.txt"}
        both = [(first, copies) for first, copies in cited if {first, *copies} & story]
        assert len(both) == 1 and len(both[0][1]) == 1
        (copy,) = next(c for c in answer.passages if c.also_in).also_in
        assert copy.document.text[copy.passage.start : copy.passage.end] == copy.passage.text
        shown = answer.to_dict()["passages"]
        assert [p["also_in"][0]["document"]["path"] for p in shown if p["also_in"]] == both[0][1]
    finally:
        engine.close()


def test_a_copy_that_leaves_is_no_copy_any_more(
    settings: Settings, hash_encoder: HashEncoder
) -> None:
    for name, text in (("courier.txt", STORY), ("herald.txt", EDITED)):
        (settings.articles / name).write_text(text)
    build(settings)
    store = open_store(settings)
    assert (
        store.copies("courier.txt") == store.copies("herald.txt") == ("courier.txt", "herald.txt")
    )
    store.close()
    Path(settings.articles / "courier.txt").unlink()
    build(settings)
    store = open_store(settings)
    assert store.copies("herald.txt") == ()
    store.close()
