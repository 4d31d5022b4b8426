"""The list of articles and the page of one article, run without a browser."""

from __future__ import annotations

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from qa.engine import Engine
from qa.errors import IndexDamaged
from qa.indexing import build
from qa.records import Citation, Document, MatchedTerm, Passage, Scores, Span
from qa.web import words
from qa.web.article import Focus, _head, article_layers, focus_on, permalink
from qa.web.catalogue import catalogue
from qa.web.html import escape, segments
from qa.web.listing import key_of
from qa.web.passages import numbers_html, passage_html, why
from tests.web.conftest import Place, shown

TEXT = "Title\nBefore. Ada <b>Quill</b> came. After."
DOCUMENT = Document("a.txt", "a.txt", TEXT, "0" * 64, "Title", "a paper")
PASSAGE = Passage("p", "a.txt", 0, 6, len(TEXT), TEXT[6:], ())


def _citation(**changes: object) -> Citation:
    values: dict[str, object] = {
        "n": 1,
        "passage": PASSAGE,
        "document": DOCUMENT,
        "highlights": (Span(14, 26),),
        "evidence": Span(14, 32),
        "scores": Scores(bm25=1.5, bm25_rank=1, vector=0.4, vector_rank=3),
        "matched_terms": (MatchedTerm("came", 1.0),),
    }
    return Citation(**(values | changes))  # type: ignore[arg-type]


def _page(place: Place, name: str, **query: str) -> AppTest:
    app = place.page()
    for key, value in query.items():
        app.query_params[key] = value
    return app.switch_page(f"{name}.py").run()


def test_every_article_is_listed_with_its_facts(place: Place) -> None:
    app = _page(place, "articles")
    assert not app.exception
    page = shown(app)
    for path in sorted(place.articles.iterdir()):
        assert escape(path.name) in page
    assert page.count("qa-badge-indexed") == 5
    assert words.NO_DATE in page
    assert "25 January 2018" in page
    assert " passages</span>" in page
    assert " words</span>" in page


def test_states_and_left_out_files_are_shown(place: Place) -> None:
    first, second, *_ = sorted(place.articles.iterdir())
    first.unlink()
    second.write_text("Something else\n\nNobody came to the meeting in Bern.\n", "utf-8")
    place.add("new.txt", "New\n\nA new article.\n")
    page = shown(_page(place, "articles"))
    assert "1 new, 1 changed, 1 removed" in page
    for state in ("new", "changed", "gone"):
        assert page.count(f"qa-badge-{state}") == 1


def test_the_texts_are_read_once_for_a_state_of_the_index(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    for found in [_page(place, "articles"), _page(place, "articles")]:
        assert shown(found).count("qa-badge-indexed") == 5  # and the rest of the app has its own
    reads: list[Engine] = []
    documents = Engine.documents
    monkeypatch.setattr(Engine, "documents", lambda e: reads.append(e) or documents(e))
    app = _page(place, "articles")
    app.text_input(key="find").set_value("boycott congress").run()
    assert shown(app).count("qa-badge-indexed") == 1
    assert not reads
    held = catalogue(Engine.open(place.settings))
    assert len(held.documents) == 5
    assert all(not d.text and not d.marks and d.title for d in held.documents)


def test_an_article_whose_text_is_damaged_does_not_take_the_list_away(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged(engine: Engine, document_id: str) -> Document:
        raise IndexDamaged("The index is damaged: <its text>.", "Build it anew.")

    monkeypatch.setattr(Engine, "document", damaged)
    app = _page(place, "articles")
    assert shown(app).count("qa-badge-indexed") == 5
    assert shown(app).count("damaged: &lt;its text&gt;.") == 5
    assert "rebuild_all" in [button.key for button in app.button]


def test_finding_an_article(place: Place) -> None:
    app = _page(place, "articles")
    app.text_input(key="find").set_value("boycott congress").run()
    assert shown(app).count("qa-badge-indexed") == 1
    app.text_input(key="find").set_value("nothing of the kind").run()
    assert escape(words.NONE_FOUND) in shown(app)


def test_opening_an_article_shows_all_about_it(place: Place) -> None:
    app = _page(place, "articles")
    document = Engine.open(place.settings).documents()[0]
    app.button(key=f"open_article_{key_of(document.path, document.id)}").click().run()
    assert not app.exception
    page = shown(app)
    assert document.sha256 in page
    assert escape(document.title) in page
    assert app.selectbox[0].value is None


def test_the_address_of_the_list_names_the_article_beside_it(place: Place) -> None:
    first, second, *_ = Engine.open(place.settings).documents()
    app = _page(place, "articles", open=second.id)
    assert not app.exception
    assert second.sha256 in shown(app), "an address that was sent on opens the article"
    app.text_input(key="find").set_value("Syrian").run()
    assert second.sha256 not in shown(app), "once, and not at every drawing"
    app.button(key=f"open_article_{key_of(first.path, first.id)}").click().run()
    assert app.query_params["open"] == first.id


def test_an_address_of_the_list_with_an_unknown_article_says_so(place: Place) -> None:
    app = _page(place, "articles", open="../../etc/passwd")
    assert not app.exception
    assert words.LINK_UNKNOWN in shown(app)


def test_a_permalink_opens_the_place(place: Place) -> None:
    engine = Engine.open(place.settings)
    document = engine.documents()[0]
    passage = engine.passages(document.id)[1]
    app = _page(
        place,
        "article",
        id=document.id,
        text=document.sha256[:16],
        start=str(passage.start),
        end=str(passage.end),
    )
    assert not app.exception
    assert words.LEGEND_PASSAGE in shown(app)
    assert app.selectbox[0].value == 1


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, words.LINK_WITHOUT_ID),
        ({"id": "../../etc/passwd"}, words.LINK_UNKNOWN),
        ({"start": "5", "end": "9", "text": "ffff"}, words.LINK_OUTDATED),
        ({"start": "9", "end": "5"}, words.LINK_BAD_PLACE),
        ({"start": "1", "end": "99999999"}, words.LINK_BAD_PLACE),
        ({"start": "x", "end": "²"}, words.LINK_BAD_PLACE),
        ({"start": "1", "end": "9" * 5_000}, words.LINK_BAD_PLACE),
    ],
)
def test_a_bad_permalink_is_told(place: Place, query: dict[str, str], expected: str) -> None:
    if query and "id" not in query:
        query = {"id": sorted(p.name for p in place.articles.iterdir())[0], **query}
    app = _page(place, "article", **query)
    assert not app.exception
    assert escape(expected) in shown(app)


