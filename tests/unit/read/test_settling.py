"""The clause that settles a yes-or-no question, with all that the sentence says against it."""

from __future__ import annotations

import pytest

from qa.read.question import analyse
from qa.read.settling import find_settling, probability_settled
from qa.read.syntax import parse


def settling(question: str, sentence: str) -> list[str]:
    return [sentence[c.start : c.end] for c in find_settling(analyse(question), parse(sentence))]


@pytest.mark.parametrize(
    ("question", "sentence", "settles"),
    [
        (
            "did the two sides sit down face to face in Vienna?",
            "The leaders of the opposition and officials of the government in Damascus, who spent"
            " two days in Vienna, did not meet face-to-face, but exchanged proposals via an envoy.",
            "did not meet face-to-face, but exchanged proposals via an envoy",
        ),
        (
            "is Assad's future up for discussion?",
            "But the regime says Assad’s future is not up for discussion.",
            "Assad’s future is not up for discussion",
        ),
        (
            "did the ceasefire hold?",
            "The ceasefire began in December and has held since then, but talks have failed.",
            "The ceasefire began in December and has held since then",
        ),
        (
            "Has the mayor resigned?",
            "Karl Lund, the mayor, who resigned in May, was cleared of all charges.",
            "resigned in May",
        ),
        (
            "Was the convoy bombed?",
            "Kerry is trying to revive talk of a truce after a previous one was broken last month"
            " when an aid convoy was bombed by war planes.",
            "an aid convoy was bombed by war planes",
        ),
        (
            "Will the opposition attend Sochi?",
            "The opposition will decide in two days whether to attend Sochi, its chief negotiator"
            " Nasr Hariri, said on Wednesday.",
            "The opposition will decide in two days whether to attend Sochi",
        ),
        (
            "Do residents have to pay the new fare?",
            "Residents will not pay it; visitors will.",
            "Residents will not pay it",
        ),
        ("Are they going to meet?", "The sides met in Oslo.", "The sides met in Oslo"),
        ("Did Lund resign?", "Having lost, Lund resigned.", "Lund resigned"),
        ("Did Lund resign?", "The film in which Lund resigned is new.", "Lund resigned"),
        (
            "Did Lund resign?",
            "The newspaper rightly reported that Lund had resigned.",
            "Lund had resigned",
        ),
    ],
)
def test_it_is_cut_out(question: str, sentence: str, settles: str) -> None:
    assert settling(question, sentence) == [settles]


@pytest.mark.parametrize(
    ("question", "sentence", "settles"),
    [
        (
            "did the ceasefire hold?",
            "Officials denied that the ceasefire had held over the weekend.",
            "Officials denied that the ceasefire had held over the weekend",
        ),
        (
            "did the ceasefire hold?",
            "He would not say whether the ceasefire had held.",
            "He would not say whether the ceasefire had held",
        ),
        (
            "did the ceasefire hold?",
            "Nobody said that the ceasefire had held.",
            "Nobody said that the ceasefire had held",
        ),
        (
            "is the ceasefire holding?",
            "Except for a few skirmishes, the ceasefire has largely held.",
            "Except for a few skirmishes, the ceasefire has largely held",
        ),
        (
            "Will the plant close?",
            "If nobody buys it, the plant will close in May.",
            "If nobody buys it, the plant will close in May",
        ),
        (
            "Will the plant close?",
            "“The plant will close if nobody buys it,” Ms. Holm told workers.",
            "The plant will close if nobody buys it",
        ),
        ("Was anyone injured?", "The roof fell in, and nobody was injured.", "nobody was injured"),
        ("Did Lund resign?", "The hoax said Lund resigned.", "The hoax said Lund resigned"),
        (
            "Did Lund resign?",
            "A fake statement said that Lund had resigned.",
            "A fake statement said that Lund had resigned",
        ),
        (
            "Did Lund resign?",
            "The newspaper wrongly reported that Lund had resigned.",
            "The newspaper wrongly reported that Lund had resigned",
        ),
        ("Did Lund resign?", "In the film, Lund resigned.", "In the film, Lund resigned"),
        (
            "Did Lund resign?",
            "In the film, Lund resigned and left.",
            "In the film, Lund resigned",
        ),
        (
            "Did Lund resign?",
            "Had Lund resigned, the party would have split.",
            "Had Lund resigned, the party would have split",
        ),
        (
            "Did Lund resign?",
            "Rather than Lund, Holm resigned.",
            "Rather than Lund, Holm resigned",
        ),
        (
            "Did anyone survive the crash?",
            "Anyone who survived the crash was taken to Oslo.",
            "Anyone who survived the crash was taken to Oslo",
        ),
    ],
)
def test_what_turns_it_is_not_cut_off(question: str, sentence: str, settles: str) -> None:
    assert settling(question, sentence) == [settles]


def test_what_is_called_false_is_given_with_that() -> None:
    sentence = "Rumours on social media that a worker had drowned were false, police said."
    assert settling("did a worker drown at the dam?", sentence) == [
        "Rumours on social media that a worker had drowned were false"
    ]
    denied = "Reports that Piet Janssen would join Rovers were denied by both clubs."
    assert settling("is Janssen joining Rovers?", denied) == [denied.rstrip(".")]
    asked = "He asked why the toilets in Mill Lane had been sold."
    assert settling("were the toilets in Mill Lane sold?", asked) == []


def test_a_clause_without_any_word_of_the_question_settles_nothing() -> None:
    assert settling("Was anyone injured?", "The roof of the old church fell in.") == []


def test_it_is_likelier_with_the_deed_and_the_more_of_the_question_is_said() -> None:
    asked = analyse("Did the ministers meet in Vienna?")
    deed = asked.verb
    some = probability_settled(asked, {deed: 0.0, "minist": 0.3}, -4.0)
    more = probability_settled(asked, {deed: 0.0, "minist": 0.3, "vienna": 0.3}, -4.0)
    done = probability_settled(asked, {deed: 0.3, "minist": 0.3}, -4.0)
    sure = probability_settled(asked, {deed: 0.3, "minist": 0.3}, 1.0)
    assert some < more < done < sure < 1
