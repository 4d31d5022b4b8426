"""Mails: subject, sender, date and the text; attachments stay where they are."""

from __future__ import annotations

import codecs
from contextlib import suppress
from email import policy
from email.message import EmailMessage, MIMEPart
from email.parser import BytesParser
from email.utils import parseaddr, parsedate_to_datetime

from qa.articles.decoding import decode
from qa.articles.formats.extract import Extract, Unreadable
from qa.articles.formats.html import extract_html
from qa.articles.formats.wrapping import unwrapped
from qa.articles.lines import one_line

__all__ = ["load_mail"]


def load_mail(raw: bytes) -> tuple[Extract, ...]:
    """The mail's plain text, or where it has none the text of its HTML.

    Raises Unreadable for a mail without either.
    """
    message = BytesParser(policy=policy.default).parsebytes(raw)
    assert isinstance(message, EmailMessage)  # what policy.default makes
    left_out: list[str] = []
    text = _text(message, left_out) if message.keys() else ""
    if not _has_words(text):
        raise Unreadable("it is no mail, or one without text")
    name, address = parseaddr(str(message.get("from", "")))
    notes = (f"attachments are not read: {', '.join(left_out)}",) if left_out else ()
    extract = Extract(
        text,
        title=one_line(str(message.get("subject", ""))) or None,
        byline=name or None,
        source=address.partition("@")[2] or None,
        published=_date(str(message.get("date", ""))),
        notes=notes,
    )
    return (extract,)


def _text(part: MIMEPart, left_out: list[str]) -> str:
    """The text of a part and of those in it. left_out: gets what is attached and not read, by name;
    pictures that the text shows are none.
    """
    kind = part.get_content_type()
    if kind == "multipart/alternative":  # the same in several forms, the plainest of them first
        parts = sorted(part.iter_parts(), key=lambda p: p.get_content_type() != "text/plain")
        return next((text for p in parts if _has_words(text := _text(p, left_out))), "")
    if part.is_multipart() and kind != "message/rfc822":
        texts = [_text(p, left_out).strip("\n") for p in part.iter_parts()]
        return "\n\n".join(filter(_has_words, texts))
    named = one_line(str(part.get_filename() or ""))
    if named or part.is_attachment() or kind not in {"text/plain", "text/html"}:
        if not part.get("content-id"):
            left_out.append(named or kind)
        return ""
    content = _decoded(part)
    return extract_html(content).text if kind == "text/html" else unwrapped(content)


def _decoded(part: MIMEPart) -> str:
    """As it says it is encoded, if that is so; else as any other file is."""
    raw = part.get_payload(decode=True)
    assert isinstance(raw, bytes)  # of a part that is not several
    said = part.get_content_charset()
    with suppress(LookupError, UnicodeError):
        return raw.decode(codecs.lookup(said).name) if said else raw.decode("utf-8")
    return decode(raw)[0]


def _has_words(text: str) -> bool:
    return any(c.isalnum() for c in text)


def _date(written: str) -> str | None:
    try:
        return parsedate_to_datetime(written).date().isoformat()
    except ValueError:
        return None
