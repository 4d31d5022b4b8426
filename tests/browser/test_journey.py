"""What a reporter does, in a real browser: ask, check the source, add an article, ask again."""

from __future__ import annotations

import os
import re
import shutil

import pytest
from playwright.sync_api import Locator, Page, expect

from qa.indexing import open_store
from qa.records import Document
from tests.browser.conftest import PHONE, ROOT, Site, Theme, Visitor, keep, visiting

pytestmark = pytest.mark.browser

QUESTION = "who attended Astana?"
WANTED = "George Krol"
# read at import: the tests themselves run without any QA_ variable
SCREENSHOT_WANTED = bool(os.environ.get("SCREENSHOT"))

CONTRAST = """element => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const backgrounds = [];
  for (let box = element; box; box = box.parentElement) {
    backgrounds.unshift(getComputedStyle(box).backgroundColor);
  }
  const pixel = () => [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  const fill = colour => { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); };
  const light = rgb => {
    const [r, g, b] = rgb.map(v => v / 255).map(
      v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  backgrounds.forEach(fill);
  const under = light(pixel());
  fill(getComputedStyle(element).color);
  const over = light(pixel());
  return (Math.max(over, under) + 0.05) / (Math.min(over, under) + 0.05);
}"""


def ask(page: Page, question: str) -> Locator:
    """Type and send a question; its turn, once the passages are there."""
    turns = page.locator("[class*='st-key-turn_']")
    before = turns.count()
    box = page.get_by_role("textbox", name="Ask the articles")
    expect(box).to_be_enabled()
    box.fill(question)
    box.press("Enter")
    turn = turns.nth(before)
    expect(turn.locator(".qa-card-title").first).to_be_visible()
    return turn


def document(site: Site, path: str) -> Document:
    store = open_store(site.settings)
    try:
        return next(d for d in store.documents() if d.path == path)
    finally:
        store.close()


def no_sideways_scroll(page: Page) -> None:
    width, inner = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width <= inner


def test_ask_and_check_the_source(visitor: Visitor) -> None:
    page = visitor.open()
    expect(page.get_by_role("heading", name="Ask the articles")).to_be_visible()
    expect(
        page.get_by_text(re.compile(r"5 articles, \d+ passages, built .*, up to date"))
    ).to_be_visible()
    expect(page.locator("[class*='st-key-example_'] button").nth(2)).to_be_visible()

    turn = ask(page, QUESTION)
    expect(turn.locator(".qa-question")).to_have_text(QUESTION)
    answer = turn.locator(".qa-answer-text", has_text=WANTED)
    expect(answer.first).to_be_in_viewport()
    expect(turn.locator(".qa-question")).to_be_in_viewport()
    expect(turn.locator("mark.qa-answer", has_text=WANTED).first).to_be_attached()
    page.wait_for_url("**/?q=who+attended+Astana*")
    path = keep(page, "answer-wide-light")
    if SCREENSHOT_WANTED:
        shutil.copyfile(path, ROOT / "docs" / "screenshot.png")

    row = turn.locator("[class*='st-key-answer_']").filter(has=page.locator("text=" + WANTED))
    citation = row.first.get_by_role("button", name=re.compile(r"^\[\d+\] ")).first
    citation.click()
    drawer = page.get_by_role("dialog")
    evidence = drawer.locator("article mark.qa-evidence").first
    expect(evidence).to_be_in_viewport()
    expect(drawer.locator("article mark.qa-answer", has_text=WANTED)).to_be_visible()
    shown = document(visitor.site, "004_6e0f614b94818207.txt")
    assert drawer.locator("article").text_content() == shown.text
    expect(drawer).to_contain_text(shown.sha256)
    expect(drawer).to_contain_text(shown.path)
    passage = "".join(drawer.locator("article mark.qa-passage").all_text_contents())
    assert passage and passage in shown.text
    expect(drawer.locator("mark.qa-boilerplate", has_text="Route 6")).to_be_attached()
    keep(page, "article-wide-light")

    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    drawer.get_by_role("button", name="Copy link to this place").click()
    expect(drawer.get_by_text("Copied")).to_be_visible()
    address = page.evaluate("navigator.clipboard.readText()")
    assert address.startswith(visitor.site.url)
    linked = visitor.open(address.removeprefix(visitor.site.url))
    expect(linked.locator("article mark.qa-passage").first).to_be_in_viewport()
    assert "".join(linked.locator("article mark.qa-passage").all_text_contents()) == passage
    linked.close()

    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    expect(citation).to_be_focused()


