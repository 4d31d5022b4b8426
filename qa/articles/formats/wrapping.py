"""Lines that were broken to fit a page, joined again to paragraphs."""

from __future__ import annotations

import re

__all__ = ["unwrapped"]

_FULL = 0.72  # of the widest usual line: a line as long as that was broken, a shorter one ends
_WORD = re.compile(r"[^\W\d_]+")
_BROKEN = re.compile(r"([^\W\d_]+)-$")
_STARTS = re.compile(r"([^\W\d_]+)")
_ITEM = re.compile(r"(?:[•·▪●■*–—-]|\(?\d{1,2}[.)])\s")


def unwrapped(text: str, *, always: bool = False) -> str:
    """The text with the lines of each paragraph joined by spaces.

    Unless `always`, a text whose lines are not all short (as those of mails are) stays as it is.
    A word broken by a hyphen is made whole where the text writes it whole elsewhere; elsewhere
    the hyphen stays, since nobody can tell whether it belongs there.
    """
    rows = [row.strip() for row in text.split("\n")]
    lengths = sorted(len(row) for row in rows if row)
    if not lengths or (not always and lengths[-1] > 100):
        return text
    width = lengths[int(0.9 * (len(lengths) - 1))]
    whole = {word.lower() for word in _WORD.findall(text)}
    joined: list[str] = []
    before = ""  # the row before, as it was written
    for row in rows:
        if joined and before and row and len(before) >= _FULL * width and not _ITEM.match(row):
            joined[-1] = _joined(joined[-1], row, whole)
        else:
            joined.append(row)
        before = row
    return re.sub(r"\n{3,}", "\n\n", "\n".join(joined)).strip("\n")


def _joined(left: str, right: str, whole: set[str]) -> str:
    broken, rest = _BROKEN.search(left), _STARTS.match(right)
    if broken and rest and rest.group().islower():
        both = (broken.group(1) + rest.group()).lower()
        return (left[:-1] if both in whole else left) + right
    return f"{left} {right}"
