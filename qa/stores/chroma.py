"""Chroma's clients: of a folder, and of a server that several machines share."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import chromadb
import httpx
from chromadb.api.shared_system_client import SharedSystemClient
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import InternalError

from qa.errors import IndexUnreachable, SettingsError
from qa.settings import server_address

__all__ = [
    "asking",
    "chroma_client",
    "chroma_server",
    "close_client",
    "server_told",
    "server_version",
]

_LOCK = threading.Lock()  # chromadb's table of open databases has none of its own
_CONNECT_SECONDS, _ANSWER_SECONDS = 5.0, 20.0
_PORT = 8000  # where `chroma run` listens


def chroma_client(folder: Path) -> Any:
    """A Chroma client on `folder`, without usage statistics."""
    with _LOCK:
        try:
            return chromadb.PersistentClient(
                path=str(folder), settings=ChromaSettings(anonymized_telemetry=False)
            )
        except BaseException as error:
            # Chroma keeps what it could not open, and would hand it out from then on
            SharedSystemClient._identifier_to_system.pop(str(folder), None)
            _tell_panic(error)
            raise


def close_client(client: Any) -> None:
    """Let go of files and of connections, which Chroma itself keeps."""
    both = (client, client._admin_client)  # each has its own
    sessions = [s for c in both if (s := getattr(c._server, "_session", None)) is not None]
    with _LOCK:
        client.close()
    for session in sessions:
        session.close()


@contextmanager
def asking(url: str) -> Iterator[Any]:
    """A client of a server for as long as the block takes; errors as of `server_told`."""
    client = chroma_server(url)
    try:
        with server_told():
            yield client
    finally:
        close_client(client)


def chroma_server(url: str) -> Any:
    """A client of the Chroma server at this address, which answers now.

    Raises SettingsError for what is no address, IndexUnreachable.
    """
    try:
        scheme, host, port = server_address(url)
    except ValueError as error:
        raise SettingsError(
            f"{url!r} is no address of a Chroma server ({error})."
            if url
            else "The vectors of this index are on a Chroma server, and QA_CHROMA_URL names none.",
            "Set QA_CHROMA_URL to its address, as in http://127.0.0.1:8000.",
        ) from error
    tls = scheme == "https"
    port = port or (443 if tls else _PORT)
    address = f"{scheme}://{host}:{port}"
    try:
        # Asked first, since the client waits for as long as it takes
        seconds = httpx.Timeout(_ANSWER_SECONDS, connect=_CONNECT_SECONDS)
        httpx.get(f"{address}/api/v2/heartbeat", timeout=_CONNECT_SECONDS).raise_for_status()
        client = chromadb.HttpClient(
            address,  # whole: a host alone is misread when it is IPv6 or begins with "http"
            port,
            ssl=tls,
            settings=ChromaSettings(anonymized_telemetry=False),
        )
        client._server._session.timeout = seconds  # type: ignore[attr-defined]
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise _unreachable(url, error) from error
    return client


def server_version(url: str) -> str:
    """Of the Chroma server. Raises SettingsError for no address, IndexUnreachable."""
    with asking(url) as client:
        return str(client.get_version())


@contextmanager
def server_told() -> Iterator[None]:
    """A server that is away, in words for people, and a panic as any error of Chroma; others pass.

    Raises IndexUnreachable, InternalError.
    """
    try:
        yield
    except httpx.HTTPError as error:
        raise _unreachable(_where(error), error) from error
    except BaseException as error:
        _tell_panic(error)
        raise


def _tell_panic(error: BaseException) -> None:
    """Raises InternalError for a panic of Chroma's Rust, as of a damaged database: it is made to
    end the program, as Ctrl-C is, and passes every `except Exception`.
    """
    if type(error).__name__ == "PanicException":
        raise InternalError(str(error)) from error


def _unreachable(where: str, error: Exception) -> IndexUnreachable:
    reason = (str(error).splitlines() or [type(error).__name__])[0][:200]
    return IndexUnreachable(
        f"The Chroma server at {where} does not answer ({reason}).",
        "See that it runs (chroma run --path FOLDER), and that QA_CHROMA_URL is right.",
    )


def _where(error: httpx.HTTPError) -> str:
    try:
        url = error.request.url
    except RuntimeError:  # as httpx tells that there was no request yet
        return "QA_CHROMA_URL"
    return f"{url.scheme}://{url.netloc.decode()}"
