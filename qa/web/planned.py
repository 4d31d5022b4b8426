"""The folder compared with the index, for all visitors: remembered for a moment, since a page asks
several times and a large folder takes half a second.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from qa.builds import Plan
from qa.indexing import current_generation, plan
from qa.settings import Settings
from qa.web.job import build_job

__all__ = ["planned"]

_SECONDS = 2.0  # how late a page may see what somebody else does in a subfolder, or to a file


def planned(settings: Settings) -> Plan:
    """The plan as it was found at most two seconds ago, and after whatever the pages last did or
    came into the folder itself.

    Raises ArticlesError when there is no folder to compare.
    """
    return _plans(settings.model_dump_json(), settings).now()


@dataclass(frozen=True, slots=True)
class _Found:
    """of: the state of the index, what had been done on the pages, and when a file of the folder
    last came or went, all before it was looked through.
    """

    plan: Plan
    of: tuple[str | None, int, int]
    at: float


class _Plans:
    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._looking = threading.Lock()
        self._found: _Found | None = None

    def now(self) -> Plan:
        with self._looking:  # who comes meanwhile takes what is found
            of = (
                current_generation(self._settings),
                build_job(self._settings).stage,
                _changed(self._settings.articles),
            )
            found = self._found
            if found is None or found.of != of or time.monotonic() - found.at > _SECONDS:
                made = plan(self._settings)
                found = self._found = _Found(made, of, time.monotonic())
            return found.plan


def _changed(folder: Path) -> int:
    try:
        return folder.stat().st_mtime_ns
    except OSError:  # the plan says so
        return 0


@st.cache_resource(show_spinner=False, max_entries=8)
def _plans(key: str, _settings: Settings) -> _Plans:
    return _Plans(_settings)
