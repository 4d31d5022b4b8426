"""From the articles folder to an index: plan, build, open."""

from __future__ import annotations

import json
import logging
import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from filelock import FileLock, Timeout

from qa.articles import FileStat, file_sha256, load_corpus, scan
from qa.encoder import Encoder, model_digest, open_encoder
from qa.errors import (
    ArticlesError,
    IndexBusy,
    IndexDamaged,
    IndexMismatch,
    IndexMissing,
    IndexNotWritten,
)
from qa.records import (
    Corpus,
    Document,
    Manifest,
    ManifestArticle,
    Plan,
    Progress,
    Refusal,
    Report,
)
from qa.settings import Settings
from qa.stores import generations
from qa.stores.embedded import EmbeddedStore
from qa.stores.writer import KnownVectors, StoreError, no_vectors, vectors_in, write_store
from qa.vocabulary import Vocabulary

__all__ = ["build", "build_documents", "current_generation", "open_store", "plan"]

_log = logging.getLogger(__name__)

OnProgress = Callable[[Progress], None]


def current_generation(settings: Settings) -> str | None:
    """The name of the state in use; it changes with every build. None when there is none."""
    try:
        return generations.current_generation(settings.index)
    except IndexDamaged:
        return None


def open_store(settings: Settings) -> EmbeddedStore:
    """The index, opened for reading.

    Raises IndexMissing, IndexMismatch (built with another model or other passage settings),
    IndexDamaged, or IndexNotWritten (Chroma needs a little room on the disk even to read).
    """
    manifest = generations.read_manifest(settings.index)
    reason = _mismatch(manifest, settings)
    if reason:
        raise IndexMismatch(
            f"The index in {settings.index} does not fit the settings: {reason}.",
            "Run: python -m qa index",
        )
    return EmbeddedStore(settings.index / manifest.generation, manifest)


def plan(settings: Settings) -> Plan:
    """The articles folder compared with the index.

    A file whose size and time stamp are those of the build counts as unchanged; any other is
    compared by its SHA-256. Raises ArticlesError when there is no such folder.
    """
    found = scan(settings.articles)
    try:
        manifest = generations.read_manifest(settings.index)
        rebuild = _mismatch(manifest, settings)
        known = {a.path: a for a in manifest.articles}
    except IndexMissing:
        rebuild, known = "there is no index yet", {}
    except IndexDamaged as error:
        rebuild, known = error.problem.rstrip("."), {}
    new, changed, unchanged = [], [], []
    for file in found.files:
        article = known.get(file.path)
        if article is None:
            new.append(file.path)
        elif _same(settings.articles, file, article):
            unchanged.append(file.path)
        else:
            changed.append(file.path)
    here = {file.path for file in found.files}
    return Plan(
        new=tuple(new),
        changed=tuple(changed),
        gone=tuple(sorted(set(known) - here)),
        unchanged=tuple(unchanged),
        skipped=found.skipped,
        rebuild=rebuild,
    )


def build(
    settings: Settings, *, on_progress: OnProgress | None = None, full: bool = False
) -> Report:
    """Bring the index up to date with the articles folder, or build it anew with `full`.

    Vectors of passages that the last state already holds are taken over. The last good state
    stays in use until the new one is complete.

    Raises ArticlesError (no folder, or nothing readable in it), ModelError, IndexBusy (another
    build runs) or IndexNotWritten (disk full, no right to write).
    """
    started = time.monotonic()
    say = on_progress or (lambda _: None)
    with _lock(settings.index):
        todo = plan(settings)
        if not todo.needed and not full:
            return _nothing_done(settings, todo, started)
        stats = {file.path: file for file in scan(settings.articles).files}
        corpus = load_corpus(
            settings.articles,
            max_bytes=settings.max_file_mb * 1_000_000,
            on_file=lambda done, total: say(Progress("reading", done, total)),
        )
        if not corpus.documents:
            raise _nothing_readable(settings.articles, corpus)
        articles = _entries(settings.articles, corpus, stats)
        manifest, encoded = _write(settings, corpus.documents, articles, say, reuse=not full)
        generations.sweep(settings.index)
    return Report(
        built=True,
        documents=manifest.documents,
        passages=manifest.passages,
        encoded=encoded,
        new=len(todo.new),
        changed=len(todo.changed),
        gone=len(todo.gone),
        unchanged=len(todo.unchanged),
        refused=corpus.refused,
        skipped=corpus.skipped,
        notes=_notes(corpus),
        seconds=time.monotonic() - started,
    )


def build_documents(
    settings: Settings, documents: Sequence[Document], *, on_progress: OnProgress | None = None
) -> Manifest:
    """Index documents that come from elsewhere than the articles folder (a dataset)."""
    say = on_progress or (lambda _: None)
    with _lock(settings.index):
        manifest, _ = _write(settings, documents, (), say, reuse=True)
        generations.sweep(settings.index)
    return manifest


def _write(
    settings: Settings,
    documents: Sequence[Document],
    articles: tuple[ManifestArticle, ...],
    say: OnProgress,
    *,
    reuse: bool,
) -> tuple[Manifest, int]:
    """Write a new state and make it the one in use; also how many passages were encoded."""
    encoder = open_encoder(settings.model)
    try:
        generations.sweep_partial(settings.index)  # a killed build's leftovers take up the disk
        folder = generations.new_generation(settings.index)
        with _known_vectors(settings, encoder, wanted=reuse) as (known, known_words):
            count, encoded = write_store(
                folder,
                documents,
                encoder,
                size=settings.passage_words,
                overlap=settings.passage_overlap,
                known_vectors=known,
                known_words=known_words,
                on_progress=say,
            )
        manifest = Manifest(
            format_version=generations.FORMAT_VERSION,
            generation=folder.name,
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            model=settings.model,
            model_digest=encoder.digest,
            dimension=encoder.dimension,
            passage_words=settings.passage_words,
            passage_overlap=settings.passage_overlap,
            documents=len(documents),
            passages=count,
            articles=articles,
            articles_dir=str(settings.articles),
        )
        generations.write_manifest(folder, manifest)
        generations.activate(settings.index, folder.name)
    except (OSError, sqlite3.Error, StoreError) as error:
        generations.sweep_partial(settings.index)
        raise _not_written(settings.index, error) from error
    return manifest, encoded


