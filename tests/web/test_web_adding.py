"""Adding, removing and restoring articles on the page, run without a browser."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from qa.articles import removing
from qa.articles.inbox import describe, said_of
from qa.indexing import build
from qa.web import paging, words
from qa.web.adding import take_files
from qa.web.listing import key_of
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


def row(path: str, id_: str | None = None) -> str:
    """What the widgets of a row are named after. id_: of its article, when that is not its path."""
    return key_of(path, path if id_ is None else id_)


def field(path: str, name: str) -> str:
    return f"details_{key_of(path)}_{name}"


def keys(app: AppTest) -> list[str | None]:
    return [button.key for button in app.button]


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
    app.button(key=f"remove_{row(name)}").click().run()
    assert words.REMOVE_SURE in "".join(m.value for m in app.markdown)
    app.button(key="remove_yes").click().run()
    assert not (place.articles / name).exists()
    (item,) = removing.removed(place.articles)
    build_ended()
    app = articles(place)
    assert "4 articles" in shown(app)
    assert f"restore_{item.key}" not in keys(app), "what is in a closed bin is not drawn"
    app.session_state["bin"] = True
    app.run().button(key=f"restore_{item.key}").click().run()
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
    app.button(key=f"describe_{row(path)}").click().run()
    title = app.text_input(key=field(path, "title"))
    assert title.value == "" and title.placeholder, "what the article gives is shown, not filled in"
    app.text_input(key=field(path, "source")).set_value("Courier <b>")
    app.date_input(key=field(path, "date")).set_value(date(2017, 12, 24))
    app.button(key="describe_save").click().run()
    assert not app.exception
    assert f"{words.DESCRIBED} {path}" in shown(app)
    build_ended()
    app = articles(place)
    assert "Courier &lt;b&gt;" in shown(app) and "24 December 2017" in shown(app)
    app.button(key=f"describe_{row(path)}").click().run()
    assert app.text_input(key=field(path, "source")).value == "Courier <b>"


def test_details_that_cannot_be_read_are_told_of(place: Place) -> None:
    path = sorted(p.name for p in place.articles.iterdir())[0]
    (place.articles / f"{path}.meta.json").write_text("{cut", "utf-8")
    app = articles(place)
    app.button(key=f"describe_{row(path)}").click().run()
    assert "cannot be read" in shown(app)
    assert field(path, "title") not in [f.key for f in app.text_input]


def test_each_article_has_details_of_its_own(place: Place) -> None:
    first, second, *_ = sorted(p.name for p in place.articles.iterdir())
    for path, title in ((first, "Of the first"), (second, "Of the second")):
        describe(place.articles, path, {"title": title})
    app = articles(place)
    app.button(key=f"describe_{row(first)}").click().run()
    assert app.text_input(key=field(first, "title")).value == "Of the first"
    app.text_input(key=field(first, "source")).set_value("Courier")
    app.button(key=f"describe_{row(second)}").click().run()  # the first was closed by Esc
    assert app.text_input(key=field(second, "title")).value == "Of the second"
    assert app.text_input(key=field(second, "source")).value == ""
    app.date_input(key=field(second, "date")).set_value(date(2017, 12, 24))
    app.button(key="describe_save").click().run()
    assert not app.exception
    assert said_of(place.articles, first) == {"title": "Of the first"}
    assert said_of(place.articles, second) == {"title": "Of the second", "date": "2017-12-24"}
    build_ended()


def test_an_article_of_long_ago_has_its_date_in_the_details(place: Place) -> None:
    path = sorted(p.name for p in place.articles.iterdir())[0]
    (place.articles / f"{path}.meta.json").write_text('{"date": "1517-10-31"}', "utf-8")
    app = articles(place)
    app.button(key=f"describe_{row(path)}").click().run()
    assert app.date_input(key=field(path, "date")).value == date(1517, 10, 31)


def test_a_click_acts_on_the_row_that_was_seen(place: Place) -> None:
    name = sorted(p.name for p in place.articles.iterdir())[0]
    app = articles(place)
    place.add("!came meanwhile.txt", "The river rose on Monday.")  # and stands before it
    app.button(key=f"remove_{row(name)}").click().run()
    assert f"remove_{row('!came meanwhile.txt', '')}" in keys(app)
    app.button(key="remove_yes").click().run()
    assert [item.path for item in removing.removed(place.articles)] == [name]
    assert (place.articles / "!came meanwhile.txt").exists()
    build_ended()


def test_a_file_that_was_refused_can_be_removed(place: Place) -> None:
    (place.articles / "picture.txt").write_bytes(bytes(range(256)) * 40)
    place.add(".hidden.txt", "The river rose on Monday.")
    build(place.settings)
    app = articles(place)
    assert f"remove_{row('.hidden.txt', '')}" not in keys(app), "it is nothing of the articles"
    app.button(key=f"remove_{row('picture.txt', '')}").click().run()
    assert words.REMOVE_FILE_SURE in "".join(m.value for m in app.markdown)
    app.button(key="remove_yes").click().run()
    assert not (place.articles / "picture.txt").exists()
    build_ended()


def test_a_table_can_be_removed_as_a_whole(place: Place) -> None:
    rows = "".join(f"Flood {n},The river rose on day {n} of the month.\n" for n in range(1, 13))
    place.add("wire.csv", f"title,text\n{rows},\n")
    build(place.settings)
    app = articles(place)
    buttons = [b for b in app.button if b.label == words.REMOVE_TABLE]
    assert len(buttons) == 1, "one for the file, and none for its row that is no article"
    buttons[0].click().run()
    assert "<code>wire.csv</code>, 12 articles" in shown(app)
    app.button(key="remove_yes").click().run()
    assert not (place.articles / "wire.csv").exists()
    build_ended()
    assert "5 articles" in shown(articles(place))


def test_files_taken_at_once_are_looked_for_in_one_walk(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    walks: list[object] = []
    walk = os.walk
    monkeypatch.setattr(os, "walk", lambda folder: walks.append(folder) or walk(folder))
    held = next(place.articles.glob("*.txt")).read_bytes()
    files = [Sent("one.txt", b"The river"), Sent("two.txt", b"rose"), Sent("three.txt", b"rose")]
    results = take_files(place.settings, [*files, Sent("four.txt", held)])
    assert [error is None for _, error in results] == [True, True, False, False]
    assert "is there already, as two.txt" in str(results[2][1])
    assert len(walks) == 1


def test_a_full_bin_shows_what_was_removed_last(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "_ROWS", 2)
    stamps = iter(f"2026112{n}T051209" for n in range(1, 4))
    for path in sorted(p.name for p in place.articles.iterdir())[:3]:
        key = removing.remove(place.articles, path)
        bin_ = place.articles / removing.REMOVED
        (bin_ / key).rename(bin_ / f"{next(stamps)}-{key[-4:]}")
    last, second, first = (item.key for item in removing.removed(place.articles))
    app = articles(place)
    app.session_state["bin"] = True
    app.run()
    assert [k for k in keys(app) if k and k.startswith("restore_")] == [
        f"restore_{last}",
        f"restore_{second}",
    ]
    app.button(key="more_bin_rows").click().run()
    assert f"restore_{first}" in keys(app)
