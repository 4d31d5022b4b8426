"""The index in Milvus: what changes is written, nothing is seen half done, refusals say the fix.

Over a Milvus Lite file in this process, and where several processes matter over Milvus Lite's own
server on this machine: a file is for one process at a time.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from grpc import StatusCode
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pymilvus.exceptions import MilvusException

from qa.encoder import Vectors
from qa.errors import (
    IndexBusy,
    IndexDamaged,
    IndexMismatch,
    IndexNotWritten,
    IndexUnreachable,
    SettingsError,
)
from qa.indexing import build, build_documents, current_generation, open_store, plan
from qa.indexing.verifying import verify
from qa.records import Filters
from qa.settings import Settings
from qa.stores import Store, StoreError
from qa.stores.milvus import connection, opened, states
from qa.stores.milvus.connection import Milvus, Row, connect
from qa.stores.milvus.locking import Lock
from qa.stores.milvus.records import read_state, remove_record, state_names
from qa.stores.milvus.schema import FOREVER, PARTS, PASSAGES, STATES, TERMS, in_parts, token
from qa.text import terms
from qa.web.engine import EngineHolder
from tests.chroma import free_port
from tests.conftest import (
    ROOT,
    HashEncoder,
    in_milvus,
    make_document,
    settings_in,
    the_five_in,
)
from tests.faults import Tell
from tests.unit.conftest import Run

FLOOD = " ".join(f"Sentence {n} of the flood report names village {n * 7}." for n in range(60))
QUESTION = "who attended Astana and what flood was reported?"


@pytest.fixture
def shared(tmp_path: Path, hash_encoder: HashEncoder) -> Settings:
    """The five articles, to be indexed in a Milvus Lite file."""
    return the_five_in(tmp_path, **in_milvus(tmp_path))


def everything(store: Store, encoder: HashEncoder) -> dict[str, object]:
    """All that a store says of its documents and of a few questions."""
    vector = encoder.encode([QUESTION])[0]
    documents = store.documents()
    passages = [p for d in documents for p in store.passages_of(d.id)]
    ids = [p.id for p in passages]
    return {
        "documents": documents,
        "passages": passages,
        "terms": list(store.terms()),
        "frequencies": {t: store.document_frequency(t) for t in list(store.terms())[::20]},
        "spellings": list(store.spellings()),
        "words": [t for t in list(store.terms())[::20] if store.is_word(t)],
        "near": {t: round(c, 4) for t, c in store.similar_terms(vector[None], 0.3)[0].items()},
        "copies": {d.id: store.copies(d.id) for d in documents},
        "sources": store.sources(),
        "tags": store.tags(),
        "counts": store.term_counts(ids),
        "keywords": [
            (i, round(s, 9)) for i, s in store.search_keywords(terms(QUESTION), 50, Filters())
        ],
        "weights": {
            i: {t: round(w, 9) for t, w in found.items()}
            for i, found in store.term_weights(terms(QUESTION), ids).items()
        },
        "cosines": {i: round(s, 4) for i, s in store.search_vectors(vector, len(ids), Filters())},
    }


def found_by(store: Store) -> list[tuple[str, float]]:
    return store.search_keywords(terms(QUESTION), 50, Filters())


def told_by(settings: Settings, encoder: HashEncoder) -> dict[str, object]:
    with closing(open_store(settings)) as store:
        return everything(store, encoder)


def texts_in(settings: Settings) -> dict[str, str]:
    with closing(open_store(settings)) as store:
        return {d.path: d.text for d in store.documents()}


def texts_on_disk(settings: Settings) -> dict[str, str]:
    return {p.name: p.read_text("utf-8") for p in settings.articles.iterdir()}


def change(settings: Settings, turn: int = 0) -> None:
    """One article goes, one is edited, one comes, and one comes that is a copy of another."""
    first, second, third, *_ = sorted(settings.articles.iterdir())
    first.unlink()
    second.write_text(f"{second.read_text('utf-8')}\nOne more about river {turn}.\n", "utf-8")
    (settings.articles / f"flood-{turn}.txt").write_text(f"{FLOOD} It rained {turn} days.")
    copy = settings.articles / f"zz-copy-{turn}.txt"
    copy.write_text(f"{third.read_text('utf-8')}\nAn editor added edition {turn}.\n", "utf-8")


def milvus_of(settings: Settings) -> tuple[Milvus, int, int]:
    """The connection, and epoch and number of the state in use."""
    milvus = connect(settings)
    state = read_state(milvus, str(current_generation(settings)))
    return milvus, state.epoch, state.number


def every_row(milvus: Milvus, part: str, epoch: int) -> list[Row]:
    return milvus.rows(milvus.collection(part, epoch), "born > 0", ["pk", "born", "died"])


def test_the_same_as_in_the_embedded_store_and_after_changes(
    shared: Settings, hash_encoder: HashEncoder
) -> None:
    embedded = settings_in(shared.articles.parent / "beside", articles=shared.articles)
    for turn in range(2):
        for settings in (shared, embedded):
            report = build(settings)
            assert report.built and not plan(settings).needed
        assert told_by(shared, hash_encoder) == told_by(embedded, hash_encoder)
        with closing(open_store(shared)) as one, closing(open_store(embedded)) as other:
            ids = [p.id for d in one.documents() for p in one.passages_of(d.id)]
            ours, theirs = one.vectors(ids), other.vectors(ids)
            assert set(ours) == set(theirs) == set(ids)
            for id_ in ids:
                np.testing.assert_allclose(ours[id_], theirs[id_], atol=1e-6)
        assert verify(shared).to_dict() == verify(embedded).to_dict()
        assert verify(shared).findings == ()
        change(shared, turn)


def test_a_build_writes_what_changed_and_no_more(
    shared: Settings, hash_encoder: HashEncoder
) -> None:
    build(shared)
    milvus, first_epoch, first = milvus_of(shared)
    with closing(open_store(shared)) as store:
        before = everything(store, hash_encoder)
        hash_encoder.encoded.clear()
        (shared.articles / "flood.txt").write_text(FLOOD)
        report = build(shared)
        _, epoch, number = milvus_of(shared)
        assert (epoch, number) == (first_epoch, max(first + 1, number))
        passages = milvus.collection(PASSAGES, epoch)
        assert (
            milvus.count(passages, f"born == {number}")
            == report.encoded
            == report.passages - (milvus.count(passages, f"born == {first}"))
        )
        assert milvus.count(passages, f"died == {number}") == 0
        assert everything(store, hash_encoder) == before, "who is open goes on from what it opened"
    assert texts_in(shared) == texts_on_disk(shared)


def test_a_state_that_was_left_long_ago_says_so_rather_than_half_of_it(
    shared: Settings, hash_encoder: HashEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(states, "KEPT", timedelta(0))
    monkeypatch.setattr(opened, "LOOKS_EVERY", 0.0)
    build(shared)
    with closing(open_store(shared)) as store:
        before = store.search_keywords(["syria"], 50, Filters())
        change(shared, 0)
        build(shared)
        assert store.search_keywords(["syria"], 50, Filters()) == before, "one build later"
        change(shared, 1)
        build(shared)
        with pytest.raises(IndexMismatch, match="Open the index again"):
            store.search_keywords(["syria"], 50, Filters())
    milvus, epoch, number = milvus_of(shared)
    names = milvus.rows(milvus.collection(STATES), 'name like "state-%"', ["name"])
    assert len({row["name"] for row in names}) == 2, "the one in use and the one before"
    for part in PARTS:
        died = {int(row["died"]) for row in every_row(milvus, part, epoch)}
        assert died == {number, FOREVER}, "what died before is gone, too"


def test_a_state_that_was_replaced_is_looked_for_behind_each_read(
    shared: Settings, hash_encoder: HashEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(states, "KEPT", timedelta(0))
    build(shared)
    with closing(open_store(shared)) as store:
        ids = [p.id for d in store.documents() for p in store.passages_of(d.id)]
        change(shared, 0)
        build(shared)
        monkeypatch.setattr(opened, "LOOKS_EVERY", 0.0)  # as after a minute
        assert len(store.passages(ids)) == len(ids)
        monkeypatch.setattr(opened, "LOOKS_EVERY", 60.0)
        change(shared, 1)
        build(shared)
        with pytest.raises(IndexMismatch, match="Open the index again"):
            found_by(store)
        with pytest.raises(IndexMismatch, match="Open the index again"):
            store.passages(ids)


def test_another_machine_takes_over_from_milvus_alone(
    shared: Settings, hash_encoder: HashEncoder
) -> None:
    build(shared)
    change(shared)
    other = shared.model_copy(update={"index": shared.index.parent / "elsewhere"})
    hash_encoder.encoded.clear()
    report = build(other)
    assert (report.new, report.changed, report.gone) == (2, 1, 1)
    assert 0 < report.encoded < report.passages, "what is there is not encoded again"
    assert texts_in(shared) == texts_on_disk(shared), "this machine sees it at once"
    assert verify(shared).findings == ()
    build(shared, full=True)
    assert verify(other).findings == ()


def test_several_indexes_share_a_server(shared: Settings, hash_encoder: HashEncoder) -> None:
    desk = shared.model_copy(update={"milvus_name": "qa_2", "index": shared.index / "2"})
    build(shared)
    build_documents(desk, [make_document(FLOOD, name="flood.txt")])
    build(shared, full=True)
    assert list(texts_in(desk)) == ["flood.txt"]
    assert texts_in(shared) == texts_on_disk(shared)


def test_long_texts_and_odd_words_come_back_to_the_character(
    tmp_path: Path, hash_encoder: HashEncoder
) -> None:
    settings = settings_in(tmp_path, **in_milvus(tmp_path))
    long = make_document(
        "Ünïcödé 🙂 wörds — “quoted” \\ and 'so' on. " * 4_000 + "x" * 3_000 + " 1,250 end.",
        name='o\'dd "name".txt',
        title='A "title" with \\ marks',
        tags=('t"1', "t'2"),
    )
    build_documents(settings, [long])
    with closing(open_store(settings)) as store:
        assert store.document(long.id) == long
        assert store.passages_of(long.id)[-1].text.endswith("end.")
        found = store.search_keywords(terms("1,250"), 5, Filters(tags=('t"1',)))
        assert [i for i, _ in found] == [store.passages_of(long.id)[-1].id]
        assert "x" * 100 not in store.terms()


@given(st.text(st.characters(exclude_categories=["Cs"])), st.integers(1, 4))
def test_parts_are_the_text(text: str, times: int) -> None:
    whole = text * (30_000 * times // max(1, len(text)))
    parts = list(in_parts(whole))
    assert "".join(parts) == whole
    assert all(len(part.encode()) <= 65_535 for part in parts)


@given(st.lists(st.text(min_size=1, max_size=60), max_size=20))
@hypothesis_settings(deadline=None)
def test_tokens_stay_whole_in_milvus(found: list[str]) -> None:
    from milvus_lite.analyzer.standard import StandardAnalyzer

    tokens = [token(t.lower()) for t in found]
    assert StandardAnalyzer().tokenize(" ".join(tokens)) == tokens


def test_what_is_missing_is_found(shared: Settings, hash_encoder: HashEncoder) -> None:
    build(shared)
    milvus, epoch, _ = milvus_of(shared)
    collection = milvus.collection(PASSAGES, epoch)
    (row,) = milvus.rows(collection, 'terms like "%astana%"', ["pk"], limit=1)
    milvus.delete(collection, f'pk == "{row["pk"]}"')
    with pytest.raises(IndexDamaged, match="27 passages where 28 belong") as refused:
        open_store(shared)
    assert refused.value.fix == "Run: python -m qa index --full"
    (finding,) = verify(shared).findings
    assert finding.kind == "damaged"
    build(shared, full=True)
    assert verify(shared).findings == ()


def test_passages_that_go_missing_while_it_is_open(
    shared: Settings, hash_encoder: HashEncoder
) -> None:
    build(shared)
    milvus, epoch, _ = milvus_of(shared)
    with closing(open_store(shared)) as store:
        ids = [p.id for d in store.documents() for p in store.passages_of(d.id)]
        milvus.delete(milvus.collection(PASSAGES, epoch), f'id == "{ids[0]}"')
        with pytest.raises(IndexDamaged, match="cannot be read") as refused:
            store.passages(ids)
        assert refused.value.fix == "Run: python -m qa index --full"
        remove_record(milvus, store.manifest.generation)
        for ask in (lambda: store.passages(ids), lambda: found_by(store)):
            with pytest.raises(IndexMismatch, match="Open the index again"):
                ask()


def of_another_format(record: str) -> str:
    stored = json.loads(record)
    stored["manifest"]["format_version"] = 99
    del stored["statistics"]  # and what else it may have otherwise
    return json.dumps(stored)


@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize(
    ("spoil", "problem", "kept"),
    [
        (lambda record: record[:50], "cannot be read", False),
        (lambda record: "", "cannot be read", False),
        (of_another_format, "has format 99, and this program reads format", True),
    ],
)
def test_a_record_that_cannot_be_read_is_built_anew_and_its_readers_go_on(
    shared: Settings,
    hash_encoder: HashEncoder,
    monkeypatch: pytest.MonkeyPatch,
    spoil: Callable[[str], str],
    problem: str,
    kept: bool,
    full: bool,
) -> None:
    """kept: whether the record still tells which rows are the old state's."""
    build(shared)
    milvus, epoch, _ = milvus_of(shared)
    name = str(current_generation(shared))
    with closing(open_store(shared)) as store:
        answers = found_by(store)
        fields = ["pk", "name", "part", "value", "nothing"]
        (row,) = milvus.rows(milvus.collection(STATES), f'name == "state-{name}"', fields)
        milvus.put(milvus.collection(STATES), [{**row, "value": spoil(row["value"])}])
        with pytest.raises(IndexDamaged, match=problem):
            open_store(shared)
        encode, meanwhile = hash_encoder.encode, []

        def refusing(texts: Sequence[str]) -> Vectors:
            raise StoreError("the disk is full")

        def looking(texts: Sequence[str]) -> Vectors:
            meanwhile.append((state_names(milvus), found_by(store)))
            return encode(texts)

        monkeypatch.setattr(hash_encoder, "encode", refusing)
        with pytest.raises(IndexNotWritten):
            build(shared, full=full)
        monkeypatch.setattr(hash_encoder, "encode", looking)
        assert build(shared, full=full).built
        monkeypatch.setattr(hash_encoder, "encode", encode)
        assert meanwhile and all(seen == ([name], answers) for seen in meanwhile)
        assert texts_in(shared) == texts_on_disk(shared)
        assert verify(shared).findings == ()
        assert (name in state_names(milvus)) is kept
        if kept:
            assert found_by(store) == answers
        else:
            with pytest.raises(IndexMismatch, match="Open the index again"):
                found_by(store)
    monkeypatch.setattr(states, "KEPT", timedelta(0))
    change(shared)
    assert build(shared).built and build(shared, full=True).built
    assert milvus.collection(PASSAGES, epoch) not in milvus.collections()
    assert len(state_names(milvus)) == 2


