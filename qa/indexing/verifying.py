"""Proof that the index holds what the articles say: every passage, vector and term looked at."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from qa.articles import article_sha256
from qa.builds import Progress
from qa.errors import IndexDamaged, IndexMissing
from qa.indexing.planning import plan
from qa.passages import index_text, passage_id
from qa.records import Document, Passage
from qa.settings import Settings
from qa.stores import Store, StoreError
from qa.stores.states import states_of
from qa.text import terms

__all__ = ["Finding", "Verification", "verify"]

_SHOWN = 20  # findings that are listed; the rest is counted
_CHANGED = "it is not as the build wrote it"
_UNIT = 1e-3  # how far a vector's length may be from 1


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be.

    kind: `damaged` when the index contradicts itself, `outdated` when a file changed since,
    `unread` when a file cannot be read now.
    """

    kind: Literal["damaged", "outdated", "unread"]
    where: str
    what: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What was looked at, and what was found. more: findings beyond those listed. changed: files
    whose bytes are others, whatever their time stamps say.
    """

    documents: int
    passages: int
    vectors: int
    files: int
    findings: tuple[Finding, ...]
    more: int = 0
    changed: tuple[str, ...] = ()

    @property
    def damaged(self) -> bool:
        return any(f.kind == "damaged" for f in self.findings)

    @property
    def outdated(self) -> bool:
        return any(f.kind == "outdated" for f in self.findings)

    def to_dict(self) -> dict[str, Any]:
        return {
            "sound": not self.findings,
            "documents": self.documents,
            "passages": self.passages,
            "vectors": self.vectors,
            "files": self.files,
            "findings": [{"kind": f.kind, "where": f.where, "what": f.what} for f in self.findings],
            "more": self.more,
        }


def verify(
    settings: Settings, *, on_progress: Callable[[Progress], None] | None = None
) -> Verification:
    """Look at every passage, vector, term count and article file of the index; change nothing.

    Each passage's id is a digest of its article's text, title and place, so that an id which
    still fits proves the place. Raises IndexMissing when there is no index, ArticlesError when
    there is no folder of articles.
    """
    say = on_progress or (lambda _: None)
    states = states_of(settings)
    try:
        manifest = states.manifest()
        broken = [Finding("damaged", name, _CHANGED) for name in states.damaged(manifest)]
        if any(finding.where.startswith("vectors/") for finding in broken):
            return _unopened(broken)  # reading a damaged graph of neighbours may end the process
        store = states.open(manifest)
    except IndexMissing:
        raise
    except IndexDamaged as error:
        return _unopened([Finding("damaged", states.where, error.problem)])
    except StoreError as error:
        return _unopened([Finding("damaged", states.where, str(error))])
    except OSError as error:
        return _unopened([Finding("unread", states.where, f"it cannot be read ({error})")])
    vectors = 0
    findings: list[Finding] = []
    try:
        documents = store.documents()
        for done, document in enumerate(documents, start=1):
            passages = store.passages_of(document.id)
            findings += _about_text(document)
            findings += _about_passages(document, passages)
            findings += _about_terms(store, document, passages)
            held, wrong = _about_vectors(store, document, passages)
            vectors += held
            findings += wrong
            say(Progress("verifying", done, len(documents)))
        findings += [
            Finding("damaged", id_, "a vector without a passage") for id_ in store.stray_vectors()
        ]
    except IndexDamaged as error:
        findings.append(Finding("damaged", states.where, error.problem))
        documents = []
    finally:
        store.close()
    findings = findings or broken  # what is told by passages says more
    todo = plan(settings)
    gone = set(todo.gone)
    digests = {
        a.path: (a.sha256, article_sha256(settings.articles, a.path))
        for a in manifest.articles
        if a.path not in gone
    }
    unread = [path for path, (held, now) in digests.items() if held and not now]
    changed = tuple(path for path, (held, now) in digests.items() if now not in {held, ""})
    findings += [Finding("outdated", path, "it is new since the build") for path in todo.new]
    findings += [Finding("outdated", path, "it is gone from the folder") for path in todo.gone]
    findings += [Finding("outdated", p, "its bytes changed since the build") for p in changed]
    findings += [Finding("unread", path, "it cannot be read, and is not judged") for path in unread]
    listed = [f for kind in ("damaged", "outdated", "unread") for f in findings if f.kind == kind]
    return Verification(
        documents=len(documents),
        passages=manifest.passages,
        vectors=vectors,
        files=len(manifest.articles),
        findings=tuple(listed[:_SHOWN]),
        more=max(0, len(listed) - _SHOWN),
        changed=changed,
    )


def _unopened(findings: Sequence[Finding]) -> Verification:
    """What was found without looking into the index."""
    return Verification(0, 0, 0, 0, tuple(findings[:_SHOWN]), max(0, len(findings) - _SHOWN))


def _about_text(document: Document) -> Iterator[Finding]:
    digest = hashlib.sha256(document.text.encode("utf-8")).hexdigest()
    if digest != document.sha256:
        yield Finding("damaged", document.path, "its text is not what was stored")


def _about_passages(document: Document, passages: list[Passage]) -> Iterator[Finding]:
    for n, passage in enumerate(passages):
        place = _place(document, passage)
        fits = 0 <= passage.start < passage.end <= len(document.text) and passage.ordinal == n
        if not fits or not passage.id.startswith(passage_id(document, passage.start, passage.end)):
            yield Finding("damaged", place, "the passage is not at its place")
        elif document.text[passage.start : passage.end] != passage.text:
            yield Finding("damaged", place, "the passage is not the article's text")
        elif any(s.start < passage.start or s.end > passage.end for s in passage.sentences):
            yield Finding("damaged", place, "a sentence lies outside its passage")


def _about_terms(store: Store, document: Document, passages: list[Passage]) -> Iterator[Finding]:
    for passage, counted in zip(passages, store.term_counts([p.id for p in passages]), strict=True):
        if counted != len(terms(index_text(document, passage))):
            yield Finding(
                "damaged", _place(document, passage), "its terms are not those of its text"
            )


def _about_vectors(
    store: Store, document: Document, passages: list[Passage]
) -> tuple[int, list[Finding]]:
    vectors = store.vectors([p.id for p in passages])
    findings = []
    for passage in passages:
        vector = vectors.get(passage.id)
        place = _place(document, passage)
        if vector is None:
            findings.append(Finding("damaged", place, "the passage has no vector"))
        elif not abs(float(np.linalg.norm(vector)) - 1) < _UNIT:
            findings.append(Finding("damaged", place, "its vector is not one the model makes"))
    return len(vectors), findings


def _place(document: Document, passage: Passage) -> str:
    return f"{document.path}, characters {passage.start}–{passage.end}"
