"""Answering words for each kind of question, in sentences of no article."""

from __future__ import annotations

import pytest

from qa.read.question import analyse
from qa.read.spans import find_candidates
from qa.read.statements import introduces_quotation, quotations, whole_quotation
from qa.read.syntax import parse

_MARKED = 0.45  # candidates that fit less are not shown


def marked(question: str, sentence: str) -> list[str]:
    found = find_candidates(analyse(question), parse(sentence))
    return [sentence[c.start : c.end] for c in found if c.fit >= _MARKED]


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        (
            "why did the ferry turn back?",
            "The ferry turned back due to high winds, and passengers were given refunds.",
            {"due to high winds"},
        ),
        (
            "why was the driver fined?",
            "The driver was fined for ignoring a red light.",
            {"for ignoring a red light"},
        ),
        (
            "why did workers strike?",
            "Workers went on strike over unpaid wages at the mine.",
            {"over unpaid wages at the mine"},
        ),
        (
            "why did the mayor travel to Lyon?",
            "The mayor travelled to Lyon to sign a trade agreement with the port.",
            {"to sign a trade agreement with the port"},
        ),
        (
            "why did shares fall?",
            "Shares fell on Monday amid fears of a recession.",
            {"amid fears of a recession"},
        ),
        (
            "why did the council close the bridge?",
            "The council closed the bridge so that engineers could inspect its cables.",
            {"so that engineers could inspect its cables"},
        ),
        (
            "Why did Rivera resign?",
            "Rivera resigned after losing the vote in parliament.",
            {"after losing the vote in parliament"},
        ),
        (
            "what is the purpose of the dam?",
            "The purpose of the dam is to protect the valley from floods.",
            {"to protect the valley from floods"},
        ),
        (
            "how did the thieves enter the museum?",
            "The thieves entered the museum by cutting a hole in the roof.",
            {"by cutting a hole in the roof"},
        ),
        (
            "how did they send the message?",
            "They sent the message through a Swiss diplomat.",
            {"through a Swiss diplomat"},
        ),
        (
            "how was the wreck found?",
            "The wreck was found using sonar.",
            {"using sonar"},
        ),
        (
            "what did Ruiz say?",
            "“We will rebuild,” Ruiz said, “and nobody will be left behind.”",
            {"“We will rebuild,” Ruiz said, “and nobody will be left behind.”"},
        ),
        (
            "what did Ruiz say about the flood?",
            "Ruiz said that the flood had destroyed most of the harvest.",
            {"that the flood had destroyed most of the harvest"},
        ),
        (
            "what did the minister say?",
            '"The plan is dead," the minister told reporters on Friday.',
            {'"The plan is dead,"'},
        ),
        (
            "what did Okafor say about prices?",
            "According to Okafor, prices will fall next year.",
            {"prices will fall next year"},
        ),
        (
            "Who won the final, Smith or Jones?",
            "Jones won the final against Smith on Sunday.",
            {"Jones"},
        ),
        (
            "which of Spain, Italy and Greece signed the treaty?",
            "Italy signed the treaty in May, months before France.",
            {"Italy"},
        ),
        (
            "Was the meeting held in Paris or Rome?",
            "The meeting was held in Rome behind closed doors.",
            {"Rome"},
        ),
        (
            "what is NATO?",
            "NATO is a military alliance of North American and European countries.",
            {"a military alliance of North American and European countries"},
        ),
        (
            "what is the OPCW?",
            "Men of the Organisation for the Prohibition of Chemical Weapons (OPCW) arrived.",
            {"Organisation for the Prohibition of Chemical Weapons"},
        ),
        (
            "what is Novak?",
            "Novak, a small furniture maker, opened a second factory.",
            {"a small furniture maker"},
        ),
        (
            "what is Sandpiper?",
            "The army launched an offensive known as Sandpiper in May.",
            {"an offensive"},
        ),
        (
            "which countries signed the accord?",
            "Spain, Portugal and Morocco signed the accord in Madrid.",
            {"Spain", "Portugal", "Morocco"},
        ),
        (
            "who are the members of the band?",
            "The members of the band are Lena Fuchs, Omar Haddad and Ida Berg.",
            {"Lena Fuchs", "Omar Haddad", "Ida Berg"},
        ),
        (
            "what did the workers demand?",
            "The workers demanded higher wages, shorter shifts and safer machines.",
            {"higher wages", "shorter shifts", "safer machines"},
        ),
        (
            "how old is Petra Novak?",
            "Petra Novak, 34, joined the team in May.",
            {"34"},
        ),
        (
            "how old was the victim?",
            "The victim, a 19-year-old student, was found on Monday.",
            {"19-year-old"},
        ),
        (
            "how far is the village from the border?",
            "The village lies 12 kilometres from the border.",
            {"12 kilometres"},
        ),
        (
            "how long did the strike last?",
            "The strike lasted three weeks.",
            {"three weeks"},
        ),
        (
            "how often does the committee meet?",
            "The committee meets twice a month in Geneva.",
            {"twice a month"},
        ),
        (
            "how tall is the tower?",
            "The tower is 300 metres tall.",
            {"300 metres"},
        ),
        (
            "how much was the fine?",
            "The company paid a fine of $2.5 million in March.",
            {"$2.5 million"},
        ),
        (
            "The company was punished for fraud. The fine was for how much?",
            "The company paid a fine of $2.5 million in March.",
            {"$2.5 million"},
        ),
        (
            "Meyer was convicted in May. Which company was he an executive for?",
            "Meyer, a former executive for Siemens, was convicted of bribery.",
            {"Siemens"},
        ),
        (
            "Which airline cancelled its flights?",
            "Lufthansa cancelled its flights to Oslo on Monday.",
            {"Lufthansa"},
        ),
        (
            "In which year did the war end?",
            "The war ended in 1648 after long talks.",
            {"1648"},
        ),
        (
            "Which colour was the car?",
            "The stolen car was dark blue, police said.",
            {"dark blue"},
        ),
        (
            "which animal escaped from the zoo?",
            "The capybara, a large animal, escaped from the zoo on Tuesday.",
            {"capybara"},
        ),
        (
            "which snakes were found?",
            "Officers found Burmese pythons and other snakes such as boas and vipers in the house.",
            {"boas", "vipers"},
        ),
        (
            "Rebels have taken control of which other city?",
            "The rebels have taken control of the city of Hama.",
            {"Hama"},
        ),
        (
            "What is the name of the storm that hit the coast?",
            "Storm Henk hit the coast on Tuesday with heavy rain.",
            {"Storm Henk"},
        ),
        (
            "Elena Rossi became the first:",
            "Elena Rossi became the first woman to lead the bank.",
            {"woman to lead the bank"},
        ),
        (
            "Which actor plays the king?",
            "Idris Elba plays the king in the new film.",
            {"Idris Elba"},
        ),
        (
            "On what day does the festival start?",
            "The festival starts on Friday.",
            {"Friday"},
        ),
        (
            "what percentage of voters abstained?",
            "Some 32% of voters abstained.",
            {"Some 32% of voters"},
        ),
        (
            "which presidents met in Sochi?",
            "Vladimir Putin and Hassan Rouhani met in Sochi on Monday.",
            {"Vladimir Putin", "Hassan Rouhani"},
        ),
        (
            "What is the capital of Peru?",
            "The capital of Peru is Lima.",
            {"Lima"},
        ),
    ],
)
def test_the_best_words(question: str, sentence: str, expected: set[str]) -> None:
    """As many of the best candidates as there are answers are the answers."""
    assert set(marked(question, sentence)[: len(expected)]) == expected


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        (
            "how many days does the fair last?",
            "The fair with 80 stands lasts nine days.",
            "nine days",
        ),
        (
            "how many goals did the team score?",
            "The team led the league in goals with 24.",
            "24",
        ),
        (
            "what was the ship renamed?",
            "After the war the ship was renamed Aurora.",
            "Aurora",
        ),
        (
            "what is the name of the first album?",
            "The band recorded its first album, Paper Boats, in Lagos.",
            "Paper Boats",
        ),
        (
            "what does Ruiz want the council to do?",
            "Ruiz wants the council to reject “the whole plan”.",
            "the council to reject “the whole plan”",
        ),
    ],
)
def test_the_words_are_among_the_candidates(question: str, sentence: str, expected: str) -> None:
    assert expected in marked(question, sentence)


