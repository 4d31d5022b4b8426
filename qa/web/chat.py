"""The page for asking: a welcome with examples, then the conversation."""

from __future__ import annotations

import time
from contextlib import suppress
from functools import partial

import streamlit as st

from qa.articles.placing import name_of
from qa.engine import Engine
from qa.errors import QuestionError
from qa.exports import FORMATS, date_text, to_file
from qa.records import Answer
from qa.settings import Settings, load_settings
from qa.sureness import band_of
from qa.web import words
from qa.web.address import read_address, write_address
from qa.web.answer import ask_turn, turn_block
from qa.web.components import listen_for_keys, show_block
from qa.web.engine import Given, open_engine
from qa.web.filtering import filter_bar, set_filters
from qa.web.guard import errors_shown, show_notice
from qa.web.html import escape
from qa.web.keeping import keep_question, leave, refusals_noted, resume
from qa.web.rebuild import dismiss_end, rebuild_strip
from qa.web.state import Address, Notice, Turn, Visit, add_turn, current_visit, seconds_to_wait
from qa.web.welcome import head, welcome

__all__ = ["chat_page"]

_TURNS_DRAWN = 20
_TURNS_OPEN = 3  # the others show their answers, and their passages when these are wanted


def chat_page() -> None:
    """Draw the page."""
    with errors_shown():
        settings, visit = load_settings(), current_visit()
        _follow_address(settings, visit)
        if not visit.turns:
            head()
        engine, problem = open_engine(settings)
        with errors_shown():
            rebuild_strip(settings, engine, problem)
            if visit.turns:
                _conversation(settings, visit, engine)
            elif engine is not None:
                welcome(settings, engine, partial(_ask, settings, visit))
        _question_box(settings, visit, engine)


def _question_box(settings: Settings, visit: Visit, engine: Engine | None) -> None:
    # Named as the bottom, not left to Streamlit to put there: then the page does not run to its
    # end under the reader whenever an answer arrives.
    with st.bottom:
        if visit.notice is not None:
            show_notice("warning", visit.notice.text, visit.notice.fix)
        if engine is not None:
            with st.container(horizontal=True, vertical_alignment="center", key="tools"):
                filter_bar(visit, engine)
                if visit.turns:
                    _filter_hint(settings, visit)
                    _export(visit, engine)
                    st.button(
                        words.NEW_CONVERSATION,
                        key="clear",
                        type="tertiary",
                        on_click=_clear,
                        args=(visit,),
                    )
        typed = st.chat_input(
            words.PLACEHOLDER if engine is not None else words.PLACEHOLDER_CLOSED,
            key=_box(visit),
            submit_mode="disable",
            disabled=engine is None,
            on_submit=_submitted,
            args=(settings,),
        )
    listen_for_keys(on=visit.keys, asked=visit.asked)
    if typed and not visit.taken:  # typed before the server was restarted, sent to the new one
        _take(typed, settings, visit)
        st.rerun()
    visit.taken = False


def _filter_hint(settings: Settings, visit: Visit) -> None:
    """Say that a filter is for the next question, and offer to ask the last one with it."""
    last = visit.turns[-1]
    if last.filters == visit.filters or not visit.filters:
        return
    st.html(f'<span class="qa-faint qa-meta">{escape(words.FILTER_NEXT)}</span>', width="content")
    st.button(
        words.FILTER_LAST,
        key="ask_filtered",
        type="tertiary",
        on_click=_take,
        args=(last.question, settings, visit),
        kwargs={"again": last},
    )


def _conversation(settings: Settings, visit: Visit, engine: Engine | None) -> None:
    if engine is None:
        return
    hidden = 0 if visit.show_all else max(0, len(visit.turns) - _TURNS_DRAWN)
    if hidden:
        text = words.EARLIER.format(n=hidden)
        st.button(text, key="earlier", type="tertiary", on_click=_show_all, args=(visit,))
    for turn in visit.turns[:-_TURNS_OPEN]:
        turn.folded = not turn.wanted and turn.given is not None
    for turn in visit.turns[hidden:]:
        turn_block(settings, turn.number)
    last = visit.turns[-1]
    if len(visit.turns) > 1:  # a single turn is at the top already
        show_block(f"turn_{visit.aim[0]}", f"{visit.token} {visit.aim}")
    if last.number > visit.written and last.generation is not None:
        visit.written = last.number
        here = visit.address or Address()
        same = (here.question, here.filters) == (last.question, last.filters)
        write_address(visit, last, here.cite if same else None)


def _export(visit: Visit, engine: Engine) -> None:
    """Draw the menu that saves the conversation as a file, without what could not be asked; it is
    written when wanted.
    """

    def written(kind: str) -> str:
        given, notes = [], []
        for turn in visit.turns:
            with suppress(QuestionError):  # as the page says where it was asked
                given.append(ask_turn(engine, turn))
                notes.append(_notes(turn, given[-1], engine))
        answers = [g.answer for g in given]
        sure = [_sure(engine.settings, answer) for answer in answers]
        return to_file(answers, kind, notes=notes, sure=sure)

    with st.popover(words.EXPORT, type="tertiary", key="export"):
        for kind, name in FORMATS.items():
            st.download_button(
                words.EXPORT_AS.format(kind=name),
                partial(written, kind),
                file_name=name_of(visit.turns[0].question, f".{kind}"),
                key=f"export_{kind}",
                type="tertiary",
                on_click="ignore",
            )


