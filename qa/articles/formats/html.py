"""Web pages: .html, .htm and .xhtml. Trafilatura finds the article among menus and notices."""

from __future__ import annotations

import codecs
import logging
import re

from qa.articles.decoding import decode, normalise
from qa.articles.formats.extract import Extract, Unreadable
from qa.articles.formats.html_dates import published_on
from qa.articles.formats.html_words import put_into_words
from qa.articles.lines import has_words, one_line

__all__ = ["extract_html", "load_html"]

_CHARSET = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?([\w.:-]{1,40})", re.I
)
_HEAD = 4096  # bytes in which a page must name its encoding
_SAVED_FROM = re.compile(r"<!-- saved from url=\(\d+\)(\S+) -->")
_NO_TEXT = "no article text was found in this page"


def load_html(raw: bytes) -> tuple[Extract, ...]:
    """The article of a page. Raises Undecodable, or Unreadable for a page that holds none."""
    html, notes = _decoded(raw)
    return (extract_html(html, notes),)


def extract_html(html: str, notes: tuple[str, ...] = ()) -> Extract:
    """The main text of a page, and what the page says about it. Raises Unreadable.

    A blank line stands between paragraphs, list items and table rows. The date is one that the
    page gives as such (`published_on`), never one that merely stands in it. What is struck through
    is left out (`put_into_words`).
    """
    import trafilatura
    from trafilatura.settings import Document
    from trafilatura.utils import load_html as parsed

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # the refusal says it all
    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    tree = parsed(normalise(html))
    if tree is None:
        raise Unreadable(_NO_TEXT)
    published = published_on(tree)
    put_into_words(tree)
    found = trafilatura.bare_extraction(tree, with_metadata=True, include_comments=False)
    if not isinstance(found, Document) or not has_words(found.text or ""):
        raise Unreadable(_NO_TEXT)
    lines = (_without_frame(line) for line in (found.text or "").split("\n"))
    saved = _SAVED_FROM.search(html[:_HEAD])
    return Extract(
        "\n\n".join(line for line in lines if line),
        title=one_line(found.title or "") or None,
        source=one_line(found.sitename or "") or None,
        published=published,
        byline=one_line(found.author or "") or None,
        url=found.url or (saved[1] if saved else None),
        notes=notes,
    )


def _without_frame(line: str) -> str:
    """A line without the strokes that trafilatura draws around the rows of a table."""
    line = line.strip()
    framed = len(line) > 1 and line.startswith("|") and line.endswith("|")
    return line[1:-1].strip() if framed else line


def _decoded(raw: bytes) -> tuple[str, tuple[str, ...]]:
    """As `decode`, but a page that is not UTF-8 is believed what it says of its encoding."""
    declared = _CHARSET.search(raw[:_HEAD])
    name = declared[1].decode("ascii", "replace").lower() if declared else ""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        if name and not raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            # browsers read pages that claim Latin-1 as windows-1252
            name = (
                "cp1252"
                if name in ("iso-8859-1", "latin1", "latin-1", "ascii", "us-ascii")
                else name
            )
            try:
                return raw.decode(codecs.lookup(name).name), (f"not UTF-8: read as {name}",)
            except (LookupError, UnicodeDecodeError):
                return decode(raw)
    return decode(raw)
