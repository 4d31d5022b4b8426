"""A conversation as the text of a file, in each of the formats."""

from __future__ import annotations

from collections.abc import Sequence

from qa.exports.data import csv_file, json_file
from qa.exports.html import html_file
from qa.exports.markdown import markdown_file
from qa.exports.parts import Told
from qa.records import Answer

__all__ = ["FORMATS", "to_file"]

FORMATS = {"md": "Markdown", "html": "HTML", "json": "JSON", "csv": "CSV"}
_WRITERS = {"md": markdown_file, "html": html_file, "json": json_file, "csv": csv_file}


def to_file(
    answers: Sequence[Answer],
    kind: str,
    *,
    notes: Sequence[Sequence[str]] | None = None,
    sure: Sequence[str] | None = None,
) -> str:
    """A conversation as the text of a file.

    kind: one of `FORMATS`. notes: to each answer, what is to be told under its question: which
    articles were asked, say. sure: how sure each answer is, in words, instead of the bare number.
    Raises KeyError, and ValueError for another number of notes or words.
    """
    write = _WRITERS[kind]
    told = [[] for _ in answers] if notes is None else notes
    surely = [_sure(answer) for answer in answers] if sure is None else sure
    return write([Told(*each) for each in zip(answers, told, surely, strict=True)])


def _sure(answer: Answer) -> str:
    return f"Confidence {round(100 * answer.confidence)} of 100."
