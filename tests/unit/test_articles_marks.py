"""Which lines are marked as no running text, and, as important, which are not."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.articles import document_from_text, mark_text
from qa.articles.boilerplate import boilerplate_reason
from qa.articles.decoding import normalise

FIRST = "The talks began on Monday in the capital, officials said."
SECOND = "Both sides said that they would attend the next round of them."
LAST = "A third sentence ends the article here, as articles do."


def kinds(*lines: str, title_in_text: bool = False) -> list[tuple[str, str]]:
    text = "\n\n".join(lines)
    marks = mark_text(text, title_in_text=title_in_text)
    return [(m.kind, text[m.start : m.end]) for m in marks]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("2 min read", "reading time"),
        ("Reading time: 3 minutes", "reading time"),
        ("TRT World and Agencies", "agency credit"),
        ("Agencies", "agency credit"),
        ("AFP/Getty Images", "agency credit"),
        ("(Reuters)", "agency credit"),
        ("Photo: Jane Doe/Reuters", "picture credit"),
        ("Photograph by Jane Doe", "picture credit"),
        ("Image source, Getty Images", "picture credit"),
        ("Image caption The hall in Astana", "picture credit"),
        ("Jane Doe/AFP via Getty Images", "picture credit"),
        ("Credit: Jane Doe", "picture credit"),
        ("Activists protest outside the hall [AFP]", "picture with credit"),
        ("Activists protest outside. [File: Jane Doe/Reuters]", "picture with credit"),
        (
            "Gas prices are shown in Reno on Friday. (AP Photo/Jane Doe, File)",
            "picture with credit",
        ),
        ("A man walks in Aleppo, January 2, 2018. REUTERS/Jane Doe", "picture with credit"),
        ("Photo: Jane Doe for the Guardian.", "picture credit"),
        ("Image caption The minister left on Monday.", "picture credit"),
        ("More news: A Star Names Her Third Child", "teaser"),
        ("More:A minister walked out of the talks. Here's why.", "teaser"),
        ("Watch: Ministers leave the hall in the U.S.", "teaser"),
        ("Read more: Why the talks failed", "teaser"),
        ("READ MORE", "teaser"),
        ("ALSO READ Why the talks failed", "teaser"),
        ("Related: Who is who in the talks", "teaser"),
        ("Related articles", "teaser"),
        ("Watch: The minister's speech", "teaser"),
        ("Who is he?:Meet the minister who walked out of the talks", "teaser"),
        ("Click here to read the minister's letter.", "button or link"),
        ("Sign up for our newsletter", "newsletter"),
        ("Subscribe to our daily email for the latest from Syria.", "newsletter"),
        ("Get the day's news, analysis and more in your inbox.", "newsletter"),
        ("Follow us on Twitter", "sharing links"),
        ("Follow us on Twitter, Facebook and Instagram for more.", "sharing links"),
        ("Follow Jane Doe on X, formerly Twitter: @janedoe", "sharing links"),
        ("Follow Jane Doe on Twitter: @janedoe", "sharing links"),
        ("Share this article", "sharing links"),
        ("Facebook Twitter Email", "sharing links"),
        ("Advertisement", "advertisement"),
        ("Story continues below", "advertisement"),
        ("This website uses cookies to improve your experience.", "cookie notice"),
        ("Read our cookie policy for more.", "cookie notice"),
        ("© 2018 Example News", "copyright notice"),
        ("Our Standards: The Thomson Reuters Trust Principles.", "copyright notice"),
        ("This material may not be published or rewritten.", "copyright notice"),
        ("Copyright 2018 Example News. All rights reserved.", "copyright notice"),
        ("Agencies contributed to this story.", "contributors"),
        ("AP writer J. P. Doe in Geneva contributed to this report.", "contributors"),
        ("Contributing: Jane Doe and The Associated Press", "contributors"),
    ],
)
def test_boilerplate_is_recognised(line: str, reason: str) -> None:
    assert boilerplate_reason(line) == reason
    assert kinds(FIRST, line, SECOND, LAST) == [("boilerplate", line)]


@pytest.mark.parametrize(
    "line",
    [
        "Peace.",
        "That's hard to say.",
        "Reuters reported that the talks had failed.",
        "“More news will follow,” he said.",
        "More: that was all he wanted to hear. He got it. The others did not.",
        "MORE than 100 people were killed in the attack.",
        "Share prices fell in London on Monday.",
        "Shares fell after the minister's speech to them.",
        "Follow the money, he told them on Twitter.",
        "Like many on Twitter, he said that the war was over.",
        "Advertisement spending fell by half in the war.",
        "Cookies were served to the delegates.",
        "Copyright law protects the minister's letters.",
        "Video, which was shown on Monday, shows two men.",
        "Images of the attack shocked the delegates.",
        "Photo opportunities were few at the talks.",
        "Watch the hall, he told them.",
        "Related talks will be held in Geneva.",
        "Sign language was used at the talks.",
        "He read [the letter].",
        "The drought contributed to this war.",
        "The trial resumes on Monday. Many factors led to this story.",
        "Subscribers to the paper rose to a million.",
        "He was told: “We have seen the letter.”",
        "The talks will be held on December 30, 2016.",
        "He spoke to the Associated Press.",
        "The reading took 3 minutes to read.",
        "Q:What did they want? A:Peace, they said.",
        "45 minutes.",
        "Watch: the minister resigned on Monday after a vote of no confidence.",
        "Read more: the talks cost 40 million euros, the auditors found.",
        "READ MORE than 200 letters and the minister's lie is plain.",
        "Related: the next talks in Geneva were called off on Friday.",
        "More: the letter calls the bridge unsafe.",
        "Video: Police showed the footage to the jury on Monday.",
        "Photographs: police found 30 on his phone.",
        "Video captions Example made were wrong in half of the cases.",
        "Credit: 40 million euros at 3.5 percent",
        "Click here to win, the false page told those who opened it.",
        "Get the shots early, doctors warn: alerts came too late for many.",
        "Subscribe fees rose by half after e-mail alerts were dropped.",
        "Like us on Facebook, thousands of voters shared the false report.",
        "Find him on Facebook and you see a different man, his sister said.",
        "Google postponed its cookie policy again, angering regulators.",
        "Users must accept all cookies or pay, the court ruled on Monday.",
        "Copyright (the rule of 2019) was the subject of three letters.",
        "Copyright: the court found that the letters belong to the minister.",
        "All rights reserved for women were struck down by the court.",
        "The court ruled that the material may not be published before May.",
    ],
)
def test_sentences_are_never_marked(line: str) -> None:
    assert kinds(FIRST, line, SECOND, LAST) == []


def test_a_credit_in_a_last_sentences_line_is_marked_alone() -> None:
    assert kinds(FIRST, SECOND, f"{LAST} Jane Doe contributed to this report.") == [
        ("boilerplate", "Jane Doe contributed to this report.")
    ]
    assert kinds(FIRST, f"{LAST} Reporting by Ann Bo; Editing by Cy Do") == [
        ("metadata", "Reporting by Ann Bo; Editing by Cy Do")
    ]


@pytest.mark.parametrize("footer", ["• Adam Floyd", "Route 6", "– John Fritze"])
def test_short_lines_behind_the_end_are_boilerplate(footer: str) -> None:
    assert kinds(FIRST, SECOND, LAST, footer) == [("boilerplate", footer)]


@pytest.mark.parametrize(
    "ending",
    [
        ["The winners:", "Ann Bo", "Cy Do"],
        ["• Ann Bo", "• Cy Do", "• Eve Fox", "• Gil Hu"],
        ["Peace."],
        ["jane@example.org"],
        ["Grade: B+"],
        ["“No comment”"],
        ["The delegates left for the airport in silence"],
    ],
)
def test_lists_and_sentences_at_the_end_stay(ending: list[str]) -> None:
    assert kinds(FIRST, SECOND, LAST, *ending) == []


@pytest.mark.parametrize(
    "heading",
    ["Adding pressure", "Low hopes", "What is so important about these talks?", "‘No more war’"],
)
def test_headings(heading: str) -> None:
    assert kinds(FIRST, heading, SECOND, LAST) == [("heading", heading)]


@pytest.mark.parametrize(
    "lines",
    [
        ["Staffan de Mistura", "Mohammed Alloush", "Bashar al-Jaafri"],
        ["• Ann Bo of Astana"],
        ["1. Ann Bo of Astana"],
        ["He came and"],
        ["and he went"],
        ["“What do you want?”"],
        ["What did they want? They did not say. Who knows?"],
        ["The delegates left the hall in silence on Monday and went to the airport in their cars"],
    ],
)
def test_lists_quotations_and_loose_ends_are_no_headings(lines: list[str]) -> None:
    marked = kinds(FIRST, *lines, SECOND, LAST)
    assert [m for m in marked if m[1] != "He came and"] == []


def test_headings_in_text_without_blank_lines() -> None:
    text = f"{FIRST}\nLow hopes\n{SECOND}\n{LAST}"
    (mark,) = mark_text(text, title_in_text=False)
    assert (mark.kind, text[mark.start : mark.end]) == ("heading", "Low hopes")


def test_the_last_line_of_a_wrapped_paragraph_is_no_heading_and_no_boilerplate() -> None:
    text = (
        "The delegates who had come to the capital on Monday were told by the\n"
        "ministers of both countries that nobody had asked for the letters of\n"
        "Associated Press\n\nAnd so they went away without any letter and did not come back to\n"
        "the capital for another year, in which the two countries fought over\n"
        "Low hopes\n\n" + LAST
    )
    assert mark_text(text, title_in_text=False) == ()


def test_of_repeated_lines_one_copy_stays() -> None:
    assert kinds(FIRST, SECOND, FIRST.upper(), LAST) == [("repeated", FIRST.upper())]


@pytest.mark.parametrize("before", [True, False])
def test_a_pull_quote_is_the_repeated_one_wherever_it_stands(before: bool) -> None:
    quote, full = "“We will not be back”", '"We will not be back," the envoy told reporters.'
    lines = [quote, SECOND, full] if before else [full, SECOND, quote]
    assert kinds(FIRST, *lines, LAST) == [("repeated", quote)]


@pytest.mark.parametrize(
    "line",
    [
        "He said no.",
        "• Ratio of teachers to pupils in it: 8:1",
        "Ratio of teachers to pupils: 8 to 1",
        "Doja Cat, “Get Into It (Yuh)”",
        "The countries that will take part:",
    ],
)
def test_short_lines_and_entries_of_lists_are_not_repeats(line: str) -> None:
    marks = kinds(FIRST, line, SECOND, line, LAST)
    assert not [m for m in marks if m[0] == "repeated"]


def test_the_title_repeated_below_is_marked_once_as_title() -> None:
    title = "The talks in the capital have started at last"
    assert kinds(title, FIRST, title, SECOND, LAST, title_in_text=True) == [
        ("title", title),
        ("repeated", title),
    ]


@pytest.mark.parametrize(
    "text",
    [
        " " * 200_000 + "|" + " " * 200_000 + "x",
        "a b c d e f " * 30_000,
        "The same five words open it.\n\n" * 20_000,
        "The same five words open " * 20_000,
        "\n".join(f"The same five words open line {i}." for i in range(20_000)),
        "Reporting by A, " * 20_000,
        "1 " * 100_000,
        "[" * 100_000,
        "\n\n".join(["Tee.", "A." * 190 + "!", "AFP/A-" * 60, "Contributing: " + "A" * 300, "So."]),
        "\n\n".join(["Tee.", "Al-Reuters via " * 25, "Photo by " + "Jane Doe, " * 35 + "!", "So."]),
    ],
)
def test_odd_texts_take_no_more_than_linear_time(text: str) -> None:
    started = time.perf_counter()
    mark_text(text)
    assert time.perf_counter() - started < 20


PIECES = st.sampled_from(
    f"""{FIRST}|{SECOND}|{LAST}|Low hopes|2 min read|March 3, 2021|By Jane Doe|Route 6|Agencies
    |VIENNA (Reuters) - {FIRST}|Published:|Title: Talks|• Ann Bo|?| |Source: BBC News
    |{LAST} Reporting by Ann Bo; Editing by Cy Do| / |“We will not”|Read More""".split("|")
)
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=())),
    st.lists(st.one_of(PIECES, st.text(max_size=20)), max_size=15).map("\n".join),
    st.lists(PIECES, max_size=12).map(" ".join),
    st.lists(PIECES, max_size=12).map("\n\n".join),
)


@settings(max_examples=400, deadline=None)
@given(text=TEXTS, title=st.sampled_from([None, "Talks start", "Low hopes"]))
def test_marks_are_sorted_in_range_apart_and_the_same_each_time(
    text: str, title: str | None
) -> None:
    document = document_from_text(text, id="x", path="x.txt", title=title)
    assert document.text == normalise(text)
    end = 0
    for mark in document.marks:
        assert end <= mark.start < mark.end <= len(document.text)
        assert document.text[mark.start : mark.end].strip() == document.text[mark.start : mark.end]
        assert "\n" not in document.text[mark.start : mark.end]
        assert mark.reason
        end = mark.end
    assert document == document_from_text(text, id="x", path="x.txt", title=title)
    if title is None:
        assert document.marks == mark_text(document.text)
