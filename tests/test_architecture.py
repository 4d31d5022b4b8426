"""The import rules: data flows one way, and each heavy library has one door."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = [*sorted((ROOT / "qa").rglob("*.py")), ROOT / "app.py"]

# Left to right: a room imports only from rooms to its left, or from itself.
ROOMS = (
    (
        "errors",
        "records",
        "builds",
        "kept",
        "turns",
        "workers",
        "arrays",
        "digests",
        "precision",
        "imports",
        "logs",
        "fusion",
        "memory",
    ),
    ("backends",),
    ("settings", "signin"),
    ("articles",),
    ("text",),
    ("passages", "copies", "postings"),
    ("encoder", "keyword"),
    ("vocabulary",),
    ("stores",),
    ("indexing",),
    ("retrieve", "rerank"),
    ("read",),
    ("compare", "conversations", "dialogue", "exports", "spelling"),
    ("rated", "sureness", "checked", "composing"),
    ("engine", "doctor", "bench"),
    ("evaluate",),
    ("progress",),
    ("cli", "web"),
    ("__main__",),
)
PLACE = {room: place for place, rooms in enumerate(ROOMS) for room in rooms}

# Libraries and the only modules that may import them.
DOORS = {
    "altair": ("qa/web/pictures.py",),
    "streamlit": ("app.py", "qa/web/"),
    "chromadb": ("qa/stores/",),
    "httpx": ("qa/stores/chroma.py",),
    "pymilvus": ("qa/stores/",),
    "sentence_transformers": ("qa/encoder/", "qa/rerank.py"),
    "torch": (
        *("qa/precision.py", "qa/workers.py", "qa/backends/", "qa/encoder/"),
        "qa/read/scorers.py",
    ),
    "transformers": ("qa/encoder/", "qa/read/scorers.py"),
    "openvino": ("qa/backends/",),
    "onnx": ("qa/backends/",),
    "onnxruntime": ("qa/backends/",),
    "safetensors": ("qa/backends/bert.py", "qa/read/span_model.py"),
    "tokenizers": ("qa/backends/bert.py", "qa/read/span_model.py"),
    "rank_bm25": ("qa/keyword.py",),
    "spacy": ("qa/text.py", "qa/read/", "qa/compare/", "qa/dialogue/"),
    "rapidfuzz": ("qa/spelling.py", "qa/compare/naming.py"),
    "dateparser": ("qa/compare/periods.py",),
    "number_parser": ("qa/compare/quantities.py",),
    "sqlite3": ("qa/stores/", "qa/conversations/"),
    "datasketch": ("qa/copies.py",),
    "trafilatura": ("qa/articles/formats/",),
    "pypdf": ("qa/articles/formats/",),
    "docx": ("qa/articles/formats/",),
    "yaml": ("qa/articles/formats/",),
    "watchfiles": ("qa/indexing/watching.py",),
    "ir_measures": ("qa/evaluate/",),
    "typer": ("qa/cli/",),
    "rich": ("qa/progress.py",),
}


def imports(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def violations(path: str, source: str) -> list[str]:
    """What a module at `path` (relative to the root) imports against the rules."""
    own = path.removeprefix("qa/").split("/")[0].removesuffix(".py")
    found = []
    for module in imports(source):
        top, _, rest = module.partition(".")
        other = rest.split(".")[0]
        if module.startswith("."):
            found.append(f"{module}: imports are written in full")
        elif top == "qa" and other and path != "app.py" and other != own:
            if own not in PLACE or other not in PLACE:
                found.append(f"{module}: a new room needs a place in ROOMS")
            elif PLACE[other] >= PLACE[own]:
                found.append(f"{module} is not to the left of {own}")
        elif top in DOORS and not path.startswith(DOORS[top]):
            found.append(f"{module} comes in only through {', '.join(DOORS[top])}")
    return found


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_imports_keep_the_rules(path: Path) -> None:
    assert violations(name(path), path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("qa/records/answers.py", "from qa.engine import Engine"),
        ("qa/retrieve.py", "from qa.web import words"),
        ("qa/engine.py", "import streamlit as st"),
        ("qa/web/chat.py", "import chromadb"),
        ("qa/retrieve.py", "from sentence_transformers import SentenceTransformer"),
        ("qa/text.py", "from . import records"),
        ("qa/novelty.py", "from qa.records import Document"),
    ],
)
def test_the_rules_notice(path: str, source: str) -> None:
    assert violations(path, source)


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_every_module_says_its_job_first(path: Path) -> None:
    if path.read_text("utf-8").strip():
        docstring = ast.get_docstring(ast.parse(path.read_text("utf-8")))
        assert docstring, f"{name(path)} has no docstring"


def test_nothing_heavy_is_imported_with_the_command_line() -> None:
    """`--help` and wrong usage answer at once."""
    heavy = {
        *("torch", "spacy", "streamlit", "chromadb", "sentence_transformers", "transformers"),
        *("trafilatura", "pypdf", "docx", "datasketch", "scipy"),
    }
    script = "import sys, qa.cli; print(*{m.split('.')[0] for m in sys.modules})"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "typer" in done.stdout.split()
    assert not heavy & set(done.stdout.split())


@pytest.mark.parametrize("path", sorted((ROOT / "training").rglob("*.py")), ids=name)
def test_what_training_takes_from_the_program_is_there(path: Path) -> None:
    """Found without its own libraries, which few have installed."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("qa."):
            module = importlib.import_module(str(node.module))
            missing = [alias.name for alias in node.names if not hasattr(module, alias.name)]
            assert missing == []
