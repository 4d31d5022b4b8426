"""Filters, addresses and exports of the page for asking, run without a browser."""

from __future__ import annotations

from datetime import date

import pytest

from qa.conversations import Conversations
from qa.engine import Engine
from qa.indexing import build
from qa.records import Filters
from qa.web import words
from qa.web.address import address_of
from tests.web.conftest import Place, shown

QUESTION = "who attended Astana?"


def test_a_filter_acts_on_retrieval_and_stands_in_the_address(place: Place) -> None:
    app = place.page()
    app.multiselect(key="filter_sources").set_value(["Reuters"]).run()
    app.chat_input[0].set_value(QUESTION).run()
    assert not app.exception
    page = shown(app)
    assert f"{words.ONLY} Reuters" in page
    assert "<span>TRT World</span>" not in page
    assert "<span>Reuters</span>" in page
    assert app.query_params["source"] == "Reuters"
    app.button(key="unfiltered_1").click().run()
    assert "<span>TRT World</span>" in shown(app)
    assert "source" not in app.query_params, "a reload asks the same"
    app.button(key="filtered_1").click().run()
    assert f"{words.ONLY} Reuters" in shown(app), "the choice can be taken back"
    assert app.query_params["source"] == "Reuters"
    assert "<span>TRT World</span>" not in shown(app)


def test_an_address_brings_its_filters(place: Place) -> None:
    app = place.page(q=QUESTION, source="Reuters", since="2018-01-01", until="sometime")
    assert not app.exception
    assert f"{words.ONLY} Reuters, from 1 January 2018" in shown(app)
    assert app.multiselect(key="filter_sources").value == ["Reuters"]


@pytest.mark.parametrize(
    ("since", "until"), [("1500-01-01", "9999-12-31"), ("0001-01-01", "0001-01-02")]
)
def test_a_date_of_any_year_leaves_the_page_whole(place: Place, since: str, until: str) -> None:
    app = place.page(q=QUESTION, since=since, until=until)
    assert not app.exception
    assert app.chat_input, "the question box is there"
    assert app.date_input(key="filter_since").value == date.fromisoformat(since)
    assert app.date_input(key="filter_until").value == date.fromisoformat(until)


def test_articles_that_a_date_leaves_out_for_want_of_one_are_told(place: Place) -> None:
    documents = Engine.open(place.settings).documents()
    without = [d for d in documents if d.published is None]
    assert 0 < len(without) < len(documents)
    said = words.UNDATED.format(n=words.count(len(without), "article"))
    assert f"{words.ONLY} from 1 January 2018; {said}" in shown(
        place.page(q=QUESTION, since="2018-01-01")
    )
    page = shown(place.page(q=QUESTION, source="Reuters", since="2018-01-01"))
    assert "from 1 January 2018" in page and "without a date" not in page
    assert "without a date" not in shown(place.page(q=QUESTION, source="Reuters"))


def test_a_chip_takes_its_filter_away(place: Place) -> None:
    app = place.page(q=QUESTION, source="Reuters")
    app.button(key="chip_source_Reuters").click().run()
    assert app.multiselect(key="filter_sources").value == []
    app.chat_input[0].set_value("when do the talks start?").run()
    assert not app.exception
    assert "<span>TRT World</span>" in shown(app)


def test_articles_of_one_title_are_told_apart(place: Place) -> None:
    for name in ("one.txt", "two.txt"):
        words_of_it = f"The ferry to Hestøy sank, says {name}."
        place.add(name, f"Ferry sinks\n\nThe Courier\n\n12 March 2021\n\n{words_of_it}\n")
    build(place.settings)
    app = place.page()
    options = app.multiselect(key="filter_articles").options
    assert len(options) == len(set(options)) == 7
    app.multiselect(key="filter_articles").set_value(["one.txt", "two.txt"]).run()
    assert not app.exception
    assert app.chat_input
    app.button(key="chip_article_one.txt").click().run()
    assert app.multiselect(key="filter_articles").value == ["two.txt"]


def test_a_source_named_twice_in_an_address_is_one(place: Place) -> None:
    app = place.page(q=QUESTION, source=["Reuters", "Reuters"])
    assert not app.exception
    assert app.chat_input and app.button(key="chip_source_Reuters")


