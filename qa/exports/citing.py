"""Citations in words: a passage's source, who says so, and what articles differ about."""

from __future__ import annotations

from datetime import date

from qa.articles.lines import one_line
from qa.articles.tables import table_heads
from qa.records import (
    Answer,
    AnswerGroup,
    Citation,
    Disagreement,
    DisputedValue,
    Document,
    Span,
)

__all__ = [
    "answer_sources",
    "attributions",
    "citation_text",
    "columns",
    "date_text",
    "difference",
    "numbers",
    "quote_text",
    "value_source",
    "words_of",
]

_DIFFER = "The articles differ"
_MAY_BE_TRUE = "The articles give different figures, which may all be true"


def citation_text(citation: Citation, place: Span | None = None) -> str:
    """Author, “Title,” Source, date, page, address: after the Chicago Manual's notes. Of rows of a
    table also what is in their columns.

    place: what is quoted, when that is not the whole passage.
    """
    quoted = place or citation.passage
    start, end = quoted.start, quoted.end
    d, title = citation.document, one_line(citation.document.title)
    page = d.page_at(start)
    about = [
        *([d.source] if d.source_named and d.source != title else []),
        *([date_text(d.published)] if d.published else []),
        *([f"page {page}"] if page else []),
        *([d.url] if d.url else []),
    ]
    if not d.title_found:  # the opening words stand in
        titled = ", ".join([f"Untitled (“{title}”)", *about])
    else:
        titled = f"“{title},” {', '.join(about)}" if about else f"“{title}”"
    author = f"{d.byline}, " if d.byline else ""
    heads = [f"columns of the table: “{head}”" for head in columns(d, start, end)]
    where = "; ".join([f"{d.path}, characters {start}–{end}", *heads])
    return f"{author}{titled} ({where})."


def columns(document: Document, start: int, end: int) -> list[str]:
    """What is in the columns of tables whose rows are shown without: `Town | Visitors`."""
    heads = table_heads(document.text, start, end)
    return [one_line(document.text[head.start : head.end]) for head in heads]


def quote_text(citation: Citation, place: Span | None = None) -> str:
    """The passage, or a place in it, in quotation marks, and its source."""
    text = words_of(citation, place) if place else citation.passage.text
    return f"“{text}”\n{citation_text(citation, place)}"


def words_of(cited: Citation, place: Span) -> str:
    """What stands at a place of the cited article."""
    return cited.document.text[place.start : place.end]


def _source(citation: Citation) -> str:
    """`Reuters, 25 January 2018`."""
    d = citation.document
    return ", ".join([one_line(d.called), *([date_text(d.published)] if d.published else [])])


def answer_sources(group: AnswerGroup, answer: Answer) -> str:
    """`[1] Reuters, 25 January 2018, [4] TRT World`."""
    return ", ".join(f"[{n}] {_source(answer.passages[n - 1])}" for n in group.citations)


def value_source(value: DisputedValue, answer: Answer) -> str:
    """`[1] [4] Reuters, 25 January 2018, the older article`: the first that gives it."""
    source = one_line(answer.passages[value.citations[0] - 1].document.called)
    when = date_text(value.published) if value.published else "no date"
    older = ", the older article" if value.older else ""
    return f"{numbers(value)} {source}, {when}{older}"


def attributions(group: AnswerGroup) -> list[str]:
    """Who is said to say so, word for word, in quotation marks."""
    return [f"“{said}”" for said in dict.fromkeys(map(one_line, group.attributions))]


def numbers(given: AnswerGroup | DisputedValue) -> str:
    """`[1] [4]`: the passages that give it."""
    return " ".join(f"[{n}]" for n in given.citations)


def difference(differing: Disagreement) -> str:
    """`The articles differ: rounds of Astana talks`."""
    about = f": {one_line(differing.about)}" if differing.about else ""
    return f"{_MAY_BE_TRUE if differing.compatible else _DIFFER}{about}"


def date_text(published: str) -> str:
    """`25 January 2018`, here and on the page; what is no full ISO date stays as written."""
    try:
        day = date.fromisoformat(published)
    except ValueError:
        return published
    return f"{day.day} {day:%B %Y}"
