"""Both retrievers, their fusion, and hits that know why they were found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

import pytest

from qa.indexing import build, open_store
from qa.records import Filters
from qa.retrieve import Fusion, fuse_min_max, fuse_rrf, retrieve, search
from qa.settings import Settings
from qa.stores.embedded import EmbeddedStore
from qa.text import term, terms
from tests.conftest import ROOT, HashEncoder

QUESTION = "Who attended the peace talks in Astana?"


@pytest.fixture(scope="module")
def hash_encoder() -> HashEncoder:
    return HashEncoder()


@pytest.fixture(scope="module")
def store(
    hash_encoder: HashEncoder, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[EmbeddedStore]:
    """The five articles, indexed once for all tests here."""
    settings = Settings(articles=ROOT / "seeds", index=tmp_path_factory.mktemp("retrieve"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("qa.indexing.building.open_encoder", lambda name, **_: hash_encoder)
        patch.setattr("qa.indexing.planning._digest", lambda name: hash_encoder.digest)
        build(settings)
        opened = open_store(settings)
    yield opened
    opened.close()


def test_reciprocal_rank_fusion_by_hand() -> None:
    fused = fuse_rrf([("a", 9.0), ("b", 8.0), ("c", 1.0)], [("c", 0.9), ("a", 0.1)])
    assert [id_ for id_, _ in fused] == ["a", "c", "b"]
    assert dict(fused) == pytest.approx({"a": 1 / 61 + 1 / 62, "c": 1 / 63 + 1 / 61, "b": 1 / 62})


def test_reciprocal_rank_fusion_with_another_k() -> None:
    assert dict(fuse_rrf([("a", 1.0)], [("a", 1.0)], k=0)) == {"a": 2.0}


def test_min_max_fusion_by_hand() -> None:
    by_term = [("a", 10.0), ("b", 6.0), ("c", 2.0)]
    by_vector = [("c", 0.8), ("d", 0.6), ("a", 0.4)]
    fused = fuse_min_max(by_term, by_vector, vector_weight=0.3)
    # a: .7 * 1 + .3 * 0; b: .7 * .5; c: .7 * 0 + .3 * 1; d: .3 * .5
    assert fused == [
        ("a", pytest.approx(0.7)),
        ("b", pytest.approx(0.35)),
        ("c", pytest.approx(0.3)),
        ("d", pytest.approx(0.15)),
    ]


def test_scores_that_are_all_equal_count_in_full() -> None:
    assert fuse_min_max([("b", 2.0), ("a", 2.0)], [], vector_weight=0.3) == [
        ("a", pytest.approx(0.7)),
        ("b", pytest.approx(0.7)),
    ]


def test_ties_go_by_id() -> None:
    assert [i for i, _ in fuse_rrf([("z", 1.0)], [("y", 1.0)])] == ["y", "z"]


def test_nothing_found_by_one_or_by_both() -> None:
    assert fuse_rrf([], []) == fuse_min_max([], []) == []
    assert [i for i, _ in fuse_min_max([], [("a", 0.9), ("b", 0.2)])] == ["a", "b"]


def test_hits_are_verbatim_ranked_and_explained(
    store: EmbeddedStore, hash_encoder: HashEncoder
) -> None:
    hits = retrieve(store, hash_encoder, QUESTION, k=10)
    vector = hash_encoder.encode([QUESTION])[0]
    by_term, by_vector, fused = search(store, terms(QUESTION), lambda: vector)
    assert len(hits) == 10
    assert [h.passage.id for h in hits] == [id_ for id_, _ in fused[:10]]
    bm25, cosine = dict(by_term), dict(by_vector)
    term_order, vector_order = list(bm25), list(cosine)
    for hit in hits:
        id_, scores = hit.passage.id, hit.scores
        assert hit.document.text[hit.passage.start : hit.passage.end] == hit.passage.text
        assert hit.passage.document_id == hit.document.id
        assert scores.bm25 == bm25.get(id_)
        assert scores.vector == pytest.approx(cosine[id_])
        assert scores.bm25_rank == (term_order.index(id_) + 1 if id_ in bm25 else None)
        assert scores.vector_rank == vector_order.index(id_) + 1
        assert scores.fused == pytest.approx(dict(fused)[id_])
        assert scores.reader is None
    assert {h.scores.bm25_rank for h in hits} >= {1}


def test_matched_terms_stand_in_the_passage_and_sum_to_its_score(
    store: EmbeddedStore, hash_encoder: HashEncoder
) -> None:
    asked = set(terms(QUESTION))
    hits = retrieve(store, hash_encoder, QUESTION, k=20)
    matched = [h for h in hits if h.matched_terms]
    assert matched
    for hit in hits:
        shown = f"{hit.document.title}\n{hit.passage.text}"
        for found in hit.matched_terms:
            assert found.term in shown
            assert term(found.term) in asked
        weights = [found.weight for found in hit.matched_terms]
        assert weights == sorted(weights, reverse=True)
        assert sum(weights) == pytest.approx(hit.scores.bm25 or 0.0)


def test_matched_terms_are_written_as_the_passage_writes_them(
    store: EmbeddedStore, hash_encoder: HashEncoder
) -> None:
    best = retrieve(store, hash_encoder, "ASTANA talk attending", k=1, fusion="bm25")[0]
    assert "Astana" in [found.term for found in best.matched_terms]


@pytest.mark.parametrize("fusion", get_args(Fusion))
def test_every_fusion_ranks_by_its_own_score(
    store: EmbeddedStore, hash_encoder: HashEncoder, fusion: Fusion
) -> None:
    hits = retrieve(store, hash_encoder, QUESTION, k=8, fusion=fusion)
    fused = [h.scores.fused for h in hits]
    assert fused == sorted(fused, reverse=True)
    if fusion == "bm25":
        assert [h.scores.bm25_rank for h in hits] == list(range(1, 9))
    if fusion == "vector":
        assert [h.scores.vector_rank for h in hits] == list(range(1, 9))


def test_candidates_limit_what_each_retriever_returns(
    store: EmbeddedStore, hash_encoder: HashEncoder
) -> None:
    vector = hash_encoder.encode([QUESTION])[0]
    by_term, by_vector, fused = search(store, terms(QUESTION), lambda: vector, candidates=3)
    assert len(by_term) == len(by_vector) == 3
    assert 3 <= len(fused) <= 6


@pytest.mark.parametrize(
    ("filters", "paths"),
    [
        (Filters(sources=("Reuters",)), {"000_e66c43a01967d771.txt"}),
        (Filters(documents=("004_6e0f614b94818207.txt",)), {"004_6e0f614b94818207.txt"}),
        (Filters(since="2030-01-01"), set()),
    ],
)
def test_filters_hold_for_every_hit(
    store: EmbeddedStore, hash_encoder: HashEncoder, filters: Filters, paths: set[str]
) -> None:
    hits = retrieve(store, hash_encoder, QUESTION, filters=filters, k=50)
    assert {h.document.path for h in hits} == paths


def test_dated_filters_leave_articles_without_a_date_out(
    store: EmbeddedStore, hash_encoder: HashEncoder
) -> None:
    dated = {d.id for d in store.documents() if d.published}
    assert dated < {d.id for d in store.documents()}
    for filters in (Filters(since="1900-01-01"), Filters(until="2100-01-01")):
        hits = retrieve(store, hash_encoder, QUESTION, filters=filters, k=100)
        assert {h.document.id for h in hits} == dated


def test_words_that_no_article_has_are_still_answered_by_vectors(
    store: EmbeddedStore, hash_encoder: HashEncoder
) -> None:
    hits = retrieve(store, hash_encoder, "xyzzy plugh", k=3)
    assert len(hits) == 3
    assert all(h.scores.bm25 is None and h.matched_terms == () for h in hits)
