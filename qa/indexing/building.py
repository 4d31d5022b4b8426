"""Building: only what changed is read, encoded and stored; the new state counts in one step."""

from __future__ import annotations

import gc
import logging
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from qa.articles import READING, FileStat, article_sha256, file_stat, load_files, scan
from qa.articles.recurring import kept_lines
from qa.builds import Manifest, ManifestArticle, Plan, Progress, Refusal, Report
from qa.encoder import Encoder, open_encoder
from qa.errors import ArticlesError, IndexDamaged, IndexMissing
from qa.indexing.changes import Held, Settled, entries, left_out, settle, to_read
from qa.indexing.locking import hold, memory_told, not_written
from qa.indexing.planning import compared
from qa.indexing.sharding import sweep_shards
from qa.records import Document
from qa.settings import Settings
from qa.stores import StoreError, generations
from qa.stores.encoded import EncodedVectors, forget_encoded
from qa.stores.encoding import KnownVectors, Vector, no_vectors
from qa.stores.shards import ShardsFound, shard_files
from qa.stores.states import Content, States, states_of
from qa.stores.writer import Written
from qa.vocabulary import Vocabulary

__all__ = ["build", "build_documents"]

_log = logging.getLogger(__name__)

OnProgress = Callable[[Progress], None]

# Passages taken out leave holes in the graph of neighbours; past this share it is made anew
_MOST_CHURN = 0.3


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read of the folder, and what the index becomes by it."""

    settled: Settled
    articles: tuple[ManifestArticle, ...]
    count: int


def build(
    settings: Settings,
    *,
    on_progress: OnProgress | None = None,
    full: bool = False,
    again: Collection[str] = (),
) -> Report:
    """Bring the index up to date with the articles folder, or build it anew with `full`.

    again: files that are read again, though by size and time stamp they have not changed.

    Only new and changed files are read, and only passages that are new are encoded. The last
    good state stays in use until the new one is complete; what a stopped build has encoded is
    taken over by the next.

    Raises ArticlesError (no folder, or nothing readable in it), ModelError, IndexBusy (another
    build runs) or IndexNotWritten (disk full, no right to write).
    """
    started = time.monotonic()
    say = on_progress or (lambda _: None)
    states = states_of(settings)
    with hold(settings.index), states.hold(), memory_told(states.where):
        # Looked through once: what changes from now on, the next build sees by its time stamp
        found = scan(settings.articles)
        todo, files = _with_these(compared(settings, found), again), found.files
        if not todo.needed and not full:
            forget_encoded(settings.index)  # a build killed after its end may have left it
            manifest = states.manifest()
            _sweep_left_shards(settings.index, manifest)
            states.sweep()
            return _nothing_done(manifest, todo, started)
        base = None if full or todo.rebuild else states.manifest()
        if base is not None and base.churn > _MOST_CHURN * base.passages:
            base = None
        try:
            read, manifest, written = _attempt(settings, states, files, todo, base, say, full=full)
        except (StoreError, ValueError) as error:
            if base is None:
                raise not_written(states.where, error) from error
            _log.warning("Everything is built anew, the last index is damaged: %s", error)
            try:
                read, manifest, written = _attempt(
                    settings, states, files, todo, None, say, full=full
                )
            except (StoreError, ValueError) as twice:
                raise not_written(states.where, twice) from twice
        refused, copies = left_out(manifest.articles)
        report = Report(
            built=True,
            documents=manifest.documents,
            passages=manifest.passages,
            read=read.count,
            encoded=written.encoded,
            new=len(todo.new),
            changed=len(todo.changed),
            gone=len(todo.gone),
            unchanged=len(todo.unchanged),
            refused=refused,
            skipped=_by_path(todo.skipped, copies),
            notes=tuple(Refusal(d.path, note) for d in read.settled.coming for note in d.notes),
            seconds=time.monotonic() - started,
            left=todo.gone,
            taken_over=written.taken_over,
        )
        states.write_report(manifest.generation, report)
    # A model of sentence-transformers and its card hold each other, and Python seldom looks: each
    # build of a program that goes on running would leave a model in memory
    gc.collect()
    return report


def build_documents(
    settings: Settings,
    documents: Sequence[Document],
    *,
    encoder: Encoder | None = None,
    on_progress: OnProgress | None = None,
) -> Manifest:
    """Index documents that come from elsewhere than the articles folder (a dataset).

    encoder: in place of that of the settings.
    """
    say = on_progress or (lambda _: None)
    states = states_of(settings)
    with hold(settings.index), states.hold():
        try:
            manifest, _ = _write(
                settings, states, documents, (), (), None, say, reuse=True, encoder=encoder
            )
        except (StoreError, ValueError) as error:
            raise not_written(states.where, error) from error
    return manifest


def _attempt(
    settings: Settings,
    states: States,
    files: Sequence[FileStat],
    todo: Plan,
    base: Manifest | None,
    say: OnProgress,
    *,
    full: bool,
) -> tuple[_Read, Manifest, Written]:
    read = _read(settings, states, files, todo, base, say)
    manifest, written = _write(
        settings,
        states,
        read.settled.coming,
        read.settled.leaving,
        read.articles,
        base,
        say,
        reuse=not full,
    )
    return read, manifest, written


def _with_these(todo: Plan, again: Collection[str]) -> Plan:
    """With unchanged files that are to be read again among those that changed."""
    more = {*again} & {*todo.unchanged}
    return replace(
        todo,
        changed=tuple(sorted({*todo.changed, *more})),
        unchanged=tuple(path for path in todo.unchanged if path not in more),
    )


def _read(
    settings: Settings,
    states: States,
    files: Sequence[FileStat],
    todo: Plan,
    base: Manifest | None,
    say: OnProgress,
) -> _Read:
    """Read what is new or changed of the files, or all of them without a base.

    Raises ArticlesError when no article would be left, StoreError for a damaged base.
    """
    by_path = {file.path: file for file in files}
    known = {a.path: a for a in base.articles} if base else {}
    held: tuple[Held, ...] = ()
    paths: Sequence[str] = sorted(by_path)
    if base is not None:
        held = tuple(Held(*row) for row in states.held_documents(base))
        paths = [path for path in to_read(todo, known.values(), held) if path in by_path]
    loaded, refused = load_files(
        settings.articles,
        paths,
        max_bytes=settings.max_file_bytes,
        on_file=lambda done, total: say(Progress("reading", done, total)),
    )
    gone = set(known) - set(by_path)
    settled = settle(loaded, paths, gone, held)
    leaving = set(settled.leaving)
    documents: dict[str, str] = {}
    for h in held:
        if h.id not in leaving:
            documents.setdefault(h.path, h.id)
    for d in settled.coming:
        documents.setdefault(d.path, d.id)
    if not documents:
        raise _nothing_readable(settings.articles, refused, states.where if held else "")
    digests = {d.path: d.file_sha256 for d in loaded}
    refusals = (path for path in paths if path not in digests)
    digests |= {path: _sha256(settings.articles, by_path[path]) for path in refusals}
    made = entries(files, known, digests, refused, documents, settled)
    return _Read(settled, made, len(paths))


def _sha256(folder: Path, file: FileStat) -> str:
    """The digest of a refused file; "" when it changed meanwhile, so that it is tried again."""
    digest = article_sha256(folder, file.path)
    return digest if file_stat(folder, file.path) == file else ""


def _write(
    settings: Settings,
    states: States,
    coming: Sequence[Document],
    leaving: Sequence[str],
    articles: tuple[ManifestArticle, ...],
    base: Manifest | None,
    say: OnProgress,
    *,
    reuse: bool,
    encoder: Encoder | None = None,
) -> tuple[Manifest, Written]:
    """Write a new state and make it the one in use.

    Raises StoreError or ValueError for a damaged base, IndexNotWritten when the disk refuses.
    """
    if encoder is None:
        say(Progress("opening", 0, 0))
        encoder = open_encoder(settings.model, computing=settings.computing)
    index, keep = settings.index, kept_lines(settings.keep_lines)
    try:
        states.sweep_partial()  # a killed build's leftovers take up the disk
        name = states.new()
        with ExitStack() as stack:
            pending = stack.enter_context(closing(EncodedVectors(index, encoder.digest)))
            known, words = stack.enter_context(
                _known_vectors(states, encoder, wanted=reuse and base is None)
            )
            shards = stack.enter_context(
                closing(ShardsFound(index, encoder.digest, encoder.dimension))
            )
            content = Content(
                documents=coming,
                encoder=encoder,
                size=settings.passage_words,
                overlap=settings.passage_overlap,
                leaving=leaving,
                known_vectors=partial(_known_or_sharded, known, shards) if shards.files else known,
                known_words=words,
                pending=pending,
                keep=keep,
                on_progress=say,
            )
            written = replace(states.write(name, content, base), taken_over=shards.taken)
        manifest = Manifest(
            format_version=generations.FORMAT_VERSION,
            generation=name,
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            model=settings.model,
            model_digest=encoder.digest,
            dimension=encoder.dimension,
            passage_words=settings.passage_words,
            passage_overlap=settings.passage_overlap,
            documents=(base.documents if base else 0) - len(leaving) + len(coming),
            passages=written.passages,
            articles=articles,
            articles_dir=str(settings.articles),
            churn=(base.churn if base else 0) + written.left,
            kept_lines=tuple(sorted(keep)),
            precision=encoder.precision.name,
            backend=encoder.backend,
            vectors=settings.vectors,
            reading=READING,
        )
        states.finish(manifest)
        forget_encoded(index)
        sweep_shards(index, shards.used())
        states.sweep()
    except (StoreError, ValueError):
        states.sweep_partial()
        raise
    except OSError as error:
        states.sweep_partial()
        raise not_written(states.where, error) from error
    return manifest, written


@contextmanager
def _known_vectors(
    states: States, encoder: Encoder, *, wanted: bool
) -> Iterator[tuple[KnownVectors, Vocabulary | None]]:
    """Vectors of the last state, when it can be read and was made by the same model."""
    try:
        manifest = states.manifest() if wanted else None
    except (IndexMissing, IndexDamaged):
        manifest = None
    if manifest is None or manifest.model_digest != encoder.digest:
        yield no_vectors, None
        return
    with ExitStack() as stack:
        known: tuple[KnownVectors, Vocabulary | None] = (no_vectors, None)
        try:
            known = stack.enter_context(states.vectors_in(manifest))
        except (OSError, ValueError, StoreError) as error:
            _log.warning("Nothing is taken over from the last index: %s", error)
        yield known


def _known_or_sharded(
    known: KnownVectors, shards: ShardsFound, ids: Sequence[str]
) -> Mapping[str, Vector]:
    """Vectors of the last state, and for the rest those of shards."""
    found = known(ids)
    return {**found, **shards.look_up([id_ for id_ in ids if id_ not in found])}


def _sweep_left_shards(index: Path, manifest: Manifest) -> None:
    """Shards that a build took over and was killed before it removed them."""
    built = datetime.fromisoformat(manifest.created).timestamp()  # in whole seconds
    left = [s for s, file in shard_files(index).items() if int(file.stat().st_mtime) <= built]
    sweep_shards(index, left)


def _nothing_readable(folder: Path, refused: Sequence[Refusal], left: str) -> ArticlesError:
    """left: the index that still holds what the folder held before, "" for none."""
    problem = f"There is no article in {folder}."
    if refused:
        reasons = "; ".join(f"{r.path}: {r.reason}" for r in refused[:3])
        problem = f"None of the {len(refused)} files in {folder} can be read ({reasons})."
    fix = "Put articles in it, or name another folder with --articles."
    if left:
        fix += (
            f" The index goes on answering from the articles of before; to end that, delete {left}."
        )
    return ArticlesError(problem, fix)


def _nothing_done(manifest: Manifest, todo: Plan, started: float) -> Report:
    refused, copies = left_out(manifest.articles)
    return Report(
        built=False,
        documents=manifest.documents,
        passages=manifest.passages,
        read=0,
        encoded=0,
        new=0,
        changed=0,
        gone=0,
        unchanged=len(todo.unchanged),
        refused=refused,
        skipped=_by_path(todo.skipped, copies),
        notes=(),
        seconds=time.monotonic() - started,
    )


def _by_path(*lists: Sequence[Refusal]) -> tuple[Refusal, ...]:
    return tuple(sorted((item for items in lists for item in items), key=lambda r: r.path))
