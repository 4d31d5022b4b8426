"""A real server and a real Chromium: each test gets pages, and no page may leave this machine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, WebSocket, expect, sync_playwright

from qa.indexing import build
from qa.settings import Settings
from tests.chroma import free_port
from tests.conftest import ROOT, the_five_in

ARTIFACTS = ROOT / "artifacts"
WIDE, PHONE = (1280, 900), (390, 844)
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# The browser itself refuses every other host. Requests are watched and not intercepted: a script
# that waits for an interception holds up the page.
_ARGUMENTS = (
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
_START_SECONDS = 60
# What Streamlit's server logs when a page is closed in the moment in which it closes it itself
_LEFT = re.compile(
    r"Traceback \(most recent call last\):\n(?:(?!Traceback).*\n)*?"
    r"starlette\.websockets\.WebSocketDisconnected: Cannot call \"send\" once .*\n"
)
expect.set_options(timeout=90_000)  # the first visit opens the model

Theme = Literal["light", "dark"]


@dataclass(frozen=True)
class Site:
    """A running server with its own articles and index."""

    url: str
    settings: Settings


@dataclass
class Server:
    """A site with the process that serves it. environment: what it has beside the settings."""

    site: Site
    log: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        environment = {k: v for k, v in os.environ.items() if not k.upper().startswith("QA_")}
        settings = self.site.settings
        environment |= {
            "QA_ARTICLES": str(settings.articles),
            "QA_INDEX": str(settings.index),
            "QA_DATA": str(settings.data),
            "QA_BACKEND": "torch",
            **self.environment,
        }
        command = [sys.executable, "-m", "streamlit", "run", "app.py"]
        command += ["--server.port", str(urlsplit(self.site.url).port)]
        command += ["--server.headless", "true"]
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
            )
        _wait(self.process, self.site.url, self.log)

    def stop(self) -> None:
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def restart(self) -> None:
        self.stop()
        self.start()


@dataclass
class Visitor:
    """Opens pages, and keeps what they asked for outside and which errors they had."""

    browser: Browser
    site: Site
    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def open(
        self, path: str = "/", *, size: tuple[int, int] = WIDE, theme: Theme = "light"
    ) -> Page:
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme=theme,
            reduced_motion="reduce",
            locale="en-GB",
            timezone_id="UTC",
        )
        context.set_default_timeout(60_000)
        context.on("request", lambda request: self._note(request.url))
        page = context.new_page()
        self.watch(page)
        page.goto(self.site.url + path)
        return page

    def watch(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("websocket", self._socket_opened)
        page.on("dialog", lambda dialog: self.errors.append(f"dialog: {dialog.message}"))

    def _socket_opened(self, opened: WebSocket) -> None:
        self._note(opened.url)

    def _note(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob") and parts.hostname != "127.0.0.1":
            self.outside.append(url)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    executable = next((found for name in _BROWSERS if (found := shutil.which(name))), None)
    if executable is None:
        message = f"No Chromium on PATH (looked for {', '.join(_BROWSERS)})."
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(f"{message} Install it, on Debian: apt-get install chromium.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=list(_ARGUMENTS))
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def start_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Server]]:
    """Start a server for the five articles and `more` ones, with these variables besides; all end
    with the tests.
    """
    with ExitStack() as running:

        def start(environment: Mapping[str, str] | None = None, **more: str) -> Server:
            folder = tmp_path_factory.mktemp("site")
            settings = the_five_in(folder)
            for name, text in more.items():
                (settings.articles / f"{name}.txt").write_text(text, "utf-8")
            build(settings)
            log = folder / "server.log"
            return running.enter_context(_server(settings, log, environment or {}))

        yield start


@pytest.fixture(scope="session")
def start_site(start_server: Callable[..., Server]) -> Callable[..., Site]:
    """Start a server, of which only the site matters."""
    return lambda **more: start_server(**more).site


@pytest.fixture(scope="session")
def site(start_site: Callable[..., Site]) -> Site:
    """The server for the five articles."""
    return start_site()


@pytest.fixture
def visitor(browser: Browser, site: Site) -> Iterator[Visitor]:
    """A visitor of the five articles."""
    yield from visiting(browser, site)


def visiting(browser: Browser, site: Site) -> Iterator[Visitor]:
    """A visitor; afterwards nothing may have been asked of the outside, no page have failed."""
    someone = Visitor(browser, site)
    yield someone
    for context in browser.contexts:
        context.close()
    assert someone.outside == []
    assert someone.errors == []


def keep(page: Page, name: str) -> Path:
    """A screenshot for people, in the git-ignored artifacts folder."""
    ARTIFACTS.mkdir(exist_ok=True)
    path = ARTIFACTS / f"{name}.png"
    page.screenshot(path=path)
    return path


@contextmanager
def _server(settings: Settings, log: Path, environment: Mapping[str, str]) -> Iterator[Server]:
    server = Server(Site(f"http://127.0.0.1:{free_port()}", settings), log, environment)
    try:
        server.start()
        yield server
    finally:
        server.stop()
    said = _LEFT.sub("", log.read_text("utf-8", "replace"))
    assert "Traceback" not in said, said


def _wait(server: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            break
        try:
            with urlopen(f"{url}/_stcore/health", timeout=1):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    pytest.fail(f"The server did not start:\n{log.read_text('utf-8', 'replace')}")
