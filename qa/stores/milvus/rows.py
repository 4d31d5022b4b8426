"""Documents and passages as rows, and rows as documents and passages."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from qa.passages import index_text
from qa.records import Document, Mark, Passage, Sentence
from qa.stores.milvus.connection import Row
from qa.stores.milvus.schema import FOREVER, NOTHING, digest, in_parts, token
from qa.stores.texts import date_number
from qa.text import terms

__all__ = [
    "DOCUMENT_FIELDS",
    "PASSAGE_FIELDS",
    "Held",
    "document_rows",
    "documents_from",
    "passage_from",
    "passage_row",
    "term_row",
    "word_row",
]

DOCUMENT_FIELDS = ("id", "part", "value")
PASSAGE_FIELDS = ("id", "document_id", "ordinal", "start", "end", "sentences")


@dataclass(frozen=True, slots=True)
class Held:
    """A document with what is kept of it beside: its signature and the story it tells."""

    document: Document
    signature: bytes
    story: str


def document_rows(held: Held, born: int) -> list[Row]:
    """A document as one JSON object, in parts."""
    key = digest(held.document.id)
    whole = {
        **asdict(held.document),
        "signature": base64.b64encode(held.signature).decode("ascii"),
        "story": held.story,
    }
    return [
        {
            "pk": f"{key}.{born}.{part}",
            "born": born,
            "died": FOREVER,
            "key": key,
            "story": digest(held.story),
            "id": held.document.id,
            "part": part,
            "value": value,
            "nothing": NOTHING,
        }
        for part, value in enumerate(in_parts(json.dumps(whole, ensure_ascii=False)))
    ]


def documents_from(rows: Iterable[Row]) -> list[Held]:
    """The documents whose parts these rows are, by path. Raises ValueError or KeyError."""
    parts: dict[str, list[tuple[int, str]]] = {}
    for row in rows:
        parts.setdefault(row["id"], []).append((int(row["part"]), row["value"]))
    found = [_held(json.loads("".join(v for _, v in sorted(p)))) for p in parts.values()]
    return sorted(found, key=lambda h: (h.document.path, h.document.id))


def _held(whole: dict[str, Any]) -> Held:
    signature, story = base64.b64decode(whole.pop("signature")), whole.pop("story")
    whole["marks"] = tuple(Mark(**mark) for mark in whole["marks"])
    for name in ("notes", "pages", "tags"):
        whole[name] = tuple(whole[name])
    return Held(Document(**whole), signature, story)


def passage_row(
    document: Document, passage: Passage, vector: npt.NDArray[np.float32], born: int
) -> Row:
    found = [token(term) for term in terms(index_text(document, passage))]
    return {
        "pk": f"{passage.id}.{born}",
        "born": born,
        "died": FOREVER,
        "id": passage.id,
        "document": digest(document.id),
        "document_id": document.id,
        "path": document.path,
        "source": digest(document.source),
        "published": date_number(document.published),
        "tags": sorted({digest(tag) for tag in document.tags}),
        "ordinal": passage.ordinal,
        "start": passage.start,
        "end": passage.end,
        "sentences": json.dumps([[s.start, s.end, int(s.heading)] for s in passage.sentences]),
        "terms": " ".join(found),
        "length": len(found),
        "vector": np.asarray(vector, dtype=np.float32).tolist(),
    }


def passage_from(row: Row, documents: Mapping[str, Document]) -> Passage:
    start, end = int(row["start"]), int(row["end"])
    return Passage(
        id=row["id"],
        document_id=row["document_id"],
        ordinal=int(row["ordinal"]),
        start=start,
        end=end,
        text=documents[row["document_id"]].text[start:end],
        sentences=tuple(Sentence(s, e, bool(h)) for s, e, h in json.loads(row["sentences"])),
    )


def term_row(key: str, term: str, passages: int, spelling: str, born: int) -> Row:
    """spelling: the commonest of a term that is mostly written in lower case, else empty."""
    return {
        "pk": f"{key}.{born}",
        "born": born,
        "died": FOREVER,
        "key": key,
        "term": term,
        "passages": passages,
        "spelling": spelling,
        "nothing": NOTHING,
    }


def word_row(word: str, term: str, vector: Sequence[float], born: int) -> Row:
    return {
        "pk": f"{digest(word)}.{born}",
        "born": born,
        "died": FOREVER,
        "key": digest(word),
        "word": word,
        "term": term,
        "vector": vector,
    }
