"""Articles added under safe names, removed to a bin, and brought back."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from qa.articles import load_files, scan
from qa.articles.formats import loader_for
from qa.articles.inbox import add_file, add_text, describe, said_of
from qa.articles.placing import safe_name
from qa.articles.removing import remove, removed, restore
from qa.articles.twins import Sizes
from qa.errors import InboxError

MEGABYTE = 1_000_000
WORDS = "The river rose on Monday."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "articles"
    made.mkdir()
    return made


def add(folder: Path, name: str, text: str = WORDS) -> str:
    return add_file(folder, name, text.encode(), max_bytes=MEGABYTE)


NAMES = st.one_of(
    st.text(max_size=300),
    st.sampled_from(
        [
            "../../etc/passwd",
            "C:\\windows\\a",
            "/abs/a",
            ".hidden",
            "con",
            "a\u202egnp",
            "a\0b",
            "x.meta",
        ]
    ),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(stem=NAMES, kind=st.sampled_from([".txt", ".TXT", ".pdf", ".csv"]))
def test_whatever_the_name_the_file_lies_in_the_folder_and_is_seen(
    tmp_path_factory: pytest.TempPathFactory, stem: str, kind: str
) -> None:
    assume(loader_for(stem + kind))  # a name that is nothing but a suffix has none
    folder = tmp_path_factory.mktemp("articles")
    first, second = add(folder, stem + kind, "one"), add(folder, stem + kind, "two")
    assert first != second
    assert (folder / first).read_text() == "one", "nothing is written over"
    assert (folder / second).read_text() == "two"
    assert sorted(f.path for f in scan(folder).files) == sorted([first, second])
    assert all(p.parent == folder for p in folder.rglob("*"))
    for name in (first, second):
        assert len(name.encode()) <= 255 and name.isprintable() and loader_for(name)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../secret/Plan B.PDF", "Plan B.pdf"),
        ("...hidden.txt", "hidden.txt"),
        ("NUL.txt", "article NUL.txt"),
        ("a<b>:c?.txt", "a b c.txt"),
        ("\u202etxt.exe.txt", "txt.exe.txt"),
    ],
)
def test_names_are_made_safe(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@pytest.mark.parametrize(
    ("name", "raw", "reason"),
    [
        ("a.exe", b"MZ", r"a\.exe is not a kind that is read\. Kinds: \.csv"),
        ("a.txt", b" \n", "a.txt is empty"),
        ("a.txt", b"x" * 2_000_000, r"has 2\.0 MB; at most 1 are taken"),
        ("again.txt", WORDS.encode(), r"is there already, as sub/first\.txt"),
    ],
)
def test_what_is_not_taken_is_told_why(folder: Path, name: str, raw: bytes, reason: str) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "first.txt").write_text(WORDS)
    with pytest.raises(InboxError, match=reason):
        add_file(folder, name, raw, max_bytes=MEGABYTE)
    assert [p.name for p in folder.rglob("*") if p.is_file()] == ["first.txt"]


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "articles").write_text("a file in the way")
    with pytest.raises(InboxError, match="cannot be changed"):
        add(tmp_path / "articles", "a.txt")


def test_a_pasted_text_is_kept_as_it_is(folder: Path) -> None:
    text = "  Two  spaces.\n\nEnd. "
    known = {"source": "Courier", "published": "2024-03-05", "url": "https://courier.example"}
    known |= {"author": "Jane Doe"}
    path = add_text(folder, title="Flood: day 1/2", text=text, max_bytes=MEGABYTE, **known)
    assert path == "Flood day 1 2.txt"
    assert (folder / path).read_text() == text
    (document,), _ = load_files(folder, [path], max_bytes=MEGABYTE)
    assert (document.title, document.source) == ("Flood: day 1/2", "Courier")
    assert (document.published, document.url) == ("2024-03-05", "https://courier.example")
    assert document.byline == "Jane Doe"
    other = add_text(folder, title="Flood: day 1/2", text="Another.", max_bytes=MEGABYTE)
    assert other == "Flood day 1 2-2.txt"
    documents, _ = load_files(folder, [path, other], max_bytes=MEGABYTE)
    assert [d.source for d in documents] == ["Courier", "Flood day 1 2-2"]


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"title": " ", "text": WORDS}, "needs a title"),
        ({"title": "Flood", "text": "  "}, "no text to add"),
        ({"title": "Flood", "text": WORDS, "published": "yesterday"}, "is no date"),
    ],
)
def test_a_paste_that_is_not_taken(folder: Path, values: dict[str, str], reason: str) -> None:
    with pytest.raises(InboxError, match=reason):
        add_text(folder, max_bytes=MEGABYTE, **values)  # type: ignore[arg-type]
    assert list(folder.iterdir()) == []


def test_removed_and_brought_back(folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "a.txt").write_text(WORDS)
    (folder / "sub" / "a.meta.json").write_text(json.dumps({"title": "Flood"}))
    key = remove(folder, "sub/a.txt")
    assert (scan(folder).files, scan(folder).skipped) == ((), ())
    (item,) = removed(folder)
    assert (item.key, item.path) == (key, "sub/a.txt")
    assert restore(folder, key) == "sub/a.txt"
    (document,), _ = load_files(folder, ["sub/a.txt"], max_bytes=MEGABYTE)
    assert document.title == "Flood"
    assert removed(folder) == []


def test_on_a_disk_that_knows_no_second_name_of_a_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(*_: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuses)
    key = remove(folder, add(folder, "a.txt", "old"))
    assert add(folder, "a.txt", "new") == "a.txt"
    assert restore(folder, key) == "a-2.txt"
    assert [p.read_text() for p in sorted(folder.glob("*.txt"))] == ["old", "new"]
    assert not list(folder.glob(".*.partial"))


def test_brought_back_beside_what_took_its_name(folder: Path) -> None:
    key = remove(folder, add(folder, "a.txt", "old"))
    add(folder, "a.txt", "new")
    assert restore(folder, key) == "a-2.txt"
    assert (folder / "a.txt").read_text() == "new"
    assert (folder / "a-2.txt").read_text() == "old"


def test_the_last_removed_comes_first(folder: Path) -> None:
    for name in ("a.txt", "b.txt"):
        remove(folder, add(folder, name, name))
    assert {r.path for r in removed(folder)} == {"a.txt", "b.txt"}
    assert [r.when for r in removed(folder)] == sorted(
        (r.when for r in removed(folder)), reverse=True
    )


@pytest.mark.parametrize("path", ["../up.txt", "/etc/hostname", "none.txt", ".removed/x", "."])
def test_nothing_else_can_be_removed(folder: Path, path: str) -> None:
    (folder.parent / "up.txt").write_text(WORDS)
    with pytest.raises(InboxError):
        remove(folder, path)
    assert (folder.parent / "up.txt").exists()


@pytest.mark.parametrize("key", ["none", "../../x", ""])
def test_nothing_else_can_be_brought_back(folder: Path, key: str) -> None:
    with pytest.raises(InboxError, match="holds nothing"):
        restore(folder, key)


def test_what_is_said_of_an_article_stands_beside_it_and_changes_what_is_read(
    folder: Path,
) -> None:
    path = add(folder, "flood.txt")
    before = (folder / path).read_bytes()
    assert said_of(folder, path) == {}
    values = {"title": "The Elwy rises", "source": " Courier ", "date": "2024-03-05", "author": ""}
    assert describe(folder, path, values)
    assert said_of(folder, path) == {
        "title": "The Elwy rises",
        "source": "Courier",
        "date": "2024-03-05",
    }
    ((document,), _) = load_files(folder, [path], max_bytes=MEGABYTE)
    assert (document.title, document.source) == ("The Elwy rises", "Courier")
    assert document.published == "2024-03-05"
    assert (folder / path).read_bytes() == before, "the article itself stays as it is"
    assert not describe(folder, path, values), "said again, nothing is news"


def test_what_else_is_said_of_it_stays_and_what_is_emptied_goes(folder: Path) -> None:
    path = add(folder, "flood.txt")
    beside = folder / "flood.meta.json"
    beside.write_text(
        json.dumps({"Publisher": "Old", "byline": "A. B.", "tags": ["rain"], "desk": 4}), "utf-8"
    )
    assert said_of(folder, path) == {"source": "Old", "author": "A. B."}
    assert describe(folder, path, {"source": "Courier", "author": ""})
    assert json.loads(beside.read_text("utf-8")) == {
        "source": "Courier",
        "tags": ["rain"],
        "desk": 4,
    }
    assert not (folder / "flood.txt.meta.json").exists(), "one file says it"
    beside.write_text('{"source": "Courier"}', "utf-8")
    assert describe(folder, path, {"source": ""})
    assert not beside.exists(), "nothing is said any more"
    assert not describe(folder, path, {})
    assert [p.name for p in folder.iterdir()] == ["flood.txt"]


def test_what_cannot_be_said_is_told_and_nothing_is_changed(folder: Path) -> None:
    path = add(folder, "flood.txt")
    with pytest.raises(InboxError, match="no date"):
        describe(folder, path, {"date": "yesterday"})
    beside = folder / "flood.txt.meta.json"
    beside.write_text("{cut", "utf-8")
    for attempt in (lambda: said_of(folder, path), lambda: describe(folder, path, {"title": "T"})):
        with pytest.raises(InboxError, match=r"flood\.txt\.meta\.json.*cannot be read"):
            attempt()
    assert beside.read_text("utf-8") == "{cut"
    with pytest.raises(InboxError, match="no article"):
        describe(folder, "../flood.txt", {"title": "T"})
    with pytest.raises(InboxError, match="no file"):
        describe(folder, "gone.txt", {"title": "T"})


def test_a_description_of_two_articles_stays_with_the_other(folder: Path) -> None:
    (folder / "x.txt").write_text(WORDS)
    (folder / "x.html").write_text(f"<p>{WORDS}</p>")
    (folder / "x.meta.json").write_text('{"title": "Rain"}')
    key = remove(folder, "x.txt")
    assert said_of(folder, "x.html") == {"title": "Rain"}
    assert restore(folder, key) == "x.txt"
    assert said_of(folder, "x.txt") == {"title": "Rain"} == said_of(folder, "x.html")
    describe(folder, "x.txt", {"title": "More rain"})
    assert said_of(folder, "x.txt") == {"title": "More rain"}
    assert said_of(folder, "x.html") == {"title": "Rain"}
    assert not list((folder / ".removed").iterdir())


def test_a_description_comes_back_where_another_took_its_name(folder: Path) -> None:
    (folder / "x.txt").write_text(WORDS)
    (folder / "x.meta.json").write_text('{"title": "Rain"}')
    key = remove(folder, "x.txt")
    (folder / "x.html").write_text("<p>Another.</p>")
    (folder / "x.meta.json").write_text('{"title": "Snow"}')
    assert restore(folder, key) == "x.txt"
    assert said_of(folder, "x.txt") == {"title": "Rain"}
    assert said_of(folder, "x.html") == {"title": "Snow"}


def test_one_bad_note_hides_nothing_else(folder: Path) -> None:
    (folder / "x.txt").write_text(WORDS)
    remove(folder, "x.txt")
    bad = folder / ".removed" / "20260101T000000-0000"
    bad.mkdir()
    (bad / "where.json").write_text('{"path": 5, "when": "", "sidecar": []}')
    assert [item.path for item in removed(folder)] == ["x.txt"]


def test_a_twin_is_found_in_folders_and_not_in_what_is_hidden(folder: Path) -> None:
    for place in ("sub", ".removed/one", ".hidden"):
        (folder / place).mkdir(parents=True)
    (folder / ".removed/one/a.txt").write_bytes(b"rose")
    (folder / ".hidden/b.txt").write_bytes(b"rose")
    (folder / ".c.txt").write_bytes(b"rose")
    (folder / "broken.txt").symlink_to("nowhere")
    assert Sizes(folder).twin(b"rose") is None
    (folder / "sub/d.txt").write_bytes(b"rose")
    (folder / "e.txt").write_bytes(b"fell")
    sizes = Sizes(folder)
    assert sizes.twin(b"rose") == "sub/d.txt"
    assert sizes.twin(b"rise") is None
    (folder / "sub/d.txt").write_bytes(b"sank")
    assert sizes.twin(b"rose") is None, "it has other bytes by now"
    sizes.add("f.txt", 4)
    assert sizes.twin(b"fall") is None, "it is not there"


def test_files_added_one_after_the_other_are_told_apart_from_each_other(folder: Path) -> None:
    sizes = Sizes(folder)
    add_file(folder, "a.txt", b"rose", max_bytes=MEGABYTE, sizes=sizes)
    with pytest.raises(InboxError, match=r"there already, as a\.txt"):
        add_file(folder, "b.txt", b"rose", max_bytes=MEGABYTE, sizes=sizes)


def test_hidden_folders_are_not_walked_through(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / ".removed/one").mkdir(parents=True)
    (folder / "sub").mkdir()
    listed: list[str] = []
    scandir = os.scandir
    monkeypatch.setattr(os, "scandir", lambda p: listed.append(Path(p).name) or scandir(p))
    Sizes(folder)
    assert listed == ["articles", "sub"]
