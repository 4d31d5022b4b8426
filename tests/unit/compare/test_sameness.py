"""The same answer in other words."""

from __future__ import annotations

import pytest

from qa.compare.naming import full_name, holder, same_name
from qa.compare.sameness import same_answer
from qa.records import Document
from tests.conftest import make_document

REUTERS = make_document(
    "U.N. Special Envoy for Syria Staffan de Mistura spoke. But De Mistura did not say more. "
    "Bill Clinton left. Hillary Clinton stayed. Clinton waved. Nasr Hariri came; Hariri smiled."
)
OTHER = make_document("George Krol attended. The talks ended.")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Staffan de Mistura", "De Mistura"),
        ("U.N. Special Envoy for Syria Staffan de Mistura", "Staffan de Mistura"),
        ("U.S. ambassador George Krol", "Krol"),
        ("Bashar al-Jaafri", "Bashar al-Ja‘afari"),
        ("the United Nations", "UN"),
        ("Russian Federation", "Russia"),
        ("Yosemite", "Yosemite National Park"),
        ("Donald Trump's Mar-a-Lago", "Mar-a-Lago estate"),
        ("Astana, Kazakhstan", "Astana"),
        ("1,600 people", "some 1,600"),
        ("six", "six rounds"),
        ("drought", "severe drought"),
        ("a ceasefire", "ceasefire"),
    ],
)
def test_the_same_in_other_words(one: str, other: str) -> None:
    assert same_answer(one, OTHER, other, OTHER)
    assert same_answer(other, OTHER, one, OTHER)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("George Krol", "John Kerry"),
        ("Trump", "Trump administration"),
        ("Southwest Airlines", "Airlines"),
        ("the opposition's secretary for the Labour Party", "Labour Party"),
        ("six rounds", "eight rounds"),
        ("more than 340,000", "more than 400,000"),
        ("10 years", "years"),
        ("two people", "two rounds"),
        ("iOS 16", "iOS"),
        ("1,500 workers in 2014", "2,000 workers in 2014"),
        ("2014 World Cup", "2014 Winter Olympics"),
        ("Paris, Texas", "Paris, France"),
        ("2018-01-25", "2018-09-03"),
        ("25/01/2018", "31/09/2018"),
        ("summer of 2018", "winter of 2018"),
        ("the first quarter of 2018", "the third quarter of 2018"),
        ("early 2018", "late 2018"),
        ("from 2014 to 2016", "2014"),
        ("1914-1918", "1914"),
    ],
)
def test_different_answers_stay_apart(one: str, other: str) -> None:
    assert not same_answer(one, OTHER, other, OTHER)
    assert not same_answer(other, OTHER, one, OTHER)


def test_days_are_the_same_when_the_articles_dates_make_them_so() -> None:
    def dated(published: str | None) -> Document:
        return make_document("Talks.", published=published)

    assert same_answer("Jan. 29-30", dated("2018-01-25"), "January 29-30", dated(None))
    assert same_answer("Wednesday", dated("2018-01-25"), "January 24", dated("2018-01-26"))
    assert not same_answer("Wednesday", dated("2018-01-25"), "Wednesday", dated("2018-02-02"))


def test_an_office_is_who_holds_it_in_that_article() -> None:
    assert holder("the U.N. Special Envoy", REUTERS) == "Staffan de Mistura"
    assert same_answer("the U.N. Special Envoy", REUTERS, "De Mistura", OTHER)
    assert holder("the president", REUTERS) is None
    brussels = make_document("The commission president Ursula von der Leyen spoke.")
    assert holder("the commission president", brussels) == "Ursula von der Leyen"


def test_a_last_name_is_the_full_one_of_its_article_unless_two_bear_it() -> None:
    assert full_name("Hariri", REUTERS) == "Nasr Hariri"
    assert full_name("De Mistura", REUTERS).endswith("Staffan de Mistura")
    assert full_name("Clinton", REUTERS) == "Clinton"
    assert not same_answer("Hariri", REUTERS, "Saad Hariri", OTHER)


@pytest.mark.parametrize(
    ("text", "name", "full"),
    [
        ("Karl zu Guttenberg left.", "Guttenberg", "Karl zu Guttenberg"),
        ("Hilma af Klint painted it.", "Klint", "Hilma af Klint"),
        ("It was by José Ortega y Gasset.", "Gasset", "José Ortega y Gasset"),
        ("He met ten Democrats.", "Democrats", "Democrats"),
    ],
)
def test_particles_stand_inside_names(text: str, name: str, full: str) -> None:
    assert full_name(name, make_document(text)) == full


def test_a_first_name_is_no_particle() -> None:
    assert same_name("Ben Smith", "Ben Smyth")
