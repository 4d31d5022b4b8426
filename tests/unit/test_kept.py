"""Results kept by text."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from qa.kept import Kept


def test_each_text_is_made_once_and_the_oldest_goes_first() -> None:
    made: list[str] = []

    def make(texts: list[str]) -> list[str]:
        made.extend(texts)
        return [text.upper() for text in texts]

    kept: Kept[str] = Kept(2)
    assert kept.look_up(["a", "b", "a"], make) == ["A", "B", "A"]
    assert kept.look_up(["a"], make) == ["A"]
    assert made == ["a", "b"]
    assert kept.look_up(["c"], make) == ["C"]  # "b" is the least recently used now
    kept.look_up(["a"], make)
    assert made == ["a", "b", "c"]
    kept.look_up(["b"], make)
    assert made == ["a", "b", "c", "b"]


def test_nobody_waits_for_what_another_makes() -> None:
    kept: Kept[str] = Kept(10)
    meeting = threading.Barrier(2)

    def make(texts: list[str]) -> list[str]:
        meeting.wait(10)  # breaks when they do not work at the same time
        return [text.upper() for text in texts]

    with ThreadPoolExecutor(2) as both:
        assert [*both.map(lambda t: kept.look_up([t], make), ["a", "b"])] == [["A"], ["B"]]


def test_what_is_asked_for_is_given_even_when_there_is_no_room_to_keep_it() -> None:
    kept: Kept[str] = Kept(1)
    assert kept.look_up(["a", "b", "a"], lambda texts: texts) == ["a", "b", "a"]
    assert kept.look_up(["b", "c"], lambda texts: texts) == ["b", "c"]
