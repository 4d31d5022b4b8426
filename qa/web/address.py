"""The address of the page: the question with its filters, the opened citation, the conversation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

import streamlit as st

from qa.records import Filters
from qa.web.state import Address, Turn, Visit

__all__ = ["address_of", "read_address", "write_address"]

_NUMBER = re.compile("[0-9]{1,4}")  # of a citation; addresses come from anywhere


def read_address() -> Address:
    """What the address names now: `?q=…&source=…&since=…&until=…&article=…&tag=…&cite=…&c=…`.

    What is no date or no number is left out.
    """
    asked = st.query_params
    cited = asked.get("cite", "")
    filters = Filters(
        sources=_each(asked.get_all("source")),
        since=_date(asked.get("since")),
        until=_date(asked.get("until")),
        documents=_each(asked.get_all("article")),
        tags=_each(asked.get_all("tag")),
    )
    return Address(
        question=asked.get("q"),
        filters=filters,
        cite=int(cited) if _NUMBER.fullmatch(cited) else None,
        conversation=asked.get("c"),
    )


def address_of(question: str, filters: Filters) -> dict[str, str | list[str]]:
    """The query of the address that asks this question of these articles."""
    query: dict[str, str | list[str]] = {"q": question}
    for name, values in (
        ("source", filters.sources),
        ("article", filters.documents),
        ("tag", filters.tags),
    ):
        if values:
            query[name] = list(values)
    if filters.since:
        query["since"] = filters.since
    if filters.until:
        query["until"] = filters.until
    return query


def write_address(visit: Visit, turn: Turn, cite: int | None = None) -> None:
    """Put a turn into the address; each new address is one step of the browser's history."""
    address = Address(turn.question, turn.filters, cite, visit.conversation)
    if address == visit.address:
        return
    visit.address = address
    query = address_of(turn.question, turn.filters)
    if cite is not None:
        query["cite"] = str(cite)
    if visit.conversation is not None:
        query["c"] = visit.conversation
    st.query_params.from_dict(query)


def _each(values: Sequence[str]) -> tuple[str, ...]:
    """Each value once."""
    return tuple(dict.fromkeys(values))


def _date(written: str | None) -> str | None:
    try:
        return date.fromisoformat(written).isoformat() if written else None
    except ValueError:
        return None
