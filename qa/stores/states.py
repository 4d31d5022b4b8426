"""Where the states of an index are kept, one after the other, and which of them is in use."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from qa.builds import Manifest, Progress, Report
from qa.encoder import Encoder
from qa.records import Document
from qa.settings import Settings
from qa.stores import Store
from qa.stores.encoded import EncodedVectors
from qa.stores.encoding import KnownVectors
from qa.stores.writer import Written
from qa.vocabulary import Vocabulary

__all__ = ["Content", "States", "states_of"]


@dataclass(frozen=True, slots=True)
class Content:
    """What a new state is made of.

    documents: those that come. size, overlap: of passages. leaving: ids of documents to take out
    of the base first. known_vectors, known_words: of the last state, when it is no base. pending:
    keeps what was encoded from being lost. keep: lines that are text though they recur.
    """

    documents: Sequence[Document]
    encoder: Encoder
    size: int
    overlap: int
    leaving: Sequence[str]
    known_vectors: KnownVectors
    known_words: Vocabulary | None
    pending: EncodedVectors | None
    keep: Collection[str]
    on_progress: Callable[[Progress], None]


class States(Protocol):
    """All states of one index. A build writes a new one; a reader sees it when it is complete."""

    where: str  # for people

    def current(self) -> str | None:
        """The name of the state in use, None when nothing was built. Raises IndexDamaged."""
        ...

    def manifest(self) -> Manifest:
        """The manifest of the state in use. Raises IndexMissing or IndexDamaged."""
        ...

    def report(self) -> dict[str, Any] | None:
        """What the build of the state in use said, as `Report.to_dict`; None when not there."""
        ...

    def open(self, manifest: Manifest) -> Store:
        """A state, for reading. Raises IndexDamaged."""
        ...

    def damaged(self, manifest: Manifest) -> list[str]:
        """Names of a state's files that are not what was written, told without reading them as
        what they are. Raises StoreError.
        """
        ...

    def hold(self) -> AbstractContextManager[None]:
        """Keep builds of other machines away. Raises IndexBusy."""
        ...

    def held_documents(self, manifest: Manifest) -> list[tuple[str, str, str]]:
        """Path, id and text's SHA-256 of every document of a state. Raises StoreError."""
        ...

    def vectors_in(
        self, manifest: Manifest
    ) -> AbstractContextManager[tuple[KnownVectors, Vocabulary]]:
        """A state's vectors, by passage id, and those of words.

        Raises OSError, ValueError or StoreError.
        """
        ...

    def new(self) -> str:
        """Begin a new state; its name. Nobody sees it before it is finished."""
        ...

    def write(self, name: str, content: Content, base: Manifest | None) -> Written:
        """Fill a new state. base: a state that is taken over first and stays as it is.

        Raises OSError, ValueError or StoreError when the store or the base refuses.
        """
        ...

    def finish(self, manifest: Manifest) -> None:
        """Make the state that was written the one in use, in one step."""
        ...

    def write_report(self, name: str, report: Report) -> None:
        """Keep what a build said beside what it built."""
        ...

    def sweep(self) -> None:
        """Remove what no reader needs: older states, and what interrupted builds left."""
        ...

    def sweep_partial(self) -> None:
        """Remove what interrupted and failed builds left; only whoever builds may."""
        ...


def states_of(settings: Settings) -> States:
    """The states of the index that the settings name."""
    if settings.store == "milvus":
        from qa.stores.milvus.states import MilvusStates

        return MilvusStates(settings)
    from qa.stores.folder import FolderStates

    return FolderStates(settings.index, settings.chroma_url)
