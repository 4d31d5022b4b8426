"""What one visit remembers: its questions, and which messages it has seen."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import ceil
from typing import NamedTuple, cast

import streamlit as st

from qa.conversations import Outline
from qa.records import Filters

__all__ = ["Address", "Notice", "Turn", "Visit", "add_turn", "current_visit", "seconds_to_wait"]

_MINUTE = 60.0  # seconds
_EARLIER_QUESTIONS = 8  # a follow-up never refers further back than this


class Address(NamedTuple):
    """What the address of the page names: a question and the articles it is put to, a citation, a
    kept conversation.
    """

    question: str | None = None
    filters: Filters = Filters()
    cite: int | None = None
    conversation: str | None = None


@dataclass(slots=True)
class Turn:
    """One question of the visit. The answer itself lives in the bounded cache, not here.

    asked: when, an ISO time in UTC. after: the earlier questions a follow-up may refer to, oldest
    first.
    spelling: slips in the question are mended. filters: which articles were asked. after_aside,
    filters_aside: what of these the visitor set aside, to be taken back.
    generation: the index the answer was given from, once it was; given: what it was. before: what
    it was from an earlier index. saved: its place among the kept conversations; waiting: it could
    not be kept yet. thumb, note: what the visitor thinks of the answer; withdrawn: how many thumbs
    were for answers that others have replaced. folded: only the answering
    words are shown, unless the turn is wanted whole.
    """

    number: int
    question: str
    asked: str
    after: tuple[str, ...] = ()
    spelling: bool = True
    filters: Filters = field(default_factory=Filters)
    after_aside: tuple[str, ...] = ()
    filters_aside: Filters = field(default_factory=Filters)
    generation: str | None = None
    given: Outline | None = None
    before: Outline | None = None
    saved: int | None = None
    waiting: bool = False
    thumb: int | None = None
    note: str = ""
    withdrawn: int = 0
    folded: bool = False
    wanted: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to tell the visitor once, above the question box."""

    text: str
    fix: str = ""


@dataclass(slots=True)
class Visit:
    """turns: oldest first. asked: how many questions so far (numbers are never used twice).
    token: tells this visit from an earlier one in the same tab.

    conversation: the kept conversation this is, once a question was asked. taken: what was sent
    from the question box was seen to. address: the one last
    read or written. aim: the turn to bring into view, and how often one was. written: the last
    turn whose question was put into the address. seen_build: the last finished build
    whose closing line was dismissed or is from before the visit. watched_build: the build whose
    progress is on the screen. drawer_opened: an article was opened since the whole page was drawn.
    filters: which articles the next question is put to. cite: the turn and the citation that the
    address opens. keys: single keys do something. added: the files that were added last, by path;
    added_build: the build that takes them in. times: when questions were asked in the last minute.
    """

    turns: list[Turn] = field(default_factory=list)
    token: str = field(default_factory=lambda: secrets.token_hex(4))
    asked: int = 0
    notice: Notice | None = None
    show_all: bool = False
    conversation: str | None = None
    taken: bool = False
    address: Address | None = None
    aim: tuple[int, int] = (0, 0)
    written: int = 0
    seen_build: int | None = None
    watched_build: int | None = None
    drawer_opened: bool = False
    filters: Filters = field(default_factory=Filters)
    cite: tuple[int, int] | None = None
    keys: bool = True
    added: frozenset[str] = frozenset()
    added_build: int = 0
    times: list[float] = field(default_factory=list)


def seconds_to_wait(visit: Visit, most: int, now: float) -> int:
    """Until the visit may ask again, when it asks at most so often in a minute; else 0, and the
    question counts. now: seconds of a clock that never goes back.
    """
    visit.times = [t for t in visit.times if now - t < _MINUTE]
    if len(visit.times) >= most:
        return ceil(_MINUTE - (now - visit.times[-most]))
    visit.times.append(now)
    return 0


def current_visit() -> Visit:
    """The visit of the browser tab that is being drawn."""
    return cast(Visit, st.session_state.setdefault("visit", Visit()))


def add_turn(visit: Visit, question: str) -> Turn:
    """Note a question as asked; the page answers it when it draws the turn."""
    earlier = _earlier_questions(visit.turns)
    visit.asked += 1
    now = datetime.now(UTC).isoformat(timespec="seconds")
    turn = Turn(visit.asked, question, now, earlier, filters=visit.filters)
    visit.turns.append(turn)
    visit.notice = None
    return turn


def _earlier_questions(turns: Sequence[Turn]) -> tuple[str, ...]:
    """What the next question may refer to: the questions since the last that stands alone, the
    first or one that the visitor wanted as typed, so that nothing before it is handed on.
    """
    begins = max((n for n, turn in enumerate(turns) if not turn.after), default=0)
    return tuple(turn.question for turn in turns[begins:])[-_EARLIER_QUESTIONS:]
