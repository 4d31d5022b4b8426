"""Marks of a web page that change what its words say, and the day that it gives as its own."""

from __future__ import annotations

import time

import pytest

from qa.articles.formats import Extract
from qa.articles.formats.html import load_html
from qa.articles.formats.raised import raised

LONG = "The bridge over the Elbe will close for two years, the council decided on Tuesday evening. "


def page(inside: str, *, head: str = "", behind: str = "") -> Extract:
    html = f"<html><head><title>Bridge</title>{head}</head><body><article><h1>Bridge</h1>"
    (extract,) = load_html(f"{html}{inside}</article>{behind}</body></html>".encode())
    return extract


def said(sentence: str) -> str:
    """What a sentence at the end of a paragraph reads as."""
    text = page(f"<p>{LONG * 2}{sentence}</p><p>{LONG * 2}</p>").text
    return text.split("\n\n")[1].removeprefix(LONG * 2)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("It cost <del>20</del> <ins>40</ins> million.", "It cost 40 million."),
        ("He was <s>charged</s> cleared.", "He was cleared."),
        ("Cost: <strike>20 <b>or</b> so</strike> 40 million.", "Cost: 40 million."),
        ('It is <span style="text-decoration: line-through">open</span> shut.', "It is shut."),
        ("It opened in 2019<sup>1</sup> for good.", "It opened in 2019 for good."),
        ("It cost 40<sup>2</sup> million.", "It cost 40 million."),
        ('It held.<sup><a href="#n1">1</a></sup> So far.', "It held. So far."),
        ('It held 10<sup><a href="#n1">[note 1]</a></sup> tons.', "It held 10 tons."),
        ('It held 10<a href="#n1"><sup>1</sup></a> tons.', "It held 10 tons."),
        ("It held 10<sup>6</sup> tons.", "It held 10⁶ tons."),
        ("It held <b>10</b><sup><i>6</i></sup> tons.", "It held 10⁶ tons."),
        ('<a href="/x">It held 10<sup>6</sup> tons</a> at least.', "It held 10⁶ tons at least."),
        ("An area of 412 m<sup>2</sup> is left.", "An area of 412 m² is left."),
        ("It is 3<sup>1</sup>/<sub>2</sub> miles long.", "It is 3¹/2 miles long."),
        ("It fell on the 5<sup>th</sup> day.", "It fell on the 5th day."),
        ("She said <q>we will not pay</q> and left.", "She said “we will not pay” and left."),
        ("He: <q>She said <q>no</q> to <b>me</b></q>.", "He: “She said ‘no’ to me”."),
        ("She said <q>“we <i>will</i>”</q> then.", "She said “we will” then."),
    ],
)
def test_what_a_page_shows_stands_in_its_words(written: str, read: str) -> None:
    assert said(written) == read


@pytest.mark.parametrize(
    ("digits", "before", "behind", "read"),
    [
        ("6", "2010", "", ""),
        ("6", "1.5 × 10", "", "⁶"),
        ("10", "2", "", "¹⁰"),
        ("−3", "40", "", "⁻³"),
        ("-1", "m s", "", "⁻¹"),
        ("2", "E = mc", "", "²"),
        ("3", "he told them", "", ""),
        ("1,2", "he said.", "", ""),
        ("[3]", "in 2019", "", ""),
        ("1", "3", "⁄2", "¹"),
        ("235", "of ", "U", "²³⁵"),
        ("2024", "40", "", "²⁰²⁴"),
        ("th", "5", "", "th"),
    ],
)
def test_raised_digits_never_make_another_figure(
    digits: str, before: str, behind: str, read: str
) -> None:
    assert raised(digits, before, behind) == read


def data(*things: str) -> str:
    return "".join(f'<script type="application/ld+json">{thing}</script>' for thing in things)


ARTICLE = '{"@type":"NewsArticle","datePublished":"2024-03-05T10:00:00Z"}'
FILM = '{"@type":"VideoObject","datePublished":"2019-01-01"}'
TIME = '<div class="d"><time datetime="2024-03-05">5 March 2024</time></div>'
TEXT = f"<p>{LONG}</p><p>{LONG}{LONG}</p>"
COMMENT = '<div itemprop="comment"{}><meta itemprop="datePublished" content="2024-06-01"></div>'
SCOPE = ' itemscope itemtype="https://schema.org/{}"'


@pytest.mark.parametrize(
    "head",
    [
        data(FILM),
        data(ARTICLE, FILM),
        data(f'{{"@graph":[{FILM},{ARTICLE[:-1]},"video":{FILM},"comment":[{FILM}]}}]}}'),
        data(ARTICLE.replace('"NewsArticle"', '["Thing","https://schema.org/BlogPosting"]')),
        data('{"@type":"ItemPage","mainEntity":' + ARTICLE + "}"),
        data("<!-- " + ARTICLE),
        data("[" * 100_000),
    ],
)
def test_only_the_article_in_data_dates_a_page(head: str) -> None:
    assert page(TIME + TEXT, head=head).published == "2024-03-05"


def test_a_film_does_not_date_a_page() -> None:
    assert page(TEXT, head=data(FILM)).published is None


@pytest.mark.parametrize("scope", ["", " itemscope", SCOPE.format("Comment")])
def test_a_comment_does_not_date_a_page(scope: str) -> None:
    comment = COMMENT.format(scope)
    assert page(TIME + TEXT, behind=comment).published == "2024-03-05"
    assert page(TEXT + comment).published is None
    meta = '<meta itemprop="datePublished" content="2024-03-05">'
    for kind in ("", " itemscope", SCOPE.format("NewsArticle")):
        assert page(f"<div{kind}>{meta}</div>{TEXT}{comment}").published == "2024-03-05"
    assert page(f"<div{SCOPE.format('VideoObject')}>{meta}</div>{TEXT}").published is None


@pytest.mark.parametrize(
    ("before", "behind", "day"),
    [
        ("", "", "2024-03-05"),
        ("<span>By Jane Doe</span> on ", "", "2024-03-05"),
        ("<p>Last updated:</p>", "", None),
        ("<b>Updated</b> ", "", None),
        ("On ", " the last of those who had fought for the bridge died.", None),
        (
            "On <span>the day of</span> <span>",
            "</span> the last of those who had fought died.",
            None,
        ),
    ],
)
def test_only_the_line_of_a_time_tells_whether_it_stands_alone(
    before: str, behind: str, day: str | None
) -> None:
    written = '<time datetime="2024-03-05">5 March 2024</time>'
    assert page(f"{before}{written}{behind}{TEXT}").published == day


@pytest.mark.parametrize(
    "much",
    [
        "<b></b>" * 30_000 + "<sup>1</sup><b></b>" * 30_000,
        "<time>x</time><b></b>" * 30_000,
        "<q>no <s>n</s></q>" * 20_000,
        "10<sup>6</sup> and 2019<sup>1</sup>, " * 20_000,
    ],
)
def test_many_marks_take_time_in_proportion(much: str) -> None:
    from lxml import html

    from qa.articles.formats.html_dates import published_on
    from qa.articles.formats.html_words import put_into_words

    tree = html.fromstring(f"<html><body><article><p>{much}</p></article></body></html>")
    started = time.monotonic()
    published_on(tree)
    put_into_words(tree)
    assert time.monotonic() - started < 20
