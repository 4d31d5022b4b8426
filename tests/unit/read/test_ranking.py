"""Words in order."""

from __future__ import annotations

import pytest

from qa.read.ranking import is_put_right


@pytest.mark.parametrize(
    ("text", "wrong", "put_right"),
    [
        ("seven", {"seven"}, True),
        ("Seven people", {"seven"}, True),
        ("Ida Holt", {"ida holt"}, True),
        ("Two million people", {"two"}, False),
        ("5 million", {"5"}, False),
        ("2 May 2017", {"2"}, False),
        ("seven", set(), False),
    ],
)
def test_words_that_are_put_right(text: str, wrong: set[str], put_right: bool) -> None:
    assert is_put_right(text, wrong) is put_right
