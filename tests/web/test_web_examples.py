"""Example questions come from the articles at hand."""

from __future__ import annotations

from qa.records import Document, Mark
from qa.web.examples import example_questions, names_most_mentioned
from tests.conftest import make_document


def _document(n: int, text: str, *marks: Mark) -> Document:
    return Document(f"{n}.txt", f"{n}.txt", text, "", "A title", "a paper", marks=marks)


def test_people_and_places_that_most_articles_name() -> None:
    documents = [
        _document(1, "In Lima on Monday, President Rosa Quispe said the mine will close."),
        _document(2, "Quiet talks in Lima. Mayor Rosa Quispe hosted them."),
        _document(3, "A storm hit the coast near Callao, said Jon Vela."),
    ]
    assert example_questions(documents) == [
        "Who is Rosa Quispe?",
        "Who is Jon Vela?",
        "What happened in Lima?",
        "What happened in Callao?",
    ]


def test_offices_months_and_bodies_are_no_names() -> None:
    text = "In March, Foreign Minister Anna-Lena Vogel told the Security Council in Geneva so."
    assert example_questions([_document(1, text)]) == [
        "Who is Anna-Lena Vogel?",
        "What happened in Geneva?",
    ]


def test_a_place_in_front_of_a_name_is_not_part_of_it() -> None:
    text = "The envoy for Syria Staffan de Mistura left."
    assert example_questions([_document(1, text)]) == ["Who is Staffan de Mistura?"]


def test_somebody_said_to_be_something_is_a_person() -> None:
    text = "Ewan Gilchrist, the harbour master, called Iona Reid, 41, and Rhu Bay, which was busy."
    assert example_questions([_document(1, text)]) == [
        "Who is Ewan Gilchrist?",
        "Who is Iona Reid?",
    ]


def test_credits_give_no_questions() -> None:
    text = "A quiet day.\nPhoto: director Kim Byline in Hollywood"
    mark = Mark(13, len(text), "boilerplate", "credit")
    assert example_questions([_document(1, text, mark)]) == []


def test_nothing_to_ask_about_nothing() -> None:
    assert example_questions([]) == []


def test_no_more_than_asked_for() -> None:
    names = ["Ann Arbour", "Bob Barker", "Cy Coleman", "Dee Dawson", "Eve Ensler", "Flo Frost"]
    text = " ".join(f"And mayor {name} left." for name in names)
    assert len(example_questions([_document(1, text)])) == 4


def test_names_are_told_apart_and_counted_by_article() -> None:
    texts = (
        "The Security Council met in Geneva. President Ines Duarte said the UNHCR MUST act.",
        "In Geneva the U.N. Security Council heard Ines Duarte, who said it must act.",
        "MOSCOW - The Moscow-based Arab League waited in Vienna until 9 GMT.",
    )
    names = names_most_mentioned(make_document(t, name=f"{n}.txt") for n, t in enumerate(texts))
    assert names.people == ["Ines Duarte"]
    assert names.places[0] == "Geneva"
    assert names.groups == ["Security Council", "Arab League", "U.N.", "UNHCR"]
