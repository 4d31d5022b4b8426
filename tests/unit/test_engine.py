"""The facade, with the real model on the five articles."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from qa.composing import without
from qa.engine import Engine
from qa.errors import DocumentNotFound, IndexMissing, QuestionError
from qa.indexing import build
from qa.passages import cut
from qa.records import Answer, Hit, Reading, Scores, Span
from qa.settings import Settings
from tests.conftest import ROOT, make_document, the_five_in


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    settings = the_five_in(tmp_path_factory.mktemp("engine"))
    build(settings)
    opened = Engine.open(settings)
    yield opened
    opened.close()


def assert_verbatim(engine: Engine, answer: Answer) -> None:
    for cited in answer.passages:
        text = engine.document(cited.document.id).text
        assert text[cited.passage.start : cited.passage.end] == cited.passage.text
        for mark in cited.highlights:
            assert cited.passage.start <= mark.start < mark.end <= cited.passage.end
        if cited.evidence:
            assert cited.passage.start <= cited.evidence.start < cited.evidence.end
            assert cited.evidence.end <= cited.passage.end
    for group in answer.answers:
        assert group.citations
        assert any(
            group.text in engine.document(answer.passages[n - 1].document.id).text
            for n in group.citations
        )


def test_who_attended_astana(engine: Engine) -> None:
    answer = engine.ask("who attended Astana?")
    said = {group.text: group.citations for group in answer.answers}
    for name in ("Staffan de Mistura", "Mohammed Alloush", "Bashar al-Jaafri", "George Krol"):
        assert name in said
        cited = answer.passages[said[name][0] - 1]
        assert cited.document.path == "004_6e0f614b94818207.txt"
        marked = {cited.document.text[h.start : h.end] for h in cited.highlights}
        assert name in marked
    assert not answer.abstained
    assert_verbatim(engine, answer)


@pytest.mark.parametrize(
    "question",
    ["who won the 2018 World Cup?", "how does photosynthesis work?", "who is Ada Lovelace?"],
)
def test_a_foreign_question_is_not_answered(engine: Engine, question: str) -> None:
    answer = engine.ask(question)
    assert answer.abstained
    assert answer.answers == ()
    assert answer.passages, "the nearest passages are offered"
    assert all(not cited.highlights for cited in answer.passages)
    assert_verbatim(engine, answer)


def test_the_ambassador_to_another_country_is_no_answer(engine: Engine) -> None:
    answer = engine.ask("who is the US ambassador to Kazakhstan?")
    assert answer.answers[0].text == "George Krol"
    assert engine.ask("who was the US ambassador to Russia?").abstained


@pytest.mark.parametrize(
    "question",
    [
        "what is the name of Kim Kardashian's third child?",
        "Route 6",
        "Getty Images",
        "TRT World and Agencies",
        "Adam Floyd",
        "2 min read",
    ],
)
def test_no_evidence_rests_on_boilerplate(engine: Engine, question: str) -> None:
    answer = engine.ask(question, k=20)
    for cited in answer.passages:
        for junk in ("Kardashian", "Route 6", "Getty Images", "Adam Floyd", "min read"):
            assert junk not in cited.passage.text
        for mark in cited.document.marks:
            if mark.kind != "heading":
                assert not (mark.start < cited.passage.end and cited.passage.start < mark.end)


def test_passages_are_numbered_and_as_many_as_asked_for(engine: Engine) -> None:
    for k in (1, 3, 12):
        answer = engine.ask("who attended Astana?", k=k)
        assert [p.n for p in answer.passages] == list(range(1, k + 1))
        assert all(1 <= n <= k for a in answer.answers for n in a.citations)


def test_a_follow_up_says_how_it_was_understood(engine: Engine) -> None:
    answer = engine.ask("who sponsored them?", after=["who attended the talks in Astana?"])
    assert answer.question == "who sponsored them?"
    assert "Astana" in answer.interpreted_as
    assert {"Russia", "Turkey"} <= {a.text for a in answer.answers}


def test_filters(engine: Engine) -> None:
    of_reuters = engine.ask("who is Staffan de Mistura?", sources=["Reuters"])
    assert {p.document.source for p in of_reuters.passages} == {"Reuters"}
    dated = engine.ask("peace talks", since="2018-01-01", until="2018-12-31")
    assert {p.document.published for p in dated.passages} == {"2018-01-25"}


def test_a_filter_that_lets_nothing_through_abstains(engine: Engine) -> None:
    answer = engine.ask("who attended Astana?", since="2030-01-01")
    assert answer.abstained
    assert answer.passages == ()


@pytest.mark.parametrize(
    ("question", "more", "message"),
    [
        ("", {}, "empty"),
        (" \n ?!", {}, "empty"),
        ("x" * 10_000, {}, "10,000 characters"),
        ("who?", {"since": "last week"}, "not a date"),
        ("who?", {"since": "2019-01-01", "until": "2018-01-01"}, "No date lies"),
        ("who?", {"sources": ["The Moon"]}, "No article comes from"),
        ("who?", {"k": 0}, "At least one"),
    ],
)
def test_what_cannot_be_asked(
    engine: Engine, question: str, more: dict[str, object], message: str
) -> None:
    with pytest.raises(QuestionError, match=message):
        engine.ask(question, **more)  # type: ignore[arg-type]


def test_the_same_question_gets_the_same_answer(engine: Engine) -> None:
    def asked() -> dict[str, object]:
        return {**engine.ask("who sponsored the Astana talks?").to_dict(), "seconds": None}

    assert asked() == asked()


def test_what_is_searched_and_then_read_is_what_is_asked(engine: Engine) -> None:
    found = engine.search("who sponsored them?", after=("who attended Astana?",), k=3)
    assert len(found.hits) >= 3
    asked = engine.ask("who sponsored them?", after=("who attended Astana?",), k=3).to_dict()
    read = engine.read(found).to_dict()
    assert (
        read.pop("seconds").keys() == asked.pop("seconds").keys() == {"retrieve", "read", "total"}
    )
    assert read == asked


def test_eight_people_at_once_get_what_one_gets(engine: Engine) -> None:
    questions = ["who attended Astana?", "when did the truce start?"] * 4
    alone = [engine.ask(q).answers for q in questions]
    with ThreadPoolExecutor(8) as people:
        together = list(people.map(lambda q: engine.ask(q).answers, questions))
    assert together == alone


def test_answering_opens_no_connection(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a connection was opened while answering")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert engine.ask("who is Lakhdar Brahimi?").passages


def test_an_unknown_article(engine: Engine) -> None:
    with pytest.raises(DocumentNotFound, match=r"no article .nowhere\.txt"):
        engine.document("nowhere.txt")


def test_articles_and_passages_are_at_hand(engine: Engine) -> None:
    documents = engine.documents()
    assert [d.path[:3] for d in documents] == ["000", "001", "002", "003", "004"]
    passages = engine.passages(documents[0].id)
    assert passages
    assert all(documents[0].text[p.start : p.end] == p.text for p in passages)


HARBOUR = """New harbour opens in Sandvik

