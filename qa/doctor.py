"""What the program needs, looked at one by one: what is there, and how to mend what is not."""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal

from qa.articles import scan
from qa.articles.sandbox import Sandbox
from qa.conversations import Conversations
from qa.encoder import open_query_encoder
from qa.errors import IndexBusy, QAError, first_line
from qa.indexing import open_store, plan
from qa.indexing.locking import hold
from qa.read.opening import comes_along
from qa.settings import Settings
from qa.signin import providers, sign_in_section
from qa.sureness import sureness_of
from qa.text import sentences

__all__ = ["Check", "examine"]

Outcome = Literal["good", "warning", "problem"]

_OLDEST_PYTHON = (3, 11)
_REQUIREMENTS = Path(__file__).resolve().parent.parent / "requirements.txt"
_PINNED = re.compile(r"^([A-Za-z0-9_.-]+)==([^\s#;]+)", re.MULTILINE)
_ROOM = 3  # times the index that a build may need beside it: a copy, and what grows
_LEAST_ROOM = 200_000_000  # bytes
_PAGE = (
    b"<html><body><article><p>The talks began on Monday in the city.</p></article></body></html>"
)
_AGAIN = "Run it again when no build runs; if it stays, report it with this line."
_INSTALL = "Install what is pinned: pip install -r requirements.txt"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at. found: in words; fix: what to do, when it is not good."""

    name: str
    outcome: Outcome
    found: str
    fix: str = ""

    def to_dict(self) -> dict[str, str]:
        return {"name": self.name, "outcome": self.outcome, "found": self.found, "fix": self.fix}


def examine(settings: Settings) -> Iterator[Check]:
    """Each check as it is made; none changes anything."""
    checks: tuple[tuple[str, Callable[[], Check]], ...] = (
        ("python", _python),
        ("packages", _packages),
        ("settings", partial(_settings, settings)),
        ("model", partial(_model, settings)),
        ("sentences", _sentences),
        ("reader", partial(_reader, settings)),
        ("parsing", _parsing),
        ("articles", partial(_articles, settings)),
        ("store", partial(_store, settings)),
        ("index", partial(_index, settings)),
        ("up to date", partial(_up_to_date, settings)),
        ("writing", partial(_writing, settings)),
        ("room", partial(_room, settings)),
        ("conversations", partial(_conversations, settings)),
        ("sign-in", partial(_sign_in, settings)),
    )
    for name, check in checks:
        try:
            made = check()
        except QAError as error:
            made = Check(name, "problem", error.problem, error.fix)
        except Exception as error:  # noqa: BLE001 - the other checks are still wanted
            found = f"{type(error).__name__}: {first_line(error)}"
            made = Check(name, "problem", found, _fix(error))
        yield made


def _fix(error: Exception) -> str:
    """What to do about an error that no check foresaw."""
    if isinstance(error, OSError) and error.filename:
        return f"See that {error.filename} is there for this user to read and write. {_AGAIN}"
    # Libraries tell of a file or model of theirs that is missing by an OSError without a number
    missing = isinstance(error, ImportError) or (isinstance(error, OSError) and not error.errno)
    return _INSTALL if missing else _AGAIN


def _python() -> Check:
    found = f"Python {sys.version.split()[0]} on {sys.platform}"
    if sys.version_info < _OLDEST_PYTHON:
        return Check("python", "problem", found, "Install Python 3.11 or newer.")
    return Check("python", "good", found)


def _packages() -> Check:
    pinned = dict(_PINNED.findall(_REQUIREMENTS.read_text("utf-8")))
    other = []
    for name, wanted in pinned.items():
        try:
            installed = version(name)
        except PackageNotFoundError:
            installed = "missing"
        if installed.split("+")[0] != wanted:
            other.append(f"{name} {installed} ({wanted} is pinned)")
    if other:
        return Check("packages", "problem", ", ".join(other), _INSTALL)
    return Check("packages", "good", f"all {len(pinned)} pinned packages at their versions")


def _settings(settings: Settings) -> Check:
    changed = ", ".join(
        f"{name} {getattr(settings, name)}" for name in sorted(settings.model_fields_set)
    )
    worth = sureness_of(settings)
    floor = f"nothing is answered below a confidence of {settings.threshold:.2f}" + (
        f" ({worth.right:.0%} of the first answers from {worth.threshold:.2f} on were right on "
        f"{worth.questions} quiz questions)"
        if worth is not None
        else ""
    )
    return Check("settings", "good", f"{changed or 'all as they come'}; {floor}")


def _model(settings: Settings) -> Check:
    encoder = open_query_encoder(settings.model, computing=settings.computing)
    vector = encoder.encode(["Who attended the talks?"])[0]
    length = float(vector @ vector)
    if not 0.99 < length < 1.01:
        found = f"{encoder.name} gives vectors of length {length:.3f}, not 1"
        return Check("model", "problem", found, "Name another model in QA_MODEL.")
    found = (
        f"{encoder.name}, {encoder.dimension} dimensions, weights {encoder.digest[:12]}…, in "
        f"{encoder.precision.name} on {encoder.backend}: {encoder.precision.why}"
    )
    return Check("model", "good", found)


def _sentences() -> Check:
    cut = sentences("Dr. Kral arrived at 9 a.m. on Monday. She left.")
    if len(cut) != 2:
        return Check("sentences", "problem", f"a text of two was cut into {len(cut)}", _INSTALL)
    return Check("sentences", "good", "the sentence splitter works")


def _reader(settings: Settings) -> Check:
    if not comes_along(settings.reader):
        return Check("reader", "good", f"{settings.reader}, opened with the first question")
    if settings.reader == "packaged":
        from qa.read.scorers import PackagedScorer

        PackagedScorer.open(computing=settings.computing)
    return Check("reader", "good", settings.reader)


def _parsing() -> Check:
    with Sandbox() as sandbox:
        if not sandbox.parse("a.html", _PAGE):
            return Check("parsing", "problem", "a page gave no text", _INSTALL)
    return Check("parsing", "good", "foreign files are read in a process of their own")


def _articles(settings: Settings) -> Check:
    found = scan(settings.articles)
    words = f"{len(found.files):,} files in {settings.articles}"
    if found.skipped:
        fix = "See which and why: python -m qa status"
        return Check("articles", "warning", f"{words}, {len(found.skipped):,} left out", fix)
    if not found.files:
        return Check("articles", "problem", words, "Put articles in: python -m qa add FILE")
    return Check("articles", "good", words)


def _store(settings: Settings) -> Check:
    if settings.store == "embedded":
        found = f"the folder {settings.index}"
        if settings.chroma_url:
            from qa.stores.chroma import server_version as chroma_version

            version = chroma_version(settings.chroma_url)
            found += f", vectors in Chroma at {settings.chroma_url} ({version})"
        return Check("store", "good", found)
    from qa.stores.milvus.connection import server_version

    version = server_version(settings)
    found = f"{settings.milvus_name} in Milvus at {settings.milvus_uri} ({version})"
    return Check("store", "good", found)


def _index(settings: Settings) -> Check:
    store = open_store(settings)
    try:
        held = store.manifest
        found = f"{held.documents:,} articles, {held.passages:,} passages, built {held.created}"
    finally:
        store.close()
    return Check("index", "good", f"{found}; to prove it sound: python -m qa verify")


def _up_to_date(settings: Settings) -> Check:
    todo = plan(settings)
    if not todo.needed:
        return Check("up to date", "good", "the index matches the articles")
    what = f"{len(todo.new):,} new, {len(todo.changed):,} changed, {len(todo.gone):,} gone"
    fix = "Bring it up to date: python -m qa index"
    return Check("up to date", "warning", todo.rebuild or what, fix)


def _writing(settings: Settings) -> Check:
    """Folders that do not exist yet are made when they are needed: their parent counts."""
    for folder in (settings.articles, settings.index, settings.data):
        there = _nearest(folder)
        try:
            with tempfile.TemporaryFile(dir=there):
                pass
        except OSError as error:
            found = f"{there} cannot be written ({error.strerror or error})"
            fix = f"Give this user the right to write there, or name another folder for {folder}."
            return Check("writing", "problem", found, fix)
    try:
        if settings.index.is_dir():
            with hold(settings.index):
                pass
    except IndexBusy as busy:
        return Check("writing", "warning", busy.problem, busy.fix)
    return Check("writing", "good", "the folders of articles, index and conversations")


def _room(settings: Settings) -> Check:
    free = shutil.disk_usage(_nearest(settings.index)).free
    held = _size(settings.index)
    wanted = max(_LEAST_ROOM, _ROOM * held)
    found = f"{free / 1e9:,.1f} GB free; the index takes {held / 1e6:,.1f} MB"
    if free < wanted:
        fix = f"Free {(wanted - free) / 1e9:,.1f} GB: a build writes beside the index in use."
        return Check("room", "problem", found, fix)
    return Check("room", "good", found)


def _conversations(settings: Settings) -> Check:
    kept = len(Conversations(settings.data, owner=None).find())
    return Check("conversations", "good", f"{kept:,} kept in {settings.data}")


def _sign_in(settings: Settings) -> Check:
    names = providers(sign_in_section(), editors=settings.editors, readers=settings.readers)
    if not names:
        found = "nobody signs in: whoever reaches the page may do everything"
        return Check("sign-in", "good", found)
    if not settings.editors:
        return Check(
            "sign-in",
            "warning",
            "people sign in, and nobody may add articles or rebuild on the page",
            "Name editors: QA_EDITORS=ana@desk.example,@archive.example",
        )
    asking = settings.readers or "everybody whom the provider signs in"
    return Check("sign-in", "good", f"editors: {settings.editors}; readers: {asking}")


def _size(folder: Path) -> int:
    """Bytes of its files; a build that runs may take some away meanwhile."""
    held = 0
    for place, _, names in os.walk(folder):
        for name in names:
            with suppress(FileNotFoundError):
                held += Path(place, name).stat().st_size
    return held


def _nearest(folder: Path) -> Path:
    """The folder, or the nearest above it that exists."""
    whole = folder.absolute()
    return next(place for place in (whole, *whole.parents) if place.exists())
