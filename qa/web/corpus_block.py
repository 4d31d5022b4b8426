"""The articles as a whole: by month and source, by who and where; a choice lists its articles."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from qa.engine import Engine
from qa.records import Document, Filters
from qa.web import words
from qa.web.engine import names_mentioned
from qa.web.html import escape, label
from qa.web.pictures import corpus
from qa.web.state import Visit, current_visit

__all__ = ["chosen_articles", "corpus_block"]

_NAMES = 12
_LOOKED_AT = "corpus_looked_at"
_MOST_ASKED = 40  # articles named one by one in a filter, and so in the address


def corpus_block(engine: Engine, documents: Sequence[Document]) -> set[str] | None:
    """Draw it; the ids of the articles that were chosen in it, None when nothing was.

    documents: all of the index; their texts may be left out.
    """
    with st.expander(words.BY_MONTH, on_change="rerun", key="corpus") as block:
        if not (block.open or st.session_state.get(_LOOKED_AT)):
            return None
        st.session_state[_LOOKED_AT] = True  # a choice outlasts the block being closed
        filters = corpus(documents, "all")
        mentioned = names_mentioned(engine)
        names = [
            name
            for title, found, key in (
                (words.PEOPLE, mentioned.people, "people"),
                (words.GROUPS, mentioned.groups, "groups"),
                (words.PLACES, mentioned.places, "places"),
            )
            if found
            and (name := st.pills(title, found[:_NAMES], key=f"names_{key}", format_func=label))
        ]
        if not filters and not names:
            return None
        whole = engine.documents() if names else documents  # names are looked for in the texts
        chosen = chosen_articles(whole, filters, names)
        with st.container(horizontal=True, vertical_alignment="center", key="chosen"):
            said = words.CHOSEN.format(n=words.count(len(chosen), "article"))
            st.html(f'<span class="qa-faint">{escape(said)}</span>', width="content")
            asked = Filters(documents=tuple(chosen)) if names else filters
            if chosen and (not names or len(chosen) <= _MOST_ASKED):
                args = (current_visit(), asked)
                if st.button(
                    words.ASK_THESE, key="ask_these", type="tertiary", on_click=_ask_only, args=args
                ):
                    st.switch_page("ask.py")
        return set(chosen)


def chosen_articles(
    documents: Sequence[Document], filters: Filters, names: Sequence[str]
) -> list[str]:
    """Ids of the articles of that source and month that hold every one of the names."""
    return [
        d.id
        for d in documents
        if (not filters.sources or d.source in filters.sources)
        and (not filters.since or filters.since <= (d.published or ""))
        and (not filters.until or "" < (d.published or "") <= filters.until)
        and all(name in d.text for name in names)
    ]


def _ask_only(visit: Visit, filters: Filters) -> None:
    visit.filters = filters
