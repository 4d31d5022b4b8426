"""What a Word document says, paragraph by paragraph, with its tracked changes accepted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from qa.articles.formats.raised import raised
from qa.articles.lines import one_line

__all__ = ["has_changes", "paragraphs"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_TEXTS = {f"{_W}t", "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"}
_SIGNS = {
    f"{_W}tab": "\t",
    f"{_W}ptab": "\t",
    f"{_W}br": "\n",
    f"{_W}cr": "\n",
    f"{_W}noBreakHyphen": "-",
}
# Around text: content controls, insertions, links, results of fields
_WRAPPERS = {
    f"{_W}{name}"
    for name in "sdt sdtContent customXml ins moveTo smartTag hyperlink fldSimple dir bdo".split()
}
# Deleted, or how text looks; the small letters that say how others sound
_LEFT_OUT = {
    f"{_W}{name}"
    for name in "del moveFrom pPr rPr sdtPr sdtEndPr tblPr tblGrid trPr tcPr sectPr rt".split()
}
_LONGEST_REPEATED = 200  # characters of a cell over several rows that is told in each of them


def has_changes(body: Any) -> bool:
    """Whether changes were tracked that nobody accepted or refused yet."""
    tracked = (f"{_W}{name}" for name in ("ins", "del", "moveFrom", "moveTo"))
    return next(body.iter(*tracked), None) is not None


def paragraphs(container: Any) -> Iterator[tuple[Any, str]]:
    """Each paragraph and its text, in their order, and each row of a table, its cells between
    strokes. The text of boxes stands behind the paragraph that they hang on.
    """
    for block in _children(container):
        if block.tag == f"{_W}p":
            said = _Paragraph()
            said.read(block)
            yield block, "".join(said.pieces)
            for box in said.boxes:
                yield from paragraphs(box)
        elif block.tag == f"{_W}tbl":
            for row in _rows(block):
                yield block, row


def _children(node: Any) -> Iterator[Any]:
    """What is in it, or in what only wraps it there; of alternatives the first that has words."""
    for child in node:
        if child.tag in _WRAPPERS:
            yield from _children(child)
        elif child.tag == _ALTERNATIVES:
            held = (way for way in child if next(way.iter(*_TEXTS), None) is not None)
            yield from _children(next(held, ()))
        elif child.tag not in _LEFT_OUT:
            yield child


class _Paragraph:
    """The text of a paragraph in pieces, and the boxes that hang on it."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.boxes: list[Any] = []
        self._fields: list[bool] = []  # those not ended here; whether their result has begun

    def read(self, node: Any) -> None:
        for child in _children(node):
            if child.tag in _TEXTS:
                self._add(child.text or "")
            elif child.tag in _SIGNS:
                self._add(_SIGNS[child.tag])
            elif child.tag == f"{_W}txbxContent":
                self.boxes.append(child)
            elif child.tag == f"{_W}fldChar":
                self._field(child.get(f"{_W}fldCharType"))
            elif child.tag == f"{_W}r" and _is_raised(child):
                self._add_raised(child)
            else:
                self.read(child)

    def _add(self, text: str) -> None:
        if all(self._fields):  # a field within what another is told to do shows nowhere
            self.pieces.append(text)

    def _add_raised(self, run: Any) -> None:
        text = "".join(part.text or "" for part in run.iter(*_TEXTS))
        following = run.getnext()
        behind = "" if following is None else next((t.text for t in following.iter(*_TEXTS)), "")
        self._add(raised(text, "".join(self.pieces[-4:])[-20:], behind or ""))

    def _field(self, kind: str | None) -> None:
        if kind == "begin":
            self._fields.append(False)
        elif self._fields and kind == "separate":
            self._fields[-1] = True
        elif self._fields and kind == "end":
            self._fields.pop()


def _is_raised(run: Any) -> bool:
    """Whether a run is raised, and made of text alone."""
    how = run.find(f"{_W}rPr/{_W}vertAlign")
    if how is None or how.get(f"{_W}val") != "superscript":
        return False
    return all(part.tag in _TEXTS for part in _children(run))


def _rows(table: Any) -> Iterator[str]:
    """The rows of a table. A cell over several columns stands once, one over rows in each."""
    above: dict[int, str] = {}
    for row in _children(table):
        if row.tag != f"{_W}tr" or row.find(f"{_W}trPr/{_W}del") is not None:
            continue
        column = _number(row, "trPr", "gridBefore")
        cells: list[str] = []
        for cell in _children(row):
            if cell.tag != f"{_W}tc":
                continue
            merged = cell.find(f"{_W}tcPr/{_W}vMerge")
            if merged is not None and merged.get(f"{_W}val") != "restart":
                text = above.get(column, "")
            else:
                text = one_line(" ".join(said for _, said in paragraphs(cell)))
                above[column] = text if len(text) <= _LONGEST_REPEATED else ""
            cells.append(text)
            column += _number(cell, "tcPr", "gridSpan") or 1
        yield " | ".join(cells)


def _number(node: Any, about: str, name: str) -> int:
    found = node.find(f"{_W}{about}/{_W}{name}")
    written = found.get(f"{_W}val", "") if found is not None else ""
    return int(written) if written.isascii() and written.isdigit() and len(written) < 5 else 0
