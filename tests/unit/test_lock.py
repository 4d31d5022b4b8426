"""The lock names every package of the program, at its version, by hash, and says so of no other."""

from __future__ import annotations

import re

from packaging.requirements import Requirement

from tests.conftest import ROOT
from tests.unit.test_licences import GRAPHICS, brought_in

_LOCKED = ("requirements.txt", "requirements-signin.txt")
_ENTRY = re.compile(r"^([A-Za-z0-9_.-]+==[^\\\n]+?)( \\\n(?:    --hash=.+\n)+)", re.MULTILINE)
_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}\b")
_LEFT_OUT = ("torch", "triton", "cuda-", *GRAPHICS)


def locked() -> dict[str, set[str]]:
    """Versions by name. A package may stand there once for each Python."""
    versions: dict[str, set[str]] = {}
    for said, _ in _ENTRY.findall((ROOT / "requirements.lock").read_text("utf-8")):
        entry = Requirement(said)
        if entry.marker is None or entry.marker.evaluate():
            versions.setdefault(_name(entry.name), set()).add(str(entry.specifier)[2:])
    return versions


def _name(written: str) -> str:
    return re.sub(r"[-_.]+", "-", written).lower()


def test_what_is_pinned_is_locked_at_that_version() -> None:
    held = locked()
    for file in _LOCKED:
        for line in (ROOT / file).read_text("utf-8").splitlines():
            name, _, version = line.partition("==")
            if version and name != "torch":
                assert held[_name(name)] == {version}, f"{line}: run make lock"


def test_all_that_comes_along_is_locked_but_torch() -> None:
    held = locked()
    names = {_name(package.metadata["Name"]) for package in brought_in(*_LOCKED)}
    assert {n for n in names - set(held) if not n.startswith(_LEFT_OUT)} == set()
    assert not [name for name in held if name.startswith(_LEFT_OUT)]


def test_every_entry_has_its_hashes_and_there_is_nothing_else() -> None:
    text = (ROOT / "requirements.lock").read_text("utf-8")
    assert all(_HASH.search(hashes) for _, hashes in _ENTRY.findall(text))
    rest = _ENTRY.sub("", text)
    assert [x for x in rest.splitlines() if x.strip() and not x.lstrip().startswith("#")] == []
