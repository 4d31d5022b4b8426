"""What the pages tell of all articles at once, kept for each state of the index: not their texts,
which are most of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import streamlit as st

from qa.articles.recurring import RecurringLine, recurring_lines
from qa.engine import Engine
from qa.records import Document

__all__ = ["Catalogue", "catalogue"]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Shared by all visitors, and not to be changed.

    documents: all articles by path, without text and marks; the engine has these. in_file: how
    many articles each file holds. recurring: the lines that were marked, the most frequent first.
    """

    documents: tuple[Document, ...] = ()
    in_file: Mapping[str, int] = field(default_factory=dict)
    recurring: tuple[RecurringLine, ...] = ()


def catalogue(engine: Engine) -> Catalogue:
    """That of the index that is open."""
    return _catalogue(engine, engine.settings.model_dump_json(), engine.manifest.generation)


@st.cache_resource(show_spinner=False, max_entries=4)
def _catalogue(_engine: Engine, settings: str, generation: str) -> Catalogue:
    documents = _engine.documents()
    return Catalogue(
        tuple(replace(d, text="", marks=()) for d in documents),
        Counter(d.path for d in documents),
        tuple(recurring_lines(documents)),
    )
