"""PDF: the text of every page by pypdf, and where each page starts."""

from __future__ import annotations

import io
import re
from collections import Counter

from qa.articles.decoding import normalise
from qa.articles.formats.extract import Extract, Unreadable
from qa.articles.formats.wrapping import unwrapped
from qa.articles.lines import has_words, one_line

__all__ = ["load_pdf"]

_PAGE_NUMBER = re.compile(
    r"(?P<said>page\s*)?[-–—]?\s*(?P<number>\d{1,4})\s*[-–—]?(?P<of>\s*(?:of|/)\s*\d{1,4})?", re.I
)
_NO_TITLE = re.compile(r"untitled|microsoft word|.*\.(?:docx?|indd|qxd|tex|pdf|rtf)|\W*", re.I)
# A page draws a soft hyphen only where it shows: within a line some fonts write hyphens as such
_DRAWN_HYPHEN = re.compile("\u00ad(?=\\S)")
_UNFINISHED = re.compile(r"[^.!?:”\"’)\]]")


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
    for rows in _without_numbers([_rows(page.extract_text()) for page in reader.pages]):
        words = unwrapped("\n".join(rows))
        if text and words:
            goes_on = _UNFINISHED.match(text[-1]) and words[0].islower()
            text += " " if goes_on else "\n\n"
        pages.append(len(text))
        text += words
    if not has_words(text):
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


def _rows(page: str) -> list[str]:
    page = normalise(_DRAWN_HYPHEN.sub("-", page))
    rows = [row.strip() for row in page.split("\n")]
    filled = [n for n, row in enumerate(rows) if row]
    return rows[filled[0] : filled[-1] + 1] if filled else []


def _without_numbers(pages: list[list[str]]) -> list[list[str]]:
    """The pages without their numbers: a line at the same end of each that goes up by one from page
    to page, or says that it is one ("page 3", "3 of 9"). Another figure there is part of the text.
    """
    for end in (0, -1):
        found = {
            n: number
            for n, rows in enumerate(pages)
            if rows and (number := _PAGE_NUMBER.fullmatch(rows[end]))
        }
        first = {n: int(number["number"]) - n for n, number in found.items()}
        often = Counter(first.values())
        for n, number in found.items():
            if often[first[n]] > 1 or number.group() == "1" or number["said"] or number["of"]:
                pages[n].pop(end)
    return pages
