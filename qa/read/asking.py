"""Where a text asks: the sentence that asks, and the question word in it."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["AUXILIARY", "Asking", "find_asking"]

AUXILIARY = (
    r"(?:is|are|was|were|do|does|did|has|have|had|will|would|can|could|should|may|might|must"
    r"|isn['’]t|aren['’]t|wasn['’]t|weren['’]t|don['’]t|doesn['’]t|didn['’]t|hasn['’]t|haven['’]t"
    r"|won['’]t|can['’]t)"
)
_PREPOSITION = (
    r"(?:about|after|against|among|around|as|at|before|between|by|during|for|from|in|into|near|of"
    r"|on|over|since|through|to|toward|towards|under|until|with|within)"
)
_ASKING_WORD = re.compile(r"\b(?:who(?:m|se)?|what|which|when|where|why|how)\b", re.IGNORECASE)
_OPENING = re.compile(
    rf"\W*(?:(?:and|but|so|or|then|also),? )?(?:exactly |roughly |{_PREPOSITION} )*", re.IGNORECASE
)
_BORDER = re.compile(r"(?<=[.?!…])[\"”’)]*\s+(?=[\"“‘(]?[A-Z0-9])")
_ABBREVIATED = re.compile(
    r"(?:\b(?:[A-Z]|Mr|Mrs|Ms|Dr|St|Sen|Rep|Gov|Gen|Lt|Col|Sgt|Prof|Jr|Sr|vs|No|Inc|Co|Ltd|Jan|Feb"
    r"|Aug|Sept?|Oct|Nov|Dec)|(?:[A-Za-z]\.)+[A-Za-z])\.$"
)
_NO_NOUN = rf"\s+(?:{AUXILIARY}|he|she|it|they|we|i|you|the|a|an|his|her|its|their|this|that)\b"


@dataclass(frozen=True, slots=True)
class Asking:
    """start, end: the sentence that asks. at: its question word, or None (yes-no, shorthand).

    lead: where the words that belong to the question word begin ("for" in "for how much").
    """

    start: int
    end: int
    at: int | None
    lead: int


def find_asking(text: str) -> Asking:
    """The last sentence with a question mark or a question word; else the last one."""
    sentences = _sentences(text)
    asking = [
        (start, end)
        for start, end in sentences
        if text[start:end].rstrip(' "”’)').endswith("?") or _ASKING_WORD.search(text[start:end])
    ]
    start, end = (asking or sentences)[-1]
    at = _asking_word(text[start:end])
    if at is None:
        return Asking(start, end, None, start)
    before = re.search(rf"(?:\b{_PREPOSITION}\s+)?$", text[start : start + at], re.IGNORECASE)
    lead = start + (before.start() if before else at)
    return Asking(start, end, start + at, lead)


def _sentences(text: str) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    start = 0
    for border in _BORDER.finditer(text):
        if not _ABBREVIATED.search(text[start : border.start()]):
            found.append((start, border.start()))
            start = border.end()
    found.append((start, len(text)))
    return [(s, e) for s, e in found if text[s:e].strip()] or [(0, len(text))]


def _asking_word(sentence: str) -> int | None:
    """The question word that asks, not one that opens a clause ("the man who …", "when he …")."""
    words = list(_ASKING_WORD.finditer(sentence))
    if words and _OPENING.fullmatch(sentence[: words[0].start()]):
        first = words[0]
        adverbial = first.group().casefold() in {"when", "where"} and len(words) > 1
        rest = sentence[first.end() :]
        if not (adverbial and re.match(rf"\s+(?!{AUXILIARY}\b)", rest, re.IGNORECASE)):
            return first.start()
        if "," not in sentence[first.end() : words[1].start()]:
            return first.start()
        words = words[1:]
    elif re.match(rf"\W*(?:and |but |so )?{AUXILIARY}\b", sentence, re.IGNORECASE):
        return None
    ranked = [(_rank(sentence, word), word.start()) for word in words]
    best = max((rank for rank, _ in ranked), default=0)
    starts = [start for rank, start in ranked if rank == best]
    if not starts:
        return None
    return starts[-1] if best == 3 else starts[0]


def _rank(sentence: str, word: re.Match[str]) -> int:
    """How surely it asks: 3 in the place of a noun phrase, 0 for what is rather a relative."""
    before, after = sentence[: word.start()].rstrip(), sentence[word.end() :]
    asked = word.group().casefold()
    last = not re.search(r"\w", after)
    if asked in {"which", "what"}:
        clause = re.match(_NO_NOUN, after, re.IGNORECASE) is not None
        return (0 if asked == "which" else 1) if clause and not last else 3
    if asked == "how":
        return 3 if re.match(r"\s+(?:many|much|old|long|far|often)\b", after) else 2
    if last or re.search(rf"\b{_PREPOSITION}$", before, re.IGNORECASE):
        return 3
    if before.endswith(",") and re.match(rf"\s+{AUXILIARY}\b", after, re.IGNORECASE):
        return 2  # "After the vote, who was …"
    return 1
