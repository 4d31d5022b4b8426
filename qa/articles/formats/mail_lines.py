"""The lines of a mail: its paragraphs are whole again, what is a list, a table or a quotation stays
one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby, pairwise

from qa.articles.formats.wrapping import joint, usual_width, was_broken
from qa.articles.lines import ends_sentence

__all__ = ["paragraphs_joined", "unflowed"]

_QUOTED = re.compile(r"[ \t]*>[> \t]*")
_FLOWED_QUOTED = re.compile(r">*")
_SIGNATURE = "-- "
_CELLS = re.compile(r"\S(?: {3,}| *\t[ \t]*)\S")
_WORD = re.compile(r"[^\W\d_]+")
_RAGGED, _LONGER = 0.72, 1.1  # times the usual line: what people break by hand; what nobody broke
_MOSTLY = 0.75  # of the breaks in the middle of a sentence, in a paragraph that was broken
_ASIDE = 1  # break of a paragraph that may be before a capital by chance; more are a list
# With one of these no line of a list ends
_GOES_ON = frozenset(
    "a an the of in on at by to for from with and or but as that than is are was were be been has"
    " have had not its his her their our this these".split()
)


@dataclass(frozen=True, slots=True)
class _Row:
    """A line without blanks around it. quoted: the marks in front of it, and how many."""

    text: str
    quoted: str = ""
    depth: int = 0


def paragraphs_joined(text: str) -> str:
    """The text, which must be normalised, with the lines of each paragraph joined by spaces; of a
    quotation's the first keeps its marks.

    A mail is broken to the width of the lines that end in the middle of a sentence. A paragraph is
    joined where nearly all of its lines that do are that wide; lines that each begin anew are a
    list, unless it is the only break of the paragraph.
    """
    rows = [_row(line) for line in text.split("\n")]
    widths = {n: _width([row for row in rows if row.depth == n]) for n in _depths(rows)}
    whole = {word.lower() for word in _WORD.findall(text)}
    lines: list[str] = []
    for (depth, filled), part in groupby(rows, key=lambda row: (row.depth, bool(row.text))):
        paragraph = list(part)
        lines += _joined(paragraph, widths[depth], whole) if filled else [""] * len(paragraph)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def unflowed(text: str, *, without_space: bool) -> str:
    """A text of the kind "format=flowed" (RFC 3676), which must be normalised: lines that end in a
    space go on in the next.

    without_space: that space is none of the text's ("delsp=yes").
    """
    lines: list[list[str]] = []
    goes_on, before = False, 0
    for row in text.split("\n"):
        quoted = _FLOWED_QUOTED.match(row)
        depth = quoted.end() if quoted is not None else 0
        words = row[depth:].removeprefix(" ")
        if not goes_on or depth != before or words == _SIGNATURE:
            lines.append([f"{'>' * depth} " if depth else ""])
        goes_on, before = words.endswith(" ") and words != _SIGNATURE, depth
        lines[-1].append(words[:-1] if goes_on and without_space else words)
    return "\n".join(map("".join, lines))


def _row(line: str) -> _Row:
    quoted = _QUOTED.match(line)
    if quoted is None:
        return _Row(line.strip())
    marks = quoted.group().strip()
    return _Row(line[quoted.end() :].strip(), f"{marks} ", marks.count(">"))


def _depths(rows: list[_Row]) -> set[int]:
    return {row.depth for row in rows}


def _width(rows: list[_Row]) -> int:
    """The usual one of the lines that end in the middle of a sentence; 0 for none."""
    return usual_width([len(row.text) for row, then in pairwise(rows) if _inside(row, then)])


def _inside(row: _Row, following: _Row) -> bool:
    """Whether a sentence goes on in the following line."""
    if not row.text or not following.text or ends_sentence(row.text) or _apart(row, following):
        return False
    return following.text[0].islower() or row.text.split()[-1].lower() in _GOES_ON


def _apart(row: _Row, following: _Row) -> bool:
    """Whether one of two lines is a table's row, or the first a word alone, such as an address."""
    return " " not in row.text or any(_CELLS.search(text) for text in (row.text, following.text))


def _joined(rows: list[_Row], width: int, whole: set[str]) -> list[str]:
    """The lines of a paragraph: one, or those of a list."""
    inside = [_inside(row, following) for row, following in pairwise(rows)]
    broken = [
        _is_full(row, following, width) or (goes_on and _is_ragged(row, width))
        for (row, following), goes_on in zip(pairwise(rows), inside, strict=True)
    ]
    agreed = sum(goes_on and was for goes_on, was in zip(inside, broken, strict=True))
    is_prose = agreed >= _MOSTLY * sum(inside) if any(inside) else len(inside) <= _ASIDE
    if not (width and is_prose):
        return [row.quoted + row.text for row in rows]
    return _put_together(rows, broken, whole)


def _is_full(row: _Row, following: _Row, width: int) -> bool:
    return not _apart(row, following) and was_broken(row.text, following.text, width)


def _is_ragged(row: _Row, width: int) -> bool:
    return _RAGGED * width <= len(row.text) <= _LONGER * width


def _put_together(rows: list[_Row], broken: list[bool], whole: set[str]) -> list[str]:
    """The rows, those after a break behind the row before them."""
    lines = [[rows[0].quoted, rows[0].text]]
    for row, is_broken in zip(rows[1:], broken, strict=True):
        if is_broken:
            lines[-1][-1], between = joint(lines[-1][-1], row.text, whole)
            lines[-1] += [between, row.text]
        else:
            lines.append([row.quoted, row.text])
    return list(map("".join, lines))
