"""What a visit hands on to the next question."""

from __future__ import annotations

from qa.web.state import Visit, add_turn


def asked(visit: Visit, *questions: str) -> None:
    for question in questions:
        add_turn(visit, question)


def test_a_question_may_refer_to_all_before_it() -> None:
    visit = Visit()
    asked(visit, "who?", "when?", "where?")
    assert visit.turns[-1].after == ("who?", "when?")
    asked(visit, *(f"{n}?" for n in range(20)))
    assert visit.turns[-1].after == tuple(f"{n}?" for n in range(11, 19))


def test_what_was_set_aside_is_not_handed_on() -> None:
    visit = Visit()
    asked(visit, "who won?", "when did it start?")
    visit.turns[1].after, visit.turns[1].after_aside = (), visit.turns[1].after  # "ask as typed"
    asked(visit, "and in 2014?", "why?")
    assert visit.turns[2].after == ("when did it start?",)
    assert visit.turns[3].after == ("when did it start?", "and in 2014?")
