"""One turn of the conversation: the question, the answering words, the passages."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from qa.articles.lines import one_line
from qa.conversations import Outline
from qa.engine import Engine
from qa.errors import DocumentNotFound
from qa.exports import by_use
from qa.records import (
    Answer,
    Citation,
    Document,
    Passage,
    Search,
)
from qa.settings import Settings
from qa.sureness import band_of
from qa.web import words
from qa.web.address import write_address
from qa.web.answer_rows import FIRST_ANSWERS, answer_rows, difference_rows
from qa.web.article import Opened, focus_on, open_citations
from qa.web.engine import Given, answer, engine_holder
from qa.web.guard import errors_shown, show_notice
from qa.web.html import escape, verbatim
from qa.web.keeping import keep_answer
from qa.web.offers import offers
from qa.web.opinion import opinion
from qa.web.passages import found_html, passage_card
from qa.web.pictures import dates_and_sources
from qa.web.rebuild import usable_plan
from qa.web.state import Turn, Visit, current_visit

__all__ = ["ask_turn", "turn_block"]


@st.fragment
def turn_block(settings: Settings, number: int) -> None:
    """Draw one turn. A fragment: a click inside it sends this turn and nothing else."""
    turn = next((t for t in current_visit().turns if t.number == number), None)
    if turn is None:
        return
    with st.container(key=f"turn_{number}"):
        st.html(verbatim(escape(turn.question), tag="h2", kind="qa-question"))
        if turn.folded and turn.given is not None:
            with errors_shown():
                _draw_folded(settings, turn, turn.given)
            return
        with errors_shown():
            engine = engine_holder(settings).engine()
            given = _ask(engine, turn)
            visit = current_visit()
            if given.answer.abstained and given.generation != engine.manifest.generation:
                turn.generation = None  # that the articles do not say so is said of all of them
                given = _ask(engine, turn)
            keep_answer(settings, visit, turn, given)
            chosen = _draw(settings, turn, given, engine)
            if chosen is None and visit.cite is not None and visit.cite[0] == number:
                # what the address opens, once
                wanted, visit.cite = visit.cite[1], None
                chosen = next((c for c in given.answer.passages if c.n == wanted), None)
            if chosen is not None:
                write_address(visit, turn, chosen.n)
                _open(visit, turn, given, chosen, engine)


def ask_turn(engine: Engine, turn: Turn, found: Search | None = None) -> Given:
    """What a turn was answered, or is. found: as for `answer`. Raises QuestionError."""
    return answer(
        engine,
        turn.question,
        turn.after,
        turn.generation,
        spelling=turn.spelling,
        filters=turn.filters,
        found=found,
    )


def _ask(engine: Engine, turn: Turn) -> Given:
    """What a turn was answered; while it is answered first, the passages found are there to read.

    Raises QuestionError.
    """
    slot = st.empty()
    if turn.given is not None:
        with slot, st.spinner(words.SEARCHING):
            return ask_turn(engine, turn)
    with slot, st.spinner(words.SEARCHING):
        found = engine.search(
            turn.question, after=turn.after, filters=turn.filters, spelling=turn.spelling
        )
    with slot.container():
        st.html(f'<h3 class="qa-part">{escape(words.READING)}</h3>')
        st.html(found_html(found.hits[: found.shown]))
        given = ask_turn(engine, turn, found)
    slot.empty()
    return given


def _draw_folded(settings: Settings, turn: Turn, given: Outline) -> None:
    """An earlier turn of a long conversation: what it was answered, with its sources and what there
    is to say against it, and a way to the rest.
    """
    engine = engine_holder(settings).engine()
    said = [words.OLD_ANSWER] if turn.generation != engine.manifest.generation else []
    if given.answers and given.confidence is not None:
        measured = band_of(settings, given.confidence)
        if measured is not None and measured.doubtful:
            said.append(words.sure(given.confidence, settings, measured)[0])
    if said:
        st.html(f'<p class="qa-faint" dir="auto">{escape(" ".join(said))}</p>')
    shown = "".join(
        f"<li>{verbatim(escape(text), tag='span', kind='qa-answer-text')} "
        f'<span class="qa-faint" dir="auto">{escape(_source_of(engine, given, n))}</span></li>'
        for n, text in enumerate(given.answers[:FIRST_ANSWERS])
    )
    if shown:
        st.html(f'<ul class="qa-folded">{shown}</ul>')
    else:
        st.html(f'<p class="qa-faint">{escape(words.FOLDED_NONE)}</p>')

    def unfold() -> None:
        turn.wanted, turn.folded = True, False

    st.button(words.UNFOLD, key=f"unfold_{turn.number}", type="tertiary", on_click=unfold)


def _source_of(engine: Engine, given: Outline, answer: int) -> str:
    """`[1] Reuters` for one of the answers; only its number when its article is gone, and "" where
    not even that was kept.
    """
    if answer >= len(given.cited):
        return ""
    n = given.cited[answer]
    try:
        called = one_line(engine.document(given.passages[n - 1][0]).called)
    except DocumentNotFound:
        called = ""
    return f"[{n}] {called}".rstrip()


def _open(visit: Visit, turn: Turn, given: Given, chosen: Citation, engine: Engine) -> None:
    """Open the drawer at a citation; a copy's article takes the place of the one cited."""
    answer = given.answer
    citations = [chosen if c.n == chosen.n else c for c in answer.passages]
    passages = {
        id_: _passages(engine, document)
        for id_, document in {c.document.id: c.document for c in citations}.items()
    }
    opened = [
        Opened(
            c,
            passages[c.document.id],
            focus_on(c, answers=not answer.abstained),
            [place for id_, place in given.found if id_ == c.document.id],
        )
        for c in citations
    ]
    open_citations(
        opened,
        citations.index(chosen),
        on_step=lambda n: write_address(visit, turn, n),
        on_close=lambda: write_address(visit, turn),
    )


