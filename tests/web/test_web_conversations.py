"""Conversations kept on disk, seen through the page, run without a browser."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from qa.conversations import Conversations, Outline
from qa.engine import Engine
from qa.evaluate.datasets import read_dataset
from qa.indexing import build, open_store
from qa.rated import rated_zip, write_rated
from qa.records import Document, Filters, Search
from qa.web import words
from qa.web.answer import ask_turn
from qa.web.chat import _notes
from qa.web.html import escape
from qa.web.state import Turn
from tests.faults import Tell
from tests.unit.test_conversations_faults import garbage, locked
from tests.web.conftest import Place, shown

QUESTION = "who attended Astana?"


def kept(place: Place) -> Conversations:
    return Conversations(place.settings.data)


def ask(app: AppTest, question: str) -> AppTest:
    return app.chat_input[0].set_value(question).run()


def conversations_page(app: AppTest) -> AppTest:
    return app.switch_page("conversations.py").run()


def test_a_conversation_is_kept_and_comes_back_by_its_address(place: Place) -> None:
    app = ask(ask(place.page(), QUESTION), "when did it start?")
    (conversation,) = kept(place).find()
    assert (conversation.title, conversation.questions) == (QUESTION, 2)
    assert app.query_params["c"] == conversation.id
    first, second = kept(place).turns(conversation.id)
    assert second.after == (QUESTION,)
    assert first.given is not None and first.given.answers and first.generation is not None

    again = place.page(c=conversation.id)
    assert not again.exception
    page = shown(again)
    assert page.index(escape(QUESTION)) < page.index("when did it start?")
    assert words.SINCE_REBUILD not in page
    ask(again, "who sponsored them?")
    assert [t.question for t in kept(place).turns(conversation.id)][2:] == ["who sponsored them?"]
    assert len(kept(place).find()) == 1


def test_an_address_with_a_question_of_the_conversation_does_not_ask_again(place: Place) -> None:
    app = ask(place.page(), QUESTION)
    conversation = app.query_params["c"]
    place.page(q=QUESTION, c=conversation)
    assert len(kept(place).turns()) == 1
    assert len(kept(place).find()) == 1


def test_a_link_that_is_opened_is_kept_once_something_more_is_asked_or_it_is_rated(
    place: Place,
) -> None:
    app = place.page(q=QUESTION, c="unknown")
    assert escape(QUESTION) in shown(app)
    assert kept(place).find() == []
    ask(app, "when did it start?")
    (conversation,) = kept(place).find()
    first, second = kept(place).turns(conversation.id)
    assert (first.question, second.question) == (QUESTION, "when did it start?")
    assert first.given is not None and first.given.answers

    rated = place.page(q=QUESTION)
    rated.button(key="note_of_1").click().run()
    rated.text_area(key="note_1").set_value("seen")
    rated.button(key="note_kept_1").click().run()
    assert not rated.exception
    assert [t.note for t in kept(place).turns() if t.rated] == ["seen"]


def test_a_question_of_a_conversation_that_is_not_kept_is_asked_by_itself(place: Place) -> None:
    app = ask(place.page(), QUESTION)
    app.query_params.clear()
    app.query_params["q"], app.query_params["c"] = "when did it start?", "unknown"
    app.run()
    assert not app.exception
    page = shown(app)
    assert escape(words.NOT_KEPT_HERE) in page and "qa-question" in page
    assert escape(QUESTION) not in page and words.UNDERSTOOD not in page
    assert "c" not in app.query_params
    app = ask(app, "who sponsored them?")
    assert escape(words.NOT_KEPT_HERE) not in shown(app)
    assert sorted(c.questions for c in kept(place).find()) == [1, 2]
    app.query_params.clear()  # Back
    app.query_params["q"], app.query_params["c"] = "when did it start?", "unknown"
    app.run()
    assert shown(app).count("qa-question") == 2, "which is on the page already"


def test_the_address_of_a_conversation_that_is_not_kept_says_so(place: Place) -> None:
    app = ask(place.page(), QUESTION)
    app.query_params.clear()
    app.query_params["c"] = "unknown"
    app.run()
    assert not app.exception
    page = shown(app)
    assert escape(words.NOT_KEPT_HERE) in page and "qa-question" not in page


def test_an_export_says_on_which_day_of_which_clock_it_was_asked(place: Place) -> None:
    engine = Engine.open(place.settings)
    turn = Turn(1, QUESTION, "2026-11-30T23:30:00+00:00")
    (note,) = _notes(turn, ask_turn(engine, turn), engine)
    assert note.startswith("Asked on 30 November 2026 (UTC) of the index ")


def add_lighthouse(place: Place) -> None:
    place.add(
        "lighthouse.txt",
        "Lighthouse of Portmoray reopens\n\n12 March 2021\n\n"
        "The lighthouse of Portmoray was reopened on Friday by its keeper, Morag Tulloch.\n",
    )


def test_an_answer_stays_until_it_is_asked_again(place: Place) -> None:
    app = ask(place.page(), QUESTION)
    add_lighthouse(place)
    build(place.settings)
    again = place.page(c=app.query_params["c"])  # the answer as given is still at hand
    assert words.OLD_ANSWER in shown(again)
    next(b for b in again.button if str(b.key).startswith("again_")).click().run()
    assert words.OLD_ANSWER not in shown(again)


def test_a_thumb_does_not_move_to_another_answer(place: Place) -> None:
    app = ask(place.page(), "Who is the keeper of the lighthouse of Portmoray?")
    (turn,) = kept(place).turns()
    kept(place).rate(turn.id, 0, "it is known elsewhere")
    add_lighthouse(place)
    build(place.settings)
    again = place.page(c=app.query_params["c"])
    assert "Morag Tulloch" in shown(again)
    (turn,) = kept(place).turns()
    assert turn.given is not None and turn.given.answers
    assert (turn.thumb, turn.note) == (None, "it is known elsewhere")


def test_after_a_rebuild_a_refused_question_says_what_changed(place: Place) -> None:
    question = "Who is the keeper of the lighthouse of Portmoray?"
    app = ask(place.page(), question)
    conversation = app.query_params["c"]
    (turn,) = kept(place).turns()
    add_lighthouse(place)
    waiting = shown(ask(place.page(), question))
    assert words.NOT_SEARCHED.format(n="1 article") in waiting
    build(place.settings)
    # what was refused is asked again by itself: the articles are others now
    asked_again = shown(place.page(c=conversation))
    assert words.OLD_ANSWER not in asked_again
    st.cache_data.clear()  # as after a restart, when it is asked anew
    kept(place).keep_answer(turn.id, turn.generation or "", turn.given or Outline((), ()))
    for page in (asked_again, shown(place.page(c=conversation))):
        assert escape(words.SINCE_REBUILD) in page
        assert "now also " in page and "Morag Tulloch" in page
    assert escape(words.SINCE_REBUILD) not in shown(place.page(c=conversation))  # once


def test_what_changed_in_words() -> None:
    place = ("a.txt", 0, 10, "f")
    before = Outline(("Astana", "Sochi"), (place,))
    assert words.what_changed(before, before).endswith("the answers are the same.")
    now = Outline(("Sochi", "Geneva"), (place, ("b.txt", 0, 9, "e")))
    said = words.what_changed(before, now)
    assert said.endswith("now also “Geneva”; no longer “Astana”; the passages are others.")


def test_finding_renaming_and_deleting(place: Place) -> None:
    ask(place.page(), QUESTION)
    other = ask(place.page(), "who hosts the talks in Vienna?")
    page = conversations_page(other)
    assert not page.exception
    page.text_input(key="find_conversation").set_value("vienna").run()
    (found,) = kept(place).find("vienna")
    names = [str(b.key) for b in page.button if str(b.key).startswith("delete_")]
    assert names == [f"delete_{found.id}"]
    page.text_input(key=f"title_{found.id}").set_value("The *hosts*").run()
    assert kept(place).get(found.id).title == "The *hosts*"  # type: ignore[union-attr]
    page.text_input(key="find_conversation").set_value("hosts").run()
    page.button(key=f"delete_{found.id}").click().run()
    page.button(key="delete_no").click().run()
    assert len(kept(place).find()) == 2
    page.button(key=f"delete_{found.id}").click().run()
    page.button(key="delete_yes").click().run()
    assert not page.exception
    assert [c.title for c in kept(place).find()] == [QUESTION]


def test_no_conversation_yet(place: Place) -> None:
    page = conversations_page(place.page())
    assert words.NO_CONVERSATIONS in shown(page)
    assert not place.settings.data.exists()


def test_thumbs_and_notes_become_a_test_set(place: Place, tmp_path: Path) -> None:
    app = ask(place.page(), QUESTION)
    app.button(key="note_of_1").click().run()
    app.text_area(key="note_1").set_value("checked *by hand*")
    app.button(key="note_kept_1").click().run()
    assert not app.text_area
    (turn,) = kept(place).turns()
    kept(place).rate(turn.id, 1, turn.note)
    down = kept(place).add_turn(kept(place).find()[0].id, "why?", (), Filters())
    assert down is not None
    kept(place).keep_answer(down, "x", Outline(("no",), ()))
    kept(place).rate(down, 0, "")
    ask(app, "who sponsored them?")
    kept(place).rate(kept(place).turns()[-1].id, 1, "")
    turns = kept(place).turns()
    assert turns[0].note == "checked *by hand*"
    page = conversations_page(app)
    assert f"{words.RATED} (3)" in [e.label for e in page.expander]

    documents = _documents(place)
    write_rated(tmp_path / "set", turns, documents)
    data = read_dataset(tmp_path / "set")
    assert len(data.documents) == 5
    query, follow_up = data.queries  # the thumb down has no right answer yet
    assert follow_up.text == turns[-1].given.understood != "who sponsored them?"
    assert query.text == QUESTION and turns[0].given is not None
    assert query.answers == turns[0].given.answers[:1]
    given = turns[0].given
    assert query.articles == {given.passages[n - 1][0] for n in given.cited}
    archive = zipfile.ZipFile(io.BytesIO(rated_zip(turns, documents)))
    lines = archive.read("queries.jsonl").decode().splitlines()
    assert [json.loads(line)["metadata"]["thumb"] for line in lines] == ["up", "down", "up"]
    assert json.loads(lines[0])["metadata"]["note"] == "checked *by hand*"


def test_where_nothing_can_be_kept_asking_goes_on(place: Place) -> None:
    place.settings.data.write_text("in the way")
    app = ask(place.page(), QUESTION)
    assert not app.exception
    page = shown(app)
    assert "qa-answer-text" in page
    assert "Conversations cannot be kept" in page and "QA_DATA" in page


def test_a_new_conversation_is_another_one(place: Place) -> None:
    app = ask(place.page(), QUESTION)
    next(b for b in app.button if b.key == "clear").click().run()
    assert "c" not in app.query_params
    ask(app, "who hosts the talks in Vienna?")
    assert {c.title for c in kept(place).find()} == {QUESTION, "who hosts the talks in Vienna?"}


def _documents(place: Place) -> list[Document]:
    store = open_store(place.settings)
    try:
        return store.documents()
    finally:
        store.close()


def test_earlier_turns_of_a_long_conversation_are_folded(place: Place) -> None:
    app = place.page()
    asked = [QUESTION, "who is George Krol?", "who hosts the talks in Vienna?"]
    asked += ["where is Idlib?", "when did the truce start?"]
    for question in asked:
        app = ask(app, question)
    first = [b for b in app.button if str(b.key).startswith("unfold_")]
    assert [str(b.key) for b in first] == ["unfold_1", "unfold_2"]
    page = shown(app)
    assert all(question in page for question in asked)
    folded = page[: page.index(asked[2])]
    assert "qa-folded" in folded and "[1] TRT World" in folded  # an answer and whose it is
    cards = page.count("qa-card-head")
    first[0].click().run()
    assert shown(app).count("qa-card-head") > cards
    app = ask(app, "who sponsored them?")  # what was unfolded stays so
    assert [str(b.key) for b in app.button if str(b.key).startswith("unfold_")] == [
        "unfold_2",
        "unfold_3",
    ]


def test_a_long_conversation_opens_without_asking_again(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation = kept(place).start("long")
    for n in range(30):
        turn = kept(place).add_turn(conversation, f"question {n}?", (), Filters())
        assert turn is not None
        kept(place).keep_answer(turn, "an-old-state", Outline((f"answer {n}",), ()))
    asked: list[str] = []
    real = Engine.search

    def noted(self: Engine, question: str, **more: Any) -> Search:
        asked.append(question)
        return real(self, question, **more)

    monkeypatch.setattr(Engine, "search", noted)
    page = shown(place.page(c=conversation))
    assert asked == [f"question {n}?" for n in (27, 28, 29)]
    assert "answer 12" in page and "answer 2<" not in page


def test_what_could_not_be_kept_is_kept_with_the_next_question(place: Place, tell: Tell) -> None:
    """The file is held by another process while two questions are asked, then let go."""
    app = ask(place.page(), QUESTION)
    with locked(kept(place)._database.path):
        for question in ("when did it start?", "who sponsored them?"):
            app = ask(app, question)
            assert not app.exception
            page = shown(app)
            assert "locked" in page and "Close what else has the file open" in page
            assert page.count("qa-card-head") or "qa-answer-text" in page
    (conversation,) = kept(place).find()
    assert conversation.questions == 1
    app = ask(app, "who hosts the talks in Vienna?")
    assert "locked" not in shown(app)
    (conversation,) = kept(place).find()
    turns = kept(place).turns(conversation.id)
    assert [t.question for t in turns] == [
        *(QUESTION, "when did it start?", "who sponsored them?"),
        "who hosts the talks in Vienna?",
    ]
    assert all(t.given is not None for t in turns), "with what they were answered"
    came = "answered, and the page says what to do; kept with the next question once it is let go"
    tell("the file of conversations is locked by another process", "serving", came)


def test_a_damaged_file_is_told_and_kept_and_asking_goes_on(place: Place, tell: Tell) -> None:
    app = ask(place.page(), QUESTION)
    path = kept(place)._database.path
    good = path.read_bytes()
    garbage(path)
    bad = path.read_bytes()
    app = ask(app, "when did it start?")
    page = shown(app)
    assert not app.exception and "qa-answer-text" in page
    assert "is damaged" in page and "left as it is" in page and "move it away" in page
    listed = conversations_page(app)
    assert not listed.exception and "is damaged" in shown(listed)
    assert path.read_bytes() == bad
    path.write_bytes(good)
    app = ask(listed.switch_page("ask.py").run(), "who sponsored them?")
    assert "is damaged" not in shown(app)
    (conversation,) = kept(place).find()
    assert conversation.questions == 3
    came = "answered, and the page says what to do; kept with the next question once it is put back"
    tell("the file of conversations is replaced by garbage", "serving", came)


def test_a_file_removed_under_an_open_page(place: Place, tell: Tell) -> None:
    app = ask(place.page(), QUESTION)
    kept(place)._database.path.unlink()
    app.button(key="note_of_1").click().run()
    app.text_area(key="note_1").set_value("for a question that is gone")
    app.button(key="note_kept_1").click().run()
    assert words.NOT_KEPT_ANY_MORE in shown(app)
    app = ask(app, "when did it start?")
    assert not app.exception
    (turn,) = kept(place).turns()
    assert (turn.question, turn.note) == ("when did it start?", "")
    assert app.query_params["c"] == kept(place).find()[0].id
    came = "a note says that its question is gone; the next question begins a new file"
    tell("the file of conversations is removed", "serving", came)
