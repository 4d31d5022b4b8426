"""Follow-up questions: what is added, and what is left alone."""

from __future__ import annotations

import pytest

from qa.dialogue import others_than, resolve

ASTANA = ["who attended Astana?"]


ANSWERS = {
    "who hosts the talks in Vienna?": ["Staffan de Mistura", "Russia", "Jean-Yves Le Drian"],
    "who sponsored the Astana talks?": ["Russia", "Turkey", "Iran"],
    "where did Putin host Assad?": ["Sochi"],
    "Who was the captain of the Marigold?": ["Ingrid Holm", "Lars Winther"],
    "Who was keeper of the Saltmarsh lighthouse first?": ["Obadiah Crewe"],
    "Who was Edith Holt's husband?": ["William Holt"],
}


def answers_to(n: int, question: str) -> list[str]:
    return ANSWERS.get(question, [])


@pytest.mark.parametrize(
    ("question", "earlier", "expected"),
    [
        # pronouns
        ("who sponsored them?", "who attended Astana?", "who sponsored Astana?"),
        ("what did he say?", "who is Nasr Hariri?", "what did Nasr Hariri say?"),
        ("who went there?", "what is in Sochi?", "who went in Sochi?"),
        ("is it holding?", "when did the truce come into force?", "is the truce holding?"),
        ("why did it fail?", "when was Geneva II?", "why did Geneva II fail?"),
        (
            "what is his plan?",
            "when did Kofi Annan resign?",
            "what is Kofi Annan’s plan?",
        ),
        (
            "who made it?",
            "when was the second season of Squid Game announced?",
            "who made the second season of Squid Game?",
        ),
        # names from the answer before
        ("what did he say?", "who hosts the talks in Vienna?", "what did Staffan de Mistura say?"),
        (
            "What did she say about it?",
            "Who was the captain of the Marigold?",
            "What did Ingrid Holm say about the Marigold?",
        ),
        (
            "what did they want?",
            "who sponsored the Astana talks?",
            "what did Russia, Turkey and Iran want?",
        ),
        ("who met there?", "where did Putin host Assad?", "who met in Sochi?"),
        (
            "how many children did he have?",
            "Who was keeper of the Saltmarsh lighthouse first?",
            "how many children did Obadiah Crewe have?",
        ),
        # what is left out
        ("where?", "who attended Astana?", "where? (attended Astana)"),
        ("where?", "when did Putin host Assad?", "where did Putin host Assad?"),
        ("who else?", "who attended Astana?", "who else attended Astana?"),
        ("who else?", "when did the talks begin?", "who else? (talks begin)"),
        ("and when?", "where was Geneva II held?", "when was Geneva II held?"),
        ("and Geneva I?", "when was Geneva II?", "when was Geneva I?"),
        ("what about Turkey?", "what did Russia want?", "what did Turkey want?"),
        ("and in 2014?", "where were the Geneva talks?", "where were the Geneva talks in 2014?"),
        ("and in 2014?", "who won in 2012?", "who won in 2014?"),
        ("and Turkey?", "what did Russia say in Geneva?", "what did Turkey say in Geneva?"),
        ("and Turkey's?", "what is Russia's position?", "what is Turkey's position?"),
        ("and in Astana?", "what did Russia say in Geneva?", "what did Russia say in Astana?"),
        (
            "and at Brightwater?",
            "How much will Martin Holt earn at Anchorage?",
            "How much will Martin Holt earn at Brightwater?",
        ),
        ("and the Russians?", "did the Americans agree?", "did the Russians agree?"),
        (
            "and the Russians?",
            "what did the Americans say in Geneva?",
            "what did the Russians say in Geneva?",
        ),
        # a phrase takes the place of one like it, else stands behind the rest
        (
            "And from Syria?",
            "How many refugees came to Germany?",
            "How many refugees came to Germany from Syria?",
        ),
        (
            "And to Italy?",
            "How much did Germany pay to Greece?",
            "How much did Germany pay to Italy?",
        ),
        (
            "And to Italy?",
            "How much did Germany pay to refugees?",
            "How much did Germany pay to Italy?",
        ),
        (
            "And on hospitals?",
            "How much was spent on schools in Germany?",
            "How much was spent on hospitals in Germany?",
        ),
        ("And because of hunger?", "How many came?", "How many came because of hunger?"),
        ("And without visas?", "How many came in 2010?", "How many came in 2010 without visas?"),
        ("And by Turkey?", "Who was killed by Russia?", "Who was killed by Turkey?"),
        ("And by 2015?", "Who was killed by Russia?", "Who was killed by Russia by 2015?"),
        ("And what about Iran?", "What did Russia want?", "What did Iran want?"),
        # one place for another, but not for something else
        (
            "and at Anchorage?",
            "What did Russia say in Geneva?",
            "What did Russia say at Anchorage?",
        ),
        ("and in Geneva?", "when did the Vienna talks begin?", "when did the Geneva talks begin?"),
        ("and in Geneva?", "who attended Astana?", "who attended Geneva?"),
        ("And in Turkey?", "How many died in the flood?", "How many died in the flood in Turkey?"),
        ("And in the fire?", "How many died in the flood?", "How many died in the fire?"),
        (
            "and in Geneva?",
            "In which city did the talks begin?",
            "In which city did the talks begin in Geneva?",
        ),
        # one time for another
        (
            "And in 2013?",
            "How many died between 2010 and 2012?",
            "How many died in 2013?",
        ),
        ("And before 2009?", "How many died from 2010 to 2012?", "How many died before 2009?"),
        (
            "And from 2013 to 2014?",
            "How many died from 2010 to 2012?",
            "How many died from 2013 to 2014?",
        ),
        ("And in June?", "How many fled at the end of May?", "How many fled in June?"),
        ("And after the war?", "How many fled before the war?", "How many fled after the war?"),
        ("And in 2015?", "How many people died last year?", "How many people died in 2015?"),
        ("And last year?", "How many people died in 2015?", "How many people died last year?"),
        ("and in 2016?", "Who won the 2020 election?", "Who won the 2016 election?"),
        (
            "And in 2010?",
            "When did the 30-year war begin?",
            "When did the 30-year war begin in 2010?",
        ),
        ("And after that?", "Who came in 2010?", "And after that? (came 2010)"),
        ("And since then?", "Who came in 2010?", "And since then? (came 2010)"),
        ("And from his wife?", "When did Putin host Assad?", "And from Putin’s wife?"),
        ("And since when?", "Is the bridge open?", "And since when? (bridge open)"),
        # the same thing by a shorter name
        ("who hosts the talks?", "when did the Vienna talks begin?", "who hosts the Vienna talks?"),
    ],
)
def test_a_question_that_leans_is_made_full(question: str, earlier: str, expected: str) -> None:
    assert resolve(question, [earlier], answers_to) == expected