def _draw(settings: Settings, turn: Turn, given: Given, engine: Engine) -> Citation | None:
    """Everything under the question; the citation that was clicked, if one was."""
    found, key = given.answer, str(turn.number)
    offers(settings, turn, given, engine)
    if found.abstained:
        todo = usable_plan(settings)
        waiting = len(todo.new) + len(todo.changed) if todo is not None else 0
        if waiting:
            said = words.NOT_SEARCHED.format(n=words.count(waiting, "article"))
        else:
            said = "" if found.passages else words.NOTHING_CLOSE
        show_notice("info", words.NOT_ANSWERED, said)
        heading = words.CLOSE
        clicked = None
    else:
        measured = band_of(settings, found.confidence)
        lead, worth = words.sure(found.confidence, settings, measured)
        sure = f"<summary>{escape(lead)}</summary>{escape(worth)}"
        slot = st.container()
        clicked = answer_rows(found, key)
        # What is doubtful is said first
        with slot if measured is not None and measured.doubtful else st.container():
            st.html(f'<details class="qa-faint" dir="auto">{sure}</details>')
        heading = words.PASSAGES
    clicked = difference_rows(found, key) or clicked
    if found.passages:
        st.html(f'<h3 class="qa-part">{escape(heading)}</h3>')
    first, rest = by_use(found)
    clicked = _cards(found, first, key) or clicked
    if rest and found.abstained:
        with st.expander(words.count(len(rest), words.MORE_PASSAGES), key=f"more_{key}"):
            clicked = _cards(found, rest, key) or clicked
    elif rest:
        st.html(f'<h3 class="qa-part">{escape(words.OTHER_PASSAGES)}</h3>')
        clicked = _cards(found, rest, key) or clicked
    picked = dates_and_sources(found, key)
    clicked = clicked or next((c for c in found.passages if c.n == picked), None)
    opinion(settings, turn)
    return clicked


def _cards(found: Answer, citations: Sequence[Citation], key: str) -> Citation | None:
    clicked = None
    for citation in citations:
        card = passage_card(citation, f"{key}_{citation.n}", answers=not found.abstained)
        clicked = card or clicked
    return clicked


def _passages(engine: Engine, document: Document) -> list[Passage]:
    """The article's passages, when the index in use still holds this very text."""
    try:
        held = engine.document(document.id)
    except DocumentNotFound:
        return []
    return engine.passages(document.id) if held.sha256 == document.sha256 else []
