"""The collections of an index: fields, indexes, Milvus's BM25 function."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from qa.stores.milvus.connection import Milvus

__all__ = [
    "DOCUMENTS",
    "FOREVER",
    "PARTS",
    "PASSAGES",
    "STATES",
    "TERMS",
    "WORDS",
    "alive",
    "create_epoch",
    "create_states",
    "digest",
    "in_parts",
    "token",
]

STATES, DOCUMENTS, PASSAGES, TERMS, WORDS = "states", "documents", "passages", "terms", "words"
PARTS = (DOCUMENTS, PASSAGES, TERMS, WORDS)  # of an epoch

FOREVER = 2**53 - 1  # when a row died that is still there; larger ones are not compared exactly
NOTHING = [0.0, 1.0]  # every collection must have a vector

_LONGEST = 65_535  # bytes that a VARCHAR may have
_PART = 60_000  # bytes of a longer text in one row
_KEY = 40  # bytes of a digest in hexadecimal, and more than an id of a passage has
_MOST_TAGS = 4_096
# Wider than Milvus's defaults, as for the embedded store
_HNSW = {"M": 32, "efConstruction": 200}
_BM25 = {"bm25_k1": 1.5, "bm25_b": 0.75}


def alive(number: int) -> str:
    """The filter for the rows that are there in the state of this number."""
    return f"born <= {number} and died > {number}"


def digest(text: str) -> str:
    """A key for any text, without characters that a filter would have to escape."""
    return hashlib.blake2b(text.encode("utf-8"), digest_size=12).hexdigest()


def token(term: str) -> str:
    """A term as Milvus's analyzer leaves it whole: letters and digits, and not too long."""
    if term.isascii() and term.isalnum() and term == term.lower() and len(term) <= _KEY:
        return term
    return f"0{digest(term)}"


def in_parts(text: str) -> Iterator[str]:
    """The text in pieces that fit into a field; joined they are the text. One piece at least."""
    raw = text.encode("utf-8")
    start = 0
    while True:
        end = min(start + _PART, len(raw))
        while end < len(raw) and raw[end] & 0xC0 == 0x80:  # inside a character
            end -= 1
        yield raw[start:end].decode("utf-8")
        if end == len(raw):
            return
        start = end


def create_states(milvus: Milvus) -> None:
    """The collection of states: name and part make the key, values in parts."""
    schema = _schema(pk=_KEY * 3)
    _text(schema, "name", _KEY * 3)
    _number(schema, "part")
    _text(schema, "value", _LONGEST)
    _create(milvus, milvus.collection(STATES), schema, nothing=True)


def create_epoch(milvus: Milvus, epoch: int, dimension: int) -> None:
    """The four collections that a build from nothing writes."""
    from pymilvus import DataType, Function, FunctionType

    documents = _versioned()
    for name in ("key", "story"):
        _text(documents, name, _KEY)
    for name in ("id", "value"):
        _text(documents, name, _LONGEST)
    _number(documents, "part")
    _create(milvus, milvus.collection(DOCUMENTS, epoch), documents, nothing=True)

    passages = _versioned()
    for name in ("id", "document", "source"):
        _text(passages, name, _KEY)
    for name in ("path", "document_id", "sentences"):
        _text(passages, name, _LONGEST)
    for name in ("ordinal", "start", "end", "length", "published"):
        _number(passages, name)
    passages.add_field(
        "tags",
        DataType.ARRAY,
        element_type=DataType.VARCHAR,
        max_capacity=_MOST_TAGS,
        max_length=_KEY,
    )
    # The tokens are letters and digits with spaces between: "whitespace" would do as well, but
    # Milvus Lite knows "standard" only
    passages.add_field(
        "terms",
        DataType.VARCHAR,
        max_length=_LONGEST,
        enable_analyzer=True,
        analyzer_params={"tokenizer": "standard"},
    )
    passages.add_field("vector", DataType.FLOAT_VECTOR, dim=dimension)
    passages.add_field("sparse", DataType.SPARSE_FLOAT_VECTOR)
    passages.add_function(
        Function(
            name="bm25",
            function_type=FunctionType.BM25,
            input_field_names=["terms"],
            output_field_names=["sparse"],
        )
    )
    indexes = milvus.client.prepare_index_params()
    indexes.add_index("vector", index_type="HNSW", metric_type="COSINE", params=_HNSW)
    indexes.add_index(
        "sparse", index_type="SPARSE_INVERTED_INDEX", metric_type="BM25", params=_BM25
    )
    milvus.create(milvus.collection(PASSAGES, epoch), passages, indexes)

    terms = _versioned()
    _text(terms, "key", _KEY)
    for name in ("term", "spelling"):
        _text(terms, name, _LONGEST)
    _number(terms, "passages")
    _create(milvus, milvus.collection(TERMS, epoch), terms, nothing=True)

    words = _versioned()
    _text(words, "key", _KEY)
    for name in ("word", "term"):
        _text(words, name, _LONGEST)
    words.add_field("vector", DataType.FLOAT_VECTOR, dim=dimension)
    _create(milvus, milvus.collection(WORDS, epoch), words, nothing=False)


def _schema(pk: int) -> Any:
    from pymilvus import DataType, MilvusClient

    schema = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
    schema.add_field("pk", DataType.VARCHAR, is_primary=True, max_length=pk)
    return schema


def _versioned() -> Any:
    schema = _schema(pk=_KEY * 3)
    for name in ("born", "died"):
        _number(schema, name)
    return schema


def _text(schema: Any, name: str, longest: int) -> None:
    from pymilvus import DataType

    schema.add_field(name, DataType.VARCHAR, max_length=longest)


def _number(schema: Any, name: str) -> None:
    from pymilvus import DataType

    schema.add_field(name, DataType.INT64)


def _create(milvus: Milvus, collection: str, schema: Any, *, nothing: bool) -> None:
    """A collection without more indexes than it needs; words are compared one by one."""
    from pymilvus import DataType

    if nothing:
        schema.add_field("nothing", DataType.FLOAT_VECTOR, dim=len(NOTHING))
    indexes = milvus.client.prepare_index_params()
    field = "nothing" if nothing else "vector"
    indexes.add_index(field, index_type="FLAT", metric_type="IP")
    milvus.create(collection, schema, indexes)
