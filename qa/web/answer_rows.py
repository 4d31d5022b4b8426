"""Answering words in rows, each with its citations as buttons; and where the articles differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from qa.articles.dates import is_relative
from qa.compare.quantities import quantities
from qa.records import Answer, AnswerGroup, Citation, DisputedValue, Span
from qa.web import words
from qa.web.html import Layer, escape, label, marked, segments, verbatim
from qa.web.passages import columns_html

__all__ = ["FIRST_ANSWERS", "answer_rows", "difference_rows"]

FIRST_ANSWERS = 8  # shown at once; the rest one click further


def answer_rows(found: Answer, key: str) -> Citation | None:
    """The answering words, best first, each with its citations as buttons; under them the figures
    of later articles. What is seldom right is one click further.
    """
    if not found.answers:
        st.html(f'<p class="qa-faint">{escape(words.NO_WORDS)}</p>')
        return None
    by_number = {c.n: c for c in found.passages}
    sentences = found.by_sentence(found.likely)
    first, shown = 0, 0
    while first < len(sentences) and shown < FIRST_ANSWERS:
        shown += len(sentences[first][0])
        first += 1
    with st.container(key=f"answers_{key}"):
        clicked = _rows(sentences[:first], by_number, key)
    if first < len(sentences):
        rest = len(found.likely) - shown
        with st.expander(words.count(rest, words.MORE_ANSWERS), key=f"more_answers_{key}"):
            clicked = _rows(sentences[first:], by_number, f"{key}_more") or clicked
    if later := found.later:
        st.html(f'<p class="qa-faint">{escape(words.LATER)}</p>')
        with st.container(key=f"answers_{key}_later"):
            clicked = _rows(found.by_sentence(later), by_number, f"{key}_later") or clicked
    if others := found.less_likely:
        with st.expander(words.count(len(others), words.LESS_LIKELY), key=f"unlikely_{key}"):
            clicked = _rows(found.by_sentence(others), by_number, f"{key}_unlikely") or clicked
    return clicked


def _rows(
    sentences: Sequence[tuple[tuple[AnswerGroup, ...], tuple[Citation, Span] | None]],
    by_number: dict[int, Citation],
    key: str,
) -> Citation | None:
    """Answers, each in a row, and under those of one sentence the sentence."""
    clicked = None
    for at, (groups, sentence) in enumerate(sentences):
        for row, group in enumerate(groups):
            clicked = _answer_row(group, by_number, f"{key}_{at}_{row}", sentence) or clicked
        if sentence is not None:
            _quote(groups, *sentence)
    return clicked


def _quote(groups: Sequence[AnswerGroup], cited: Citation, place: Span) -> None:
    """The sentence, the words of these answers marked."""
    spans = [span for group in groups for span in group.places(cited.n)]
    layers = [Layer(span.start, span.end, "answer") for span in spans]
    shown = marked(segments(cited.document.text, layers, place.start, place.end))
    heads = columns_html(cited.document, place.start, place.end)
    st.html(heads + verbatim(shown, tag="q", kind="qa-quote qa-sentence"))


def _answer_row(
    group: AnswerGroup,
    by_number: dict[int, Citation],
    key: str,
    sentence: tuple[Citation, Span] | None,
) -> Citation | None:
    """sentence: shown under it, and telling itself by whom the words are said."""
    clicked = None
    with st.container(horizontal=True, vertical_alignment="center", key=f"answer_{key}"):
        st.html(verbatim(escape(group.text), tag="span", kind="qa-answer-text"), width="content")
        for n in group.citations:
            citation = by_number.get(n)
            if citation is None:
                continue
            name = f"\\[{n}\\] {label(citation.document.called, longest=28)}"
            if st.button(name, key=f"cite_{key}_{n}", type="tertiary"):
                clicked = _at_answer(citation, group.places(n), group)
        if (cited := len(group.citations)) > 1:  # copies of one story are folded
            one = words.ONE_ARTICLE.format(n=cited)
            said = one if group.sources == 1 else words.count(group.sources, "article")
            st.html(f'<span class="qa-faint">{escape(said)}</span>', width="content")
        newest = by_number.get(group.newest) if group.newest is not None else None
        if newest is not None and newest.document.published:
            date = words.date_words(newest.document.published)
            said = words.NEWEST.format(n=newest.n, date=date)
            st.html(f'<span class="qa-faint">{escape(said)}</span>', width="content")
        elif (dated := _dated(group, by_number)) is not None:
            said = words.OF_ARTICLE.format(date=words.date_words(dated))
            st.html(f'<span class="qa-faint">{escape(said)}</span>', width="content")
        for text, n in sorted(group.attributions.items(), key=lambda item: item[1]):
            if sentence is not None and _holds(*sentence, text, n):
                continue
            said = escape(f"“{text}” [{n}]")
            st.html(verbatim(said, tag="span", kind="qa-said-by"), width="content")
    return clicked


def _dated(group: AnswerGroup, by_number: dict[int, Citation]) -> str | None:
    """The date of the article, where the answer is a figure, which may have grown since, or names a
    time that depends on it; None else, and where several articles have several.
    """
    if not is_relative(group.text) and not any(quantities(group.text)):
        return None
    dates = {by_number[n].document.published for n in group.citations if n in by_number}
    return dates.pop() if len(dates) == 1 else None


def _at_answer(citation: Citation, places: Sequence[Span], group: AnswerGroup) -> Citation:
    """The citation with the sentence that has this answer as the answering one, and its words
    marked, which those of a less likely answer else are not.
    """
    first = min(place.start for place in places)
    return replace(
        citation,
        evidence=_sentence_at(citation, first),
        highlights=tuple(places) if group.less_likely else citation.highlights,
    )


def _at_value(citation: Citation, place: Span | None) -> Citation:
    """The citation with the sentence that gives this value as the answering one, and the value
    alone marked in it.
    """
    if place is None:
        return citation
    evidence = _sentence_at(citation, place.start)
    return replace(citation, evidence=evidence, highlights=(place,))


def _sentence_at(citation: Citation, offset: int) -> Span | None:
    """The sentence of the passage that stands there; the answering one where none does."""
    sentence = citation.passage.sentence_at(offset)
    return Span(sentence.start, sentence.end) if sentence else citation.evidence


def _holds(cited: Citation, place: Span, text: str, n: int) -> bool:
    """Whether the sentence at `place` is of citation n and has `text` in it."""
    return cited.n == n and text in cited.document.text[place.start : place.end]


def difference_rows(found: Answer, key: str) -> Citation | None:
    """Where the articles differ: each value as it stands there, with its sentence and citations."""
    by_number = {c.n: c for c in found.passages}
    clicked = None
    for at, item in enumerate(found.disagreements):
        heading = words.DIFFER_OPEN if item.compatible else words.DIFFER
        text = f"{heading}: {item.about}" if item.about else heading
        with st.container(key=f"differ_{key}_{at}", gap="small"):
            st.html(f'<p class="qa-differ" dir="auto">{escape(text)}</p>')
            for row, value in enumerate(item.values):
                clicked = _value(value, by_number, f"{key}_{at}_{row}") or clicked
    return clicked


def _value(value: DisputedValue, by_number: dict[int, Citation], key: str) -> Citation | None:
    clicked = None
    with st.container(horizontal=True, vertical_alignment="center", key=f"value_{key}"):
        st.html(verbatim(escape(value.text), tag="strong"), width="content")
        for n in value.citations:
            name = f"\\[{n}\\] {label(by_number[n].document.called, longest=28)}"
            if st.button(name, key=f"value_{key}_{n}", type="tertiary"):
                clicked = _at_value(by_number[n], value.place(n))
        date = words.date_words(value.published)
        if value.older:
            date = words.OLDER.format(date=date)
        st.html(f'<span class="qa-faint">{escape(date)}</span>', width="content")
    st.html(verbatim(escape(value.quote), tag="q", kind="qa-quote"))
    return clicked