def test_the_address_asks_the_question(visitor: Visitor) -> None:
    page = visitor.open("/?q=who+attended+Astana%3F")
    expect(page.locator(".qa-question")).to_have_text(QUESTION)
    expect(page.locator(".qa-answer-text").first).to_be_in_viewport()


def test_what_is_not_in_the_articles_is_said_plainly(visitor: Visitor) -> None:
    page = visitor.open()
    turn = ask(page, "What is the boiling point of tungsten?")
    expect(turn.get_by_text("The articles do not answer this question.")).to_be_in_viewport()
    expect(turn.get_by_role("heading", name="The nearest passages, not an answer")).to_be_visible()
    expect(turn.locator("mark")).to_have_count(0)
    keep(page, "abstained-wide-light")


def test_an_over_long_question_is_not_lost(visitor: Visitor) -> None:
    page = visitor.open()
    box = page.get_by_role("textbox", name="Ask the articles")
    long = "why " * 2500
    expect(box).to_be_enabled()
    box.fill(long)
    box.press("Enter")
    expect(page.get_by_text("That question has 10,000 characters")).to_be_in_viewport()
    expect(box).to_have_value(long)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_marks_and_small_print_can_be_read(visitor: Visitor, theme: Theme) -> None:
    page = visitor.open(theme=theme)
    turn = ask(page, QUESTION)
    for part in ("mark.qa-answer", "mark.qa-evidence", ".qa-meta span", ".qa-why"):
        assert turn.locator(part).first.evaluate(CONTRAST) >= 4.5, part
    turn.get_by_role("button", name=re.compile(r"^\[\d+\] ")).first.click()
    drawer = page.get_by_role("dialog")
    expect(drawer.locator("article mark.qa-evidence").first).to_be_in_viewport()
    for part in ("mark.qa-answer", "mark.qa-evidence", "mark.qa-passage"):
        assert drawer.locator(f"article {part}").first.evaluate(CONTRAST) >= 4.5, part
    for part in (".qa-facts dt", ".qa-legend mark.qa-evidence"):
        assert drawer.locator(part).first.evaluate(CONTRAST) >= 4.5, part
    keep(page, f"article-wide-{theme}")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_on_a_phone(visitor: Visitor, theme: Theme) -> None:
    page = visitor.open(size=PHONE, theme=theme)
    expect(page.get_by_role("heading", name="For example")).to_be_visible()
    no_sideways_scroll(page)
    keep(page, f"welcome-phone-{theme}")
    turn = ask(page, QUESTION)
    expect(turn.locator(".qa-answer-text").first).to_be_in_viewport()
    no_sideways_scroll(page)
    keep(page, f"answer-phone-{theme}")
    turn.get_by_role("button", name=re.compile(r"^\[\d+\] ")).first.click()
    expect(page.get_by_role("dialog").locator("article mark.qa-evidence").first).to_be_in_viewport()
    no_sideways_scroll(page)
    keep(page, f"article-phone-{theme}")
    page.goto(visitor.site.url + "/articles")
    expect(page.get_by_role("heading", name="Articles")).to_be_visible()
    expect(page.get_by_role("button", name="Open article", exact=True).first).to_be_visible()
    no_sideways_scroll(page)
    keep(page, f"articles-phone-{theme}")


