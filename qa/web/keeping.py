"""The conversation on the page kept on disk, and a kept one brought back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from qa.conversations import Conversations, Outline, SavedTurn
from qa.errors import ConversationsError
from qa.records import Filters
from qa.settings import Settings
from qa.web import words
from qa.web.engine import Given
from qa.web.filtering import set_filters
from qa.web.people import whoever
from qa.web.state import Notice, Turn, Visit

__all__ = [
    "conversations_of",
    "keep_answer",
    "keep_choices",
    "keep_opinion",
    "keep_question",
    "leave",
    "refusals_noted",
    "resume",
    "withdraw_thumb",
]


def conversations_of(settings: Settings) -> Conversations:
    """Those of whoever is visiting, and of nobody else."""
    return Conversations(settings.data, whoever(settings).owner)


@contextmanager
def refusals_noted(visit: Visit) -> Iterator[None]:
    """What cannot be kept or read is told above the question box, and the page goes on."""
    try:
        yield
    except ConversationsError as error:
        visit.notice = Notice(error.problem, error.fix)


def keep_question(settings: Settings, visit: Visit, turn: Turn) -> None:
    """Keep a question that was just asked, and those before it that could not be kept when they
    were; where that fails, the visitor is told and goes on.
    """
    kept = conversations_of(settings)
    turn.waiting = True
    with refusals_noted(visit):
        if visit.conversation is not None and kept.get(visit.conversation) is None:
            visit.conversation = None  # it was deleted meanwhile, or its file removed
            for earlier in visit.turns:
                earlier.saved = None
        waiting = [each for each in visit.turns if each.waiting]
        if visit.conversation is None:
            visit.conversation = kept.start(waiting[0].question)
        for each in waiting:
            _keep(kept, visit.conversation, each)


def _keep(kept: Conversations, conversation: str, turn: Turn) -> None:
    turn.saved = kept.add_turn(conversation, turn.question, turn.after, turn.filters)
    if turn.saved is None:
        return
    turn.waiting = False
    if not turn.spelling:
        kept.change_turn(turn.saved, after=turn.after, spelling=False, filters=turn.filters)
    if turn.given is not None and turn.generation is not None:
        kept.keep_answer(turn.saved, turn.generation, turn.given)


def keep_answer(settings: Settings, visit: Visit, turn: Turn, given: Given) -> None:
    """Note what a turn was answered; an answer from a newer index is set against the last."""
    if turn.generation == given.generation and turn.given is not None:
        return
    outline = Outline.of(given.answer)
    if turn.given is not None and turn.generation != given.generation:
        turn.before = turn.given
        if turn.given.answers != outline.answers:
            withdraw_thumb(settings, visit, turn)
    turn.generation, turn.given = given.generation, outline
    if turn.saved is not None:
        with refusals_noted(visit):
            conversations_of(settings).keep_answer(turn.saved, given.generation, outline)


def keep_choices(settings: Settings, visit: Visit, turn: Turn) -> None:
    """Keep how a turn is to be asked from now on."""
    if turn.saved is not None:
        with refusals_noted(visit):
            conversations_of(settings).change_turn(
                turn.saved, after=turn.after, spelling=turn.spelling, filters=turn.filters
            )


def withdraw_thumb(settings: Settings, visit: Visit, turn: Turn) -> None:
    """Take back a thumb that was for another answer than the turn has, or will have, now. A note
    stays.
    """
    if turn.thumb is None:
        return
    turn.thumb, turn.withdrawn = None, turn.withdrawn + 1
    if turn.saved is not None:
        with refusals_noted(visit):
            conversations_of(settings).rate(turn.saved, None, turn.note)


def keep_opinion(settings: Settings, turn: Turn) -> None:
    """Keep the thumb and the note. Raises ConversationsError, also when the question that they
    belong to is not kept any more.
    """
    if turn.saved is None:
        return
    if not conversations_of(settings).rate(turn.saved, turn.thumb, turn.note):
        raise ConversationsError(words.NOT_KEPT_ANY_MORE, words.NOT_KEPT_ANY_MORE_FIX)


def leave(visit: Visit) -> None:
    """Take the conversation and its filters off the page; what is kept of it stays."""
    visit.turns.clear()
    visit.conversation = None
    set_filters(visit, Filters())


def resume(settings: Settings, visit: Visit, conversation: str) -> bool:
    """Bring a kept conversation back onto the page; False when there is none of this id.

    Raises ConversationsError.
    """
    kept = conversations_of(settings)
    if kept.get(conversation) is None:
        return False
    # Numbers go on: those of the conversation before still name widgets of this tab
    numbered = enumerate(kept.turns(conversation), start=visit.asked + 1)
    visit.turns = [_turn(number, saved) for number, saved in numbered]
    visit.asked += len(visit.turns)
    visit.written = visit.asked
    visit.conversation, visit.notice, visit.show_all, visit.cite = conversation, None, False, None
    return True


def _turn(number: int, saved: SavedTurn) -> Turn:
    return Turn(
        number,
        saved.question,
        saved.asked,
        saved.after,
        spelling=saved.spelling,
        filters=saved.filters,
        generation=saved.generation,
        given=saved.given,
        saved=saved.id,
        thumb=saved.thumb,
        note=saved.note,
    )
