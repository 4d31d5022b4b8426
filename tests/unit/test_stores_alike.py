"""The five articles answer the same from the folder, with a Chroma server and from Milvus, but for
ties.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, closing
from itertools import pairwise

import pytest

from qa.encoder import RememberingEncoder, open_encoder
from qa.engine import Engine
from qa.indexing import build
from qa.records import Hit
from tests.conftest import ROOT, in_milvus, settings_in

GOLD = [
    json.loads(line)["question"]
    for line in (ROOT / "tests" / "quality" / "gold.jsonl").read_text("utf-8").splitlines()
]
TIE = 1e-4  # vectors are compared in other ways, to the fifth place or so
ASKED = GOLD[::12]  # read to the end, which takes longest


@pytest.fixture(scope="module", params=["chroma", "milvus"])
def engines(
    request: pytest.FixtureRequest, chroma_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Engine, Engine]]:
    """From the folder alone, and from a server."""
    folder = tmp_path_factory.mktemp("alike")
    articles = ROOT / "seeds"
    embedded = settings_in(folder / "embedded", articles=articles)
    there = {"chroma": {"chroma_url": chroma_url}, "milvus": in_milvus(folder)}[request.param]
    served = settings_in(folder / "served", articles=articles, **there)
    encoder = RememberingEncoder(open_encoder(embedded.model))  # once: it is not what is compared
    with ExitStack() as stack:
        patched = stack.enter_context(pytest.MonkeyPatch.context())
        for opening in ("qa.indexing.building.open_encoder", "qa.engine.open_query_encoder"):
            patched.setattr(opening, lambda name, **_: encoder)
        for settings in (embedded, served):
            build(settings)
        one, other = (
            stack.enter_context(closing(Engine.open(settings))) for settings in (embedded, served)
        )
        yield one, other


def in_order(hits: list[Hit], scores: dict[str, float]) -> bool:
    """True when the hits are in order by these scores, but for ties."""
    found = [scores[hit.passage.id] for hit in hits]
    return all(later < earlier + TIE for earlier, later in pairwise(found))


def test_the_same_passages_for_every_question(engines: tuple[Engine, Engine]) -> None:
    assert len(GOLD) > 80
    for question in GOLD:
        ours, theirs = (engine.find(question, k=28) for engine in engines)
        assert in_order(theirs, {hit.passage.id: hit.scores.fused for hit in ours}), question
        assert len(ours) == len(theirs)
        by_id = {hit.passage.id: hit for hit in theirs}
        for hit in ours:
            same = by_id[hit.passage.id]
            assert (same.passage, same.document) == (hit.passage, hit.document)
            assert same.scores.bm25 == pytest.approx(hit.scores.bm25, abs=1e-9)
            assert same.scores.vector == pytest.approx(hit.scores.vector, abs=1e-5)
            assert same.scores.fused == pytest.approx(hit.scores.fused, abs=TIE)
            assert [m.term for m in same.matched_terms] == [m.term for m in hit.matched_terms]


@pytest.mark.parametrize("question", ASKED)
def test_the_same_answers(engines: tuple[Engine, Engine], question: str) -> None:
    ours, theirs = (engine.ask(question) for engine in engines)
    assert (ours.abstained, ours.interpreted_as) == (theirs.abstained, theirs.interpreted_as)
    assert (ours.corrections, ours.disagreements) == (theirs.corrections, theirs.disagreements)
    assert [c.passage for c in ours.passages] == [c.passage for c in theirs.passages]
    assert [c.highlights for c in ours.passages] == [c.highlights for c in theirs.passages]
    assert [a.text for a in ours.answers] == [a.text for a in theirs.answers]
    assert [a.mentions for a in ours.answers] == [a.mentions for a in theirs.answers]
    assert ours.confidence == pytest.approx(theirs.confidence, abs=1e-3)


def test_ranks_fused_on_the_server_are_nearly_ours(engines: tuple[Engine, Engine]) -> None:
    """Milvus's own BM25 scores order its: its formula is another for very common words."""
    shared = []
    for question in GOLD[::4]:
        ours, theirs = (engine.find(question, k=5, fusion="rrf") for engine in engines)
        first = {hit.passage.id for hit in ours}
        shared.append(len(first & {hit.passage.id for hit in theirs}) / len(first))
    assert sum(shared) / len(shared) > 0.9
