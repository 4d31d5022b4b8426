"""Of several that are counted off ("the first furnace … and the second …") the one asked about."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from qa.read.evidence import term_set
from qa.read.syntax import parse
from qa.text import term

__all__ = ["AFTER_FIRST", "is_of_another_in_order"]

_NUMBERED = {
    word: number
    for number, words in enumerate(
        (
            "first 1st",
            "second 2nd",
            "third 3rd",
            "fourth 4th",
            "fifth 5th",
            "sixth 6th",
            "seventh 7th",
            "eighth 8th",
            "ninth 9th",
            "tenth 10th",
        ),
        start=1,
    )
    for word in words.split()
}
AFTER_FIRST = "|".join(word for word, number in _NUMBERED.items() if number > 1)
_ORDINAL = re.compile(rf"\b({'|'.join(_NUMBERED)})\b(?!-)", re.IGNORECASE)
# "the first time" and "the second largest" are not counted off
_UNCOUNTED = frozenset("time place name half day week month year quarter language largest".split())
_BEHIND = re.compile(
    rf",? (?:who (?:was|is) )?(?:his|her|its|their|the)(?: [\w-]+)? {_ORDINAL.pattern}",
    re.IGNORECASE,
)
_BETWEEN = 3  # words at most from an ordinal to its noun


class _Counted(NamedTuple):
    """number: of the one asked about. noun: term of what is counted."""

    number: int
    noun: str


def is_of_another_in_order(question: str, text: str, start: int, end: int) -> bool:
    """Whether the words from `start` to `end` are said of the first, say, where the second is asked
    about: "his second wife, Magda Vries" is no answer to who his first wife was.

    text: their sentence. The ordinal in an apposition to the words tells, or
    else the last one in front of them, when the same is counted.
    """
    asked = _counted_in(question)
    if asked is None:
        return False
    told = None
    for found in _ORDINAL.finditer(text, 0, start):
        told = _number_at(text, found.start(), found.end(), asked.noun) or told
    if behind := _BEHIND.match(text, end):
        told = _number_at(text, behind.start(1), behind.end(1), asked.noun) or told
    return told is not None and told != asked.number


@lru_cache(maxsize=200)
def _counted_in(question: str) -> _Counted | None:
    """The one thing that a question counts off, by its parse."""
    found = [
        _Counted(number, term(token.head.text))
        for token in parse(question)
        if (number := _NUMBERED.get(token.lower_))
        and token.dep_ in {"amod", "nummod"}
        and token.head.pos_ == "NOUN"
        and token.head.lemma_.lower() not in _UNCOUNTED
    ]
    return found[0] if len(found) == 1 else None


def _number_at(text: str, start: int, end: int, noun: str) -> int | None:
    """The number of an ordinal that counts off such things, in short as well ("and the second on
    31 March") where the sentence has said what is counted; None where it counts something else.
    """
    words = re.findall(r"[\w’'-]+|[^\w\s]", text[end:])[: _BETWEEN + 1]
    if words and words[0].casefold() in _UNCOUNTED:
        return None
    if noun in map(term, words[:_BETWEEN]):
        return _NUMBERED[text[start:end].casefold()]
    short = not words or words[0] in _SHORT
    return _NUMBERED[text[start:end].casefold()] if short and noun in term_set(text) else None


_SHORT = frozenset("of on in at by is was will , . ; :".split())
