"""Errors told in plain words: nothing a visitor does ends in a raw traceback."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import streamlit as st

from qa.errors import QAError
from qa.logs import note, request
from qa.web import words
from qa.web.html import escape

__all__ = ["errors_shown", "show_notice", "show_problem"]

_logger = logging.getLogger(__name__)

Tone = Literal["info", "warning", "error", "success"]


@contextmanager
def errors_shown() -> Iterator[None]:
    """Show what the block raises as a message; the rest of the page goes on."""
    with request() as name:
        try:
            yield
        except QAError as error:
            note("refused", error=type(error).__name__)
            show_problem(error)
        except Exception as error:
            _logger.exception("The page could not be drawn (request %s)", name)
            kind = type(error).__name__
            fix = f"{words.UNEXPECTED_FIX} {words.UNEXPECTED_NAME.format(request=name)}"
            show_notice("error", words.UNEXPECTED.format(kind=kind), fix)


def show_problem(error: QAError, tone: Tone = "error") -> None:
    """A refusal with its fix."""
    problem = getattr(error, "problem", str(error))  # ArticleRefused carries path and reason
    show_notice(tone, problem, getattr(error, "fix", ""))


def show_notice(tone: Tone, text: str, fix: str = "") -> None:
    """A message in a box. Text and fix may hold data (paths, questions): they are escaped."""
    role = "alert" if tone == "error" else "status"
    second = f"<p>{escape(fix)}</p>" if fix else ""
    st.html(
        f'<div class="qa-notice qa-notice-{tone}" role="{role}" dir="auto">'
        f"<p><strong>{escape(text)}</strong></p>{second}</div>"
    )
