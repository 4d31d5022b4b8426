"""Of several that are counted off, the one asked about."""

from __future__ import annotations

import pytest

from qa.read.ordinals import is_of_another_in_order

FURNACES = (
    "The first of the two furnaces will be switched off in November and the second on 31 March,"
    " when the site closes."
)


@pytest.mark.parametrize(
    ("question", "text", "words", "another"),
    [
        ("When will the second furnace be turned off?", FURNACES, "November", True),
        ("When will the second furnace be turned off?", FURNACES, "31 March", False),
        ("When will the first furnace be turned off?", FURNACES, "31 March", True),
        ("When will the first furnace be turned off?", FURNACES, "November", False),
        ("When will the furnace be turned off?", FURNACES, "31 March", False),
        ("Who was his first wife?", "His second wife, Magda Vries, died in 2014.", "Magda", True),
        ("Who was his 2nd wife?", "His second wife, Magda Vries, died in 2014.", "Magda", False),
        ("Who was his first wife?", "Magda Vries, his second wife, died.", "Magda Vries", True),
        ("Who was his second wife?", "Magda Vries, his second wife, died.", "Magda Vries", False),
        # Something else is counted
        ("Who was his first wife?", "In the second act Magda sang.", "Magda", False),
        ("Who was his first wife?", "For the second time he married Magda.", "Magda", False),
        ("When did it first open?", "The second furnace opened in May.", "May", False),
        ("Who won the second half?", "In the first half Halle led.", "Halle", False),
    ],
)
def test_another_in_order(question: str, text: str, words: str, another: bool) -> None:
    start = text.index(words)
    assert is_of_another_in_order(question, text, start, start + len(words)) is another
