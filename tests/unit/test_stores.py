"""The stores: what is written is what is read, filters, weights; the embedded one's damage."""

from __future__ import annotations

import hashlib
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from qa.errors import DocumentNotFound, IndexDamaged, IndexMismatch, IndexNotWritten
from qa.indexing import build_documents, open_store
from qa.passages import cut, index_text
from qa.records import Document, Filters, Mark
from qa.settings import Settings
from qa.stores import Store
from qa.stores.generations import read_manifest
from qa.stores.texts import Rows
from qa.stores.vectors import Vectors, open_vectors
from qa.text import term, terms
from tests.conftest import HashEncoder, in_milvus, make_document, settings_in

VIENNA = "The talks began in Vienna on Thursday. The envoy met both sides of the war. " * 12
ASTANA = "The rebels came to Astana — “at last”, said Ali 🙂. Both sides talked of a truce. " * 12
RAIN = "It rained on the fields and the farmers were glad of the rain that fell. " * 12

DOCUMENTS = (
    make_document(
        f"Talks open\n\n{VIENNA}",
        name="b/vienna.txt",
        title="Talks open",
        published="2018-01-25",
        byline="A. Reporter",
        url="https://example.org/1",
        marks=(Mark(0, 10, "title", "first line"),),
        file_sha256="f" * 64,
        notes=("read as windows-1252",),
        tags=("talks",),
    ),
    make_document(
        ASTANA, name="astana.txt", title="Astana", published="2017-01-23", tags=("talks", "$x$")
    ),
    make_document(RAIN, name="c.txt", tags=("rain",)),
)


@pytest.fixture
def made(tmp_path: Path, hash_encoder: HashEncoder) -> Settings:
    """An index of the three documents."""
    settings = Settings(index=tmp_path / "index", articles=tmp_path)
    build_documents(settings, DOCUMENTS)
    return settings


Kind = Callable[[Path], Settings]  # the settings for an index in a folder


@pytest.fixture(params=["embedded", "chroma", "milvus"], scope="module")
def kind(request: pytest.FixtureRequest) -> Kind:
    def settings_for(folder: Path) -> Settings:
        if request.param == "milvus":
            return settings_in(folder, **in_milvus(folder))
        if request.param == "chroma":
            return settings_in(folder, chroma_url=request.getfixturevalue("chroma_url"))
        return settings_in(folder)

    return settings_for


