"""Scanning and reading the articles folder: every file is an article or is named with a reason."""

from __future__ import annotations

import hashlib
import os
import re
import socket
from pathlib import Path

import pytest

from qa.articles import Scan, article_sha256, load_file, load_files, scan
from qa.errors import ArticleRefused, ArticlesError
from tests.unit.conftest import SANDBOX

MEGABYTE = 1_000_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "articles"
    made.mkdir()
    return made


def reasons(folder: Path) -> dict[str, str]:
    return {r.path: r.reason for r in scan(folder).skipped}


def refusal(folder: Path, name: str, max_bytes: int = MEGABYTE) -> str:
    with pytest.raises(ArticleRefused) as caught:
        load_file(folder, name, max_bytes=max_bytes, sandbox=SANDBOX)
    assert caught.value.path == name
    return caught.value.reason


def test_files_of_all_subfolders_come_sorted_by_posix_path(folder: Path) -> None:
    for name in ("b.txt", "a/z.TXT", "a/c.text", "a.txt"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("Some words.")
    files = scan(folder).files
    assert [f.path for f in files] == ["a.txt", "a/c.text", "a/z.TXT", "b.txt"]
    status = (folder / "a.txt").stat()
    assert (files[0].size, files[0].mtime_ns) == (status.st_size, status.st_mtime_ns)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        (".hidden.txt", "hidden"),
        (".git/config.txt", "hidden"),
        ("picture.png", r"\.png is not a kind that is read \(\.csv, .*\.txt"),
        ("README", "a name without suffix is not a kind"),
    ],
)
def test_what_is_no_article_is_skipped_with_a_reason(folder: Path, name: str, reason: str) -> None:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("Some words.")
    (skipped,) = scan(folder).skipped
    assert skipped.path == name.partition("/")[0]
    assert re.match(reason, skipped.reason)


def test_links_are_followed_only_to_files_inside_the_folder(folder: Path) -> None:
    outside = folder.parent / "secret.txt"
    outside.write_text("A secret.")
    (folder / "a.txt").write_text("Some words.")
    (folder / "sub").mkdir()
    for name, target in {
        "outside.txt": outside,
        "nowhere.txt": folder / "gone.txt",
        "folder.txt": folder / "sub",
        "up": folder.parent,
        "loop.txt": folder / "loop.txt",
        "inside.txt": folder / "a.txt",
    }.items():
        (folder / name).symlink_to(target)
    assert reasons(folder) == {
        "outside.txt": "a link that leads outside the folder",
        "nowhere.txt": "a link that leads nowhere",
        "folder.txt": "a link to a folder",
        "up": "a link that leads outside the folder",
        "loop.txt": "a link that leads nowhere",
    }
    assert [f.path for f in scan(folder).files] == ["a.txt", "inside.txt"]
    assert "outside" in refusal(folder, "outside.txt")


def test_pipes_and_sockets_are_skipped_and_never_opened(folder: Path) -> None:
    os.mkfifo(folder / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(folder / "s.txt"))
        assert reasons(folder) == {
            "pipe.txt": "it is not a regular file",
            "s.txt": "it is not a regular file",
        }
    assert refusal(folder, "pipe.txt") == "it is not a regular file"


def test_a_name_that_is_no_utf8_is_skipped_and_can_be_shown(folder: Path) -> None:
    (folder / os.fsdecode(b"caf\xe9.txt")).write_text("Some words.")
    (skipped,) = scan(folder).skipped
    assert skipped.reason == "its name is not valid UTF-8"
    assert skipped.path.encode("utf-8") == b"caf?.txt"


def test_a_linked_articles_folder_is_read(folder: Path) -> None:
    (folder / "a.txt").write_text("Some words.")
    link = folder.parent / "link"
    link.symlink_to(folder)
    assert [f.path for f in scan(link).files] == ["a.txt"]
    documents, refused = load_files(link, ["a.txt"], max_bytes=MEGABYTE)
    assert ([d.id for d in documents], refused) == (["a.txt"], ())


