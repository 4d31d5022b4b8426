"""BM25 on sparse arrays equals rank_bm25's, and survives saving."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rank_bm25 import BM25Okapi

from qa.keyword import KeywordIndex, Statistics
from qa.postings import Postings

TERMS = st.sampled_from(["war", "peace", "talk", "astana", "sochi", "round", "x"])
CORPORA = st.lists(st.lists(TERMS, min_size=1, max_size=12), min_size=1, max_size=15)


@given(corpus=CORPORA, query=st.lists(TERMS, max_size=6))
def test_scores_equal_rank_bm25(corpus: list[list[str]], query: list[str]) -> None:
    ours = KeywordIndex(Postings.of(corpus)).get_scores(query)
    theirs = BM25Okapi(corpus).get_scores(query)
    np.testing.assert_allclose(ours, theirs, atol=1e-9)


@given(corpus=CORPORA, query=st.lists(TERMS, min_size=1, max_size=4))
def test_search_returns_the_best_of_the_passages_with_a_query_term(
    corpus: list[list[str]], query: list[str]
) -> None:
    index = KeywordIndex(Postings.of(corpus))
    found = index.search(query, k=5)
    scores = index.get_scores(query)
    holding = [row for row, passage in enumerate(corpus) if set(passage) & set(query)]
    expected = sorted(holding, key=lambda row: (-scores[row], row))[:5]
    assert [score for _, score in found] == pytest.approx([scores[row] for row in expected])
    assert {row for row, _ in found} <= set(holding)


@given(corpus=CORPORA, query=st.lists(TERMS, min_size=1, max_size=4, unique=True))
def test_statistics_score_a_passage_as_the_arrays_do(
    corpus: list[list[str]], query: list[str]
) -> None:
    index = KeywordIndex(Postings.of(corpus))
    holding = Counter(term for passage in corpus for term in set(passage))
    statistics = Statistics(len(corpus), sum(map(len, corpus)), Counter(holding.values()))
    scores = [
        sum(
            statistics.score(statistics.idf(holding[t]), passage.count(t), len(passage))
            for t in query
            if t in passage
        )
        for passage in corpus
    ]
    np.testing.assert_allclose(index.get_scores(query), scores, atol=1e-9)


def test_search_keeps_to_what_is_allowed() -> None:
    index = KeywordIndex(Postings.of([["war"], ["war", "peace"], ["peace"]]))
    allowed = np.array([False, True, True])
    assert [row for row, _ in index.search(["war"], k=3, allowed=allowed)] == [1]


def test_saved_and_reopened_it_scores_the_same(tmp_path: Path) -> None:
    index = KeywordIndex(Postings.of([["war", "war"], ["peace"], ["war", "peace", "talk"]]))
    index.postings.save(tmp_path)
    again = KeywordIndex(Postings.open(tmp_path))
    np.testing.assert_array_equal(index.get_scores(["war"]), again.get_scores(["war"]))
    assert again.document_frequency("war") == 2
    assert again.document_frequency("unheard") == 0


def test_an_empty_corpus_is_searched_without_error(tmp_path: Path) -> None:
    index = KeywordIndex(Postings.of([]))
    index.postings.save(tmp_path)
    assert KeywordIndex(Postings.open(tmp_path)).search(["war"], k=3) == []


def test_a_truncated_file_is_an_error_and_not_a_wrong_answer(tmp_path: Path) -> None:
    Postings.of([["war", "peace"]] * 50).save(tmp_path)
    path = tmp_path / "rows.npy"
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises((ValueError, OSError)):
        KeywordIndex(Postings.open(tmp_path))


@given(old=CORPORA, new=CORPORA, data=st.data())
def test_revised_postings_equal_those_made_anew(
    old: list[list[str]], new: list[list[str]], data: st.DataObject
) -> None:
    order = data.draw(st.permutations([*range(len(old)), *(-1 - n for n in range(len(new)))]))
    leaving = data.draw(st.sets(st.sampled_from(range(len(old)))))
    final = [n for n in order if n not in leaving]
    place = {n: i for i, n in enumerate(final)}
    revised = Postings.of(old).revised(
        np.array([place.get(n, -1) for n in range(len(old))], dtype=np.int64),
        {place[-1 - n]: terms for n, terms in enumerate(new)},
        len(final),
    )
    anew = Postings.of([old[n] if n >= 0 else new[-1 - n] for n in final])
    assert revised.terms == anew.terms
    for name in ("starts", "rows", "counts", "lengths"):
        np.testing.assert_array_equal(getattr(revised, name), getattr(anew, name))
        assert getattr(revised, name).dtype == getattr(anew, name).dtype
