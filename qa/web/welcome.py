"""The page before the first question: what it is, how fresh the index is, questions to try."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from qa.engine import Engine
from qa.settings import Settings
from qa.web import words
from qa.web.engine import examples
from qa.web.guard import errors_shown
from qa.web.html import escape, label
from qa.web.keeping import conversations_of
from qa.web.rebuild import usable_plan
from qa.web.state import current_visit

__all__ = ["head", "welcome"]

_POLL_SECONDS = 1.0


def head() -> None:
    """The name of the program and what it does."""
    st.html(f"<h1 class='qa-head'>{escape(words.APP)}</h1><p>{escape(words.INTRO)}</p>")


def welcome(settings: Settings, engine: Engine, on_ask: Callable[[str], None]) -> None:
    """Draw it. on_ask: called with the example that was chosen."""
    line = words.state_line(engine.manifest, usable_plan(settings))
    st.html(f'<p class="qa-state">{escape(line)}</p>')
    visit = current_visit()
    with errors_shown():
        _last_conversation(settings)
    found = examples(engine, visit.added)

    def block() -> None:
        if found.done():
            _buttons(found.result(), on_ask)
        else:
            st.html(f'<p class="qa-faint">{escape(words.EXAMPLES_SOUGHT)}</p>')

    # It looks again until the next question, which costs less than a rerun of the whole page that
    # may come between a visitor and the question being typed.
    st.fragment(block, run_every=None if found.done() else _POLL_SECONDS)()
    with st.container(key="keys_wanted"):
        visit.keys = st.toggle(words.KEYS, value=visit.keys, key="keys_on")


def _last_conversation(settings: Settings) -> None:
    """The way back to what was asked last."""
    last = next(iter(conversations_of(settings).find()), None)
    if last is not None:
        asked = f"{words.count(last.questions, 'question')}, {words.ago(last.changed)}"
        name = words.CONTINUE.format(title=label(last.title), said=asked)
        st.page_link("ask.py", label=name, query_params={"c": last.id}, icon=":material/history:")


def _buttons(questions: list[str], on_ask: Callable[[str], None]) -> None:
    if not questions:
        return
    st.html(f'<h2 class="qa-part">{escape(words.EXAMPLES)}</h2>')
    with st.container(horizontal=True, key="examples"):
        for n, question in enumerate(questions):
            name, key = label(question), f"example_{n}"
            if st.button(name, key=key, on_click=on_ask, args=(question,)):
                st.rerun()  # from the fragment to the page, which holds the conversation
