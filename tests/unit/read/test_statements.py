"""What somebody said, and what only looks like it."""

from __future__ import annotations

import time

import pytest

from qa.read.statements import (
    closed,
    is_what_was_asked,
    quotations,
    unsaid_from,
    with_denial,
)
from qa.read.syntax import parse, tokens_in


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
    ("before", "unsaid"),
    [
        ("Smith said it was not true that ", "it was not true that "),
        ("Smith said it was false that ", "it was false that "),
        ("Smith refused to say that ", "refused to say that "),
        ("Smith stopped short of saying that ", "stopped short of saying that "),
        ("Smith said there was no evidence that ", "there was no evidence that "),
        ("Smith called it a lie that ", "called it a lie that "),
        ("Smith said he did not know whether ", "he did not know whether "),
        ("Smith denied, as before, that ", "denied, as before, that "),
        ("Smith laughed off claims that ", "laughed off claims that "),
        ("Smith left without saying that ", "without saying that "),
        ("Smith said that if ", "if "),
        ("Smith said that ", ""),
        ("Smith did not deny that ", ""),
        ("Smith said in a report that ", ""),
        ("Smith, who refused to resign, said that ", ""),
        ("Smith did not resign, but told the council that ", ""),
        ("It was not until May that Smith said that ", ""),
    ],
)
def test_what_takes_it_back_is_told_with_it(before: str, unsaid: str) -> None:
    rest = ", he would go" if unsaid == "if " else ""
    text = f"{before}the bank was insolvent{rest}."
    inside = tokens_in(parse(text), len(before), len(before) + len("the bank was insolvent"))
    assert text[unsaid_from(inside) : len(before)] == unsaid


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("It was late,” he said.", ["It was late,”"]),
        ("was late,” he said.", []),
        ("He said: “It was late.”", ["“It was late.”"]),
    ],
)
def test_quotations(text: str, quoted: list[str]) -> None:
    assert [text[start:end] for start, end in quotations(text)] == quoted


def test_many_closing_marks_are_gone_through_once() -> None:
    started = time.perf_counter()
    assert quotations("”" * 20_000 + " abc") == []
    assert time.perf_counter() - started < 1.0


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
