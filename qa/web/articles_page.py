"""The pages about articles: the list of all, and one article under its own address.

The list has the article that is open beside it in its address (`?open=`), which therefore can be
sent on, and which Back closes.
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from qa.engine import Engine
from qa.errors import DocumentNotFound, IndexDamaged
from qa.records import Document
from qa.settings import Settings, load_settings
from qa.text import word_count
from qa.web import words
from qa.web.adding import add_block, bin_block, remove_button, show_added, show_lacking
from qa.web.article import Focus, article_view, open_drawer
from qa.web.catalogue import Catalogue, catalogue
from qa.web.checking import check_button, recurring_block, show_check
from qa.web.corpus_block import corpus_block
from qa.web.describing import describe_button, show_described
from qa.web.engine import open_engine
from qa.web.guard import errors_shown, show_notice, show_problem
from qa.web.html import escape, verbatim
from qa.web.listing import Row, article_rows, matching
from qa.web.paging import first_rows, more_button
from qa.web.rebuild import rebuild_all_button, rebuild_strip, usable_plan
from qa.web.state import current_visit

__all__ = ["article_page", "articles_page"]

_OPEN = "open"  # in the address: the article beside the list
_MOST_DIGITS = 12  # of a place in a text
_OPENED = "article_opened"  # what the address named when the page was last drawn


def articles_page() -> None:
    """Draw the list of all articles."""
    with errors_shown():
        settings = load_settings()
        engine, problem = open_engine(settings)
        todo = usable_plan(settings)
        st.html(f'<h1 class="qa-head">{escape(words.ARTICLES)}</h1>')
        if engine is not None:
            line = words.state_line(engine.manifest, todo)
            st.html(f'<p class="qa-state">{escape(line)}</p>')
        named = _named(engine) if engine is not None else None
        held = catalogue(engine) if engine is not None else Catalogue()
        documents = held.documents
        show_added()
        show_described()
        rebuild_strip(settings, engine, problem)
        show_lacking(settings, documents)
        add_block(settings, opened=engine is None)
        rows = article_rows(documents, engine.manifest if engine else None, todo)
        lately = current_visit().added
        rows.sort(key=lambda row: row.path not in lately)  # what was just added comes first
        picked = corpus_block(engine, documents) if engine is not None and documents else None
        if picked is not None:
            rows = [row for row in rows if row.document is not None and row.document.id in picked]
        clicked = _list(settings, rows, engine, held.in_file)
        bin_block(settings)
        if engine is not None:
            recurring_block(held.recurring)
            with st.container(horizontal=True, key="care"):
                rebuild_all_button(settings)
                check = check_button()
            if check:
                show_check(settings)
            if (chosen := clicked or named) is not None:
                _open(engine, engine.document(chosen))


def article_page() -> None:
    """Draw one article under its own address: `?id=`, and `start`, `end`, `text` of a passage."""
    with errors_shown():
        engine, problem = open_engine(load_settings())
        st.page_link("ask.py", label=words.BACK, icon=":material/arrow_back:")
        if engine is None:
            if problem is not None:
                show_problem(problem)
            return
        wanted = st.query_params.get("id")
        if not wanted:
            show_notice("warning", words.LINK_WITHOUT_ID, words.LINK_WITHOUT_ID_FIX)
            return
        try:
            document = engine.document(wanted)
        except DocumentNotFound:
            show_notice("warning", f"{words.LINK_UNKNOWN} {wanted}", words.LINK_WITHOUT_ID_FIX)
            return
        focus = _focus_in_address(document)
        article_view(document, engine.passages(document.id), focus, key="page")


def _list(
    settings: Settings, rows: list[Row], engine: Engine | None, in_file: Mapping[str, int]
) -> str | None:
    """Draw the rows; the id of the article that was clicked, if one was.

    in_file: how many articles each file holds.
    """
    if len(rows) > 1:
        wanted = st.text_input(words.FIND, placeholder=words.FIND_HINT, key="find")
        rows = matching(rows, wanted)
        if not rows:
            show_notice("info", words.NONE_FOUND)
    chosen: str | None = None
    tables: set[str] = set()  # whose button is drawn
    for row in first_rows(rows, "rows"):
        key, document = row.key, row.document
        with st.container(
            border=True, horizontal=True, vertical_alignment="center", key=f"row_{key}"
        ):
            if document is None or engine is None:
                st.html(_file_html(row))
                remove_button(settings, row.path, key)
                continue
            st.html(_article_html(row, document, engine))
            with st.container(horizontal=True, width="content", key=f"acts_{key}"):
                if row.state != "gone" and row.path == document.id:  # not one row of a table
                    describe_button(settings, document, key)
                    remove_button(settings, row.path, key, document.title)
                elif row.state != "gone" and row.path not in tables:
                    tables.add(row.path)
                    remove_button(settings, row.path, key, articles=in_file[row.path])
                if st.button(words.OPEN, key=f"open_article_{key}", type="tertiary"):
                    chosen = document.id
    more_button(rows, "rows")
    return chosen


def _named(engine: Engine) -> str | None:
    """The id of the article that the address names, when that is another than the last."""
    wanted = st.query_params.get(_OPEN)
    last, st.session_state[_OPENED] = st.session_state.get(_OPENED), wanted
    if wanted is None or wanted == last:
        return None
    try:
        return engine.document(wanted).id
    except DocumentNotFound:
        show_notice("warning", f"{words.LINK_UNKNOWN} {wanted}", words.LINK_WITHOUT_ID_FIX)
        return None


def _open(engine: Engine, document: Document) -> None:
    st.query_params[_OPEN] = st.session_state[_OPENED] = document.id
    open_drawer(document, engine.passages(document.id), on_close=_close)


def _close() -> None:
    st.query_params.pop(_OPEN, None)


def _article_html(row: Row, document: Document, engine: Engine) -> str:
    """document: without its text."""
    said = list(document.notes)
    facts = [
        words.source(document),
        words.date_words(document.published),
        document.byline or words.NO_BYLINE,
    ]
    try:
        facts.append(words.count(word_count(engine.document(document.id).text), "word"))
        others = [engine.document(d).path for d in engine.copies(document.id) if d != document.id]
        if others:
            said.append(f"{words.STORY} {', '.join(others)}")
    except IndexDamaged as error:  # told here, for the page is where it can be mended
        said.append(error.problem)
    facts.append(words.count(len(engine.passages(document.id)), "passage"))
    title = verbatim(escape(document.title), tag="span", kind="qa-card-title")
    meta = " · ".join(f"<span>{escape(fact)}</span>" for fact in facts)
    notes = "".join(f'<p class="qa-why" dir="auto">{escape(note)}</p>' for note in said)
    return (
        f'{title}<div class="qa-meta" dir="auto">{meta}</div>'
        f'<div class="qa-meta"><code>{escape(row.path)}</code> {_badge(row)}</div>{notes}'
    )


def _file_html(row: Row) -> str:
    reason = f'<p class="qa-why" dir="auto">{escape(row.reason)}</p>' if row.reason else ""
    return f'<div class="qa-meta"><code>{escape(row.path)}</code> {_badge(row)}</div>{reason}'


def _badge(row: Row) -> str:
    return f'<span class="qa-badge qa-badge-{row.state}">{escape(words.STATES[row.state])}</span>'


def _focus_in_address(document: Document) -> Focus | None:
    """The passage the address names, when the article still has the text it was made for."""
    start, end = st.query_params.get("start"), st.query_params.get("end")
    if start is None or end is None:
        return None
    text = st.query_params.get("text", "")
    if text and not document.sha256.startswith(text):
        show_notice("warning", words.LINK_OUTDATED)
        return None
    places = _is_place(start) and _is_place(end)
    if not places or not 0 <= int(start) < int(end) <= len(document.text):
        show_notice("warning", words.LINK_BAD_PLACE)
        return None
    return Focus(int(start), int(end))


def _is_place(written: str) -> bool:
    return written.isascii() and written.isdigit() and len(written) <= _MOST_DIGITS
