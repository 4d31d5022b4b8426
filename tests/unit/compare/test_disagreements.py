"""Where articles differ: which values, in which citations, and which is the older."""

from __future__ import annotations

import pytest

from qa.compare import find_disagreements, group_answers
from qa.compare.comparing import is_summand
from qa.compare.figures import figures
from qa.passages import cut
from qa.records import Hit, Reading, Scores, Span
from tests.conftest import HashEncoder, make_document

QUESTION = "How many rounds of talks were held in Zutphen?"


def reading(
    number: str,
    published: str | None,
    *,
    of: str = "rounds",
    place: str = "Zutphen",
    end: str = "",
) -> Reading:
    text = f"{number} {of} of talks were held in {place}{end}, the envoy Ada Kral said."
    document = make_document(text, name=f"{number}.txt", published=published)
    hit = Hit(cut(document)[0], document, Scores())
    return Reading(hit, 0.9, None, ((Span(0, len(number)), 0.9),))


def found(cited: list[Reading], others: list[Reading], copies: tuple[str, ...] = ()):  # type: ignore[no-untyped-def]
    answers, _ = group_answers(cited[:1], 0.5)
    hits, rest = [r.hit for r in cited], [r.hit for r in others]
    return find_disagreements(QUESTION, answers, hits, rest, HashEncoder(), lambda _: copies)


@pytest.mark.parametrize(
    ("first", "second", "older"),
    [
        ("2018-04-25", "2019-03-01", ["Six rounds"]),
        ("2019-03-01", "2018-04-25", ["Eight rounds"]),
        ("2018-01-25", "2018-01-25", []),
        (None, "2018-01-25", []),
        (None, None, []),
    ],
)
def test_the_older_value_is_told_from_the_newer(
    first: str | None, second: str | None, older: list[str]
) -> None:
    (item,), extra = found([reading("Six", first)], [reading("Eight", second)])
    assert [v.text for v in item.values] == ["Six rounds", "Eight rounds"]
    assert [v.text for v in item.values if v.older] == older
    assert [v.citations for v in item.values] == [(1,), (2,)]
    assert [hit.document.path for hit in extra] == ["Eight.txt"]
    assert not item.compatible


def test_what_is_cited_already_is_not_cited_again() -> None:
    (item,), extra = found([reading("Six", None), reading("Eight", None)], [reading("6", None)])
    assert [v.citations for v in item.values] == [(1,), (2,)]
    assert extra == []


@pytest.mark.parametrize(("end", "differ"), [(" in the old town", True), (" by the way", False)])
def test_copies_of_one_story_differ_only_where_one_revises_the_other(
    end: str, differ: bool
) -> None:
    copies = ("Six.txt", "Eight.txt")
    first = reading("Six", None, end=" in the old town")
    told, _ = found([first], [reading("Eight", None, end=end)], copies)
    assert bool(told) is differ


def test_each_citation_of_a_value_has_its_own_place() -> None:
    (item,), _ = found([reading(n, None) for n in ("Six", "Eight", "6")], [])
    assert [v.places for v in item.values] == [
        ((1, Span(0, len("Six rounds"))), (3, Span(0, len("6 rounds")))),
        ((2, Span(0, len("Eight rounds"))),),
    ]
    six, _ = item.values
    assert (six.place(3), six.place(2)) == (Span(0, 8), None)


def test_the_same_figure_is_no_difference() -> None:
    assert found([reading("Six", None)], [reading("6", None)]) == ((), [])


def test_articles_of_years_apart_do_not_differ() -> None:
    told = found([reading("Six", "2018-01-25")], [reading("Eight", "2019-03-01")])
    assert told == ((), [])


def test_a_part_of_what_is_counted_is_no_difference() -> None:
    assert found([reading("Six", None)], [reading("Four", None, of="secret rounds")]) == ((), [])


def test_a_figure_of_another_place_than_asked_about_is_no_difference() -> None:
    assert found([reading("Six", None)], [reading("Four", None, place="Berlin")]) == ((), [])


@pytest.mark.parametrize(("end", "differ"), [(" in 2009", False), (" in 2018", True)])
def test_a_figure_of_a_year_long_past_is_no_difference(end: str, differ: bool) -> None:
    told, _ = found([reading("Six", "2018-01-25")], [reading("Four", "2018-01-25", end=end)])
    assert bool(told) is differ


def test_a_list_gives_the_year_in_front_of_its_sentences() -> None:
    sentence = "Eight rounds of talks were held in Zutphen."
    document = make_document(f"March 2009: {sentence}", published="2018-01-25")
    start = document.text.index(sentence)
    (figure,) = figures(document, Span(start, len(document.text)))
    assert [(str(p.first), str(p.last)) for p in figure.periods] == [("2009-03-01", "2009-03-31")]
    (plain,) = figures(make_document(sentence, published="2018-01-25"), Span(0, len(sentence)))
    assert plain.periods == ()


@pytest.mark.parametrize(
    ("text", "summand"),
    [
        ("It carried 312 passengers and 24 crew.", True),
        ("The bombing killed 24 people and 60 were wounded.", False),
        ("It left 24 dead and 60 wounded.", False),
        ("It carried 336 people.", False),
    ],
)
def test_one_of_two_counts_told_together(text: str, summand: bool) -> None:
    document = make_document(text)
    start = document.text.index(text)
    found = figures(document, Span(start, start + len(text)))
    assert [is_summand(figure) for figure in found] == [summand] * len(found)


def test_three_values_may_all_be_true_only_if_each_two_may() -> None:
    cited = [reading("300", None), reading("More than 250", None), reading("400", None)]
    (item,), _ = found(cited, [])
    assert len(item.values) == 3
    assert not item.compatible
    (item,), _ = found(cited[:2], [])
    assert item.compatible
