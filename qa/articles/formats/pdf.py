"""PDF: the text of every page by pypdf, and where each page starts."""

from __future__ import annotations

import io
import re

from qa.articles.decoding import normalise
from qa.articles.formats.extract import Extract, Unreadable
from qa.articles.formats.wrapping import unwrapped
from qa.articles.lines import one_line

__all__ = ["load_pdf"]

_PAGE_NUMBER = re.compile(r"(?:page\s*)?[-–—]?\s*\d{1,4}\s*[-–—]?(?:\s*(?:of|/)\s*\d{1,4})?", re.I)
_NO_TITLE = re.compile(r"untitled|microsoft word|.*\.(?:docx?|indd|qxd|tex|pdf|rtf)|\W*", re.I)
_UNFINISHED = re.compile(r"[^.!?:”\"’)\]]$")


def load_pdf(raw: bytes) -> tuple[Extract, ...]:
    """The pages' text, lines joined to paragraphs, page numbers left out.

    Raises Unreadable for a file behind a password, or without text.
    """
    from pypdf import PdfReader
    from pypdf.errors import DependencyError

    reader = PdfReader(io.BytesIO(raw))
    try:
        locked = reader.is_encrypted and not reader.decrypt("")
    except DependencyError:  # AES needs a library that nothing else here needs
        locked = True
    if locked:
        raise Unreadable("it is locked with a password; save a copy without one")
    text, pages = "", []
    for page in reader.pages:
        words = _paragraphs(page.extract_text())
        if text and words:
            goes_on = _UNFINISHED.search(text) and words[0].islower()
            text += " " if goes_on else "\n\n"
        pages.append(len(text))
        text += words
    if not any(c.isalnum() for c in text):
        raise Unreadable("it holds pictures of pages and no text; run text recognition over it")
    about = reader.metadata
    title = one_line(normalise(about.title or "")) if about else ""
    author = one_line(normalise(about.author or "")) if about else ""
    extract = Extract(
        text,
        title=None if _NO_TITLE.fullmatch(title) else title,
        byline=author or None,
        pages=tuple(pages),
    )
    return (extract,)


def _paragraphs(page: str) -> str:
    rows = [row.strip() for row in normalise(page).split("\n")]
    for end in (0, -1):
        while rows and (not rows[end] or _PAGE_NUMBER.fullmatch(rows[end])):
            rows.pop(end)
    return unwrapped("\n".join(rows), always=True)
