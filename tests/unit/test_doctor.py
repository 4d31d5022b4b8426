"""What the doctor finds, each time with something really out of order."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa import doctor
from qa.doctor import Check, examine
from qa.indexing import build
from qa.indexing.locking import hold
from qa.settings import Settings
from tests.conftest import settings_in, the_five_in
from tests.unit.conftest import in_process


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The five articles indexed with the real model."""
    settings = the_five_in(tmp_path_factory.mktemp("doctor"))
    build(settings)
    return settings


@pytest.fixture
def healthy(built: Settings, tmp_path: Path) -> Iterator[Settings]:
    """A copy of it to break."""
    shutil.copytree(built.articles.parent, tmp_path / "copy")
    settings = settings_in(tmp_path / "copy")
    for file in built.articles.iterdir():  # with its time stamp, which tells that it is unchanged
        shutil.copystat(file, settings.articles / file.name)
    yield settings


def found(settings: Settings) -> dict[str, Check]:
    return {check.name: check for check in examine(settings)}


def bad(settings: Settings) -> dict[str, str]:
    return {name: c.outcome for name, c in found(settings).items() if c.outcome != "good"}


def test_all_is_well(healthy: Settings) -> None:
    checks = found(healthy)
    assert {c.outcome for c in checks.values()} == {"good"}, checks
    assert "5 articles" in checks["index"].found
    assert "weights 53aa51172d14" in checks["model"].found


def test_the_command(healthy: Settings) -> None:
    options = ["--articles", str(healthy.articles), "--index", str(healthy.index)]
    said = in_process("doctor", *options)
    assert said.code == 0 and said.out.endswith("Good.\n")
    result = in_process("doctor", "--index", str(healthy.data), "--json").json
    assert result["healthy"] is False
    (problem,) = [c for c in result["checks"] if c["outcome"] == "problem"]
    assert problem["name"] == "index" and "python -m qa index" in problem["fix"]


def test_a_changed_article_is_noted(healthy: Settings) -> None:
    (healthy.articles / "new.txt").write_text("The talks went on in Zutphen on Friday.")
    assert bad(healthy) == {"up to date": "warning"}


def test_a_file_left_out_is_noted(healthy: Settings) -> None:
    (healthy.articles / "film.mp4").write_bytes(b"\x00")
    assert bad(healthy) == {"articles": "warning"}


def test_no_articles(healthy: Settings) -> None:
    shutil.rmtree(healthy.articles)
    assert bad(healthy)["articles"] == "problem"


def test_a_damaged_index(healthy: Settings) -> None:
    for file in healthy.index.rglob("*.sqlite*"):
        file.write_bytes(b"not a database")
    checks = found(healthy)
    assert checks["index"].outcome == "problem" and checks["index"].fix


def test_a_folder_that_cannot_be_written(healthy: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    settings = healthy.model_copy(update={"data": tmp_path / "file" / "data"})
    check = found(settings)["writing"]
    assert check.outcome == "problem" and "name another folder" in check.fix


def test_a_build_that_runs_is_noted(healthy: Settings) -> None:
    with hold(healthy.index):
        assert bad(healthy) == {"writing": "warning"}


def test_conversations_of_another_kind(healthy: Settings) -> None:
    healthy.data.mkdir(exist_ok=True)
    (healthy.data / "conversations.sqlite").write_bytes(b"not a database at all, but long enough")
    assert bad(healthy) == {"conversations": "problem"}


def test_another_version_than_pinned(
    healthy: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "requirements.txt").write_text("numpy==0.0.1\nno-such-package==1.0  # why\n")
    monkeypatch.setattr(doctor, "_REQUIREMENTS", tmp_path / "requirements.txt")
    check = found(healthy)["packages"]
    assert check.outcome == "problem"
    assert "(0.0.1 is pinned)" in check.found and "no-such-package missing" in check.found
    assert "pip install -r requirements.txt" in check.fix


def test_a_model_that_is_not_there(healthy: Settings) -> None:
    settings = healthy.model_copy(update={"model": str(healthy.data / "nothing")})
    check = found(settings)["model"]
    assert check.outcome == "problem" and "QA_MODEL" in check.fix


def test_no_room(healthy: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_LEAST_ROOM", 10**18)
    assert bad(healthy) == {"room": "problem"}


@pytest.mark.parametrize(
    ("error", "fix"),
    [
        (PermissionError(13, "Permission denied", "/data/x"), "See that /data/x is there"),
        (FileNotFoundError(2, "No such file", "/data/x"), "See that /data/x is there"),
        (TimeoutError(110, "timed out"), "Run it again when no build runs"),
        (RuntimeError("mat1 and mat2"), "Run it again when no build runs"),
        (ValueError("bad\nport"), "Run it again when no build runs"),
        (OSError("[E050] Can't find model"), "pip install -r requirements.txt"),
        (ImportError("no torch"), "pip install -r requirements.txt"),
    ],
)
def test_whatever_a_check_raises_is_told_with_a_fix_and_the_others_are_made(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, error: Exception, fix: str
) -> None:
    def broken() -> Check:
        raise error

    for name in ("_model", "_reader", "_parsing", "_index"):  # what takes its time
        monkeypatch.setattr(doctor, name, lambda *_: Check("other", "good", ""))
    monkeypatch.setattr(doctor, "_sentences", broken)
    checks = list(examine(settings_in(tmp_path)))
    (check,) = (c for c in checks if c.name == "sentences")
    assert check.outcome == "problem" and fix in check.fix
    assert check.found.startswith(f"{type(error).__name__}: ") and "\n" not in check.found
    assert len(checks) == 15 and checks[-1].name == "sign-in"


def test_files_that_vanish_while_they_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_in(tmp_path)
    for name in ("a", "b", "c"):
        (settings.index / name).mkdir(parents=True)
        (settings.index / name / "file").write_bytes(b"x" * 1_000_000)
    assert "the index takes 3.0 MB" in doctor._room(settings).found
    stat = Path.stat

    def swept_meanwhile(path: Path, **options: bool) -> os.stat_result:
        if path.name == "file":
            for name in ("a", "b", "c"):
                shutil.rmtree(settings.index / name, ignore_errors=True)
        return stat(path, **options)

    monkeypatch.setattr(Path, "stat", swept_meanwhile)
    check = doctor._room(settings)
    assert check.outcome == "good" and "the index takes 0.0 MB" in check.found