@pytest.mark.parametrize("when", ["since", "by", "before", "after", "until", "during"])
def test_any_preposition_of_time_takes_the_place_of_another(when: str) -> None:
    asked = resolve(f"And {when} 2015?", ["How many refugees came in 2010?"])
    assert asked == f"How many refugees came {when} 2015?"


@pytest.mark.parametrize(
    ("question", "earlier", "expected"),
    [
        # who does it, not whom it is done to
        ("When did he say that?", "What did Trump say about Biden?", "When did Trump say that?"),
        (
            "When did he say that?",
            "What did the mayor say about Jane Doe?",
            "When did the mayor say that?",
        ),
        ("When did he resign?", "What did voters think of Biden?", "When did Biden resign?"),
        ("When did he resign?", "What did ministers say to Biden?", "When did Biden resign?"),
        ("Where does he live?", "Who did William Bligh marry?", "Where does William Bligh live?"),
        # nor whom another is told by
        ("Where did he study?", "Who is Trump's lawyer?", "Where did Todd Blanche study?"),
        (
            "When did he resign?",
            "Did Trump's lawyer meet Biden?",
            "When did Trump's lawyer resign?",
        ),
        ("What did she say?", "When was Angela Merkel's speech?", "What did Angela Merkel say?"),
        # "who" is answered by somebody else
        ("When did he take office?", "Who succeeded Merkel?", "When did Olaf Scholz take office?"),
        ("When did he resign?", "Which minister met Biden?", "When did Olaf Scholz resign?"),
        (
            "How much was she awarded?",
            "Who was found liable in a case brought by Judy Huth?",
            "How much was Judy Huth awarded?",
        ),
    ],
)
def test_he_and_she_are_those_who_act(question: str, earlier: str, expected: str) -> None:
    named = {
        "Who is Trump's lawyer?": ["Todd Blanche"],
        "Who succeeded Merkel?": ["Olaf Scholz"],
        "Which minister met Biden?": ["Olaf Scholz"],
        "Who was found liable in a case brought by Judy Huth?": ["Bill Cosby"],
    }
    assert resolve(question, [earlier], lambda n, full: named.get(full, [])) == expected


