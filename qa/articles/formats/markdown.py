"""Markdown to text: the words as a reader of the rendered page sees them, without its marks.

What is struck through stays in its marks, since a page that shows it would not assert it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from qa.articles.formats.wrapping import rejoined

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

__all__ = ["rendered"]

_BREAK = re.compile(r"<br\b", re.I)
_ADDRESS = re.compile(r"^[/#]|://|^mailto:|\.[a-z]", re.I)
_HARD_BREAK = "  \n"  # which `rejoined` leaves
_DEEPEST = 80  # levels of quotations and lists; what is deeper would be left out


@cache
def _parser(references: bool) -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable("table")
    return parser if references else parser.disable("reference")


def _parsed(text: str) -> list[Token]:
    """The tokens of a text. A line such as "[Q]: yes", which Markdown would take for the address
    of a link and show nowhere, stays.
    """
    env: dict[str, dict[str, dict[str, str]]] = {}
    tokens = _parser(True).parse(text, env)
    hrefs = [found["href"] for found in env.get("references", {}).values()]
    if all(map(_ADDRESS.search, hrefs)):
        return tokens
    return _parser(False).parse(text)


@dataclass(slots=True)
class _Page:
    """Blocks of text and what stands between them."""

    parts: list[str] = field(default_factory=list)
    marker: str = ""  # of a list's item, before its first words
    in_list: bool = False  # the block before is an item of a list without blank lines

    def add(self, text: str, *, tight: bool = False) -> None:
        if not text.strip():
            return
        if self.parts:
            self.parts.append("\n" if tight and self.in_list else "\n\n")
        self.parts.append(self.marker + text)
        self.marker = ""
        self.in_list = tight


def rendered(text: str) -> tuple[str, str | None]:
    """The text of a Markdown file, and the heading of the first rank that it begins with.

    A blank line is between its blocks, none between the items of a tight list or the rows of a
    table, which stay framed; lines broken to a width are joined. A text that is nested too deep
    stays as it is written.
    """
    page = _Page()
    tokens = _parsed(text)
    if any(token.level >= _DEEPEST - 2 for token in tokens):
        return rejoined(text), None
    row: list[str] = []
    rows: list[str] = []
    for before, token in zip([None, *tokens], tokens, strict=False):
        match token.type:
            case "list_item_open":
                ordered = token.info and f"{token.info}{token.markup} "
                page.marker += ordered or "- "
            case "inline" if before and before.type in ("th_open", "td_open"):
                row.append(_words(token).replace("\n", " "))
            case "inline":
                page.add(_words(token), tight=bool(before and before.hidden))
            case "tr_close":
                rows.append(f"| {' | '.join(row)} |")
                row = []
            case "thead_close":
                rows.append("|---" * (rows[-1].count(" | ") + 1) + "|")
            case "table_close":
                page.add("\n".join(rows))
                rows = []
            case "fence" | "code_block":
                page.add(token.content.strip("\n"))
            case "html_block":
                page.add(_of_html(token.content))
            case "bullet_list_close" | "ordered_list_close" if token.level == 0:
                page.in_list = False
    headed = tokens and (tokens[0].type, tokens[0].tag) == ("heading_open", "h1")
    lines = rejoined("".join(page.parts)).split("\n")
    return "\n".join(line.rstrip(" \t") for line in lines), _words(tokens[1]) if headed else None


def _words(inline: Token) -> str:
    """What a paragraph, a heading or a cell says, without pictures."""
    return "".join(map(_said, inline.children or ()))


def _said(token: Token) -> str:
    match token.type:
        case "text" | "text_special" | "code_inline":
            return token.content
        case "softbreak":
            return "\n"
        case "hardbreak":
            return _HARD_BREAK
        case "html_inline" if _BREAK.match(token.content):
            return _HARD_BREAK
    return ""


def _of_html(block: str) -> str:
    """The text of HTML within Markdown, each line without the blanks around it."""
    import lxml.html
    from lxml.etree import LxmlError

    try:
        tree = lxml.html.fragment_fromstring(block, create_parent="div")
    except LxmlError:
        return block
    for hidden in tree.xpath("//script | //style | //comment()"):
        hidden.drop_tree()
    lines: Sequence[str] = tree.text_content().splitlines()
    return "\n".join(line.strip() for line in lines if line.strip())
