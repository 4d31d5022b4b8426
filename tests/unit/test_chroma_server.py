"""Vectors on a Chroma server: whole states, nothing left behind, and a server that goes away."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from qa.doctor import examine
from qa.errors import IndexMismatch, IndexUnreachable, SettingsError
from qa.indexing import build, open_store, plan
from qa.indexing.verifying import verify
from qa.records import Filters
from qa.settings import Settings
from qa.stores import Store
from qa.stores.chroma import asking, server_version
from qa.stores.states import states_of
from qa.web.engine import EngineHolder
from tests.chroma import ChromaServer, free_port
from tests.conftest import ROOT, HashEncoder, the_five_in
from tests.faults import Tell

QUESTION = "who attended the Astana talks?"
FLOOD = "Flood on the Elwy\n\nThe river rose on Monday and the villagers left for Astana.\n"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ChromaServer]:
    running = ChromaServer(tmp_path / "server", free_port())
    running.start()
    yield running
    running.stop()


@pytest.fixture
def settings(server: ChromaServer, tmp_path: Path, hash_encoder: HashEncoder) -> Settings:
    """A copy of the five articles, to be indexed with the server; not yet indexed."""
    return the_five_in(tmp_path, chroma_url=server.url, reader="rules")


def collections(settings: Settings) -> dict[str, int]:
    """How many vectors each collection of the server has, by its name."""
    with asking(settings.chroma_url) as client:
        return {c.name: c.count() for c in client.list_collections()}


def nearest(store: Store, filters: Filters | None = None) -> list[tuple[str, float]]:
    vector = HashEncoder().encode([QUESTION])[0]
    return store.search_vectors(vector, 100, filters or Filters())


def names(settings: Settings) -> list[str]:
    return sorted(path.name for path in settings.articles.iterdir())


def change(settings: Settings) -> tuple[str, str]:
    """One article moves, one goes, one comes; where the first was and is."""
    moved, gone = names(settings)[:2]
    (settings.articles / moved).rename(settings.articles / "moved.txt")
    (settings.articles / gone).unlink()
    (settings.articles / "flood.txt").write_text(FLOOD, "utf-8")
    return moved, "moved.txt"


def test_only_the_vectors_are_on_the_server(settings: Settings) -> None:
    report = build(settings)
    ((name, count),) = collections(settings).items()
    assert count == report.passages
    (state,) = (path for path in settings.index.iterdir() if path.is_dir())
    assert name.endswith(state.name)
    assert [path.name for path in (state / "vectors").iterdir()] == ["server.json"]
    assert verify(settings).findings == ()
    (found,) = (check for check in examine(settings) if check.name == "store")
    assert settings.chroma_url in found.found and found.outcome == "good"


def test_who_is_open_goes_on_with_what_was_opened(settings: Settings) -> None:
    build(settings)
    with closing(open_store(settings)) as before:
        found = nearest(before)
        old, new = change(settings)
        report = build(settings)
        assert (report.new, report.gone) == (2, 2)
        assert report.encoded == 1, "what moved has its vectors still"
        assert nearest(before) == found
        assert nearest(before, Filters(documents=(old,)))
        assert not nearest(before, Filters(documents=(new,)))
    with closing(open_store(settings)) as after:
        assert len(nearest(after)) == report.passages
        assert nearest(after, Filters(documents=(new,)))
        assert not nearest(after, Filters(documents=(old,)))
    assert verify(settings).findings == ()
    ((_, count),) = collections(settings).items()
    assert count > report.passages, "the state before is kept"


def test_what_no_state_holds_any_more_is_deleted(settings: Settings) -> None:
    build(settings)
    old, new = change(settings)
    build(settings)
    (settings.articles / new).rename(settings.articles / old)  # and back: the same text again
    build(settings)
    (settings.articles / "flood.txt").unlink()
    report = build(settings)
    with closing(open_store(settings)) as store:
        assert nearest(store, Filters(documents=(old,)))
    build(settings, full=True)
    assert len(collections(settings)) == 2
    (settings.articles / "flood.txt").write_text(FLOOD, "utf-8")
    report = build(settings)
    assert collections(settings) == {max(collections(settings)): report.passages}
    assert verify(settings).findings == ()


def test_a_state_that_was_left_long_ago_says_so_rather_than_half_of_it(settings: Settings) -> None:
    build(settings)
    with closing(open_store(settings)) as store:
        before = nearest(store)
        change(settings)
        build(settings)
        assert nearest(store) == before, "one build later"
        (settings.articles / "moved.txt").unlink()
        build(settings)
        with pytest.raises(IndexMismatch, match="Open the index again"):
            nearest(store)


def test_stray_and_missing_vectors_are_found(settings: Settings) -> None:
    build(settings)
    ((name, _),) = collections(settings).items()
    with asking(settings.chroma_url) as client:
        collection = client.get_collection(name, embedding_function=None)
        held = collection.get(include=[])["ids"]
        collection.add(ids=["stray"], embeddings=HashEncoder().encode(["stray"]))
        with closing(open_store(settings)) as store:
            assert store.stray_vectors() == ["stray"]
        collection.delete(ids=held[:1])
    findings = verify(settings).findings
    assert {f.what for f in findings} == {
        "a vector without a passage",
        "the passage has no vector",
    }


def test_vectors_move_to_the_server_without_being_made_anew(settings: Settings) -> None:
    build(settings.model_copy(update={"chroma_url": ""}))
    with pytest.raises(IndexMismatch, match="its vectors are in its folder, not on a Chroma"):
        open_store(settings)
    assert plan(settings).rebuild
    report = build(settings)
    assert report.built and report.encoded == 0
    assert verify(settings).findings == ()
    with closing(open_store(settings)) as store:
        assert len(nearest(store)) == report.passages


def test_without_an_address_it_says_which_is_wanted(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    build(settings)
    here = settings.model_copy(update={"chroma_url": ""})
    with pytest.raises(IndexMismatch, match="its vectors are on a Chroma server, not in its"):
        open_store(here)
    report = build(here)
    assert report.encoded == report.passages, "nobody says where its vectors are"
    assert "QA_CHROMA_URL names none" in caplog.text
    wrong = settings.model_copy(update={"chroma_url": "http://"})
    with pytest.raises(SettingsError, match="no address"):
        build(wrong, full=True)


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost:abc",
        "http://localhost:99999",
        "http://[bad",
        "http://localhost:8000/chroma",
        "http://me:word@localhost:8000",
    ],
)
def test_what_is_no_address_is_refused_with_the_fix(url: str) -> None:
    with pytest.raises(SettingsError, match="no address of a Chroma server") as refused:
        server_version(url)
    assert "Set QA_CHROMA_URL to its address" in refused.value.fix


def test_a_server_at_an_address_of_ipv6(tmp_path: Path) -> None:
    try:
        with socket.socket(socket.AF_INET6) as free:
            free.bind(("::1", 0))
            port = int(free.getsockname()[1])
    except OSError:
        pytest.skip("this machine has no IPv6")
    server = ChromaServer(tmp_path / "server", port, host="::1")
    server.start()
    try:
        assert server.url == f"http://[::1]:{port}"
        assert server_version(server.url)
    finally:
        server.stop()
    with pytest.raises(IndexUnreachable, match=r"server at http://\[::1\]:\d+ does not answer"):
        server_version(server.url)


KILLED = """
import os, signal, sys
from pathlib import Path
import qa.indexing.building, qa.indexing.planning
from chromadb.api.models.Collection import Collection
from qa.settings import Settings
from qa.stores import encoding
from tests.conftest import HashEncoder

