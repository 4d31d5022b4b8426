"""Title, publication date, source and byline of an article, from its header and its last lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.articles.dates import DATE, iso_date
from qa.articles.header import Header, date_lines
from qa.articles.lines import Line
from qa.articles.names import LONGEST_CREDITS, PEOPLE, REPORTERS

__all__ = ["PUBLISHED_LINE", "SOURCE_LINE", "Metadata", "find_metadata"]

_TAIL_LINES = 4
_OPENING = 80  # characters of a title made of opening words
PUBLISHED_LINE = re.compile(
    rf"(?i:(?:first |originally )?(?:published|posted)(?: on)?|date|publication date)\s*:?\s*"
    rf"(?P<date>{DATE})\.?"
)
_AGENCIES = re.compile(
    r"(?:By |(?i:source): )?(?P<source>[A-Z][\w.&’'-]*(?: [A-Z][\w.&’'-]*){0,4}?)(?: staff)?"
    r"(?: and|,| with| &)? (?:[Nn]ews )?[Aa]gencies\.?"
)
_COPYRIGHT = re.compile(
    r"(?:©|\([cC]\)|[Cc]opyright)[\s:©]*(?:\([cC]\)\s*)?(?:19|20)\d\d(?:\s?[-–]\s?(?:19|20)\d\d)?,?\s+"
    r"(?:by )?(?P<source>(?:The )?[A-Z][\w&'’-]*(?: [A-Z][\w&'’-]*){0,4})"
)
SOURCE_LINE = re.compile(r"(?i:sources?)\s*:\s*(?P<source>[A-Z0-9][^.;:]{1,50})")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known of an article; title is its opening words when it has none."""

    title: str
    source: str | None
    published: str | None
    byline: str | None


def find_metadata(header: Header, lines: Sequence[Line], running: Sequence[Line]) -> Metadata:
    """Metadata from the header, completed from credits and notices in the last lines.

    lines: all lines of the article; running: those that no mark covers.
    """
    return Metadata(
        title=header.title or _opening_words(running or lines),
        source=header.source or _source(lines),
        published=_published(header, lines),
        byline=header.byline or _byline(lines),
    )


def _published(header: Header, lines: Sequence[Line]) -> str | None:
    """The publication date if the article gives one, and only one, as such."""
    labelled = {iso for iso, said in header.dates if said} or {
        iso
        for line in lines[-_TAIL_LINES:]
        if (found := PUBLISHED_LINE.fullmatch(line.text)) and (iso := iso_date(found["date"]))
    }
    if labelled:
        return labelled.pop() if len(labelled) == 1 else None
    bare = {iso for iso, _ in header.dates}
    if len(bare) != 1 or len(date_lines(lines) | bare) > 1:
        return None  # several: a timeline's entries, or dates of which nothing says what they are
    return bare.pop()


def _source(lines: Sequence[Line]) -> str | None:
    for line in lines:
        if "gencies" not in line.text[-10:]:
            continue  # most lines, told quickly
        if line.words <= 8 and (found := _AGENCIES.fullmatch(line.text)):
            return found["source"]
    for line in lines[-_TAIL_LINES:]:
        found = SOURCE_LINE.fullmatch(line.text) or _COPYRIGHT.match(line.text)
        if found:
            return found["source"].strip()
    return None


def _byline(lines: Sequence[Line]) -> str | None:
    for line in lines[-_TAIL_LINES:]:
        found = REPORTERS.search(line.text, max(0, len(line.text) - LONGEST_CREDITS))
        if found:
            return found["people"]
    for line in lines[-_TAIL_LINES:]:
        found = re.fullmatch(rf"By (?P<people>{PEOPLE})", line.text)
        if found:
            return found["people"]
    return None


def _opening_words(lines: Sequence[Line]) -> str:
    """The first sentence, or as many of its words as fit, with an ellipsis."""
    if not lines:
        return ""
    text = " ".join(lines[0].text[: 20 * _OPENING].split())
    sentence = re.match(r".{12,}?[.!?][\"”’')]*(?=\s+[\"“‘']?[A-ZÀ-Þ]|$)", text)
    opening = sentence.group() if sentence else text
    if len(opening) <= _OPENING:
        return opening
    cut = (
        opening[: _OPENING + 1].rsplit(" ", 1)[0]
        if " " in opening[: _OPENING + 1]
        else opening[:_OPENING]
    )
    return cut.rstrip(" ,;:–—-") + "…"
