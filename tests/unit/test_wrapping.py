"""Lines that were broken to a width are joined, others stay."""

from __future__ import annotations

import textwrap
import time

import pytest

from qa.articles.formats import LOADERS
from qa.articles.formats.wrapping import rejoined, unwrapped
from qa.passages import cut
from tests.conftest import ROOT, make_document

PARAGRAPHS = [
    "The camp near Hestøy, where about 1,400 people were sheltering on Monday, got its first "
    "doctor after the storm. Another ship with tents is expected on Thursday, the Red Cross said.",
    "The governor, Marta Lindqvist, said the county had asked for two more helicopters because "
    "the only road to the camp is still under water. She did not say when they would arrive.",
]
HEAD = "Camp near Hestøy fills, and the county asks for help\nThe Lindau Herald, 4 March 2024\n"


def broken(width: int) -> str:
    return "\n\n".join(textwrap.fill(p, width) for p in PARAGRAPHS)


@pytest.mark.parametrize("width", [48, 60, 72, 80, 99])
def test_paragraphs_are_whole_again(width: int) -> None:
    written = f"{HEAD}\n{broken(width)}\n"
    whole = HEAD + "\n" + "\n\n".join(PARAGRAPHS) + "\n"
    text = rejoined(written)
    assert text == whole
    assert len(text) == len(written)
    assert rejoined(text) == text


@pytest.mark.parametrize("suffix", [".txt", ".md"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_sentences_of_a_broken_article_are_whole(suffix: str, end: str) -> None:
    (extract,) = LOADERS[suffix]((HEAD + "\n" + broken(72)).replace("\n", end).encode())
    document = make_document(extract.text)
    found = {document.text[s.start : s.end] for p in cut(document) for s in p.sentences}
    first = PARAGRAPHS[0][: PARAGRAPHS[0].index(" Another")]
    assert first in found


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(PARAGRAPHS),  # long lines
        "One sentence is a line here, and it is rather long.\n"
        "Another one follows it in the same way.\n"
        "The third is no shorter than the two before it is.\n",
        "two large eggs from the market in the town\nthree cups of flour\na pinch of salt\n",
        "On the quay they stood\nand looked for the boats,\nwhile the wind went round\nnorth.\n",
        "",
        "\n\n",
        "A single line",
    ],
)
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert rejoined(text) == text


def test_what_is_no_paragraph_in_markdown_stays() -> None:
    apart = [
        "# A heading that is about as long as the lines of the paragraphs below it",
        "- an item of a list that is about as long as the lines of the paragraphs",
        "- another item of the list that is about as long as the first of the two",
        "> a quotation that is about as long as the lines of the paragraphs above",
        "| a | row of a table that is about as long as the lines of the paragraph |",
        "a line with a hard break at its end that is about as long as they all are  ",
        "    code that is indented and about as long as the lines of a paragraph is",
    ]
    text = broken(72) + "\n\n" + "\n".join(apart) + "\n"
    assert rejoined(text) == "\n\n".join(PARAGRAPHS) + "\n\n" + "\n".join(apart) + "\n"


def test_a_long_paragraph_takes_time_in_proportion() -> None:
    def seconds(rows: int) -> float:
        text = "\n".join(
            [f"{'words and more of them ' * 2}until the rim of {n:05}" for n in range(rows)]
        )
        started = time.perf_counter()
        assert "\n" not in unwrapped(text)
        return time.perf_counter() - started

    seconds(50)
    assert seconds(8_000) < 8 * max(seconds(2_000), 0.01)


def test_the_five_articles_stay_as_they_are() -> None:
    for path in sorted((ROOT / "seeds").iterdir()):
        text = path.read_text("utf-8")
        assert rejoined(text) == text
