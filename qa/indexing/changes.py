"""What a build has to change: which documents leave the index, and which come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from qa.articles import FileStat
from qa.builds import ManifestArticle, Plan, Refusal
from qa.records import Document

__all__ = ["Held", "Settled", "entries", "left_out", "settle", "to_read"]


@dataclass(frozen=True, slots=True)
class Held:
    """A document of the last state: its file, its id, its text's SHA-256."""

    path: str
    id: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Settled:
    """coming: documents to index. leaving: ids of those to take out first.
    copies: by path the documents whose text stands there too. instead: for a document that
    leaves because another file comes first, that file's document.
    """

    coming: tuple[Document, ...]
    leaving: tuple[str, ...]
    copies: Mapping[str, tuple[str, ...]]
    instead: Mapping[str, str]


def to_read(todo: Plan, known: Iterable[ManifestArticle], held: Iterable[Held]) -> tuple[str, ...]:
    """Files to read: new ones, changed ones, and copies of an article that may be gone."""
    stale = {*todo.changed, *todo.gone}
    going = {h.id for h in held if h.path in stale}
    freed = {a.path for a in known if a.path not in stale and going & set(a.copies_of)}
    return tuple(sorted({*todo.new, *todo.changed, *freed}))


def settle(
    loaded: Sequence[Document], read: Iterable[str], gone: Iterable[str], held: Sequence[Held]
) -> Settled:
    """Of articles with the same text, the one whose path comes first is indexed.

    read: the files that `loaded` came from. held: all documents of the last state.
    """
    stale = {*read, *gone}
    leaving = [h.id for h in held if h.path in stale]
    kept = {h.sha256: h for h in held if h.path not in stale}
    coming: dict[str, Document] = {}
    copies: dict[str, list[str]] = {}
    instead: dict[str, str] = {}
    for document in sorted(loaded, key=lambda d: d.path):  # rows of a file stay in order
        other = kept.get(document.sha256)
        if other is not None and document.path < other.path:
            leaving.append(other.id)
            copies.setdefault(other.path, []).append(document.id)
            instead[other.id] = document.id
            del kept[document.sha256]
        elif other is not None:
            copies.setdefault(document.path, []).append(other.id)
            continue
        first = coming.setdefault(document.sha256, document)
        if first is not document:
            copies.setdefault(document.path, []).append(first.id)
    return Settled(
        tuple(coming.values()),
        tuple(leaving),
        {path: tuple(dict.fromkeys(ids)) for path, ids in copies.items()},
        instead,
    )


def entries(
    files: Iterable[FileStat],
    known: Mapping[str, ManifestArticle],
    digests: Mapping[str, str],
    refused: Iterable[Refusal],
    documents: Mapping[str, str],
    settled: Settled,
) -> tuple[ManifestArticle, ...]:
    """One entry for each file.

    known: entries of the last state, for files that were not read again. digests: by path the
    SHA-256 of each file that was read. documents: by path the id of its first document now.
    """
    reasons = {r.path: r.reason for r in refused}
    rows: defaultdict[str, list[Refusal]] = defaultdict(list)
    for refusal in refused:
        rows[_table_of(refusal.path, digests)].append(refusal)
    made = []
    for file in files:
        old = known.get(file.path)
        if file.path in digests:
            entry = ManifestArticle(
                file.path,
                file.size,
                file.mtime_ns,
                digests[file.path],
                documents.get(file.path),
                reasons.get(file.path, ""),
                settled.copies.get(file.path, ()),
                tuple(rows[file.path]),
            )
        elif old is not None:
            still = [settled.instead.get(id_, id_) for id_ in old.copies_of]
            entry = replace(
                old,
                size=file.size,
                mtime_ns=file.mtime_ns,
                document_id=documents.get(file.path),
                copies_of=tuple(dict.fromkeys([*still, *settled.copies.get(file.path, ())])),
            )
        else:
            continue  # it came after the build began
        made.append(entry)
    return tuple(made)


def _table_of(row: str, files: Container[str]) -> str:
    """The file in which a refused row stands, whose path comes before its name; "" for none."""
    at = row.find(", ")
    while at >= 0 and row[:at] not in files:
        at = row.find(", ", at + 1)
    return row[: max(at, 0)]


def left_out(
    articles: Iterable[ManifestArticle],
) -> tuple[tuple[Refusal, ...], tuple[Refusal, ...]]:
    """Files and rows that were refused, and files that are copies, each with the reason."""
    refused: list[Refusal] = []
    copies = []
    for a in articles:
        refused += a.rows
        if a.copies_of and a.document_id is None:
            copies.append(Refusal(a.path, f"the same text as {a.copies_of[0]}"))
        elif a.document_id is None:
            refused.append(Refusal(a.path, a.reason))
    return tuple(sorted(refused, key=lambda r: r.path)), tuple(copies)
