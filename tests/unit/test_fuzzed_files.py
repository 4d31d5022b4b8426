"""Real files of every kind, mutated: each is read or refused with a reason, and nothing else.

`FUZZ=10000 python -m pytest tests/unit/test_fuzzed_files.py` tries so many; 500 otherwise.
"""

from __future__ import annotations

import io
import json
import os
import random
import zipfile
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

import docx
import pytest
from fpdf import FPDF

from qa.articles import load_file
from qa.articles.sandbox import Sandbox
from qa.errors import ArticleRefused
from qa.passages import cut

INPUTS = int(os.environ.get("FUZZ", "500"))
FIRST = "The river Elwy rose by two metres on Monday, and 340 villagers left their homes by boat."
SECOND = "Mayor Ines Duarte said the dam had held. “It will be inspected,” she added — on Thursday."
NASTY = (
    b"\x00",
    b"\xff\xfe",
    b"<!DOCTYPE x [",
    b"&#x1F600;",
    b"\x1b[2J",
    b"9" * 400,
    b"((((",
    b"/",
)


def a_pdf() -> bytes:
    made = FPDF()
    for text in (FIRST, SECOND):
        made.add_page()
        made.set_font("Helvetica", size=11)
        made.multi_cell(0, 6, text.encode("latin-1", "replace").decode("latin-1"))
    return bytes(made.output())


def a_docx() -> bytes:
    made = docx.Document()
    made.add_heading("Flood", 0)
    made.add_paragraph(FIRST)
    made.add_table(1, 2).rows[0].cells[0].text = SECOND
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def a_mail() -> bytes:
    made = EmailMessage()
    made["Subject"], made["From"] = "Flood", "desk@example.org"
    made["Date"] = "Thu, 25 Jan 2018 10:00:00 +0000"
    made.set_content(f"{FIRST}\n\n{SECOND}")
    made.add_alternative(f"<p>{FIRST}</p><p>{SECOND}</p>", subtype="html")
    return made.as_bytes()


MADE: dict[str, Callable[[], bytes]] = {
    "pdf": a_pdf,
    "docx": a_docx,
    "eml": a_mail,
    "html": lambda: (
        f"<html><head><title>Flood</title><meta name=date content=2018-01-25></head><body>"
        f"<article><h1>Flood</h1><p>{FIRST}</p><p>{SECOND}</p></article></body></html>"
    ).encode(),
    "md": lambda: (
        f"---\ntitle: Flood\ntags: [a, b]\n---\n# Flood\n\n{FIRST}\n\n{SECOND}\n".encode()
    ),
    "csv": lambda: f'title,date,text\nFlood,2018-01-25,"{FIRST}"\nDam,,"{SECOND}"\n'.encode(),
    "jsonl": lambda: b"\n".join(
        json.dumps({"title": "Flood", "date": "2018-01-25", "text": text}).encode()
        for text in (FIRST, SECOND)
    ),
    "txt": lambda: f"Flood\n\nReuters, January 25, 2018\n\n{FIRST}\n\n{SECOND}\n".encode(),
}


def mutated(raw: bytes, chance: random.Random) -> bytes:
    """A few changes of the kinds that break files: flips, cuts, repetitions, foreign bytes."""
    made = bytearray(raw)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(made) + 1)
        end = min(len(made), at + chance.choice((1, 4, 64, 1_000)))
        kind = chance.randrange(5)
        if kind == 0 and at < len(made):
            made[at] ^= 1 << chance.randrange(8)
        elif kind == 1:
            del made[at:end]
        elif kind == 2:
            made[at:at] = made[at:end] * chance.randint(1, 20)
        elif kind == 3:
            made[at:at] = chance.choice(NASTY)
        else:
            made[at:end] = chance.randbytes(end - at)
    return bytes(made)


def mutated_inside(raw: bytes, chance: random.Random) -> bytes:
    """An archive with one of its members mutated, sums and lengths right: its parser sees it."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(stream, "w") as new:
        members = old.namelist()
        chosen = chance.choice(members)
        for member in members:
            held = old.read(member)
            new.writestr(member, mutated(held, chance) if member == chosen else held)
    return stream.getvalue()


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(seconds=30) as opened:
        yield opened


@pytest.mark.parametrize("kind", MADE)
def test_a_mutated_file_is_read_or_refused(kind: str, tmp_path: Path, sandbox: Sandbox) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    raw = MADE[kind]()
    said = {"read": 0, "refused": 0}
    for seed in range(INPUTS // len(MADE)):
        name = f"a.{kind}"
        change = mutated_inside if kind == "docx" and seed % 4 else mutated
        broken = change(raw, random.Random(f"{kind} {seed}"))
        (folder / name).write_bytes(broken)
        try:
            documents, _ = load_file(folder, name, max_bytes=10_000_000, sandbox=sandbox)
        except ArticleRefused as refusal:
            assert refusal.reason and "longer than" not in refusal.reason, seed
            assert "broke down" not in refusal.reason, seed
            said["refused"] += 1
            continue
        said["read"] += 1
        for document in documents:
            for passage in cut(document):
                assert document.text[passage.start : passage.end] == passage.text, seed
        assert (folder / name).read_bytes() == broken
    assert said["read"], "nothing was left to read: the mutations are too rough"
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["a." + kind, "articles"]