def _sure(settings: Settings, answer: Answer) -> str:
    return words.sure(answer.confidence, settings, band_of(settings, answer.confidence))[0]


def _notes(turn: Turn, given: Given, engine: Engine) -> list[str]:
    """What an export tells of an answer: which articles were asked, when, and of which index."""
    only = [f"{words.ONLY} {words.filter_words(turn.filters)}"] if turn.filters else []
    old = given.generation != engine.manifest.generation
    asked = words.ASKED_OF_OLD if old else words.ASKED_OF
    said = [words.RATED_AS[turn.thumb]] if turn.thumb is not None else []
    said += [words.NOTED.format(note=turn.note)] if turn.note else []
    day = f"{date_text(turn.asked[:10])} (UTC)"
    return [*only, asked.format(date=day, index=given.generation), *said]


def _box(visit: Visit) -> str:
    """The key of the question box: another after each question.

    A box that was sent from waits in the browser to be told that the run of the page is over, and
    stays disabled when that arrives together with the end of a fragment's run. A new box waits for
    nothing, and after a restart of the server the number goes on from the kept conversation.
    """
    return f"question_{visit.asked}"


def _submitted(settings: Settings) -> None:
    visit = current_visit()
    visit.taken = True
    _take(st.session_state[_box(visit)] or "", settings, visit)


def _follow_address(settings: Settings, visit: Visit) -> None:
    """Do what the address says when it is another than the last: on arrival, on Back and Forward.

    A question of this conversation is brought into view, any other is asked; where the conversation
    of the address is not kept here, by itself and not as a follow-up to what is on the page.
    """
    here = read_address()
    if here == visit.address:
        return
    visit.address = here
    missing = None
    if here.conversation is not None and here.conversation != visit.conversation:
        with refusals_noted(visit):
            if resume(settings, visit, here.conversation):
                set_filters(visit, here.filters)
                if visit.turns:
                    _aim(visit, visit.turns[-1])
            elif not _asked(visit, here):
                leave(visit)
                missing = Notice(words.NOT_KEPT_HERE, words.NOT_KEPT_HERE_FIX)
    if here.question is None:
        visit.notice = missing or visit.notice
        return
    same = _asked(visit, here)
    if here.filters != visit.filters:
        set_filters(visit, here.filters)
    if not same:
        _take(here.question, settings, visit, keep=False)
        same = visit.turns[-1:] if visit.notice is None else []
        visit.notice = visit.notice or missing
    if same:
        _aim(visit, same[-1])
        same[-1].wanted = same[-1] not in visit.turns[-_TURNS_OPEN:]
        visit.cite = (same[-1].number, here.cite) if here.cite is not None else None


def _asked(visit: Visit, here: Address) -> list[Turn]:
    """The questions on the page that the address names."""
    return [t for t in visit.turns if (t.question, t.filters) == (here.question, here.filters)]


def _aim(visit: Visit, turn: Turn) -> None:
    """Bring a turn into view at the next drawing."""
    visit.aim = (turn.number, visit.aim[1] + 1)
    if turn not in visit.turns[-_TURNS_DRAWN:]:
        visit.show_all = True


def _take(
    question: str,
    settings: Settings,
    visit: Visit,
    *,
    keep: bool = True,
    again: Turn | None = None,
) -> None:
    """Make the question a turn, or say why not and leave it in the box.

    keep: among the conversations. A link that was opened is kept when something more is asked.
    again: the turn that is asked once more, of other articles.
    """
    if not question.strip():
        visit.notice = Notice(words.EMPTY_QUESTION)
    elif len(question) > settings.max_question:
        text = words.TOO_LONG.format(n=len(question), most=settings.max_question)
        visit.notice = Notice(text, words.TOO_LONG_FIX)
        st.session_state[_box(visit)] = question
    elif wait := seconds_to_wait(visit, settings.max_pace, time.monotonic()):
        text = words.TOO_FAST.format(most=settings.max_pace)
        visit.notice = Notice(text, words.TOO_FAST_FIX.format(wait=wait))
        st.session_state[_box(visit)] = question
    else:
        _ask(settings, visit, question, keep=keep, again=again)


def _ask(
    settings: Settings,
    visit: Visit,
    question: str,
    *,
    keep: bool = True,
    again: Turn | None = None,
) -> None:
    turn = add_turn(visit, question)
    if again is not None:  # understood as it was then, not as a follow-up to itself
        turn.after, turn.after_aside, turn.spelling = again.after, again.after_aside, again.spelling
    dismiss_end(settings)
    _aim(visit, turn)
    if keep:
        keep_question(settings, visit, turn)
    else:
        turn.waiting = True


def _show_all(visit: Visit) -> None:
    visit.show_all = True


def _clear(visit: Visit) -> None:
    leave(visit)
    visit.notice, visit.show_all = None, False
    visit.address = Address()
    st.query_params.clear()
