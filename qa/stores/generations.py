"""The index folder: one sub-folder a build, and a small file that names the one in use.

index/
├── current.json            {"generation": "20261123T051209-3f9a", "before": …}
├── 20261123T051209-3f9a/   manifest.json, report.json, sums.json, texts.sqlite, keywords/, vectors/
├── encoded.sqlite          vectors of a build that is not finished
├── .lock                   held by the process that builds
└── build.json              who holds it

A build writes a new sub-folder and then replaces `current.json` in one step, so that a reader
sees the old state or the new one and never something between.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from qa.builds import Manifest, ManifestArticle, Refusal, Report
from qa.errors import IndexDamaged, IndexMissing

__all__ = [
    "FORMAT_VERSION",
    "activate",
    "current_generation",
    "flush",
    "is_kept",
    "new_generation",
    "new_name",
    "parse_manifest",
    "read_manifest",
    "read_report",
    "sweep",
    "sweep_partial",
    "write_durably",
    "write_manifest",
    "write_report",
]

FORMAT_VERSION = 2
_STATE_NAME = re.compile(r"\d{8}T\d{6}-[0-9a-f]{4}")
MayGo = Callable[[Path, Sequence[Path]], bool]
_POINTER = "current.json"
_MANIFEST = "manifest.json"
_REPORT = "report.json"
_KEPT = (
    2  # the state in use and the one before it, which an open reader may still be answering from
)


def current_generation(index: Path) -> str | None:
    """The name of the state in use, or None when nothing was built yet.

    Raises IndexDamaged when the pointer cannot be read.
    """
    try:
        pointer = json.loads((index / _POINTER).read_text("utf-8"))
        name = pointer["generation"]
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _damaged(index, f"{_POINTER} cannot be read") from error
    if not isinstance(name, str) or Path(name).name != name:
        raise _damaged(index, f"{_POINTER} names no state")
    return name


def _generation_before(index: Path) -> str | None:
    """The name of the state that was in use before, where the pointer tells it."""
    try:
        before = json.loads((index / _POINTER).read_text("utf-8"))["before"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return before if isinstance(before, str) else None


def read_manifest(index: Path) -> Manifest:
    """The manifest of the state in use. Raises IndexMissing or IndexDamaged."""
    generation = current_generation(index)
    if generation is None:
        raise IndexMissing(f"There is no index in {index} yet.", "Run: python -m qa index")
    try:
        stored: dict[str, Any] = json.loads((index / generation / _MANIFEST).read_text("utf-8"))
        return parse_manifest(stored, str(index))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _damaged(index, f"{_MANIFEST} cannot be read") from error


def parse_manifest(stored: dict[str, Any], where: str) -> Manifest:
    """The manifest that `asdict` made the dictionary of.

    Raises IndexDamaged for one of another format, ValueError, KeyError or TypeError for none.
    """
    if stored.get("format_version") != FORMAT_VERSION:
        raise IndexDamaged(
            f"The index in {where} has format {stored.get('format_version')!r}, "
            f"and this program reads format {FORMAT_VERSION}.",
            "Run: python -m qa index --full",
        )
    stored = dict(stored)
    articles = tuple(
        ManifestArticle(
            **{
                **a,
                "copies_of": tuple(a["copies_of"]),
                "rows": tuple(Refusal(**row) for row in a.get("rows", ())),
            }
        )
        for a in stored.pop("articles")
    )
    kept = tuple(stored.pop("kept_lines"))
    return Manifest(**stored, articles=articles, kept_lines=kept)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    write_durably(folder / _MANIFEST, asdict(manifest))


def write_report(folder: Path, report: Report) -> None:
    """Keep what a build said beside what it built."""
    write_durably(folder / _REPORT, report.to_dict())


def read_report(index: Path) -> dict[str, Any] | None:
    """What the build of the state in use said, as `Report.to_dict`; None when it is not there."""
    try:
        generation = current_generation(index)
        kept: dict[str, Any] = json.loads((index / str(generation) / _REPORT).read_text("utf-8"))
    except (OSError, ValueError, IndexDamaged):
        return None
    return kept


def new_generation(index: Path) -> Path:
    """A new, empty sub-folder for a build."""
    folder = index / new_name()
    (folder / "keywords").mkdir(parents=True)
    return folder


def new_name() -> str:
    """A name for a new state, by the time of its making."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    return f"{stamp}-{secrets.token_hex(2)}"


def activate(index: Path, generation: str) -> None:
    """Make `generation` the state in use, atomically."""
    try:
        before = current_generation(index)
    except IndexDamaged:
        before = None
    write_durably(index / _POINTER, {"generation": generation, "before": before})


def is_kept(state: Path) -> bool:
    """False for a state that is being removed, or is."""
    return (state / _MANIFEST).is_file()


def sweep(index: Path, may_go: MayGo = lambda *_: True) -> None:
    """Remove what no reader needs: older states, and what interrupted builds left.

    may_go: asked about each such state, with those beside it; False leaves it for the next time.
    """
    sweep_partial(index, may_go)
    in_use = [current_generation(index), _generation_before(index)]
    complete = [folder for folder in _states(index) if is_kept(folder)]
    complete.sort(
        key=lambda f: (
            *(f.name == name for name in in_use),
            (f / _MANIFEST).stat().st_mtime_ns,
        )
    )
    for at, folder in enumerate(complete[:-_KEPT]):
        try:
            (folder / _MANIFEST).unlink()  # first: from now on it is kept no more
        except OSError:
            continue  # tried again at the next build
        _remove(folder, complete[at + 1 :], may_go)


def sweep_partial(index: Path, may_go: MayGo = lambda *_: True) -> None:
    """Remove what interrupted and failed builds left; only whoever holds the lock may. may_go: as
    of `sweep`.
    """
    every = _states(index)
    for folder in every:
        if not is_kept(folder):
            _remove(folder, [other for other in every if other != folder], may_go)


def _remove(state: Path, others: Sequence[Path], may_go: MayGo) -> None:
    if may_go(state, others):
        shutil.rmtree(state, ignore_errors=True)  # a leftover is tried again at the next build


def _states(index: Path) -> list[Path]:
    """Folders that a build made, by their names: anything else in there is not ours to remove."""
    return [f for f in index.iterdir() if _STATE_NAME.fullmatch(f.name) and f.is_dir()]


def write_durably(path: Path, content: dict[str, Any]) -> None:
    """Write a JSON file that is there whole or not at all."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    with temporary.open("w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    flush(path.parent)


def flush(path: Path) -> None:
    """Have a file, or what a folder lists, reach the disk; many file systems cannot do that for a
    folder. Raises OSError for a file.
    """
    if path.is_dir():
        with suppress(OSError):
            _flush(path, os.O_RDONLY)
    else:
        _flush(path, os.O_RDONLY if os.name == "posix" else os.O_RDWR)


def _flush(path: Path, how: int) -> None:
    opened = os.open(path, how)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _damaged(index: Path, what: str) -> IndexDamaged:
    return IndexDamaged(
        f"The index in {index} is damaged: {what}.", "Run: python -m qa index --full"
    )
