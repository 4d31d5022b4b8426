"""Raised digits: the exponent of a figure or unit, or the mark of a note."""

from __future__ import annotations

import re

__all__ = ["raised"]

_DIGITS = re.compile(r"[+−–-]?\d+")
_NOTES = re.compile(r"[\[(]?\d{1,3}(?:\s?[,;–-]\s?\d{1,3})*[\])]?")
_RAISED = str.maketrans("0123456789+-−–", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻")
# What takes an exponent: ten and two, units, letters of formulas
_BASE = re.compile(r"(?:(?<![\d.,])(?:10|2)|(?<![^\W\d_])(?:[^\W\d_]|[kcdmnµμ]m|ft|yd|mi|mc|πr))$")
_STROKE = ("/", "⁄", "∕")


def raised(digits: str, before: str, behind: str = "") -> str:
    """How raised digits read in a line: an exponent or the upper half of a fraction as "10⁶", "m²",
    the mark of a note not at all, so that no figure becomes another. Other words as they are.

    before, behind: what they stand between, or the nearest of it.
    """
    bare = digits.strip()
    stays = not before[-1:].strip() or _BASE.search(before) or behind.startswith(_STROKE)
    if _NOTES.fullmatch(bare) and not stays:
        return ""
    return digits.translate(_RAISED) if _DIGITS.fullmatch(bare) else digits
