"""Files that hang, grow or kill what reads them: one refused file each, and the next is read."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.articles import load_files
from qa.articles.formats import Unreadable
from qa.articles.sandbox import Damaged, Sandbox
from tests.conftest import ROOT
from tests.faults import Tell

ARTICLE = "The river Elwy rose by two metres on Monday, and 340 villagers left their homes by boat."
GOOD = f"<html><title>Flood</title><body><article><p>{ARTICLE}</p></article></body></html>"


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as opened:
        yield opened


def page(paragraphs: int) -> bytes:
    body = "".join(f"<p>{ARTICLE} It was day {n}.</p>" for n in range(paragraphs))
    return f"<html><body><article>{body}</article></body></html>".encode()


def pdf_of(stream: bytes) -> bytes:
    """A PDF of one page, whose content is this deflated stream."""
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] /Contents 4 0 R >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(stream), stream),
    ]
    raw, places = b"%PDF-1.7\n", []
    for n, part in enumerate(parts, start=1):
        places.append(len(raw))
        raw += b"%d 0 obj\n%s\nendobj\n" % (n, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % len(raw)
    return raw + b"xref\n0 5\n0000000000 65535 f \n" + table + trailer


def reads_on(sandbox: Sandbox) -> bool:
    return ARTICLE in sandbox.parse("good.html", GOOD.encode())[0].text


def test_one_worker_reads_file_after_file(sandbox: Sandbox) -> None:
    assert reads_on(sandbox) and sandbox._worker is not None
    first = sandbox._worker.pid
    assert reads_on(sandbox) and sandbox._worker.pid == first


def test_plain_text_starts_no_process(sandbox: Sandbox) -> None:
    assert sandbox.parse("a.txt", ARTICLE.encode())[0].text == ARTICLE
    assert sandbox._worker is None


def test_a_file_that_takes_too_long_is_given_up(sandbox: Sandbox, tell: Tell) -> None:
    sandbox.seconds = 0.05  # less than the worker needs to start
    began = time.monotonic()
    with pytest.raises(Unreadable, match=r"takes longer than 0\.05 seconds"):
        sandbox.parse("slow.html", GOOD.encode())
    assert time.monotonic() - began < 10
    sandbox.seconds = 60
    assert reads_on(sandbox)
    tell("a parser takes too long", "reading a file", "one file refused, the next is read")


def test_a_worker_that_is_killed_over_a_file_costs_that_file_alone(
    sandbox: Sandbox, tell: Tell
) -> None:
    assert reads_on(sandbox) and sandbox._worker is not None
    worker = sandbox._worker
    threading.Timer(0.3, lambda: os.kill(worker.pid, signal.SIGKILL)).start()
    with pytest.raises(Unreadable, match=r"broke down over it \(status -9\)"):
        sandbox.parse("big.html", page(60_000))
    assert reads_on(sandbox)
    tell("a parser is killed over a file", "reading a file", "one file refused, the next is read")


def test_a_worker_that_died_between_files_is_started_anew(sandbox: Sandbox) -> None:
    assert reads_on(sandbox) and sandbox._worker is not None
    sandbox._worker.kill()
    sandbox._worker.wait()
    assert reads_on(sandbox)


def test_memory_is_bounded(tell: Tell) -> None:
    with Sandbox(megabytes=400) as small, pytest.raises((Unreadable, Damaged)) as caught:
        small.parse("big.html", page(400_000))
    assert str(caught.value)
    with Sandbox(megabytes=400) as small:
        assert reads_on(small)
    tell("a parser wants too much memory", "reading a file", "one file refused, the next is read")


def test_what_a_file_gives_is_bounded(tell: Tell) -> None:
    with Sandbox(most_text=2_000) as small:
        with pytest.raises(Unreadable, match=r"more than 0\.002 MB of text"):
            small.parse("long.html", page(100))
        assert reads_on(small)
    tell("a parser gives too much text", "reading a file", "one file refused, the next is read")


def test_a_pdf_that_unpacks_to_a_gigabyte(sandbox: Sandbox, tell: Tell) -> None:
    packer = zlib.compressobj(9)
    bomb = b"".join(packer.compress(b" " * 10_000_000) for _ in range(100)) + packer.flush()
    assert len(bomb) < 2_000_000
    with pytest.raises((Unreadable, Damaged)) as caught:
        sandbox.parse("bomb.pdf", pdf_of(bomb))
    assert str(caught.value)
    assert reads_on(sandbox)
    tell("a PDF unpacks to a gigabyte", "reading a file", "one file refused, the next is read")


@pytest.mark.parametrize("depth", [1_000, 100_000])
def test_absurd_nesting_stops_nothing(sandbox: Sandbox, tell: Tell, depth: int) -> None:
    raw = b"<html><body>" + b"<div>" * depth + ARTICLE.encode() + b"</div>" * depth
    try:
        assert sandbox.parse("deep.html", raw)
    except (Unreadable, Damaged) as refused:
        assert str(refused)
    assert reads_on(sandbox)
    tell(
        f"{depth:,} nested elements of HTML", "reading a file", "read or refused, the next is read"
    )


def test_the_worker_can_write_no_file(tmp_path: Path, tell: Tell) -> None:
    target = tmp_path / "written"
    script = (
        "from qa.articles.formats.worker import limit_process; limit_process(2000);"
        f"import pathlib; pathlib.Path({str(target)!r}).write_text('x')"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1 and "File too large" in done.stderr
    assert target.read_bytes() == b""
    tell("a parser writes a file", "reading a file", "refused to it, the file stays empty")


# The worker itself, with a parser that tries to reach beyond it
REACHING = """
import json, os, socket, subprocess, sys, urllib.request
from qa.articles.formats import worker
from qa.articles.formats.extract import Extract

