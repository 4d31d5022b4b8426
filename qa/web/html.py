"""Text as data: escaping, and marks laid over text. Pure functions, no Streamlit."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

__all__ = ["Layer", "Segment", "escape", "label", "marked", "segments", "verbatim"]

# A lone surrogate (an undecodable file name) cannot be sent to a browser, and its parser drops NUL.
_UNSENDABLE = re.compile("[\x00\ud800-\udfff]")
_WORD_JOINER = "\u2060"


@dataclass(frozen=True, slots=True)
class Layer:
    """A stretch of a text that is to be marked, and the class it gets. note: why, for a tooltip."""

    start: int
    end: int
    kind: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch under the same layers throughout."""

    text: str
    kinds: tuple[str, ...]
    note: str = ""


def segments(
    text: str, layers: Iterable[Layer], start: int = 0, end: int | None = None
) -> list[Segment]:
    """`text[start:end]` cut at every border of a layer; the pieces join to exactly that text."""
    end = len(text) if end is None else end
    inside = [layer for layer in layers if max(layer.start, start) < min(layer.end, end)]
    borders = {start, end}
    for layer in inside:
        borders |= {max(layer.start, start), min(layer.end, end)}
    cuts = sorted(borders)
    found = []
    for left, right in pairwise(cuts):
        over = [layer for layer in inside if layer.start <= left and right <= layer.end]
        kinds = tuple(dict.fromkeys(layer.kind for layer in over))
        note = "; ".join(dict.fromkeys(layer.note for layer in over if layer.note))
        found.append(Segment(text[left:right], kinds, note))
    return found


def escape(text: str) -> str:
    """`text` for the inside of an HTML element or a quoted attribute.

    Line ends become character references: Streamlit dedents and strips raw ones.
    """
    sendable = _UNSENDABLE.sub("\N{REPLACEMENT CHARACTER}", text)
    return html.escape(sendable, quote=True).replace("\r", "&#13;").replace("\n", "&#10;")


def marked(pieces: Sequence[Segment]) -> str:
    """The pieces as HTML, each marked one in a `<mark>` with the classes of its layers."""
    return "".join(_piece(piece) for piece in pieces)


def verbatim(inner: str, *, tag: str = "div", kind: str = "") -> str:
    """An element that shows its (already escaped) content with every space and line end kept."""
    return f'<{tag} class="qa-verbatim {escape(kind)}" dir="auto">{inner}</{tag}>'


def label(text: str, *, longest: int = 80) -> str:
    """`text` for the label of a control, which Streamlit reads as Markdown.

    All punctuation is escaped. Streamlit also rewrites `:emoji:`, `-->` and the like after the
    escapes are gone: an invisible word joiner breaks those up. White space runs become one space.
    Where exactness matters, the text itself stands beside the control.
    """
    flat = " ".join(_UNSENDABLE.sub("\N{REPLACEMENT CHARACTER}", text).split())
    if len(flat) > longest:
        flat = flat[: longest - 1].rstrip() + "…"
    apart = re.sub(r"(?<=:)(?=\S)|(?<=[-<>=])(?=[-<>=])", _WORD_JOINER, flat)
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", apart)


def _piece(piece: Segment) -> str:
    if not piece.kinds:
        return escape(piece.text)
    classes = escape(" ".join(f"qa-{kind}" for kind in piece.kinds))
    note = f' title="{escape(piece.note)}"' if piece.note else ""
    text = escape(piece.text)
    return f'<mark class="{classes}" style="color: inherit"{note}>{text}</mark>'
