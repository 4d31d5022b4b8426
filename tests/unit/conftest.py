"""Commands as people run them, and how they ended."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from qa.articles.sandbox import Sandbox
from qa.cli import main
from qa.settings import Settings
from tests.chroma import ChromaServer, free_port
from tests.conftest import ROOT, HashEncoder


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Ran]

SANDBOX = Sandbox()  # for all tests that read files: its process starts once


@contextmanager
def disk_of(size: str, folder: Path) -> Iterator[Path]:
    """A real disk of its own, mounted as a new folder. size: as `mount` reads it."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("mounting a small disk is not allowed here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture(scope="session")
def chroma_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Chroma server that all tests of a run share."""
    server = ChromaServer(tmp_path_factory.mktemp("chroma"), free_port())
    server.start()
    yield server.url
    server.stop()


@pytest.fixture(scope="session", autouse=True)
def sandbox_closed() -> Iterator[None]:
    yield
    SANDBOX.close()


def in_process(*arguments: str, **more: Any) -> Ran:
    """`python -m qa …` as a person runs it."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("QA_")}
    environment["QA_BACKEND"] = "torch"
    done = subprocess.run(
        [sys.executable, "-m", "qa", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        **more,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def run(
    settings: Settings,
    hash_encoder: HashEncoder,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """The program's `main` with the copied articles and the fake encoder, in this process."""
    monkeypatch.setattr(os, "_exit", sys.exit)  # `main` ends the process at once
    monkeypatch.setenv("QA_ARTICLES", str(settings.articles))
    monkeypatch.setenv("QA_INDEX", str(settings.index))

    def ran(*arguments: str) -> Ran:
        capsys.readouterr()
        monkeypatch.setattr(sys, "argv", ["qa", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        return Ran(int(ended.value.code or 0), out, err)

    return ran
