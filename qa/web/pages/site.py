"""The pages and their look: what the server runs for every visitor."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from qa.web import words
from qa.web.components import watch_connection
from qa.web.people import admitted

_WEB = Path(__file__).resolve().parent.parent

st.set_page_config(page_title=words.APP, page_icon=_WEB / "assets" / "icon.png", layout="centered")
st.html(_WEB / "assets" / "style.css")

if not admitted():
    st.stop()

page = st.navigation(
    [
        st.Page(_WEB / "pages" / "ask.py", title=words.ASK, url_path="ask", default=True),
        st.Page(_WEB / "pages" / "articles.py", title=words.ARTICLES, url_path="articles"),
        st.Page(
            _WEB / "pages" / "conversations.py",
            title=words.CONVERSATIONS,
            url_path="conversations",
        ),
        st.Page(
            _WEB / "pages" / "article.py",
            title=words.ARTICLE,
            url_path="article",
            visibility="hidden",
        ),
    ],
    position="top",
)
page.run()
watch_connection()
