"""A build now, and one after each change of the articles folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Event

from qa.builds import Progress, Report
from qa.errors import IndexBusy, QAError
from qa.indexing.building import build
from qa.indexing.planning import plan
from qa.settings import Settings

__all__ = ["builds"]

_QUIET_MS = 1_000  # without a change before a build begins: files arrive one after the other
_AGAIN_MS = 5_000  # after a refusal that may pass by itself, such as another build's lock


def builds(
    settings: Settings,
    *,
    on_progress: Callable[[Progress], None] | None = None,
    stop: Event | None = None,
) -> Iterator[Report | QAError]:
    """What each build did or why it was refused; ends when `stop` is set or on Ctrl-C.

    Raises ArticlesError when there is no folder to watch.
    """
    from watchfiles import watch

    plan(settings)  # raises where there is no folder
    yield from _built(settings, on_progress, first=True)
    for _ in watch(
        settings.articles,
        step=_QUIET_MS // 4,
        debounce=_QUIET_MS * 4,
        rust_timeout=_AGAIN_MS,
        yield_on_timeout=True,
        stop_event=stop,
    ):
        yield from _built(settings, on_progress)


def _built(
    settings: Settings, on_progress: Callable[[Progress], None] | None, *, first: bool = False
) -> Iterator[Report | QAError]:
    try:
        if first or plan(settings).needed:
            yield build(settings, on_progress=on_progress)
    except IndexBusy as error:
        if first:
            yield error  # it is tried again
    except QAError as error:
        yield error
