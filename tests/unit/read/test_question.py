"""Questions taken apart."""

from __future__ import annotations

import pytest

from qa.read.kinds import kind_of
from qa.read.question import analyse


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("who attended Astana?", "who"),
        ("who attended astana", "who"),
        ("Who was invited?", "who"),
        ("who is the UN envoy for Syria?", "who"),
        ("Who is Erdogan's wife?", "who"),
        ("who is George Krol?", "identity"),
        ("who is staffan de mistura", "identity"),
        ("when did the truce start?", "when"),
        ("what year did the war begin?", "when"),
        ("sochi congress dates", "when"),
        ("where will it be held?", "where"),
        ("in which country is Astana?", "where"),
        ("How many people died?", "how-many"),
        ("number of de-escalation zones", "how-many"),
        ("how long was Aleppo held?", "how-long"),
        ("how old is Assad?", "how-long"),
        ("why did the talks fail?", "why"),
        ("what are the zones for?", "why"),
        ("what did Lavrov tell reporters?", "statement"),
        ("what did Lavrov say was wrong?", "what"),
        ("which countries convened the meetings?", "which"),
        ("what is the name of the carrier?", "name"),
        ("what is Fatah al-Sham?", "definition"),
        ("did Russia invite the US?", "yes-no"),
        ("how did they exchange proposals?", "how"),
        ("what is a truce?", "definition"),
        ("what does OPCW stand for?", "definition"),
        ("What is luminescence dating?", "definition"),
        ("what is fracking?", "definition"),
        ("what is quiet quitting?", "definition"),
        ("what is happening?", "what"),
        ("what is being built?", "what"),
        ("What is Iran planning?", "what"),
        ("what are the rebels planning?", "what"),
        ("what is she hiding?", "what"),
        ("what was agreed?", "what"),
        ("what is the main sticking point?", "what"),
        ("what's the purpose of the dam?", "why"),
        ("who's George Krol?", "identity"),
        ("how often do they meet?", "how-long"),
        ("The fine was for how much?", "how-many"),
        ("Rebels have taken which other city?", "where"),
        ("MPs in which African country will get no rise?", "where"),
        ("The pill will be sold under what name?", "name"),
        ("Rooms are banned for what reason?", "why"),
        ("Meyer was convicted of fraud. Which company was he an executive for?", "which"),
        ("Who won the cup? The final was on Sunday.", "who"),
        ("Two planes collided in the U.S. on Monday. Where did it happen?", "where"),
        ("which company did the man who founded the bank sell?", "which"),
        ("How old is Quincy Wilson, who could become the youngest runner?", "how-long"),
        ("what did the minister do when the bridge fell?", "what"),
        ("When the bridge fell, who was on it?", "who"),
        ("When did the man who sold it leave?", "when"),
        ("did the envoy say who would attend?", "yes-no"),
        ("was it held in Paris or Rome?", "yes-no"),
        ("Carlos Alcaraz became the first:", "what"),
    ],
)
def test_kind(question: str, kind: str) -> None:
    assert kind_of(question) == kind


@pytest.mark.parametrize(
    ("question", "noun", "expected"),
    [
        ("who attended?", "", {"PERSON", "ORG", "NORP", "GPE"}),
        ("when did it start?", "", {"DATE", "TIME"}),
        ("where was it signed?", "", {"GPE", "LOC", "FAC"}),
        ("which city was flooded?", "city", {"GPE"}),
        ("which two companies were sued?", "company", {"ORG"}),
        ("Rebels control which other US city?", "city", {"GPE"}),
        ("what kind of airline is it?", "airline", {"ORG"}),
        ("which of these actors won?", "actor", {"PERSON"}),
        ("What is the name of the storm that hit Britain?", "storm", {"EVENT"}),
        ("what is the capital of Peru?", "capital", {"GPE"}),
        ("how many ships sank?", "ship", {"CARDINAL", "QUANTITY"}),
        ("how much did it cost?", "", {"MONEY"}),
        ("how much is being paid for Pellmark?", "", {"MONEY"}),
        ("how much prize money did she win?", "money", {"MONEY"}),
        ("how much water did it cost?", "water", {"MONEY", "PERCENT", "QUANTITY", "CARDINAL"}),
        ("how much per foot did the firm want?", "", {"MONEY"}),
        ("how much a day does the crane cost?", "", {"MONEY"}),
        ("what is the population of Berg?", "population", {"CARDINAL"}),
        ("what age was she?", "age", {"DATE", "CARDINAL"}),
        ("how much did it grow?", "", {"MONEY", "PERCENT", "QUANTITY", "CARDINAL"}),
        ("how many years did it last?", "year", {"DATE", "CARDINAL"}),
        ("what percentage voted?", "percentage", {"PERCENT"}),
        ("how old is she?", "", {"DATE", "CARDINAL"}),
        ("how far is it?", "", {"QUANTITY", "CARDINAL"}),
        ("which animal escaped?", "animal", set()),
        ("why did it fail?", "", set()),
        ("did it fail?", "", set()),
    ],
)
def test_what_would_answer(question: str, noun: str, expected: set[str]) -> None:
    asked = analyse(question)
    assert asked.expected == expected
    assert asked.noun == noun or not noun


