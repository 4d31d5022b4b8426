"""What somebody said, and what only looks like it."""

from __future__ import annotations

import pytest

from qa.read.statements import closed, is_what_was_asked, with_denial


@pytest.mark.parametrize(
    ("text", "words", "was_asked"),
    [
        ("Ricci, asked whether he would step in, said: “No.”", "whether he", True),
        ("Ricci, asked whether he would step in, said: “No.”", "he would step in", True),
        ("When asked by reporters why it failed, she left.", "why it failed", True),
        ("He was asked about the harbour and left.", "about the harbour", True),
        ("Ricci asked whether it was safe.", "whether it was safe", False),
        ("Ricci said that it was safe.", "that it was safe", False),
    ],
)
def test_what_somebody_was_asked(text: str, words: str, was_asked: bool) -> None:
    assert is_what_was_asked(text, text.index(words)) is was_asked


@pytest.mark.parametrize(
    ("text", "words", "whole"),
    [
        ("Tennant disagreed that it was late.", "that it was late", "disagreed that it was late"),
        ("She denied claims that it was late.", "it was late", "denied claims that it was late"),
        ("She rejected the idea that it was.", "it was", "rejected the idea that it was"),
        ("She said that it was late.", "it was late", "it was late"),
        ("She did not deny that it was late.", "it was late", "it was late"),
        ("Without doubt the best, she said.", "the best", "the best"),
        ("She denied\nThe mayor came.", "The mayor came", "The mayor came"),
        ("He didn't think it was enough.", "it was enough", "didn't think it was enough"),
        ("He has never said that he would go.", "he would go", "has never said that he would go"),
        ("She was not convinced it works.", "it works", "was not convinced it works"),
        ("He said that he would not go.", "he would not go", "he would not go"),
        ("He urged them not to be “too anxious”.", "“too anxious”", "not to be “too anxious”"),
        ("It was not a “crime”, he said.", "“crime”", "not a “crime”"),
        ("It was a “crime”, he said.", "“crime”", "“crime”"),
    ],
)
def test_what_is_denied_is_told_with_the_denial(text: str, words: str, whole: str) -> None:
    at = text.index(words)
    assert text[with_denial(text, at) : at + len(words)] == whole


@pytest.mark.parametrize(
    ("text", "words", "whole"),
    [
        ("He said his client “was awake”. It ended.", "client “was awake", "client “was awake”"),
        ("He said his client “was awake.” It ended.", "client “was awake", "client “was awake.”"),
        ("He said his client was awake. It ended.", "client was awake", "client was awake"),
    ],
)
def test_a_quotation_that_is_opened_is_closed(text: str, words: str, whole: str) -> None:
    at = text.index(words)
    assert text[at : closed(text, at, at + len(words))] == whole
