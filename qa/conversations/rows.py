"""A turn to the columns of its row, and a row to a turn."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from qa.conversations.records import Outline, SavedTurn
from qa.records import Filters

__all__ = ["TURN_COLUMNS", "pack_filters", "pack_outline", "pack_questions", "turn_of"]

# What `turn_of` takes, in its order
TURN_COLUMNS = "id, question, after, spelling, filters, asked, generation, given, thumb, note"


def pack_questions(after: Sequence[str]) -> str:
    return json.dumps(list(after))


def pack_filters(filters: Filters) -> str:
    return json.dumps(asdict(filters))


def pack_outline(given: Outline) -> str:
    return json.dumps(asdict(given))


def turn_of(row: Sequence[Any]) -> SavedTurn:
    """A turn of what was selected. Raises where the row is none that this program wrote."""
    given = json.loads(row[7]) if row[7] else None
    return SavedTurn(
        id=row[0],
        question=row[1],
        after=tuple(json.loads(row[2])),
        spelling=bool(row[3]),
        filters=_filters_of(row[4]),
        asked=row[5],
        generation=row[6],
        given=None
        if given is None
        else Outline(
            tuple(given["answers"]),
            tuple((*p,) for p in given["passages"]),
            tuple(given.get("cited", ())),
            given.get("confidence"),
            given.get("understood", ""),
        ),
        thumb=row[8],
        note=row[9],
    )


def _filters_of(packed: str) -> Filters:
    fields: dict[str, Any] = json.loads(packed)
    lists_to_tuples: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()
    }
    return Filters(**lists_to_tuples)
