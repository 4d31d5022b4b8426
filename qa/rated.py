"""Answers that people rated, as a test set in the BEIR layout, which `qa eval` reads."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from qa.conversations import Outline, SavedTurn
from qa.records import Document

__all__ = ["rated_files", "rated_zip", "write_rated"]


def rated_files(turns: Iterable[SavedTurn], documents: Iterable[Document]) -> dict[str, str]:
    """The files of the test set, by name.

    A thumb up makes the first answer the right one and the articles that the answers were cited
    from relevant; a thumb down leaves the question without an answer, for a person to add, and
    those articles not relevant. Nothing is said of articles that were only shown, nor of those that
    have left or been rewritten since. A follow-up is written as it was understood, since a test set
    has no conversations.
    """
    held = {d.id: d for d in documents}
    queries, relevant = [], ["query-id\tcorpus-id\tscore"]
    for turn in turns:
        given = turn.given
        if given is None or not turn.rated:
            continue
        about = {
            "answers": list(given.answers[:1]) if turn.thumb == 1 else [],
            "given": given.answers,
            "thumb": None if turn.thumb is None else ("down", "up")[turn.thumb],
            "note": turn.note,
            "asked": turn.asked,
            "typed": turn.question,
            "after": turn.after,
        }
        text = given.understood or turn.question
        queries.append({"_id": str(turn.id), "text": text, "metadata": about})
        if turn.thumb is not None:
            relevant += [f"{turn.id}\t{id_}\t{turn.thumb}" for id_ in _cited(given, held)]
    corpus = (
        {
            "_id": d.id,
            "title": d.title,
            "text": d.text,
            "metadata": {"source": d.source, "date": d.published, "url": d.url},
        }
        for d in held.values()
    )
    return {
        "corpus.jsonl": _lines(corpus),
        "queries.jsonl": _lines(queries),
        "qrels/test.tsv": "\n".join(relevant) + "\n",
    }


def rated_zip(turns: Sequence[SavedTurn], documents: Iterable[Document]) -> bytes:
    """The test set as a ZIP file."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in rated_files(turns, documents).items():
            archive.writestr(name, text)
    return stream.getvalue()


def write_rated(folder: Path, turns: Sequence[SavedTurn], documents: Iterable[Document]) -> None:
    """Write the test set into a folder. Raises OSError."""
    for name, text in rated_files(turns, documents).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _cited(given: Outline, held: Mapping[str, Document]) -> list[str]:
    """Ids of the articles that the answers were cited from, as far as they read as they did."""
    passages = (given.passages[n - 1] for n in given.cited if n <= len(given.passages))
    same = (id_ for id_, _, _, sha256 in passages if id_ in held and held[id_].sha256 == sha256)
    return list(dict.fromkeys(same))


def _lines(rows: Iterable[Mapping[str, object]]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
