"""Mails: subject, sender, date and the text; attachments stay where they are."""

from __future__ import annotations

import codecs
import re
from contextlib import suppress
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage, MIMEPart
from email.parser import BytesParser
from email.utils import parseaddr, parsedate_to_datetime

from qa.articles.decoding import decode, normalise
from qa.articles.formats.extract import Extract, Unreadable
from qa.articles.formats.html import extract_html
from qa.articles.formats.mail_lines import paragraphs_joined, unflowed
from qa.articles.lines import has_words, one_line

__all__ = ["load_mail"]

_NOTE = re.compile(r"\b(?:html|browser|viewer|mail (?:client|program|reader))\b", re.I)
_SHORT = 40  # words; a longer text says more than that there is HTML
_FAR_MORE = 3  # times as many words


@dataclass(slots=True)
class _Beside:
    """What is told of a mail beside its text. attached: what is not read, by name; pictures that
    the text shows are none. assumed: of the encoding.
    """

    attached: list[str] = field(default_factory=list)
    assumed: list[str] = field(default_factory=list)

    def add(self, other: _Beside) -> None:
        self.attached += other.attached
        self.assumed += other.assumed

    def notes(self) -> tuple[str, ...]:
        names = ", ".join(self.attached)
        attached = (f"attachments are not read: {names}",) if names else ()
        return (*dict.fromkeys(self.assumed), *attached)


def load_mail(raw: bytes) -> tuple[Extract, ...]:
    """The mail's plain text, or where it has none, or no more than a note that there is HTML, the
    text of its HTML.

    Raises Unreadable for a mail without either.
    """
    # Before the first line some programs leave what the mail does not begin with
    begun = raw.removeprefix(codecs.BOM_UTF8).lstrip(b"\r\n")
    message = BytesParser(policy=policy.default).parsebytes(begun)
    assert isinstance(message, EmailMessage)  # what policy.default makes
    beside = _Beside()
    text = _text(message, beside) if message.keys() else ""
    if not has_words(text):
        raise Unreadable("it is no mail, or one without text")
    name, address = parseaddr(str(message.get("from", "")))
    extract = Extract(
        text,
        title=one_line(str(message.get("subject", ""))) or None,
        byline=name or None,
        source=address.partition("@")[2] or None,
        published=_date(str(message.get("date", ""))),
        notes=beside.notes(),
    )
    return (extract,)


def _text(part: MIMEPart, beside: _Beside) -> str:
    """The text of a part and of those in it. beside: gets what else is to be told."""
    kind = part.get_content_type()
    if kind == "multipart/alternative":
        return _fullest(part, beside)
    if part.is_multipart() and kind != "message/rfc822":
        texts = [_text(p, beside).strip("\n") for p in part.iter_parts()]
        return "\n\n".join(filter(has_words, texts))
    named = one_line(str(part.get_filename() or ""))
    if named or part.is_attachment() or kind not in {"text/plain", "text/html"}:
        if not part.get("content-id"):
            beside.attached.append(named or kind)
        return ""
    content, assumed = _decoded(part)
    content = normalise(content)
    beside.assumed += assumed
    return _of_page(content) if kind == "text/html" else _of_plain(part, content)


def _fullest(part: MIMEPart, beside: _Beside) -> str:
    """Of the same in several forms the plainest one that says anything, unless another says far
    more: then that one is only a note ("This message needs a viewer of HTML").
    """
    forms: list[tuple[str, _Beside]] = []
    for form in sorted(part.iter_parts(), key=lambda p: p.get_content_type() != "text/plain"):
        its = _Beside()
        if has_words(text := _text(form, its)):
            forms.append((text, its))
    if not forms:
        return ""
    text, its = forms[0]
    most = max(forms, key=lambda form: _word_count(form[0]))
    least = 1 if _word_count(text) < _SHORT and _NOTE.search(text) else _FAR_MORE
    if _word_count(most[0]) > least * _word_count(text):
        text, its = most
    beside.add(its)
    return text


def _of_page(html: str) -> str:
    """The text of a part in HTML; "" where there is none."""
    with suppress(Unreadable):
        return extract_html(html).text
    return ""


def _of_plain(part: MIMEPart, text: str) -> str:
    if str(part.get_param("format", "")).lower() == "flowed":
        text = unflowed(text, without_space=str(part.get_param("delsp", "")).lower() == "yes")
    return paragraphs_joined(text)


def _decoded(part: MIMEPart) -> tuple[str, tuple[str, ...]]:
    """As it says it is encoded, if that is so; else as any other file is, with notes on what had to
    be assumed.
    """
    raw = part.get_payload(decode=True)
    assert isinstance(raw, bytes)  # of a part that is not several
    said = part.get_content_charset()
    with suppress(LookupError, UnicodeError):
        return (raw.decode(codecs.lookup(said).name) if said else raw.decode("utf-8")), ()
    return decode(raw)


def _word_count(text: str) -> int:
    return len(text.split())


def _date(written: str) -> str | None:
    try:
        return parsedate_to_datetime(written).date().isoformat()
    except ValueError:
        return None
