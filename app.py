"""The browser app, run with `streamlit run app.py`: what is served, and under which rules.

The pages are listed in `qa/web/pages/site.py` and drawn in `qa/web/`.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from qa.web.headers import RULES
from qa.web.port import warn_if_open

warn_if_open(st.get_option("server.address"))

app = st.App(Path(__file__).parent / "qa" / "web" / "pages" / "site.py", middleware=RULES)
