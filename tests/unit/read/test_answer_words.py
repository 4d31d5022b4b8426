"""Words of a window with what they may not be without."""

from __future__ import annotations

import time

import pytest

from qa.passages import cut
from qa.read.answer_words import _grown, answers_in
from qa.read.phrases import Parses
from qa.read.question import analyse
from qa.read.span_model import Found, Scored
from qa.read.windows import ReadWindow
from qa.records import Hit, Scores
from tests.conftest import make_document


def answers(question: str, text: str, words: str) -> list[str]:
    """What is offered where the model finds nothing but these words."""
    document = make_document(text)
    window = ReadWindow(Hit(cut(document)[0], document, Scores()), 0, len(text))
    start = text.index(words)
    scored = Scored((Found(start, start + len(words), 1.0),), 0.0)
    found = answers_in(
        analyse(question), window, scored, [], Parses([window], [scored], []), {}, {}
    )
    return [text[a.span.start : a.span.end] for a in found]


@pytest.mark.parametrize(
    ("question", "text", "words", "whole"),
    [
        (
            "When does the match start?",
            "The match starts at 19:30 GMT on Friday.",
            "19:30 GMT on Friday",
            "19:30 GMT on Friday",
        ),
        ("When does the match start?", "19:30 GMT is when it does.", "19:30 GMT", "19:30 GMT"),
        ("How much did it cost?", "It cost 12.50 Euros in all.", "12.50 Euros", "12.50 Euros"),
        (
            "Who resigned?",
            "BERG (Wire) - Anna Holm resigned.",
            "BERG (Wire) - Anna Holm",
            "Anna Holm",
        ),
        ("Who spoke?", "DUBAI - But", "DUBAI - But", "But"),
    ],
)
def test_only_what_a_sentence_begins_with_leads(
    question: str, text: str, words: str, whole: str
) -> None:
    assert answers(question, text, words) == [whole]


@pytest.mark.parametrize(
    ("question", "text", "words", "whole"),
    [
        ("How many people died?", "An estimated 300 people died.", "300", "estimated 300"),
        ("How many people died?", "In excess of 300 people died.", "300", "In excess of 300"),
        ("How many people died?", "A maximum of 300 people died.", "300", "A maximum of 300"),
        ("How many people died?", "A bus of 300 people fell.", "300", "300"),
        ("How many people died?", "More than\u00a0300 people died.", "300", "More than\u00a0300"),
        (
            "How many people died?",
            "Between five and seven people died.",
            "five",
            "Between five and seven",
        ),
        (
            "When will it open?",
            "It will open no earlier than 2025.",
            "2025",
            "no earlier than 2025",
        ),
        ("When did it close?", "It closed before 2015.", "2015", "before 2015"),
        ("When did it close?", "It was open until 2015.", "2015", "until 2015"),
        ("When will it open?", "It will not open until 2025.", "2025", "2025"),
        ("Where was it found?", "It was found before Berg fell.", "Berg", "Berg"),
        ("Who won?", "Ann Holm and Chloe\u0308 won.", "Chloe", "Chloe\u0308"),
    ],
)
def test_what_words_may_not_be_without(question: str, text: str, words: str, whole: str) -> None:
    assert answers(question, text, words) == [whole]


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("Smith said it was false that the bank was insolvent.", "it was false"),
        ("Smith denied\u00a0that the bank was insolvent.", "denied"),
        ("Smith said that the bank was insolvent.", "bank"),
    ],
)
def test_a_statement_has_what_denies_it(text: str, begins: str) -> None:
    found = answers("What did Smith say about the bank?", text, "the bank was insolvent")
    assert found == [text[text.index(begins) : -1]]


def test_words_do_not_end_in_a_clause_that_only_begins() -> None:
    words = "a boat, and it"
    assert answers("What was sold?", "They sold a boat, and it sank.", words) == ["boat"]
    started = time.perf_counter()
    long = f"They sold a boat{' ' * 20_000}at last."
    assert answers("What was sold?", long, long[10:-1])
    assert time.perf_counter() - started < 5.0


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("Only guide dogs are admitted.", "Only guide dogs are admitted"),
        ("The rule says that not all dogs are admitted.", "not all dogs are admitted"),
        ("The dogs are admitted.", "dogs are admitted"),
    ],
)
def test_what_limits_a_subject_stays(text: str, whole: str) -> None:
    document = make_document(text)
    window = ReadWindow(Hit(cut(document)[0], document, Scores()), 0, len(text))
    words = "guide dogs are admitted" if "guide" in text else "dogs are admitted"
    start = text.index(words)
    parses = Parses([window], [Scored((), 0.0)], [])
    asked = analyse("are dogs admitted?")
    begin, end = _grown(asked, window, parses, start, start + len(words))
    assert text[begin:end] == whole
