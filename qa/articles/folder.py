"""The articles folder on disk: what is in it, and reading it so that one bad file stops nothing."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from qa.articles.decoding import Undecodable, normalise
from qa.articles.document import document_from_text
from qa.articles.formats import LOADERS, Extract, Loader, loader_for
from qa.errors import ArticleRefused, ArticlesError
from qa.records import Corpus, Document, Refusal

__all__ = ["FileStat", "Scan", "file_sha256", "load_corpus", "load_file", "load_files", "scan"]

_FIX = "Create it and put .txt articles in, or name another folder with --articles."


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


def load_corpus(
    folder: Path, *, max_bytes: int, on_file: Callable[[int, int], None] | None = None
) -> Corpus:
    """Every article of `folder`. A file that cannot be read is refused with its reason, and of
    articles with the same text the first path counts and the others are skipped.

    on_file: called with (files done, files in all). Raises ArticlesError as `scan` does.
    """
    found = scan(folder)
    loaded, refused = load_files(
        folder, [file.path for file in found.files], max_bytes=max_bytes, on_file=on_file
    )
    documents: list[Document] = []
    skipped = list(found.skipped)
    first_with: dict[str, str] = {}
    for document in loaded:
        twin = first_with.setdefault(document.sha256, document.id)
        if twin == document.id:
            documents.append(document)
        else:
            skipped.append(Refusal(document.path, f"the same text as {twin}"))
    return Corpus(tuple(documents), refused, tuple(sorted(skipped, key=lambda r: r.path)))


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
    for done, path in enumerate(paths, start=1):
        try:
            documents += load_file(folder, path, max_bytes=max_bytes)
        except ArticleRefused as refusal:
            refused.append(Refusal(refusal.path, refusal.reason))
        if on_file is not None:
            on_file(done, len(paths))
    return tuple(documents), tuple(refused)


def load_file(folder: Path, path: str, *, max_bytes: int) -> tuple[Document, ...]:
    """The articles of one file, named by its path relative to `folder`.

    Raises ArticleRefused(path, reason) for a file that cannot become an article.
    """
    loader = loader_for(path)
    if loader is None:
        raise ArticleRefused(path, _unknown_kind(path))
    raw = _read(folder, path, max_bytes)
    digest = hashlib.sha256(raw).hexdigest()
    return tuple(_document(extract, path, digest) for extract in _extracts(loader, raw, path))


def file_sha256(path: Path) -> str:
    """Hex SHA-256 of a file's bytes, read in pieces. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _walk(folder: Path, prefix: str, root: Path) -> Iterator[FileStat | Refusal]:
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
        path = prefix + entry.name
        reason = _reason_to_skip(entry, path, root)
        if reason:
            yield Refusal(_printable(path), reason)
        elif entry.is_dir():
            try:
                yield from _walk(Path(entry.path), f"{path}/", root)
            except OSError as error:
                yield Refusal(path, f"this folder cannot be opened ({_why(error)})")
        else:
            yield _file_stat(entry, path)


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


def _file_stat(entry: os.DirEntry[str], path: str) -> FileStat | Refusal:
    try:
        status = entry.stat()
    except OSError as error:
        return Refusal(path, f"it cannot be read ({_why(error)})")
    return FileStat(path, status.st_size, status.st_mtime_ns)


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
        raise ArticleRefused(path, f"it is too big ({size}; the limit is {limit})")
    return raw


def _extracts(loader: Loader, raw: bytes, path: str) -> tuple[Extract, ...]:
    if not raw.strip():
        raise ArticleRefused(path, "it is empty")
    try:
        extracts = loader(raw, path)
    except Undecodable as error:
        raise ArticleRefused(path, str(error)) from error
    if not any(c.isalnum() for extract in extracts for c in normalise(extract.text)):
        raise ArticleRefused(path, "there are no words in it")
    return extracts


def _document(extract: Extract, path: str, digest: str) -> Document:
    return document_from_text(
        extract.text,
        id=extract.id or path,
        path=path,
        title=extract.title,
        source=extract.source,
        published=extract.published,
        byline=extract.byline,
        url=extract.url,
        file_sha256=digest,
        notes=extract.notes,
    )


def _unknown_kind(path: str) -> str:
    suffix = PurePosixPath(path).suffix
    kinds = " and ".join(sorted(LOADERS))
    return f"{suffix or 'a name without suffix'} is not a kind that is read (only {kinds})"


def _why(error: BaseException) -> str:
    return (getattr(error, "strerror", None) or str(error)).lower()


def _printable(name: str) -> str:
    return name.encode("utf-8", errors="replace").decode("utf-8")
