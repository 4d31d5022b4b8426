"""Answers as files: Markdown, HTML, JSON and CSV, each quotation verbatim with its source."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from datetime import date
from html import escape

from qa.articles.lines import one_line
from qa.records import Answer, AnswerGroup, Citation, Disagreement, DisputedValue, Span

__all__ = [
    "FORMATS",
    "LATER",
    "LESS_LIKELY",
    "attributions",
    "by_use",
    "citation_text",
    "date_text",
    "difference",
    "numbers",
    "quote_json",
    "quote_markdown",
    "quote_text",
    "to_file",
]

FORMATS = {"md": "Markdown", "html": "HTML", "json": "JSON", "csv": "CSV"}
# What Markdown takes for more than a character: anywhere, and at the beginning of a line
_MARKDOWN = re.compile(r"([\\`*\[\]{}<|~$^]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)|:(?=[\w+-]+:))")
_OPENING = re.compile(r"^([ \t]*(?:\d+(?=[.)]))?)([#+\-=>:.)])", re.MULTILINE)
_INDENT = re.compile(r"^ (?= {3}| {0,2}\t)|^\t", re.MULTILINE)  # of a block of code
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_TITLE = "Answers from the articles"
_NOT_ANSWERED = "The articles do not answer this question. The nearest passages, not an answer:"
_ANSWERING, _OTHERS = "Passages with these words", "Other passages found"
_NEAREST = 2  # passages given whole where none answers
LESS_LIKELY = "Less likely"
LATER = "Other figures in later articles, perhaps of something else"
_UNDERSTOOD = "Understood as"
_DIFFER = "The articles differ"
_MAY_BE_TRUE = "The articles give different figures, which may all be true"
_STYLE = (
    "body{max-width:44rem;margin:2rem auto;padding:0 1rem;font:1rem/1.55 Georgia,serif}"
    "blockquote{white-space:pre-wrap;margin:.5rem 0;padding-left:1rem;border-left:3px solid #bbb}"
    "mark{background:#ffe08a}q{quotes:none;font-style:italic}"
    "footer,cite{color:#555;font-style:normal;font-size:.9rem}"
)

_Told = tuple[Answer, Sequence[str], str]  # with what is told under its question, and how sure


def to_file(
    answers: Sequence[Answer],
    kind: str,
    *,
    notes: Sequence[Sequence[str]] | None = None,
    sure: Sequence[str] | None = None,
) -> str:
    """A conversation as the text of a file.

    kind: one of `FORMATS`. notes: to each answer, what is to be told under its question: which
    articles were asked, say. sure: how sure each answer is, in words, instead of the bare number.
    Raises KeyError, and ValueError for another number of notes or words.
    """
    write = {"md": _markdown, "html": _html, "json": _json, "csv": _csv}[kind]
    told = [[] for _ in answers] if notes is None else notes
    surely = [_sure(answer) for answer in answers] if sure is None else sure
    return write(list(zip(answers, told, surely, strict=True)))


def citation_text(citation: Citation, place: Span | None = None) -> str:
    """Author, “Title,” Source, date, page, address: after the Chicago Manual's notes.

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
    where = f"{d.path}, characters {start}–{end}"
    return f"{author}{titled} ({where})."


def quote_text(citation: Citation, place: Span | None = None) -> str:
    """The passage, or a place in it, in quotation marks, and its source."""
    text = citation.document.text[place.start : place.end] if place else citation.passage.text
    return f"“{text}”\n{citation_text(citation, place)}"


def quote_markdown(citation: Citation) -> str:
    """The passage as a Markdown quotation that shows the very same characters."""
    lines = _escaped(citation.passage.text).split("\n")
    quoted = "\n".join(f"> {line}" if line else ">" for line in lines)
    return f"{quoted}\n>\n> — {_escaped(citation_text(citation))}"


def quote_json(citation: Citation) -> str:
    return json.dumps(citation.to_dict(), ensure_ascii=False, indent=2)


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


