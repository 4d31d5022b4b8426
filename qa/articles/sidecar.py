"""Small files beside an article that say more about it: NAME.meta.json."""

from __future__ import annotations

import json
from pathlib import Path, PurePosixPath
from typing import Any

__all__ = ["SUFFIX", "is_shared", "read_sidecar", "sidecar_names", "sidecar_of"]

SUFFIX = ".meta.json"
_MOST_BYTES = 100_000


def sidecar_names(name: str) -> tuple[str, str]:
    """The names that a file describing `name` may have, the more exact one first."""
    return f"{name}{SUFFIX}", f"{PurePosixPath(name).stem}{SUFFIX}"


def sidecar_of(article: Path) -> Path | None:
    """The file that describes an article, when there is one."""
    beside = (article.with_name(name) for name in sidecar_names(article.name))
    return next((path for path in beside if path.is_file()), None)


def is_shared(sidecar: Path, name: str) -> bool:
    """Whether a file that describes `name` describes another article of its stem as well: x.txt and
    x.html have x.meta.json between them.
    """
    exact, by_stem = sidecar_names(name)
    if sidecar.name != by_stem or by_stem == exact:
        return False
    stem = PurePosixPath(name).stem
    return any(
        other.stem == stem and other.name != name and not other.name.endswith(SUFFIX)
        for other in sidecar.parent.iterdir()
        if other.is_file() and not other.name.startswith(".")
    )


def read_sidecar(path: Path) -> dict[str, Any]:
    """What the file says. Raises OSError, or ValueError when it is no small JSON object."""
    raw = path.read_bytes()
    if len(raw) > _MOST_BYTES:
        raise ValueError("it is too big")
    values = json.loads(raw)
    if not isinstance(values, dict):
        raise ValueError("it is no JSON object")
    return values
