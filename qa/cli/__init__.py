"""The command line: index, status, verify, lines, add, remove, restore, ask, eval, rated,
doctor, bench.

Standard output carries the result alone; progress and notices go to standard error. Exit codes:
0 done, 1 refused with a clear reason, 2 wrong usage, 3 done but for some files that cannot be
read; 130 stopped by Ctrl-C, as shells have it.
"""

from __future__ import annotations

import logging
import os
import sys

from qa.cli import (  # their commands join
    articles,
    asking,
    benching,
    evaluating,
    health,
    indexing,
    rating,
)
from qa.cli.shared import app, say, with_folders
from qa.errors import QAError

__all__ = ["app", "main"]

_COMMANDS = (indexing, articles, asking, evaluating, rating, health, benching)
_INTERRUPTED = 130  # what typer makes of a KeyboardInterrupt


def main() -> None:
    """Run the command line; every refusal ends in one clear line and exit code 1."""
    logging.basicConfig(
        level=logging.WARNING, stream=sys.stderr, format="%(levelname)s: %(message)s"
    )
    _leave(_run())


def _run() -> int:
    try:
        app(standalone_mode=True)
    except SystemExit as end:
        if end.code == _INTERRUPTED:
            say("Stopped. The last complete index is untouched.")
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except QAError as error:
        say(f"Error: {with_folders(str(error))}")
        return 1
    except BrokenPipeError:
        return 1
    return 0


def _leave(code: int) -> None:
    """End at once: taking the model apart piece by piece would cost a second for nothing."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:  # the reader of our output went away: `… | head`
        code = 1
    logging.shutdown()
    os._exit(code)
