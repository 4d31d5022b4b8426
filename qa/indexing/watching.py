"""A build now, and one after each change of the articles folder."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from threading import Event

from qa.articles import Scan, scan
from qa.builds import Progress, Report
from qa.errors import IndexBusy, QAError
from qa.indexing.building import build
from qa.indexing.planning import compared, current_generation
from qa.settings import Settings

__all__ = ["builds"]

_QUIET_MS = 1_000  # without a change before a build begins: files arrive one after the other
_LOOK_EACH = 12  # polls: what no file's stamp shows, such as a right to read that was given
_LONGEST_PAUSE = 300.0  # seconds between two attempts at what was refused
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

    watched = _Watched(settings, on_progress)
    scan(settings.articles)  # raises where there is no folder
    yield from watched.built(first=True)
    for _ in watch(
        settings.articles,
        step=_QUIET_MS // 4,
        debounce=_QUIET_MS * 4,
        rust_timeout=_AGAIN_MS,
        yield_on_timeout=True,
        stop_event=stop,
    ):
        yield from watched.built()


class _Watched:
    """The folder as it was when the index was found to fit, or a build was last refused."""

    def __init__(
        self, settings: Settings, on_progress: Callable[[Progress], None] | None = None
    ) -> None:
        self._settings, self._on_progress = settings, on_progress
        self._seen: tuple[Scan, str | None] | None = None
        self._told = ""
        self._polls = 0
        self._pause = self._again = 0.0

    def built(self, *, first: bool = False) -> Iterator[Report | QAError]:
        """What a build did, if there is something to do and none was refused just now."""
        try:
            seen = scan(self._settings.articles), current_generation(self._settings)
            self._polls += 1
            if seen != self._seen:
                self._seen, self._told, self._pause, self._polls = seen, "", 0.0, 0
            elif self._pause:
                if time.monotonic() < self._again:
                    return
            elif self._polls % _LOOK_EACH:
                return
            if first or compared(self._settings, seen[0]).needed:
                yield build(self._settings, on_progress=self._on_progress)
                self._seen = seen[0], current_generation(self._settings)
            self._pause = 0.0
        except IndexBusy as error:
            self._wait(_AGAIN_MS / 1000)
            if first:
                yield error  # it is tried again
        except QAError as error:
            self._wait(min(max(2 * self._pause, _AGAIN_MS / 1000), _LONGEST_PAUSE))
            if str(error) != self._told:
                self._told = str(error)
                yield error

    def _wait(self, pause: float) -> None:
        """Until it is tried again, if nothing changes before."""
        self._pause, self._again = pause, time.monotonic() + pause
