"""The list of articles: what the index holds, beside what the folder holds. Pure functions."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from qa.builds import Manifest, Plan
from qa.records import Document

__all__ = ["ArticleState", "Row", "article_rows", "key_of", "matching"]

ArticleState = Literal["indexed", "new", "changed", "gone", "refused"]


@dataclass(frozen=True, slots=True)
class Row:
    """One article, or one file that is none. reason: why a file was left out."""

    path: str
    state: ArticleState
    document: Document | None = None
    reason: str = ""

    @property
    def key(self) -> str:
        """Names what is drawn for it: the same wherever in the list it stands."""
        return key_of(self.path, self.document.id if self.document is not None else "")


def key_of(*parts: str) -> str:
    """A short name for the widgets of an article: its path, and its id where a path is not enough.

    A number would belong to another article as soon as one came before it, and a click with it.
    """
    said = "\0".join(parts).encode("utf-8", errors="surrogatepass")
    return hashlib.blake2b(said, digest_size=8).hexdigest()


def article_rows(
    documents: Iterable[Document], manifest: Manifest | None, plan: Plan | None
) -> list[Row]:
    """Every article of the index and every file of the folder, by path; left-out files last."""
    changed, gone = (set(plan.changed), set(plan.gone)) if plan else (set(), set())
    rows = [Row(d.path, _state(d.path, changed, gone), d) for d in documents]
    held = {row.path for row in rows}
    if plan is not None:
        rows += [Row(path, "new") for path in plan.new]
    rows.sort(key=lambda row: row.path)
    left_out: dict[str, str] = {}
    for article in manifest.articles if manifest else ():
        if article.path in gone | changed:
            continue
        left_out |= {row.path: row.reason for row in article.rows}
        if article.document_id is None and article.path not in held:
            left_out[article.path] = article.reason
    for refusal in plan.skipped if plan else ():
        left_out.setdefault(refusal.path, refusal.reason)
    changed_files = [
        Row(path, "changed") for path in sorted(changed - held)
    ]  # refused at the build, touched since: the next build looks again
    return [
        *rows,
        *changed_files,
        *(Row(path, "refused", None, reason) for path, reason in sorted(left_out.items())),
    ]


def matching(rows: Iterable[Row], wanted: str) -> list[Row]:
    """Rows that have every word of `wanted` in their title, source, byline or file name."""
    needles = wanted.casefold().split()
    return [row for row in rows if all(n in _haystack(row) for n in needles)]


def _state(path: str, changed: set[str], gone: set[str]) -> ArticleState:
    if path in gone:
        return "gone"
    return "changed" if path in changed else "indexed"


def _haystack(row: Row) -> str:
    parts = [row.path]
    if row.document is not None:
        parts += [row.document.title, row.document.source, row.document.byline or ""]
    return "\n".join(parts).casefold()
