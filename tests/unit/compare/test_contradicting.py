"""Dates and names on which two articles differ, and pairs that only look like it."""

from __future__ import annotations

import pytest

from qa.compare import find_disagreements, group_answers
from qa.compare.contradicting import AskedDates, AskedNames
from qa.compare.stated import Stated
from qa.passages import cut
from qa.read.question import analyse
from qa.records import Disagreement, Hit, Reading, Scores, Span
from tests.conftest import HashEncoder, make_document

Written = tuple[str, str, str]  # text, the words that answer, and the article's date


def hit_of(text: str, published: str, name: str) -> Hit:
    document = make_document(text, name=name, published=published)
    return Hit(cut(document)[0], document, Scores())


def differing(question: str, one: Written, other: Written) -> tuple[Disagreement, ...]:
    first = hit_of(one[0], one[2], "one.txt")
    second = hit_of(other[0], other[2], "other.txt")
    start = one[0].index(one[1])
    reading = Reading(first, 0.9, None, ((Span(start, start + len(one[1])), 0.9),))
    answers, _ = group_answers([reading], 0.2)
    found, extra = find_disagreements(
        question, answers, [first], [second], HashEncoder(), lambda _: ()
    )
    assert extra == ([second] if found else [])
    return found


DIED = (
    "The singer Ada Quist died in Zutphen on 17 November 2021.",
    "17 November 2021",
    "2021-11-19",
)
MAYOR = ("Mayor Karl Lund of Zutphen opened the fair in the rain.", "Karl Lund", "2022-05-01")
DESIGN = (
    "The Zutphen hall was designed by Marta Reinholt, the paper says.",
    "Marta Reinholt",
    "2022-05-01",
)


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        (
            "When did Ada Quist die?",
            DIED,
            (
                "Since her death on 16 November 2021 people have laid shells down for Ada Quist.",
                "16 November 2021",
                "2021-12-06",
            ),
        ),
        (
            "When did the ferry Ada Quist sink?",
            (
                "The ferry Ada Quist sank in February 1953, off the cape.",
                "February 1953",
                "2023-05-22",
            ),
            ("The ferry Ada Quist went down in February 1954.", "February 1954", "2023-12-01"),
        ),
        (
            "Who is the mayor of Zutphen?",
            MAYOR,
            ("Anna Holm, the mayor of Zutphen, said it would pay.", "Anna Holm", "2022-12-08"),
        ),
        (
            "Who designed the Zutphen hall?",
            DESIGN,
            (
                "Judges praised the architect, Pavel Dorn, for Zutphen's hall.",
                "Pavel Dorn",
                "2023-01-01",
            ),
        ),
        (
            "Who is the foreign minister of Zutphen?",
            ("Foreign minister Karl Lund of Zutphen came.", "Karl Lund", "2022-05-01"),
            ("“No,” said Anna Holm, the foreign minister of Zutphen.", "Anna Holm", "2023-05-01"),
        ),
        (
            "Who wrote the play Zutphen?",
            (
                "Zutphen, a new play by Aurelia Finch, ran for two hours.",
                "Aurelia Finch",
                "2024-02-10",
            ),
            (
                "Tobias Wray, who wrote Zutphen in six weeks, came to see it.",
                "Tobias Wray",
                "2024-04-26",
            ),
        ),
    ],
)
def test_articles_differ(question: str, one: Written, other: Written) -> None:
    (found,) = differing(question, one, other)
    assert [value.text for value in found.values] == [one[1], other[1]]
    assert [value.citations for value in found.values] == [(1,), (2,)]
    assert [value.older for value in found.values] == [True, False]
    assert not found.compatible
    for value, (text, _, _) in zip(found.values, (one, other), strict=True):
        assert value.quote in text
        assert text[value.span.start : value.span.end] == value.text


@pytest.mark.parametrize(
    ("question", "one", "text"),
    [
        (
            "When did Ada Quist die?",
            DIED,
            "Ada Quist died on Wednesday, her daughter in Zutphen said.",
        ),
        ("When did Ada Quist die?", DIED, "Ada Quist died in November 2021, in Zutphen."),
        ("When did Ada Quist die?", DIED, "Ada Quist was born on 16 November 1933, in Zutphen."),
        ("When did Ada Quist die?", DIED, "Pavel Dorn died on 16 November 2021, in Zutphen."),
        (
            "When did Ada Quist die?",
            DIED,
            "Ada Quist, who died on 17 November 2021, had a son. He said she died on 18 November.",
        ),
        ("Who is the mayor of Zutphen?", MAYOR, "Deputy mayor Anna Holm spoke for Zutphen."),
        ("Who is the mayor of Zutphen?", MAYOR, "Anna Holm, the former mayor of Zutphen, came."),
        ("Who is the mayor of Zutphen?", MAYOR, "Mayor Anna Holm of Arnhem came to the fair."),
        ("Who is the mayor of Zutphen?", MAYOR, "Mayor Anna Holm spoke of Zutphen."),
        ("Who is the mayor of Zutphen?", MAYOR, "Mayor Lund said that Zutphen would pay."),
        (
            "Who is the mayor of Zutphen?",
            MAYOR,
            "Anna Holm, mayor of Zutphen until Karl Lund followed her, came to the fair.",
        ),
        (
            "When did Ada Quist die?",
            DIED,
            "The painter Pavel Dorn died on 16 November 2021, and Ada Quist sang.",
        ),
        (
            "Who is the foreign minister of Zutphen?",
            ("Foreign minister Karl Lund of Zutphen came.", "Karl Lund", "2022-05-01"),
            "Interior minister Anna Holm spoke for Zutphen.",
        ),
        (
            "Who attended the Zutphen talks?",
            ("Karl Lund attended the Zutphen talks.", "Karl Lund", "2021-11-19"),
            "Anna Holm attended the Zutphen talks.",
        ),
        (
            "Who is the spokesman of Zutphen?",
            ("Zutphen spokesman Karl Lund said so.", "Karl Lund", "2021-11-19"),
            "Zutphen spokesman Pavel Dorn declined to speak.",
        ),
        ("Who designed the Zutphen hall?", DESIGN, "The Zutphen hall was built by Pavel Dorn."),
        (
            "Who won the Zutphen prize?",
            ("Ada Quist won the Zutphen prize on Sunday.", "Ada Quist", "2018-06-25"),
            "Pavel Dorn won the Zutphen prize on Sunday.",
        ),
        (
            "When did Mount Zutphen erupt?",
            ("Mount Zutphen erupted on 18 January 2021.", "18 January 2021", "2021-01-20"),
            "Mount Zutphen erupted on 2 April 2021, throwing ash on villages.",
        ),
    ],
)
def test_articles_do_not_differ(question: str, one: Written, text: str) -> None:
    assert differing(question, one, (text, "", "2021-11-20")) == ()


