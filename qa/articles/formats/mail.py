"""Mails: subject, sender, date and the text; attachments stay where they are."""

from __future__ import annotations

from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr, parsedate_to_datetime

from qa.articles.formats.extract import Extract, Unreadable
from qa.articles.formats.html import extract_html
from qa.articles.formats.wrapping import unwrapped
from qa.articles.lines import one_line

__all__ = ["load_mail"]


def load_mail(raw: bytes) -> tuple[Extract, ...]:
    """The mail's plain text, or the text of its HTML.

    Raises Unreadable for a mail without either.
    """
    message = BytesParser(policy=policy.default).parsebytes(raw)
    assert isinstance(message, EmailMessage)  # what policy.default makes
    body = message.get_body(preferencelist=("plain", "html"))
    if body is None or not message.keys():
        raise Unreadable("it is no mail, or one without text")
    content = str(body.get_content())
    if body.get_content_subtype() == "html":
        text = extract_html(content).text
    else:
        text = unwrapped(content)
    name, address = parseaddr(str(message.get("from", "")))
    attached = [one_line(str(part.get_filename() or "")) for part in message.iter_attachments()]
    notes = (f"attachments are not read: {', '.join(filter(None, attached))}",) if attached else ()
    extract = Extract(
        text,
        title=one_line(str(message.get("subject", ""))) or None,
        byline=name or None,
        source=address.partition("@")[2] or None,
        published=_date(str(message.get("date", ""))),
        notes=notes,
    )
    return (extract,)


def _date(written: str) -> str | None:
    try:
        return parsedate_to_datetime(written).date().isoformat()
    except ValueError:
        return None
