"""A web page of its own, with escaped text and a policy under which nothing runs."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from qa.exports.citing import (
    answer_sources,
    attributions,
    citation_text,
    difference,
    value_source,
    words_of,
)
from qa.exports.parts import (
    ANSWERING,
    LATER,
    LESS_LIKELY,
    NOT_ANSWERED,
    OTHERS,
    TITLE,
    Told,
    by_use,
)
from qa.records import Answer, AnswerGroup, Citation, Span

__all__ = ["html_file"]

_STYLE = (
    "body{max-width:44rem;margin:2rem auto;padding:0 1rem;font:1rem/1.55 Georgia,serif}"
    "blockquote{white-space:pre-wrap;margin:.5rem 0;padding-left:1rem;border-left:3px solid #bbb}"
    "mark{background:#ffe08a}q{quotes:none;font-style:italic}"
    "footer,cite{color:#555;font-style:normal;font-size:.9rem}"
)


def html_file(answers: Sequence[Told]) -> str:
    parts = []
    for told in answers:
        answer = told.answer
        parts.append(f"<section><h2>{escape(answer.question)}</h2>")
        parts += [f"<p>{escape(note)}</p>" for note in told.under_question]
        parts.append(f"<p>{NOT_ANSWERED if answer.abstained else escape(told.sure)}</p>")
        rows = "".join(
            f"<li>{'<br>'.join(_row(group, answer) for group in groups)}"
            f"{f'<br><q>{escape(words_of(*sentence))}</q>' if sentence else ''}</li>"
            for groups, sentence in answer.by_sentence(answer.likely)
        )
        parts.append(f"<ul>{rows}</ul>" if rows else "")
        if later := answer.later:
            parts.append(f"<p>{LATER}:</p>{_list(later, answer)}")
        if others := answer.less_likely:
            summary = f"<summary>{LESS_LIKELY} ({len(others)})</summary>"
            parts.append(f"<details>{summary}{_list(others, answer)}</details>")
        for differing in answer.disagreements:
            values = "".join(
                f"<li><strong>{escape(v.text)}</strong> {escape(value_source(v, answer))}"
                f"<blockquote>{escape(v.quote)}</blockquote></li>"
                for v in differing.values
            )
            parts.append(f"<p>{escape(difference(differing))}</p><ul>{values}</ul>")
        first, rest = by_use(answer)
        parts += [f"<h3>{ANSWERING}</h3>"] if rest and not answer.abstained else []
        parts += [_passage(c, answer) for c in first]
        if rest:
            parts.append(f"<details><summary>{OTHERS} ({len(rest)})</summary>")
            parts += [*(_passage(c, answer) for c in rest), "</details>"]
        parts.append("</section>")
    body = "\n".join(parts)
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        f"<title>{TITLE}</title><style>{_STYLE}</style></head>"
        f"<body>\n<h1>{TITLE}</h1>\n{body}\n</body></html>\n"
    )


def _list(groups: Sequence[AnswerGroup], answer: Answer) -> str:
    listed = "".join(f"<li>{_row(group, answer, 'span')}</li>" for group in groups)
    return f"<ul>{listed}</ul>"


def _row(group: AnswerGroup, answer: Answer, tag: str = "strong") -> str:
    said = "; ".join(attributions(group))
    told = f" ({escape(said)})" if said else ""
    return f"<{tag}>{escape(group.text)}</{tag}> {escape(answer_sources(group, answer))}{told}"


def _passage(citation: Citation, answer: Answer) -> str:
    marks = () if answer.abstained else citation.highlights
    return (
        f"<p>[{citation.n}]</p><blockquote>{_marked(citation, marks)}</blockquote>"
        f"<cite>{escape(citation_text(citation))}</cite>"
    )


def _marked(citation: Citation, marks: Sequence[Span]) -> str:
    text, at, parts = citation.document.text, citation.passage.start, []
    for mark in sorted(marks, key=lambda m: m.start):
        parts += [
            escape(text[at : mark.start]),
            f"<mark>{escape(text[mark.start : mark.end])}</mark>",
        ]
        at = mark.end
    return "".join([*parts, escape(text[at : citation.passage.end])])
