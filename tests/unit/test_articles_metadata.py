"""Title, date, source and byline: found where a page says them, and never guessed."""

from __future__ import annotations

import time

import pytest

from qa.articles import document_from_text
from qa.articles.dates import is_relative, iso_date
from qa.records import Document

BODY = (
    "\n\nThe talks began on Monday in the capital and will last two days, officials said."
    "\n\nBoth sides said that they would attend the next round on December 30, 2016."
    "\n\nA third sentence ends the article here, as articles do."
)


def read(head: str, tail: str = "") -> Document:
    return document_from_text(head + BODY + tail, id="x", path="a folder/my-file.txt")


@pytest.mark.parametrize(
    ("head", "published"),
    [
        ("Talks start\n\nPublished: 3 March 2021", "2021-03-03"),
        ("Talks start\n\nPublished\n\n3 March 2021", "2021-03-03"),
        ("Talks start\n\nPosted on Thursday, May 3rd, 2018 at 5 p.m.", "2018-05-03"),
        ("Talks start\nTue 12 May 2020 14.03 BST", "2020-05-12"),
        ("Talks start\n\n10:03 AM EST, Thu November 3, 2022", "2022-11-03"),
        ("Talks start\n\n2018-01-25T13:02:00Z", "2018-01-25"),
        ("Talks start\n\n2018/01/25", "2018-01-25"),
        ("Talks start\n\n25/03/2021", "2021-03-25"),
        ("Talks start\n\n25.03.2021, 10:00", "2021-03-25"),
        ("Talks start\n\n03/03/2021", "2021-03-03"),
        ("Talks start\n\n15 Sept. 2016", "2016-09-15"),
        ("Talks start\n\nBy Jane Doe | March 3, 2021 | 5 min read", "2021-03-03"),
        ("Talks start\n\nBy Jane Doe January 25, 2018", "2018-01-25"),
        ("March 3, 2021 | Talks start", "2021-03-03"),
        ("date 2018-01-25 The talks began. They ended soon after.", "2018-01-25"),
        ("Talks start\n\nA deck says more.\n2 min read\n15 October, 2016", "2016-10-15"),
        ("LONDON, March 3, 2021 (Reuters) - The talks started.", "2021-03-03"),
        (
            "Talks start\n\nPublished 10:00 EST, 3 March 2021 | Updated 11:00 EST, 4 March 2021",
            "2021-03-03",
        ),
        ("Talks start\n\nMarch 3, 2021\n\nUpdated March 4, 2021", "2021-03-03"),
        ("Talks start\n\nBy Jane Doe\n\nThe Lindau Herald, 4 March 2024", "2024-03-04"),
        ("Talks start\nThe New York Times | March 4, 2024", "2024-03-04"),
        ("The Lindau Herald – 4 March 2024\n\nTalks start", "2024-03-04"),
        ("Talks start\n\n4 March 2024, Bergen Post", "2024-03-04"),
        ("Talks start\n\nVienna, 25 January 2018", "2018-01-25"),
        ("# Talks start\n\n*The Lindau Herald, 4 March 2024*", "2024-03-04"),
        ("# Talks start\n\n_Vienna, 25 January 2018_", "2018-01-25"),
        ("# Talks start\n\n**By Jane Doe | March 3, 2021**", "2021-03-03"),
        ("Talks start\n\nVIENNA, 25 January 2018 - The talks started.", "2018-01-25"),
        ("Talks start\n\nVienna, Austria, January 25, 2018 – “We start.”", "2018-01-25"),
        ("NEW YORK, Jan. 25, 2018 /PRNewswire/ -- The talks started.", "2018-01-25"),
    ],
)
def test_a_stated_date_is_found(head: str, published: str) -> None:
    assert read(head).published == published


@pytest.mark.parametrize(
    "head",
    [
        "Talks start",
        "Talks start\n\n12/03/2021",
        "Talks start\n\n3 March",
        "Talks start\n\nMarch 2021",
        "Talks start\n\nFebruary 30, 2021",
        "Talks start\n\n31/13/2021",
        "Talks start\n\nUpdated March 4, 2021",
        "Talks start\n\n2 hours ago",
        "Talks start\n\nUpdated, 4 March 2021",
        "Talks start\n\nVienna, 31 February 2018",
        "A timeline\n\nVienna, 25 January 2018\n\nThey met.\n\nGeneva, 26 January 2018",
        "Vienna Talks, 25 January 2018",
        "A timeline\n\nVienna, 25 January 2018 – They met.\n\nBerg, 26 January 2018 – They left.",
        "Talks start\n\nIt was signed on March 3, 2021.",
        "Talks start\n\nMarch 3, 2021",
        "January 25, 2018 was a cold day in Vienna, and few came.",
        "On January 25, 2018, the talks began.",
        "LONDON, March 3 (Reuters) - The talks started.",
        "Talks start\n\nPublished: March 3, 2021\n\nPublished: March 5, 2021",
        "A timeline\n\nJanuary 25, 2018\n\nThey met.\n\nJanuary 26, 2018\n\nThey left.",
        "Talks start\n\nOne sentence. Two.\n\nThree.\n\nFour.\n\nFive.\n\nMarch 4, 2021",
    ],
)
def test_no_date_is_guessed(head: str) -> None:
    other = "\n\nMarch 9, 2021" if head == "Talks start\n\nMarch 3, 2021" else ""
    assert read(head + other).published is None


