"""The background build."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import replace

import pytest

from qa.builds import Progress, Report
from qa.errors import IndexBusy
from qa.settings import Settings, load_settings
from qa.web import job as job_module
from qa.web.job import BuildJob

REPORT = Report(True, 1, 1, 1, 1, 1, 0, 0, 0, (), (), (), 0.1)


def _ended(job: BuildJob) -> None:
    for thread in threading.enumerate():
        if thread.name == "rebuild":
            thread.join(timeout=10)
    assert not job.state.running


def test_one_build_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    go = threading.Event()

    def slow(settings: Settings, *, on_progress: Callable[[Progress], None], full: bool) -> Report:
        on_progress(Progress("reading", 1, 2))
        go.wait(10)
        return REPORT

    monkeypatch.setattr(job_module, "build", slow)
    job = BuildJob(load_settings())
    assert job.start(full=False)
    assert not job.start(full=False)
    assert job.state.running
    go.set()
    _ended(job)
    assert job.state.report == REPORT
    assert job.state.progress == Progress("reading", 1, 2)
    assert job.state.number == 1


def test_what_comes_while_a_build_runs_is_built_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    go, built = threading.Event(), list[bool]()

    def slow(settings: Settings, *, on_progress: object, full: bool) -> Report:
        built.append(full)
        go.wait(10)
        return replace(REPORT, documents=len(built))

    monkeypatch.setattr(job_module, "build", slow)
    job = BuildJob(load_settings())
    assert job.start(full=True)
    job.follow()
    job.follow()
    go.set()
    _ended(job)
    assert built == [True, False], "one build after it, whatever came meanwhile"
    assert job.state.report is not None and job.state.report.documents == 2
    job.follow()
    _ended(job)
    assert built == [True, False, False]


def test_a_refused_build_keeps_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*args: object, **more: object) -> Report:
        raise IndexBusy("Another build runs.", "Wait for it.")

    monkeypatch.setattr(job_module, "build", busy)
    job = BuildJob(load_settings())
    job.start(full=True)
    _ended(job)
    assert job.state.problem is not None
    assert job.state.problem.problem == "Another build runs."


class PanicException(BaseException):
    """As Rust's, which is no Exception."""


@pytest.mark.parametrize("kind", [ZeroDivisionError, PanicException])
def test_an_unexpected_error_is_told_and_logged(
    kind: type[BaseException], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*args: object, **more: object) -> Report:
        raise kind("secret detail")

    monkeypatch.setattr(job_module, "build", broken)
    job = BuildJob(load_settings())
    with caplog.at_level(logging.ERROR):
        job.start(full=True)
        _ended(job)
    assert job.state.problem is not None
    assert kind.__name__ in job.state.problem.problem
    assert "secret detail" not in str(job.state.problem)
    assert "secret detail" in caplog.text
    assert job.start(full=True)  # and the next one may try
    _ended(job)


def test_where_no_thread_can_be_had_no_build_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    job = BuildJob(load_settings())
    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "start", refused)
        with pytest.raises(RuntimeError):
            job.start(full=False)
    assert not job.state.running


def test_whatever_a_page_did_is_another_stage(monkeypatch: pytest.MonkeyPatch) -> None:
    go = threading.Event()

    def slow(*args: object, **more: object) -> Report:
        go.wait(10)
        return REPORT

    monkeypatch.setattr(job_module, "build", slow)
    job = BuildJob(load_settings())
    stages = [job.stage]
    for _ in range(3):  # the first begins a build, and the others come while it runs
        job.follow()
        stages.append(job.stage)
    go.set()
    _ended(job)
    stages.append(job.stage)
    assert stages == sorted(set(stages))
