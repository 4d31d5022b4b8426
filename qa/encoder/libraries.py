"""Importing sentence-transformers quickly and quietly."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from qa.imports import importing

__all__ = ["quick_imports", "quiet_libraries"]


def quiet_libraries(*, offline: bool) -> None:
    """Local weights need no hub: forbid the question, and keep progress bars off the screen."""
    settings: dict[str, Any] = {"TOKENIZERS_PARALLELISM": "false"}
    if offline:
        settings |= {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"}
    for key, value in settings.items():
        os.environ.setdefault(key, value)
    from transformers.utils import logging

    logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]


@contextmanager
def quick_imports() -> Iterator[None]:
    """Import sentence_transformers without scikit-learn.

    It wants one function of it, for Manhattan distances; importing that with SciPy's statistics
    and pandas takes a quarter of the time to the first answer. A stand-in that imports the real
    function when it is called keeps the promise.
    """
    package, metrics = ModuleType("sklearn"), ModuleType("sklearn.metrics")
    package.__spec__ = ModuleSpec("sklearn", None, is_package=True)
    package.__path__ = []
    metrics.__spec__ = ModuleSpec("sklearn.metrics", None)
    metrics.pairwise_distances = _pairwise_distances  # type: ignore[attr-defined]
    with importing({"sklearn": package, "sklearn.metrics": metrics}):
        yield


def _pairwise_distances(*arguments: Any, **options: Any) -> Any:
    from sklearn.metrics import pairwise_distances

    return pairwise_distances(*arguments, **options)
