"""What is told of how a question was asked, each with a button to ask it otherwise, and back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from qa.engine import Engine
from qa.records import Answer, Filters
from qa.settings import Settings
from qa.web import words
from qa.web.address import write_address
from qa.web.engine import Given, undated
from qa.web.html import escape, label
from qa.web.keeping import keep_choices, withdraw_thumb
from qa.web.state import Address, Turn, current_visit

__all__ = ["offers"]

_LONGEST = 60  # characters of a button
_Change = Callable[[Turn], None]


def offers(settings: Settings, turn: Turn, given: Given, engine: Engine) -> None:
    """Draw them: of an older index, with filters, understood as a follow-up, with slips mended."""
    offer = partial(_offer, settings, turn)
    if given.generation != engine.manifest.generation:
        offer(words.OLD_ANSWER, words.ASK_AGAIN, "again")
    elif turn.before is not None and turn.given is not None:
        said = words.what_changed(turn.before, turn.given)
        st.html(f'<p class="qa-faint" dir="auto">{escape(said)}</p>')
    _of_filters(turn, engine, offer)
    _of_wording(turn, given.answer, offer)


def _of_filters(turn: Turn, engine: Engine, offer: Callable[..., None]) -> None:
    if turn.filters:
        text = f"{words.ONLY} {words.filter_words(turn.filters)}"
        if left := undated(engine, turn.filters):
            text += f"; {words.UNDATED.format(n=words.count(left, 'article'))}"
        offer(text, words.WITHOUT_FILTERS, "unfiltered", _without_filters)
    elif turn.filters_aside:
        back = words.FILTER_BACK.format(filters=words.filter_words(turn.filters_aside))
        offer(words.ASKED_ALL, label(back, longest=_LONGEST), "filtered", _with_filters)


def _of_wording(turn: Turn, found: Answer, offer: Callable[..., None]) -> None:
    if found.completed:
        text = f"{words.UNDERSTOOD}: “{found.interpreted_as}”"
        offer(text, words.AS_TYPED, "typed", _as_typed)
    elif turn.after_aside:
        offer(words.ASKED_AS_TYPED, words.AS_FOLLOW_UP, "followed", _as_follow_up)
    if found.corrections:
        text = ", ".join(words.SEARCHED_FOR.format(**c.to_dict()) for c in found.corrections)
        text = text[0].upper() + text[1:]
        offer(text, words.AS_WRITTEN, "written", _as_written)
    elif not turn.spelling:
        offer(words.SEARCHED_AS_WRITTEN, words.MEND, "mended", _mended)


def _offer(
    settings: Settings,
    turn: Turn,
    text: str,
    action: str,
    name: str,
    change: _Change | None = None,
) -> None:
    key = f"{name}_{turn.number}"
    with st.container(horizontal=True, vertical_alignment="center", key=f"offer_{key}"):
        st.html(f'<span class="qa-faint" dir="auto">{escape(text)}</span>', width="content")
        st.button(
            action, key=key, type="tertiary", on_click=_ask_anew, args=(settings, turn, change)
        )


def _ask_anew(settings: Settings, turn: Turn, change: _Change | None) -> None:
    """Ask again: of the newest index, and with a change, which makes it another question."""
    visit = current_visit()
    turn.generation = None
    if change is not None:
        here = visit.address or Address()
        addressed = (here.question, here.filters) == (turn.question, turn.filters)
        withdraw_thumb(settings, visit, turn)
        turn.given = turn.before = None
        change(turn)
        if addressed:
            write_address(visit, turn)
    keep_choices(settings, visit, turn)


def _without_filters(turn: Turn) -> None:
    turn.filters, turn.filters_aside = Filters(), turn.filters


def _with_filters(turn: Turn) -> None:
    turn.filters, turn.filters_aside = turn.filters_aside, Filters()


def _as_typed(turn: Turn) -> None:
    turn.after, turn.after_aside = (), turn.after


def _as_follow_up(turn: Turn) -> None:
    turn.after, turn.after_aside = turn.after_aside, ()


def _as_written(turn: Turn) -> None:
    turn.spelling = False


def _mended(turn: Turn) -> None:
    turn.spelling = True
