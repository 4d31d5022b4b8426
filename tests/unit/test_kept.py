"""Results kept by text."""

from __future__ import annotations

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
