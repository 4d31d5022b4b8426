"""Both retrievers, their fusion, and the hits that know why they were found."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from qa.encoder import Encoder, Vectors
from qa.fusion import Fusion, Ranking, fuse, fuse_min_max, fuse_rrf
from qa.records import Document, Filters, Hit, MatchedTerm, Passage, Scores
from qa.stores import Store
from qa.text import term, terms, word_list
from qa.workers import beside

__all__ = ["Fusion", "fuse", "fuse_min_max", "fuse_rrf", "retrieve", "search"]


def retrieve(
    store: Store,
    encoder: Encoder,
    question: str,
    *,
    filters: Filters = Filters(),  # noqa: B008 - frozen
    candidates: int = 100,
    k: int = 20,
    fusion: Fusion = "min-max",
) -> list[Hit]:
    """The `k` best passages for `question`, from the top `candidates` of each retriever."""
    query = terms(question)
    encoded = beside(encoder.encode, [question])
    by_term, by_vector, fused = search(
        store,
        query,
        lambda: encoded.result()[0],
        filters=filters,
        candidates=candidates,
        fusion=fusion,
    )
    best = fused[:k]
    ids = [id_ for id_, _ in best]
    weights = store.term_weights(query, ids)
    bm25, cosine = _ranked(by_term), _ranked(by_vector)
    hits = []
    for passage, (id_, score) in zip(store.passages(ids), best, strict=True):
        document = store.document(passage.document_id)
        bm25_rank, bm25_score = bm25.get(id_, (None, None))
        vector_rank, vector_score = cosine.get(id_, (None, None))
        hits.append(
            Hit(
                passage=passage,
                document=document,
                scores=Scores(bm25_score, bm25_rank, vector_score, vector_rank, score),
                matched_terms=_as_written(weights[id_], passage, document),
            )
        )
    return hits


def search(
    store: Store,
    query: Sequence[str],
    vector: Callable[[], Vectors],
    *,
    filters: Filters = Filters(),  # noqa: B008 - frozen
    candidates: int = 100,
    fusion: Fusion = "min-max",
) -> tuple[Ranking, Ranking, list[tuple[str, float]]]:
    """Passage ids and scores, best first: by BM25, by cosine, and fused. vector: called when the
    words have been searched, since it may still be computed meanwhile.
    """
    by_term = store.search_keywords(query, candidates, filters)
    made = vector()
    by_vector = store.search_vectors(made, candidates, filters)
    if fusion == "rrf":
        return by_term, by_vector, store.search_hybrid(query, made, candidates, filters)
    return by_term, by_vector, fuse(fusion, by_term, by_vector)


def _ranked(ranking: Ranking) -> dict[str, tuple[int, float]]:
    return {id_: (rank, score) for rank, (id_, score) in enumerate(ranking, start=1)}


def _as_written(
    weights: Mapping[str, float], passage: Passage, document: Document
) -> tuple[MatchedTerm, ...]:
    """Matched terms in the form the passage (else the title) writes them, heaviest first."""
    written: dict[str, str] = {}
    words = dict.fromkeys(word_list(passage.text))
    for word in (*words, *word_list(document.title)):
        if len(written) == len(weights):
            break
        found = term(word)
        if found in weights:
            written.setdefault(found, word)
    heaviest = sorted(weights.items(), key=lambda pair: -pair[1])
    return tuple(MatchedTerm(written.get(t, t), weight) for t, weight in heaviest)
