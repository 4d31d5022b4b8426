"""The pieces of JavaScript: an article, the place to scroll to, the keys, links, the connection.
They mount as Components v2; article text reaches the page as text nodes only."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from qa.web import words
from qa.web.html import Segment

__all__ = ["copy_link", "listen_for_keys", "show_article", "show_block", "watch_connection"]

_ASSETS = Path(__file__).parent / "assets"


def show_article(pieces: list[Segment], *, focus: str, name: str, key: str) -> None:
    """The pieces in order, marked.

    focus: names the place that is scrolled to; drawing the same one again does not scroll.
    name: what screen readers call the article.
    """
    segments = [[p.text, " ".join(f"qa-{kind}" for kind in p.kinds), p.note] for p in pieces]
    _component("article")(
        key=f"article_text_{key}", data={"segments": segments, "focus": focus, "name": name}
    )


def show_block(block: str, occasion: str, *, name: str = "newest") -> None:
    """Bring a container, named by its key, to the top of the page, once for each occasion.

    name: tells those apart that are on the page at once.
    """
    with st.container(key=f"place_{name}"):
        data = {"name": name, "block": block, "occasion": occasion}
        _component("place")(key=name, data=data)


def copy_link(name: str, address: str, *, key: str) -> None:
    """Draw the button that copies an address. address: seen from the page it stands on."""
    data = {
        "name": name,
        "address": address,
        "copied": words.LINK_COPIED,
        "otherwise": words.LINK_NOT_COPIED,
    }
    _component("link")(key=f"link_{key}", data=data, width="content")


def listen_for_keys(*, on: bool, asked: int) -> None:
    """`/` goes to the question box, digits open citations, arrows step through them; with `on`
    False they do not: to people who speak to their computer single keys happen.

    asked: how many questions so far. After each the new box has the focus that the last one had.
    """
    with st.container(key="keys"):
        _component("keys")(key="keys_heard", data={"on": on, "asked": asked})


def watch_connection() -> None:
    """Tell on the page when the program behind it does not answer any more."""
    with st.container(key="place_connection"):
        data = {"lost": words.LOST, "fix": words.LOST_FIX}
        _component("connection")(key="connection", data=data)


@cache
def _component(name: str) -> ComponentRenderer:
    """The component of assets/<name>.js, registered once a process."""
    script = (_ASSETS / f"{name}.js").read_text("utf-8")  # its line ends tell it from a path
    # isolate_styles=False: with a shadow root, Esc in the drawer loses the reader's focus
    return st.components.v2.component(f"qa_{name}", js=script, isolate_styles=False)
