"""The articles folder on disk: what is in it, and reading it so that one bad file stops nothing."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from qa.articles.decoding import Undecodable, normalise
from qa.articles.document import document_from_text
from qa.articles.formats import LOADERS, Extract, Unreadable, loader_for
from qa.articles.formats.extract import described
from qa.articles.lines import has_words, one_line
from qa.articles.sandbox import Damaged, Sandbox
from qa.articles.sidecar import SUFFIX, read_sidecar, sidecar_names, sidecar_of
from qa.builds import Refusal
from qa.errors import ArticleRefused, ArticlesError
from qa.records import Document

__all__ = [
    "REMOVED",
    "TOO_BIG",
    "FileStat",
    "Scan",
    "article_sha256",
    "file_stat",
    "load_files",
    "scan",
]

TOO_BIG = "it is too big"  # how the reason begins for which a setting is to blame
REMOVED = ".removed"  # in it `inbox` keeps what was taken out

_log = logging.getLogger(__name__)

_FIX = "Create it and put articles in, or name another folder with --articles."


@dataclass(frozen=True, slots=True)
class FileStat:
    """A file that can be an article. path: relative to the folder, with forward slashes."""

    path: str
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Scan:
    """What a folder holds: files to read, and what is left out with the reason. Both by path."""

    files: tuple[FileStat, ...]
    skipped: tuple[Refusal, ...]


def scan(folder: Path) -> Scan:
    """Everything in `folder` and its subfolders; no file is opened.

    Raises ArticlesError when the folder is missing, is no folder or cannot be listed.
    """
    if not folder.exists():
        raise ArticlesError(f"The articles folder {folder} does not exist.", _FIX)
    if not folder.is_dir():
        raise ArticlesError(f"{folder} is not a folder.", _FIX)
    try:
        found = list(_walk(folder, "", folder.resolve()))
    except OSError as error:
        raise ArticlesError(
            f"The articles folder {folder} cannot be read ({error}).", _FIX
        ) from error
    return Scan(
        files=tuple(sorted((f for f in found if isinstance(f, FileStat)), key=lambda f: f.path)),
        skipped=tuple(sorted((r for r in found if isinstance(r, Refusal)), key=lambda r: r.path)),
    )


def load_files(
    folder: Path,
    paths: Sequence[str],
    *,
    max_bytes: int,
    on_file: Callable[[int, int], None] | None = None,
) -> tuple[tuple[Document, ...], tuple[Refusal, ...]]:
    """Every article of these files, in their order, copies too, and what was refused.

    on_file: called with (files done, files in all).
    """
    documents: list[Document] = []
    refused: list[Refusal] = []
    with Sandbox() as sandbox:
        for done, path in enumerate(paths, start=1):
            try:
                found, bad_rows = load_file(folder, path, max_bytes=max_bytes, sandbox=sandbox)
                documents += found
                refused += bad_rows
            except ArticleRefused as refusal:
                refused.append(Refusal(refusal.path, refusal.reason))
            if on_file is not None:
                on_file(done, len(paths))
    return tuple(documents), tuple(refused)


def load_file(
    folder: Path, path: str, *, max_bytes: int, sandbox: Sandbox
) -> tuple[tuple[Document, ...], tuple[Refusal, ...]]:
    """The articles of one file, named by its path relative to `folder`, and its bad rows.

    Raises ArticleRefused(path, reason) for a file that holds no article.
    """
    if loader_for(path) is None:
        raise ArticleRefused(path, _unknown_kind(path))
    raw = _read(folder, path, max_bytes)
    sidecar = sidecar_of(folder / path)
    extracts = _described(sidecar, _extracts(sandbox, raw, path))
    digest = hashlib.sha256(raw)
    with contextlib.suppress(OSError):  # a note of `_described` says so
        _add_sidecar(digest, sidecar)
    sha256 = digest.hexdigest()
    good = tuple(_document(e, path, sha256) for e in extracts if not e.refused)
    bad = tuple(Refusal(f"{path}, {e.id}", e.refused) for e in extracts if e.refused)
    if not good:
        reasons = {row.reason for row in bad}
        why = reasons.pop() if len(reasons) == 1 else "none of its rows is one"
        raise ArticleRefused(path, why)
    return good, bad


def article_sha256(folder: Path, path: str) -> str:
    """Hex SHA-256 of a file's bytes, read in pieces, and of those of the file that describes it;
    "" when one of them cannot be read.
    """
    try:
        with (folder / path).open("rb") as file:
            digest = hashlib.file_digest(file, "sha256")
        _add_sidecar(digest, sidecar_of(folder / path))
    except OSError:
        return ""
    return digest.hexdigest()


def file_stat(folder: Path, path: str) -> FileStat | None:
    """The file as it is now, as `scan` gives it; None when that cannot be told."""
    file = folder / path
    try:
        return _stat_of(path, file, sidecar_of(file))
    except OSError:
        return None


def _add_sidecar(digest: hashlib._Hash, sidecar: Path | None) -> None:
    """Continue the digest of a file over the file that describes it. Raises OSError."""
    if sidecar is not None:
        digest.update(sidecar.read_bytes())


def _described(sidecar: Path | None, extracts: tuple[Extract, ...]) -> tuple[Extract, ...]:
    """With what the file beside the article says; one that cannot be read is noted."""
    if sidecar is None:
        return extracts
    try:
        values = read_sidecar(sidecar)
    except (OSError, ValueError, RecursionError) as error:
        note = f"{sidecar.name}, which describes it, cannot be read ({error})"
        return tuple(replace(e, notes=(*e.notes, note)) for e in extracts)
    if len(extracts) > 1:  # a table: what is said of the whole holds for rows that say nothing
        about = {k: v for k, v in values.items() if str(k).lower() in ("source", "tags")}
        return tuple(described(e, about) if e.source is None else e for e in extracts)
    return tuple(described(e, values) for e in extracts)


def _walk(folder: Path, prefix: str, root: Path) -> Iterator[FileStat | Refusal]:
    with os.scandir(folder) as entries:
        found = {entry.name: entry for entry in sorted(entries, key=lambda entry: entry.name)}
    sidecars = {
        name
        for name, entry in found.items()
        if name.endswith(SUFFIX) and not name.startswith(".") and entry.is_file()
    }
    used: set[str] = set()
    for name, entry in found.items():
        path = prefix + name
        if name in sidecars or path == REMOVED:
            continue
        reason = _reason_to_skip(entry, path, root)
        if reason:
            yield Refusal(_printable(path), reason)
        elif entry.is_dir():
            try:
                yield from _walk(Path(entry.path), f"{path}/", root)
            except OSError as error:
                yield Refusal(path, f"this folder cannot be opened ({_why(error)})")
        else:
            beside = next((s for s in sidecar_names(name) if s in sidecars), None)
            used |= {beside} if beside else set()
            yield _file_stat(entry, path, found[beside] if beside else None)
    for name in sorted(sidecars - used):
        yield Refusal(_printable(prefix + name), "it describes an article that is not here")


def _reason_to_skip(entry: os.DirEntry[str], path: str, root: Path) -> str:
    if _printable(entry.name) != entry.name:
        return "its name is not valid UTF-8"
    if entry.name.startswith("."):
        return "hidden"
    if entry.is_symlink():
        reason = _bad_link(Path(entry.path), root)
        if reason:
            return reason
    if entry.is_dir():
        return ""
    if not entry.is_file():
        return "it is not a regular file"
    return "" if loader_for(path) else _unknown_kind(path)


def _bad_link(link: Path, root: Path) -> str:
    try:
        target = link.resolve(strict=True)
    except (OSError, RuntimeError):  # RuntimeError: links in a circle, before Python 3.13
        return "a link that leads nowhere"
    if not target.is_relative_to(root):
        return "a link that leads outside the folder"
    return "a link to a folder" if target.is_dir() else ""


def _file_stat(
    entry: os.DirEntry[str], path: str, sidecar: os.DirEntry[str] | None
) -> FileStat | Refusal:
    try:
        return _stat_of(path, entry, sidecar)
    except OSError as error:
        return Refusal(path, f"it cannot be read ({_why(error)})")


def _stat_of(
    path: str, file: os.DirEntry[str] | Path, sidecar: os.DirEntry[str] | Path | None
) -> FileStat:
    """Size and time stamp of a file together with the one that describes it. Raises OSError."""
    status = file.stat()
    if sidecar is None:
        return FileStat(path, status.st_size, status.st_mtime_ns)
    beside = sidecar.stat()
    newest = max(status.st_mtime_ns, beside.st_mtime_ns)
    return FileStat(path, status.st_size + beside.st_size, newest)


def _read(folder: Path, path: str, max_bytes: int) -> bytes:
    try:
        file = (folder / path).resolve(strict=True)
        if not file.is_relative_to(folder.resolve()):
            raise ArticleRefused(path, "it leads outside the articles folder")
        status = file.stat()
        if stat.S_ISDIR(status.st_mode):
            raise ArticleRefused(path, "it is a folder, not a file")
        if not stat.S_ISREG(status.st_mode):  # opening a FIFO would wait for a writer
            raise ArticleRefused(path, "it is not a regular file")
        with file.open("rb") as stream:
            raw = stream.read(max_bytes + 1)
    except FileNotFoundError:
        raise ArticleRefused(path, "it is not there any more") from None
    except (OSError, RuntimeError) as error:
        raise ArticleRefused(path, f"it cannot be read ({_why(error)})") from error
    if len(raw) > max_bytes:
        size = f"{max(status.st_size, len(raw)) / 1e6:.1f} MB"
        limit = f"{max_bytes / 1e6:g} MB"
        raise ArticleRefused(path, f"{TOO_BIG} ({size}; the limit is {limit})")
    return raw


def _extracts(sandbox: Sandbox, raw: bytes, path: str) -> tuple[Extract, ...]:
    if not raw.strip():
        raise ArticleRefused(path, "it is empty")
    try:
        extracts = sandbox.parse(path, raw)
    except (Undecodable, Unreadable) as error:
        raise ArticleRefused(path, str(error)) from error
    except Exception as error:  # whatever a parser makes of foreign bytes, the rest is read
        _log.debug("%s cannot be parsed", path, exc_info=True)
        kind = PurePosixPath(path).suffix.lstrip(".").upper()
        said = str(error) if isinstance(error, Damaged) else f"{type(error).__name__}: {error}"
        why = one_line(said)[:160]
        raise ArticleRefused(path, f"it is damaged, or no {kind} ({why})") from error
    words = any(e.refused or has_words(normalise(e.text)) for e in extracts)
    if not words:
        raise ArticleRefused(path, "there are no words in it")
    return extracts


def _document(extract: Extract, path: str, digest: str) -> Document:
    return document_from_text(
        extract.text,
        id=f"{path}#{extract.id}" if extract.id else path,
        path=path,
        title=extract.title,
        source=extract.source,
        published=extract.published,
        byline=extract.byline,
        url=extract.url,
        file_sha256=digest,
        notes=extract.notes,
        pages=extract.pages,
        tags=extract.tags,
    )


def _unknown_kind(path: str) -> str:
    suffix = PurePosixPath(path).suffix
    kinds = ", ".join(sorted(LOADERS))
    return f"{suffix or 'a name without suffix'} is not a kind that is read ({kinds})"


def _why(error: BaseException) -> str:
    return (getattr(error, "strerror", None) or str(error)).lower()


def _printable(name: str) -> str:
    return name.encode("utf-8", errors="replace").decode("utf-8")
