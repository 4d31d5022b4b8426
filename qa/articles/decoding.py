"""Bytes to text: which encoding, and the one normalisation that precedes every offset."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

__all__ = ["Undecodable", "decode", "normalise"]

# UTF-32 first: its little-endian mark begins with UTF-16's.
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UNWANTED = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff]")
_HALVES = re.compile(r"[\ud800-\udbff][\udc00-\udfff]")
# Inside words, where nobody sees it; elsewhere, as between digits, it may stand for a hyphen
_SOFT_HYPHEN = re.compile("(?<=[^\\W\\d_])\u00ad+(?:[ \t]*\\n[ \t]*)?(?=[^\\W\\d_])")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_BINARY_SHARE = 0.05  # control characters; in real text there are none or a stray few
_SAMPLE = 65_536
_REPLACEMENT = "\ufffd"


class Undecodable(Exception):
    """Bytes that are no text; the message says why, in words for people."""


def decode(raw: bytes) -> tuple[str, tuple[str, ...]]:
    """The text of `raw`, not yet normalised, and notes on what had to be assumed.

    Raises Undecodable for bytes that are not text.
    """
    text, notes = _decode(raw)
    if _control_share(text) > _BINARY_SHARE:
        raise Undecodable("it is a binary file, not text (mostly control characters)")
    return text, notes


def normalise(text: str) -> str:
    """CRLF and CR to LF; lone surrogates and control characters but tab to U+FFFD. Two halves of a
    character, as some files write them ("\\ud83d\\ude00"), become that character. A word in which
    soft hyphens say where it may be broken, and was, is whole.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _HALVES.sub(lambda m: m.group().encode("utf-16", "surrogatepass").decode("utf-16"), text)
    text = _UNWANTED.sub(_REPLACEMENT, text)
    return _SOFT_HYPHEN.sub("", text) if "\u00ad" in text else text


def _decode(raw: bytes) -> tuple[str, tuple[str, ...]]:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if raw.startswith(mark):
            return _with_mark(raw, encoding)
    if b"\0" in raw:
        return _with_nul(raw)
    try:
        return raw.decode("utf-8"), ()
    except UnicodeDecodeError:
        return _nearly_utf8(raw) or _detected(raw)


def _with_mark(raw: bytes, encoding: str) -> tuple[str, tuple[str, ...]]:
    assumed = () if encoding == "utf-8-sig" else (f"not UTF-8: read as {encoding.upper()}",)
    try:
        return raw.decode(encoding), assumed
    except UnicodeDecodeError:
        text = raw.decode(encoding, errors="replace")
        return text, (*assumed, _unreadable(text.count(_REPLACEMENT)))


def _with_nul(raw: bytes) -> tuple[str, tuple[str, ...]]:
    """Western text in UTF-16 without a mark has a NUL in every other byte, and only there."""
    even, odd = raw[0::2].count(0) * 2 / len(raw), raw[1::2].count(0) * 2 / len(raw)
    for encoding, full, empty in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if full > 0.7 and empty < 0.05:
            text = raw.decode(encoding, errors="replace")
            return text, ("not UTF-8: read as UTF-16, which does not say so itself",)
    raise Undecodable("it is a binary file, not text (it holds NUL bytes)")


def _nearly_utf8(raw: bytes) -> tuple[str, tuple[str, ...]] | None:
    """UTF-8 with a few damaged bytes: any other reading would spoil all its accents and quotes."""
    text = raw.decode("utf-8", errors="replace")
    damaged = text.count(_REPLACEMENT)
    sound = len(text) - len(text.encode("ascii", "ignore")) - damaged
    return (text, (_unreadable(damaged),)) if sound >= 5 * damaged else None


def _detected(raw: bytes) -> tuple[str, tuple[str, ...]]:
    matches = from_bytes(raw)
    best = matches.best()
    if best is None:
        raise Undecodable("its text encoding cannot be told (save it as UTF-8)")
    encoding = best.encoding
    # Code pages that read these bytes equally well are told apart by use: windows-1252 leads.
    if any(m.encoding == "cp1252" and m.chaos <= best.chaos for m in matches):
        encoding = "cp1252"
    name = re.sub(r"^cp(125\d)$", r"windows-\1", encoding).replace("_", "-")
    return raw.decode(encoding, errors="replace"), (f"not UTF-8: read as {name}",)


def _control_share(text: str) -> float:
    sample = text[:_SAMPLE]
    return len(_CONTROL.findall(sample)) / max(len(sample), 1)


def _unreadable(count: int) -> str:
    places = "1 place" if count == 1 else f"{count} places"
    return f"damaged in {places}: shown as {_REPLACEMENT}"
