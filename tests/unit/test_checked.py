"""What a question is before it is asked."""

from __future__ import annotations

import pytest

from qa.checked import checked_question
from qa.errors import QuestionError


def test_a_question_is_one_line_without_soft_hyphens() -> None:
    assert checked_question(" Who has\nco\u00adop\u00aderation? ", 100) == "Who has cooperation?"


@pytest.mark.parametrize("nothing", ["", " \n", "\u00ad?"])
def test_nothing_is_no_question(nothing: str) -> None:
    with pytest.raises(QuestionError, match="empty"):
        checked_question(nothing, 100)
