"""What people do beside asking: step, go back, come back, share a server, look at pictures."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import FloatRect, Locator, Page, expect

from qa.conversations import Conversations
from qa.records import Filters
from tests.browser.conftest import ARTIFACTS, PHONE, Server, Site, Theme, Visitor, keep, visiting
from tests.browser.test_journey import QUESTION, ask, no_sideways_scroll
from tests.faults import Tell

pytestmark = pytest.mark.browser

VIENNA = "who hosts the talks in Vienna?"
OF_TWO_SOURCES = "by whom were the talks in Vienna hosted?"
ARTICLES = {
    "ended": "Vienna talks end without result\n\n3 March 2019\n\nThe Syria peace talks in Vienna "
    "ended on Friday without a result, said Austria's foreign minister, Karin Kneissl, who hosted "
    "the talks in Vienna. Delegates from nine countries left the hotel by the side door.\n",
    "hotel": "---\ntitle: Hosting talks in Vienna\ndate: 2020-05-06\nsource: Danube Gazette\n"
    "tags: [diplomacy]\n---\nVienna has hosted peace talks for a hundred years. The talks on Syria "
    "in Vienna were hosted by the Austrian foreign ministry in the Hotel Imperial.\n",
}
SERIOUS = ("serious", "critical")


@pytest.fixture(scope="module")
def room(start_server: Callable[..., Server]) -> Server:
    """A server of this file alone, with two more articles."""
    return start_server(**ARTICLES)


@pytest.fixture
def reader(browser, room: Server) -> Iterator[Visitor]:  # type: ignore[no-untyped-def]
    yield from visiting(browser, room.site)


def kept(site: Site) -> Conversations:
    return Conversations(site.settings.data)


def drawer(page: Page) -> Locator:
    return page.get_by_role("dialog")


def passage_shown(page: Page, *, after: str | None = None) -> str:
    """The cited passage in the drawer, once it is there. after: the one shown before."""
    first = drawer(page).locator("article mark.qa-passage").first
    if after is not None:
        expect(first).not_to_have_text(re.compile(f"^{re.escape(after[:40])}"))
    expect(first).to_be_in_viewport()
    return "".join(drawer(page).locator("article mark.qa-passage").all_text_contents())


def test_step_through_citations_by_mouse_and_keys(reader: Visitor) -> None:
    page = reader.open()
    turn = ask(page, VIENNA)
    expect(turn.get_by_role("button", name="Copy link")).to_be_visible()  # all is drawn
    most = turn.locator(".qa-number").count()
    assert most >= 3
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("1")
    expect(drawer(page)).to_contain_text(f"Passage 1 of {most}")
    expect(drawer(page).get_by_role("button", name="Previous")).to_be_disabled()
    seen = [passage_shown(page)]
    drawer(page).get_by_role("button", name="Next").click()
    expect(drawer(page)).to_contain_text(f"Passage 2 of {most}")
    seen.append(passage_shown(page, after=seen[-1]))
    page.keyboard.press("ArrowRight")
    expect(drawer(page)).to_contain_text(f"Passage 3 of {most}")
    seen.append(passage_shown(page, after=seen[-1]))
    assert len(set(seen)) == 3
    expect(page).to_have_url(re.compile("cite=3"))
    expect(drawer(page).get_by_role("button", name="Previous")).to_be_in_viewport()
    keep(page, "stepping-wide-light")
    page.keyboard.press("ArrowLeft")
    expect(drawer(page)).to_contain_text(f"Passage 2 of {most}")
    page.keyboard.press("Escape")
    expect(drawer(page)).to_be_hidden()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    expect(page.get_by_role("textbox", name="Ask the articles")).to_be_focused()
    page.keyboard.type("1/2")  # keys are letters again while typing
    expect(page.get_by_role("textbox", name="Ask the articles")).to_have_value("1/2")
    expect(drawer(page)).to_be_hidden()


def test_the_question_box_is_ready_again_and_has_the_focus(reader: Visitor) -> None:
    page = reader.open()
    box = page.get_by_role("textbox", name="Ask the articles")
    for question in (QUESTION, VIENNA):
        ask(page, question)
        expect(box).to_be_enabled()
        expect(box).to_be_focused()
        page.keyboard.type("and")
        expect(box).to_have_value("and")
        box.clear()


def test_back_and_forward(reader: Visitor) -> None:
    page = reader.open()
    ask(page, QUESTION)
    expect(page).to_have_url(re.compile(r"q=who\+attended"))
    turn = ask(page, VIENNA)
    expect(page).to_have_url(re.compile(r"q=who\+hosts"))
    turn.get_by_role("button", name=re.compile(r"^\[\d+\] ")).first.click()
    shown = passage_shown(page)
    expect(page).to_have_url(re.compile("cite="))
    page.go_back()
    expect(drawer(page)).to_be_hidden()
    expect(page.get_by_role("heading", name=VIENNA)).to_be_in_viewport()
    page.go_back()
    expect(page.get_by_role("heading", name=QUESTION)).to_be_in_viewport()
    page.go_forward()
    expect(page.get_by_role("heading", name=VIENNA)).to_be_in_viewport()
    page.go_forward()
    assert passage_shown(page) == shown
    assert len(kept(reader.site).turns()) == len({t.id for t in kept(reader.site).turns()})
    asked = [t.question for t in kept(reader.site).turns()][-2:]
    assert asked == [QUESTION, VIENNA]  # going back and forth asked nothing again


def test_a_conversation_outlives_the_server(browser, start_server, tell: Tell) -> None:  # type: ignore[no-untyped-def]
    server: Server = start_server(**ARTICLES)
    someone = Visitor(browser, server.site)
    page = someone.open()
    ask(page, QUESTION)
    turn = ask(page, VIENNA)
    turn.get_by_role("button", name="Note").click()
    page.get_by_role("textbox", name="What is right or wrong").fill("checked by hand")
    save = page.get_by_role("button", name="Save").bounding_box()
    box = page.get_by_test_id("stBottomBlockContainer").bounding_box()
    assert save and box and save["y"] + save["height"] <= box["y"], "the note is in sight, whole"
    page.get_by_role("button", name="Save").click()
    expect(turn.get_by_role("button", name="Note ✓")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile(r"q=who\+hosts.*&c="))
    address = page.url.removeprefix(server.site.url)
    server.stop()
    lost = page.get_by_text("The program behind this page does not answer.")
    expect(lost).to_be_visible()
    keep(page, "lost-wide-light")
    server.start()
    # The very tab that was open: it finds the server again and goes on
    expect(lost).to_have_count(0)
    turns = page.locator("[class*='st-key-turn_']")
    expect(page.get_by_role("textbox", name="Ask the articles")).to_be_enabled(timeout=90_000)
    expect(turns).to_have_count(2)
    ask(page, "who sponsored the Astana talks?")
    expect(turns).to_have_count(3)
    # and another, by the address
    again = someone.open(address)
    expect(again.locator(".qa-question").nth(1)).to_have_text(VIENNA)
    expect(again.get_by_role("button", name="Note ✓")).to_be_visible()

    again.get_by_role("link", name="Conversations").click()
    expect(again.get_by_role("heading", name="Conversations")).to_be_visible()
    again.get_by_role("textbox", name="Find a conversation").fill("hand")
    again.keyboard.press("Enter")
    row = again.locator("[class*='st-key-kept_']")
    expect(row).to_have_count(1)
    row.get_by_role("button", name="Rename").click()
    again.get_by_role("textbox", name="Title").fill("Syria: *hosts* & guests")
    again.keyboard.press("Enter")
    again.keyboard.press("Escape")
    expect(row.get_by_role("link", name="Syria: *hosts* & guests")).to_be_visible()
    keep(again, "conversations-wide-light")
    row.get_by_role("link").click()
    expect(again.locator(".qa-question").first).to_have_text(QUESTION)
    again.get_by_role("link", name="Conversations").click()
    row.get_by_role("button", name="Delete").click()
    again.get_by_role("button", name="Delete for good").click()
    expect(again.get_by_text("No conversation is kept yet")).to_be_visible()
    assert someone.errors == [] and someone.outside == []
    fault = "the page's server is stopped and started"
    came = "the open page says so and goes on by itself; conversations are still there"
    tell(fault, "serving", came)


def test_two_visitors_at_once(reader: Visitor) -> None:
    one, other = reader.open(), reader.open(size=PHONE, theme="dark")
    boxes = [page.get_by_role("textbox", name="Ask the articles") for page in (one, other)]
    for box, question in zip(boxes, (QUESTION, VIENNA), strict=True):
        expect(box).to_be_enabled()
        box.fill(question)
    for box in boxes:  # both before either is answered
        box.press("Enter")
    for page, own in ((one, QUESTION), (other, VIENNA)):
        expect(page.locator(".qa-card-title").first).to_be_visible()
        assert page.locator(".qa-question").all_text_contents() == [own]
        expect(page).to_have_url(re.compile(r"&c="))
    assert len({page.url.partition("&c=")[2] for page in (one, other)}) == 2


def test_asking_while_the_index_is_rebuilt(reader: Visitor, tell: Tell) -> None:
    articles = reader.site.settings.articles
    for n in range(6):  # long enough to be seen at work
        (articles / f"tide{n}.txt").write_text(
            f"Tide tables {n}\n\n"
            + "\n\n".join(
                f"On day {d} of year {n} the tide at Portmoray stood {d * 3 + n} centimetres high, "
                f"said the harbour master, Ewan Gilchrist, in his report number {d * 100 + n}."
                for d in range(1, 90)
            )
        )
    building, asking = reader.open("/articles"), reader.open()
    expect(asking.get_by_role("textbox", name="Ask the articles")).to_be_enabled()
    building.get_by_role("button", name="Rebuild", exact=True).click()
    expect(building.get_by_text("Rebuilding the index")).to_be_visible()
    turn = ask(asking, VIENNA)
    expect(turn.locator(".qa-answer-text").first).to_be_visible()
    expect(building.get_by_text("Rebuilding the index")).to_be_visible()  # answered meanwhile
    keep(building, "rebuilding-wide-light")
    expect(building.get_by_text(re.compile(r"13 articles, \d+ passages, \d+"))).to_be_visible(
        timeout=240_000
    )
    turn = ask(asking, "Who is the harbour master of Portmoray?")
    expect(turn.locator(".qa-answer-text", has_text="Ewan Gilchrist")).to_be_visible()
    fault = "the index is rebuilt while people ask"
    tell(fault, "serving", "questions are answered from the last one, then from the new one")


def test_a_dot_of_the_timeline_opens_its_passage(reader: Visitor) -> None:
    page = reader.open()
    turn = ask(page, OF_TWO_SOURCES)
    turn.get_by_text("By date and source").click()
    expect(turn.get_by_text("Danube Gazette: 1 passage, 6 May 2020.")).to_be_visible()
    expect(turn.get_by_text("Answers by source: ended 1, Danube Gazette 1.")).to_be_visible()
    dot = turn.locator("[aria-label$='Danube Gazette, 6 May 2020']").first
    expect(dot).to_be_attached()
    page.mouse.move(640, 300)
    page.mouse.wheel(0, 5000)  # to the end, clear of the question box
    page.wait_for_timeout(500)
    keep(page, "timeline-wide-light")
    dot.click(force=True)  # its number lies upon it
    assert "Hotel Imperial" in passage_shown(page)
    expect(drawer(page)).to_contain_text("Passage 2 of")


def test_passages_first_and_marks_when_they_are_read(reader: Visitor) -> None:
    page = reader.open()
    page.evaluate(NOTE_WHAT_COMES)
    turn = ask(page, "who spoke about Idlib and the de-escalation zones?")
    expect(turn.locator(".qa-number").first).to_be_visible()
    assert page.evaluate("window.came") == ["found", "read"]
    expect(turn.locator(".qa-seen")).to_have_count(0)


# Notes in window.came which of the two comes first: passages as found, passages as cited.
NOTE_WHAT_COMES = """() => {
  window.came = [];
  const note = (name, there) => there && !window.came.includes(name) && window.came.push(name);
  new MutationObserver(() => {
    note("found", document.querySelector(".qa-seen"));
    note("read", document.querySelector(".qa-number"));
  }).observe(document.body, { childList: true, subtree: true });
}"""


@pytest.mark.parametrize("size", [(1480, 900), (1920, 1080), (2560, 1300)])
def test_the_article_stands_beside_the_answer(reader: Visitor, size: tuple[int, int]) -> None:
    page = reader.open(size=size)
    turn = ask(page, VIENNA)
    expect(turn.locator(".qa-number").first).to_be_visible()
    before = box_of(turn)
    turn.get_by_role("button", name=re.compile(r"^\[\d+\] ")).first.click()
    passage_shown(page)
    keep(page, f"beside-{size[0]}-light")
    beside, article = box_of(turn), box_of(drawer(page).locator("article"))
    assert beside["x"] >= 0
    assert beside["x"] + beside["width"] <= article["x"]
    assert beside["width"] == before["width"]  # moved, not set anew: the reader's place stays
    page.keyboard.press("Escape")
    expect(drawer(page)).to_be_hidden()
    assert box_of(turn)["x"] == before["x"]


@pytest.mark.parametrize("size", [(1366, 768), (1280, 900)])
def test_on_a_laptop_both_are_narrower(reader: Visitor, size: tuple[int, int]) -> None:
    page = reader.open(size=size)
    turn = ask(page, VIENNA)
    expect(turn.locator(".qa-number").first).to_be_visible()
    before = box_of(turn)
    last = turn.get_by_role("button", name=re.compile(r"^Open in the article ")).last
    last.scroll_into_view_if_needed()
    place = box_of(last)["y"]
    last.click()
    passage_shown(page)
    keep(page, f"beside-{size[0]}-light")
    beside, article = box_of(turn), box_of(drawer(page).locator("article"))
    assert beside["x"] >= 0
    assert beside["x"] + beside["width"] <= article["x"]
    assert beside["width"] >= 480
    assert abs(box_of(last)["y"] - place) < size[1] / 4  # the reader's place stays
    page.keyboard.press("Escape")
    expect(drawer(page)).to_be_hidden()
    assert (box_of(turn)["x"], box_of(turn)["width"]) == (before["x"], before["width"])
    assert abs(box_of(last)["y"] - place) < size[1] / 4


def box_of(found: Locator) -> FloatRect:
    box = found.bounding_box()
    assert box is not None
    return box


def test_an_article_of_the_list_has_an_address(reader: Visitor) -> None:
    page = reader.open("/articles")
    page.get_by_role("button", name="Open article", exact=True).nth(1).click()
    text = drawer(page).locator("article")
    expect(text).to_contain_text(re.compile(r"\w"))
    shown = text.text_content()
    expect(page).to_have_url(re.compile(r"/articles\?open="))
    sent_on = page.url.removeprefix(reader.site.url)
    page.go_back()
    expect(drawer(page)).to_have_count(0)
    expect(page.get_by_role("heading", name="Articles")).to_be_visible()
    page.go_forward()
    expect(text).to_be_visible()
    page.keyboard.press("Escape")
    expect(drawer(page)).to_have_count(0)
    expect(page).to_have_url(re.compile("/articles$"))

    again = reader.open(sent_on)
    expect(drawer(again).locator("article")).to_contain_text(re.compile(r"\w"))
    assert drawer(again).locator("article").text_content() == shown


def test_what_else_was_found_in_an_article_is_marked_faintly(reader: Visitor) -> None:
    page = reader.open()
    turn = ask(page, QUESTION)
    turn.get_by_role("button", name=re.compile(r"^\[\d+\] TRT World")).first.click()
    passage_shown(page)
    legend = drawer(page).locator(".qa-legend")
    expect(legend.get_by_text("also found")).to_be_attached()
    found = drawer(page).locator("article mark.qa-found")
    assert found.count()
    expect(found.first).to_have_attribute("title", re.compile("also found"))


def test_single_keys_can_be_turned_off(reader: Visitor) -> None:
    page = reader.open()
    box = page.get_by_role("textbox", name="Ask the articles")
    expect(box).to_be_enabled()
    page.get_by_text("Keys: / for the question box").click()
    expect(page.get_by_role("switch")).not_to_be_checked()
    page.wait_for_timeout(1000)  # until the keys have heard of it
    page.get_by_role("heading", name="Ask the articles").click()
    page.keyboard.press("/")
    page.wait_for_timeout(500)
    expect(box).not_to_be_focused()
    page.get_by_text("Keys: / for the question box").click()
    expect(page.get_by_role("switch")).to_be_checked()
    page.wait_for_timeout(1000)
    page.get_by_role("heading", name="Ask the articles").click()
    page.keyboard.press("/")
    expect(box).to_be_focused()


def test_ask_only_the_articles_that_name_a_place(reader: Visitor) -> None:
    page = reader.open("/articles")
    page.get_by_text("By month and source").click()
    expect(page.locator("[data-testid=stVegaLiteChart] svg")).to_be_visible()
    keep(page, "corpus-wide-light")
    page.get_by_role("radio", name="Vienna", exact=True).or_(
        page.get_by_role("button", name="Vienna", exact=True)
    ).first.click()
    expect(page.get_by_text(re.compile(r"Chosen above: \d articles"))).to_be_visible()
    page.get_by_role("button", name="Ask only these").click()
    expect(page.get_by_role("button", name=re.compile(r"Filter \(\d\)"))).to_be_visible()
    ask(page, VIENNA)
    expect(page).to_have_url(re.compile(r"article=.*article="))


def test_a_typed_date_is_not_lost_by_esc(reader: Visitor) -> None:
    page = reader.open()
    expect(page.get_by_role("textbox", name="Ask the articles")).to_be_enabled()
    page.get_by_role("button", name="Filter").click()
    since = page.get_by_test_id("stDateInput").first
    since.get_by_role("spinbutton").first.click()
    page.keyboard.type("20190101")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="from 1 January 2019")).to_be_visible()
    page.keyboard.press("Escape")
    expect(since).to_have_count(0)


def test_a_tag_and_an_article_as_filters(reader: Visitor) -> None:
    page = reader.open("/?q=who+hosts+the+talks+in+Vienna%3F&tag=diplomacy")
    turn = page.locator("[class*='st-key-turn_']").last
    expect(turn.get_by_text("Only diplomacy")).to_be_visible()
    expect(turn.locator(".qa-number")).to_have_count(1)
    page.locator("[class*='st-key-chip_'] button").click()
    expect(page.locator("[class*='st-key-chip_']")).to_have_count(0)
    page.get_by_role("button", name="Filter").click()
    page.get_by_role("combobox", name="Articles").fill("Vienna talks end")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    turn = ask(page, "who hosted the talks?")
    expect(turn.get_by_text("Only ended.txt")).to_be_visible()
    expect(turn.locator(".qa-answer-text", has_text="Karin Kneissl")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_serious_finding_of_axe(reader: Visitor, theme: Theme) -> None:
    page = reader.open(theme=theme)
    expect(page.get_by_role("heading", name="For example")).to_be_visible(timeout=120_000)
    found = {"welcome": findings(page)}
    turn = ask(page, OF_TWO_SOURCES)
    turn.get_by_text("By date and source").click()
    expect(turn.locator("[data-testid=stVegaLiteChart] svg")).to_have_count(2)
    found["answer"] = findings(page)
    turn.get_by_role("button", name=re.compile(r"^\[\d+\] ")).first.click()
    passage_shown(page)
    found["drawer"] = findings(page)
    page.keyboard.press("Escape")
    page.goto(reader.site.url + "/articles")
    page.get_by_text("Add articles").click()
    expect(page.get_by_role("textbox", name="Title")).to_be_visible()
    found["articles"] = findings(page)
    page.goto(reader.site.url + "/conversations")
    expect(page.get_by_role("textbox", name="Find a conversation")).to_be_visible()
    found["conversations"] = findings(page)
    assert not any(found.values()), found


@pytest.mark.parametrize("size", [(2560, 1300), PHONE, (640, 450)])
def test_wide_narrow_and_at_200_percent(reader: Visitor, size: tuple[int, int]) -> None:
    """640 by 450 is what a window of 1280 by 900 has at a text scaling of 200 %."""
    page = reader.open(size=size)
    turn = ask(page, VIENNA)
    no_sideways_scroll(page)
    expect(turn.locator(".qa-answer-text").first).to_be_in_viewport()
    keep(page, f"answer-{size[0]}-light")
    page.goto(reader.site.url + "/conversations")
    expect(page.get_by_role("textbox", name="Find a conversation")).to_be_visible()
    no_sideways_scroll(page)


def test_the_200th_question_is_as_fast_as_the_first(reader: Visitor) -> None:
    questions = (QUESTION, VIENNA, "what happened in Geneva?", "who is Staffan de Mistura?")
    long = kept(reader.site).start("A long day")
    for n in range(200):
        kept(reader.site).add_turn(long, questions[n % 4], (), Filters())
    fresh = reader.open()
    ask(fresh, QUESTION)  # the model is warm
    first = min(seconds(fresh, f"who spoke on day {n}?") for n in range(3))
    page = reader.open(f"/?c={long}")
    expect(page.locator("[class*='st-key-turn_']")).to_have_count(20, timeout=120_000)
    expect(page.get_by_role("button", name="Show 180 earlier questions")).to_be_attached()
    later = min(seconds(page, f"who spoke in week {n}?") for n in range(3))
    (ARTIFACTS / "speed.txt").write_text(f"first {first:.2f} s, 200th {later:.2f} s\n")
    assert later < 2 * first


def seconds(page: Page, question: str) -> float:
    """From Enter to the passages."""
    page.wait_for_timeout(500)
    began = time.monotonic()
    box = page.get_by_role("textbox", name="Ask the articles")
    expect(box).to_be_enabled()
    box.fill(question)
    box.press("Enter")
    turn = page.locator("[class*='st-key-turn_']", has=page.get_by_role("heading", name=question))
    expect(turn.locator(".qa-number").first).to_be_visible()
    return time.monotonic() - began


def findings(page: Page) -> list[str]:
    """What axe finds serious or critical, as text."""
    return [
        f"{v['impact']} {v['id']}: {[node['html'][:200] for node in v['nodes'][:3]]}"
        for v in Axe().run(page).response["violations"]
        if v["impact"] in SERIOUS
    ]
