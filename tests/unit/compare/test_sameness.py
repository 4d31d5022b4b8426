"""The same answer in other words."""

from __future__ import annotations

import pytest

from qa.compare.naming import full_name, holder, same_last_name, same_name
from qa.compare.sameness import excludes, same_answer
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


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("not guilty", "guilty", False),
        ("Lund will resign in May", "Lund will not resign in May", False),
        ("No evidence of fraud", "evidence of fraud", False),
        ("before the election", "after the election", False),
        ("without permission", "with permission", False),
        ("the claim that he did not come", "the claim that he came", False),
        ("not until 2015", "until 2015", False),
        ("won't resign", "will not resign", True),
        ("No Time to Die", "the film No Time to Die", True),
        ("a guest who did not come", "guest", True),
    ],
)
def test_a_word_that_turns_a_phrase_stands_in_both(one: str, other: str, same: bool) -> None:
    assert same_answer(one, OTHER, other, OTHER) is same
    assert same_answer(other, OTHER, one, OTHER) is same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("more than 500 people", "fewer than 500 people", False),
        ("12 people killed", "12 people injured", False),
        ("3 million barrels of oil a day", "3 million tonnes of oil a day", False),
        ("3 million barrels of oil a day", "3 million barrels of oil a year", False),
        ("2015", "2015 people", False),
        ("1900", "1,900 people", False),
        ("around 2015", "2016", False),
        ("12 people killed", "12 people dead", True),
        ("12 people injured", "12 people wounded", True),
        ("12 people killed", "12 people", True),
        ("no more than 500", "at most 500 people", True),
        ("2000 people", "2,000 people", True),
        ("$2000", "2,000 dollars", True),
        ("2014 World Cup", "the 2014 World Cup in Brazil", True),
    ],
)
def test_what_is_counted_does_not_contradict(one: str, other: str, same: bool) -> None:
    assert same_answer(one, OTHER, other, OTHER) is same
    assert same_answer(other, OTHER, one, OTHER) is same


@pytest.mark.parametrize(
    ("words", "first", "second", "same"),
    [
        ("Monday", "2018-01-25", None, False),
        ("yesterday", None, None, False),
        ("last summer", "2015-01-25", "2020-01-25", False),
        ("last summer", "2015-01-25", "2015-01-25", True),
        ("January 24", None, None, True),
        ("ten days", None, None, True),
    ],
)
def test_words_for_a_day_that_is_not_known_are_not_one_day(
    words: str, first: str | None, second: str | None, same: bool
) -> None:
    one, other = (
        make_document("Talks.", name=f"{n}.txt", published=day)
        for n, day in enumerate((first, second))
    )
    assert same_answer(words, one, words, other) is same
    assert same_answer(words, one, words, one)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Prime Minister", "Foreign Minister", False),
        ("Deputy Prime Minister", "Prime Minister", False),
        ("Attorney General", "Secretary General", False),
        ("vice president", "president", False),
        ("former chief executive", "chief executive", False),
        ("the U.S. president", "President", True),
        ("the British Prime Minister", "prime minister", True),
        ("former President Bill Clinton", "Bill Clinton", True),
        ("Mr King", "Stephen King", True),
        ("South Sudan", "Sudan", False),
        ("Northern Ireland", "Ireland", False),
        ("Equatorial Guinea", "Guinea", False),
        ("New England", "England", False),
        ("North Korean leader Kim Jong Suk", "Kim Jong Suk", True),
        ("Georgia State University", "Georgia", False),
        ("China Airlines", "China", False),
        ("Washington Post", "Washington", False),
        ("New York City", "New York", True),
        ("Acme Inc", "Acme", True),
    ],
)
def test_rank_direction_and_kind_make_another(one: str, other: str, same: bool) -> None:
    assert same_answer(one, OTHER, other, OTHER) is same
    assert same_answer(other, OTHER, one, OTHER) is same


@pytest.mark.parametrize(
    ("text", "role", "held"),
    [
        ("Vice President Mike Pence flew. There, the president spoke.", "the president", None),
        ("Former prime minister Gordon Brown spoke.", "the prime minister", None),
        ("The former Labour prime minister Gordon Brown spoke.", "the prime minister", None),
        ("Prime minister Gordon Brown spoke.", "the prime minister", "Gordon Brown"),
        ("A former aide to prime minister Gordon Brown.", "the prime minister", "Gordon Brown"),
        ("Vice President Mike Pence flew.", "the vice president", "Mike Pence"),
    ],
)
def test_another_rank_is_not_who_holds_the_office(text: str, role: str, held: str | None) -> None:
    assert holder(role, make_document(text)) == held


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Hansen", "Jansen", False),
        ("John Smith", "Jane Smith", False),
        ("Zelensky", "Volodymyr Zelenskyy", True),
        ("Karl Hansen", "Karl Jansen", True),
        ("Smith", "John Smith", True),
        ("Joe Biden", "Joseph R. Biden", True),
        ("Mike Smith", "Michael Smith", True),
        ("Foreign Minister Smith", "John Smith", True),
    ],
)
def test_a_last_name_with_first_names_of_one(one: str, other: str, same: bool) -> None:
    assert same_last_name(one, other) is same


@pytest.mark.parametrize(
    ("one", "other", "rivals"),
    [
        ("John Smith", "Jane Smith", True),
        ("Bill Clinton", "William Clinton", False),
        ("Foreign Minister Smith", "John Smith", False),
        ("Florida estate", "Mar-a-Lago estate", False),
        ("12 people killed", "12 people injured", True),
        ("500", "600", False),
        ("29 January 2017", "29 January 2018", True),
        ("29 January 2017", "30 January 2017", False),
    ],
)
def test_what_nothing_can_be_the_same_as_both(one: str, other: str, rivals: bool) -> None:
    assert excludes(one, OTHER, other, OTHER) is rivals
