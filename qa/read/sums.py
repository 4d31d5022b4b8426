"""Figures and sums of money in a text: whether there are any, and which words are a part of one."""

from __future__ import annotations

import re

from qa.read.names import NUMBER_WORDS

__all__ = [
    "NUMBER_WORD",
    "has_no_figure",
    "in_a_sum",
    "is_only_figure",
    "is_the_whole",
    "is_vague",
    "names_a_sum",
    "only_sum",
]

NUMBER_WORD = (
    rf"zero|one|{NUMBER_WORDS}|\w+teen|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?"
    r"|billions?|trillions?|dozens?|half|third|quarters?|once|twice|double|triple"
)
_VAGUE = re.compile(
    r"\b(?:dozens|scores|hundreds|thousands|millions|several|many|few|numerous)\b", re.IGNORECASE
)
_ONLY_FIGURE = re.compile(rf"(?:[\W\d_]|\b(?:{NUMBER_WORD}|and|m|bn)\b)+", re.IGNORECASE)
_CURRENCY = (
    r"dollars?|bucks?|cents?|euros?|pounds?|sterling|pence|pennies|francs?|yen|yuan|renminbi|won"
    r"|rupees?|rupiah|roubles?|rubles?|hryvnias?|crowns?|kron(?:a|e|or|er)|koruny?|zlotys?|forints?"
    r"|lira|lire|lei|leva?|drachmas?|guilders?|florins?|marks?|pesos?|reals?|reais|soles|bolivars?"
    r"|rand|naira|cedis?|shillings?|birr|dinars?|dirhams?|riyals?|rials?|shekels?|taka|kyat|baht"
    r"|dong|ringgit|tenge|manat"
)
# From its first digit on alone: else a long list of digits is gone through from each of them
_DIGITS = r"(?<!\d)(?<!\d[.,])\d++(?:[.,]\d++)*+"
_AMOUNT = rf"(?:{_DIGITS}(?:m|bn|k)?|\b(?:{NUMBER_WORD}))(?:[ -](?:{NUMBER_WORD}|m|bn)){{0,8}}"
_SIGN = r"(?:[$£€¥₹₽₩₪₺฿]|\b(?:USD|EUR|GBP|CHF|SEK|NOK|DKK)) ?"
_WITH_WORD = rf"{_AMOUNT}[ -](?:(?-i:[A-Z])\w+ )?(?:{_CURRENCY})\b"
_SUM = re.compile(rf"{_SIGN}\d|{_WITH_WORD}", re.IGNORECASE)
_WHOLE_SUM = re.compile(rf"{_SIGN}{_AMOUNT}|{_WITH_WORD}", re.IGNORECASE)
_FEW = 8  # words around a sum that may belong to it: "more than £3 million a year"
_QUANTITY = re.compile(
    rf"\d|\b(?:{NUMBER_WORD}|an?|no|none|nobody|few|fewer|several|some|many|most|all|both|every|each"
    r"|single|couple|pair|score|majority|minority|quarter|percent)\b",
    re.IGNORECASE,
)
_SHORT_SUM = re.compile(rf"{_DIGITS}(?: ?(?:bn|million|billion|trillion)|[mpk])\b", re.IGNORECASE)
_OF_THE = re.compile(
    r"\b(?:out )?of (?:the|its|their|his|her|our|all|more than|some|about|around)(?: \w+)? ?$",
    re.IGNORECASE,
)
_OF_WHICH = re.compile(
    r"[^.;,]{0,40},? of (?:which|whom|them) \W*(?:about |some )?\d", re.IGNORECASE
)
_AROUND = 15  # characters beside a figure in which its currency may stand


def is_only_figure(words: str) -> bool:
    """Whether words are figures and nothing else: "2", "twenty-three"."""
    return _ONLY_FIGURE.fullmatch(words) is not None


def in_a_sum(text: str, start: int, end: int) -> bool:
    """Whether the figure from `start` to `end` is a sum of money or a part of one."""
    first = max(0, start - _AROUND)
    near = text[first : end + _AROUND]
    return any(
        m.start() + first < end and m.end() + first > start and not m.group().endswith("won")
        for m in _SUM.finditer(near)
    )


def only_sum(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the one sum of money stands in many words from `start` to `end`, or there where these
    break off in it: "about 90 million crowns" of a clause. The words as they are where they are
    few or have no sum, or several.
    """
    found = [
        m
        for m in _WHOLE_SUM.finditer(text, start, min(len(text), end + _AROUND))
        if m.start() < end
    ]
    if len(text[start:end].split()) <= _FEW or len(found) != 1:
        return start, end
    return found[0].span()


def is_the_whole(text: str, start: int, end: int) -> bool:
    """Whether the figure from `start` to `end` is of the whole of which another figure tells a
    part: "310" in "close 45 of its 310 stores", "84" in "84 mice, of which 42 received it".
    """
    if _OF_THE.search(text[:start]) and re.search(r"\d", text[: max(0, start - 1)]):
        return True
    return _OF_WHICH.match(text[end:]) is not None


def has_no_figure(text: str) -> bool:
    """Whether words tell no quantity, be it as vague as "several"."""
    return _QUANTITY.search(text) is None


def is_vague(text: str) -> bool:
    """Whether words tell an order of magnitude and no figure: "hundreds of civilians"."""
    return _VAGUE.search(text) is not None and re.search(r"\d", text) is None


def names_a_sum(text: str) -> bool:
    """Whether a sum of money stands in a text."""
    return _SUM.search(text) is not None or _SHORT_SUM.search(text) is not None