@pytest.fixture(scope="module")
def store(kind: Kind, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The three documents in each store, opened for reading."""
    settings = kind(tmp_path_factory.mktemp("store"))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("qa.indexing.planning._digest", lambda name: HashEncoder.digest)
        build_documents(settings, DOCUMENTS, encoder=HashEncoder())
        opened = open_store(settings)
    yield opened
    opened.close()


def generation(settings: Settings) -> Path:
    """The folder of the state in use."""
    return settings.index / read_manifest(settings.index).generation


def by_vector(store: Store, encoder: HashEncoder, question: str, filters: Filters) -> set[str]:
    found = store.search_vectors(encoder.encode([question])[0], 100, filters)
    return {p.document_id for p in store.passages([id_ for id_, _ in found])}


def by_keyword(store: Store, question: str, filters: Filters) -> set[str]:
    found = store.search_keywords(terms(question), 100, filters)
    return {p.document_id for p in store.passages([id_ for id_, _ in found])}


def test_documents_come_back_equal_and_by_path(store: Store) -> None:
    assert store.documents() == sorted(DOCUMENTS, key=lambda d: d.path)
    for document in DOCUMENTS:
        assert store.document(document.id) == document


def test_passages_come_back_equal(store: Store) -> None:
    for document in DOCUMENTS:
        passages = store.passages_of(document.id)
        assert passages == cut(document)
        assert len(passages) > 1
        for passage in passages:
            assert document.text[passage.start : passage.end] == passage.text
            for sentence in passage.sentences:
                assert passage.start <= sentence.start < sentence.end <= passage.end


def test_passages_come_in_the_order_asked_for(store: Store) -> None:
    ids = [p.id for d in DOCUMENTS for p in store.passages_of(d.id)][::-1]
    assert [p.id for p in store.passages(ids)] == ids
    assert store.passages([]) == []


def test_an_unknown_document(store: Store) -> None:
    with pytest.raises(DocumentNotFound, match=r"no article 'nowhere\.txt'"):
        store.document("nowhere.txt")
    assert store.passages_of("nowhere.txt") == []


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), {"b/vienna.txt", "astana.txt", "c.txt"}),
        (Filters(sources=("astana",)), {"astana.txt"}),
        (Filters(sources=("astana", "c")), {"astana.txt", "c.txt"}),
        (Filters(sources=("nobody",)), set()),
        (Filters(documents=("c.txt",)), {"c.txt"}),
        (Filters(since="2018-01-25"), {"b/vienna.txt"}),
        (Filters(since="2018-01-26"), set()),
        (Filters(until="2017-01-23"), {"astana.txt"}),
        (Filters(until="2017-01-22"), set()),
        (Filters(since="1900-01-01", until="2100-01-01"), {"b/vienna.txt", "astana.txt"}),
        (Filters(sources=("c",), until="2100-01-01"), set()),
        (Filters(tags=("talks",)), {"b/vienna.txt", "astana.txt"}),
        (Filters(tags=("rain", "talks")), {"b/vienna.txt", "astana.txt", "c.txt"}),
        (Filters(tags=("talks",), sources=("astana",)), {"astana.txt"}),
        (Filters(tags=("nothing",)), set()),
        (Filters(documents=("astana.txt", "c.txt"), since="2000-01-01"), {"astana.txt"}),
    ],
)
def test_filters_act_in_both_retrievers(
    store: Store, hash_encoder: HashEncoder, filters: Filters, expected: set[str]
) -> None:
    question = "Vienna Astana rain"
    assert by_vector(store, hash_encoder, question, filters) == expected
    assert by_keyword(store, question, filters) == expected


def test_ranks_are_fused_over_both_searches(store: Store, hash_encoder: HashEncoder) -> None:
    vector, query = hash_encoder.encode(["rain"])[0], terms("rain")
    everywhere = store.search_hybrid(query, vector, 100, Filters())
    assert len(everywhere) == store.manifest.passages
    first, best = everywhere[0]
    assert store.passages([first])[0].document_id == "c.txt"
    assert 1 / 61 + 1 / 70 < best <= 2 / 61  # near the top of both
    scores = [score for _, score in everywhere]
    assert scores == sorted(scores, reverse=True)
    only = store.search_hybrid(query, vector, 100, Filters(documents=("astana.txt",)))
    assert {p.document_id for p in store.passages([i for i, _ in only])} == {"astana.txt"}
    assert len(store.search_hybrid([], vector, 100, Filters())) == store.manifest.passages


def test_what_filters_can_be_set_to(store: Store) -> None:
    assert store.sources() == {"b/vienna", "astana", "c"}
    assert store.tags() == {"talks", "$x$", "rain"}
    assert store.copies("c.txt") == ()


def test_words_and_terms(store: Store) -> None:
    assert list(store.terms()) == sorted(store.terms())
    assert {"rain", "vienna", "envoy"} <= set(store.terms())
    assert "rain" in store.spellings() and "vienna" not in store.spellings()


def test_what_verify_looks_at(store: Store, hash_encoder: HashEncoder) -> None:
    passages = store.passages_of("astana.txt")
    texts = [index_text(store.document("astana.txt"), p) for p in passages]
    vectors = store.vectors([*(p.id for p in passages), "unheard"])
    assert set(vectors) == {p.id for p in passages}
    for passage, expected in zip(passages, hash_encoder.encode(texts), strict=True):
        assert vectors[passage.id] == pytest.approx(expected, abs=1e-6)
    assert store.term_counts([p.id for p in passages]) == [len(terms(t)) for t in texts]
    assert store.stray_vectors() == []


def test_cosines_are_those_of_the_vectors(store: Store, hash_encoder: HashEncoder) -> None:
    question = hash_encoder.encode(["the talks in Vienna"])[0]
    every = {
        p.id: float(question @ hash_encoder.encode([index_text(d, p)])[0])
        for d in DOCUMENTS
        for p in store.passages_of(d.id)
    }
    found = store.search_vectors(question, len(every), Filters())
    assert dict(found) == pytest.approx(every, abs=1e-5)
    scores = [score for _, score in found]
    assert scores == sorted(scores, reverse=True)


def test_weights_of_terms_sum_to_the_bm25_score(store: Store) -> None:
    query = terms("talks talks Vienna sides rain unheard")
    found = store.search_keywords(query, 100, Filters())
    weights = store.term_weights(query, [id_ for id_, _ in found])
    assert found
    for id_, score in found:
        assert sum(weights[id_].values()) == pytest.approx(score)
        assert set(weights[id_]) <= set(query) - {"unheard"}


def test_document_frequency_counts_passages(store: Store) -> None:
    holding = [
        p for d in DOCUMENTS for p in store.passages_of(d.id) if "rain" in terms(index_text(d, p))
    ]
    assert store.document_frequency("rain") == len(holding) > 0
    assert store.document_frequency("unheard") == 0


def test_similar_terms_are_words_and_no_names(store: Store, hash_encoder: HashEncoder) -> None:
    near, other = store.similar_terms(hash_encoder.encode(["truce", "rain"]), 0.99)
    assert near[term("truce")] == pytest.approx(1.0, abs=1e-2)
    assert other[term("rain")] == pytest.approx(1.0, abs=1e-2)
    assert store.is_word("rain")
    assert not store.is_word("vienna")
    assert store.similar_terms(hash_encoder.encode(["truce"]), 1.5) == [{}]


def test_equal_texts_in_two_documents_get_ids_of_their_own(
    kind: Kind, tmp_path: Path, hash_encoder: HashEncoder
) -> None:
    settings = kind(tmp_path)
    twins = [make_document(VIENNA, name=name, title="Talks") for name in ("a.txt", "b.txt")]
    build_documents(settings, twins)
    store = open_store(settings)
    first, second = (store.passages_of(name) for name in ("a.txt", "b.txt"))
    store.close()
    assert [p.text for p in first] == [p.text for p in second]
    ids = [p.id for p in (*first, *second)]
    assert len(set(ids)) == len(ids) == store.manifest.passages


def test_no_documents_make_an_index_that_finds_nothing(
    kind: Kind, tmp_path: Path, hash_encoder: HashEncoder
) -> None:
    settings = kind(tmp_path)
    build_documents(settings, [])
    store = open_store(settings)
    assert store.search_vectors(hash_encoder.encode(["war"])[0], 5, Filters()) == []
    assert store.search_keywords(["war"], 5, Filters()) == []
    assert store.search_hybrid(["war"], hash_encoder.encode(["war"])[0], 5, Filters()) == []
    assert store.documents() == [] and store.sources() == store.tags() == set()
    store.close()


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def remove(path: Path) -> None:
    path.unlink()


def garble(path: Path) -> None:
    path.write_bytes(b"\x00garbage\xff" * 40)


def empty(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize("damage", [truncate, remove, garble, empty])
@pytest.mark.parametrize(
    "part",
    [
        "texts.sqlite",
        "keywords/vocabulary.json",
        "keywords/rows.npy",
        "keywords/lengths.npy",
        "keywords/words.json",
        "keywords/word_vectors.npy",
        "vectors/chroma.sqlite3",
        "manifest.json",
    ],
)
def test_a_damaged_part_is_named_with_the_command(
    made: Settings, part: str, damage: Callable[[Path], None]
) -> None:
    damage(generation(made) / part)
    with pytest.raises(IndexDamaged, match=r"damaged|do not fit") as refused:
        open_store(made)
    assert refused.value.fix == "Run: python -m qa index --full"


@pytest.mark.filterwarnings("ignore:legacy embedding function")
@pytest.mark.parametrize("server", [False, True])
def test_a_search_is_as_wide_as_the_index_is_large(
    server: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue("chroma_url") if server else ""
    settings = settings_in(tmp_path, chroma_url=url)
    monkeypatch.setattr("qa.indexing.planning._digest", lambda name: HashEncoder.digest)
    monkeypatch.setattr("qa.stores.vectors._PASSAGES_EACH", 1)
    # Small, grown, and the same once more with a bound that it does not reach
    for known, least in ((DOCUMENTS[:1], 1), (DOCUMENTS, 1), (DOCUMENTS[:2], 400)):
        monkeypatch.setattr("qa.stores.vectors._FEWEST", least)
        report = build_documents(settings, known, encoder=HashEncoder())
        state = settings.index / read_manifest(settings.index).generation
        vectors = open_vectors(state, url)
        width = vectors._collection.configuration["hnsw"]["ef_search"]
        vectors.close()
        assert width == max(least, report.passages)


@pytest.mark.parametrize("server", [False, True])
def test_passages_that_no_neighbour_leads_to_are_found(
    server: bool,
    tmp_path: Path,
    hash_encoder: HashEncoder,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    """With one neighbour each, Chroma's own search for all comes back with next to none."""
    scant = {"space": "cosine", "ef_construction": 1, "max_neighbors": 1}
    monkeypatch.setattr("qa.stores.vectors._HNSW", scant)
    url = request.getfixturevalue("chroma_url") if server else ""
    settings = settings_in(tmp_path, chroma_url=url)
    build_documents(settings, DOCUMENTS)
    vector = hash_encoder.encode(["who came to Astana?"])[0]
    with closing(open_store(settings)) as store:
        everything = {p.id for d in DOCUMENTS for p in store.passages_of(d.id)}
        with closing(open_vectors(generation(settings), url)) as vectors:
            led_to = vectors.search(vector, len(everything), None, everything)
        assert len(led_to) < len(everything)
        found = store.search_vectors(vector, 100, Filters())
        assert {id_ for id_, _ in found} == everything
        assert [cosine for _, cosine in found] == sorted((c for _, c in found), reverse=True)
        assert dict(found) == pytest.approx(
            {id_: float(vector @ own) for id_, own in store.vectors(sorted(everything)).items()},
            abs=1e-5,
        )
        talks = store.search_vectors(vector, 100, Filters(tags=("talks",)))
        own = {p.id for d in DOCUMENTS[:2] for p in store.passages_of(d.id)}
        assert {id_ for id_, _ in talks} == own


def test_parts_of_different_builds_do_not_fit_together(made: Settings, tmp_path: Path) -> None:
    other = Settings(index=tmp_path / "other")
    build_documents(other, DOCUMENTS[:1])
    (generation(made) / "texts.sqlite").write_bytes(
        (generation(other) / "texts.sqlite").read_bytes()
    )
    with pytest.raises(IndexDamaged, match="do not fit together"):
        open_store(made)


def test_a_document_is_what_was_stored_to_the_character(store: Store) -> None:
    document: Document = store.document("astana.txt")
    assert "🙂" in document.text
    assert hashlib.sha256(document.text.encode()).hexdigest() == document.sha256


def test_text_that_changed_inside_the_index_is_noticed(made: Settings) -> None:
    path = generation(made) / "texts.sqlite"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE documents SET text = replace(text, 'a', 'e')")
    with closing(open_store(made)) as opened, pytest.raises(IndexDamaged, match="not what was"):
        opened.document(DOCUMENTS[0].id)


def test_a_tag_of_more_articles_than_chroma_takes_by_name(
    made: Settings, hash_encoder: HashEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    (vector,) = hash_encoder.encode(["The farmers were glad"])
    store = open_store(made)
    try:
        usual = store.search_vectors(vector, 50, Filters(tags=("talks",)))
        named = store.search_vectors(vector, 50, Filters(documents=("astana.txt", "c.txt")))
        monkeypatch.setattr("qa.stores.embedded._MOST_NAMED", 1)
        both = Filters(documents=("astana.txt", "c.txt"))
        for compared in (2_000, 0):  # one by one, or sought among all
            monkeypatch.setattr("qa.stores.embedded._COMPARED", compared)
            again = dict(store.search_vectors(vector, 50, Filters(tags=("talks",))))
            assert again == pytest.approx(dict(usual), abs=1e-5)
            assert len(store.search_vectors(vector, 2, Filters(tags=("talks",)))) == 2
            again = dict(store.search_vectors(vector, 50, both))
            assert again == pytest.approx(dict(named), abs=1e-5)
    finally:
        store.close()
    assert usual and {store_id for store_id, _ in usual}.isdisjoint({"rain"})


def test_many_tagged_articles_are_filtered_at_once() -> None:
    many = 20_000
    ids = [f"{n}.txt" for n in range(many)]
    rows = Rows(
        ids=[],
        number={},
        document=np.arange(many, dtype=np.int32),
        document_ids=ids,
        source=["a", "b"] * (many // 2),
        published=np.zeros(many, dtype=np.int32),
        tags=[("x",), ()] * (many // 2),
        copies={},
    )
    started = time.perf_counter()
    tagged = rows.allowed(Filters(tags=("x",)))
    assert time.perf_counter() - started < 1  # 7 s when every article was compared with every other
    assert tagged.tolist() == [True, False] * (many // 2)
    assert rows.allowed(Filters(sources=("b",))).tolist() == [False, True] * (many // 2)
    assert rows.allowed(Filters(documents=("7.txt",))).sum() == 1


def test_a_file_that_was_put_back_opens_without_a_restart(made: Settings) -> None:
    file = made.index / read_manifest(made.index).generation / "vectors" / "chroma.sqlite3"
    raw = file.read_bytes()
    with pytest.MonkeyPatch.context() as broken:
        broken.setattr(Vectors, "count", lambda _: int("damaged"))
        with pytest.raises(IndexDamaged):
            open_store(made)
    file.write_bytes(raw[: int(0.9 * len(raw))] + b"\xff" * (len(raw) - int(0.9 * len(raw))))
    with pytest.raises(IndexDamaged):
        open_store(made).search_vectors(np.ones(64, np.float32) / 8, 3, Filters())
    file.write_bytes(raw)
    store = open_store(made)
    try:
        assert store.search_vectors(np.ones(64, np.float32) / 8, 3, Filters())
    finally:
        store.close()


def test_a_closed_state_is_not_told_as_damage(made: Settings) -> None:
    store = open_store(made)
    store.close()
    with pytest.raises(IndexMismatch, match="closed"):
        store.documents()


def test_want_of_memory_is_not_told_as_damage(
    made: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_much(folder: Path) -> None:
        raise MemoryError("Unable to allocate 2 GiB")

    monkeypatch.setattr("qa.stores.embedded.Postings.open", too_much)
    with pytest.raises(IndexNotWritten, match="not enough memory"):
        open_store(made)
