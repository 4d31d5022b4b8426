"""The year of a question and the years of an article."""

from __future__ import annotations

import pytest

from qa.read.question import analyse
from qa.read.times import (
    asked_years,
    bound_before,
    clock_behind,
    gives_for,
    is_only_meant,
    lead,
    names_the_year,
    of_another_year,
    year_of,
)
from qa.records import Document

TEXT = "Eight meetings were held last year. The first war ended in 1999."


def article(published: str | None, text: str = TEXT) -> Document:
    return Document("a.txt", "a.txt", text, "", "A title", "a paper", published=published)


@pytest.mark.parametrize(
    ("question", "other"),
    [
        ("How many meetings were held in 2018?", False),  # its own year
        ("How many meetings were held in 2017?", False),  # last year
        ("Which war ended in 1999?", False),
        ("How many meetings were held in 2015?", True),
        ("How many meetings will be held in 2019?", True),
        ("How many meetings were held in 2015 or in 2017?", False),
        ("How many meetings were held?", False),
        ("What is resolution 2254?", False),
    ],
)
def test_the_year_asked_about(question: str, other: bool) -> None:
    assert of_another_year(question, article("2018-01-25")) == other


def test_of_an_article_without_a_date_nothing_is_known() -> None:
    assert not of_another_year("How many meetings were held in 2015?", article(None))


@pytest.mark.parametrize("space", [" ", "\u00a0"])
def test_next_year(space: str) -> None:
    article_of_2018 = article("2018-01-25", f"It will be held next{space}year.")
    assert not of_another_year("What will be held in 2019?", article_of_2018)
    assert of_another_year("What was held in 2017?", article_of_2018)


@pytest.mark.parametrize(
    ("question", "sentence", "named"),
    [
        ("How many worked at the mill in 1968?", "In 1968 the mill had 1,150 workers.", True),
        ("How many worked at the mill in 1968?", "The mill employs 340 people.", False),
        ("How many worked at the mill?", "In 1968 the mill had 1,150 workers.", False),
        ("When in 1968 did it open?", "In 1968 the mill had 1,150 workers.", False),
    ],
)
def test_a_figure_of_the_year_asked_about(question: str, sentence: str, named: bool) -> None:
    assert names_the_year(analyse(question), sentence) == named


@pytest.mark.parametrize(
    ("sentence", "years"),
    [
        (
            "In 2013 the mill made 1.9 million tonnes of steel; in 2014 it made 2.3 million.",
            {"1.9 million": 2013, "2.3 million": 2014},
        ),
        (
            "Exports rose by 14 percent in 2013 and by 22 percent in 2014.",
            {"14 percent": 2013, "22 percent": 2014},
        ),
        ("410 flats were built in 2022, compared with 980 in 2019.", {"410": 2022, "980": 2019}),
        ("Births have fallen from 640 in 2010 to 212 in 2018.", {"640": 2010, "212": 2018}),
        ("It had 900 workers in March 1968, and 30 left.", {"900": 1968, "900 workers": 1968}),
        ("It sold 410 flats in 2022.", {"410 flats in 2022": 2022}),
        ("The 2015 law covers 3 million people.", {"3 million": None}),
        ("In 2010 and 2011, it sold 4,000 and 5,000 cars.", {"4,000": None, "5,000": None}),
        ("It sold 4,000 cars.", {"4,000": None}),
        ("In 2014 the firm, which was founded in 1987, employed 4,300.", {"4,300": 2014}),
        ("In 2016, the war that began in 2011 killed 60,000 people.", {"60,000": 2016}),
        ("Sales fell to 4.2 million in 2014 from 5.1 million a year earlier.", {"5.1": None}),
    ],
)
def test_the_year_that_a_figure_is_of(sentence: str, years: dict[str, int | None]) -> None:
    for figure, year in years.items():
        start = sentence.index(figure)
        assert year_of(sentence, start, start + len(figure)) == year, figure


def test_years_that_only_name_a_thing_are_not_asked_about() -> None:
    assert asked_years("How many flats were built in 2019?") == {2019}
    assert asked_years("How many people died in the 2011 earthquake?") == frozenset()
    assert asked_years("How many people have died since 2011?") == frozenset()


def test_a_sentence_with_a_figure_for_the_year() -> None:
    sentence = "410 flats were built in 2022, compared with 980 in 2019."
    assert gives_for(frozenset({2019}), sentence)
    assert not gives_for(frozenset({2021}), sentence)


@pytest.mark.parametrize(
    ("question", "sentence", "meant"),
    [
        ("When did the bridge open?", "The bridge was to cost 48 million and to open in", True),
        ("When did the bridge open?", "The bridge was to open in", True),
        ("When did the bridge open?", "The council agreed to open the bridge in", True),
        ("When did the bridge open?", "The  bridge  was  to  open  in", True),
        ("When did the bridge open?", "Officials had promised to open it, but it opened in", False),
        ("When did Gagarin fly?", "Gagarin became the first man to fly in", False),
        ("When did Nixon resign?", "Nixon was forced to resign in", False),
        ("When did the bridge open?", "The bridge, which was to cost 48 million, opened in", False),
        ("When will the bridge open?", "The bridge is to open in", False),
        ("Where did the bridge open?", "The bridge was to open in", False),
    ],
)
def test_a_day_on_which_it_was_only_to_be(question: str, sentence: str, meant: bool) -> None:
    assert is_only_meant(analyse(question), f"{sentence} May 2016.", len(sentence) + 1) is meant


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("13.10 Gusts of 154 km/h were measured.", "13.10 "),
        ("BERG (Northern Wire) - The mayor resigned.", "BERG (Northern Wire) - "),
        ("13.10 metres is the depth.", ""),
        ("The mayor resigned.", ""),
        ("BERG is a town.", ""),
    ],
)
def test_a_time_or_a_dateline_leads(sentence: str, found: str) -> None:
    assert lead(sentence) == found


@pytest.mark.parametrize(
    ("before", "bound"),
    [
        ("It closed before ", "before "),
        ("It will open no earlier than ", "no earlier than "),
        ("It was open until ", "until "),
        ("It will not open until ", ""),
        ("It won’t be open until ", ""),
        ("It did not close. It was open until ", "until "),
        ("It closed on ", ""),
        ("It was shut before on ", ""),
    ],
)
def test_a_day_may_be_a_bound(before: str, bound: str) -> None:
    assert bound_before(before) == bound


@pytest.mark.parametrize(
    ("day", "behind", "clock"),
    [
        ("Friday", " at 11 am.", " at 11 am"),
        ("on 5 March", " at 7 p.m. in Berg", " at 7 p.m."),
        ("tomorrow", " at 19:30 and", " at 19:30"),
        ("Friday", " at noon", " at noon"),
        ("Friday", " at 40 schools", ""),
        ("Friday", " at 5 Elm Road", ""),
        ("Anna Holm", " at 11 am", ""),
    ],
)
def test_the_time_of_a_day(day: str, behind: str, clock: str) -> None:
    assert clock_behind(day, behind) == clock