@pytest.mark.parametrize("full", [False, True])
def test_a_collection_that_is_gone_is_built_anew(
    shared: Settings, hash_encoder: HashEncoder, full: bool
) -> None:
    build(shared)
    milvus, epoch, _ = milvus_of(shared)
    milvus.drop(milvus.collection(TERMS, epoch))
    change(shared)
    assert build(shared, full=full).built
    assert texts_in(shared) == texts_on_disk(shared)
    assert verify(shared).findings == ()
    change(shared, 1)
    assert build(shared).built


def test_a_run_of_letters_that_is_no_word(shared: Settings, hash_encoder: HashEncoder) -> None:
    run = "".join(chr(97 + (n * 7 + n // 26) % 26) for n in range(70_000))
    file = shared.articles / "chain.txt"
    file.write_text(f"{FLOOD}\nThe chain reads {run} and then it ends here today.\n", "utf-8")
    build(shared)
    with closing(open_store(shared)) as store:
        (found,) = [i for i, _ in store.search_keywords(terms(run), 5, Filters())]
        assert run in store.passages([found])[0].text
        assert max(map(len, store.spellings())) < 100
    assert verify(shared).findings == ()
    file.write_text(FLOOD, "utf-8")
    build(shared)
    with closing(open_store(shared)) as store:
        assert store.search_keywords(terms(run), 5, Filters()) == []
    assert verify(shared).findings == ()


def test_damage_of_an_index_with_any_name_is_told_as_damage(
    shared: Settings, hash_encoder: HashEncoder
) -> None:
    authors = shared.model_copy(update={"milvus_name": "UNAVAILABLE_authors"})
    build(authors)
    milvus, epoch, _ = milvus_of(authors)
    milvus.drop(milvus.collection(PASSAGES, epoch))
    with pytest.raises(IndexDamaged, match=r"UNAVAILABLE_authors in .* is damaged"):
        open_store(authors)


@pytest.mark.parametrize(
    ("code", "message", "away"),
    [
        (2, "illegal connection params or server unavailable", True),
        (1, "Fail connecting to server on milvus:19530, illegal connection params", True),
        (StatusCode.UNAVAILABLE, "[query] Retry timeout: 10.0s", True),
        (1, "<_InactiveRpcError: status = StatusCode.UNAUTHENTICATED>", True),
        (1, "status = StatusCode.UNKNOWN, details = auth check failure, please check", True),
        (65535, "missing authorization in header", True),
        (100, "collection not found[collection=authors_1_terms]", False),
        (1, "field author of UNAVAILABLE_1_terms does not exist", False),
    ],
)
def test_what_says_that_the_server_is_away(code: int, message: str, away: bool) -> None:
    assert connection._is_away(MilvusException(code, message)) is away


def test_one_build_at_a_time_wherever_it_runs(shared: Settings, hash_encoder: HashEncoder) -> None:
    with Lock(connect(shared)):
        elsewhere = shared.model_copy(update={"index": shared.index / "elsewhere"})
        with pytest.raises(IndexBusy, match=rf"running \(process {os.getpid()} on "):
            build(elsewhere)
    assert build(shared).built


def test_the_commands(
    settings: Settings, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    uri = str(tmp_path / "milvus.db")
    monkeypatch.setenv("QA_STORE", "milvus")
    monkeypatch.setenv("QA_MILVUS_URI", uri)
    monkeypatch.setenv("QA_MILVUS_TOKEN", "me:secret")
    missing = run("ask", "who attended Astana?")
    assert missing.code == 1 and "There is no index qa in" in missing.err
    assert run("index").code == 0
    status = run("status", "--json").json
    assert (status["index"], status["up_to_date"]) == (f"qa in {uri}", True)
    assert status["last_build"]["documents"] == 5
    assert run("verify").code == 0
    assert "passages" in run("ask", "who attended Astana?", "--json").json
    checks = {c["name"]: c for c in run("doctor", "--json").json["checks"]}
    assert checks["store"]["outcome"] == "good" and "milvus_lite" in checks["store"]["found"]
    assert "secret" not in str(checks)


@pytest.mark.parametrize(
    ("uri", "error", "problem"),
    [
        ("", SettingsError, "QA_MILVUS_URI does not say where"),
        ("nonsense", SettingsError, "names no Milvus that can be opened: nonsense"),
        ("/nowhere/at/all/x.db", SettingsError, "/nowhere/at/all not exists"),
        ("http://127.0.0.1:1", IndexUnreachable, "127.0.0.1:1 does not answer"),
    ],
)
def test_a_wrong_address_is_refused_with_what_to_do(
    tmp_path: Path, uri: str, error: type[Exception], problem: str, hash_encoder: HashEncoder
) -> None:
    settings = the_five_in(tmp_path, store="milvus", milvus_uri=uri)
    for act in (open_store, build, plan, verify, current_generation):
        with pytest.raises(error, match=problem) as refused:
            act(settings)
        assert "QA_MILVUS_URI" in str(refused.value) or "NAME.db" in str(refused.value)


def test_without_its_packages(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "pymilvus", None)
    connection._client.cache_clear()
    with pytest.raises(SettingsError, match=r"pip install -r requirements-milvus\.txt"):
        open_store(settings_in(tmp_path, **in_milvus(tmp_path)))


# The build runs in its own process and ends it with SIGKILL before or after the step that is named
KILLED = """
import os, signal, sys
from pathlib import Path
import qa.indexing.building, qa.indexing.planning
from qa.settings import Settings
from qa.stores.milvus.connection import Milvus
from tests.conftest import HashEncoder

qa.indexing.building.open_encoder = lambda name, **_: HashEncoder()
qa.indexing.planning.model_digest = lambda name: HashEncoder.digest
last, done = int(sys.argv[4]), []

def counted(name):
    real = getattr(Milvus, name)
    def called(self, collection, *arguments):
        done.append(f"{name} {collection}")
        if len(done) == last:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(self, collection, *arguments)
    setattr(Milvus, name, called)

for name in ("put", "delete"):
    counted(name)
qa.indexing.building.build(Settings(articles=Path(sys.argv[1]), index=Path(sys.argv[2]),
                                    store="milvus", milvus_uri=sys.argv[3]))
print(len(done))
"""


def built_by_another(settings: Settings, last: int) -> subprocess.CompletedProcess[str]:
    """A build in a process of its own, killed before its `last` change of Milvus."""
    places = (str(settings.articles), str(settings.index), settings.milvus_uri, str(last))
    return subprocess.run(
        [sys.executable, "-c", KILLED, *places],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )


@dataclass
class Server:
    """Milvus Lite as a server of its own: several processes can use it."""

    folder: Path
    port: int
    process: subprocess.Popen[str] | None = None

    @property
    def uri(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        options = ["--data-dir", str(self.folder), "--host", "127.0.0.1", "--port", str(self.port)]
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-m", "milvus_lite", "server", *options],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        assert "listening" in self.process.stdout.readline()

    def stop(self, how: int = signal.SIGKILL) -> None:
        if self.process is not None:
            self.process.send_signal(how)
            self.process.communicate(timeout=60)
            self.process = None


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    running = Server(tmp_path / "server", free_port())
    running.start()
    yield running
    running.stop()


def test_builds_killed_while_others_answer_and_a_server_that_goes_away(
    server: Server, tmp_path: Path, hash_encoder: HashEncoder, tell: Tell
) -> None:
    settings = the_five_in(tmp_path, store="milvus", milvus_uri=server.uri)
    first = built_by_another(settings, last=0)
    assert first.returncode == 0, first.stderr
    before = texts_in(settings)
    with closing(open_store(settings)) as store:
        answers = found_by(store)
        change(settings)
        for last in (4, 10):
            killed = built_by_another(settings, last)
            assert killed.returncode == -signal.SIGKILL, killed.stdout + killed.stderr
            assert found_by(store) == answers
            assert texts_in(settings) == before, "it is seen whole or not at all"
        report = build(settings)
        assert (report.new, report.changed, report.gone) == (2, 1, 1)
        assert found_by(store) == answers
    assert texts_in(settings) == texts_on_disk(settings) != before
    assert verify(settings).findings == ()
    milvus, epoch, number = milvus_of(settings)
    for part in PARTS:
        for row in every_row(milvus, part, epoch):
            assert row["born"] <= number and row["died"] in (number, FOREVER)
    assert build(settings).built is False
    with closing(open_store(settings)) as store:
        server.stop()
        with pytest.raises(IndexUnreachable, match="does not answer"):
            store.search_keywords(["astana"], 5, Filters())
    came = "the last state goes on answering, seen whole; the next build finishes"
    tell("the build into Milvus is killed, by SIGKILL, in another process", "building", came)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_milvus_stopped_and_back_while_the_page_serves(
    server: Server, tmp_path: Path, hash_encoder: HashEncoder, tell: Tell, how: int
) -> None:
    settings = the_five_in(tmp_path, store="milvus", milvus_uri=server.uri, reader="rules")
    build(settings)
    holder = EngineHolder(settings)

    def asked() -> list[str]:
        return [c.passage.id for c in holder.engine().ask(QUESTION).passages]

    before, engine = asked(), holder.engine()
    server.stop(how)
    for ask in (asked, lambda: engine.ask(QUESTION), lambda: build(settings)):
        began = time.monotonic()
        with pytest.raises(IndexUnreachable, match=f"Milvus at {server.uri} does not answer") as no:
            ask()
        assert "See that it runs" in no.value.fix and "QA_MILVUS_URI" in no.value.fix
        assert time.monotonic() - began < 30, "nobody waits for ever"
    server.start()
    assert asked() == before
    assert holder.engine() is engine, "nothing was opened anew"
    assert plan(settings).needed is False
    (settings.articles / "flood.txt").write_text(FLOOD)
    assert build(settings).built
    assert holder.engine().manifest.documents == 6
    came = "refused within 30 s, naming where Milvus should be; answered again once it is back"
    tell(f"the Milvus server is stopped ({signal.Signals(how).name})", "serving", came)


def test_milvus_that_is_away_when_the_page_starts(
    server: Server, tmp_path: Path, hash_encoder: HashEncoder, tell: Tell
) -> None:
    settings = the_five_in(tmp_path, store="milvus", milvus_uri=server.uri, reader="rules")
    build(settings)
    server.stop()
    connection._client.cache_clear()  # as in a process that begins
    holder = EngineHolder(settings)
    for _ in range(2):
        with pytest.raises(IndexUnreachable, match="does not answer"):
            holder.engine()
    server.start()
    assert holder.engine().ask(QUESTION).passages
    came = "refused with the fix; answered without a restart once it is there"
    tell("the Milvus server is not there when the page starts", "before opening", came)


def test_milvus_that_hangs_while_the_page_serves(
    server: Server, tmp_path: Path, hash_encoder: HashEncoder, tell: Tell
) -> None:
    settings = the_five_in(tmp_path, store="milvus", milvus_uri=server.uri, reader="rules")
    build(settings)
    holder = EngineHolder(settings)
    before = holder.engine().ask(QUESTION).passages
    assert server.process is not None
    server.process.send_signal(signal.SIGSTOP)
    os.waitpid(server.process.pid, os.WUNTRACED)  # until all its threads have stopped
    try:
        began = time.monotonic()
        with pytest.raises(IndexUnreachable, match=f"Milvus at {server.uri} does not answer"):
            holder.engine()
        waited = time.monotonic() - began
    finally:
        server.process.send_signal(signal.SIGCONT)
    assert waited < 30
    assert holder.engine().ask(QUESTION).passages == before
    came = "refused within 30 s, naming where Milvus should be; answered again once it goes on"
    tell("the Milvus server hangs (SIGSTOP)", "serving", came)
