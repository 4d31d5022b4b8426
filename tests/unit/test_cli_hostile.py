"""What terminals obey: nothing of it gets out of an article, a title, a file name or a question."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from qa.cli.shared import harmless
from qa.settings import Settings
from tests.unit.conftest import Run

RED, HOME, BELL, CSI, TURNED = "\x1b[31m", "\x1b[H\x1b[2J", "\x07", "\x9b31m", "\u202e"
NASTY = RED + HOME + BELL + CSI + TURNED
OBEYED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
TEXT = f"Envoy Ada Kral opened the Zutphen talks on Monday, {CSI}officials {TURNED}said."


@pytest.fixture
def hostile(settings: Settings) -> Path:
    article = settings.articles / f"talks {RED}{TURNED}.txt"
    article.write_text(TEXT, "utf-8")
    about = {"title": f"Talks{NASTY}", "source": f"Paper{NASTY}", "author": f"Kral{NASTY}"}
    article.with_name(article.name + ".meta.json").write_text(json.dumps(about), "utf-8")
    (settings.articles / f"bad{NASTY}.pdf").write_bytes(b"no pdf")
    (settings.articles / f"odd{RED}.xyz").write_text("unknown kind")
    return article


def test_no_command_says_what_a_terminal_obeys(hostile: Path, run: Run) -> None:
    question = f"who opened the Zutphen talks{RED}?"
    for command in (
        ["index"],
        ["status"],
        ["ask", question],
        ["ask", question, "--source", f"Paper{NASTY}"],
        ["verify"],
        ["lines"],
        ["remove", hostile.name],
        ["restore", hostile.name],
    ):
        for form in ([], ["--json"]):
            ran = run(*command, *form)
            said = ran.out + ran.err
            assert not OBEYED.search(said), (command, said)


def test_json_is_the_same_string(hostile: Path, run: Run) -> None:
    assert run("index").code == 3
    found = run("ask", "who opened the Zutphen talks?", "--json").json["passages"]
    cited = next(p for p in found if p["document"]["path"] == hostile.name)
    assert cited["text"] == TEXT


def test_what_is_harmless_stays() -> None:
    plain = "Zażółć gęślą jaźń\t→ “naïve” 日本語 👍🏽\n\x1b[1mbold\x1b[0m"
    assert harmless(plain) == plain
    assert harmless("a\x1b[31mb\r") == "a\\u001b[31mb\\u000d"
