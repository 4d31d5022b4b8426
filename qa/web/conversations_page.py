"""The page of kept conversations: find one, go on with it, rename or delete it."""

from __future__ import annotations

import streamlit as st

from qa.conversations import Conversation, Conversations
from qa.rated import rated_zip
from qa.settings import Settings, load_settings
from qa.web import words
from qa.web.engine import open_engine
from qa.web.guard import errors_shown, show_notice
from qa.web.html import escape, label, verbatim
from qa.web.keeping import conversations_of, leave
from qa.web.paging import first_rows, more_button
from qa.web.people import whoever
from qa.web.state import current_visit

__all__ = ["conversations_page"]


def conversations_page() -> None:
    """Draw the page."""
    with errors_shown():
        settings = load_settings()
        kept = conversations_of(settings)
        st.html(f'<h1 class="qa-head">{escape(words.CONVERSATIONS)}</h1>')
        own = whoever(settings).owner  # of those who sign in, and to whom the folder says nothing
        said = (
            words.CONVERSATIONS_YOURS
            if own
            else words.CONVERSATIONS_INTRO.format(folder=settings.data)
        )
        st.html(f'<p class="qa-state">{escape(said)}</p>')
        if st.session_state.pop("deleted_now", False):
            show_notice("success", words.DELETED_NOW)
        every = kept.find()
        if not every:
            show_notice("info", words.NO_CONVERSATIONS)
            return
        _rated(settings, kept)
        wanted = st.text_input(
            words.FIND_CONVERSATION,
            placeholder=words.FIND_CONVERSATION_HINT,
            key="find_conversation",
        )
        found = kept.find(wanted) if wanted.strip() else every
        if not found:
            show_notice("info", words.NO_CONVERSATION_FOUND)
        for conversation in first_rows(found, "conversations"):
            _row(settings, conversation, _asked_with(kept, conversation, wanted))
        more_button(found, "conversations")


def _asked_with(kept: Conversations, conversation: Conversation, wanted: str) -> str:
    """The question that has most of the words sought for, itself, in its answers or its note; ""
    where the title says enough.
    """
    sought = wanted.casefold().split()
    if not sought or all(word in conversation.title.casefold() for word in sought):
        return ""
    counted = []
    for turn in kept.turns(conversation.id):
        answers = turn.given.answers if turn.given is not None else ()
        text = " ".join((turn.question, turn.note, *answers)).casefold()
        counted.append((sum(word in text for word in sought), turn.question))
    most, question = max(counted, key=lambda item: item[0], default=(0, ""))
    return question if most else ""


def _row(settings: Settings, conversation: Conversation, asked_with: str) -> None:
    key, title = conversation.id, conversation.title
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"kept_{key}"):
        with st.container(gap=None, width="stretch"):
            st.page_link("ask.py", label=label(title), query_params={"c": conversation.id})
            asked = words.count(conversation.questions, "question")
            said = f"{asked}, {words.ago(conversation.changed)}"
            st.html(f'<div class="qa-meta"><span>{escape(said)}</span></div>')
            if asked_with:
                st.html(verbatim(escape(asked_with), tag="q", kind="qa-quote qa-sentence"))
        times = st.session_state.get(f"renamed_{key}", 0)  # a new key closes it once it is done
        with st.popover(words.RENAME, type="tertiary", key=f"rename_{key}_{times}"):
            st.text_input(
                words.RENAME_TITLE,
                value=title,
                key=f"title_{key}",
                max_chars=120,
                on_change=_rename,
                args=(settings, key),
            )
            st.button(words.SAVE, key=f"rename_do_{key}", on_click=_rename, args=(settings, key))
        if st.button(words.DELETE, type="tertiary", key=f"delete_{key}"):
            _confirm(settings, conversation)


@st.dialog(words.DELETE)
def _confirm(settings: Settings, conversation: Conversation) -> None:
    st.html(verbatim(escape(conversation.title), tag="p", kind="qa-card-title"))
    st.html(f"<p>{escape(words.DELETE_SURE)}</p>")
    with st.container(horizontal=True):
        gone = st.button(
            words.DELETE_DO, key="delete_yes", on_click=_delete, args=(settings, conversation.id)
        )
        if gone or st.button(words.KEEP, key="delete_no", type="primary"):
            st.rerun()


def _rated(settings: Settings, kept: Conversations) -> None:
    """Offer the answers that people rated as a test set."""
    rated = [t for t in kept.turns() if t.rated]
    engine, _ = open_engine(settings) if rated else (None, None)
    if engine is None:
        return
    with st.expander(f"{words.RATED} ({len(rated)})"):
        why = words.RATED_WHY.format(n=words.count(len(rated), "answer"))
        st.html(f'<p class="qa-faint">{escape(why)}</p>')
        st.download_button(
            words.RATED_SAVE,
            lambda: rated_zip(rated, engine.documents()),
            file_name="rated.zip",
            key="rated",
            on_click="ignore",
        )


def _rename(settings: Settings, conversation: str) -> None:
    with errors_shown():
        title = st.session_state[f"title_{conversation}"]
        conversations_of(settings).rename(conversation, title)
        done = f"renamed_{conversation}"
        st.session_state[done] = st.session_state.get(done, 0) + 1


def _delete(settings: Settings, conversation: str) -> None:
    visit = current_visit()
    with errors_shown():
        conversations_of(settings).delete(conversation)
        st.session_state["deleted_now"] = True
        if visit.conversation == conversation:
            leave(visit)
