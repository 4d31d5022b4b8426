"""The page for asking, run without a browser."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from qa.engine import Engine
from qa.indexing import build
from qa.logs import start_logging
from qa.sureness import band_of
from qa.web import words
from qa.web.article import Opened
from qa.web.engine import examples, open_engine
from qa.web.html import escape
from qa.web.state import Visit, seconds_to_wait
from tests.conftest import SHELTERING
from tests.web.conftest import Place, shown

QUESTION = "who attended Astana?"


def _labels(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def _ask(app: AppTest, question: str) -> AppTest:
    return app.chat_input[0].set_value(question).run()


def test_the_empty_page_says_what_it_is_and_offers_examples(place: Place) -> None:
    app = place.page()
    assert not app.exception
    page = shown(app)
    assert escape(words.INTRO) in page
    assert not app.chat_input[0].disabled  # asking does not wait for the examples
    examples(open_engine(place.settings)[0]).result(timeout=60)  # type: ignore[arg-type]
    app.run()
    page = shown(app)
    assert "5 articles, " in page
    assert "up to date" in page
    offered = [button for button in app.button if str(button.key).startswith("example_")]
    assert len(offered) == 4
    offered[0].click().run()
    assert not app.exception
    assert "qa-question" in shown(app)
    assert "Found for its words" in shown(app)


def test_answers_come_first_then_passages(place: Place) -> None:
    app = _ask(place.page(), QUESTION)
    assert not app.exception
    page = shown(app)
    assert page.index("qa-answer-text") < page.index("qa-card-title")
    found = Engine.open(place.settings).ask(QUESTION)
    assert found.answers
    for group in found.answers[:8]:
        assert f">{escape(group.text)}</span>" in page
    assert "qa-evidence" in page
    assert any(label.startswith("\\[1\\] ") for label in _labels(app))
    assert app.query_params["q"] == QUESTION


def test_what_is_less_likely_is_one_click_further(place: Place) -> None:
    question = "Who is Iran's president?"
    app = _ask(place.page(), question)
    found = Engine.open(place.settings).ask(question)
    assert [a.text for a in found.likely] == ["Hassan Rouhani"]
    assert found.less_likely
    (folded,) = [e for e in app.expander if "less likely" in e.label]
    assert folded.label == words.count(len(found.less_likely), words.LESS_LIKELY)
    assert not folded.proto.expanded
    inside = [element.proto.body for element in folded.get("html")]
    for group in found.less_likely:
        assert any(escape(group.text) in body for body in inside)
    assert "less likely" not in shown(_ask(place.page(), QUESTION))


def test_figures_of_later_articles_are_shown_with_their_dates(place: Place) -> None:
    for name, text in SHELTERING.items():
        place.add(name, text)
    build(place.settings)
    page = shown(_ask(place.page(), "How many people were sheltering near Hestøy?"))
    parts = ["About 1,400", "in an article of 4 March 2024", escape(words.LATER), "618"]
    parts.append("in an article of 12 March 2024")
    assert [page.index(part) for part in parts] == sorted(page.index(part) for part in parts)


def test_the_address_asks(place: Place) -> None:
    app = place.page(q=QUESTION)
    assert not app.exception
    assert escape(QUESTION) in shown(app)
    assert "qa-answer-text" in shown(app)


def test_a_citation_opens_the_article(place: Place) -> None:
    app = place.page(q=QUESTION)
    next(b for b in app.button if str(b.key).startswith("cite_")).click().run()
    assert not app.exception
    assert "SHA-256" in shown(app)
    assert app.selectbox[0].label == words.GO_TO_PASSAGE
    assert app.selectbox[0].value is not None


def test_the_conversation_is_kept_and_follow_ups_know_it(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, tuple[str, ...]]] = []
    search = Engine.search

    def noted(self: Engine, question: str, **more: Any) -> Any:
        if threading.current_thread().name != "examples":
            asked.append((question, tuple(more["after"])))
        return search(self, question, **more)

    monkeypatch.setattr(Engine, "search", noted)
    app = _ask(_ask(place.page(), QUESTION), "when did it start?")
    assert asked == [(QUESTION, ()), ("when did it start?", (QUESTION,))]
    page = shown(app)
    assert page.index(escape(QUESTION)) < page.index("when did it start?")
    assert words.UNDERSTOOD in page
    app.button(key="typed_2").click().run()
    assert asked[-1] == ("when did it start?", ())
    assert words.UNDERSTOOD not in shown(app)
    app.button(key="followed_2").click().run()
    assert words.UNDERSTOOD in shown(app), "the choice can be taken back"


def test_a_mended_slip_is_told_and_can_be_undone(place: Place) -> None:
    app = _ask(place.page(), "who attended Astanna?")
    told = escape("Searched for “Astana” (you wrote “Astanna”)")
    assert told in shown(app)
    assert words.UNDERSTOOD not in shown(app), "nothing was added to the question"
    app.button(key="written_1").click().run()
    assert not app.exception
    assert told not in shown(app)
    assert "Astanna" in shown(app)
    app.button(key="mended_1").click().run()
    assert told in shown(app), "the choice can be taken back"


def test_a_new_conversation_starts_empty(place: Place) -> None:
    app = place.page(q=QUESTION)
    app.button(key="clear").click().run()
    assert not app.exception
    assert escape(words.INTRO) in shown(app)
    assert "q" not in app.query_params


def test_what_the_articles_do_not_answer_is_said_plainly(place: Place) -> None:
    app = place.page(q="What is the boiling point of tungsten?")
    page = shown(app)
    assert words.NOT_ANSWERED in page
    assert words.CLOSE in page
    assert "qa-answer-text" not in page
    assert "<mark" not in page


@pytest.mark.parametrize("question", [" ", "\n\t "])
def test_an_empty_question_gets_a_gentle_word(place: Place, question: str) -> None:
    app = place.page(q=question)
    assert not app.exception
    assert escape(words.EMPTY_QUESTION) in shown(app)


def test_a_question_of_signs_is_refused_by_the_engine_and_shown(place: Place) -> None:
    app = place.page(q="?!")
    assert not app.exception
    assert "empty" in shown(app)
    assert not app.chat_input[0].disabled


def test_an_over_long_question_is_given_back(place: Place) -> None:
    long = "why " * 2500
    app = _ask(place.page(), long)
    assert not app.exception
    assert "10,000 characters" in shown(app)
    assert escape(words.TOO_LONG_FIX) in shown(app)
    assert app.chat_input[0].proto.value == long
    assert "qa-question" not in shown(app)


def test_a_question_is_data(place: Place) -> None:
    nasty = "who <script>alert(1)</script> :red[x] $x$ **Astana**?"
    app = place.page(q=nasty)
    assert not app.exception
    assert escape(nasty) in shown(app)
    assert "<script" not in shown(app)


def test_an_unexpected_error_is_told_without_a_traceback(
    place: Place, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(self: Engine, question: str, **more: Any) -> Any:
        raise ZeroDivisionError("secret detail")

    with monkeypatch.context() as patched:
        patched.setattr(Engine, "search", broken)
        app = place.page(q=QUESTION)
    assert not app.exception
    assert "ZeroDivisionError" in shown(app)
    assert "secret detail" not in shown(app)
    assert "secret detail" in caplog.text
    assert not app.chat_input[0].disabled
    app.run()
    assert "qa-answer-text" in shown(app)


def test_a_bad_setting_is_told(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QA_PASAGES", "3")
    app = place.page()
    assert not app.exception
    assert "QA_PASAGES is not a setting" in shown(app)


@pytest.fixture
def rebuilt(place: Place) -> Iterator[AppTest]:
    """A conversation during which an article was added and the index rebuilt."""
    app = place.page(q=QUESTION)
    place.add("new.txt", "Lighthouse reopens\n\nMorag Tulloch reopened Portmoray's lighthouse.\n")
    app.run()
    assert "1 new since the index was built" in shown(app)
    assert words.REBUILD in _labels(app)
    build(place.settings)
    yield app.run()


def test_a_rebuild_keeps_the_conversation_and_serves_the_new_article(rebuilt: AppTest) -> None:
    assert not rebuilt.exception
    assert words.OLD_ANSWER in shown(rebuilt)
    assert "1 new" not in shown(rebuilt)
    rebuilt.button(key="again_1").click().run()
    assert words.OLD_ANSWER not in shown(rebuilt)
    app = _ask(rebuilt, "Who reopened the lighthouse of Portmoray?")
    assert "Morag Tulloch" in shown(app)


def test_no_index_offers_to_build_one(place: Place) -> None:
    shutil.rmtree(place.index)
    app = place.page()
    assert not app.exception
    assert str(place.articles) in shown(app)
    assert words.BUILD in _labels(app)
    assert app.chat_input[0].disabled


def test_a_damaged_index_offers_to_build_it_anew(place: Place) -> None:
    (place.index / "current.json").write_text("not json", "utf-8")
    app = place.page()
    assert not app.exception
    assert "damaged" in shown(app)
    assert words.REBUILD in _labels(app)


def test_an_index_of_other_settings_is_told(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QA_PASSAGE_WORDS", "60")
    app = place.page()
    assert not app.exception
    assert "110 words" in shown(app)
    assert words.REBUILD in _labels(app)


def test_an_empty_folder_says_where_articles_go(bare: Place) -> None:
    app = bare.page()
    assert not app.exception
    assert words.NO_ARTICLES in shown(app)
    assert str(bare.articles) in shown(app)


def test_old_turns_are_drawn_on_demand(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa.web.chat._TURNS_DRAWN", 1)
    app = _ask(place.page(q=QUESTION), "Where were the talks held?")
    assert escape(QUESTION) not in shown(app)
    app.button(key="earlier").click().run()
    assert not app.exception
    assert escape(QUESTION) in shown(app)


def test_where_the_articles_differ_is_told_above_the_passages(place: Place) -> None:
    app = place.page(q="How many rounds of Astana talks were there last year?")
    assert not app.exception
    page = shown(app)
    heading = f"{words.DIFFER}: rounds of Astana talks"
    assert page.index(heading) < page.index(words.PASSAGES)
    for value, source in (
        ("six rounds", "Bottom Line: Multiple rounds"),
        ("eight Syria meetings", "Reuters"),
    ):
        assert f">{value}</strong>" in page
        assert source in page
    assert "25 January 2018" in page


def test_a_value_that_differs_opens_where_it_stands(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = "How many rounds of Astana talks were there last year?"
    opened: list[tuple[str, str, int]] = []

    def noted(citations: Sequence[Opened], at: int, **more: Any) -> None:
        text, focus = citations[at].citation.document.text, citations[at].focus
        assert focus.evidence is not None
        (value,) = focus.answers
        sentence = text[focus.evidence.start : focus.evidence.end]
        opened.append((text[value.start : value.end], sentence, citations[at].citation.n))

    monkeypatch.setattr("qa.web.answer.open_citations", noted)
    app = place.page(q=question)
    (item,) = Engine.open(place.settings).ask(question).disagreements
    for row, value in enumerate(item.values):
        n = value.citations[0]
        app.button(key=f"value_1_0_{row}_{n}").click().run()
        assert opened[-1] == (value.text, value.quote, n)
    assert len(opened) == len(item.values) > 1


def test_a_link_asks_a_follow_up_as_it_was_understood(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    links: dict[str, str] = {}

    def noted(name: str, address: str, *, key: str) -> None:
        links[key] = parse_qs(address.removeprefix("?"))["q"][0]

    monkeypatch.setattr("qa.web.opinion.copy_link", noted)
    app = _ask(_ask(place.page(), QUESTION), "when did it start?")
    understood = Engine.open(place.settings).ask("when did it start?", after=[QUESTION])
    assert understood.completed
    assert links == {"1": QUESTION, "2": understood.interpreted_as}
    app.button(key="typed_2").click().run()
    assert links["2"] == "when did it start?"


def test_who_says_so_stands_beside_the_answer(place: Place) -> None:
    app = place.page(q="how many people were invited to Sochi?")
    assert not app.exception
    page = shown(app)
    assert "the Kremlin said Thursday.</q>" in page  # in the sentence under it, and not once more
    assert "“the Kremlin said Thursday” [1]" not in page


def test_too_many_questions_in_a_minute_wait_in_the_box(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QA_MAX_PACE", "2")
    app = _ask(_ask(place.page(), QUESTION), "when did it start?")
    assert "questions in a minute" not in shown(app)
    app = _ask(app, "who sponsored it?")
    assert "That was more than 2 questions in a minute." in shown(app)
    assert shown(app).count("qa-question") == 2


def test_the_minute_passes() -> None:
    visit = Visit()
    assert [seconds_to_wait(visit, 2, now) for now in (0.0, 10.0, 20.0, 59.5)] == [0, 0, 40, 1]
    assert [seconds_to_wait(visit, 2, now) for now in (60.0, 61.0, 70.0)] == [0, 9, 0]


def test_how_sure_an_answer_is_stands_beside_it(place: Place) -> None:
    app = _ask(place.page(), QUESTION)
    given = Engine.open(place.settings).ask(QUESTION)
    sure, worth = words.sure(
        given.confidence, place.settings, band_of(place.settings, given.confidence)
    )
    assert f"<summary>{escape(sure)}</summary>{escape(worth)}" in shown(app)
    assert "were right" in sure
    assert sure.startswith(words.SURE_DOUBTFUL), "fewer than half of such answers were right"
    page = shown(app)
    assert page.index(escape(sure)) < page.index("qa-answer-text"), "a doubt is told first"
    app = _ask(app, "Who is Iran's president?")
    sure = words.sure(0.9, place.settings, band_of(place.settings, 0.9))[0].partition(".")[2]
    assert shown(app).rindex("qa-answer-text") < shown(app).index(escape(sure)), "no doubt"
    app = _ask(app, "who won the chess championship in Oslo?")
    assert words.NOT_ANSWERED in shown(app)
    assert shown(app).count("Confidence ") == 2, "what is no answer has none"


def test_what_is_noted_quotes_nobody(
    place: Place, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QA_LOG", "json")
    app = _ask(place.page(), QUESTION)
    assert not app.exception
    start_logging("off")
    lines = [line for line in capsys.readouterr().err.splitlines() if line.startswith("{")]
    noted = {line["event"]: line for line in map(json.loads, lines)}
    assert noted["opened"]["articles"] == 5
    asked = noted["asked"]
    assert asked["answers"] > 0 and asked["total_s"] > 0 and len(asked["request"]) == 12
    assert not any("Astana" in line or "Turkey" in line for line in lines)
