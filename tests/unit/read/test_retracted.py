"""What an article tells and does not stand by."""

from __future__ import annotations

import pytest

from qa.read.retracted import is_disowned, is_taken_back
from qa.read.syntax import parse, tokens_in
from tests.conftest import make_document


@pytest.mark.parametrize(
    ("sentence", "words", "disowned"),
    [
        ("Rumours that a diver had drowned were false, police said.", "a diver", True),
        ("Reports that Janssen would join Rovers were denied by both clubs.", "Janssen", True),
        ("It denied a report that it intends to cut 500 jobs in Berg.", "500", True),
        ("Batiste denied that he would withdraw in favour of Moreau.", "Moreau", True),
        ("Grantham dismissed reports that Rovers will sell Vance to Celtic.", "Celtic", True),
        ("It was not true that Lou Grantham had been approached.", "Lou Grantham", True),
        ("The claim that it cost 5 million is wrong.", "5 million", True),
        ("The claim that it cost 5 million is a lie.", "5 million", True),
        ("The claim that it cost 5 million is a fact.", "5 million", False),
        ("Batiste denied that he would withdraw in favour of Moreau.", "Batiste", False),
        ("The board rejected an offer of 5 million euros.", "5 million", False),
        ("Reports of a fire were true.", "a fire", False),
        ("He did not deny that he took 500 euros.", "500", False),
        ("The report said that 40 died.", "40", False),
    ],
)
def test_what_is_called_false_or_denied(sentence: str, words: str, disowned: bool) -> None:
    doc, start = parse(sentence), sentence.index(words)
    assert is_disowned(tokens_in(doc, start, start + len(words)), frozenset()) is disowned


def test_of_a_denial_one_may_ask_and_what_holds_it_is_no_claim() -> None:
    sentence = "Batiste denied that he would withdraw in favour of Moreau."
    doc = parse(sentence)
    inside = tokens_in(doc, sentence.index("Moreau"), len(sentence))
    assert not is_disowned(inside, frozenset({"deni"}))
    assert not is_disowned(list(doc), frozenset())


@pytest.mark.parametrize(
    ("sentence", "following", "back"),
    [
        ("We said that Oro had lost its star.", "It has not.", True),
        ("He said that she had been sacked.", "She had not; she resigned.", True),
        ("She was often said to have flown Spitfires.", "She never did.", True),
        ("The firm first said that 3,200 were moved.", "On Monday it corrected the figure.", True),
        ("He was said to be ill.", "In fact he was in Rome.", True),
        ("The bill passed in May.", "In fact it passed twice.", False),
        ("The side effect was nausea, reported by 14%.", "Six patients withdrew.", False),
        ("He won in 2010.", "He did not, however, win again.", False),
        ("He said that it was late.", "It was raining.", False),
        ("He was said to be ill.", "In\u00a0fact he was in Rome.", True),
    ],
)
def test_what_the_next_sentence_takes_back(sentence: str, following: str, back: bool) -> None:
    document = make_document(f"{sentence} {following}")
    assert is_taken_back(document, 0, len(sentence)) is back


def test_a_corrections_column_takes_back_what_was_printed() -> None:
    sentence = "A column on Friday said that the bridge cost 80 million pounds."
    text = f"{sentence} It cost 80 million euros."
    column = make_document(text, title="Corrections and clarifications")
    assert is_taken_back(column, 0, len(sentence))
    for title in ("Correction: the bridge", "The Wire – Corrections", "Clarification"):
        assert is_taken_back(make_document(text, title=title), 0, len(sentence)), title
    for title in ("Corrections officers hurt in riot", "Market correction: what next?"):
        assert not is_taken_back(make_document(text, title=title), 0, len(sentence)), title
    assert not is_taken_back(make_document(text, title="The bridge"), 0, len(sentence))
