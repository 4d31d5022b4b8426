"""What a kept conversation is: its turns, and what identifies the answers that were given."""

from __future__ import annotations

from dataclasses import dataclass

from qa.records import Answer, Filters

__all__ = ["Conversation", "Outline", "SavedTurn"]


@dataclass(frozen=True, slots=True)
class Outline:
    """What identifies an answer. answers: the likely ones' words, as they are shown. passages: for
    each passage the article's id, the characters and the SHA-256 of the article's text. cited: for
    each answer the number of its first passage. confidence: None where it was not kept.
    understood: a follow-up as it was understood; "" for a question that was complete.
    """

    answers: tuple[str, ...]
    passages: tuple[tuple[str, int, int, str], ...]
    cited: tuple[int, ...] = ()
    confidence: float | None = None
    understood: str = ""

    @classmethod
    def of(cls, answer: Answer) -> Outline:
        shown = [group for groups, _ in answer.by_sentence(answer.likely) for group in groups]
        return cls(
            tuple(group.text for group in shown),
            tuple(
                (c.document.id, c.passage.start, c.passage.end, c.document.sha256)
                for c in answer.passages
            ),
            tuple(group.citations[0] for group in shown),
            answer.confidence,
            answer.interpreted_as if answer.completed else "",
        )


@dataclass(frozen=True, slots=True)
class Conversation:
    """created, changed: ISO times in UTC. questions: how many were asked."""

    id: str
    title: str
    created: str
    changed: str
    questions: int


@dataclass(frozen=True, slots=True)
class SavedTurn:
    """A question as it was asked. after: the earlier questions it may refer to.

    generation: the index it was answered from; None before it was. thumb: 1 for up, 0 for down,
    None for none.
    """

    id: int
    question: str
    after: tuple[str, ...]
    spelling: bool
    filters: Filters
    asked: str
    generation: str | None
    given: Outline | None
    thumb: int | None
    note: str

    @property
    def rated(self) -> bool:
        """True when a person gave the answer a thumb or a note."""
        return self.thumb is not None or bool(self.note)
