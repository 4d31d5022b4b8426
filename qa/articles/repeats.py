"""Lines that say what another line of the article says: pull quotes, doubled captions."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from qa.articles.lines import Line, ends_sentence, mark, word_key
from qa.records import Mark

__all__ = ["repeat_marks"]

_SHORTEST = 5  # words; shorter lines ("He declined.") recur by chance
_SHORTEST_UNENDED = 10  # words of a line that is neither sentence nor quotation
_LISTED = re.compile(r"[•·▪●■*–—-]\s|\(?\d{1,2}[.)]\s|(?:\S+\s){0,6}\S+:(?:\s|$)|[^\w\s]*\u200b")
# So that work stays linear in odd files: lines compared for one opening, and words compared for
# each word of the file, of which articles need less than one
_SAME_OPENING = 50
_MOST_WORK = 50


def repeat_marks(lines: Sequence[Line], *, seen: Iterable[str] = ()) -> list[Mark]:
    """A mark on each line whose words stand in `seen` or in an earlier line, or are part of any
    other line: of each repeated wording one copy, the fullest, stays.
    """
    keys = [word_key(line.text) for line in lines]
    candidates = {i for i, line in enumerate(lines) if _says_something(line.text, len(keys[i]))}
    repeated: dict[int, str] = {}
    first: dict[tuple[str, ...], int] = {word_key(text): -1 for text in seen}
    for i, key in enumerate(keys):
        if first.get(key, i) < 0 or (i in candidates and first.setdefault(key, i) != i):
            repeated[i] = "repeats an earlier line"
    distinct = [i for i in range(len(lines)) if i not in repeated]
    quotes = {i for i in candidates if not lines[i].text.endswith("?")}  # a question is a heading
    for i, j in _contained(keys, quotes, distinct):
        where = "an earlier" if j < i else "a later"
        repeated.setdefault(i, f"repeats part of {where} line")
    return [mark(lines[i], "repeated", repeated[i]) for i in sorted(repeated)]


def _says_something(text: str, words: int) -> bool:
    """Whether a line says the same wherever it stands: a sentence or quotation does, an entry of
    a list ("Student to faculty ratio: 8:1", a nominee) says something new under each heading.
    """
    if words < _SHORTEST or text.endswith(":") or _LISTED.match(text):
        return False
    quoted = text[0] in "\"“'‘" and not _is_name(text)
    return ends_sentence(text) or quoted or words >= _SHORTEST_UNENDED


def _is_name(text: str) -> bool:
    """Whether all longer words but the first have capitals, as in the title of a film."""
    return all(word[0].isupper() for word in re.findall(r"[^\W\d_]{4,}", text)[1:])


def _contained(
    keys: Sequence[tuple[str, ...]], candidates: Iterable[int], among: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """Pairs (i, j): the words of candidate i are part of the longer line j, both from `among`."""
    by_opening: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for i in sorted(set(candidates) & set(among)):
        by_opening[keys[i][:_SHORTEST]].append(i)
    shortest = min((len(keys[i]) for same in by_opening.values() for i in same), default=0)
    work = _MOST_WORK * sum(len(keys[j]) for j in among)
    for j in among:
        key = keys[j]
        if len(key) <= shortest:
            continue
        shifted = (islice(key, first, None) for first in range(_SHORTEST))
        for place, opening in enumerate(zip(*shifted, strict=False)):
            if opening not in by_opening:
                continue
            for i in by_opening[opening][:_SAME_OPENING]:
                length = len(keys[i])
                if length < len(key):
                    work -= length
                    if key[place : place + length] == keys[i]:
                        yield i, j
            if work < 0:
                return
