"""What every format tells, in which order and under which headings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qa.records import Answer, Citation

__all__ = [
    "ANSWERING",
    "LATER",
    "LESS_LIKELY",
    "NOT_ANSWERED",
    "OTHERS",
    "TITLE",
    "Told",
    "by_use",
]

TITLE = "Answers from the articles"
NOT_ANSWERED = "The articles do not answer this question. The nearest passages, not an answer:"
ANSWERING, OTHERS = "Passages with these words", "Other passages found"
LESS_LIKELY = "Less likely"
LATER = "Other figures in later articles, perhaps of something else"
_UNDERSTOOD = "Understood as"
_SEARCHED_FOR = "searched for “{searched_for}” (you wrote “{written}”)"
_NEAREST = 2  # passages given whole where none answers


@dataclass(frozen=True, slots=True)
class Told:
    """An answer as it is told. notes: what was to be told under its question. sure: how sure the
    answer is, in words.
    """

    answer: Answer
    notes: Sequence[str]
    sure: str

    @property
    def under_question(self) -> list[str]:
        """The notes, with what the question was understood as where that is another one, and which
        of its words were mended.
        """
        answer = self.answer
        told = [f"{_UNDERSTOOD}: “{answer.interpreted_as}”"] if answer.completed else []
        if answer.corrections:
            mended = ", ".join(_SEARCHED_FOR.format(**c.to_dict()) for c in answer.corrections)
            told.append(f"{mended[0].upper()}{mended[1:]}")
        return [*told, *self.notes]


def by_use(answer: Answer) -> tuple[list[Citation], list[Citation]]:
    """The passages that answer or differ, and the others; all in the first part where there is
    nothing to tell apart. Where none answers, the nearest and the others.
    """
    if answer.abstained:
        return list(answer.passages[:_NEAREST]), list(answer.passages[_NEAREST:])
    used = {n for group in (*answer.likely, *answer.later) for n in group.citations}
    used |= {n for item in answer.disagreements for v in item.values for n in v.citations}
    first = [c for c in answer.passages if c.n in used]
    rest = [c for c in answer.passages if c.n not in used]
    if not first or not rest:
        return list(answer.passages), []
    return first, rest
