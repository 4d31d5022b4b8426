"""Web pages: the main text by trafilatura, without menus, notices and comments."""

from __future__ import annotations

from qa.articles.formats.extract import Extract, Unreadable, one_line, read_date

__all__ = ["extract_html", "load_html"]

_DATES = {"extensive_search": False, "original_date": True, "outputformat": "%Y-%m-%d"}


def load_html(raw: bytes) -> tuple[Extract, ...]:
    """The page's article with title, author, site, date and address as the page names them.

    Raises Unreadable for a page without an article.
    """
    return (extract_html(raw),)


def extract_html(raw: bytes | str) -> Extract:
    from trafilatura import bare_extraction

    found = bare_extraction(
        raw,
        include_comments=False,
        include_tables=True,
        with_metadata=True,
        date_extraction_params=_DATES,
    )
    values = found if isinstance(found, dict) or found is None else found.as_dict()
    text = str((values or {}).get("text") or "")
    if not values or not any(c.isalnum() for c in text):
        raise Unreadable("no article text was found in this page")
    return Extract(
        text,
        title=_said(values.get("title")),
        source=_said(values.get("sitename")) or _said(values.get("hostname")),
        published=read_date(str(values.get("date") or "")),
        byline=_said(values.get("author")),
        url=_said(values.get("url")),
    )


def _said(value: object) -> str | None:
    return (one_line(str(value)) or None) if value else None
