"""Which articles are asked: by source, date, article and tag, chosen above the box."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TypeVar

import streamlit as st

from qa.engine import Engine
from qa.records import Filters
from qa.web import words
from qa.web.engine import article_titles
from qa.web.html import label
from qa.web.state import Visit

__all__ = ["filter_bar", "set_filters"]

_SOURCES, _SINCE, _UNTIL = "filter_sources", "filter_since", "filter_until"
_ARTICLES, _TAGS = "filter_articles", "filter_tags"
_LONGEST_CHIP = 28

_T = TypeVar("_T")


def filter_bar(visit: Visit, engine: Engine) -> None:
    """Draw the filter, and a chip for each that is on; a click takes the chip away."""
    filters = visit.filters
    number = len(filters.sources) + len(filters.documents) + len(filters.tags)
    number += bool(filters.since) + bool(filters.until)
    name = words.FILTER_ON.format(n=number) if number else words.FILTER
    with st.container(horizontal=True, vertical_alignment="center", key="filters"):
        with st.popover(name, icon=":material/filter_list:", type="tertiary", key="filter"):
            titles = article_titles(engine)
            for title, key, known, chosen in (
                (words.FILTER_SOURCES, _SOURCES, engine.sources(), filters.sources),
                (words.FILTER_ARTICLES, _ARTICLES, list(titles), filters.documents),
                (words.FILTER_TAGS, _TAGS, engine.tags(), filters.tags),
            ):
                if known:
                    st.multiselect(
                        title,
                        known,
                        default=_unless_set(key, [c for c in chosen if c in known]),
                        format_func=lambda name: titles.get(name, name),
                        key=key,
                        on_change=_chosen,
                        args=(visit,),
                    )
            for title, key, value in (
                (words.FILTER_SINCE, _SINCE, filters.since),
                (words.FILTER_UNTIL, _UNTIL, filters.until),
            ):
                st.date_input(
                    title,
                    value=_unless_set(key, _day(value)),
                    min_value=date.min,
                    max_value=date.max,
                    format="YYYY-MM-DD",
                    key=key,
                    on_change=_chosen,
                    args=(visit,),
                    help=words.DATE_HINT,
                )
        for source in filters.sources:
            rest = tuple(s for s in filters.sources if s != source)
            _chip(visit, "source", source, source, replace(filters, sources=rest))
        for id_ in filters.documents:
            rest = tuple(d for d in filters.documents if d != id_)
            _chip(visit, "article", id_, titles.get(id_, id_), replace(filters, documents=rest))
        for tag in filters.tags:
            rest = tuple(t for t in filters.tags if t != tag)
            _chip(visit, "tag", tag, tag, replace(filters, tags=rest))
        if filters.since:
            text = words.SINCE.format(date=words.date_words(filters.since))
            _chip(visit, "since", filters.since, text, replace(filters, since=None))
        if filters.until:
            text = words.UNTIL.format(date=words.date_words(filters.until))
            _chip(visit, "until", filters.until, text, replace(filters, until=None))


def _chip(visit: Visit, kind: str, value: str, text: str, without: Filters) -> None:
    st.button(
        label(text, longest=_LONGEST_CHIP),
        key=f"chip_{kind}_{value}",
        icon=":material/close:",
        on_click=set_filters,
        args=(visit, without),
    )


def _chosen(visit: Visit) -> None:
    since, until = st.session_state.get(_SINCE), st.session_state.get(_UNTIL)
    visit.filters = Filters(
        sources=tuple(st.session_state.get(_SOURCES, ())),
        documents=tuple(st.session_state.get(_ARTICLES, ())),
        tags=tuple(st.session_state.get(_TAGS, ())),
        since=since.isoformat() if since else None,
        until=until.isoformat() if until else None,
    )


def set_filters(visit: Visit, filters: Filters) -> None:
    """Have the next question put to these articles: before the bar is drawn, or on a click."""
    visit.filters = filters
    for key, value in (
        (_SOURCES, list(filters.sources)),
        (_ARTICLES, list(filters.documents)),
        (_TAGS, list(filters.tags)),
        (_SINCE, _day(filters.since)),
        (_UNTIL, _day(filters.until)),
    ):
        if key in st.session_state:  # else the widget begins with what the visit has
            st.session_state[key] = value


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def _unless_set(key: str, value: _T) -> _T | None:
    """What a widget begins with; nothing once it has a value of its own."""
    return None if key in st.session_state else value