The new ferry harbour in Sandvik opened on Thursday. Transport minister Erik Lund cut the ribbon \
in front of about 600 people. The first ferry, the Aurora, left for Hestøy with 112 passengers.

The harbour cost 84 million kroner. Council leader Ingeborg Dahl said the difference was due to \
soft ground under the eastern quay. "We had to drive 340 piles that nobody had planned for," she \
said.

The opening was delayed because the builder, Nordkai, went bankrupt in 2022.
"""


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    settings = the_five_in(tmp_path_factory.mktemp("harbour"))
    (settings.articles / "harbour.txt").write_text(HARBOUR, "utf-8")
    build(settings)
    opened = Engine.open(settings)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    "question",
    [
        "Who is the mayor of Sandvik?",
        "How many people drowned in Sandvik?",
        "What is the name of the ferry captain?",
    ],
)
def test_what_no_article_has_a_word_for_is_not_answered(harbour: Engine, question: str) -> None:
    assert harbour.ask(question).abstained


def test_what_is_said_in_other_words_is_answered(harbour: Engine) -> None:
    answer = harbour.ask("Why was the opening of the harbour delayed?")
    assert "went bankrupt" in answer.answers[0].text
    assert harbour.ask("How much did the harbour cost?").answers[0].text.startswith("84 million")


def test_a_figure_keeps_the_word_that_makes_it_more_or_less(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "camp.txt").write_text(
        "Camp at Berg empties\n\nSome 618 people were moved from the camp at Berg on Sunday. They "
        "came from nine countries. About 40 volunteers helped.\n",
        "utf-8",
    )
    settings = Settings(articles=tmp_path / "articles", index=tmp_path / "index")
    build(settings)
    opened = Engine.open(settings)
    answer = opened.ask("How many people were moved from the camp at Berg?")
    opened.close()
    assert answer.answers[0].text.startswith("Some 618")


def test_what_she_said_next_is_hers_too(harbour: Engine) -> None:
    said = [group.text for group in harbour.ask("What did Ingeborg Dahl say?").answers]
    assert any("soft ground" in text for text in said)
    assert any("340 piles" in text for text in said)


def test_without_an_index_the_command_is_named(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="python -m qa index"):
        Engine.open(Settings(articles=ROOT / "seeds", index=tmp_path / "none"))


def test_what_was_had_is_left_out_of_a_reading() -> None:
    document = make_document("Ann came first. Bob came later.")
    passage = cut(document)[0]
    ann, bob = Span(0, 3), Span(16, 19)
    hit = Hit(passage, document, Scores(reader=0.9))
    reading = Reading(hit, 0.9, Span(0, 15), ((ann, 0.9), (bob, 0.6)))
    (left,) = without(["Ann"], [reading])
    assert (left.answers, left.score, left.hit.scores.reader) == (((bob, 0.6),), 0.6, 0.6)
    assert left.evidence == Span(16, 31)
    (nothing,) = without(["Ann", "Bob"], [reading])
    assert (nothing.answers, nothing.score, nothing.evidence) == ((), 0.0, None)
    assert without([], [reading]) == [reading]
