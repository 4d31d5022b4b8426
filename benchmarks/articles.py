"""The articles of a BEIR folder as files, the way people have them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

__all__ = ["read_articles", "remove_article", "write_article"]


def read_articles(dataset: Path) -> list[dict[str, Any]]:
    """The rows of its `corpus.jsonl`, in their order."""
    lines = (dataset / "corpus.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def write_article(path: Path, row: dict[str, Any]) -> None:
    """The text, and a description beside it."""
    about = row.get("metadata")
    said = {"title": row.get("title"), **(about if isinstance(about, dict) else {})}
    path.write_text(str(row["text"]), encoding="utf-8")
    path.with_name(f"{path.name}.meta.json").write_text(json.dumps(said), encoding="utf-8")


def remove_article(path: Path) -> None:
    """Take both away."""
    path.unlink()
    path.with_name(f"{path.name}.meta.json").unlink()