def test_an_office_may_have_changed_hands() -> None:
    later = ("Anna Holm, the mayor of Zutphen, said it would pay.", "Anna Holm", "2024-08-08")
    assert differing("Who is the mayor of Zutphen?", MAYOR, later) == ()


def test_what_is_planned_is_no_other_day() -> None:
    launched = (
        "The satellite Heron was launched on 19 February 2022.",
        "19 February 2022",
        "2022-05-06",
    )
    planned = (
        "The satellite Heron is expected to be launched on 12 February 2022.",
        "",
        "2022-01-30",
    )
    assert differing("When was Heron launched?", launched, planned) == ()


def test_a_day_without_its_year_is_not_the_same_as_a_year() -> None:
    asked = AskedDates(analyse("When did Ada Quist buy the tower?"))

    def given(text: str) -> Stated:
        (claim,) = asked.claims(hit_of(text, "2021-11-19", "one.txt"))
        return claim

    year = given("Ada Quist bought the tower in 1983.")
    day = given("Ada Quist bought the tower on 6 January.")
    assert not asked.same(year, day)
    assert asked.same(day, given("Ada Quist bought the tower on January 6."))
    assert asked.same(day, given("Ada Quist bought the tower on 6 January 1983."))


TOWER = ("Anna Holm designed the tower.", "Anna Holm", "2018-03-07")


@pytest.mark.parametrize(
    ("text", "differ"),
    [
        ("It was not Karl Lund who designed the tower.", False),
        ("Karl Lund never designed the tower.", False),
        ("Nobody believes that Karl Lund designed the tower.", False),
        ("Officials did not say that Karl Lund designed the tower.", False),
        ("Karl Lund designed the tower, a paper said. He did not.", False),
        ("Karl Lund designed the tower.", True),
        ("Not only Karl Lund designed the tower.", True),
        ("Karl Lund, who did not speak, designed the tower.", True),
        ("Critics did not like that Karl Lund designed the tower.", True),
        ("Karl Lund, who designed the tower, did not come.", True),
        ("Karl Lund, who designed the tower, was not there.", True),
    ],
)
def test_what_is_denied_is_no_value(text: str, differ: bool) -> None:
    told = differing("Who designed the tower?", TOWER, (text, "", "2018-03-07"))
    assert bool(told) is differ


@pytest.mark.parametrize(
    ("deed", "differ"),
    [
        ("did not open on March 9, 2018", False),
        ("did not open until March 9, 2018", True),
        ("opened on March 9, 2018", True),
    ],
)
def test_a_day_until_which_it_did_not_happen_is_that_of_it(deed: str, differ: bool) -> None:
    one = ("The museum opened on March 5, 2018.", "March 5, 2018", "2018-03-07")
    told = differing("When did the museum open?", one, (f"The museum {deed}.", "", "2018-03-10"))
    assert bool(told) is differ


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        ("Hansen", "Jansen", True),
        ("John Smith", "Jane Smith", True),
        ("John Smith", "Smith", False),
        ("Mike Smith", "Michael Smith", False),
    ],
)
def test_names_that_are_nearly_alike(one: str, other: str, differ: bool) -> None:
    first = (f"{one} designed the tower.", one, "2018-03-07")
    second = (f"{other} designed the tower.", "", "2018-03-07")
    assert bool(differing("Who designed the tower?", first, second)) is differ


@pytest.mark.parametrize(("among", "differ"), [("men", False), ("women", True)])
def test_a_deed_among_women_is_not_that_among_men(among: str, differ: bool) -> None:
    asked = AskedNames(analyse("Who founded the Zutphen race?"))

    def named(name: str, whom: str) -> Stated:
        text = f"{name} founded the Zutphen race for {whom}."
        return next(asked.claims(hit_of(text, "2018-03-07", f"{name}.txt")))

    assert asked.differ(named("Anna Holm", "women"), named("Karl Lund", among)) is differ


@pytest.mark.parametrize(
    ("first", "differ"),
    [
        ("The museum opens on Friday in Berg.", False),
        ("The museum opened on Friday in Berg.", True),
        ("The museum has opened on Friday in Berg.", True),
    ],
)
def test_a_weekday_of_what_is_not_past_may_be_either(first: str, differ: bool) -> None:
    second = ("The museum opened on 9 March 2018 in Berg.", "", "2018-03-10")
    told = differing("When did the museum open?", (first, "Friday", "2018-03-07"), second)
    assert bool(told) is differ
