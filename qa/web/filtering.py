"""Which articles are asked: by source and date, chosen above the box, kept in the address."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import streamlit as st

from qa.engine import Engine
from qa.records import Filters
from qa.web import words
from qa.web.html import label
from qa.web.state import Visit

__all__ = ["address_of", "filter_bar", "filters_in_address"]

_SOURCES, _SINCE, _UNTIL = "filter_sources", "filter_since", "filter_until"


def filter_bar(visit: Visit, engine: Engine) -> None:
    """Draw the filter, and a chip for each that is on; a click takes the chip away."""
    filters = visit.filters
    number = len(filters.sources) + bool(filters.since) + bool(filters.until)
    name = words.FILTER_ON.format(n=number) if number else words.FILTER
    with st.container(horizontal=True, vertical_alignment="center", key="filters"):
        with st.popover(name, icon=":material/filter_list:", type="tertiary", key="filter"):
            known = engine.sources()
            st.multiselect(
                words.FILTER_SOURCES,
                known,
                default=[s for s in filters.sources if s in known],
                key=_SOURCES,
                on_change=_chosen,
                args=(visit,),
            )
            for title, key, value in (
                (words.FILTER_SINCE, _SINCE, filters.since),
                (words.FILTER_UNTIL, _UNTIL, filters.until),
            ):
                st.date_input(
                    title,
                    value=date.fromisoformat(value) if value else None,
                    min_value=date(1600, 1, 1),
                    format="YYYY-MM-DD",
                    key=key,
                    on_change=_chosen,
                    args=(visit,),
                )
        for source in filters.sources:
            rest = tuple(s for s in filters.sources if s != source)
            _chip(visit, source, replace(filters, sources=rest))
        if filters.since:
            text = words.SINCE.format(date=words.date_words(filters.since))
            _chip(visit, text, replace(filters, since=None))
        if filters.until:
            text = words.UNTIL.format(date=words.date_words(filters.until))
            _chip(visit, text, replace(filters, until=None))


def filters_in_address() -> Filters:
    """`?source=…&source=…&since=…&until=…`; what is no date is left out."""
    return Filters(
        sources=tuple(st.query_params.get_all("source")),
        since=_date(st.query_params.get("since")),
        until=_date(st.query_params.get("until")),
    )


def address_of(question: str, filters: Filters) -> dict[str, str | list[str]]:
    """The query of the address that asks this question of these articles."""
    query: dict[str, str | list[str]] = {"q": question}
    if filters.sources:
        query["source"] = list(filters.sources)
    if filters.since:
        query["since"] = filters.since
    if filters.until:
        query["until"] = filters.until
    return query


def _chip(visit: Visit, text: str, without: Filters) -> None:
    st.button(
        label(text, longest=28),
        key=f"chip_{text}",
        icon=":material/close:",
        on_click=_set,
        args=(visit, without),
    )


def _chosen(visit: Visit) -> None:
    since, until = st.session_state.get(_SINCE), st.session_state.get(_UNTIL)
    visit.filters = Filters(
        sources=tuple(st.session_state.get(_SOURCES, ())),
        since=since.isoformat() if since else None,
        until=until.isoformat() if until else None,
    )


def _set(visit: Visit, filters: Filters) -> None:
    visit.filters = filters
    st.session_state[_SOURCES] = list(filters.sources)
    st.session_state[_SINCE] = date.fromisoformat(filters.since) if filters.since else None
    st.session_state[_UNTIL] = date.fromisoformat(filters.until) if filters.until else None


def _date(written: str | None) -> str | None:
    try:
        return date.fromisoformat(written).isoformat() if written else None
    except ValueError:
        return None