def test_the_same_question_of_other_articles_has_another_address(place: Place) -> None:
    app = place.page(q=QUESTION)
    app.multiselect(key="filter_sources").set_value(["Reuters"]).run()
    app.chat_input[0].set_value(QUESTION).run()
    assert not app.exception
    assert app.query_params["q"] == QUESTION
    assert app.query_params["source"] == "Reuters"
    app.button(key="chip_source_Reuters").click().run()
    app.chat_input[0].set_value(QUESTION).run()
    assert "source" not in app.query_params


def test_a_filter_says_that_it_is_for_the_next_question(place: Place) -> None:
    app = place.page(q=QUESTION)
    assert words.FILTER_NEXT not in shown(app)
    app.multiselect(key="filter_sources").set_value(["Reuters"]).run()
    assert words.FILTER_NEXT in shown(app)
    app.button(key="ask_filtered").click().run()
    assert not app.exception
    assert f"{words.ONLY} Reuters" in shown(app) and words.FILTER_NEXT not in shown(app)
    assert app.query_params["source"] == "Reuters"


def test_what_is_asked_once_more_with_a_filter_is_no_follow_up_to_itself(place: Place) -> None:
    app = place.page()
    for question in (QUESTION, "who else?"):
        app.chat_input[0].set_value(question).run()
    app.multiselect(key="filter_sources").set_value(["Reuters"]).run()
    app.button(key="ask_filtered").click().run()
    assert not app.exception
    _, first, again = Conversations(place.settings.data).turns()
    assert (again.question, again.filters.sources) == ("who else?", ("Reuters",))
    assert again.after == first.after == (QUESTION,)
    app.chat_input[0].set_value("when did it start?").run()
    *_, last = Conversations(place.settings.data).turns()
    assert last.after == (QUESTION, "who else?", "who else?")


def test_what_is_asked_once_more_with_a_filter_is_spelt_as_before(place: Place) -> None:
    app = place.page()
    app.chat_input[0].set_value("who attended Astanna?").run()
    app.button(key="written_1").click().run()
    app.multiselect(key="filter_sources").set_value(["Reuters"]).run()
    app.button(key="ask_filtered").click().run()
    first, again = Conversations(place.settings.data).turns()
    assert first.spelling is again.spelling is False
    assert "you wrote" not in shown(app)


def test_a_filter_ends_with_its_conversation(place: Place) -> None:
    app = place.page(q=QUESTION)
    app.chat_input[0].set_value("when do the talks start?").run()
    conversation = app.query_params["c"]
    app.multiselect(key="filter_sources").set_value(["Reuters"]).run()
    app.button(key="clear").click().run()
    assert app.multiselect(key="filter_sources").value == []

    app.multiselect(key="filter_sources").set_value(["Reuters"]).run()
    app.query_params["c"] = conversation
    app.run()
    assert not app.exception
    assert shown(app).count("qa-question") == 2
    assert app.multiselect(key="filter_sources").value == []


def test_an_unknown_source_is_told(place: Place) -> None:
    app = place.page(q=QUESTION, source="The <b>Times</b>")
    assert not app.exception
    assert "No article comes from" in shown(app)
    assert "<b>Times" not in shown(app)


def test_an_address_opens_its_citation(place: Place) -> None:
    app = place.page(q=QUESTION, cite="2")
    assert not app.exception
    assert "SHA-256" in shown(app), "the article is open"
    assert app.query_params["cite"] == "2"


@pytest.mark.parametrize("cite", ["1" * 5000, "٣", "-1", "1.5", ""])
def test_an_address_with_no_number_of_a_citation_asks_all_the_same(place: Place, cite: str) -> None:
    app = place.page(q=QUESTION, cite=cite)
    assert not app.exception
    assert "qa-answer-text" in shown(app) and "SHA-256" not in shown(app)


def test_addresses() -> None:
    filters = Filters(("A", "B"), "2018-01-01", "2018-02-01")
    assert address_of("why?", filters) == {
        "q": "why?",
        "source": ["A", "B"],
        "since": "2018-01-01",
        "until": "2018-02-01",
    }
    assert address_of("why?", Filters()) == {"q": "why?"}
