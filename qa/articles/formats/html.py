"""Web pages: .html, .htm and .xhtml. Trafilatura finds the article among menus and notices."""

from __future__ import annotations

import codecs
import logging
import re
from collections.abc import Iterable
from typing import Any

from qa.articles.dates import iso_date
from qa.articles.decoding import decode, normalise
from qa.articles.formats.extract import Extract, Unreadable
from qa.articles.lines import one_line

__all__ = ["extract_html", "load_html"]

_CHARSET = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?([\w.:-]{1,40})", re.I
)
_HEAD = 4096  # bytes in which a page must name its encoding
_SAVED_FROM = re.compile(r"<!-- saved from url=\(\d+\)(\S+) -->")
_PUBLISHED = frozenset(
    "article:published_time og:published_time datepublished date pubdate publishdate publish-date "
    "publish_date published_time dc.date dc.date.issued dcterms.date dcterms.issued "
    "parsely-pub-date sailthru.date citation_publication_date citation_date".split()
)
_JSON_PUBLISHED = re.compile(r"\"datePublished\"\s*:\s*\"([^\"]{8,40})\"")
_BESIDE = 8  # words beside a time that stands alone: "Published:", "by Jane Doe"
_CHANGED = ("updat", "modif", "edited", "revised")
_NO_TEXT = "no article text was found in this page"


def load_html(raw: bytes) -> tuple[Extract, ...]:
    """The article of a page. Raises Undecodable, or Unreadable for a page that holds none."""
    html, notes = _decoded(raw)
    return (extract_html(html, notes),)


def extract_html(html: str, notes: tuple[str, ...] = ()) -> Extract:
    """The main text of a page, and what the page says about it. Raises Unreadable.

    A blank line stands between paragraphs, list items and table rows. The date is one that the
    page gives as such (`published`), never one that merely stands in it.
    """
    import trafilatura
    from trafilatura.settings import Document
    from trafilatura.utils import load_html as parsed

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # the refusal says it all
    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    tree = parsed(normalise(html))
    if tree is None:
        raise Unreadable(_NO_TEXT)
    found = trafilatura.bare_extraction(tree, with_metadata=True, include_comments=False)
    if not isinstance(found, Document) or not any(c.isalnum() for c in found.text or ""):
        raise Unreadable(_NO_TEXT)
    lines = (_without_frame(line) for line in (found.text or "").split("\n"))
    saved = _SAVED_FROM.search(html[:_HEAD])
    return Extract(
        "\n\n".join(line for line in lines if line),
        title=one_line(found.title or "") or None,
        source=one_line(found.sitename or "") or None,
        published=_published(tree),
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


def _stands_alone(time: Any) -> bool:
    """Whether a time stands apart from running text, and is not that of a change."""
    about = f"{time.get('itemprop') or ''} {time.get('class') or ''}".lower()
    around = time.getparent()
    beside = "" if around is None else around.text_content().replace(time.text_content(), "", 1)
    said = f"{about} {beside}".lower()
    return len(beside.split()) <= _BESIDE and not any(word in said for word in _CHANGED)


def _published(tree: Any) -> str | None:
    """The day of publication, from the first kind of place in which the page gives just one."""
    named = (
        m.get("content")
        for m in tree.iter("meta")
        if (m.get("property") or m.get("name") or m.get("itemprop") or "").lower() in _PUBLISHED
    )
    scripts = tree.xpath("//script[contains(@type, 'ld+json')]/text()")
    articles = tree.xpath("//article") or tree.xpath("//main") or [tree]
    times = list(articles[0].iter("time"))
    labelled = [
        t
        for t in times
        if "publish" in (t.get("itemprop") or t.get("class") or "").lower() or "pubdate" in t.attrib
    ]
    places: tuple[Iterable[str | None], ...] = (
        named,
        (written for script in scripts for written in _JSON_PUBLISHED.findall(script)),
        (t.get("datetime") or t.text_content() for t in labelled),
        (t.get("datetime") or t.text_content() for t in times if _stands_alone(t)),
    )
    for place in places:
        days = {day for written in place if written and (day := iso_date(written))}
        if len(days) == 1:
            return days.pop()
    return None