def test_a_dated_dateline_is_no_part_of_its_sentence() -> None:
    document = read("Talks start\n\nBERG, June 12, 2024 /PRNewswire/ -- The talks started.")
    (found,) = [m for m in document.marks if m.reason == "dateline"]
    assert document.text[found.start : found.end] == "BERG, June 12, 2024 /PRNewswire/ --"
    assert (document.title, document.source) == ("Talks start", "PRNewswire")


def test_a_labelled_date_at_the_end_counts() -> None:
    assert read("Talks start", "\n\nFirst published on 3 March 2021").published == "2021-03-03"


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("1st of May 2020", "2020-05-01"),
        ("may 1, 2020", "2020-05-01"),
        ("Sat. 29 February 2020", "2020-02-29"),
        ("29 February 2021", None),
        ("2021-13-01", None),
        ("1/2/2021", None),
        ("13/2/2021", "2021-02-13"),
        ("2/13/2021", "2021-02-13"),
        ("soon", None),
    ],
)
def test_iso_date(written: str, iso: str | None) -> None:
    assert iso_date(written) == iso


@pytest.mark.parametrize(
    ("words", "relative"),
    [
        ("Thursday", True),
        ("in early May", True),
        ("last year", True),
        ("two days ago", True),
        ("4 March 2024", False),
        ("Thursday, 25 January 2018", False),
        ("it may rain on them", False),
        ("Marchand", False),
        ("three years", False),
    ],
)
def test_times_that_need_the_date_of_their_article(words: str, relative: bool) -> None:
    assert is_relative(words) == relative


@pytest.mark.parametrize(
    ("head", "tail", "source"),
    [
        ("VIENNA (Reuters) - The talks started.", "", "Reuters"),
        ("Talks start\n\nLAHORE, Pakistan (AP) — The talks started.", "", "AP"),
        ("Talks start\n\n(AP) — The talks started.", "", "AP"),
        ("Talks start\n\nNew York CNN —\n\nThe talks started.", "", "CNN"),
        ("Talks start\n\nBy Reuters Staff\n\n3 Min Read", "", "Reuters"),
        ("Talks start\nBy Jane Doe, BBC News", "", "BBC News"),
        ("Talks start | The Daily Star", "", "The Daily Star"),
        ("Talks start\n\nBy Jane Doe\n\nThe Lindau Herald, 4 March 2024", "", "The Lindau Herald"),
        ("Talks start\nReuters - January 25, 2018", "", "Reuters"),
        ("The Lindau Herald – 4 March 2024\n\nTalks start", "", "The Lindau Herald"),
        ("Talks start\n\n4 March 2024 | Times of Malta", "", "Times of Malta"),
        ("# Talks start\n\n*Vale Observer, 20 July 2022*", "", "Vale Observer"),
        ("# Talks start\n\n*Sunday Books, 13 March 2022*", "", "my-file"),
        ("Talks start\n\nThe Sunday Times, 13 March 2022", "", "The Sunday Times"),
        ("Talks start\n\nThe Meridian, 19 November 2021", "", "The Meridian"),
        ("Talks start\n\nThe Hague, 19 November 2021", "", "my-file"),
        ("Talks start\nBy Jane Doe, The Lindau Herald", "", "The Lindau Herald"),
        ("Talks start\n\nSource: BBC News", "", "BBC News"),
        ("Talks start", "\n\nSources: BBC News", "BBC News"),
        ("Talks start", "\n\nSOURCE: Al Jazeera and news agencies", "Al Jazeera"),
        ("Talks start\n\nGuardian staff and agencies", "", "Guardian"),
        (
            "Talks start",
            "\n\n© 2018 The Associated Press. All rights reserved.",
            "The Associated Press",
        ),
        ("Talks start", "\n\nAgencies contributed to this story.", "my-file"),
        ("Talks start\n\nUNICEF — the agency for children — came.", "", "my-file"),
        ("Talks start", "", "my-file"),
    ],
)
def test_source(head: str, tail: str, source: str) -> None:
    assert read(head, tail).source == source


