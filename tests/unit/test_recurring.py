"""Lines that recur over a source's articles: marked, kept on demand, and unmarked again."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.articles.recurring import RECURS, recurring_lines
from qa.errors import SettingsError
from qa.indexing import build, open_store, plan
from qa.indexing.verifying import verify
from qa.records import Document
from qa.settings import Settings
from tests.conftest import HashEncoder
from tests.unit.test_changes import Growing

NOTICE = "Valley Courier readers get every morning's headlines before breakfast."
SUBJECTS = "ferry strike dam harvest school bridge hospital".split()


def write(folder: Path, number: int, source: str = "Courier") -> None:
    subject = SUBJECTS[number]
    body = " ".join(f"The {subject} report {number} says {subject} {i} again." for i in range(8))
    text = f"---\ntitle: About the {subject}\nsource: {source}\n---\n{body}\n\n{NOTICE}\n"
    (folder / f"{number}.md").write_text(text)


def documents(settings: Settings) -> list[Document]:
    store = open_store(settings)
    try:
        return store.documents()
    finally:
        store.close()


def marked(settings: Settings) -> set[str]:
    return {d.path for d in documents(settings) if any(m.reason == RECURS for m in d.marks)}


@pytest.fixture
def courier(tmp_path: Path, hash_encoder: HashEncoder) -> Settings:
    settings = Settings(articles=tmp_path / "articles", index=tmp_path / "index")
    settings.articles.mkdir()
    for number in range(4):
        write(settings.articles, number)
    build(settings)
    return settings


def test_from_the_fifth_story_on_a_line_is_a_notice(courier: Settings) -> None:
    assert marked(courier) == set(), "four may be chance"
    write(courier.articles, 4)
    write(courier.articles, 5, source="Herald")
    report = build(courier)
    assert report.read == 2, "the older articles are marked anew without being read"
    assert marked(courier) == {"0.md", "1.md", "2.md", "3.md", "4.md"}, "of this source alone"
    store = open_store(courier)
    quotable = " ".join(p.text for d in store.documents() for p in store.passages_of(d.id))
    store.close()
    assert quotable.count(NOTICE) == 1, "only in the other source's article"
    (line,) = recurring_lines(documents(courier))
    assert (line.source, line.line, line.articles) == ("Courier", NOTICE, 5)
    assert verify(courier).findings == ()


def test_when_an_article_leaves_the_line_is_text_again(courier: Settings) -> None:
    write(courier.articles, 4)
    build(courier)
    assert len(marked(courier)) == 5
    (courier.articles / "2.md").unlink()
    build(courier)
    assert marked(courier) == set()
    again = courier.model_copy(update={"index": courier.index.parent / "again"})
    build(again)
    assert Growing.told(courier) == Growing.told(again)


def test_copies_of_one_story_count_once(courier: Settings) -> None:
    for name in ("a.md", "b.md"):
        same = (courier.articles / "0.md").read_text().replace("again.", f"again {name}.", 1)
        (courier.articles / name).write_text(same)
    build(courier)
    assert marked(courier) == set()


def test_a_person_may_disagree(courier: Settings, tmp_path: Path) -> None:
    write(courier.articles, 4)
    build(courier)
    kept = tmp_path / "keep.txt"
    kept.write_text(f"{NOTICE.upper()}\n\n")
    settings = courier.model_copy(update={"keep_lines": kept})
    assert "QA_KEEP_LINES" in str(plan(settings).rebuild)
    build(settings)
    assert marked(settings) == set()
    assert not plan(settings).needed


def test_a_list_that_cannot_be_read(courier: Settings, tmp_path: Path) -> None:
    settings = courier.model_copy(update={"keep_lines": tmp_path / "none.txt"})
    with pytest.raises(SettingsError, match=r"lines to keep.*QA_KEEP_LINES"):
        plan(settings)
