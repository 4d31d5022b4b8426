"""One whole article with a passage marked and scrolled into view: as a drawer or as a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from qa.articles.lines import one_line
from qa.records import Citation, Document, Passage, Span
from qa.text import word_count
from qa.web import words
from qa.web.components import copy_link, show_article
from qa.web.guard import errors_shown
from qa.web.html import Layer, escape, segments, verbatim
from qa.web.passages import copy_menu
from qa.web.state import current_visit

__all__ = [
    "Focus",
    "Opened",
    "article_layers",
    "article_view",
    "focus_on",
    "open_citations",
    "open_drawer",
    "permalink",
]

_DRAWER_WIDTH = 660
_GREYED = ("metadata", "boilerplate", "repeated")  # kinds of marks that style.css greys
_AT = "citation_open"  # which of the citations the drawer shows


@dataclass(frozen=True, slots=True)
class Focus:
    """What to mark in an article: a passage, its answering sentence, the answering words."""

    start: int
    end: int
    evidence: Span | None = None
    answers: tuple[Span, ...] = ()


def focus_on(citation: Citation, *, answers: bool) -> Focus:
    """The marks of a citation; of a near miss (`answers` False) the passage alone."""
    passage = citation.passage
    if not answers:
        return Focus(passage.start, passage.end)
    return Focus(passage.start, passage.end, citation.evidence, citation.highlights)


@dataclass(frozen=True, slots=True)
class Opened:
    """A citation with its article's passages and what to mark.

    found: other places of the article that were found for the question and are not cited.
    """

    citation: Citation
    passages: Sequence[Passage]
    focus: Focus
    found: Sequence[Span] = ()


def open_citations(
    opened: Sequence[Opened],
    at: int,
    *,
    on_step: Callable[[int], None],
    on_close: Callable[[], None],
) -> None:
    """Show the article of one citation, from where the others can be stepped to.

    on_step: called with the number of the citation that was stepped to. on_close: called when the
    article is closed.
    """
    st.session_state[_AT] = at
    _open(words.CITED_ARTICLE, lambda: _citation(opened, on_step), on_close)


def open_drawer(
    document: Document, passages: Sequence[Passage], *, on_close: Callable[[], None]
) -> None:
    """Show an article, nothing marked in it. on_close: called when it is closed."""
    _open(words.ARTICLE, lambda: article_view(document, passages, None, key="drawer"), on_close)


def _open(name: str, draw: Callable[[], None], on_close: Callable[[], None]) -> None:
    """Draw beside what is being read; Esc gives the place back."""

    def drawn() -> None:
        with errors_shown():
            draw()

    current_visit().drawer_opened = True
    dialog = st.dialog(name, position="right", width=_DRAWER_WIDTH, on_dismiss=on_close)
    dialog(drawn)()


def article_view(
    document: Document,
    passages: Sequence[Passage],
    focus: Focus | None,
    *,
    key: str,
    others: Sequence[Layer] = (),
    legend: DeltaGenerator | None = None,
) -> None:
    """Head, list of passages and text of an article. key: unique on the page. others: further
    places to mark, each with what it is as its title. legend: where to say what the marks mean.
    """
    st.html(_head(document, len(passages)))
    chosen = _choose(passages, focus, key)
    if chosen is not None:
        with st.container(horizontal=True, vertical_alignment="center", key=f"legend_{key}"):
            meant = f'<p class="qa-legend">{_legend(document, chosen, others)}</p>'
            (legend or st).html(meant, width="content")
            copy_link(words.PERMALINK, permalink(document, chosen), key=key)
    pieces = segments(document.text, article_layers(document, chosen, others))
    place = f"{document.id} {chosen.start}" if chosen else ""
    show_article(pieces, focus=place, name=words.ARTICLE_TEXT, key=key)


def article_layers(
    document: Document,
    focus: Focus | None,
    others: Sequence[Layer] = (),
) -> list[Layer]:
    """Everything that is marked in an article, outermost first."""
    layers = [Layer(m.start, m.end, m.kind, m.reason) for m in document.marks]
    layers += others
    if focus is not None:
        layers.append(Layer(focus.start, focus.end, "passage"))
        if focus.evidence is not None:
            place = focus.evidence
            layers.append(Layer(place.start, place.end, "evidence", words.LEGEND_EVIDENCE))
        layers += [Layer(a.start, a.end, "answer", words.LEGEND_ANSWER) for a in focus.answers]
    return layers


def permalink(document: Document, focus: Focus | None) -> str:
    """The address of an article's own page; `text` tells it whether the text is still the same."""
    parts = {"id": document.id, "text": document.sha256[:16]}
    if focus is not None:
        parts |= {"start": str(focus.start), "end": str(focus.end)}
    return "article?" + urlencode(parts)


