"""Whether two passages of one story tell the same, or one revises the other: another toll, another
day.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from qa.articles.names import AGENCY
from qa.compare.naming import TITLES
from qa.compare.quantities import quantities
from qa.compare.sameness import turns
from qa.copies import shared_words
from qa.text import STOP_WORDS, fold, word_list

__all__ = ["is_revised", "is_told_alike"]

_COPIED = 0.6  # of the shorter passage's runs of four words; neighbouring passages share a sentence
_EDIT = 8  # words in or out within a sentence, at most; more are a sentence of its own
_AGENCY = re.compile(rf"\b{AGENCY}\b")  # "(Reuters) -" in the one, "(AP) -" in the other


def is_told_alike(one: str, other: str) -> bool:
    """True for near copies that tell the same."""
    return _are_copies(one, other) and not _is_changed(one, other)


def is_revised(one: str, other: str) -> bool:
    """True for near copies of which one has another figure, name, day or "not" in its place."""
    return _are_copies(one, other) and _is_changed(one, other)


def _are_copies(one: str, other: str) -> bool:
    return shared_words(one, other) >= _COPIED


def _is_changed(one: str, other: str) -> bool:
    first, second = (word_list(_AGENCY.sub("", text)) for text in (one, other))
    changes = SequenceMatcher(
        None, [fold(word) for word in first], [fold(word) for word in second], autojunk=False
    ).get_opcodes()
    return any(kind != "equal" and _differ(first[a:b], second[c:d]) for kind, a, b, c, d in changes)


def _differ(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether words say another thing than those in their place."""
    texts = " ".join(one), " ".join(other)
    if max(len(one), len(other)) <= _EDIT and turns(texts[0]) != turns(texts[1]):
        return True
    figures = [{q.range for q in quantities(text)} for text in texts]
    names = _names(one), _names(other)
    return (all(figures) and figures[0] != figures[1]) or (
        all(names) and names[0].isdisjoint(names[1])
    )


def _names(words: Sequence[str]) -> frozenset[str]:
    folded = (fold(word) for word in words if word[:1].isupper())
    return frozenset(word for word in folded if word not in TITLES and word not in STOP_WORDS)
