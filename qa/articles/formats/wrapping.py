"""Lines that were broken to fit a page, joined again to paragraphs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from qa.articles.lines import ends_sentence

__all__ = ["joint", "rejoined", "unwrapped", "usual_width", "was_broken"]

_FULL = 0.72  # of the widest usual line: a line as long as that was broken, a shorter one ends
_WORD = re.compile(r"[^\W\d_]+")
_BROKEN = re.compile(r"([^\W\d_]+)[-\u2010]$")
_STARTS = re.compile(r"([^\W\d_]+)")
_ITEM = re.compile(r"(?:[•·▪●■*–—-]|\(?\d{1,2}[.)])\s")
_NARROW, _WIDE = 40, 100  # characters: the widths that plain text is broken to
_USUAL = 0.75  # of the lines that go on are no longer than the usual one
_LONGER = 1.1  # times the usual line: a headline that nobody broke
_CONTINUED, _OFTEN = 2, 0.25  # breaks in the middle of a sentence, and their share of all breaks
# Lines that are no part of a paragraph: headings, rules, quotes, tables, code
_APART = re.compile(r"#{1,6}\s|>|\||```|~~~|(?:[-=*_]\s*){3,}$|\[[^\]]*\]:")
_KEY = re.compile(r"[\w-]+:\s")
_INDENTED = re.compile(r"(?: {4}|\t)")
_HARD_BREAK = re.compile(r"(?: {2}|\\)$")  # of Markdown


def unwrapped(text: str) -> str:
    """The text of a page with the lines of each paragraph joined by spaces.

    A word broken by a hyphen is made whole where the text writes it whole elsewhere; elsewhere
    the hyphen stays, since nobody can tell whether it belongs there.
    """
    rows = [row.strip() for row in text.split("\n")]
    lengths = sorted(len(row) for row in rows if row)
    if not lengths:
        return text
    width = lengths[int(0.9 * (len(lengths) - 1))]
    whole = {word.lower() for word in _WORD.findall(text)}
    joined = rows[:1]  # rows, and what stands between them
    for before, row in pairwise(rows):
        if before and row and len(before) >= _FULL * width and not _ITEM.match(row):
            joined[-1], between = joint(before, row, whole)
        else:
            between = "\n"
        joined += [between, row]
    return re.sub(r"\n{3,}", "\n\n", "".join(joined)).strip("\n")


def joint(left: str, right: str, whole: set[str]) -> tuple[str, str]:
    """The left one of two rows of a paragraph, without a hyphen that only broke a word, and what
    stands between the two.
    """
    broken, rest = _BROKEN.search(left), _STARTS.match(right)
    if broken and rest and rest.group().islower():
        both = (broken.group(1) + rest.group()).lower()
        return (left[:-1] if both in whole else left), ""
    return left, " "


def rejoined(text: str) -> str:
    """A text of the same length in which a space stands for each line end that was put in to keep
    lines short; a text that was not broken to a width is given back.

    A line end was put in where the next line's first word would not have fitted. Whether the text
    is broken at all, breaks tell that no writer would make: in the middle of a sentence, before a
    word without a capital.
    """
    rows = text.split("\n")
    breaks = [n for n in range(1, len(rows)) if rows[n - 1].strip() and rows[n].strip()]
    width = usual_width([len(rows[n - 1].rstrip()) for n in breaks])  # a paragraph's last is short
    if not width:
        return text
    filled = [n for n in breaks if was_broken(rows[n - 1], rows[n], width)]
    inside = [n for n in filled if not ends_sentence(rows[n - 1]) and rows[n].lstrip()[0].islower()]
    if len(inside) < _CONTINUED or len(inside) < _OFTEN * len(breaks):
        return text
    joined = set(filled)
    return rows[0] + "".join(
        (" " if n in joined else "\n") + row for n, row in enumerate(rows[1:], start=1)
    )


def usual_width(lengths: Sequence[int]) -> int:
    """The width that lines of these lengths were broken to; 0 for none, and for one that is
    narrower or wider than plain text is broken to.
    """
    usual = sorted(lengths)[int(_USUAL * (len(lengths) - 1))] if lengths else 0
    return usual if _NARROW <= usual <= _WIDE else 0


def was_broken(row: str, following: str, width: int) -> bool:
    """Whether the first word of the following row found no room in this one, which is not itself
    longer than rows are.
    """
    length = len(row.rstrip())
    if length > _LONGER * width or _HARD_BREAK.search(row) or _INDENTED.match(following):
        return False
    first = following.lstrip()
    if _ITEM.match(first) or _KEY.match(first):
        return False
    if _APART.match(first) or _APART.match(row.lstrip()):
        return False
    return length + 1 + len(first.split(maxsplit=1)[0]) > width