port = int(sys.argv.pop())
ATTEMPTS = {
    "connect": lambda: socket.create_connection(("127.0.0.1", port), 5),
    "bare connect": lambda: socket.socket().connect(("127.0.0.1", port)),
    "datagram": lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", port)),
    "fetch": lambda: urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5),
    "listen": lambda: socket.socket().bind(("127.0.0.1", 0)),
    "look up": lambda: socket.getaddrinfo("localhost", 80),
    "program": lambda: subprocess.run(["true"]),
    "shell": lambda: os.system("true"),
    "fork": os.fork,
    "exec": lambda: os.execv("/bin/true", ["true"]),
    "spawn": lambda: os.posix_spawn("/bin/true", ["true"], {}),
}

def attempt(raw):
    try:
        ATTEMPTS[raw.decode()]()
    except Exception as error:
        return (Extract(f"{type(error).__name__}: {error}"),)
    return (Extract("it did"),)

worker.LOADERS = {".html": attempt}
worker.main()
"""
ATTEMPTS = (
    *("connect", "bare connect", "datagram", "fetch", "listen", "look up"),
    *("program", "shell", "fork", "exec", "spawn"),
)


def test_the_worker_opens_no_connection_and_starts_no_program(tell: Tell) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        port = server.getsockname()[1]
        requests = b"".join(b".html %d\n%s" % (len(name), name.encode()) for name in ATTEMPTS)
        done = subprocess.run(
            [sys.executable, "-c", REACHING, "2000", str(port)],
            cwd=ROOT,
            input=requests,
            capture_output=True,
            timeout=120,
            check=True,
        )
        replies = [json.loads(line)["extracts"][0]["text"] for line in done.stdout.splitlines()]
        with pytest.raises(TimeoutError):
            server.accept()
    assert len(replies) == len(ATTEMPTS)
    for name, said in zip(ATTEMPTS, replies, strict=True):
        assert "a parser may not do this" in said, f"{name}: {said}"
    tell(
        "a parser connects, listens, looks up a name, starts a program",
        "reading a file",
        "refused to it, nothing reaches the network; compiled code is not held by it",
    )


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="no /proc here")
def test_the_worker_sees_no_secret_of_the_environment(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("A_SECRET", "hunter2")
    assert reads_on(sandbox) and sandbox._worker is not None
    seen = Path(f"/proc/{sandbox._worker.pid}/environ").read_bytes()
    assert b"PATH=" in seen and b"hunter2" not in seen


def test_closing_ends_the_worker() -> None:
    with Sandbox() as opened:
        assert reads_on(opened) and opened._worker is not None
        worker = opened._worker
    assert worker.poll() is not None


def test_in_a_folder_the_others_are_read(tmp_path: Path) -> None:
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.7 and nothing more")
    (tmp_path / "good.html").write_text(GOOD)
    (tmp_path / "good.txt").write_text(ARTICLE)
    documents, refused = load_files(
        tmp_path, ["bad.pdf", "good.html", "good.txt"], max_bytes=1_000_000
    )
    assert [d.path for d in documents] == ["good.html", "good.txt"]
    assert [r.path for r in refused] == ["bad.pdf"]
    assert refused[0].reason.startswith("it is damaged, or no PDF")
