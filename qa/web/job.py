"""A rebuild of the index in the background, shared by all visitors. Draws nothing."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass, replace

import streamlit as st

from qa.builds import Progress, Report
from qa.errors import QAError
from qa.indexing import build
from qa.logs import note
from qa.settings import Settings
from qa.web import words

__all__ = ["BuildJob", "BuildState", "build_job"]

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class BuildState:
    """number: which build of this server, from 1; 0 before the first. since: when the phase of
    `progress` began, on the monotonic clock. One of report and problem is set once it has ended.
    again: the articles changed while it ran, so that another follows.
    """

    number: int = 0
    running: bool = False
    progress: Progress | None = None
    since: float = 0.0
    report: Report | None = None
    problem: QAError | None = None
    again: bool = False


class BuildJob:
    """At most one build at a time. Its thread calls nothing of Streamlit."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._state = BuildState()
        self._stage = 0

    @property
    def state(self) -> BuildState:
        return self._state

    @property
    def stage(self) -> int:
        """Another number whenever a build began or ended, or the articles changed on a page."""
        return self._stage

    def start(self, *, full: bool) -> bool:
        """Begin a build; False when one is running already."""
        with self._lock:
            if self._state.running:
                return False
            self._begin(full)
            return True

    def follow(self) -> None:
        """Bring the index up to the articles, now or as soon as the build that runs has ended."""
        with self._lock:
            self._stage += 1
            if self._state.running:
                self._state = replace(self._state, again=True)
            else:
                self._begin(False)

    def _begin(self, full: bool) -> None:
        # First the thread, which waits for the lock: where none can be had, no build runs
        threading.Thread(target=self._run, args=(full,), name="rebuild", daemon=True).start()
        self._state = BuildState(self._state.number + 1, running=True)
        self._stage += 1

    def _run(self, full: bool) -> None:
        self._build(full)
        while True:
            with self._lock:
                if not self._state.again:
                    self._state = replace(self._state, running=False)
                    return
                self._state = replace(self._state, again=False, report=None, problem=None)
            self._build(False)

    def _build(self, full: bool) -> None:
        report: Report | None = None
        problem: QAError | None = None
        try:
            report = build(self._settings, on_progress=self._progressed, full=full)
        except QAError as error:
            problem = error
        except BaseException as error:  # a panic of Chroma's is no Exception; the job must end
            _logger.exception("The rebuild failed")
            kind = type(error).__name__
            problem = QAError(words.UNEXPECTED.format(kind=kind), words.UNEXPECTED_FIX)
        if report is not None:
            note(
                "built",
                articles=report.documents,
                passages=report.passages,
                encoded=report.encoded,
                refused=len(report.refused),
                seconds=round(report.seconds, 3),
            )
        elif problem is not None:
            note("not built", error=type(problem).__name__)
        with self._lock:
            self._state = replace(self._state, report=report, problem=problem)
            self._stage += 1

    def _progressed(self, progress: Progress) -> None:
        with self._lock:
            before = self._state.progress
            began = before is None or before.phase != progress.phase
            since = time.monotonic() if began else self._state.since
            self._state = replace(self._state, progress=progress, since=since)


def build_job(settings: Settings) -> BuildJob:
    """The job for these settings."""
    return _job(settings.model_dump_json(), settings)


@st.cache_resource(show_spinner=False, max_entries=8)
def _job(key: str, _settings: Settings) -> BuildJob:
    return BuildJob(_settings)
