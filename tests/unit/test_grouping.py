"""Distinct answers and what is marked."""

from __future__ import annotations

import pytest

from qa.compare import group_answers
from qa.passages import cut
from qa.records import Hit, Reading, Scores, Span
from tests.conftest import make_document


def reading(text: str, *answers: tuple[str, float], score: float = 0.9) -> Reading:
    document = make_document(text, name=f"{abs(hash(text))}.txt")
    spans = []
    for words, fit in answers:
        start = text.index(words)
        spans.append((Span(start, start + len(words)), fit))
    hit = Hit(cut(document)[0], document, Scores())
    return Reading(hit, score, None, tuple(spans))


def test_the_same_answer_in_two_passages_is_one_answer_with_two_citations() -> None:
    first = reading("Staffan de Mistura came.", ("Staffan de Mistura", 0.9))
    second = reading("De Mistura spoke.", ("De Mistura", 0.8))
    answers, marks = group_answers([first, second], 0.5)
    assert [(a.text, a.citations) for a in answers] == [("Staffan de Mistura", (1, 2))]
    assert marks == [(Span(0, 18),), (Span(0, 10),)]


def test_the_fullest_wording_is_shown_whichever_came_first() -> None:
    short = reading("Mistura spoke.", ("Mistura", 0.9))
    long = reading("Staffan de Mistura came.", ("Staffan de Mistura", 0.8))
    answers, _ = group_answers([short, long], 0.5)
    assert [a.text for a in answers] == ["Staffan de Mistura"]


def test_a_name_is_shown_rather_than_the_office_that_its_holder_has() -> None:
    text = "Nobody came, said Austria's foreign minister, Karin Kneissl. Kneissl left."
    item = reading(text, ("Austria's foreign minister", 0.9), ("Karin Kneissl", 0.8))
    answers, _ = group_answers([item], 0.5)
    assert [a.text for a in answers] == ["Karin Kneissl"]


def test_different_figures_stay_apart() -> None:
    one = reading("It cost 340,000 lives.", ("340,000 lives", 0.9))
    other = reading("It cost 400,000 lives.", ("400,000 lives", 0.9))
    answers, _ = group_answers([one, other], 0.5)
    assert [a.citations for a in answers] == [(1,), (2,)]


def test_far_weaker_answers_are_left_out_and_not_marked() -> None:
    strong = reading("Krol came.", ("Krol", 0.9))
    weak = reading("Kerry slept.", ("Kerry", 0.1))
    answers, marks = group_answers([strong, weak], 0.5)
    assert [a.text for a in answers] == ["Krol"]
    assert marks[1] == ()


def test_where_one_is_asked_for_all_but_the_first_are_less_likely() -> None:
    item = reading(
        "Krol came. Kerry and Lavrov met Annan.", ("Krol", 0.9), ("Kerry", 0.8), ("Annan", 0.3)
    )
    for several, told in ((True, [False, False]), (False, [False, True])):
        answers, marks = group_answers([item], 0.5, several=several)
        assert [a.text for a in answers] == ["Krol", "Kerry"], "a third of the best is no answer"
        assert [a.less_likely for a in answers] == told
        assert len(marks[0]) == told.count(False), "only likely answers are marked"


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("It was founded by Krol and Kerry.", True),
        ("It was founded by Krol, Annan and the Kerry Trust.", True),
        ("It was founded by Krol, Kerry.", False),
        ("Krol founded it. Kerry joined.", False),
        ("Krol founded it with Kerry and Annan.", False),
    ],
)
def test_who_stands_in_a_list_with_the_first_is_as_likely(text: str, listed: bool) -> None:
    words = [(w, s) for w, s in (("Krol", 0.9), ("Kerry", 0.8), ("Annan", 0.7)) if w in text]
    answers, marks = group_answers([reading(text, *words)], 0.5, several=False)
    kerry = next(a for a in answers if a.text == "Kerry")
    assert kerry.less_likely is not listed
    assert (len(marks[0]) > 1) is listed


def test_a_passage_below_half_the_floor_gives_no_answer() -> None:
    strong = reading("Krol came.", ("Krol", 0.9))
    doubtful = reading("Kerry came.", ("Kerry", 0.9), score=0.2)
    answers, _ = group_answers([strong, doubtful], 0.5)
    assert [a.text for a in answers] == ["Krol"]


def test_marks_never_overlap_and_stand_in_text_order() -> None:
    text = "The US ambassador George Krol and Kofi Annan came."
    item = reading(text, ("Kofi Annan", 0.9), ("George Krol", 0.8), ("ambassador George Krol", 0.7))
    _, marks = group_answers([item], 0.5)
    assert [text[m.start : m.end] for m in marks[0]] == ["George Krol", "Kofi Annan"]


def test_words_that_only_count_the_others_are_no_further_answer() -> None:
    text = "Russia and Iran met where the three states and two ministers wield influence."
    named = (("Russia", 0.9), ("Iran", 0.8))
    item = reading(text, *named, ("three states", 0.7), ("two ministers", 0.6))
    answers, marks = group_answers([item], 0.5)
    assert [a.text for a in answers] == ["Russia", "Iran"]
    assert [text[m.start : m.end] for m in marks[0]] == ["Russia", "Iran"], "what is no answer"
    alone = reading("The three states met in Sochi.", ("three states", 0.9), ("Sochi", 0.8))
    answers, _ = group_answers([alone], 0.5)
    assert [a.text for a in answers] == ["three states", "Sochi"], "nobody else is named"
    figures = reading("It took two days and 1,600 guests.", ("two days", 0.9), ("1,600", 0.8))
    answers, _ = group_answers([figures], 0.5)
    assert len(answers) == 2


def test_a_quotation_that_a_passage_cuts_off_is_the_same() -> None:
    whole = reading("He said: “It is late. Very late.”", ("“It is late. Very late.”", 0.8))
    part = reading("She left. He said: “It is late.", ("“It is late.", 0.9))
    answers, _ = group_answers([part, whole], 0.5)
    assert [(a.text, a.citations) for a in answers] == [("“It is late. Very late.”", (1, 2))]


def test_no_readings_no_answers() -> None:
    assert group_answers([], 0.5) == ((), [])
