"""Articles added, removed and restored on the page. Each goes through the folder, and the index
is brought up to it at once; the strip at the top shows how far that is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import streamlit as st

from qa.articles import inbox, removing
from qa.articles.formats import LOADERS
from qa.articles.placing import is_inside
from qa.articles.twins import Sizes
from qa.errors import InboxError
from qa.records import Document
from qa.settings import Settings
from qa.web import words
from qa.web.components import show_block
from qa.web.describing import about_fields, describe_button, text_field
from qa.web.guard import errors_shown, show_notice, show_problem
from qa.web.html import escape, verbatim
from qa.web.job import build_job
from qa.web.listing import key_of
from qa.web.paging import first_rows, more_button
from qa.web.people import editing, whoever
from qa.web.state import current_visit

__all__ = ["add_block", "bin_block", "remove_button", "show_added", "show_lacking", "take_files"]

_MOST = 50  # files at a time


class Upload(Protocol):
    """What a browser sent."""

    name: str

    def getvalue(self) -> bytes: ...


def add_block(settings: Settings, *, opened: bool) -> None:
    """Draw the place where files are dropped and texts pasted; nothing for those who only read."""
    if not editing(settings):
        return
    # A key of its own for each turn empties what was filled in, and closes the block
    turn = st.session_state.get("adding_turn", 0)
    refused = st.session_state.get("adding_refused", False)
    # Named and told when opened: so it stays open when the page is drawn anew after a build
    with st.expander(
        words.ADD,
        expanded=opened or refused,
        icon=":material/add:",
        key=f"adding_{turn}",
        on_change="rerun",
    ):
        hint = words.ADD_FILES_HINT.format(
            kinds=", ".join(sorted(LOADERS)), most=_MOST, size=settings.max_file_mb
        )
        uploads = st.file_uploader(
            words.ADD_FILES,
            type=[kind.removeprefix(".") for kind in LOADERS],
            accept_multiple_files=True,
            key=f"files_{turn}",
            help=hint,
        )
        if uploads:
            with st.spinner(words.TAKING):
                taken = take_files(settings, uploads)
            _finish(settings, taken)
        with st.form(f"paste_{turn}", border=False):
            st.markdown(f"**{words.ADD_TEXT}**")
            title = text_field("title", words.ADD_TITLE, f"paste_{turn}")
            body = st.text_area(words.ADD_BODY, height=160, key=f"paste_{turn}_body")
            values = about_fields(f"paste_{turn}")
            if st.form_submit_button(words.ADD_BUTTON, key=f"paste_add_{turn}"):
                _paste(settings, title, body, values)


def take_files(
    settings: Settings, uploads: Sequence[Upload]
) -> list[tuple[str, InboxError | None]]:
    """Write each file into the folder: the name it got, or why it was not taken.

    Raises NotAllowed, as does everything here that changes the folder.
    """
    whoever(settings).must_edit()
    results: list[tuple[str, InboxError | None]] = []
    sizes = Sizes(settings.articles)
    for upload in uploads[:_MOST]:
        try:
            path = inbox.add_file(
                settings.articles,
                upload.name,
                upload.getvalue(),
                max_bytes=settings.max_file_bytes,
                sizes=sizes,
            )
            results.append((path, None))
        except InboxError as error:
            results.append((upload.name, error))
    if len(uploads) > _MOST:
        results.append(("", InboxError(words.ADD_TOO_MANY.format(most=_MOST))))
    return results


def remove_button(
    settings: Settings, path: str, key: str, title: str = "", articles: int | None = None
) -> None:
    """Draw the button that moves a file to the bin, after a second thought; nothing where there is
    no such file.

    title: of the article that it is. articles: how many are in a table, which all go.
    """
    name = words.REMOVE if articles is None else words.REMOVE_TABLE
    if not editing(settings) or not is_inside(settings.articles, path):
        return
    if st.button(name, key=f"remove_{key}", type="tertiary"):
        _confirm(settings, path, title, articles)


def bin_block(settings: Settings) -> None:
    """Draw what was removed, with the way back; nothing when the bin is empty."""
    found = removing.removed(settings.articles) if editing(settings) else []
    if not found:
        return
    name = f"{words.REMOVED} ({len(found)})"
    with st.expander(name, icon=":material/delete:", key="bin", on_change="rerun") as block:
        if not block.open:
            return
        for item in first_rows(found, "bin_rows"):
            with st.container(horizontal=True, vertical_alignment="center", key=f"bin_{item.key}"):
                st.html(
                    f'<div class="qa-meta"><code>{escape(item.path)}</code> '
                    f"<span>{escape(words.ago(item.when))}</span></div>"
                )
                if st.button(words.RESTORE, key=f"restore_{item.key}", type="tertiary"):
                    whoever(settings).must_edit()
                    try:
                        removing.restore(settings.articles, item.key)
                    except InboxError as error:
                        show_problem(error)
                    else:
                        build_job(settings).follow()
                        st.rerun()
        more_button(found, "bin_rows")


@st.dialog(words.REMOVE)
def _confirm(settings: Settings, path: str, title: str, articles: int | None) -> None:
    if title:
        st.html(verbatim(escape(title), tag="p", kind="qa-card-title"))
    many = "" if articles is None else f", {words.count(articles, 'article')}"
    st.html(f'<div class="qa-meta"><code>{escape(path)}</code>{many}</div>')
    st.write(words.REMOVE_SURE if title else words.REMOVE_FILE_SURE)
    with st.container(horizontal=True):
        moved = st.button(
            words.REMOVE_DO,
            key="remove_yes",
            type="primary",
            on_click=_remove,
            args=(settings, path),
        )
        if moved or st.button(words.KEEP, key="remove_no"):
            st.rerun()


def _remove(settings: Settings, path: str) -> None:
    with errors_shown():
        whoever(settings).must_edit()
        try:
            removing.remove(settings.articles, path)
        except InboxError as error:
            st.session_state["adding_results"] = [(path, error)]
        else:
            st.session_state["removed_now"] = path
            build_job(settings).follow()


def _paste(settings: Settings, title: str, body: str, values: Mapping[str, str]) -> None:
    whoever(settings).must_edit()
    try:
        path = inbox.add_text(
            settings.articles,
            title=title,
            text=body,
            source=values["source"],
            published=values["date"],
            url=values["url"],
            author=values["author"],
            max_bytes=settings.max_file_bytes,
        )
    except InboxError as error:
        show_problem(error)  # what was typed stays
        return
    _finish(settings, [(path, None)])


def _finish(settings: Settings, results: list[tuple[str, InboxError | None]]) -> None:
    """Empty the form, begin the build and draw the page anew, with the build at its top."""
    added = frozenset(path for path, error in results if error is None)
    if added:
        job, visit = build_job(settings), current_visit()
        job.follow()
        visit.added, visit.added_build = added, job.state.number
    st.session_state["adding_results"] = results
    st.session_state["adding_refused"] = any(error is not None for _, error in results)
    st.session_state["adding_turn"] = st.session_state.get("adding_turn", 0) + 1
    st.rerun()


def show_added() -> None:
    """Tell what was added or why it was not, in view: the strip below shows its build."""
    gone = st.session_state.pop("removed_now", None)
    if gone is not None:
        show_notice("success", f"{words.REMOVED_NOW} {gone}", words.REMOVED_NEXT)
    results: list[tuple[str, InboxError | None]] = st.session_state.pop("adding_results", [])
    if not results:
        return
    with st.container(key="added"):
        _show_results(results)
    visit = current_visit()
    show_block("added", f"{visit.token} added {st.session_state.get('adding_turn', 0)}")


def show_lacking(settings: Settings, documents: Sequence[Document]) -> None:
    """Ask for the source and date of what was added last, where the article gives none."""
    lately = current_visit().added
    lacking = [d for d in documents if d.path in lately and not (d.source_named and d.published)]
    if not lacking or not editing(settings):
        return
    with st.container(key="lacking"):
        show_notice("info", words.LACKING, words.LACKING_NEXT)
        for document in lacking:
            key = f"lacking_{key_of(document.path, document.id)}"
            with st.container(horizontal=True, vertical_alignment="center", key=key):
                missing = [] if document.source_named else [words.NO_SOURCE]
                missing += [] if document.published else [words.NO_DATE]
                title = verbatim(escape(document.title), tag="span", kind="qa-card-title")
                said = f'<span class="qa-meta">{escape(", ".join(missing))}</span>'
                st.html(f"{title} {said}", width="content")
                if document.path == document.id:  # not one row of a table
                    describe_button(settings, document, key)


def _show_results(results: Sequence[tuple[str, InboxError | None]]) -> None:
    added = [path for path, error in results if error is None]
    if added:
        show_notice("success", f"{words.ADDED} {', '.join(added)}")
    for _, error in results:
        if error is not None:
            show_problem(error)
