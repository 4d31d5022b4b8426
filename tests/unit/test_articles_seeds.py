"""The five articles given: their metadata and all their marks, pinned."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.articles import load_files, scan
from qa.records import Document

SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.fixture(scope="module")
def seeds() -> dict[str, Document]:
    found = scan(SEEDS)
    documents, refused = load_files(SEEDS, [f.path for f in found.files], max_bytes=1_000_000)
    assert (refused, found.skipped) == ((), ())
    return {d.path[:3]: d for d in documents}


def marked(document: Document) -> list[tuple[str, str]]:
    return [(m.kind, document.text[m.start : m.end]) for m in document.marks]


@pytest.mark.parametrize(
    ("name", "title", "title_found", "published", "source", "byline"),
    [
        (
            "000",
            "Syrian peace talks start in Vienna as Russian meeting looms",
            True,
            "2018-01-25",
            "Reuters",
            "Shadia Nasralla and Francois Murphy",
        ),
        (
            "001",
            "Syrian Opposition Plans Boycott Of Russia's 'Peace Congress'",
            True,
            None,
            "001_ec79e09f1974ec09",
            None,
        ),
        (
            "002",
            "Bottom Line: Multiple rounds of peace talks aimed at ending Syria’s seven-year…",
            False,
            "2018-01-25",
            "002_6dc82024a65b6312",
            None,
        ),
        (
            "003",
            "US and Russia begin lackluster talks on Syria war",
            True,
            "2016-10-15",
            "003_3b3fae97caf2ba7c",
            None,
        ),
        (
            "004",
            "Syrian rebels and the regime have started peace talks. What's next?",
            True,
            None,
            "TRT World",
            None,
        ),
    ],
)
def test_metadata(
    seeds: dict[str, Document],
    name: str,
    title: str,
    title_found: bool,
    published: str | None,
    source: str,
    byline: str | None,
) -> None:
    found = seeds[name]
    assert (found.title, found.title_found) == (title, title_found)
    assert (found.published, found.source, found.byline) == (published, source, byline)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "000",
            [
                ("metadata", "January 25, 2018 / 1:02 PM / Updated 28 minutes ago"),
                ("title", "Syrian peace talks start in Vienna as Russian meeting looms"),
                ("metadata", "Reuters Staff"),
                ("boilerplate", "3 Min Read"),
                ("metadata", "VIENNA (Reuters) -"),
                (
                    "metadata",
                    "Reporting by Shadia Nasralla and Francois Murphy; "
                    "Editing by Raissa Kasolowsky",
                ),
            ],
        ),
        (
            "001",
            [
                ("title", "Syrian Opposition Plans Boycott Of Russia's 'Peace Congress'"),
                (
                    "boilerplate",
                    "More news: Kim Kardashian Just Announced the Name of Her Third Child",
                ),
                ("boilerplate", "• Adam Floyd"),
            ],
        ),
        ("002", [("metadata", "date 2018-01-25")]),
        (
            "003",
            [
                ("title", "US and Russia begin lackluster talks on Syria war"),
                ("boilerplate", "2 min read"),
                ("metadata", "15 October, 2016"),
                (
                    "boilerplate",
                    "Syrian activists are holding protests outside the conference [AFP]",
                ),
                ("heading", "Adding pressure"),
                (
                    "repeated",
                    "We are not pursuing this directly with the Russians bilaterally any more.",
                ),
                ("heading", "Low hopes"),
                ("boilerplate", "Agencies contributed to this story."),
            ],
        ),
        (
            "004",
            [
                ("title", "Syrian rebels and the regime have started peace talks. What's next?"),
                ("boilerplate", "TRT World and Agencies"),
                (
                    "repeated",
                    "This is the first time that Syrian rebels have sent representatives to a "
                    "meeting that the Syrian regime is also attending.",
                ),
                ("heading", "What is so important about these talks?"),
                ("boilerplate", "TRT World and Agencies"),
                ("heading", "Who are the parties in this negotiation process?"),
                ("heading", "What do the warring sides want and how did they agree to the talks?"),
                ("boilerplate", "Getty Images"),
                ("heading", "Will they succeed in bringing lasting peace?"),
                ("heading", "Is Russia the new broker for peace in Syria?"),
                ("boilerplate", "TRT World and Agencies"),
                ("boilerplate", "Route 6"),
            ],
        ),
    ],
)
def test_marks(seeds: dict[str, Document], name: str, expected: list[tuple[str, str]]) -> None:
    assert marked(seeds[name]) == expected


def test_every_word_of_the_first_line_of_a_wire_story_is_marked(
    seeds: dict[str, Document],
) -> None:
    document = seeds["000"]
    end = document.text.index("\n")
    free = [
        c
        for i, c in enumerate(document.text[:end])
        if not any(m.start <= i < m.end for m in document.marks)
    ]
    assert "".join(free).strip() == ""


@pytest.mark.parametrize(
    "answer", ["Peace.", "The Syrian regime and the rebels.", "That's hard to say."]
)
def test_short_answers_stay_running_text(seeds: dict[str, Document], answer: str) -> None:
    document = seeds["004"]
    start = document.text.index(f"\n{answer}\n") + 1
    assert not any(m.start < start + len(answer) and start < m.end for m in document.marks)


def test_the_text_is_the_files_text(seeds: dict[str, Document]) -> None:
    for document in seeds.values():
        assert document.text == (SEEDS / document.path).read_bytes().decode("utf-8")