def test_a_permalink_names_place_and_text() -> None:
    assert permalink(DOCUMENT, Focus(6, 20)) == (
        "article?id=a.txt&text=0000000000000000&start=6&end=20"
    )
    assert permalink(DOCUMENT, None) == "article?id=a.txt&text=0000000000000000"


def test_the_layers_of_an_article_leave_its_text_alone() -> None:
    pieces = segments(TEXT, article_layers(DOCUMENT, focus_on(_citation(), answers=True)))
    assert "".join(piece.text for piece in pieces) == TEXT
    assert [p.text for p in pieces if "answer" in p.kinds] == ["Ada <b>Quill</b>"[:12]]


def test_a_near_miss_is_not_marked_as_an_answer() -> None:
    assert focus_on(_citation(), answers=False) == Focus(6, len(TEXT))
    assert "<mark" in passage_html(_citation())
    assert "<mark" not in passage_html(_citation(), answers=False)


def test_rows_of_a_table_are_shown_with_what_is_in_their_columns() -> None:
    text = "Town <b> | Visitors\nBerg | 1,204\nHalden | 877"
    document = replace(DOCUMENT, text=text)
    start = text.index("Halden")
    shown_whole = passage_html(_citation(document=document, passage=_part(text, 0)))
    assert words.COLUMNS not in shown_whole
    page = passage_html(_citation(document=document, passage=_part(text, start)))
    assert escape(words.COLUMNS) in page
    assert "Town &lt;b&gt; | Visitors" in page


def _part(text: str, start: int) -> Passage:
    return Passage("p", "a.txt", 0, start, len(text), text[start:], ())


def test_a_passage_shows_source_and_date_escaped_and_its_place_one_click_further() -> None:
    page = passage_html(_citation())
    assert "a paper" in page
    assert words.NO_DATE in page
    assert f"characters 6–{len(TEXT)}" in numbers_html(_citation())
    assert "<b>" not in page


def test_why_a_passage_was_found() -> None:
    assert why(_citation()) == "Found for its words and its meaning: <q>came</q>."
    by_words = replace(_citation(), scores=Scores(bm25_rank=1))
    assert why(by_words) == "Found for its words: <q>came</q>."
    assert why(replace(_citation(), matched_terms=())).endswith("it has none of your words.")
    assert "none of your words" in why(_citation(matched_terms=()))
    assert "&lt;i&gt;" in why(_citation(matched_terms=(MatchedTerm("<i>", 1.0),)))


def test_a_refused_file_is_listed_with_its_reason(place: Place) -> None:
    (place.articles / "picture.txt").write_bytes(bytes(range(256)) * 40)
    report = build(place.settings)
    assert [refusal.path for refusal in report.refused] == ["picture.txt"]
    page = shown(_page(place, "articles"))
    assert page.count("qa-badge-refused") == 1
    assert escape(report.refused[0].reason) in page


def test_only_web_addresses_become_links() -> None:
    assert _head(replace(DOCUMENT, url="https://a.example/?b=1&c"), 1).count("<a ") == 1
    assert "<a " not in _head(replace(DOCUMENT, url="javascript:alert(1)"), 1)
    assert "<a " not in _head(replace(DOCUMENT, url="http://[broken"), 1)
