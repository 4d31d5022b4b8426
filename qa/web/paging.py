"""Long lists: the first rows, and a button for more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import streamlit as st

from qa.web import words

__all__ = ["first_rows", "more_button"]

_ROWS = 50
Row = TypeVar("Row")


def first_rows(rows: Sequence[Row], key: str) -> Sequence[Row]:
    """The rows to draw now. key: names the list."""
    return rows[: _shown(key)]


def more_button(rows: Sequence[Row], key: str) -> None:
    """Draw a button for the next rows, when there are any; below the rows drawn."""
    most = _shown(key)
    if len(rows) > most:
        st.button(
            words.MORE_ROWS.format(n=min(_ROWS, len(rows) - most)),
            key=f"more_{key}",
            on_click=_show_more,
            args=(key, most + _ROWS),
        )


def _shown(key: str) -> int:
    return int(st.session_state.get(f"{key}_shown", _ROWS))


def _show_more(key: str, most: int) -> None:
    st.session_state[f"{key}_shown"] = most