def test_add_an_article_rebuild_and_ask_about_it(visitor: Visitor) -> None:
    page = visitor.open()
    ask(page, QUESTION)
    (visitor.site.settings.articles / "lighthouse.txt").write_text(
        "Lighthouse of Portmoray reopens\n\n12 March 2021\n\n"
        "The lighthouse of Portmoray was reopened on Friday by its keeper, Morag Tulloch. "
        "Visitors paid 4 pounds each to climb its 112 steps.\n",
        "utf-8",
    )
    page.get_by_role("link", name="Articles").click()
    expect(page.get_by_role("heading", name="Articles")).to_be_visible()
    expect(page.get_by_text("1 new since the index was built")).to_be_visible()
    expect(page.locator(".qa-badge-new")).to_have_count(1)
    keep(page, "changed-wide-light")
    page.get_by_role("button", name="Rebuild", exact=True).click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    closing = page.get_by_text(re.compile(r"6 articles, \d+ passages, [\d.]+ s$"))
    expect(closing).to_be_visible(timeout=120_000)
    expect(page.locator(".qa-badge-indexed")).to_have_count(6)
    expect(page.get_by_text("since the index was built")).to_have_count(0)
    keep(page, "rebuilt-wide-light")

    page.get_by_role("link", name="Ask", exact=True).click()
    expect(page.locator(".qa-question")).to_have_text(QUESTION)  # the conversation is kept
    turn = ask(page, "Who reopened the lighthouse of Portmoray?")
    expect(turn.locator(".qa-answer-text", has_text="Morag Tulloch")).to_be_in_viewport()
    keep(page, "new-article-wide-light")


def test_paste_an_article_and_be_led_to_asking_about_it(browser, start_site) -> None:  # type: ignore[no-untyped-def]
    """What a newcomer does first, without looking anything up: each next step is in view."""
    for visitor in visiting(browser, start_site()):
        page = visitor.open("/articles", size=(1280, 700))
        page.get_by_text("Add articles").click()
        page.get_by_role("textbox", name="Title").fill("Harbour talks in Portmoray")
        page.get_by_role("textbox", name="Text").fill(
            "Ewan Gilchrist, the harbour master of Portmoray, said on Monday that twelve boats "
            "will be repaired this winter. The council agreed to pay 40,000 pounds."
        )
        page.get_by_role("button", name="Add this text").click()
        expect(page.get_by_text("index: Harbour talks in Portmoray.txt")).to_be_in_viewport()
        keep(page, "pasted-wide-light")
        expect(page.get_by_text(re.compile(r"6 articles, .* [\d.]+ s$"))).to_be_in_viewport()
        done = page.get_by_text("Can be asked about now: “Harbour talks in Portmoray”")
        expect(done).to_be_in_viewport()
        expect(page.get_by_role("textbox", name="Text")).to_be_hidden()  # the form is closed
        lacking = page.locator("[class*='st-key-lacking_']")
        expect(lacking).to_contain_text("Harbour talks in Portmoray no source, no date")
        expect(lacking.get_by_role("button", name="Details")).to_be_in_viewport()
        page.get_by_role("link", name="Ask", exact=True).click()
        examples = page.locator(".st-key-examples")
        expect(examples).to_contain_text("Who is Ewan Gilchrist?")  # of what was added
        turn = ask(page, "Who is the harbour master of Portmoray?")
        expect(turn.locator(".qa-answer-text", has_text="Ewan Gilchrist")).to_be_in_viewport()
        expect(page.get_by_text(re.compile(r"6 articles, .* [\d.]+ s$"))).to_have_count(0)
        second = turn.locator("[class*='st-key-passage_']").nth(1)
        expect(second).to_be_attached()
        assert second.locator("mark").count() == 0  # about something else: nothing there answers
        page.get_by_role("button", name="Export").click()
        with page.expect_download() as saved:
            page.get_by_role("button", name="As Markdown").click()
        assert "**Ewan Gilchrist**" in saved.value.path().read_text("utf-8")