qa.indexing.building.open_encoder = lambda name, **_: HashEncoder()
qa.indexing.planning.model_digest = lambda name: HashEncoder.digest
encoding._BATCH = 2
real, done = Collection.upsert, []

def upsert(self, **rows):
    real(self, **rows)
    done.append(rows)
    if len(done) == int(sys.argv[4]):
        os.kill(os.getpid(), signal.SIGKILL)

Collection.upsert = upsert
qa.indexing.building.build(
    Settings(articles=Path(sys.argv[1]), index=Path(sys.argv[2]), chroma_url=sys.argv[3])
)
"""


def killed_build(settings: Settings, last: int) -> None:
    places = (str(settings.articles), str(settings.index), settings.chroma_url, str(last))
    done = subprocess.run(
        [sys.executable, "-c", KILLED, *places],
        cwd=ROOT,
        env={k: v for k, v in os.environ.items() if not k.startswith("QA_")},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr


def test_a_killed_build_changes_nothing_and_leaves_nothing(settings: Settings, tell: Tell) -> None:
    killed_build(settings, 3)
    assert sum(collections(settings).values()) > 0
    report = build(settings)
    assert list(collections(settings).values()) == [report.passages]
    with closing(open_store(settings)) as store:
        before = nearest(store)
        old, _ = change(settings)
        killed_build(settings, 1)
        assert nearest(store) == before
    with closing(open_store(settings)) as store:
        assert nearest(store) == before, "also whoever opens it anew"
        assert nearest(store, Filters(documents=(old,)))
        assert sum(collections(settings).values()) > len(before), "what was added is there"
    build(settings)
    assert verify(settings).findings == ()
    came = "the last state goes on answering, seen whole; the next build finishes and cleans up"
    tell("the build is killed while vectors go to a Chroma server", "building", came)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_stopped_and_back_while_the_page_serves(
    server: ChromaServer, settings: Settings, tell: Tell, how: int
) -> None:
    build(settings)
    holder = EngineHolder(settings)

    def asked() -> list[str]:
        return [c.passage.id for c in holder.engine().ask(QUESTION).passages]

    before, engine = asked(), holder.engine()
    server.stop(how)
    (settings.articles / "flood.txt").write_text(FLOOD, "utf-8")
    for act in (lambda: engine.ask("who sponsored the talks?"), lambda: build(settings)):
        began = time.monotonic()
        with pytest.raises(IndexUnreachable, match=f"server at {server.url} does not answer") as no:
            act()
        assert "chroma run" in no.value.fix and "QA_CHROMA_URL" in no.value.fix
        assert time.monotonic() - began < 30
    server.start()
    assert asked() == before
    assert holder.engine() is engine, "nothing was opened anew"
    assert build(settings).built
    assert holder.engine().manifest.documents == 6
    assert verify(settings).findings == ()
    came = "refused with where it should be and the fix; answered again once it is back"
    tell(f"the Chroma server is stopped ({signal.Signals(how).name})", "serving", came)


def test_one_that_hangs_is_not_waited_for(
    server: ChromaServer, settings: Settings, tell: Tell
) -> None:
    build(settings)
    with closing(open_store(settings)) as store:
        before = nearest(store)
        assert server.process is not None
        server.process.send_signal(signal.SIGSTOP)
        os.waitpid(server.process.pid, os.WUNTRACED)  # until all its threads have stopped
        try:
            for act in (lambda: nearest(store), lambda: open_store(settings)):
                began = time.monotonic()
                with pytest.raises(IndexUnreachable, match="does not answer"):
                    act()
                assert time.monotonic() - began < 30
        finally:
            server.process.send_signal(signal.SIGCONT)
        assert nearest(store) == before
    came = "refused within 30 s with where it should be; answered again once it goes on"
    tell("the Chroma server hangs (SIGSTOP)", "serving", came)


def test_what_cannot_be_removed_now_is_removed_later(
    server: ChromaServer, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    killed_build(settings, 3)
    (left,) = (path for path in settings.index.iterdir() if path.is_dir())
    server.stop()
    states_of(settings).sweep_partial()
    assert left.is_dir() and "are not removed yet" in caplog.text
    server.start()
    states_of(settings).sweep_partial()
    assert not left.exists() and collections(settings) == {}


def test_what_a_server_has_that_is_named_no_more_is_told(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    build(settings)
    ((name, _),) = collections(settings).items()
    here = settings.model_copy(update={"chroma_url": ""})
    build(here)
    (settings.articles / "flood.txt").write_text(FLOOD, "utf-8")
    build(here)
    assert f"{name} stays on its Chroma server" in caplog.text
    assert len([path for path in settings.index.iterdir() if path.is_dir()]) == 2


def test_its_data_can_go_to_another_address(
    server: ChromaServer, settings: Settings, tmp_path: Path
) -> None:
    build(settings)
    with closing(open_store(settings)) as store:
        before = nearest(store)
    server.stop(signal.SIGTERM)
    shutil.copytree(server.folder, tmp_path / "elsewhere")
    other = ChromaServer(tmp_path / "elsewhere", free_port())
    other.start()
    try:
        moved = settings.model_copy(update={"chroma_url": other.url})
        assert plan(moved).needed is False
        with closing(open_store(moved)) as store:
            assert nearest(store) == before
    finally:
        other.stop()
