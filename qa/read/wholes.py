"""Words made whole by what stands right beside them: brackets, quotation marks, ranges."""

from __future__ import annotations

import re

from qa.read.sums import NUMBER_WORD

__all__ = ["balanced", "whole_range"]

_PAIRS = (("(", ")"), ("[", "]"), ("“", "”"))
_LOOSE = " \n\t,;:–—"
_FIGURE = r"\d(?:[\d.,]*\d)?"
_UNIT = r"(?: ?(?:%|°[CF]?|[kKMG]?Hz|[kcmn]?m\b|kg\b|per ?cent\b|million\b|billion\b|thousand\b))?"
_POWER = rf"{_FIGURE} ?[×x] ?10[-−–]?\d*"
_SIGNED = rf"(?:[A-Z]{{0,3}}[$£€¥])?{_FIGURE}"
_NUMBER = rf"(?:{_SIGNED}|(?:{NUMBER_WORD})(?:[ -](?:{NUMBER_WORD})){{0,3}}\b)"
_RANGE = re.compile(
    rf"\b[Bb]etween {_NUMBER}{_UNIT} and {_NUMBER}{_UNIT}"
    r"|(?<![\w.,$£€¥/–-])(?P<sign>(?<!\bby )[A-Z]{0,3}[$£€¥])?"
    rf"(?P<least>{_FIGURE})(?P<unit>{_UNIT}) to (?(sign)(?P=sign))(?P<most>{_FIGURE})"
    rf"{_UNIT}(?![\w–-])"
    rf"|(?<![\w.,]){_POWER}"
)
# "from 300 to 200", "fell 12 to 6,300": from where, or by how much, to where something went
_WENT = re.compile(
    r"\b(?:from|up|down|ros?e|risen|f[ae]ll(?:en)?|los[et]|shed|s[aiu]nk|sunk|slid|shr[aiu]nk|gr[eo]wn?"
    r"|(?:gain|climb|dropp|slipp|dipp|edg|jump|declin|decreas|increas|soar|surg|tumbl|plung|add"
    r"|advanc|rall[iy]|eas|rais|cut|slump|weaken|strengthen)(?:e?d|ing|s)?) $",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"\d[\d,]*(?:\.\d+)?")
_WIDEST = 5  # times its least, of a range that is told by its most
_AROUND = 40  # characters beside a figure in which the rest of its range may stand


def balanced(text: str, start: int, end: int) -> tuple[int, int]:
    """The words from `start` to `end` without half a pair of brackets or quotation marks: with the
    closing one where it stands right behind ("sign language (ASL" with ")"), else without what
    begins or ends in it. Never without a word.
    """
    for opening, closing in _PAIRS:
        opened, closed = _unpaired(text[start:end], opening, closing)
        if opened >= 0:
            before = text[start : start + opened]
            if text[end : end + 1] == closing:
                end += 1
            elif before.strip(_LOOSE):
                end = start + len(before.rstrip(_LOOSE))
        if closed >= 0:
            before, behind = text[start : start + closed], text[start + closed + 1 : end]
            behind = behind.lstrip(_LOOSE + ".")
            if len(before) >= len(behind):
                end = start + len(before.rstrip(_LOOSE))
            else:
                start = end - len(behind)
    return start, end


def whole_range(text: str, start: int, end: int) -> tuple[int, int]:
    """The range that a figure is an end of ("0.3 to 0.6 °C", "between 1500 and 1850"), and all of
    "1.1 × 1011"; the words as they are where they are no such part. "From 300 to 200" tells where
    something went.
    """
    first = max(0, start - _AROUND)
    for found in _RANGE.finditer(text, first, min(len(text), end + _AROUND)):
        if found.start() <= start < found.end():
            went = found["least"] and _goes(found, text, start)
            return (start, end) if went else (found.start(), max(end, found.end()))
    return start, end


def _goes(found: re.Match[str], text: str, start: int) -> bool:
    """Whether "12 to 88" tells where something went, as far as the words before and the figures
    show.
    """
    before = text[max(0, found.start() - _AROUND) : found.start()]
    if _WENT.search(before) or (found["unit"] and not found.group().endswith(found["unit"])):
        return True
    if start == found.start() and not found["sign"]:  # "raised it $2 to $40"
        return False
    least, most = found["least"], found["most"]
    if not (_PLAIN.fullmatch(least) and _PLAIN.fullmatch(most)):
        return True
    return float(most.replace(",", "")) > _WIDEST * float(least.replace(",", ""))


def _unpaired(words: str, opening: str, closing: str) -> tuple[int, int]:
    """Where the first bracket stands that is not closed in these words, and the last that is not
    opened, which stands before it; -1 for none.
    """
    waiting: list[int] = []
    unopened = -1
    for at, mark in enumerate(words):
        if mark == opening:
            waiting.append(at)
        elif mark == closing and waiting:
            waiting.pop()
        elif mark == closing:
            unopened = at
    return (waiting[0] if waiting else -1), unopened