@contextmanager
def _known_vectors(
    settings: Settings, encoder: Encoder, *, wanted: bool
) -> Iterator[tuple[KnownVectors, Vocabulary | None]]:
    """Vectors of the last state, when it can be read and was made by the same model."""
    try:
        manifest = generations.read_manifest(settings.index) if wanted else None
    except (IndexMissing, IndexDamaged):
        manifest = None
    if manifest is None or manifest.model_digest != encoder.digest:
        yield no_vectors, None
        return
    with ExitStack() as stack:
        known: tuple[KnownVectors, Vocabulary | None] = (no_vectors, None)
        try:
            known = stack.enter_context(vectors_in(settings.index / manifest.generation))
        except (OSError, ValueError, StoreError) as error:
            _log.warning("Nothing is taken over from the last index, it is damaged: %s", error)
        yield known


@contextmanager
def _lock(index: Path) -> Iterator[None]:
    """Hold the index for building. Raises IndexBusy, or IndexNotWritten."""
    holder = index / "build.json"
    try:
        index.mkdir(parents=True, exist_ok=True)
        lock = FileLock(index / ".lock", timeout=0)
        lock.acquire()
    except Timeout as error:
        raise IndexBusy(
            f"Another build of {index} is running ({_holder(holder)}).",
            "Wait for it to end, then try again.",
        ) from error
    except OSError as error:
        raise _not_written(index, error) from error
    try:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        holder.write_text(json.dumps({"process": os.getpid(), "since": now}), encoding="utf-8")
        yield
    except OSError as error:
        raise _not_written(index, error) from error
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _holder(path: Path) -> str:
    try:
        held = json.loads(path.read_text("utf-8"))
        return f"process {held['process']}, since {held['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "process unknown"


def _mismatch(manifest: Manifest, settings: Settings) -> str | None:
    """Why the index cannot serve these settings, or None."""
    if manifest.model_digest != _digest(settings.model):
        return f"it was built with the model {manifest.model}, not {settings.model}"
    built = (manifest.passage_words, manifest.passage_overlap)
    asked = (settings.passage_words, settings.passage_overlap)
    if built != asked:
        return (
            f"its passages have {built[0]} words with {built[1]} sentences of overlap, "
            f"not {asked[0]} with {asked[1]}"
        )
    return None


@lru_cache(maxsize=8)
def _digest(model: str) -> str:
    return model_digest(model)


def _same(folder: Path, file: FileStat, article: ManifestArticle) -> bool:
    if (file.size, file.mtime_ns) == (article.size, article.mtime_ns):
        return True
    if file.size != article.size:
        return False
    try:
        return file_sha256(folder / file.path) == article.sha256
    except OSError:
        return False


def _entries(
    folder: Path, corpus: Corpus, stats: dict[str, FileStat]
) -> tuple[ManifestArticle, ...]:
    """One entry for each file that was looked at, refused ones with the reason."""
    entries: dict[str, ManifestArticle] = {}
    for document in corpus.documents:
        if document.path in stats:
            stat = stats[document.path]
            entries[stat.path] = ManifestArticle(
                stat.path, stat.size, stat.mtime_ns, document.file_sha256, document.id
            )
    for refusal in (*corpus.refused, *corpus.skipped):
        if refusal.path in stats and refusal.path not in entries:
            stat = stats[refusal.path]
            try:
                digest = file_sha256(folder / stat.path)
            except OSError:
                digest = ""
            entries[stat.path] = ManifestArticle(
                stat.path, stat.size, stat.mtime_ns, digest, None, refusal.reason
            )
    return tuple(entries[path] for path in sorted(entries))


def _nothing_readable(folder: Path, corpus: Corpus) -> ArticlesError:
    problem = f"There is no article in {folder}."
    if corpus.refused:
        reasons = "; ".join(f"{r.path}: {r.reason}" for r in corpus.refused[:3])
        problem = f"None of the {len(corpus.refused)} files in {folder} can be read ({reasons})."
    return ArticlesError(problem, "Put .txt files in it, or name another folder with --articles.")


def _nothing_done(settings: Settings, todo: Plan, started: float) -> Report:
    manifest = generations.read_manifest(settings.index)
    refused = tuple(Refusal(a.path, a.reason) for a in manifest.articles if not a.document_id)
    return Report(
        built=False,
        documents=manifest.documents,
        passages=manifest.passages,
        encoded=0,
        new=0,
        changed=0,
        gone=0,
        unchanged=len(todo.unchanged),
        refused=refused,
        skipped=todo.skipped,
        notes=(),
        seconds=time.monotonic() - started,
    )


def _notes(corpus: Corpus) -> tuple[Refusal, ...]:
    return tuple(Refusal(d.path, note) for d in corpus.documents for note in d.notes)


def _not_written(index: Path, error: Exception) -> IndexNotWritten:
    return IndexNotWritten(
        f"The index in {index} could not be written ({error}).",
        "Free some space or name another folder with --index; the last index is untouched.",
    )
