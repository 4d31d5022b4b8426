"""The records of a build: what an index was made from, what it would change, what it did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

__all__ = [
    "Manifest",
    "ManifestArticle",
    "Plan",
    "Progress",
    "Refusal",
    "Report",
    "ShardReport",
]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that was left out, and why, in words for people."""

    path: str
    reason: str

    def to_dict(self) -> dict[str, str]:
        return {"path": self.path, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class ManifestArticle:
    """One file of the articles folder as it was when the index was built.

    document_id: of its first article; None for a file that was refused or left out as a copy,
    and reason says why. copies_of: ids of the documents whose text stands in this file too. rows:
    those of a table that are no article.
    """

    path: str
    size: int
    mtime_ns: int
    sha256: str
    document_id: str | None
    reason: str = ""
    copies_of: tuple[str, ...] = ()
    rows: tuple[Refusal, ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index was built from. `generation` changes with every build.

    churn: passages that left since the vectors were last written from nothing. kept_lines: keys
    of recurring lines that are text all the same. precision, backend: of the last build's vectors.
    vectors: where they are, in the index's own place or on a Chroma server. reading: of the
    program that read the articles (`qa.articles.READING`), 0 for those from before it was noted.
    """

    format_version: int
    generation: str
    created: str
    model: str
    model_digest: str
    dimension: int
    passage_words: int
    passage_overlap: int
    documents: int
    passages: int
    articles: tuple[ManifestArticle, ...]
    articles_dir: str = ""
    churn: int = 0
    kept_lines: tuple[str, ...] = ()
    precision: str = "float32"
    backend: str = "torch"
    vectors: Literal["here", "server"] = "here"
    reading: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """The articles folder compared with the index. Paths are relative to the folder.

    rebuild: why everything must be built anew ("no index yet", "the model changed"), or None.
    """

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    skipped: tuple[Refusal, ...] = ()
    rebuild: str | None = None

    @property
    def needed(self) -> bool:
        """True when the index does not match the folder."""
        return bool(self.new or self.changed or self.gone or self.rebuild)

    def to_dict(self) -> dict[str, Any]:
        return {
            "new": list(self.new),
            "changed": list(self.changed),
            "gone": list(self.gone),
            "unchanged": len(self.unchanged),
            "skipped": [s.to_dict() for s in self.skipped],
            "rebuild": self.rebuild,
            "up_to_date": not self.needed,
        }


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build has come in a phase: `reading`, `cutting`, `encoding`, `sharding`."""

    phase: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did.

    read: articles that were read anew. encoded: passages whose vectors were computed and not
    reused. gone, left: files that are gone from the folder, and their paths. taken_over: passages
    whose vectors came from shards.
    """

    built: bool
    documents: int
    passages: int
    read: int
    encoded: int
    new: int
    changed: int
    gone: int
    unchanged: int
    refused: tuple[Refusal, ...]
    skipped: tuple[Refusal, ...]
    notes: tuple[Refusal, ...]
    seconds: float
    left: tuple[str, ...] = ()
    taken_over: int = 0

    @property
    def articles_per_second(self) -> float:
        return round(self.read / self.seconds, 1) if self.seconds else 0.0

    def to_dict(self) -> dict[str, Any]:
        return {
            "built": self.built,
            "documents": self.documents,
            "passages": self.passages,
            "read": self.read,
            "encoded": self.encoded,
            "taken_over": self.taken_over,
            "new": self.new,
            "changed": self.changed,
            "gone": self.gone,
            "unchanged": self.unchanged,
            "refused": [r.to_dict() for r in self.refused],
            "skipped": [r.to_dict() for r in self.skipped],
            "notes": [r.to_dict() for r in self.notes],
            "left": list(self.left),
            "seconds": round(self.seconds, 3),
            "articles_per_second": self.articles_per_second,
        }


@dataclass(frozen=True, slots=True)
class ShardReport:
    """What encoding a shard did.

    files: read, of those that may hold articles of the shard. encoded: passages encoded now; the
    rest of `passages` was in `file` already.
    """

    shard: str
    files: int
    documents: int
    passages: int
    encoded: int
    refused: tuple[Refusal, ...]
    file: str
    seconds: float

    def to_dict(self) -> dict[str, Any]:
        return {
            "shard": self.shard,
            "files": self.files,
            "documents": self.documents,
            "passages": self.passages,
            "encoded": self.encoded,
            "refused": [r.to_dict() for r in self.refused],
            "file": self.file,
            "seconds": round(self.seconds, 3),
        }
