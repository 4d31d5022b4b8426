"""Progress of long work on a terminal, with the time left; silent when nobody watches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from qa.builds import Progress

__all__ = ["PHASES", "shown_progress"]

PHASES = {
    "reading": "Reading articles",
    "opening": "Opening the model",
    "cutting": "Cutting articles into passages",
    "encoding": "Encoding passages",
    "sharding": "Encoding articles",
    "storing": "Writing the index",
    "asking": "Asking questions",
    "verifying": "Verifying articles",
}


@contextmanager
def shown_progress() -> Iterator[Callable[[Progress], None]]:
    """A bar for each phase on standard error, when that is a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    bars = Bars(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    )
    tasks: dict[str, int] = {}

    def show(progress: Progress) -> None:
        if not progress.total:
            return  # nothing to count
        if progress.phase not in tasks:
            name = PHASES.get(progress.phase, progress.phase)
            tasks[progress.phase] = bars.add_task(name, total=progress.total)
        bars.update(tasks[progress.phase], completed=progress.done)  # type: ignore[arg-type]

    if not bars.console.is_terminal:
        yield lambda _: None
        return
    with bars:
        yield show
