"""What people know of an article better than the program reads it: asked for in a form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import streamlit as st

from qa.articles import inbox
from qa.errors import InboxError
from qa.records import Document
from qa.settings import Settings
from qa.web import words
from qa.web.guard import errors_shown, show_notice, show_problem
from qa.web.html import escape
from qa.web.job import build_job
from qa.web.listing import key_of
from qa.web.people import editing, whoever

__all__ = ["about_fields", "describe_button", "show_described", "text_field"]

_NOW, _PROBLEM = "described_now", "describe_problem"


def about_fields(
    key: str, known: Mapping[str, str] | None = None, read: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Draw the fields for source, date, author and address; what stands in them, by these names.

    key: begins the names of the widgets. known: what they begin with. read: what the article
    itself gives, shown where nothing is known.
    """
    known = known or {}
    hint = words.DATE_HINT
    if read and "date" in read and "date" not in known:
        hint += f" {words.DATE_READ.format(date=words.date_words(read['date']))}"
    with st.container(horizontal=True):
        source = text_field("source", words.SOURCE, key, known, read)
        day = st.date_input(
            words.ADD_DATE,
            value=date.fromisoformat(known["date"]) if "date" in known else None,
            min_value=date.min,
            max_value=date.max,
            format="YYYY-MM-DD",
            key=f"{key}_date",
            help=hint,
        )
    with st.container(horizontal=True):
        author = text_field("author", words.ADD_AUTHOR, key, known, read)
        url = text_field("url", words.ADD_URL, key, known, read)
    return {
        "source": source,
        "date": day.isoformat() if day else "",
        "author": author,
        "url": url,
    }


def text_field(
    field: str,
    name: str,
    key: str,
    known: Mapping[str, str] | None = None,
    read: Mapping[str, str] | None = None,
) -> str:
    """Draw one field, as `about_fields` does; what stands in it."""
    begins, shown = (known or {}).get(field, ""), (read or {}).get(field)
    return st.text_input(name, begins, placeholder=shown, key=f"{key}_{field}")


def describe_button(settings: Settings, document: Document, key: str) -> None:
    """Draw the button that opens the form about an article; nothing for those who only read."""
    if editing(settings) and st.button(words.DESCRIBE, key=f"describe_{key}", type="tertiary"):
        _form(settings, document)


@st.dialog(words.DESCRIBE_TITLE)
def _form(settings: Settings, document: Document) -> None:
    with errors_shown():
        path = document.path
        key = f"details_{key_of(path)}"  # or the next article would begin with this one's values
        try:
            known = inbox.said_of(settings.articles, path)
        except InboxError as error:
            show_problem(error)
            return
        st.html(
            f'<div class="qa-meta"><code>{escape(path)}</code></div>'
            f'<p class="qa-faint">{escape(words.DESCRIBE_WHY)}</p>'
        )
        with st.form(key, border=False):
            read = _read(document)
            text_field("title", words.ADD_TITLE, key, known, read)
            about_fields(key, known, read)
            saved = st.form_submit_button(
                words.SAVE,
                key="describe_save",
                type="primary",
                on_click=_save,
                args=(settings, path, key),
            )
        problem = st.session_state.pop(_PROBLEM, None)
        if problem is not None:
            show_problem(problem)  # what was typed stays
        elif saved:
            st.rerun()


def _read(document: Document) -> dict[str, str]:
    """What the index has of the article."""
    source = document.source if document.source_named else ""
    read = {"title": document.title, "source": source, "author": document.byline}
    read |= {"date": document.published, "url": document.url}
    return {field: value for field, value in read.items() if value}


def _save(settings: Settings, path: str, key: str) -> None:
    typed = {field: st.session_state[f"{key}_{field}"] for field in inbox.DESCRIBED}
    values = {field: str(value) if value is not None else "" for field, value in typed.items()}
    with errors_shown():
        whoever(settings).must_edit()
        try:
            changed = inbox.describe(settings.articles, path, values)
        except InboxError as error:
            st.session_state[_PROBLEM] = error
            return
        if changed:
            build_job(settings).follow()
            st.session_state[_NOW] = path


def show_described() -> None:
    """Tell that what was said of an article is written, once."""
    path = st.session_state.pop(_NOW, None)
    if path:
        show_notice("success", f"{words.DESCRIBED} {path}", words.DESCRIBED_NEXT)
