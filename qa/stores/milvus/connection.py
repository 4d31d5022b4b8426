"""One connection to Milvus for each address, and its errors in words for people."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from qa.errors import IndexUnreachable, SettingsError
from qa.settings import Settings
from qa.stores import StoreError

if TYPE_CHECKING:
    from pymilvus import MilvusClient

__all__ = ["AT_ONCE", "Consistency", "Milvus", "Row", "connect", "server_version"]

Row = dict[str, Any]
Consistency = Literal["Strong", "Bounded"]

AT_ONCE = 200  # rows named or sent in one request: with vectors well under Milvus's 64 MB
_CONNECT_SECONDS = 5.0
_READ_SECONDS = 10.0  # the client tries again until then
_WRITE_SECONDS = 120.0
_CHANNEL = {
    # gRPC servers hang up on clients that ping an idle connection more often than this
    "grpc.keepalive_time_ms": 300_000,
    # A server that is back is seen at the next request. As gRPC is set, all channels of a process
    # wait together before they try an address again, longer each time, up to two minutes
    "grpc.use_local_subchannel_pool": 1,
    "grpc.max_reconnect_backoff_ms": 1_000,
}
_CONNECT_FAILED = 2  # pymilvus's own code
_NOT_LOADED = 101  # Milvus's
# In errors of a server that is away or does not know us; no collection can be called so
_AWAY = (
    "StatusCode.UNAVAILABLE",
    "StatusCode.DEADLINE_EXCEEDED",
    "StatusCode.UNAUTHENTICATED",
    "Fail connecting to server",
    "auth check failure",  # with UNKNOWN, of older servers
    "missing authorization",
)


class Milvus:
    """The collections of one index on one server. Safe to use from several threads."""

    def __init__(self, client: MilvusClient, uri: str, name: str) -> None:
        self.client = client
        self.uri = uri
        self.name = name

    def collection(self, part: str, epoch: int | None = None) -> str:
        return f"{self.name}_{part}" if epoch is None else f"{self.name}_{epoch}_{part}"

    def collections(self) -> list[str]:
        """Names of all collections of the server."""
        with self._asking():
            return list(self.client.list_collections(timeout=_READ_SECONDS))

    def create(self, collection: str, schema: Any, indexes: Any) -> None:
        with self._asking():
            self.client.create_collection(
                collection, schema=schema, consistency_level="Strong", timeout=_WRITE_SECONDS
            )
            # An empty collection's indexes are there at once; the client would look twice a second
            self.client.create_index(collection, indexes, timeout=_WRITE_SECONDS, sync=False)
            self.client.load_collection(collection, timeout=_WRITE_SECONDS)

    def drop(self, collection: str) -> None:
        with self._asking():
            self.client.drop_collection(collection, timeout=_WRITE_SECONDS)

    def put(self, collection: str, rows: Sequence[Row]) -> None:
        """Insert rows, or replace those of the same key, which a repeated request does no harm."""
        with self._asking():
            for start in range(0, len(rows), AT_ONCE):
                part = list(rows[start : start + AT_ONCE])
                self.client.upsert(collection, part, timeout=_WRITE_SECONDS)

    def delete(self, collection: str, where: str) -> None:
        self._held(
            collection,
            lambda: self.client.delete(collection, filter=where, timeout=_WRITE_SECONDS),
        )

    def rows(
        self,
        collection: str,
        where: str,
        fields: Sequence[str],
        consistency: Consistency = "Strong",
        limit: int | None = None,
    ) -> list[Row]:
        """Rows of which there are few."""
        more = {} if limit is None else {"limit": limit}
        found = self._held(
            collection,
            lambda: self.client.query(
                collection,
                filter=where,
                output_fields=list(fields),
                consistency_level=consistency,
                timeout=_READ_SECONDS,
                **more,
            ),
        )
        return [dict(row) for row in found]

    def rows_among(
        self,
        collection: str,
        field: str,
        values: Sequence[str],
        where: str,
        fields: Sequence[str],
        consistency: Consistency = "Strong",
    ) -> list[Row]:
        """Rows whose field has one of the values; these hold no quotation marks."""
        found: list[Row] = []
        for start in range(0, len(values), AT_ONCE):
            listed = listing(values[start : start + AT_ONCE])
            found += self.rows(collection, f"{field} in {listed} and {where}", fields, consistency)
        return found

    def every(
        self, collection: str, where: str, fields: Sequence[str], batch: int = 1_000
    ) -> Iterator[Row]:
        """Rows however many there are."""
        iterator = self._held(
            collection,
            lambda: self.client.query_iterator(
                collection,
                batch_size=batch,
                filter=where,
                output_fields=list(fields),
                consistency_level="Strong",
                timeout=_READ_SECONDS,
            ),
        )
        with self._asking():
            try:
                while rows := iterator.next():
                    yield from (dict(row) for row in rows)
            finally:
                iterator.close()

    def count(self, collection: str, where: str) -> int:
        return int(self.rows(collection, where, ["count(*)"])[0]["count(*)"])

    def search(
        self,
        collection: str,
        data: Any,
        field: str,
        k: int,
        where: str,
        params: dict[str, Any],
        fields: Sequence[str],
        consistency: Consistency,
    ) -> list[tuple[float, Row]]:
        """The best rows for one vector or text: (score, fields)."""
        (found,) = self._held(
            collection,
            lambda: self.client.search(
                collection,
                data=[data],
                anns_field=field,
                limit=k,
                filter=where,
                search_params=params,
                output_fields=list(fields),
                consistency_level=consistency,
                timeout=_READ_SECONDS,
            ),
        )
        return [(float(hit["distance"]), dict(hit["entity"])) for hit in found]

    def hybrid(
        self,
        collection: str,
        searches: Sequence[tuple[Any, str, dict[str, Any]]],
        k: int,
        rank_constant: int,
        where: str,
        fields: Sequence[str],
        consistency: Consistency,
    ) -> list[tuple[float, Row]]:
        """Several searches' `k` best rows, fused by reciprocal rank on the server.

        searches: what is looked for, in which field, with which parameters.
        """
        from pymilvus import AnnSearchRequest, RRFRanker

        requests = [
            AnnSearchRequest(data=[data], anns_field=field, param=params, limit=k, expr=where)
            for data, field, params in searches
        ]
        (found,) = self._held(
            collection,
            lambda: self.client.hybrid_search(
                collection,
                reqs=requests,
                ranker=RRFRanker(rank_constant),
                limit=k * len(requests),
                output_fields=list(fields),
                consistency_level=consistency,
                timeout=_READ_SECONDS,
            ),
        )
        return [(float(hit["distance"]), dict(hit["entity"])) for hit in found]

    def _held(self, collection: str, ask: Callable[[], Any]) -> Any:
        """What `ask` gives. A collection that the server does not hold in memory, as after it was
        started anew, is loaded first. Raises as `_asking` does.
        """
        from pymilvus.exceptions import MilvusException

        with self._asking():
            try:
                return ask()
            except MilvusException as error:
                if error.code != _NOT_LOADED:
                    raise
            self.client.load_collection(collection, timeout=_WRITE_SECONDS)
            return ask()

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """Raises IndexUnreachable when the server is away, StoreError when it refuses."""
        from grpc import RpcError
        from pymilvus.exceptions import MilvusException

        try:
            yield
        except (MilvusException, RpcError) as error:
            if _is_away(error):
                raise _unreachable(self.uri, error) from error
            raise StoreError(str(error)) from error


def connect(settings: Settings) -> Milvus:
    """The connection that the settings name; opened once in a process.

    Raises SettingsError (no address, one that cannot be, packages missing) or IndexUnreachable.
    """
    uri = settings.milvus_uri
    if not uri:
        raise SettingsError(
            "QA_STORE is milvus, and QA_MILVUS_URI does not say where Milvus is.",
            "Set QA_MILVUS_URI to http://host:19530, or unset QA_STORE.",
        )
    return Milvus(_client(uri, settings.milvus_token.get_secret_value()), uri, settings.milvus_name)


def server_version(settings: Settings) -> str:
    """What the server says it is. Raises as `connect` does."""
    milvus = connect(settings)
    with milvus._asking():
        return str(milvus.client.get_server_version(timeout=_CONNECT_SECONDS))


def listing(values: Sequence[str]) -> str:
    return "[" + ", ".join(f'"{value}"' for value in values) + "]"


@lru_cache(maxsize=8)
def _client(uri: str, token: str) -> MilvusClient:
    try:
        from pymilvus import MilvusClient
        from pymilvus.exceptions import ConnectionConfigException, MilvusException
    except ImportError as error:
        raise SettingsError(
            f"QA_STORE is milvus, and what it needs is not installed ({error}).",
            "Run: pip install -r requirements-milvus.txt",
        ) from error
    # They tell as warnings and tracebacks what is told here in words, or does no harm
    for noisy in ("pymilvus", "milvus_lite"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL)
    try:
        return MilvusClient(uri, token=token, timeout=_CONNECT_SECONDS, grpc_options=_CHANNEL)
    except ConnectionConfigException as error:
        raise SettingsError(
            f"QA_MILVUS_URI names no Milvus that can be opened: {uri} ({error.message}).",
            "Write http://host:19530, or a file NAME.db in a folder that exists and that no "
            "other process has open.",
        ) from error
    except MilvusException as error:
        raise _unreachable(uri, error) from error


def _is_away(error: Exception) -> bool:
    said = str(error)
    return getattr(error, "code", None) == _CONNECT_FAILED or any(sign in said for sign in _AWAY)


def _unreachable(uri: str, error: Exception) -> IndexUnreachable:
    reason = str(getattr(error, "message", error)).splitlines()[0][:200]
    return IndexUnreachable(
        f"Milvus at {uri} does not answer ({reason}).",
        "See that it runs, and that QA_MILVUS_URI and QA_MILVUS_TOKEN are right.",
    )
