"""How many died, were injured, were arrested."""

from __future__ import annotations

import pytest

from qa.passages import cut
from qa.read.question import analyse
from qa.read.sufferers import done_to, says_nothing_of_it
from qa.records import Hit, Scores, Span
from tests.conftest import make_document

STORM = (
    "At least six people have died and four are missing after the storm. The rain went on. In the"
    " hospital of Bresk 31 were seen. Police led away 12."
)


@pytest.mark.parametrize(
    ("question", "figure", "nothing"),
    [
        ("How many people died?", "six", False),
        ("How many people were killed?", "six", False),
        ("How many people were injured?", "four", True),
        ("How many people were hurt?", "four", True),
        ("How many people were injured?", "31", False),
        ("How many people were arrested?", "six", True),
        ("How many people are missing?", "four", False),  # nothing was done to them
        ("How many bridges fell?", "four", False),
        ("When were people injured?", "four", False),
    ],
)
def test_what_is_said_of_a_figure(question: str, figure: str, nothing: bool) -> None:
    document = make_document(STORM)
    hit = Hit(cut(document)[0], document, Scores())
    start = STORM.index(figure)
    span = Span(start, start + len(figure))
    assert says_nothing_of_it(analyse(question), hit, span) is nothing


def test_the_deeds_of_a_question() -> None:
    assert done_to("How many people were killed or injured?") == {"to die", "to kill", "to injure"}
    assert done_to("How many people attended?") == frozenset()
