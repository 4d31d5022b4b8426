"""Adding, removing and restoring articles on the page, run without a browser."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import date

from streamlit.testing.v1 import AppTest

from qa.articles import removing
from qa.web import words
from qa.web.adding import take_files
from tests.web.conftest import Place, shown


@dataclass
class Sent:
    """A file as the browser sends it."""

    name: str
    raw: bytes

    def getvalue(self) -> bytes:
        return self.raw


def build_ended() -> None:
    """Wait for the build that what was done began."""
    for thread in threading.enumerate():
        if thread.name == "rebuild":
            thread.join(timeout=120)
            assert not thread.is_alive()


def articles(place: Place) -> AppTest:
    return place.page().switch_page("articles.py").run()


def test_a_pasted_text_becomes_an_article_that_can_be_asked_about(place: Place) -> None:
    app = articles(place)
    app.text_input(key="paste_0_title").set_value("Flood <b>on</b> the Elwy")
    app.text_area(key="paste_0_body").set_value("The river rose on Monday. Villagers left.")
    app.text_input(key="paste_0_source").set_value("Courier")
    app.button(key="paste_add_0").click().run()
    assert not app.exception
    page = shown(app)
    assert f"{words.ADDED} Flood b on b the Elwy.txt" in page
    assert words.BUILDING in page
    assert (place.articles / "Flood b on b the Elwy.txt").exists()
    assert app.text_input(key="paste_1_title").value == "", "the form is empty again"
    build_ended()
    assert "6 articles" in shown(articles(place))


def test_a_paste_without_a_title_is_told_so_and_stays(place: Place) -> None:
    app = articles(place)
    app.text_area(key="paste_0_body").set_value("The river rose on Monday.")
    app.button(key="paste_add_0").click().run()
    assert "The article needs a title." in shown(app)
    assert app.text_area(key="paste_0_body").value == "The river rose on Monday."


def test_an_article_goes_to_the_bin_and_comes_back(place: Place) -> None:
    name = sorted(p.name for p in place.articles.iterdir())[0]
    app = articles(place)
    app.button(key="remove_0").click().run()
    assert words.REMOVE_SURE in "".join(m.value for m in app.markdown)
    app.button(key="remove_yes").click().run()
    assert not (place.articles / name).exists()
    (item,) = removing.removed(place.articles)
    build_ended()
    app = articles(place)
    assert "4 articles" in shown(app)
    app.button(key=f"restore_{item.key}").click().run()
    assert (place.articles / name).exists()
    build_ended()
    page = shown(articles(place))
    assert "5 articles" in page and "qa-badge-gone" not in page


def test_each_file_is_taken_or_told_why(place: Place) -> None:
    files = [
        Sent("flood.txt", b"The river rose."),
        Sent("run.exe", b"MZ"),
        Sent("flood.txt", b"Another flood."),
    ]
    results = take_files(place.settings, files)
    assert [path for path, error in results if error is None] == ["flood.txt", "flood-2.txt"]
    ((name, error),) = [(n, e) for n, e in results if e is not None]
    assert name == "run.exe" and "not a kind that is read" in str(error)


def test_too_many_files_are_said_to_be_too_many(place: Place) -> None:
    results = take_files(place.settings, [Sent(f"{n}.txt", f"{n}".encode()) for n in range(51)])
    assert sum(error is None for _, error in results) == 50
    assert "Only the first 50" in str(results[-1][1])


def test_the_index_is_checked(place: Place) -> None:
    app = articles(place)
    app.button(key="check").click().run(timeout=120)
    assert words.CHECK_GOOD in shown(app)
    place.add("flood.txt", "The river rose on Monday.")
    app = articles(place)
    app.button(key="check").click().run(timeout=120)
    assert words.CHECK_OUTDATED in shown(app)
    assert "it is new since the build" in shown(app)


def test_the_details_of_an_article_are_written_and_indexed(place: Place) -> None:
    path = sorted(p.name for p in place.articles.iterdir())[0]
    app = articles(place)
    app.button(key="describe_0").click().run()
    title = app.text_input(key="describe_title")
    assert title.value == "" and title.placeholder, "what the article gives is shown, not filled in"
    app.text_input(key="describe_source").set_value("Courier <b>")
    app.date_input(key="describe_date").set_value(date(2017, 12, 24))
    app.button(key="describe_save").click().run()
    assert not app.exception
    assert f"{words.DESCRIBED} {path}" in shown(app)
    build_ended()
    app = articles(place)
    assert "Courier &lt;b&gt;" in shown(app) and "24 December 2017" in shown(app)
    app.button(key="describe_0").click().run()
    assert app.text_input(key="describe_source").value == "Courier <b>"


def test_details_that_cannot_be_read_are_told_of(place: Place) -> None:
    path = sorted(p.name for p in place.articles.iterdir())[0]
    (place.articles / f"{path}.meta.json").write_text("{cut", "utf-8")
    app = articles(place)
    app.button(key="describe_0").click().run()
    assert "cannot be read" in shown(app)
    assert "describe_title" not in [field.key for field in app.text_input]