@pytest.mark.parametrize(
    ("head", "tail", "byline"),
    [
        ("Talks start\n\nBy Jane Doe", "", "Jane Doe"),
        ("Talks start\nBy JANE DOE and J. R. Smith", "", "JANE DOE and J. R. Smith"),
        (
            "By Maria de la Cruz, Ann Bo and Cy Do | 5 min read",
            "",
            "Maria de la Cruz, Ann Bo and Cy Do",
        ),
        ("Talks start\nBy Jane Doe, Associated Press", "", "Jane Doe"),
        ("Talks start", "\n\n(Reporting by Ann Bo in Geneva; Editing by Gil Hu)", "Ann Bo"),
        ("Talks start", " Reporting by Ann Bo and Cy Do; Editing by Gil Hu", "Ann Bo and Cy Do"),
        ("Talks start", "\n\nBy Oscar Holland", "Oscar Holland"),
        ("Talks start", "\n\nReporting by the paper found that it was false.", None),
        ("Talks start\n\nBy Monday the talks had ended.", "", None),
    ],
)
def test_byline(head: str, tail: str, byline: str | None) -> None:
    assert read(head, tail).byline == byline


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("Talks start", "Talks start"),
        ("\n\n  Talks start  ", "Talks start"),
        ("Talks start. What’s next?", "Talks start. What’s next?"),
        ("Talks start in the U.S.", "Talks start in the U.S."),
        ("Title: Talks start\nDate: 3 March 2021", "Talks start"),
        ("2 min read\n\nTalks start", "Talks start"),
        ("BBC News\n\nTalks start", "Talks start"),
        ("January 25, 2018 / 1:02 PM Talks start Reuters Staff 3 Min Read", "Talks start"),
        ("Talks start 3 Min Read", "Talks start"),
        ("Talks start | The Daily Star", "Talks start"),
    ],
)
def test_a_title_is_found_and_marked(head: str, title: str) -> None:
    document = read(head)
    assert (document.title, document.title_found) == (title, True)
    (mark,) = (m for m in document.marks if m.kind == "title")
    assert document.text[mark.start : mark.end] == title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("The talks ended well. More was said later on.", "The talks ended well."),
        (
            "Officials from the government and the opposition arrived at the offices of the "
            "United Nations in Vienna on Thursday.",
            "Officials from the government and the opposition arrived at the offices of the…",
        ),
        ("VIENNA (Reuters) - The talks ended well. More was said.", "The talks ended well."),
        ("x" * 200, "x" * 80 + "…"),
        ("One line only", "One line only"),
        (
            "The talks that began on Monday in the capital\nwill last for two days, officials said "
            "on\nTuesday, and nothing more was heard of them\nuntil the evening of that day.",
            "The talks that began on Monday in the capital",
        ),
    ],
)
def test_without_a_title_the_opening_words_stand_in(text: str, title: str) -> None:
    document = document_from_text(text, id="x", path="x.txt")
    assert (document.title, document.title_found) == (title, False)
    assert not [m for m in document.marks if m.kind == "title"]


def test_what_is_given_is_taken() -> None:
    document = document_from_text(
        "Jane writes\n\nPublished: 3 March 2021" + BODY,
        id="row 7",
        path="rows.csv",
        title="Talks start",
        source="Example",
        published="2020-01-01",
        byline="Ann Bo",
        url="https://example.org/7",
        file_sha256="00",
        notes=("a note",),
    )
    assert (document.title, document.title_found) == ("Talks start", True)
    assert (document.source, document.published) == ("Example", "2020-01-01")
    assert (document.byline, document.url) == ("Ann Bo", "https://example.org/7")
    assert (document.id, document.path, document.file_sha256) == ("row 7", "rows.csv", "00")
    assert document.notes == ("a note",)
    assert not [m for m in document.marks if m.kind == "title"]


def test_a_first_line_that_repeats_the_given_title_is_marked() -> None:
    document = document_from_text("“Talks” Start" + BODY, id="x", path="x.txt", title="Talks start")
    assert [(m.kind, m.start, m.end) for m in document.marks] == [("title", 0, 13)]


def test_reporters_at_the_end_of_a_very_long_line_are_found_in_no_time() -> None:
    long = "Reporting, writing and editing " * 6_500
    assert len(long) > 200_000
    started = time.perf_counter()
    assert read("Talks start", f"\n\n{long}. Reporting by Ann Bo in Geneva").byline == "Ann Bo"
    assert time.perf_counter() - started < 5
