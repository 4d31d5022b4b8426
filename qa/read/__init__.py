"""Evidence sentences and answer spans inside hits. A trained reader can take the same place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from qa.records import Hit, Reading

__all__ = ["Reader"]


class Reader(Protocol):
    """Anything that finds answers in passages."""

    def prepare(self, question: str) -> None:
        """Work out and keep what `read` will need of the question, while passages are found."""
        ...

    def read(self, question: str, hits: Sequence[Hit]) -> list[Reading]:
        """One reading a hit that says something to the question, best first.

        `Reading.score` estimates how likely the passage answers, comparable between hits.
        """
        ...
