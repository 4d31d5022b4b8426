"""Encoding one shard of the articles, so that several processes or machines share the work."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path

from qa.articles import load_files, scan
from qa.articles.formats import holds_many
from qa.builds import Progress, Refusal, ShardReport
from qa.encoder import Encoder, open_encoder
from qa.errors import ArticlesError, IndexBusy
from qa.indexing.locking import hold
from qa.indexing.planning import plan
from qa.passages import cut, index_text
from qa.records import Document
from qa.settings import Settings
from qa.stores.shards import Shard, ShardVectors

__all__ = ["encode_shard", "sweep_shards"]

_FILES = 64  # read at once
_BATCH = 256  # passages encoded and kept at once: what a stopped process loses


def encode_shard(
    settings: Settings,
    shard: Shard,
    *,
    on_progress: Callable[[Progress], None] | None = None,
    full: bool = False,
) -> ShardReport:
    """Cut the shard's articles as a build would, and keep the vectors of their passages in the
    shard's file, from which a build takes them over.

    Of articles that the index holds already only new and changed ones are encoded, unless with
    `full`. What was encoded before this process was stopped is in the file and is not encoded
    again. An article is in the shard that its id falls into; the rows of a table are dealt out.

    Raises ArticlesError, ModelError, IndexBusy (the same shard is being encoded) or
    IndexNotWritten.
    """
    started = time.monotonic()
    say = on_progress or (lambda _: None)
    with hold(settings.index, shard.part):
        files = _files(settings, shard, full)
        encoder = open_encoder(settings.model, computing=settings.computing)
        refused: list[Refusal] = []
        documents = 0
        with closing(
            ShardVectors(settings.index, shard, settings.model, encoder.digest)
        ) as vectors:
            work = _Encoding(vectors, encoder)
            for done, loaded, problems in _loaded(settings, files):
                own = [d for d in loaded if shard.holds(d.id)]
                documents += len(own)
                refused += problems
                for document in own:
                    work.add(document, settings.passage_words, settings.passage_overlap)
                say(Progress("sharding", done, len(files)))
            work.finish()
            vectors.complete()
    return ShardReport(
        shard=str(shard),
        files=len(files),
        documents=documents,
        passages=work.passages,
        encoded=work.encoded,
        refused=tuple(sorted(refused, key=lambda r: r.path)),
        file=str(shard.file(settings.index)),
        seconds=time.monotonic() - started,
    )


def sweep_shards(index: Path, shards: Sequence[Shard]) -> None:
    """Remove files whose vectors are in a complete state now; not one that is being filled."""
    for shard in shards:
        with suppress(IndexBusy), hold(index, shard.part):
            shard.file(index).unlink(missing_ok=True)
            (index / f"{shard.file(index).name}-journal").unlink(missing_ok=True)
            (index / f".lock-{shard.part}").unlink(missing_ok=True)


class _Encoding:
    """Passages gathered to batches and encoded. passages: of all articles added."""

    def __init__(self, vectors: ShardVectors, encoder: Encoder) -> None:
        self.passages = 0
        self.encoded = 0
        self._vectors = vectors
        self._encoder = encoder
        self._waiting: dict[str, str] = {}

    def add(self, document: Document, size: int, overlap: int) -> None:
        texts = {p.id: index_text(document, p) for p in cut(document, size=size, overlap=overlap)}
        self.passages += len(texts)
        held = self._vectors.look_up(list(texts))
        self._waiting |= {id_: text for id_, text in texts.items() if id_ not in held}
        while len(self._waiting) >= _BATCH:
            self._encode(list(self._waiting)[:_BATCH])

    def finish(self) -> None:
        self._encode(list(self._waiting))

    def _encode(self, ids: Sequence[str]) -> None:
        texts = [self._waiting.pop(id_) for id_ in ids]
        if texts:
            vectors = self._encoder.encode(texts)
            self._vectors.keep(dict(zip(ids, vectors, strict=True)))
            self.encoded += len(texts)


def _files(settings: Settings, shard: Shard, full: bool) -> list[str]:
    """Files that may hold articles of the shard which a build would encode."""
    every = [file.path for file in scan(settings.articles).files]
    if not every:
        raise ArticlesError(
            f"There is no article in {settings.articles}.",
            "Put articles in it, or name another folder with --articles.",
        )
    todo = plan(settings)
    if not full and not todo.rebuild:
        every = sorted({*todo.new, *todo.changed})
    return [path for path in every if shard.holds(path) or holds_many(path)]


def _loaded(
    settings: Settings, files: Sequence[str]
) -> Iterator[tuple[int, Sequence[Document], Sequence[Refusal]]]:
    """Files done, and the articles and refusals of the last of them."""
    for start in range(0, len(files), _FILES):
        part = files[start : start + _FILES]
        documents, refused = load_files(settings.articles, part, max_bytes=settings.max_file_bytes)
        yield start + len(part), documents, refused