def test_whom_a_who_is_told_apart_from_is_never_meant() -> None:
    assert resolve("When did he die?", ["Who met Biden?"]) == "When did he die? (met Biden)"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Did the mayor say he would fire them?", "Did the mayor say he would fire Jane Doe?"),
        ("Did voters think she was honest?", "Did voters think Jane Doe was honest?"),
        ("When did the mayor meet her?", "When did the mayor meet Jane Doe?"),
        ("Did the mayor let her go?", "Did the mayor let Jane Doe go?"),
        ("Did the mayor promise to help her?", "Did the mayor promise to help Jane Doe?"),
        ("What did the woman who met her say?", "What did the woman who met Jane Doe say?"),
        ("Did the report say she lied?", "Did the report say Jane Doe lied?"),
        ("Why did voters like her plan?", "Why did voters like Jane Doe’s plan?"),
    ],
)
def test_only_a_subject_that_fits_keeps_a_pronoun(question: str, expected: str) -> None:
    assert resolve(question, ["When did Jane Doe take office?"]) == expected


def test_a_pronoun_of_its_own_question_keeps_its_noun_where_more_is_added() -> None:
    asked = resolve("And did the mayor say he would go?", ["When did Jane Doe take office?"])
    assert asked == "And did the mayor say he would go? (Jane Doe take office)"


def test_who_else_goes_back_to_the_question_with_who() -> None:
    asked = ["who attended the Astana talks?", "where did the Astana talks take place?"]
    assert resolve("who else?", asked) == "who else attended the Astana talks?"


@pytest.mark.parametrize(
    "question",
    [
        "who is George Krol?",
        "and who is George Krol?",
        "when did the truce start?",
        "how many people died in the war?",
        "is there hope for peace?",
        "how many rounds were there in Geneva?",
        "Did Assad say he would go?",
        "is it likely that the rebels attend Sochi?",
        "what did Kofi Annan propose and when did he propose it?",
        "How many people lose their jobs?",
        "How many people drowned in Hestøy?",
        "who governs Italy?",
        "where did the Hitachi plant move?",
        "Why has the minister sold his house?",
        "Did the mayor say he would resign?",
        "Why did the senator say she was leaving?",
        "Why did voters think they were cheated?",
        "Why did rebels leave when they were attacked?",
        "Why did the company say it would close?",
        "What is inflation?",
        "what is hydrogen?",
        "what's fracking?",
        "What are tariffs?",
        "what is a truce?",
        "who is macron?",
        "who is zelensky?",
        "and who is macron?",
    ],
)
def test_a_question_complete_in_itself_is_left_alone(question: str) -> None:
    assert resolve(question, ASTANA) == question


@pytest.mark.parametrize(
    "question",
    [
        "who is responsible?",
        "who was first?",
        "who is in charge?",
        "who was killed?",
        "what is new?",
        "what is happening?",
        "what was the plan?",
        "who is there?",
        "Why did the mayor say they would resign?",
    ],
)
def test_a_question_that_says_too_little_is_told_of_what(question: str) -> None:
    assert resolve(question, ["who attended Geneva II?"]) != question


def test_without_earlier_questions_nothing_is_added() -> None:
    assert resolve("who sponsored them?") == "who sponsored them?"


def test_each_turn_leans_on_the_one_before_made_full() -> None:
    after = ["who hosts the talks in Vienna?", "what did he say?"]
    assert resolve("and when?", after, answers_to) == "and when? (Staffan de Mistura say)"


def test_answers_are_asked_for_only_when_a_pronoun_needs_them() -> None:
    def none_needed(n: int, question: str) -> list[str]:
        raise AssertionError(question)

    assert resolve("who led it?", ["when was Geneva II?"], none_needed) == "who led Geneva II?"
    assert resolve("who is George Krol?", ["who attended Astana?"], none_needed)


@pytest.mark.parametrize(
    ("question", "after", "others"),
    [
        ("who else?", ["who attended Astana?"], 0),
        ("And who else attended?", ["who attended Astana?", "when did it begin?"], 0),
        ("who else?", ["who attended Astana?", "who else?"], 1),
        ("anybody else?", ["who attended Astana?", "when did it begin?"], 1),
        ("where else were talks held?", ["where was George Krol born?"], None),
        ("what else?", ["who attended Astana?"], None),
        ("who?", ["who attended Astana?"], None),
        ("who else?", [], None),
    ],
)
def test_a_question_after_others(question: str, after: list[str], others: int | None) -> None:
    assert others_than(question, after) == others


def test_nothing_is_said_twice() -> None:
    assert resolve("where did they meet?", ["who will meet in Sochi?"]).count("meet") == 1


def test_she_is_not_who_was_he() -> None:
    asked = ["who was Anna Holm?", "whom did William Bligh marry?", "when did he die?"]
    assert resolve("where did she live?", asked) == "where did Anna Holm live?"
    assert resolve("where did he live?", asked) == "where did William Bligh live?"
    met = [*asked[:1], "when did she meet William Bligh?"]
    assert resolve("what did he say?", met) == "what did William Bligh say?"
    alone = resolve("where did she live?", asked[1:])  # nobody else was spoken of
    assert alone == "where did she live? (William Bligh die)"
