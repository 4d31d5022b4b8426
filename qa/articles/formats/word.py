"""Word documents: paragraphs and tables in their order, by python-docx."""

from __future__ import annotations

import io
import zipfile

from qa.articles.formats.extract import Extract, Unreadable
from qa.articles.formats.word_text import has_changes, paragraphs
from qa.articles.lines import one_line

__all__ = ["load_docx"]

_MOST_BYTES = 200_000_000  # of the unpacked file
_MOST_PACKED = 400  # times smaller than unpacked; real documents stay below 50


def load_docx(raw: bytes) -> tuple[Extract, ...]:
    """The text, a line a paragraph, a line a table row; tracked changes as if accepted.

    Raises Unreadable for a file that is no document or unpacks to something enormous.
    """
    _check_size(raw)
    from docx import Document
    from docx.text.paragraph import Paragraph

    document = Document(io.BytesIO(raw))
    body = document.element.body
    rows: list[str] = []
    title = one_line(document.core_properties.title or "")
    for block, text in paragraphs(body):
        rows.append(text)
        if not title and text and block.tag.endswith("}p"):
            style = Paragraph(block, document).style
            title = one_line(text) if style is not None and style.name == "Title" else ""
    author = one_line(document.core_properties.author or "")
    changed = ("it has tracked changes: read as if accepted",) if has_changes(body) else ()
    extract = Extract(
        "\n".join(rows),
        title=title or None,
        byline=None if author == "python-docx" else author or None,
        notes=changed,
    )
    return (extract,)


def _check_size(raw: bytes) -> None:
    """Refuse what would unpack to far more than it is, before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            unpacked = sum(info.file_size for info in archive.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise Unreadable("it is damaged, or no Word document") from error
    if unpacked > _MOST_BYTES or unpacked > _MOST_PACKED * max(len(raw), 10_000):
        raise Unreadable(
            f"it would unpack to {unpacked / 1e6:,.0f} MB from {len(raw) / 1e6:.2f} MB, "
            "as no Word document does"
        )
