"""Escaping and marks: what goes in comes out, character for character."""

from __future__ import annotations

import html
import string
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.records import Hit, Passage, Scores
from qa.web.html import Layer, escape, label, marked, segments, verbatim
from qa.web.passages import found_html
from tests.conftest import make_document

sendable = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
layers = st.lists(
    st.builds(
        lambda a, b, kind: Layer(min(a, b), max(a, b), kind),
        st.integers(0, 40),
        st.integers(0, 40),
        st.sampled_from(["passage", "evidence", "answer", "boilerplate"]),
    ),
    max_size=6,
)


class _Reader(HTMLParser):
    """The text and the tags of a piece of HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.tags: list[str] = []

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)


def _read(source: str) -> _Reader:
    reader = _Reader()
    reader.feed(source)
    reader.close()
    return reader


@given(sendable)
def test_escaped_text_is_read_back_exactly(text: str) -> None:
    source = escape(text)
    assert "\n" not in source and "\r" not in source
    assert not set("<>\"'") & set(source)
    # html.unescape drops a few control characters that browsers keep when they are raw
    if not any(ord(c) < 32 for c in text):
        assert html.unescape(source) == text


@given(sendable, layers)
def test_segments_join_to_the_text(text: str, over: list[Layer]) -> None:
    pieces = segments(text, over)
    assert "".join(piece.text for piece in pieces) == text
    assert all(piece.text for piece in pieces)


@given(st.text("abc <>&\"'\n", max_size=40), layers)
def test_marked_text_is_read_back_exactly(text: str, over: list[Layer]) -> None:
    reader = _read(verbatim(marked(segments(text, over))))
    assert reader.text == text
    assert set(reader.tags) <= {"div", "mark"}


@given(sendable.filter(str.strip))
def test_passages_shown_before_they_are_read_are_exact_and_run_nothing(text: str) -> None:
    document = make_document(text)
    passage = Passage("p", document.id, 0, 0, len(document.text), document.text, ())
    source = found_html([Hit(passage, document, Scores())])
    quote = source[source.index("<blockquote") : source.index("</blockquote>")]
    shown = quote.partition(">")[2]
    assert shown == escape(document.text)
    assert set(_read(source).tags) <= {"div", "span", "blockquote"}


@given(st.text("abcdef", min_size=1, max_size=40), layers)
def test_every_character_has_exactly_its_layers(text: str, over: list[Layer]) -> None:
    at = 0
    for piece in segments(text, over):
        for _ in piece.text:
            expected = {layer.kind for layer in over if layer.start <= at < layer.end}
            assert set(piece.kinds) == expected
            at += 1


def test_segments_of_a_stretch_keep_to_it() -> None:
    pieces = segments("0123456789", [Layer(0, 4, "evidence"), Layer(3, 20, "answer")], 2, 8)
    assert [(p.text, p.kinds) for p in pieces] == [
        ("2", ("evidence",)),
        ("3", ("evidence", "answer")),
        ("4567", ("answer",)),
    ]


def test_a_layers_note_becomes_a_tooltip() -> None:
    source = marked(segments("Getty", [Layer(0, 5, "boilerplate", 'a "credit"')]))
    assert 'title="a &quot;credit&quot;"' in source


@pytest.mark.parametrize("bad", ["a\x00b", "a\ud800b", "a\udcffb"])
def test_what_cannot_be_sent_is_replaced(bad: str) -> None:
    assert escape(bad) == "a\N{REPLACEMENT CHARACTER}b"
    assert label(bad) == "a\N{REPLACEMENT CHARACTER}b"


@given(sendable)
def test_a_label_has_no_bare_punctuation(text: str) -> None:
    name = label(text)
    plain = name.replace("\\\\", "")
    for at, char in enumerate(plain):
        if char in string.punctuation.replace("\\", ""):
            assert plain[at - 1] == "\\"


@pytest.mark.parametrize("text", [":material/home:", ":smile:", "a --> b", "<-", ":red[x]"])
def test_a_label_breaks_up_what_streamlit_rewrites(text: str) -> None:
    bare = label(text).replace("\\", "")
    assert text not in bare
    assert bare.replace("\u2060", "") == text


def test_a_long_label_is_cut() -> None:
    assert label("word " * 50, longest=20) == "word word word word…"
