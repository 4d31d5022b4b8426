"""The strip at the top of a page: what changed since the build, Rebuild, its progress and end."""

from __future__ import annotations

import time
from collections.abc import Sequence

import streamlit as st

from qa.articles.lines import one_line
from qa.builds import Plan, Refusal, Report
from qa.engine import Engine
from qa.errors import ArticlesError, IndexMissing, IndexProblem, QAError
from qa.records import Document
from qa.settings import Settings
from qa.web import words
from qa.web.catalogue import catalogue
from qa.web.guard import errors_shown, show_notice, show_problem
from qa.web.html import escape
from qa.web.job import BuildJob, BuildState, build_job
from qa.web.people import whoever
from qa.web.planned import planned
from qa.web.state import Visit, current_visit

__all__ = ["dismiss_end", "rebuild_all_button", "rebuild_strip", "usable_plan"]

_POLL_SECONDS = 0.7
_NAMED = 3  # of the articles that were added


def rebuild_strip(settings: Settings, engine: Engine | None, problem: QAError | None) -> None:
    """Draw the strip.

    engine: of the index in use, None when there is none. problem: why an index cannot be used.
    """
    job, visit = build_job(settings), current_visit()
    if visit.seen_build is None:
        visit.seen_build = job.state.number if not job.state.running else job.state.number - 1
    visit.drawer_opened = False  # a run of the whole page closes it
    running = job.state.running
    if not running:  # this run draws the whole page anew, so nothing is left to catch up with
        visit.watched_build = None
    every = _POLL_SECONDS if running else None
    strip = st.fragment(_strip, run_every=every)
    strip(settings, engine, problem)


def dismiss_end(settings: Settings) -> None:
    """Tell no more how the last build ended, unless it failed."""
    state = build_job(settings).state
    if not state.running and state.problem is None:
        current_visit().seen_build = state.number


def usable_plan(settings: Settings) -> Plan | None:
    """The folder compared with the index, or None when there is no folder to compare."""
    try:
        return planned(settings)
    except ArticlesError:
        return None


def rebuild_all_button(settings: Settings) -> None:
    """Draw the button that builds the whole index anew, though nothing may have changed."""
    if whoever(settings).may_edit and not build_job(settings).state.running:
        st.button(words.REBUILD_ALL, key="rebuild_all", on_click=_rebuild_all, args=(settings,))


def _rebuild_all(settings: Settings) -> None:
    with errors_shown():
        whoever(settings).must_edit()
        build_job(settings).start(full=True)


def _strip(settings: Settings, engine: Engine | None, problem: QAError | None) -> None:
    job, visit = build_job(settings), current_visit()
    with st.container(key="strip"), errors_shown():
        state = job.state
        if state.running:
            visit.watched_build = state.number
            _show_progress(state, first=engine is None)
            return
        if visit.watched_build == state.number and not visit.drawer_opened:
            # The rest of the page is still of the old index. While an article is open it stays
            # so until the next click: a full run would close the drawer under the reader.
            visit.watched_build = None
            st.rerun()
        if state.number > (visit.seen_build or 0):
            _show_end(state, visit, engine)
        _offer(settings, job, engine, problem)


def _show_progress(state: BuildState, *, first: bool) -> None:
    show_notice("info", words.BUILDING_FIRST if first else words.BUILDING)
    progress = state.progress
    if progress is None:
        st.progress(0.0, text=words.STARTING)
        return
    st.progress(
        words.share_done(progress), text=words.phase(progress, time.monotonic() - state.since)
    )


def _show_end(state: BuildState, visit: Visit, engine: Engine | None) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="build_end"):
        with st.container(width="stretch", key="build_end_words"):
            if state.problem is not None:
                show_notice("error", words.BUILD_FAILED if engine else words.FIRST_FAILED)
                show_problem(state.problem)
            elif state.report is not None:
                took_in = engine is not None and state.number == visit.added_build
                documents = catalogue(engine).documents if engine is not None and took_in else ()
                _show_report(state.report, [d for d in documents if d.path in visit.added])
        if st.button(words.DISMISS, key="dismiss_build", type="tertiary"):
            visit.seen_build = state.number
            st.rerun(scope="fragment")


def _show_report(report: Report, added: Sequence[Document]) -> None:
    """added: the articles that the visitor had added before it."""
    line = words.closing_line(report)
    if added:
        show_notice("success", _titles(added), line)
    elif report.built:
        show_notice("success", words.BUILT, line)
    else:
        show_notice("success", words.NOTHING_TO_DO, line)
    details = (*report.refused, *report.skipped, *report.notes)
    if details:
        with st.expander(words.PROBLEMS):
            st.html(_listed(details))


def _titles(added: Sequence[Document]) -> str:
    """`Can be asked about now: “Glass works”, “Town hall”, and 3 more`."""
    titles = [f"“{one_line(document.title)}”" for document in added[:_NAMED]]
    if (more := len(added) - _NAMED) > 0:
        titles.append(words.AND_MORE.format(n=more))
    return words.ADDED_NOW.format(titles=", ".join(titles))


def _listed(items: Sequence[Refusal]) -> str:
    lines = "".join(
        f"<li><code>{escape(item.path)}</code> {escape(item.reason)}</li>" for item in items
    )
    return f'<ul class="qa-list">{lines}</ul>'


def _offer(
    settings: Settings,
    job: BuildJob,
    engine: Engine | None,
    problem: QAError | None,
) -> None:
    """Say what is wrong or changed, with the button that mends it."""
    try:
        todo = planned(settings)
    except ArticlesError as error:
        show_problem(error, "warning" if engine else "error")
        return
    if engine is None:
        if not (todo.new or todo.changed or todo.unchanged):
            fix = words.NO_ARTICLES_FIX.format(folder=settings.articles)
            show_notice("warning", words.NO_ARTICLES, fix)
        else:
            _show_unusable(settings, problem, todo)
        first = problem is None or isinstance(problem, IndexMissing)
        _button(settings, job, words.BUILD if first else words.REBUILD, full=True)
    elif problem is not None:
        show_notice("warning", problem.problem, words.LAST_GOOD)
        _button(settings, job, words.REBUILD, full=True)
    elif todo.needed:
        show_notice("warning", words.changes(todo), todo.rebuild or "")
        _button(settings, job, words.REBUILD, full=False)


def _show_unusable(settings: Settings, problem: QAError | None, todo: Plan) -> None:
    if problem is None or isinstance(problem, IndexProblem):
        what = problem.problem if problem else todo.rebuild or ""
        show_notice("warning", what, words.REBUILD_FIX.format(folder=settings.articles))
    else:  # the model, say: building anew does not mend that
        show_problem(problem)


def _button(settings: Settings, job: BuildJob, text: str, *, full: bool) -> None:
    if not whoever(settings).may_edit:
        show_notice("info", words.ASK_EDITOR)
        return
    if st.button(text, key="rebuild", type="primary"):
        job.start(full=full)
        st.rerun()