@pytest.mark.parametrize(
    ("question", "options"),
    [
        ("Who won the final, Smith or Jones?", ("Smith", "Jones")),
        ("was it held in Paris or Rome?", ("Paris", "Rome")),
        ("which of Spain, Italy and Greece signed?", ("Spain", "Italy", "Greece")),
        ("which city or town was hit by the storm?", ()),
        ("who met Smith or Jones in Rome?", ()),
        ("did he win or lose?", ()),
        ("which of the following is a city?", ()),
    ],
)
def test_options(question: str, options: tuple[str, ...]) -> None:
    assert analyse(question).options == options


def test_a_choice_is_no_yes_or_no_question() -> None:
    assert analyse("was it held in Paris or Rome?").kind == "which"


def test_the_asking_sentence_gives_verb_and_subject() -> None:
    asked = analyse("Meyer was convicted of fraud. What did Weber say in May?")
    assert asked.verb == "say"
    assert asked.subject == {"weber"}
    assert "meyer" in asked.term_set, "the sentences before are context"


@pytest.mark.parametrize(
    ("question", "verb"),
    [
        ("When did the Tolland dam open?", "open"),
        ("When did the ferry Anna Marit sink?", "sink"),
        ("When did the dockers' strike end?", "end"),
        ("What did the bridge cost?", "cost"),
        ("When did the war start?", "start"),
        ("What did he do?", ""),
        ("Who was the captain?", ""),
    ],
)
def test_a_verb_that_the_parser_takes_for_a_noun(question: str, verb: str) -> None:
    assert analyse(question).verb == verb


def test_terms_leave_out_words_that_only_ask() -> None:
    asked = analyse("How many people attended the talks?")
    assert asked.term_set == {"attend", "talk"}
    assert "peopl" in asked.focus


def test_a_question_of_asking_words_alone_keeps_them() -> None:
    assert analyse("how many people?").term_set


def test_roles() -> None:
    assert analyse("who attended Astana?").object_names == {"astana"}
    assert not analyse("who attended Astana?").asks_object
    assert analyse("who did Putin meet?").asks_object


def test_negation() -> None:
    assert analyse("who did not attend?").negated
    assert not analyse("who attended?").negated


@pytest.mark.parametrize(
    ("question", "several"),
    [
        ("who sponsored the talks?", True),
        ("who was trained by Onslow?", True),
        ("Which two pockets are left?", True),
        ("who refereed the match?", False),
        ("who is conducting the opera?", False),
        ("who's running the trams?", False),
        ("who has won the cup?", False),
        ("who will lead the inquiry?", False),
        ("who attended Astana?", True),
        ("who is hosting the talks?", True),
        ("who are the guarantors?", True),
        ("which countries convened the meetings?", True),
        ("what did Lavrov tell reporters?", True),
        ("who was the captain of the Marigold?", False),
        ("Who is Iran's president?", False),
        ("who's the UN envoy?", False),
        ("who led the talks in January 2014?", False),
        ("which country convened the meetings?", False),
        ("when did the truce start?", False),
        ("how many people died?", False),
        ("why did the talks fail?", False),
    ],
)
def test_whether_several_answers_may_be_right(question: str, several: bool) -> None:
    assert analyse(question).several is several
