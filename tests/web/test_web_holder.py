"""The shared engine: opened once, again after a build, and kept while a newer one is unusable."""

from __future__ import annotations

import json

import pytest

from qa.errors import IndexMissing
from qa.indexing import build
from qa.web.engine import EngineHolder, answer, open_engine
from tests.faults import Tell
from tests.web.conftest import Place


def test_opened_once(place: Place) -> None:
    holder = EngineHolder(place.settings)
    states = [holder.fresh]
    first = holder.engine()
    states.append(holder.fresh)
    assert states == [False, True]
    assert holder.engine() is first


def test_a_new_build_is_used_and_an_old_answer_stays_as_given(place: Place) -> None:
    holder = EngineHolder(place.settings)
    before = holder.engine()
    given = answer(before, "who attended Astana?", ())
    place.add("new.txt", "Lighthouse reopens\n\nThe lighthouse of Portmoray reopened on Friday.\n")
    build(place.settings)
    assert not holder.fresh
    after = holder.engine()
    assert after is not before
    assert after.manifest.documents == 6
    again = answer(after, "who attended Astana?", (), given.generation)
    assert again == given
    assert answer(after, "who attended Astana?", ()).generation == after.manifest.generation


def test_an_answer_no_longer_cached_names_the_index_it_comes_from(place: Place) -> None:
    engine = EngineHolder(place.settings).engine()
    given = answer(engine, "who attended Astana?", (), "an-index-long-gone")
    assert given.generation == engine.manifest.generation


def test_the_last_good_engine_is_kept(place: Place, tell: Tell) -> None:
    holder = EngineHolder(place.settings)
    good = holder.engine()
    (place.index / "current.json").write_text(json.dumps({"generation": "lost"}), "utf-8")
    assert holder.engine() is good
    assert holder.problem is not None
    assert "lost" in str(holder.problem) or str(place.index) in str(holder.problem)
    fault = "a new index cannot be opened"
    tell(fault, "serving", "the last good one goes on, and the page says so")


def test_no_index_is_told(bare: Place) -> None:
    with pytest.raises(IndexMissing):
        EngineHolder(bare.settings).engine()
    engine, problem = open_engine(bare.settings)
    assert engine is None
    assert isinstance(problem, IndexMissing)
