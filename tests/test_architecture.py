"""The import rules: data flows one way, and each heavy library has one door."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted(p for p in (ROOT / "qa").rglob("*.py")) + [ROOT / "app.py"]

# Left to right: a room imports only from rooms to its left, or from itself.
ROOMS = (
    ("errors", "records"),
    ("settings",),
    ("articles",),
    ("text",),
    ("passages",),
    ("encoder", "keyword"),
    ("vocabulary",),
    ("stores",),
    ("indexing",),
    ("retrieve",),
    ("read",),
    ("answers", "dialogue"),
    ("engine",),
    ("evaluate",),
    ("progress",),
    ("cli", "web"),
    ("__main__",),
)
PLACE = {room: place for place, rooms in enumerate(ROOMS) for room in rooms}

# Libraries and the only modules that may import them.
DOORS = {
    "streamlit": ("app.py", "qa/web/"),
    "chromadb": ("qa/stores/",),
    "pymilvus": ("qa/stores/",),
    "sentence_transformers": ("qa/encoder.py",),
    "rank_bm25": ("qa/keyword.py",),
    "spacy": ("qa/text.py", "qa/read/"),
    "sqlite3": ("qa/stores/", "qa/indexing.py"),
    "typer": ("qa/cli.py",),
    "rich": ("qa/progress.py",),
}


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are written in full"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ""


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_imports_run_leftwards(path: Path) -> None:
    if path.name == "app.py":
        return
    parts = path.relative_to(ROOT / "qa").parts
    own = parts[0].removesuffix(".py")
    if own == "__init__":
        assert not [i for i in imports(path) if i.startswith("qa")]
        return
    assert own in PLACE, f"{name(path)}: a new room needs a place in ROOMS"
    for module in imports(path):
        if module.startswith("qa.") and (other := room(module)) != own:
            assert other in PLACE, f"{name(path)} imports {module}, which has no place"
            assert PLACE[other] < PLACE[own], f"{name(path)} imports {module}, to its right"


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_each_library_has_one_door(path: Path) -> None:
    for module in imports(path):
        allowed = DOORS.get(module.split(".")[0])
        assert allowed is None or name(path).startswith(allowed), (
            f"{name(path)} imports {module}; only {', '.join(allowed)} may"
        )


def test_the_rules_would_notice() -> None:
    tree = "import streamlit\nfrom qa.engine import Engine\n"
    found = [
        alias.name
        for node in ast.walk(ast.parse(tree))
        if isinstance(node, ast.Import)
        for alias in node.names
    ]
    assert found == ["streamlit"]
    assert PLACE["engine"] > PLACE["records"]


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_every_module_says_its_job_first(path: Path) -> None:
    if path.read_text("utf-8").strip():
        docstring = ast.get_docstring(ast.parse(path.read_text("utf-8")))
        assert docstring, f"{name(path)} has no docstring"


def test_nothing_heavy_is_imported_with_the_command_line() -> None:
    """`--help` and wrong usage answer at once."""
    heavy = {"torch", "spacy", "streamlit", "chromadb", "sentence_transformers"}
    top_level = {
        (node.module or "").split(".")[0] if isinstance(node, ast.ImportFrom) else alias.name
        for node in ast.parse((ROOT / "qa" / "cli.py").read_text("utf-8")).body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert not heavy & top_level
