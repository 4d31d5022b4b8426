"""Answering words inside single sentences, other than those of the five articles."""

from __future__ import annotations

import itertools

import pytest

from qa.read.question import analyse
from qa.read.spans import find_candidates
from qa.read.syntax import parse


def best(question: str, sentence: str) -> str:
    found = find_candidates(analyse(question), parse(sentence))
    return sentence[found[0].start : found[0].end] if found else ""


def every(question: str, sentence: str) -> set[str]:
    found = find_candidates(analyse(question), parse(sentence))
    return {sentence[c.start : c.end] for c in found if c.fit >= 0.45}


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        (
            "who opened the museum?",
            "Mayor Anne Hidalgo opened the museum in Paris on Monday.",
            "Anne Hidalgo",
        ),
        (
            "who was arrested?",
            "Police in Berlin arrested Jonas Weber after the match.",
            "Jonas Weber",
        ),
        (
            "when did the bridge open?",
            "The bridge opened on 12 May 1937, and was painted in 1965.",
            "12 May 1937",
        ),
        (
            "where was the treaty signed?",
            "The treaty was signed in Lisbon by leaders of Spain and Italy.",
            "Lisbon",
        ),
        (
            "where was the treaty signed?",
            "The treaty was signed in the Old Quay suburb of Lisbon by leaders of Spain.",
            "Old Quay suburb of Lisbon",
        ),
        (
            "where was the treaty signed?",
            "The treaty was signed in the north of Portugal.",
            "north of Portugal",
        ),
        (
            "how many passengers were rescued?",
            "Two boats rescued 48 passengers and one dog.",
            "48 passengers",
        ),
        (
            "how long did the strike last?",
            "The strike at the plant lasted three weeks.",
            "three weeks",
        ),
        (
            "who is Maria Lopez?",
            "Maria Lopez, a Spanish marine biologist, found the wreck.",
            "a Spanish marine biologist",
        ),
        (
            "why was the match cancelled?",
            "The match was cancelled because the pitch was frozen.",
            "because the pitch was frozen",
        ),
        (
            "what did the coach say?",
            "“We were simply not good enough,” the coach said.",
            "“We were simply not good enough,”",
        ),
        (
            "Who led the study?",
            "The team, led by the biologist Sanna Koski, found that tired bees danced less.",
            "Sanna Koski",
        ),
        ("Who led the study?", "Sanna Koski, who led the study, met Pekka Salo.", "Sanna Koski"),
        ("Who won the cup?", "Lindau FC won the national cup, beating Berg.", "Lindau FC"),
    ],
)
def test_best_candidate(question: str, sentence: str, expected: str) -> None:
    assert best(question, sentence) == expected


def test_several_people_are_several_candidates() -> None:
    sentence = "Angela Merkel and Emmanuel Macron attended the summit in Rome."
    assert every("who attended the summit?", sentence) >= {"Angela Merkel", "Emmanuel Macron"}


def test_words_of_the_question_are_no_answer() -> None:
    sentence = "Angela Merkel attended the summit."
    assert "Angela Merkel" not in every("who met Angela Merkel?", sentence)


def test_a_yes_or_no_question_gets_a_clause() -> None:
    assert every("did it rain?", "It rained in Rome.") == {"It rained in Rome"}


def test_candidates_do_not_overlap() -> None:
    sentence = "US ambassador to Kazakhstan, George Krol, is attending with his deputy, Ann Lee."
    found = find_candidates(analyse("who is attending?"), parse(sentence))
    ordered = sorted(found, key=lambda c: c.start)
    assert all(a.end <= b.start for a, b in itertools.pairwise(ordered))


def test_a_name_run_together_with_a_place_is_cut_free() -> None:
    sentence = "The talks were hosted by U.N. Special Envoy for Syria Staffan de Mistura."
    places = frozenset({"Syria"})
    found = find_candidates(analyse("who hosted the talks?"), parse(sentence), places)
    assert "Staffan de Mistura" in {sentence[c.start : c.end] for c in found}


@pytest.mark.parametrize(
    ("name", "sentence", "office"),
    [
        (
            "Ada Kral",
            "They spoke through United Nations special envoy for Ruritania Ada Kral.",
            "United Nations special envoy for Ruritania",
        ),
        (
            "Ada Kral",
            "The former Joint Envoy for the U.N. and the League of Arab States Ada Kral came.",
            "former Joint Envoy for the U.N. and the League of Arab States",
        ),
        (
            "Ada Kral",
            "They met Ruritanian Foreign Minister Ada Kral.",
            "Ruritanian Foreign Minister",
        ),
        ("Ada Kral", "The minister of health of Ruritania, Ada Kral, came.", "minister of health"),
    ],
)
def test_an_office_is_given_whole_and_not_what_it_is_for(
    name: str, sentence: str, office: str
) -> None:
    assert office in best(f"who is {name}?", sentence)


def test_a_place_of_talks_is_no_office() -> None:
    assert "talks" not in best("who is Ada Kral?", "After the talks in Ruritania Ada Kral left.")


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        ("How many people died?", "The blast killed 11 miners and injured 23.", "11 miners"),
        ("How many people were killed?", "Some 30 passengers died and 88 got away.", "30"),
        ("How many people were arrested?", "Police arrested 14 demonstrators.", "14 demonstrators"),
    ],
)
def test_those_who_suffer_the_deed_are_the_people_counted(
    question: str, sentence: str, expected: str
) -> None:
    found = [c for c in find_candidates(analyse(question), parse(sentence)) if c.on_deed]
    assert len(found) == 1
    assert expected in sentence[found[0].start : found[0].end]


@pytest.mark.parametrize(
    ("sentence", "on_deed"),
    [
        ("The strike was planned for the end of January 2020.", False),
        ("They will come back at the end of January.", False),
        ("The strike ends on 12 May.", True),
    ],
)
def test_the_end_of_a_month_ends_nothing(sentence: str, on_deed: bool) -> None:
    (day,) = find_candidates(analyse("When does the race end?"), parse(sentence))
    assert day.on_deed is on_deed


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        ("Who won the race?", "Jones, not Smith, won the race.", set()),
        ("Who signed it?", "It was signed not by Smith but by Jones.", {"Jones"}),
        ("Who spoke?", "Not Smith but Jones spoke.", {"Jones"}),
        ("When did it open?", "It opened not in 2014 but in 2015.", {"2014", "2015"}),
    ],
)
def test_who_it_was_not_is_no_candidate(question: str, sentence: str, expected: set[str]) -> None:
    """A figure or a day that it was not stays one, so that it is known of other sentences."""
    assert every(question, sentence) == expected