def test_drop_a_file_remove_it_and_bring_it_back(visitor: Visitor) -> None:
    page = visitor.open("/articles")
    # What was read before must not keep the page from following the build
    page.get_by_role("button", name="Open article", exact=True).first.click()
    expect(page.get_by_role("dialog").locator("article")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_text("Add articles").click()
    expect(page.get_by_role("textbox", name="Title")).to_be_visible()
    keep(page, "adding-wide-light")
    page.locator("input[type=file]").set_input_files(
        [
            {
                "name": "../ferry <b>strike</b>.html",
                "mimeType": "text/html",
                "buffer": b"<html><head><title>Ferry strike ends</title></head><body><article>"
                b"<h1>Ferry strike ends</h1><p>The ferry strike at Portmoray ended on Friday after "
                b"nine days, said the harbour master, Ewan Gilchrist.</p><p>Boats to the islands "
                b"sail again on Saturday morning, he told reporters at the quay.</p></article>"
                b"</body></html>",
            },
            {"name": "run.exe", "mimeType": "application/octet-stream", "buffer": b"MZ"},
        ]
    )
    expect(page.get_by_text("Added. It can be asked about")).to_be_visible()
    keep(page, "added-wide-light")
    expect(page.get_by_text(re.compile(r"\d articles, \d+ passages, [\d.]+ s$"))).to_be_visible(
        timeout=120_000
    )
    expect(page.get_by_text(re.compile(r"^\d articles, .* up to date"))).to_be_visible()
    page.get_by_role("link", name="Ask", exact=True).click()
    turn = ask(page, "Who is the harbour master of Portmoray?")
    expect(turn.locator(".qa-answer-text", has_text="Ewan Gilchrist")).to_be_visible()

    page.get_by_role("link", name="Articles").click()
    row = page.locator("[class*='st-key-row_']", has_text="Ferry strike ends")
    row.get_by_role("button", name="Remove").click()
    page.get_by_role("dialog").get_by_role("button", name="Move to the bin").click()
    expect(row).to_have_count(0)
    expect(page.get_by_text(re.compile(r"^\d articles, .* up to date"))).to_be_visible()
    page.get_by_text("In the bin (1)").click()
    page.get_by_role("button", name="Restore").click()
    expect(row).to_have_count(1)
    expect(page.get_by_text(re.compile(r"^\d articles, .* up to date"))).to_be_visible()
    page.get_by_role("button", name="Check the index").click()
    expect(page.get_by_text("Every passage stands in its article")).to_be_visible()
    keep(page, "checked-wide-light")

    row.get_by_role("button", name="Details").click()
    form = page.get_by_role("dialog")
    expect(form.get_by_placeholder("Ferry strike ends")).to_have_value("")
    form.get_by_role("textbox", name="Source").fill("Portmoray *Gazette*")
    keep(page, "details-wide-light")
    form.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The details are saved: ")).to_be_visible()
    expect(form).to_have_count(0)
    expect(row).to_contain_text("Portmoray *Gazette*", timeout=120_000)


def test_filter_share_the_address_and_export(visitor: Visitor) -> None:
    page = visitor.open("/?q=who+attended+Astana%3F&source=Reuters")
    turn = page.locator("[class*='st-key-turn_']").last
    expect(turn.get_by_text("Only Reuters")).to_be_visible()
    expect(turn.locator(".qa-meta span", has_text="TRT World")).to_have_count(0)
    keep(page, "filtered-wide-light")
    page.get_by_role("button", name="Filter (1)").click()
    expect(page.get_by_role("group", name="Published from")).to_be_visible()
    keep(page, "filter-open-wide-light")
    page.keyboard.press("Escape")
    turn.get_by_role("button", name=re.compile(r"^\[\d+\] ")).first.click()
    expect(page.get_by_role("dialog").locator("article mark.qa-passage").first).to_be_in_viewport()
    expect(page).to_have_url(re.compile(r"q=who.*source=Reuters.*cite=\d"))
    shared = page.url.removeprefix(visitor.site.url)
    page.keyboard.press("Escape")
    expect(page).not_to_have_url(re.compile("cite="))

    again = visitor.open(shared, size=PHONE)
    drawer = again.get_by_role("dialog")
    expect(drawer.locator("article mark.qa-passage").first).to_be_in_viewport()
    again.keyboard.press("Escape")
    no_sideways_scroll(again)
    keep(again, "filtered-phone-light")

    box = page.get_by_role("textbox", name="Ask the articles")
    box.fill("???")
    box.press("Enter")
    expect(page.get_by_text("The question is empty.")).to_be_visible()
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as saved:
        page.get_by_role("button", name="As HTML").click()
    text = saved.value.path().read_text("utf-8")
    assert "<blockquote>" in text and "Reuters" in text and "???" not in text
    assert "<p>Asked on " in text
    assert "<q>" in text, "the sentence stands with the answer"
    assert "<p>Only Reuters</p>" in text and "<p>Asked on " in text
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Copy").first.click()
    expect(page.get_by_text("The answering sentence, with its citation")).to_be_visible()
    keep(page, "copy-wide-light")
