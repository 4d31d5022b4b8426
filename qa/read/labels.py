"""What stands behind a label or has one behind it: "Present: …", "Apologies: …", "Pike (chair)"."""

from __future__ import annotations

import re

from qa.read.deeds import same_deeds
from qa.read.question import Question
from qa.text import term, terms

__all__ = ["is_labelled", "is_of_the_absent"]

# At the start of a line or behind a sentence, in Markdown's marks or not
_LABEL = re.compile(
    r"(?:^|\n|(?<=[.;|]\s))[*_#>\s-]{0,4}+(?P<label>[A-Z][\w’'/ -]{1,40})[*_]{0,2}:[*_]{0,2}(?=\s)"
)
_BEHIND = re.compile(r"[*_]{0,2}\s\((?:the |our )?(?P<label>\w[\w -]{2,30})\)", re.IGNORECASE)
_AHEAD = 600  # characters of a list
_ATTENDING = re.compile(
    r"\b(?:attend(?:s|ed|ing)?|present|participat\w+|(?:takes?|took|taking) part|(?:came|come) to"
    r"|turn(?:s|ed) up|(?:was|were) there)\b",
    re.IGNORECASE,
)
_THERE = frozenset(map(term, "attendance attendee attending participant present".split()))
_AWAY = frozenset(map(term, "absence absent absentee apology apologies excused regret".split()))


def is_labelled(asked: Question, text: str, start: int, end: int) -> bool:
    """Whether the label of a name says what a question after somebody asks: who attended, of
    "Present: …"; who directed it, of "Director: …"; who chaired, of "Joan Pike (chair)".
    """
    if asked.kind != "who" or "," in text[start:end]:
        return False
    said = _labels(text, start, end)
    if not said:
        return False
    if _ATTENDING.search(asked.text):
        return bool(said & (_AWAY if asked.negated else _THERE))
    deeds = {other for _, other in same_deeds(asked.text)} | asked.term_set
    return bool(said & deeds)


def is_of_the_absent(asked: Question, text: str, start: int, end: int) -> bool:
    """Whether words stand behind "Apologies:", say, where a question asks who attended."""
    attends = not asked.negated and _ATTENDING.search(asked.text) is not None
    return attends and bool(_labels(text, start, end) & _AWAY)


def _labels(text: str, start: int, end: int) -> frozenset[str]:
    """Terms of the label in front of words and of that behind them."""
    ahead = list(_LABEL.finditer(text, max(0, start - _AHEAD), start))
    behind = _BEHIND.match(text, end)
    found = [*ahead[-1:], *([behind] if behind is not None else [])]
    return frozenset(t for label in found for t in terms(label["label"]))
