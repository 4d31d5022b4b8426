"""Questions taken apart."""

from __future__ import annotations

import pytest

from qa.read.question import analyse, kind_of


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
        ("which countries convened the meetings?", "which"),
        ("what is the name of the carrier?", "name"),
        ("what is Fatah al-Sham?", "what"),
        ("did Russia invite the US?", "yes-no"),
        ("how did they exchange proposals?", "how"),
    ],
)
def test_kind(question: str, kind: str) -> None:
    assert kind_of(question) == kind


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
