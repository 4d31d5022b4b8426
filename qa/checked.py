"""A question and its filters as they may be asked, or why they may not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from qa.articles.lines import has_words, one_line
from qa.errors import DocumentNotFound, QuestionError
from qa.records import Filters
from qa.stores import Store

__all__ = ["checked_filters", "checked_question"]


def checked_question(question: str, longest: int) -> str:
    """The question in one line, without soft hyphens, which no word of an article has. Raises
    QuestionError for none, and for one that is too long.
    """
    asked = one_line(question.replace("\u00ad", ""))
    if not has_words(asked):
        raise QuestionError("The question is empty.", "Ask something, for example: who met whom?")
    try:
        asked.encode("utf-8")
    except UnicodeEncodeError as error:
        raise QuestionError(
            "The question holds bytes that are no text.", "Type it again, in UTF-8."
        ) from error
    if len(asked) > longest:
        raise QuestionError(
            f"The question has {len(asked):,} characters; at most {longest:,} are read.",
            "Ask it in fewer words.",
        )
    return asked


def _iso(text: str | None) -> str | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise QuestionError(
            f"{text!r} is not a date.", "Write dates as year-month-day, for example 2018-01-25."
        ) from error


def checked_filters(filters: Filters, store: Store) -> Filters:
    """The filters with whole dates. Raises QuestionError for what no article is, has or lies in."""
    filters = replace(filters, since=_iso(filters.since), until=_iso(filters.until))
    if filters.since and filters.until and filters.since > filters.until:
        raise QuestionError(f"No date lies between {filters.since} and {filters.until}.")
    if filters.sources:
        _check_known(filters.sources, store.sources(), "No article comes from", "sources")
    if filters.tags:
        _check_known(filters.tags, store.tags(), "No article has the tag", "tags")
    for id_ in filters.documents:
        try:
            store.document(id_)
        except DocumentNotFound as error:
            raise QuestionError(error.problem, "The Articles page lists them all.") from error
    return filters


def _check_known(asked: Sequence[str], known: set[str], problem: str, kind: str) -> None:
    for name in asked:
        if name not in known:
            listed = ", ".join(sorted(known)[:8]) or "none"
            raise QuestionError(f"{problem} {name!r}.", f"The {kind} are: {listed}.")
