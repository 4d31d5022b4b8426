"""An index that grew by changes equals one built from nothing, whatever the changes were."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as budget
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from qa.builds import Progress
from qa.errors import ArticlesError
from qa.indexing import build, open_store, plan
from qa.indexing.planning import _digest
from qa.indexing.verifying import verify
from qa.records import Filters
from qa.settings import Settings
from qa.stores.generations import read_manifest
from qa.text import terms
from tests.conftest import HashEncoder
from tests.faults import Tell

SENTENCES = [
    "The river Elwy rose by two metres on Monday.",
    "Villagers left their homes by boat before the dam was opened.",
    "Mayor Ines Duarte said the dam had held through the night.",
    "Diplomats from nine countries met beside the old harbour for talks.",
    "The council votes next week on repairs that cost four million euros.",
    "A strike at the port stopped every ferry to the islands on Friday.",
]
NAMES = st.sampled_from(["a.txt", "b.txt", "c.md", "sub/d.txt", "e.txt"])
TEXTS = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=5).map(" ".join)
Told = tuple[object, list[float]]
QUESTIONS = ["who said the dam had held?", "what stopped the ferry?", "villagers boat dam talks"]


class Killed(BaseException):
    """What stands for the end of the process in the middle of a build."""


class Growing(RuleBasedStateMachine):
    """A folder that changes, and an index that follows."""

    @initialize()
    def begin(self) -> None:
        self.home = tempfile.TemporaryDirectory()
        root = Path(self.home.name)
        self.settings = Settings(articles=root / "articles", index=root / "index")
        self.fresh = 0
        (self.settings.articles / "sub").mkdir(parents=True)
        self.write("a.txt", SENTENCES[0])

    def write(self, name: str, text: str) -> None:
        (self.settings.articles / name).write_text(f"{text}\n")

    def files(self) -> list[Path]:
        return sorted(p for p in self.settings.articles.rglob("*") if p.is_file())

    @rule(name=NAMES, text=TEXTS)
    def add_or_edit(self, name: str, text: str) -> None:
        self.write(name, text)

    @precondition(lambda self: len(self.files()) > 1)
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        data.draw(st.sampled_from(self.files())).unlink()

    @rule(data=st.data(), name=NAMES)
    def rename(self, data: st.DataObject, name: str) -> None:
        data.draw(st.sampled_from(self.files())).replace(self.settings.articles / name)

    @rule(name=NAMES)
    def poison(self, name: str) -> None:
        (self.settings.articles / name).write_bytes(b"\0\1\2")

    @rule(phase=st.sampled_from(["reading", "cutting", "encoding"]), after=st.integers(1, 3))
    def build_and_be_killed(self, phase: str, after: int) -> None:
        told = 0

        def say(progress: Progress) -> None:
            nonlocal told
            told += progress.phase == phase
            if told == after:
                raise Killed

        with contextlib.suppress(Killed, ArticlesError):  # nothing readable may be in the folder
            build(self.settings, on_progress=say)

    @rule(full=st.booleans())
    def rebuild(self, full: bool) -> None:
        try:
            build(self.settings, full=full)
        except ArticlesError:
            return  # nothing readable is in the folder: the last index stays
        assert not plan(self.settings).needed
        assert verify(self.settings).findings == ()
        told, scores = self.told(self.settings)
        told_anew, scores_anew = self.from_nothing()
        assert told == told_anew
        assert scores == pytest.approx(scores_anew, abs=1e-5)

    def from_nothing(self) -> Told:
        self.fresh += 1
        place = Path(self.home.name) / f"fresh-{self.fresh}"
        settings = self.settings.model_copy(update={"index": place})
        build(settings)
        return self.told(settings)

    @staticmethod
    def told(settings: Settings) -> Told:
        """Everything that the index says, but for the names of passages; scores apart."""
        store = open_store(settings)
        manifest = read_manifest(settings.index)
        place = {}
        documents = store.documents()
        for d in documents:
            for p in store.passages_of(d.id):
                place[p.id] = (d.id, p.start, p.end, p.text, p.sentences)
        found = []
        scores = []
        for question in QUESTIONS:
            by_words = store.search_keywords(terms(question), 50, Filters())
            vector = ENCODER.encode([question])[0]
            by_vector = store.search_vectors(vector, 50, Filters())
            by_vector.sort(key=lambda hit: place[hit[0]])  # equal scores have no order
            found += [[place[i] for i, _ in by_words], [place[i] for i, _ in by_vector]]
            scores += [score for _, score in [*by_words, *by_vector]]
        entries = [
            (a.path, a.sha256, a.document_id, a.reason, a.copies_of) for a in manifest.articles
        ]
        words = {t: store.document_frequency(t) for t in store.terms()}
        told = (
            documents,
            found,
            entries,
            words,
            store.spellings(),
            [store.copies(d.id) for d in documents],
        )
        store.close()
        return told, scores

    @invariant()
    def the_last_good_state_answers(self) -> None:
        if not hasattr(self, "home") or not (self.settings.index / "current.json").exists():
            return
        store = open_store(self.settings)
        assert all(store.document(d.id).text == d.text for d in store.documents())
        store.close()

    def teardown(self) -> None:
        if hasattr(self, "home"):
            self.home.cleanup()


ENCODER = HashEncoder()


@pytest.fixture(autouse=True)
def fake_model(hash_encoder: HashEncoder) -> None:
    _digest.cache_clear()


def test_an_index_that_grew_equals_one_built_from_nothing(tell: Tell) -> None:
    run_state_machine_as_test(
        Growing,
        settings=budget(
            max_examples=12,
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    fault = "articles added, changed, renamed, removed, unreadable, builds broken off, in any order"
    tell(fault, "building", "the index equals one built from nothing; the last good state answers")


def test_of_copies_the_first_path_counts_in_any_order(
    tmp_path: Path, hash_encoder: HashEncoder
) -> None:
    settings = Settings(articles=tmp_path / "articles", index=tmp_path / "index")
    settings.articles.mkdir()

    def indexed(**texts: str | None) -> dict[str, str | None]:
        for name, text in texts.items():
            path = settings.articles / f"{name}.txt"
            path.unlink() if text is None else path.write_text(text)
        build(settings)
        return {a.path: a.document_id for a in read_manifest(settings.index).articles}

    one = SENTENCES[0]
    assert indexed(b=one, c=one) == {"b.txt": "b.txt", "c.txt": None}
    assert indexed(a=one) == {"a.txt": "a.txt", "b.txt": None, "c.txt": None}
    assert indexed(a=None) == {"b.txt": "b.txt", "c.txt": None}
    assert indexed(b=SENTENCES[1]) == {"b.txt": "b.txt", "c.txt": "c.txt"}
