"""Encodings and the one normalisation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.articles.decoding import Undecodable, decode, normalise

WORDS = "The café’s “owner” said £5 – naïve, perhaps – was paid in Škoda’s façade to Zoë. " * 4


@pytest.mark.parametrize(
    ("raw", "text", "notes"),
    [
        (b"plain", "plain", ()),
        ("é’".encode(), "é’", ()),
        ("\ufeffé".encode(), "é", ()),
        ("é ok".encode("utf-16"), "é ok", ("not UTF-8: read as UTF-16",)),
        (b"\xfe\xff" + "é ok".encode("utf-16-be"), "é ok", ("not UTF-8: read as UTF-16",)),
        ("é ok".encode("utf-32"), "é ok", ("not UTF-8: read as UTF-32",)),
        (
            WORDS.encode("utf-16-le"),
            WORDS,
            ("not UTF-8: read as UTF-16, which does not say so itself",),
        ),
        (WORDS.encode("cp1252"), WORDS, ("not UTF-8: read as windows-1252",)),
    ],
)
def test_encodings_are_told_apart_and_said(raw: bytes, text: str, notes: tuple[str, ...]) -> None:
    assert decode(raw) == (text, notes)


def test_cyrillic_in_a_code_page_is_read_as_such() -> None:
    words = "Переговоры по Сирии начались в Астане в понедельник, сообщили дипломаты. " * 5
    text, notes = decode(words.encode("cp1251"))
    assert text == words
    assert notes == ("not UTF-8: read as windows-1251",)


def test_a_damaged_byte_spoils_no_other_character() -> None:
    raw = WORDS.encode()
    text, notes = decode(raw + b"\xe2\x80")
    assert text == WORDS + "\ufffd"
    assert notes == ("damaged in 1 place: shown as \ufffd",)


def test_an_odd_byte_at_the_end_of_utf16_is_said() -> None:
    text, notes = decode("some words".encode("utf-16") + b"x")
    assert text == "some words\ufffd"
    assert notes == ("not UTF-8: read as UTF-16", "damaged in 1 place: shown as \ufffd")


@pytest.mark.parametrize("raw", [b"a\0b", b"\0" * 50, bytes(range(256)) * 4, b"\x01\x02\x03words"])
def test_binary_is_refused(raw: bytes) -> None:
    with pytest.raises(Undecodable, match="binary"):
        decode(raw)


@pytest.mark.parametrize(
    ("given_text", "stored"),
    [
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("a\r\r\nb", "a\n\nb"),
        ("\ta\n", "\ta\n"),
        ("a\0b\x07c\x1bd\x0ce\ud800f", "a\ufffdb\ufffdc\ufffdd\ufffde\ufffdf"),
        ("  leading\u00a0blanks and tail  ", "  leading\u00a0blanks and tail  "),
        ("a\u2028b\u0085c", "a\u2028b\u0085c"),
        ("co\u00adop\u00ad\u00aderation", "cooperation"),
        ("the gov\u00ad\r\n  ernment", "the government"),
        (
            "2010\u00ad11, a \u00ad b, end\u00ad\n\nNew",
            "2010\u00ad11, a \u00ad b, end\u00ad\n\nNew",
        ),
        ("long\u2010term, long\u2011term", "long\u2010term, long\u2011term"),
    ],
)
def test_normalisation(given_text: str, stored: str) -> None:
    assert normalise(given_text) == stored


@given(st.text(st.characters(exclude_categories=())))
def test_normalisation_happens_once_and_keeps_all_else(text: str) -> None:
    stored = normalise(text)
    assert normalise(stored) == stored
    stored.encode("utf-8")
    kept = [c for c in text if c >= " " and not "\ud800" <= c <= "\udfff"]
    assert [c for c in stored if c >= " " and c != "\ufffd"] == [c for c in kept if c != "\ufffd"]


@given(st.binary(max_size=400))
def test_any_bytes_are_text_or_refused(raw: bytes) -> None:
    try:
        text, _ = decode(raw)
    except Undecodable as refused:
        assert str(refused)
    else:
        normalise(text).encode("utf-8")
