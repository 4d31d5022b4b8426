"""Pictures where people would rather look: passages by date and source, the corpus by month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import altair as alt
import streamlit as st

from qa.records import Citation
from qa.web import words
from qa.web.html import escape

__all__ = ["timeline", "timeline_words"]

_POINT = "dot"
_DOT = "#3277b0"  # seen on both themes, and white numbers on it
_ROW_HEIGHT, _DOT_HEIGHT = 30, 18  # pixels


def timeline(citations: Sequence[Citation], key: str) -> int | None:
    """Draw the passages by publication date and source; the number of the one clicked.

    Nothing is drawn unless two of them are of different dates.
    """
    dated = [c for c in citations if c.document.published]
    if len({c.document.published for c in dated}) < 2:
        return None
    rows: list[dict[str, object]] = [
        {
            "n": c.n,
            "date": c.document.published,
            "source": c.document.source,
            "title": c.document.title,
            "day": words.date_words(c.document.published),
            # beside the others of its day and source, around the middle of their row
            "place": sum(_place(o) == _place(c) for o in dated[:at])
            - (sum(_place(o) == _place(c) for o in dated) - 1) / 2,
        }
        for at, c in enumerate(dated)
    ]
    said = timeline_words(citations)
    with st.expander(words.BY_DATE, key=f"dates_{key}"):
        st.html(f'<p class="qa-faint" dir="auto">{escape(said)} {escape(words.BY_DATE_DOT)}</p>')
        picked = st.altair_chart(
            _dots(rows),
            key=f"timeline_{key}",
            on_select="rerun",
            selection_mode=[_POINT],
            alt=said,
        )
    chosen = picked.selection.get(_POINT, [])
    number = int(chosen[0]["n"]) if chosen else None
    if number == st.session_state.get(f"picked_{key}"):
        return None  # a redraw, no new click
    st.session_state[f"picked_{key}"] = number
    return number


def timeline_words(citations: Sequence[Citation]) -> str:
    """`Reuters: 2 passages, 25 January 2018. Undated: 1 passage.`"""
    counts = Counter((c.document.source, c.document.published) for c in citations)
    parts = [
        f"{source}: {words.count(n, 'passage')}, {words.date_words(day)}."
        for (source, day), n in sorted(counts.items(), key=lambda item: str(item[0][::-1]))
    ]
    return " ".join(parts)


def _place(citation: Citation) -> tuple[str, str | None]:
    return citation.document.source, citation.document.published


def _dots(rows: list[dict[str, object]]) -> alt.LayerChart | alt.FacetChart:
    sources = len({row["source"] for row in rows})
    same = max(Counter((row["source"], row["date"]) for row in rows).values())
    dot = alt.selection_point(name=_POINT, fields=["n"])
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=alt.X("date:T", title=None, axis=alt.Axis(format="%-d %b %Y", tickCount=4)),
        y=alt.Y("source:N", title=None, axis=alt.Axis(labelLimit=160)),
        yOffset=alt.YOffset("place:Q", scale=alt.Scale(domain=[same / 2, -same / 2])),
        tooltip=[
            alt.Tooltip("n:Q", title=words.PASSAGE),
            alt.Tooltip("day:N", title=words.DATE),
            alt.Tooltip("source:N", title=words.SOURCE),
            alt.Tooltip("title:N", title=words.ARTICLE),
        ],
    )
    circles = base.mark_circle(color=_DOT, size=260, opacity=1, cursor="pointer").add_params(dot)
    numbers = base.mark_text(color="white", fontSize=11, fontWeight="bold").encode(text="n:Q")
    chart = alt.layer(circles, numbers).properties(
        height=(_ROW_HEIGHT + _DOT_HEIGHT * (same - 1)) * sources + 40
    )
    return chart
