"""Under an answer: a thumb, a note, and the address of the question alone, to be copied."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from qa.settings import Settings
from qa.web import words
from qa.web.address import address_of
from qa.web.components import copy_link, show_block
from qa.web.guard import errors_shown
from qa.web.keeping import keep_opinion, keep_question
from qa.web.state import Turn, current_visit

__all__ = ["opinion"]


def opinion(settings: Settings, turn: Turn) -> None:
    """Draw it. Thumb and note are kept with the question; one that is not kept yet is then."""
    key = turn.number
    note, writing = f"note_{key}", f"note_open_{key}"
    # Another widget for another answer: one that is drawn again has its thumb still
    thumb = f"thumb_{key}_{turn.withdrawn}" if turn.withdrawn else f"thumb_{key}"

    def keep() -> None:
        turn.thumb = st.session_state.get(thumb)
        turn.note = st.session_state.get(note, turn.note)
        with errors_shown():
            if turn.saved is None:
                keep_question(settings, current_visit(), turn)
            keep_opinion(settings, turn)

    def rated() -> None:
        keep()
        if turn.thumb == 0 and not turn.note:  # what was wrong is what helps
            st.session_state[writing] = True

    def keep_and_close() -> None:
        keep()
        st.session_state[writing] = False

    def turn_over() -> None:
        st.session_state[writing] = not st.session_state.get(writing, False)

    with st.container(horizontal=True, vertical_alignment="center", key=f"tail_{key}"):
        if turn.saved is not None or turn.waiting:
            st.feedback("thumbs", key=thumb, default=turn.thumb, on_change=rated)
            name = f"{words.RATE_NOTE} ✓" if turn.note else words.RATE_NOTE
            st.button(name, key=f"note_of_{key}", type="tertiary", on_click=turn_over)
        # Alone a follow-up would be another question, so it goes as it was understood
        understood = turn.given.understood if turn.given is not None else ""
        address = address_of(understood or turn.question, turn.filters)
        query = urlencode(address, doseq=True)
        copy_link(words.LINK, f"?{query}", key=str(key))
    if st.session_state.get(writing, False):
        with st.container(key=f"writing_{key}"):
            st.text_area(words.RATE_NOTE_HINT, value=turn.note, key=note, on_change=keep)
            st.button(words.SAVE, key=f"note_kept_{key}", on_click=keep_and_close)
        show_block(f"writing_{key}", current_visit().token, name=f"note_place_{key}")