def test_a_quotation_is_whole() -> None:
    text = "“We will rebuild,” Ruiz said on Monday, “and nobody will be left behind.”"
    assert quotations(text) == [(0, len(text))]


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ('He called it "a mistake" and left.', ['"a mistake"']),
        ("The plan is “dead” and the deal “buried”.", ["“dead”", "“buried”"]),
        ("“We began in May. We will not stop.", ["“We began in May. We will not stop."]),
        ("We will not stop,” he said.", ["We will not stop,”"]),
        ('"No," she said, "never again."', ['"No," she said, "never again."']),
        ("No words were quoted.", []),
    ],
)
def test_quotations(text: str, whole: list[str]) -> None:
    assert [text[start:end] for start, end in quotations(text)] == whole


def test_the_asked_speaker_leads() -> None:
    sentence = "Ruiz said the road was open, but Okafor said the bridge had collapsed."
    assert marked("what did Okafor say?", sentence)[0] == "the bridge had collapsed"
    assert marked("what did Ruiz say?", sentence)[0] == "the road was open"


def test_another_persons_age_is_no_better() -> None:
    sentence = "Petra Novak, 34, and her coach, the retired swimmer Emil Krantz, 61, were there."
    assert marked("how old is Emil Krantz?", sentence)[0] == "61"
    assert marked("how old is Petra Novak?", sentence)[0] == "34"


