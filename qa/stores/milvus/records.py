"""What the collection of states holds: the state in use, each state's record, reports, the lock."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from qa.builds import Manifest
from qa.errors import IndexDamaged
from qa.keyword import Statistics
from qa.stores import generations
from qa.stores.milvus.connection import Milvus
from qa.stores.milvus.schema import NOTHING, STATES, create_states, in_parts

__all__ = [
    "Place",
    "State",
    "current_name",
    "damaged",
    "point_to",
    "read_place",
    "read_record",
    "read_state",
    "remove_record",
    "state_names",
    "write_record",
    "write_state",
]

_CURRENT = "current"
_STATE = "state-"
_PARTS_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class State:
    """One complete state.

    number: of the build; rows that were born in it or before and did not die yet are its own.
    epoch: of the collections. sources, tags: all that its documents have.
    """

    number: int
    epoch: int
    manifest: Manifest
    statistics: Statistics
    sources: tuple[str, ...]
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where the rows of a state are, as its record tells though it may be of another format.

    number, epoch: as of `State`. ours: of the format that this program reads.
    """

    name: str
    number: int
    epoch: int
    created: datetime
    ours: bool


def current_name(milvus: Milvus) -> str | None:
    """The name of the state in use, None when there is none. Raises IndexUnreachable."""
    collection = milvus.collection(STATES)
    if collection not in milvus.collections():
        return None
    rows = milvus.rows(collection, f'name == "{_CURRENT}"', ["value"])
    return str(rows[0]["value"]) if rows else None


def point_to(milvus: Milvus, name: str) -> None:
    """Make a state the one in use: a single row is replaced."""
    write_record(milvus, _CURRENT, name)


def read_state(milvus: Milvus, name: str) -> State:
    """Raises IndexDamaged when the record is not there, cannot be read or has another format."""
    raw = read_record(milvus, _STATE + name)
    try:
        stored = json.loads(raw or "")
        where = f"{milvus.name} in {milvus.uri}"
        manifest = generations.parse_manifest(stored["manifest"], where)  # first: tells the format
        counted = stored["statistics"]
        terms = {int(held): number for held, number in counted["terms"].items()}
        return State(
            number=stored["number"],
            epoch=stored["epoch"],
            manifest=manifest,
            statistics=Statistics(counted["passages"], counted["length"], terms),
            sources=tuple(stored["sources"]),
            tags=tuple(stored["tags"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise damaged(milvus, f"the record of the state {name} cannot be read") from error


def read_place(milvus: Milvus, name: str) -> Place | None:
    """None when the record is not there, or does not tell."""
    raw = read_record(milvus, _STATE + name)
    try:
        stored = json.loads(raw or "")
        manifest = stored["manifest"]
        return Place(
            name,
            int(stored["number"]),
            int(stored["epoch"]),
            datetime.fromisoformat(manifest["created"]).astimezone(UTC),
            manifest["format_version"] == generations.FORMAT_VERSION,
        )
    except (ValueError, KeyError, TypeError):
        return None


def write_state(milvus: Milvus, state: State) -> None:
    stored: Mapping[str, Any] = asdict(state)
    record = json.dumps(stored, ensure_ascii=False)
    write_record(milvus, _STATE + state.manifest.generation, record)


def state_names(milvus: Milvus) -> list[str]:
    """Names of all states that have a record, the oldest first."""
    rows = milvus.rows(milvus.collection(STATES), f'name like "{_STATE}%"', ["name"])
    return sorted({str(row["name"]).removeprefix(_STATE) for row in rows})


def remove_record(milvus: Milvus, name: str) -> None:
    """A state's record and report. What is left of it is nobody's then."""
    listed = f'["{_STATE}{name}", "report-{name}"]'
    milvus.delete(milvus.collection(STATES), f"name in {listed}")


def read_record(milvus: Milvus, name: str) -> str | None:
    """A record's whole value, None when there is none."""
    fields = ("part", "value")
    where = f'name == "{name}"'
    rows = milvus.every(milvus.collection(STATES), where, fields, batch=_PARTS_AT_ONCE)
    parts = sorted((int(row["part"]), str(row["value"])) for row in rows)
    return "".join(value for _, value in parts) if parts else None


def write_record(milvus: Milvus, name: str, value: str) -> None:
    if milvus.collection(STATES) not in milvus.collections():
        create_states(milvus)
    milvus.put(
        milvus.collection(STATES),
        [
            {"pk": f"{name}.{n}", "name": name, "part": n, "value": part, "nothing": NOTHING}
            for n, part in enumerate(in_parts(value))
        ],
    )


def damaged(milvus: Milvus, what: str) -> IndexDamaged:
    return IndexDamaged(
        f"The index {milvus.name} in {milvus.uri} is damaged: {what}.",
        "Run: python -m qa index --full",
    )
