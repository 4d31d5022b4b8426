"""People sign in at a real provider: what readers and editors may do, and what is whose."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Server, Visitor, keep, visiting
from tests.browser.test_journey import QUESTION, ask
from tests.provider import Provider

pytestmark = pytest.mark.browser

HERS = "who sponsored the Astana talks?"  # asked by Ana alone
PEOPLE = {
    "Ana": {"sub": "1", "name": "Ana", "email": "Ana@desk.example", "email_verified": True},
    "Ben": {"sub": "2", "name": "Ben", "email": "ben@desk.example", "email_verified": True},
    "Eve": {"sub": "3", "name": "Eve", "email": "eve@elsewhere.example", "email_verified": True},
}


@pytest.fixture(scope="module")
def office(
    start_server: Callable[..., Server], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """The five articles on a page where Ana is an editor and @desk.example may read."""
    home = tmp_path_factory.mktemp("home")
    secrets = home / ".streamlit" / "secrets.toml"
    secrets.parent.mkdir()
    with Provider(PEOPLE) as provider:
        secrets.write_text(provider.secrets_toml(), "utf-8")
        yield start_server(
            environment={
                "HOME": str(home),
                "QA_EDITORS": "ana@desk.example",
                "QA_READERS": "@desk.example",
            }
        )


@pytest.fixture
def visitor(browser: Browser, office: Server) -> Iterator[Visitor]:
    yield from visiting(browser, office.site)


def sign_in(page: Page, name: str) -> None:
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name=name).click()


def test_nothing_is_shown_before_signing_in(visitor: Visitor, tmp_path: Path) -> None:
    for path in ("/", "/articles", "/conversations", "/article?id=000_e66c43a01967d771.txt"):
        page = visitor.open(path)
        expect(page.get_by_role("button", name="Sign in")).to_be_visible()
        assert "Syria" not in page.get_by_role("main").inner_text()
        assert page.get_by_role("link", name="Articles").count() == 0
    keep(page, "sign-in")


def test_a_reader_asks_and_changes_nothing(visitor: Visitor) -> None:
    page = visitor.open()
    sign_in(page, "Ben")
    expect(page.get_by_text("ben@desk.example, reader")).to_be_visible()
    ask(page, QUESTION)
    page.get_by_role("link", name="Articles").click()
    expect(page.get_by_role("button", name="Open article").first).to_be_visible()
    for action in ("Rebuild everything", "Remove", "Add"):
        assert page.get_by_role("button", name=action).count() == 0
    assert page.get_by_text("Add articles").count() == 0
    keep(page, "reader")


def test_an_editor_rebuilds_and_each_sees_their_own_conversations(
    visitor: Visitor, office: Server
) -> None:
    ana = visitor.open()
    sign_in(ana, "Ana")
    expect(ana.get_by_text("ana@desk.example, editor")).to_be_visible()
    ask(ana, HERS)
    expect(ana).to_have_url(re.compile("c="))
    address = ana.url
    ana.get_by_role("link", name="Articles").click()
    ana.get_by_role("button", name="Rebuild everything").click()
    ended = ana.get_by_text(re.compile(r"^5 articles, \d+ passages, [\d.]+ s$"))
    expect(ana.get_by_text("Rebuilding the index").or_(ended).first).to_be_visible()
    ana.get_by_role("link", name="Conversations").click()
    expect(ana.get_by_role("link", name=HERS)).to_be_visible()
    keep(ana, "editor")

    ben = visitor.open()
    sign_in(ben, "Ben")
    expect(ben.get_by_role("button", name="Sign out")).to_be_visible()
    ben.get_by_role("link", name="Conversations").click()
    expect(ben.get_by_role("heading", name="Conversations")).to_be_visible()
    conversation = address.partition("c=")[2].partition("&")[0]
    ben.goto(f"{office.site.url}/?c={conversation}")
    expect(ben.get_by_role("button", name="Sign out")).to_be_visible()
    expect(ben.get_by_role("button", name="Filter")).to_be_visible()
    assert HERS not in ben.get_by_role("main").inner_text()


def test_others_are_let_in_nowhere_and_can_sign_out(visitor: Visitor) -> None:
    page = visitor.open()
    sign_in(page, "Eve")
    expect(page.get_by_text("You are signed in as eve@elsewhere.example")).to_be_visible()
    assert page.get_by_role("link", name="Articles").count() == 0
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
