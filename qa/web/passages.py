"""The numbered passages under an answer, and why each was found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import streamlit as st
from streamlit.elements.lib.mutable_popover_container import PopoverContainer

from qa.articles.tables import table_heads
from qa.exports import quote_json, quote_markdown, quote_text
from qa.records import Citation, Document, Hit, Passage
from qa.web import words
from qa.web.html import Layer, escape, label, marked, segments, verbatim

__all__ = [
    "columns_html",
    "copy_menu",
    "found_html",
    "numbers_html",
    "passage_card",
    "passage_html",
    "why",
]


def passage_card(citation: Citation, key: str, *, answers: bool = True) -> Citation | None:
    """Draw one passage; the citation to open when its article, or a copy's, was asked for.

    answers: False for a near miss, in which nothing is marked.
    """
    with st.container(border=True, key=f"passage_{key}"):
        st.html(passage_html(citation, answers=answers))
        with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
            chosen = None
            if st.button(
                f"{words.OPEN_ARTICLE} \\[{citation.n}\\]", key=f"open_{key}", type="tertiary"
            ):
                chosen = citation
            for at, copy in enumerate(citation.also_in):
                name = f"{words.ALSO_IN} {label(copy.document.called, longest=28)}"
                if st.button(name, key=f"also_{key}_{at}", type="tertiary"):
                    chosen = replace(
                        citation,
                        passage=copy.passage,
                        document=copy.document,
                        highlights=(),
                        evidence=None,
                    )
            copy_menu(citation, key)
            _numbers_menu(citation, key)
    return chosen


def found_html(hits: Sequence[Hit]) -> str:
    """Passages that are still to be read, as they are."""
    return "".join(
        f'<div class="qa-seen">{_head(hit.document, hit.passage)}'
        f"{verbatim(escape(hit.passage.text), tag='blockquote', kind='qa-quote')}</div>"
        for hit in hits
    )


@st.fragment
def copy_menu(citation: Citation, key: str) -> None:
    """Draw the menu with the quote and its citation, ready to be copied. A fragment: opening it
    draws nothing else anew.
    """
    sentence = citation.evidence
    with _menu(words.COPY, f"copy_{key}") as menu:
        if not menu.open:
            return
        for name, text, language in (
            *([(words.COPY_SENTENCE, quote_text(citation, sentence), None)] if sentence else []),
            (words.COPY_TEXT, quote_text(citation), None),
            (words.COPY_MARKDOWN, quote_markdown(citation), None),
            (words.COPY_JSON, quote_json(citation), "json"),
        ):
            st.html(f'<p class="qa-faint">{escape(name)}</p>')
            whole = name == words.COPY_SENTENCE
            height: Literal["content"] | int = "content" if whole else 140
            st.code(text, language=language, wrap_lines=True, height=height)


@st.fragment
def _numbers_menu(citation: Citation, key: str) -> None:
    with _menu(words.NUMBERS, f"numbers_{key}") as menu:
        if menu.open:
            st.html(numbers_html(citation))


def _menu(name: str, key: str) -> PopoverContainer:
    """A menu that is filled when it is opened: a long conversation has hundreds."""
    return st.popover(name, type="tertiary", key=key, width="content", on_change="rerun")


def passage_html(citation: Citation, *, answers: bool = True) -> str:
    """Number, title, source, date, place, the marked text, and the reason."""
    document, passage = citation.document, citation.passage
    layers = []
    if answers and citation.evidence is not None:
        layers.append(Layer(citation.evidence.start, citation.evidence.end, "evidence"))
    if answers:
        layers += [Layer(h.start, h.end, "answer") for h in citation.highlights]
    text = marked(segments(document.text, layers, passage.start, passage.end))
    return (
        f'<div class="qa-card-head"><span class="qa-number">{citation.n}</span>'
        f"{_head(document, passage)}</div>"
        f"{columns_html(document, passage.start, passage.end)}"
        f"{verbatim(text, tag='blockquote', kind='qa-quote')}"
        f'<p class="qa-why" dir="auto">{why(citation)}</p>'
    )


def _head(document: Document, passage: Passage) -> str:
    """Title, source, date, byline and page."""
    number = document.page_at(passage.start)
    page = [words.PAGE.format(n=number)] if number else []
    meta = " · ".join(
        f"<span>{escape(part)}</span>"
        for part in (
            words.source(document),
            words.date_words(document.published),
            *([document.byline] if document.byline else []),
            *page,
        )
    )
    title = verbatim(escape(document.title), tag="span", kind="qa-card-title")
    return f'<div>{title}<div class="qa-meta" dir="auto">{meta}</div></div>'


def columns_html(document: Document, start: int, end: int) -> str:
    """What the article says is in the columns of a table, where rows of it are shown without."""
    return "".join(
        f'<p class="qa-columns" dir="auto">{escape(words.COLUMNS)} '
        f"{verbatim(escape(document.text[h.start : h.end]), tag='span')}</p>"
        for h in table_heads(document.text, start, end)
    )


def why(citation: Citation) -> str:
    """Why this passage, in plain words (HTML)."""
    matched = [m.term for m in citation.matched_terms]
    if not matched:
        return words.WHY_MEANING
    shown = ", ".join(f"<q>{escape(term)}</q>" for term in dict.fromkeys(matched))
    by_meaning = citation.scores.vector_rank is not None
    return (words.WHY_BOTH if by_meaning else words.WHY_WORDS).format(words=shown)


def numbers_html(citation: Citation) -> str:
    """Where the passage stands in its article, and what the searches gave it."""
    scores = citation.scores
    passage = citation.passage
    place = words.CHARACTERS.format(start=passage.start, end=passage.end)
    rows = [
        (words.PLACE, place),
        (words.SCORE_BM25, _number(scores.bm25)),
        (words.RANK_BM25, _number(scores.bm25_rank)),
        (words.SCORE_VECTOR, _number(scores.vector)),
        (words.RANK_VECTOR, _number(scores.vector_rank)),
        (words.SCORE_FUSED, _number(scores.fused)),
        (words.SCORE_READER, _number(scores.reader)),
    ]
    if scores.reranker is not None:
        rows.insert(6, (words.SCORE_RERANKER, _number(scores.reranker)))
    rows += [
        (words.SHARE_OF.format(term=m.term), _number(m.weight)) for m in citation.matched_terms
    ]
    cells = "".join(f"<dt dir='auto'>{escape(n)}</dt><dd>{escape(v)}</dd>" for n, v in rows)
    return f'<dl class="qa-facts qa-numbers">{cells}</dl>'


def _number(value: float | int | None) -> str:
    if value is None:
        return "–"
    return f"{value:,}" if isinstance(value, int) else f"{value:.3f}"