def test_a_missing_folder_is_refused_with_the_fix(tmp_path: Path) -> None:
    with pytest.raises(ArticlesError, match=r"does not exist.*--articles"):
        scan(tmp_path / "none")


def test_a_file_in_place_of_the_folder_is_refused_with_the_fix(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("Some words.")
    with pytest.raises(ArticlesError, match=r"is not a folder.*--articles"):
        scan(tmp_path / "file")


def test_an_empty_folder_holds_nothing(folder: Path) -> None:
    assert scan(folder) == Scan((), ())


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "it is empty"),
        (b" \r\n\t\n ", "it is empty"),
        (b"\xef\xbb\xbf \n", "there are no words in it"),
        (b"...\n***\n", "there are no words in it"),
        (
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0",
            "it is a binary file, not text (it holds NUL bytes)",
        ),
        (bytes(range(1, 32)) * 20, "it is a binary file, not text (mostly control characters)"),
    ],
)
def test_files_that_hold_no_text_are_refused(folder: Path, content: bytes, reason: str) -> None:
    (folder / "a.txt").write_bytes(content)
    assert refusal(folder, "a.txt") == reason


def test_a_file_over_the_limit_is_refused_and_one_at_the_limit_is_read(folder: Path) -> None:
    (folder / "a.txt").write_text("x" * 100)
    assert refusal(folder, "a.txt", max_bytes=99).startswith("it is too big")
    assert load_file(folder, "a.txt", max_bytes=100, sandbox=SANDBOX)[0][0].text == "x" * 100


def test_files_that_cannot_be_opened_are_refused(folder: Path) -> None:
    (folder / "dir.txt").mkdir()
    (folder / "nowhere.txt").symlink_to(folder / "gone")
    assert refusal(folder, "dir.txt") == "it is a folder, not a file"
    assert refusal(folder, "nowhere.txt") == "it is not there any more"
    assert refusal(folder, "vanished.txt") == "it is not there any more"
    (folder.parent / "up.txt").write_text("Some words.")
    assert refusal(folder, "../up.txt") == "it leads outside the articles folder"
    assert "not a kind" in refusal(folder, "a.png")


def test_a_failing_disk_refuses_the_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "a.txt").write_text("Some words.")

    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)
    assert refusal(folder, "a.txt") == "it cannot be read (permission denied)"


def test_one_bad_file_never_stops_the_rest(folder: Path) -> None:
    (folder / "a.txt").write_bytes(b"\0\1\2")
    (folder / "b.txt").write_text("Some words.")
    (folder / "c.txt").write_text("")
    seen: list[tuple[int, int]] = []
    documents, refused = load_files(
        folder,
        ["a.txt", "b.txt", "c.txt"],
        max_bytes=MEGABYTE,
        on_file=lambda done, total: seen.append((done, total)),
    )
    assert [d.id for d in documents] == ["b.txt"]
    assert [r.path for r in refused] == ["a.txt", "c.txt"]
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_a_document_says_where_it_is_from(folder: Path) -> None:
    (folder / "sub").mkdir()
    raw = "\ufeffSome words: naïve.\r\n".encode()
    (folder / "sub" / "a.txt").write_bytes(raw)
    (document,), refused = load_file(folder, "sub/a.txt", max_bytes=MEGABYTE, sandbox=SANDBOX)
    assert refused == ()
    assert (document.id, document.path, document.source) == ("sub/a.txt", "sub/a.txt", "a")
    assert document.text == "Some words: naïve.\n"
    assert document.sha256 == hashlib.sha256(document.text.encode()).hexdigest()
    assert document.file_sha256 == hashlib.sha256(raw).hexdigest()
    assert document.file_sha256 == article_sha256(folder, "sub/a.txt")
    assert document.notes == ()
