"""Lines that recur over many articles of one source: notices and teasers that no rule knows."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from qa.articles.lines import Line, mark, split_lines, word_key
from qa.errors import SettingsError
from qa.records import Document

__all__ = [
    "RECURS",
    "RecurringLine",
    "is_recurring",
    "kept_lines",
    "line_keys",
    "recurring_lines",
    "recurring_marked",
]

RECURS = "recurs over articles of this source"
_FEWEST_WORDS = 4  # "Background" heads many articles and is no notice
_LONGEST = 500  # characters; longer ones are paragraphs, which agencies do repeat
_FEWEST_STORIES = 5
_SHARE = 0.1  # of the source's stories


def line_keys(document: Document) -> dict[str, Line]:
    """The lines of running text that could be notices, by a digest of their words."""
    others = [m for m in document.marks if m.reason != RECURS]
    ends = [m.end for m in others]  # which do not overlap
    found: dict[str, Line] = {}
    for line in split_lines(document.text):
        following = bisect_right(ends, line.start)
        marked = following < len(others) and others[following].start < line.end
        if not marked and line.words >= _FEWEST_WORDS and len(line.text) <= _LONGEST:
            found.setdefault(_key(line.text), line)
    return found


def is_recurring(stories_with_it: int, stories: int) -> bool:
    """Whether a line in so many of a source's stories is no part of any of them."""
    return stories_with_it >= max(_FEWEST_STORIES, _SHARE * stories)


def recurring_marked(document: Document, recurring: Collection[str]) -> Document:
    """The document with marks on its lines whose keys are in `recurring`, and on no others."""
    marks = [m for m in document.marks if m.reason != RECURS]
    lines = line_keys(document)
    marks += [mark(line, "boilerplate", RECURS) for key, line in lines.items() if key in recurring]
    return replace(document, marks=tuple(sorted(marks, key=lambda m: m.start)))


@dataclass(frozen=True, slots=True)
class RecurringLine:
    """A line that was marked, as one article writes it, and in how many articles."""

    source: str
    line: str
    articles: int


def recurring_lines(documents: Iterable[Document]) -> list[RecurringLine]:
    """What was marked over all documents, the most frequent first."""
    count: Counter[tuple[str, str]] = Counter()
    written: dict[tuple[str, str], str] = {}
    for document in documents:
        for m in document.marks:
            if m.reason == RECURS:
                line = document.text[m.start : m.end]
                count[document.source, _key(line)] += 1
                written.setdefault((document.source, _key(line)), line)
    return [RecurringLine(key[0], written[key], n) for key, n in count.most_common()]


def kept_lines(path: Path | None) -> frozenset[str]:
    """Keys of the lines in a file, which are text though they recur; one line each.

    Raises SettingsError when the file cannot be read.
    """
    if path is None:
        return frozenset()
    try:
        written = path.read_text("utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise SettingsError(
            f"The file of lines to keep, {path}, cannot be read ({error}).",
            "Set QA_KEEP_LINES to a text file in UTF-8 with one line each, or unset it.",
        ) from error
    return frozenset(_key(line) for line in written if line.strip())


def _key(text: str) -> str:
    words = " ".join(word_key(text)).encode("utf-8")
    return hashlib.blake2b(words, digest_size=8).hexdigest()
