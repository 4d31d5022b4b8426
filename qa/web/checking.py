"""The index looked into on the page: proved, and what was taken for notices."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from qa.articles.recurring import RecurringLine
from qa.builds import Progress
from qa.errors import QAError
from qa.indexing.verifying import Verification, verify
from qa.settings import Settings
from qa.web import words
from qa.web.guard import show_notice, show_problem
from qa.web.html import escape

__all__ = ["check_button", "recurring_block", "show_check"]

_MOST = 100


def check_button() -> bool:
    """Draw the button that asks for the index to be verified; True when it was clicked."""
    return st.button(words.CHECK, key="check", icon=":material/fact_check:")


def show_check(settings: Settings) -> None:
    """Verify the index and tell what was found."""
    bar = st.progress(0.0)

    def say(progress: Progress) -> None:
        bar.progress(progress.done / max(progress.total, 1), text=words.phase(progress))

    try:
        found = verify(settings, on_progress=say)
    except QAError as error:
        show_problem(error)
        return
    finally:
        bar.empty()
    _show(found)


def recurring_block(found: Sequence[RecurringLine]) -> None:
    """Draw the lines that were marked because they recur; nothing when there are none."""
    if not found:
        return
    with st.expander(f"{words.RECURRING} ({len(found)})", icon=":material/filter_alt_off:"):
        st.html(f'<p class="qa-faint">{escape(words.RECURRING_WHY)}</p>')
        rows = "".join(
            f"<li>{escape(r.source)} ({words.count(r.articles, 'article')}): "
            f"<q>{escape(r.line)}</q></li>"
            for r in found[:_MOST]
        )
        st.html(f'<ul class="qa-list" dir="auto">{rows}</ul>')
        if len(found) > _MOST:
            show_notice("info", words.AND_MORE.format(n=len(found) - _MOST))


def _show(found: Verification) -> None:
    looked = ", ".join(
        words.count(n, what)
        for n, what in (
            (found.documents, "article"),
            (found.passages, "passage"),
            (found.vectors, "vector"),
            (found.files, "file"),
        )
    )
    if found.damaged:
        show_notice("error", words.CHECK_BAD, looked)
    elif found.outdated:
        show_notice("warning", words.CHECK_OUTDATED, looked)
    else:
        show_notice("success", words.CHECK_GOOD, looked)
    rows = [f"<li><code>{escape(f.where)}</code> {escape(f.what)}</li>" for f in found.findings]
    if found.more:
        rows.append(f"<li>{escape(words.AND_MORE.format(n=found.more))}</li>")
    if rows:
        st.html(f'<ul class="qa-list">{"".join(rows)}</ul>')
