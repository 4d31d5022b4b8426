"""The command line: index, status, verify, lines, add, remove, restore, ask, eval, rated,
doctor, bench.

Standard output carries the result alone; progress and notices go to standard error. Exit codes:
0 done, 1 refused with a clear reason, 2 wrong usage, 3 done but for some files that cannot be
read; 130 stopped by Ctrl-C, as shells have it.
"""

from __future__ import annotations

import errno
import logging
import os
import sys
from contextlib import suppress
from io import TextIOWrapper

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
# Of a full disk, a quota, a file as large as may be, a terminal that is gone, a closed descriptor
_UNWRITTEN = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF}
_INTERRUPTED = 130  # what typer makes of a KeyboardInterrupt


def main() -> None:
    """Run the command line; every refusal ends in one clear line and exit code 1."""
    for stream in _streams():
        # What its encoding lacks is written out: no name of a file ends the program
        stream.reconfigure(errors="backslashreplace")
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
    except OSError as error:
        if error.filename is not None or error.errno not in _UNWRITTEN:
            raise
        _say_unwritten(error)
        return 1
    return 0


def _leave(code: int) -> None:
    """End at once: taking the model apart piece by piece would cost a second for nothing."""
    try:
        for stream in _streams():
            stream.flush()
    except BrokenPipeError:  # the reader of our output went away: `… | head`
        code = 1
    except OSError as error:
        if code != 1:  # else it is told already, or what was refused is
            _say_unwritten(error)
        code = 1
    logging.shutdown()
    os._exit(code)


def _say_unwritten(error: OSError) -> None:
    with suppress(OSError):  # standard error may be what is full
        say(f"Error: the output could not be written: {error.strerror}.")


def _streams() -> list[TextIOWrapper]:
    """Standard output and standard error, without one that was closed (`>&-`)."""
    return [s for s in (sys.stdout, sys.stderr) if isinstance(s, TextIOWrapper)]