def _markdown(answers: Sequence[_Told]) -> str:
    parts = [f"# {_TITLE}"]
    for answer, notes, sure in answers:
        parts.append(f"## {_escaped(one_line(answer.question))}")
        parts += [_escaped(one_line(note)) for note in _notes(answer, notes)]
        parts.append(_NOT_ANSWERED if answer.abstained else _escaped(sure))
        for groups, sentence in answer.by_sentence(answer.likely):
            parts += [_markdown_row(group, answer) for group in groups]
            if sentence is not None:
                parts[-1] += f"\n\n  > {_escaped(one_line(_quoted(*sentence)))}"
        for name, listed in ((LATER, answer.later), (LESS_LIKELY, answer.less_likely)):
            parts += [f"{name}:"] if listed else []
            parts += [_markdown_row(group, answer, bold=False) for group in listed]
        for differing in answer.disagreements:
            parts.append(_escaped(difference(differing)))
            parts += [
                f"- **{_escaped(one_line(v.text))}** {_escaped(_where(v, answer))}\n\n"
                f"  > {_escaped(one_line(v.quote))}"
                for v in differing.values
            ]
        first, others = by_use(answer)
        parts += [f"### {_ANSWERING}"] if others and not answer.abstained else []
        parts += [f"\\[{c.n}\\]\n\n{quote_markdown(c)}" for c in first]
        parts += [f"### {_OTHERS}"] if others else []
        parts += [f"\\[{c.n}\\] {_escaped(citation_text(c))}" for c in others]
    return "\n\n".join(parts) + "\n"


def _markdown_row(group: AnswerGroup, answer: Answer, *, bold: bool = True) -> str:
    said = "; ".join(attributions(group))
    told = f" ({_escaped(said)})" if said else ""
    strong = "**" if bold else ""
    text, cited = _escaped(one_line(group.text)), _escaped(_cited(group, answer))
    return f"- {strong}{text}{strong} {cited}{told}"


def _html(answers: Sequence[_Told]) -> str:
    parts = []
    for answer, notes, sure in answers:
        parts.append(f"<section><h2>{escape(answer.question)}</h2>")
        parts += [f"<p>{escape(note)}</p>" for note in _notes(answer, notes)]
        parts.append(f"<p>{_NOT_ANSWERED if answer.abstained else escape(sure)}</p>")
        rows = "".join(
            f"<li>{'<br>'.join(_html_row(group, answer) for group in groups)}"
            f"{f'<br><q>{escape(_quoted(*sentence))}</q>' if sentence else ''}</li>"
            for groups, sentence in answer.by_sentence(answer.likely)
        )
        parts.append(f"<ul>{rows}</ul>" if rows else "")
        if later := answer.later:
            parts.append(f"<p>{LATER}:</p>{_html_list(later, answer)}")
        if others := answer.less_likely:
            summary = f"<summary>{LESS_LIKELY} ({len(others)})</summary>"
            parts.append(f"<details>{summary}{_html_list(others, answer)}</details>")
        for differing in answer.disagreements:
            values = "".join(
                f"<li><strong>{escape(v.text)}</strong> {escape(_where(v, answer))}"
                f"<blockquote>{escape(v.quote)}</blockquote></li>"
                for v in differing.values
            )
            parts.append(f"<p>{escape(difference(differing))}</p><ul>{values}</ul>")
        first, rest = by_use(answer)
        parts += [f"<h3>{_ANSWERING}</h3>"] if rest and not answer.abstained else []
        parts += [_html_passage(c, answer) for c in first]
        if rest:
            parts.append(f"<details><summary>{_OTHERS} ({len(rest)})</summary>")
            parts += [*(_html_passage(c, answer) for c in rest), "</details>"]
        parts.append("</section>")
    body = "\n".join(parts)
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        f"<title>{_TITLE}</title><style>{_STYLE}</style></head>"
        f"<body>\n<h1>{_TITLE}</h1>\n{body}\n</body></html>\n"
    )


def _html_list(groups: Sequence[AnswerGroup], answer: Answer) -> str:
    listed = "".join(f"<li>{_html_row(group, answer, 'span')}</li>" for group in groups)
    return f"<ul>{listed}</ul>"


def _html_row(group: AnswerGroup, answer: Answer, tag: str = "strong") -> str:
    said = "; ".join(attributions(group))
    told = f" ({escape(said)})" if said else ""
    return f"<{tag}>{escape(group.text)}</{tag}> {escape(_cited(group, answer))}{told}"


def _html_passage(citation: Citation, answer: Answer) -> str:
    marks = () if answer.abstained else citation.highlights
    return (
        f"<p>[{citation.n}]</p><blockquote>{_marked(citation, marks)}</blockquote>"
        f"<cite>{escape(citation_text(citation))}</cite>"
    )