def _citation(opened: Sequence[Opened], on_step: Callable[[int], None]) -> None:
    at = min(st.session_state[_AT], len(opened) - 1)

    def step(to: int) -> None:
        st.session_state[_AT] = to
        on_step(opened[to].citation.n)

    one = opened[at]
    with st.container(horizontal=True, vertical_alignment="center", key="steps"):
        for name, key, to in (
            (f"← {words.PREVIOUS}", "previous_citation", at - 1),
            (f"{words.NEXT} →", "next_citation", at + 1),
        ):
            out = not 0 <= to < len(opened)
            st.button(name, key=key, type="tertiary", disabled=out, on_click=step, args=(to,))
        place = words.CITATION_OF.format(n=one.citation.n, most=len(opened))
        document = one.citation.document
        named = [document.title, document.source] if document.source_named else [document.title]
        about = " · ".join([*named, words.date_words(document.published)])
        st.html(f'<span class="qa-faint">{escape(place)}</span>', width="content")
        copy_menu(one.citation, "drawer")
        # In sight wherever the article is scrolled to: which one it is
        st.html(verbatim(escape(one_line(about)), tag="span", kind="qa-faint qa-which"))
        legend = st.container(key="legend_steps")
    cited = {(o.focus.start, o.focus.end) for o in opened if o.citation.document.id == document.id}
    related = cited - {(one.focus.start, one.focus.end)}
    found = {(f.start, f.end) for f in one.found} - cited
    others = [
        *(Layer(*place, "found", words.LEGEND_FOUND) for place in sorted(found)),
        *(Layer(*place, "related", words.LEGEND_RELATED) for place in sorted(related)),
    ]
    article_view(document, one.passages, one.focus, key="drawer", others=others, legend=legend)


def _choose(passages: Sequence[Passage], focus: Focus | None, key: str) -> Focus | None:
    """The list of passages; the one chosen there, and at first the one that was asked for."""
    if not passages:
        return focus
    places = [(p.start, p.end) for p in passages]
    at = (focus.start, focus.end) if focus else None
    picked = st.selectbox(
        words.GO_TO_PASSAGE,
        range(len(passages)),
        index=places.index(at) if at in places else None,
        format_func=lambda n: _passage_name(passages[n]),
        placeholder=words.WHOLE_ARTICLE,
        key=f"passage_of_{key}_{at}",
    )
    if picked is None:
        return focus if at not in places else None
    chosen = passages[picked]
    if focus is not None and at == (chosen.start, chosen.end):
        return focus
    return Focus(chosen.start, chosen.end)


def _passage_name(passage: Passage) -> str:
    opening = " ".join(passage.text[:60].split())
    return f"{passage.ordinal + 1} · {opening}…"


def _head(document: Document, passages: int) -> str:
    title = verbatim(escape(document.title), tag="h2", kind="qa-title")
    untitled = "" if document.title_found else f"<p class='qa-faint'>{escape(words.NO_TITLE)}</p>"
    size = words.count(word_count(document.text), "word")
    facts = [
        (words.SOURCE, escape(words.source(document))),
        (words.DATE, escape(words.date_words(document.published))),
        (words.BYLINE, escape(document.byline) if document.byline else escape(words.NO_BYLINE)),
        (words.FILE, f"<code>{escape(document.path)}</code>"),
        (words.SIZE, f"{escape(size)}, {escape(words.count(passages, 'passage'))}"),
    ]
    if document.url:
        facts.insert(3, (words.ADDRESS, _link(document.url)))
    facts += [(words.NOTES, escape(note)) for note in document.notes]
    rows = "".join(f"<dt>{escape(name)}</dt><dd dir='auto'>{fact}</dd>" for name, fact in facts)
    digest = (
        f'<details class="qa-meta qa-faint"><summary>{escape(words.DIGEST)}</summary>'
        f"<code>{escape(document.sha256)}</code></details>"
    )
    return f'{title}{untitled}<dl class="qa-facts">{rows}</dl>{digest}'


def _link(url: str) -> str:
    try:
        web = urlsplit(url).scheme in ("http", "https")
    except ValueError:
        web = False
    if not web:
        return escape(url)
    return f'<a href="{escape(url)}" target="_blank" rel="noopener noreferrer">{escape(url)}</a>'


def _legend(document: Document, focus: Focus, others: Sequence[Layer]) -> str:
    """What the marks mean that the article has."""
    parts = [("passage", words.LEGEND_PASSAGE)]
    if focus.evidence is not None:
        parts.append(("evidence", words.LEGEND_EVIDENCE))
    if focus.answers:
        parts.append(("answer", words.LEGEND_ANSWER))
    parts += sorted({(layer.kind, layer.note) for layer in others}, reverse=True)
    shown = [f'<mark class="qa-{kind}">{escape(name)}</mark>' for kind, name in parts]
    if any(mark.kind in _GREYED for mark in document.marks):
        shown.append(f"<span class='qa-boilerplate'>{escape(words.LEGEND_GREY)}</span>")
    return " ".join(shown)