def test_options_that_the_sentence_does_not_name() -> None:
    assert marked("was it held in Paris or Rome?", "It was held in Vienna.") == []


@pytest.mark.parametrize("question", ["did it rain in Rome?", "Is Rome where it rained?"])
def test_yes_or_no_is_answered_by_a_clause(question: str) -> None:
    assert marked(question, "It rained in Rome, and it will rain again.") == ["It rained in Rome"]


SAID = (
    "Their host has continued to hope, adding on Wednesday: “It is a critical moment. Very "
    "critical.” Others left, and Ruiz said they “had no part in it”."
)


@pytest.mark.parametrize(
    ("span", "whole"),
    [
        ("a critical moment", "“It is a critical moment. Very critical.”"),
        ("Very critical", "“It is a critical moment. Very critical.”"),
        ("no part", "“had no part in it”"),
        ("Others left", "Others left"),
    ],
)
def test_a_quotation_is_given_whole(span: str, whole: str) -> None:
    start = SAID.index(span)
    first, last = whole_quotation(SAID, start, start + len(span))
    assert SAID[first:last] == whole


def test_a_quotation_of_a_page_is_not() -> None:
    text = f"“{'It rains and rains. ' * 30}”"
    assert whole_quotation(text, 1, 8) == (1, 8)


@pytest.mark.parametrize(
    ("question", "sentence", "another"),
    [
        ("what did Kerry say?", 'Lavrov told reporters he had "special expectations".', True),
        ("what did Kerry say?", "Sergei Lavrov said that the talks would fail.", True),
        ("what did Kerry say?", "John Kerry said that the talks would fail.", False),
        ("what did Kerry say?", 'He told reporters he had "special expectations".', False),
        ("what did Kerry say?", '"The talks will fail," the US official said.', False),
        ("what did the Kremlin say?", "Dmitry Peskov said that the talks would fail.", False),
        ("what did Kerry say?", 'Lavrov said that Kerry called it "a waste of time".', False),
    ],
)
def test_what_somebody_else_says(question: str, sentence: str, another: bool) -> None:
    found = find_candidates(analyse(question), parse(sentence))
    assert found
    assert {c.elsewhere for c in found} == {another}


@pytest.mark.parametrize(
    ("span", "leads"),
    [
        ("Their host has continued to hope, adding on Wednesday", True),
        ("Ruiz said they", True),
        ("It is a critical moment", False),
        ("Others left", False),
    ],
)
def test_what_leads_to_a_quotation_is_no_statement(span: str, leads: bool) -> None:
    start = SAID.index(span)
    assert introduces_quotation(SAID, start, start + len(span)) is leads
