"""Hostile text: shown character for character, and nothing in it runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site, Visitor, keep, visiting
from tests.browser.test_journey import ask, document

pytestmark = pytest.mark.browser

SIGNS = (
    "$x$ $$y$$ *a* **b** _c_ ~~d~~ `e` ```f``` :red[g] :material/home: :smile: --> <- >= "
    "[h](https://example.com/h) ![i](https://example.com/i.png) www.example.com "
    "<script>window.ran = 1</script> <img src=x onerror='window.ran = 2'> "
    "<style>body { display: none }</style> &amp; &#60; \\n {{j}} 'k' \"l\""
)
TITLE = "Vandal Zork *paints* :red[the] $town$ <b>bold</b> --> :smile:"
NASTY = (
    f"{TITLE}\n\n"
    "The vandal Zork painted the town hall of Quibble on Tuesday.\n\n"
    f"    The wall then read: {SIGNS}.\n"
    "\tTabs,   spaces  and # a heading sign stay.\n\n"
    "אמר הדובר של קוויבל: הקיר נצבע מחדש. وقال المتحدث إن الجدار نظيف.\n\n"
    "People cheered 👩🏽‍🚒🏳️‍🌈 with e\u0301 and \u202eturned\u202c signs in Quibble.\n"
)


@pytest.fixture(scope="module")
def nasty_site(start_site: Callable[..., Site]) -> Site:
    return start_site(nasty=NASTY)


@pytest.fixture
def reader(browser: Browser, nasty_site: Site) -> Iterator[Visitor]:
    yield from visiting(browser, nasty_site)


def nothing_ran(page: Page) -> None:
    assert page.evaluate("window.ran") is None
    expect(page.get_by_role("main")).to_be_visible()


def test_passage_article_and_list_are_exact(reader: Visitor) -> None:
    shown = document(reader.site, "nasty.txt")
    assert SIGNS in shown.text
    page = reader.open()
    turn = ask(page, "Who painted the town hall of Quibble?")
    quotes = turn.locator(".qa-quote").all_text_contents()
    titles = turn.locator(".qa-card-title").all_text_contents()
    mine = [q for q, t in zip(quotes, titles, strict=True) if t == shown.title]
    assert mine
    assert all(quote in shown.text for quote in mine)
    nothing_ran(page)
    keep(page, "nasty-wide-light")

    turn.get_by_role("button", name="Open in the article [1]").click()
    article = page.get_by_role("dialog").locator("article")
    expect(article.locator("mark.qa-passage").first).to_be_attached()
    assert article.text_content() == shown.text
    assert page.get_by_role("dialog").locator("h2.qa-title").text_content() == shown.title
    nothing_ran(page)
    keep(page, "nasty-article-wide-light")

    page.goto(reader.site.url + "/articles")
    expect(page.locator(".qa-card-title", has_text="Zork")).to_have_text(shown.title)
    nothing_ran(page)


def test_a_question_is_shown_as_typed(reader: Visitor) -> None:
    page = reader.open()
    question = f"Who painted this: {SIGNS}?"
    turn = ask(page, question)
    assert turn.locator(".qa-question").text_content() == question
    nothing_ran(page)


def test_control_labels_show_the_text(reader: Visitor) -> None:
    """A label goes through Markdown, escaped: it shows the title's own characters, cut short."""
    name = document(reader.site, "nasty.txt").called
    page = reader.open()
    turn = ask(page, "Who painted the town hall of Quibble?")
    button = turn.locator("[class*='st-key-cite_'] button", has_text="[1] ").first
    expect(button).to_be_visible()
    shown = button.inner_text().replace("\u2060", "")
    assert shown == f"[1] {name[:27].rstrip()}…"
    nothing_ran(page)
