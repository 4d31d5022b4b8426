"""Pictures where people would rather look: an answer by date and source, the corpus by month."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Sequence
from datetime import date

import altair as alt
import streamlit as st

from qa.records import Answer, Citation, Document, Filters
from qa.web import words
from qa.web.html import escape

__all__ = ["by_source_words", "corpus", "corpus_words", "dates_and_sources", "timeline_words"]

_POINT, _BAR = "dot", "bar"
_SOURCES = 6  # that have a colour of their own
_DOT = "#3277b0"  # seen on both themes, and white numbers on it
_ROW_HEIGHT, _DOT_HEIGHT = 30, 18  # pixels


def dates_and_sources(answer: Answer, key: str) -> int | None:
    """Draw the answers by source, and the passages by publication date; the number of the passage
    that was clicked.

    Nothing is drawn of one source only, or of one date only.
    """
    given = _answers_of_sources(answer)
    dated = [c for c in answer.passages if c.document.published]
    several = len({c.document.published for c in dated}) > 1
    if len(given) < 2 and not several:
        return None
    with st.expander(words.BY_DATE, key=f"dates_{key}", on_change="rerun") as block:
        if not block.open:
            return None
        if len(given) > 1:
            said = by_source_words(answer)
            st.html(f'<p class="qa-faint" dir="auto">{escape(said)}</p>')
            st.altair_chart(_source_bars(given), key=f"sources_{key}", alt=said)
        return _timeline(answer.passages, dated, key) if several else None


def by_source_words(answer: Answer) -> str:
    """`Answers by source: Reuters 3, TRT World 2.`"""
    given = ", ".join(f"{source} {n:,}" for source, n in _answers_of_sources(answer).most_common())
    return f"{words.BY_SOURCE}: {given}."


def timeline_words(citations: Sequence[Citation]) -> str:
    """`Reuters: 2 passages, 25 January 2018. Undated: 1 passage.`"""
    counts = Counter((c.document.source, c.document.published) for c in citations)
    parts = [
        f"{source}: {words.count(n, 'passage')}, {words.date_words(day)}."
        for (source, day), n in sorted(counts.items(), key=lambda item: str(item[0][::-1]))
    ]
    return " ".join(parts)


def _answers_of_sources(answer: Answer) -> Counter[str]:
    """How many of the answers each source gives."""
    return Counter(
        source
        for group in answer.likely
        for source in {answer.passages[n - 1].document.source for n in group.citations}
    )


def _source_bars(given: Counter[str]) -> alt.Chart:
    rows: list[dict[str, object]] = [
        {"source": source, "answers": n} for source, n in given.most_common()
    ]
    chart: alt.Chart = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_bar(color=_DOT, size=_DOT_HEIGHT - 4)
        .encode(
            x=alt.X("answers:Q", title=words.ANSWERS, axis=alt.Axis(tickMinStep=1)),
            y=alt.Y("source:N", title=None, sort="-x", axis=alt.Axis(labelLimit=160)),
            tooltip=[
                alt.Tooltip("source:N", title=words.SOURCE),
                alt.Tooltip("answers:Q", title=words.ANSWERS),
            ],
        )
        .properties(height=_ROW_HEIGHT * len(rows) + 40)
    )
    return chart


def _timeline(citations: Sequence[Citation], dated: Sequence[Citation], key: str) -> int | None:
    said = timeline_words(citations)
    st.html(f'<p class="qa-faint" dir="auto">{escape(said)} {escape(words.BY_DATE_DOT)}</p>')
    picked = st.altair_chart(
        _dots(_dot_rows(dated)),
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


def _dot_rows(dated: Sequence[Citation]) -> list[dict[str, object]]:
    places = [_place(c) for c in dated]
    return [
        {
            "n": c.n,
            "date": c.document.published,
            "source": c.document.source,
            "title": c.document.title,
            "day": (day := words.date_words(c.document.published)),
            "said": f"{words.PASSAGE} {c.n}: {c.document.source}, {day}",
            # beside the others of its day and source, around the middle of their row
            "place": places[:at].count(places[at]) - (places.count(places[at]) - 1) / 2,
        }
        for at, c in enumerate(dated)
    ]


def _place(citation: Citation) -> tuple[str, str | None]:
    return citation.document.source, citation.document.published


def _dots(rows: list[dict[str, object]]) -> alt.LayerChart | alt.FacetChart:
    sources = len({row["source"] for row in rows})
    same = max(Counter((row["source"], row["date"]) for row in rows).values())
    dot = alt.selection_point(name=_POINT, fields=["n"])
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=alt.X("date:T", title=None, axis=alt.Axis(format="%-d %b %Y", tickCount=4)),
        y=alt.Y("source:N", title=None, axis=alt.Axis(labelLimit=160)),
        description="said:N",
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


def corpus(documents: Sequence[Document], key: str) -> Filters:
    """Draw the articles by month and source; which of them were chosen by a click on a bar.

    Nothing is drawn unless two articles have dates of different months.
    """
    months = Counter(
        (d.published[:7], d.source) for d in documents if d.published and len(d.published) >= 7
    )
    if len({month for month, _ in months}) < 2:
        return Filters()
    often = [s for s, _ in Counter(d.source for d in documents).most_common(_SOURCES)]
    rows: list[dict[str, object]] = [
        {
            "month": month,
            "from": f"{month}-01",
            "source": source,
            "shown": source if source in often else words.OTHER_SOURCES,
            "articles": n,
        }
        for (month, source), n in sorted(months.items())
    ]
    said = corpus_words(documents)
    st.html(f'<p class="qa-faint" dir="auto">{escape(said)} {escape(words.BY_MONTH_BAR)}</p>')
    picked = st.altair_chart(
        _bars(rows, often), key=f"corpus_{key}", on_select="rerun", selection_mode=[_BAR], alt=said
    )
    chosen = picked.selection.get(_BAR, [])
    if not chosen:
        return Filters()
    first = date.fromisoformat(f"{chosen[0]['month']}-01")
    last = first.replace(day=monthrange(first.year, first.month)[1])
    return Filters((str(chosen[0]["source"]),), first.isoformat(), last.isoformat())


def corpus_words(documents: Sequence[Document]) -> str:
    """`From January 2017 to March 2019; most from Reuters (3) and TRT World (2); 1 undated.`"""
    dated = sorted(d.published for d in documents if d.published)
    often = Counter(d.source for d in documents).most_common(3)
    parts = [
        f"{words.date_words(dated[0])} to {words.date_words(dated[-1])}",
        "most from " + ", ".join(f"{source} ({n:,})" for source, n in often),
    ]
    if len(dated) < len(documents):
        parts.append(f"{len(documents) - len(dated):,} without a date")
    return f"{'; '.join(parts)}."


def _bars(rows: list[dict[str, object]], often: Sequence[str]) -> alt.Chart:
    bar = alt.selection_point(name=_BAR, fields=["month", "source"])
    chart: alt.Chart = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_bar(cursor="pointer")
        .encode(
            x=alt.X("yearmonth(from):T", title=None, axis=alt.Axis(format="%b %Y", tickCount=6)),
            y=alt.Y("sum(articles):Q", title=words.ARTICLES, axis=alt.Axis(tickMinStep=1)),
            color=alt.Color(
                "shown:N",
                title=None,
                sort=[*often, words.OTHER_SOURCES],
                legend=alt.Legend(orient="bottom", columns=3, labelLimit=140),
            ),
            detail=["source:N", "month:N"],
            opacity=alt.condition(bar, alt.value(1.0), alt.value(0.35)),
            tooltip=[
                alt.Tooltip("month:N", title=words.DATE),
                alt.Tooltip("source:N", title=words.SOURCE),
                alt.Tooltip("articles:Q", title=words.ARTICLES),
            ],
        )
        .add_params(bar)
        .properties(height=220)
    )
    return chart
