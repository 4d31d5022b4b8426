"""Reading figures, dates and names ends whatever the text, and stays inside it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.compare.attribution import attribution
from qa.compare.figures import figures
from qa.compare.naming import holder
from qa.compare.periods import period
from qa.compare.quantities import quantities
from qa.compare.sameness import same_answer
from qa.read.names import written_dates
from qa.records import Span
from tests.conftest import make_document

PIECES = st.sampled_from(
    "one two 1,000 3.5 % $ million dozen half a the of to and more than about nearly - May Jan. 29 "
    "2018 Monday last year ago U.N. Hariri said according to De Mistura’s ( [ * + ? \\ é 中".split()
)
TEXTS = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=14).map(" ".join))


@settings(deadline=None)
@given(TEXTS)
def test_figures_lie_inside_the_text_and_are_numbers(text: str) -> None:
    end = 0
    for found in quantities(text):
        assert end <= found.start < found.end <= len(text)
        assert found.low <= found.high
        end = found.end


@settings(deadline=None)
@given(TEXTS, st.sampled_from([None, "2018-01-25", "0001-01-01", "9999-12-31"]))
def test_dates_end_no_sooner_than_they_begin(text: str, published: str | None) -> None:
    found = period(text, published)
    assert found is None or found.first <= found.last


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_an_answer_is_the_same_whichever_is_named_first(one: str, other: str) -> None:
    document = make_document(f"{one} {other}", published="2018-01-25")
    assert same_answer(one, document, one, document)
    assert same_answer(one, document, other, document) is same_answer(
        other, document, one, document
    )


@settings(deadline=None)
@given(TEXTS)
def test_sentences_of_any_kind_are_read(text: str) -> None:
    document = make_document(text)
    whole = Span(0, len(text))
    for figure in figures(document, whole):
        assert document.text[figure.span.start : figure.span.end] == figure.text
        found = attribution(document, whole, figure.span)
        assert found is None or 0 <= found.start < found.end <= len(text)


@pytest.mark.parametrize(
    "text",
    [
        "one " * 20_000,
        "1,000" * 10_000,
        "9" * 50_000,
        "Aa " * 20_000,
        "$ " * 20_000,
        "to 1 " * 9_000,
        "A." * 20_000,
        "A" * 40_000,
    ],
)
def test_no_text_takes_long(text: str) -> None:
    started = time.perf_counter()
    list(quantities(text))
    same_answer("Aa Bb", make_document(text), "Bb", make_document(text))
    holder("the special envoy", make_document(text))
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize(
    "text",
    [
        "A$" * 10_000,
        "12-12 of " * 2_500,
        "not more " * 2_500,
        "former Aa " * 2_000,
        "killed in a day " * 1_250,
        "since " * 3_500,
    ],
)
def test_no_answer_takes_long(text: str) -> None:
    started = time.perf_counter()
    same_answer(text, make_document("."), f"{text} not", make_document(text))
    period(text, "2018-01-25")
    written_dates(text)
    holder("the prime minister", make_document(f"{text} prime minister Ada Quist"))
    assert time.perf_counter() - started < 3
