"""The list of articles: index beside folder."""

from __future__ import annotations

from qa.builds import Manifest, ManifestArticle, Plan, Refusal
from qa.records import Document
from qa.web.listing import article_rows, matching


def _document(path: str, *, title: str = "A title", document_id: str = "") -> Document:
    return Document(document_id or path, path, "text", "", title, "a paper", byline="Ada Quill")


def _manifest(*articles: ManifestArticle) -> Manifest:
    return Manifest(1, "g", "", "m", "d", 384, 110, 1, 0, 0, articles)


def _entry(path: str, document_id: str | None, reason: str = "") -> ManifestArticle:
    return ManifestArticle(path, 1, 1, "", document_id, reason)


def test_every_state() -> None:
    documents = [_document("b.txt"), _document("c.txt"), _document("d.txt")]
    manifest = _manifest(
        _entry("b.txt", "b.txt"),
        _entry("c.txt", "c.txt"),
        _entry("d.txt", "d.txt"),
        _entry("e.bin", None, "it is not text"),
    )
    plan = Plan(
        new=("a.txt",),
        changed=("c.txt",),
        gone=("d.txt",),
        unchanged=("b.txt", "e.bin"),
        skipped=(Refusal("f.tmp", "a hidden file"),),
    )
    rows = article_rows(documents, manifest, plan)
    assert [(r.path, r.state, r.reason) for r in rows] == [
        ("a.txt", "new", ""),
        ("b.txt", "indexed", ""),
        ("c.txt", "changed", ""),
        ("d.txt", "gone", ""),
        ("e.bin", "refused", "it is not text"),
        ("f.tmp", "refused", "a hidden file"),
    ]


def test_a_refused_file_that_was_mended_counts_as_changed() -> None:
    manifest = _manifest(_entry("e.txt", None, "it is empty"))
    rows = article_rows([], manifest, Plan(changed=("e.txt",)))
    assert [(r.path, r.state) for r in rows] == [("e.txt", "changed")]


def test_a_refused_file_that_is_gone_is_not_listed() -> None:
    manifest = _manifest(_entry("e.txt", None, "it is empty"))
    assert article_rows([], manifest, Plan(gone=("e.txt",))) == []


def test_a_file_with_several_articles_gives_a_row_each() -> None:
    documents = [_document("a.jsonl", document_id="a.jsonl#1"), _document("a.jsonl")]
    rows = article_rows(documents, _manifest(_entry("a.jsonl", "a.jsonl#1")), Plan())
    assert [(r.path, r.state) for r in rows] == [("a.jsonl", "indexed")] * 2


def test_without_a_folder_the_index_is_listed() -> None:
    rows = article_rows([_document("a.txt")], _manifest(_entry("a.txt", "a.txt")), None)
    assert [(r.path, r.state) for r in rows] == [("a.txt", "indexed")]


def test_matching_looks_for_every_word_in_title_source_byline_and_path() -> None:
    rows = article_rows([_document("a.txt", title="Peace talks"), _document("b.txt")], None, None)
    assert [r.path for r in matching(rows, "PEACE quill")] == ["a.txt"]
    assert [r.path for r in matching(rows, "b.txt paper")] == ["b.txt"]
    assert [r.path for r in matching(rows, "  ")] == ["a.txt", "b.txt"]
    assert matching(rows, "war") == []


def test_rows_that_are_no_article_are_listed_by_their_file() -> None:
    row = Refusal("t.jsonl, line 2", "it is no JSON object")
    table = ManifestArticle("t.jsonl", 1, 1, "", "t.jsonl#1", rows=(row,))
    document = _document("t.jsonl", document_id="t.jsonl#1")
    listed = article_rows([document], _manifest(table), Plan(unchanged=("t.jsonl",)))
    assert [(r.path, r.state, r.reason) for r in listed] == [
        ("t.jsonl", "indexed", ""),
        ("t.jsonl, line 2", "refused", "it is no JSON object"),
    ]
    changed = article_rows([document], _manifest(table), Plan(changed=("t.jsonl",)))
    assert [(r.path, r.state) for r in changed] == [("t.jsonl", "changed")]
