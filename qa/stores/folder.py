"""States of the embedded store: one sub-folder of the index folder each."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from chromadb.errors import ChromaError

from qa.builds import Manifest, Report
from qa.errors import IndexUnreachable, SettingsError
from qa.stores import Store, StoreError, generations, sums
from qa.stores.embedded import EmbeddedStore
from qa.stores.encoding import KnownVectors
from qa.stores.states import Content
from qa.stores.vectors import forget_vectors, on_server
from qa.stores.writer import Written, held_documents, vectors_in, write_store
from qa.vocabulary import Vocabulary

__all__ = ["FolderStates"]

_log = logging.getLogger(__name__)


class FolderStates:
    """The states in an index folder, as `qa.stores.generations` lays them out."""

    def __init__(self, index: Path, chroma_url: str = "") -> None:
        """chroma_url: of the Chroma server that has the vectors, "" when they are in the folder."""
        self.where = str(index)
        self._index = index
        self._url = chroma_url

    def current(self) -> str | None:
        return generations.current_generation(self._index)

    def manifest(self) -> Manifest:
        return generations.read_manifest(self._index)

    def report(self) -> dict[str, Any] | None:
        return generations.read_report(self._index)

    def open(self, manifest: Manifest) -> Store:
        return EmbeddedStore(self._index / manifest.generation, manifest, self._url)

    def damaged(self, manifest: Manifest) -> list[str]:
        return sums.changed_files(self._index / manifest.generation)

    @contextmanager
    def hold(self) -> Iterator[None]:
        yield  # the folder has a lock of its own

    def held_documents(self, manifest: Manifest) -> list[tuple[str, str, str]]:
        return held_documents(self._index / manifest.generation)

    def vectors_in(
        self, manifest: Manifest
    ) -> AbstractContextManager[tuple[KnownVectors, Vocabulary]]:
        return vectors_in(self._index / manifest.generation, self._url)

    def new(self) -> str:
        return generations.new_generation(self._index).name

    def write(self, name: str, content: Content, base: Manifest | None) -> Written:
        return write_store(
            self._index / name,
            content.documents,
            content.encoder,
            size=content.size,
            overlap=content.overlap,
            base=self._index / base.generation if base else None,
            leaving=content.leaving,
            known_vectors=content.known_vectors,
            known_words=content.known_words,
            pending=content.pending,
            keep=content.keep,
            chroma_url=self._url,
            on_progress=content.on_progress,
        )

    def finish(self, manifest: Manifest) -> None:
        sums.settle(self._index / manifest.generation)
        generations.write_manifest(self._index / manifest.generation, manifest)
        generations.activate(self._index, manifest.generation)

    def write_report(self, name: str, report: Report) -> None:
        generations.write_report(self._index / name, report)

    def sweep(self) -> None:
        generations.sweep(self._index, self._forgotten)

    def sweep_partial(self) -> None:
        generations.sweep_partial(self._index, self._forgotten)

    def _forgotten(self, state: Path, others: Sequence[Path]) -> bool:
        """Delete what the server has of a state; False when the next build must try again."""
        try:
            forget_vectors(state, others, self._url)
        except SettingsError:
            _log.warning("%s stays on its Chroma server, which is not named", on_server(state))
        except (IndexUnreachable, StoreError, ChromaError) as error:
            _log.warning("The vectors of %s are not removed yet: %s", state.name, error)
            return False
        return True