def _json(answers: Sequence[_Told]) -> str:
    told = [a.to_dict() | ({"notes": list(notes)} if notes else {}) for a, notes, _ in answers]
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _csv(answers: Sequence[_Told]) -> str:
    """One row a passage; cells that a spreadsheet would take for a formula get an apostrophe."""
    stream = io.StringIO(newline="")
    table = csv.writer(stream)
    table.writerow(
        "question abstained answers n passage highlights title source published page path start "
        "end sha256 url said_by differs notes less_likely later".split()
    )
    for answer, notes, sure in answers:
        for c in answer.passages:
            d, text = c.document, c.document.text
            said, less_likely, later = (
                " | ".join(g.text for g in groups if c.n in g.citations)
                for groups in (answer.likely, answer.less_likely, answer.later)
            )
            marked = [text[h.start : h.end] for h in c.highlights]
            row = [
                *(answer.question, answer.abstained, said, c.n, c.passage.text),
                *(" | ".join(marked), d.title, d.source, d.published or ""),
                *(d.page_at(c.passage.start) or "", d.path, c.passage.start, c.passage.end),
                *(d.sha256, d.url or "", " | ".join(_said_in(c, answer))),
                *(
                    " | ".join(_differing_in(c, answer)),
                    " | ".join([*_notes(answer, notes), *([] if answer.abstained else [sure])]),
                    less_likely,
                    later,
                ),
            ]
            table.writerow([_cell(value) for value in row])
    return stream.getvalue()


def by_use(answer: Answer) -> tuple[list[Citation], list[Citation]]:
    """The passages that answer or differ, and the others; all in the first part where there is
    nothing to tell apart. Where none answers, the nearest and the others.
    """
    if answer.abstained:
        return list(answer.passages[:_NEAREST]), list(answer.passages[_NEAREST:])
    used = {n for group in (*answer.likely, *answer.later) for n in group.citations}
    used |= {n for item in answer.disagreements for v in item.values for n in v.citations}
    first = [c for c in answer.passages if c.n in used]
    rest = [c for c in answer.passages if c.n not in used]
    if not first or not rest:
        return list(answer.passages), []
    return first, rest


def _quoted(cited: Citation, place: Span) -> str:
    return cited.document.text[place.start : place.end]


def _notes(answer: Answer, notes: Sequence[str]) -> list[str]:
    understood = [f"{_UNDERSTOOD}: “{answer.interpreted_as}”"] if answer.completed else []
    return [*understood, *notes]


def _said_in(citation: Citation, answer: Answer) -> list[str]:
    """Who says what answers in this passage, word for word."""
    told = (m.attribution for g in answer.answers for m in g.mentions if m.n == citation.n)
    return list(dict.fromkeys(one_line(said) for said in told if said))


def _differing_in(citation: Citation, answer: Answer) -> list[str]:
    """The values of this passage from which other articles differ, and what those give."""
    return [
        f"{one_line(value.text)} ({difference(item)}; others: "
        f"{', '.join(one_line(v.text) for v in item.values if v is not value)})"
        for item in answer.disagreements
        for value in item.values
        if citation.n in value.citations
    ]


def _sure(answer: Answer) -> str:
    return f"Confidence {round(100 * answer.confidence)} of 100."


def _source(citation: Citation) -> str:
    """`Reuters, January 25, 2018`."""
    d = citation.document
    return ", ".join([one_line(d.called), *([date_text(d.published)] if d.published else [])])


def _cited(group: AnswerGroup, answer: Answer) -> str:
    """`[1] Reuters, January 25, 2018, [4] TRT World`."""
    return ", ".join(f"[{n}] {_source(answer.passages[n - 1])}" for n in group.citations)


def _where(value: DisputedValue, answer: Answer) -> str:
    source = one_line(answer.passages[value.citations[0] - 1].document.called)
    date = date_text(value.published) if value.published else "no date"
    older = ", the older article" if value.older else ""
    return f"{numbers(value)} {source}, {date}{older}"


def _cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _marked(citation: Citation, marks: Sequence[Span]) -> str:
    text, at, parts = citation.document.text, citation.passage.start, []
    for mark in sorted(marks, key=lambda m: m.start):
        parts += [
            escape(text[at : mark.start]),
            f"<mark>{escape(text[mark.start : mark.end])}</mark>",
        ]
        at = mark.end
    return "".join([*parts, escape(text[at : citation.passage.end])])


def _escaped(text: str) -> str:
    escaped = _OPENING.sub(r"\1\\\2", _MARKDOWN.sub(r"\\\1", text))
    return _INDENT.sub(lambda m: "&#32;" if m.group() == " " else "&#9;", escaped)


def date_text(published: str) -> str:
    """`January 25, 2018`, as the citations have it; what is no full ISO date stays as written."""
    try:
        day = date.fromisoformat(published)
    except ValueError:
        return published
    return f"{day:%B} {day.day}, {day.year}"
