"""Questions after others than those given: "who else?"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.dialogue.phrases import asking_word
from qa.read.evidence import term_set

__all__ = ["others_than"]

_ELSE = re.compile(r"(?:\b(?:any|some)(?:body|one|thing) )?\belse\b", re.IGNORECASE)


def others_than(question: str, after: Sequence[str]) -> int | None:
    """Which of the earlier questions one like "who else?" wants other answers to: the last that
    asks with the same word and shares one with it, if it says more. None for other questions.
    """
    if not _ELSE.search(question):
        return None
    word, said = asking_word(question), term_set(_ELSE.sub("", question))
    for n in range(len(after) - 1, -1, -1):
        if word in {"", asking_word(after[n])} and (not said or said & term_set(after[n])):
            return n
    return None
