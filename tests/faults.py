"""One table of what tests broke and what came of it: artifacts/faults.json and faults.md.

A test asks for `tell` and calls it after its assertions. A run replaces the rows of the tests that
ran, so a test that fails leaves none, and keeps those of the others. `python -m tests.faults`
puts the table into docs/reliability.md.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pytest

__all__ = ["FaultTable", "Tell", "fault_table", "tell"]

ROOT = Path(__file__).parent.parent
ARTIFACTS = ROOT / "artifacts"
DOCS = ROOT / "docs" / "reliability.md"
HEAD = "| Fault | When | What happened | Test |\n|---|---|---|---|"
_IN_DOCS = re.compile(re.escape(HEAD) + r"\n(?:\|.*\n)*")
# In the order of the table
_ORDER = ("before opening", "building", "serving", "keeping", "reading a file")

Tell = Callable[[str, str, str], None]


@dataclass(frozen=True, slots=True)
class Row:
    """One fault. when: what was being done. test: pytest's name of it."""

    fault: str
    when: str
    came: str
    test: str


@dataclass
class FaultTable:
    """Rows of the tests that ran; ran: their names, also of those that told nothing."""

    rows: list[Row] = field(default_factory=list)
    ran: set[str] = field(default_factory=set)

    def write(self, folder: Path = ARTIFACTS) -> None:
        """Put the rows in place of those that these tests left when they last ran."""
        if not self.ran:
            return
        folder.mkdir(exist_ok=True)
        kept = [row for row in rows_in(folder) if row.test not in self.ran]
        rows = sorted({*kept, *self.rows}, key=_place)
        raw = json.dumps([asdict(row) for row in rows], indent=1, ensure_ascii=False)
        (folder / "faults.json").write_text(f"{raw}\n", "utf-8")
        (folder / "faults.md").write_text(as_markdown(rows), "utf-8")


@pytest.fixture(scope="session")
def fault_table() -> Iterator[FaultTable]:
    """The table of this run, written at its end."""
    table = FaultTable()
    yield table
    table.write()


@pytest.fixture
def tell(request: pytest.FixtureRequest, fault_table: FaultTable) -> Tell:
    """Call it with the fault, when it struck, and what happened; after what the test asserts."""
    name = request.node.nodeid
    fault_table.ran.add(name)

    def told(fault: str, when: str, came: str) -> None:
        fault_table.rows.append(Row(fault, when, came, name))

    return told


def rows_in(folder: Path) -> list[Row]:
    path = folder / "faults.json"
    found: list[dict[str, Any]] = json.loads(path.read_text("utf-8")) if path.exists() else []
    return [Row(**row) for row in found]


def as_markdown(rows: list[Row]) -> str:
    lines = (f"| {r.fault} | {r.when} | {r.came} | `{_file(r)}` |" for r in rows)
    return "\n".join([HEAD, *dict.fromkeys(lines), ""])


def _file(row: Row) -> str:
    return row.test.partition("::")[0].removeprefix("tests/").removeprefix("unit/")


def _place(row: Row) -> tuple[int, str, str, str]:
    known = _ORDER.index(row.when) if row.when in _ORDER else len(_ORDER)
    return known, _file(row), row.fault, row.came


def main() -> None:
    """The table of artifacts/ in place of the one in the documentation."""
    table = as_markdown(rows_in(ARTIFACTS))
    text, found = _IN_DOCS.subn(lambda _: table, DOCS.read_text("utf-8"), count=1)
    assert found, f"{DOCS} has no table that begins with: {HEAD}"
    DOCS.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
