"""Word documents: paragraphs and tables in their order, by python-docx."""

from __future__ import annotations

import io
import zipfile
from itertools import groupby
from typing import TYPE_CHECKING

from qa.articles.formats.extract import Extract, Unreadable
from qa.articles.lines import one_line

if TYPE_CHECKING:
    from docx.table import _Row

__all__ = ["load_docx"]

_MOST_BYTES = 200_000_000  # of the unpacked file
_MOST_PACKED = 400  # times smaller than unpacked; real documents stay below 50


def load_docx(raw: bytes) -> tuple[Extract, ...]:
    """The text, a line a paragraph, a line a table row.

    Raises Unreadable for a file that is no document or unpacks to something enormous.
    """
    _check_size(raw)
    from docx import Document
    from docx.table import Table

    document = Document(io.BytesIO(raw))
    rows: list[str] = []
    title = one_line(document.core_properties.title or "")
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            rows += [" | ".join(map(one_line, _cells(row))) for row in block.rows]
            continue
        rows.append(block.text)
        if not title and block.style is not None and block.style.name == "Title":
            title = one_line(block.text)
    author = one_line(document.core_properties.author or "")
    extract = Extract(
        "\n".join(rows),
        title=title or None,
        byline=None if author == "python-docx" else author or None,
    )
    return (extract,)


def _cells(row: _Row) -> list[str]:
    """The texts of a table row's cells, that of one that spans several columns once."""
    return [next(same).text for _, same in groupby(row.cells, key=lambda cell: cell._tc)]


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
