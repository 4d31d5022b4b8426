"""Plain text, kept as it stands but for lines broken to a width, and Markdown, without its marks;
a YAML block at the top describes the article. A web page by the name of a text is read as the page
that it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from qa.articles.decoding import decode, normalise
from qa.articles.formats.extract import KNOWN_KEYS, Extract, Unreadable, described
from qa.articles.formats.html import load_html
from qa.articles.formats.markdown import rendered
from qa.articles.formats.wrapping import rejoined
from qa.articles.lines import one_line

__all__ = ["load_markdown", "load_text"]

_FRONT_MATTER = re.compile(r"\ufeff?---[ \t]*\r?\n(.*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|$)", re.S)
_VALUE = re.compile(r"([A-Za-z][\w -]{0,30}):(?:[ \t]+(.*))?")
_LONGEST = 20_000  # characters of front matter; more is an article that begins with a rule
_MOST_BRACKETS = 200  # in front matter; the parser takes 20 s over 9,000, one in another
_LONGEST_TITLE = 400  # characters; a longer heading is running text
_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<!doctype html|<html[\s>])", re.IGNORECASE)
# How files of other kinds begin
_OTHERS = {
    b"%PDF-": "it is a PDF; its name must end in .pdf",
    b"PK\x03\x04": "it is an archive; the name of a Word document must end in .docx",
    b"{\\rtf": "it is rich text (RTF), which is not read; save it as .docx or as plain text",
}


def load_text(raw: bytes) -> tuple[Extract, ...]:
    """The text, without its front matter, and with the lines of its paragraphs joined where they
    were broken to a width. Raises Undecodable, or Unreadable for what begins as no text does.
    """
    return (_read(raw, lambda text: (rejoined(text), None)),)


def load_markdown(raw: bytes) -> tuple[Extract, ...]:
    """The text without Markdown's marks; a heading of the first rank at its top is the title.
    Raises as `load_text` does.
    """
    return (_read(raw, rendered),)


def _read(raw: bytes, text_and_title: Callable[[str], tuple[str, str | None]]) -> Extract:
    """The article of a text, or of a web page by the name of one."""
    for beginning, reason in _OTHERS.items():
        if raw.startswith(beginning):
            raise Unreadable(reason)
    if _PAGE.match(raw):
        (page,) = load_html(raw)
        return replace(page, notes=(*page.notes, "read as the web page that it is"))
    written, notes = decode(raw)
    values, rest = _front_matter(normalise(written))
    text, heading = text_and_title(rest)
    title = one_line(heading or "")
    known = {"title": title} if len(title) <= _LONGEST_TITLE else {}
    return described(Extract(text, notes=notes), known | values)


def _by_line(block: str) -> dict[str, str] | None:
    """The values of a block that is no YAML, as people write it ("title: A town: its people"), one
    on each line; None where a line has none.
    """
    found = [_VALUE.fullmatch(line) for line in block.splitlines() if line.strip()]
    if any(value is None for value in found):
        return None
    return {value[1]: (value[2] or "").strip() for value in found if value is not None}


def _front_matter(text: str) -> tuple[dict[str, Any], str]:
    """Values and the text behind them; nothing when the block at the top describes no article."""
    found = _FRONT_MATTER.match(text[:_LONGEST])
    if found is None or sum(map(found.group(1).count, "[{")) > _MOST_BRACKETS:
        return {}, text
    import yaml

    try:
        # Names for parts that recur (&a, *a) describe no article, and a few lines of them can stand
        # for more words than there is memory
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(found.group(1))):
            return {}, text
        # All values as text: a title such as 1984 stays one, and no date is turned into another
        values = yaml.load(found.group(1), Loader=yaml.BaseLoader)
    except yaml.YAMLError:
        values = _by_line(found.group(1))
    except RecursionError:
        return {}, text
    if not isinstance(values, dict) or not {str(k).lower() for k in values} & KNOWN_KEYS:
        return {}, text
    return values, text[found.end() :]
