"""Names of a question that the article does not have."""

from __future__ import annotations

import pytest

from qa.read.strangers import names_a_stranger
from tests.conftest import make_document

TEXT = """Port Ellery's mayor, Peter Vance, met Dr Lindholm and the Syrians on Tuesday. Brightwater
Utilities paid for the energy of the hall, and Mensah, who scored twice, came late.
"""


@pytest.mark.parametrize(
    ("question", "stranger"),
    [
        ("Who is the mayor of Ellerton?", True),
        ("Who is the mayor of Port Ellery?", False),
        ("How many mussels did Dr Lindqvist examine?", True),
        ("How many mussels did Dr Lindholm examine?", False),
        ("Who is the finance director of Brightwell Energy?", True),
        ("Who is the finance director of Brightwater?", False),
        ("How long was Kofi Mensah's contract?", False),  # the last name is there
        ("Whom did Peter Mensah meet?", False),
        ("When did Syria send people?", False),  # "Syrians"
        ("What did NASA say?", False),  # may be spelt out
        ("Who came late?", False),
        ("who is the mayor of ellerton", False),  # nothing says that it is a name
    ],
)
def test_a_name_that_stands_nowhere(question: str, stranger: bool) -> None:
    assert names_a_stranger(question, make_document(TEXT, title="A visit")) is stranger


def test_the_headline_counts() -> None:
    document = make_document(TEXT, title="Ellerton has a guest")
    assert not names_a_stranger("Who is the mayor of Ellerton?", document)
