"""The packaged reader on a few articles written here: the real model, the shipped weights."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from qa.engine import Engine
from qa.indexing import build
from qa.read.combination import Combination, Linear
from qa.read.observe import Observed, observe
from qa.read.question import analyse
from qa.read.ranking import rank
from qa.read.span_reader import SpanReader
from qa.settings import Settings

ARTICLES = {
    "lunch.txt": """Lunch with a legend

An anonymous bidder paid a record $19 million for lunch with the investor Harriet Cole on Friday.
The auction was held for a charity in San Marino. It began on June 12, and the bidding started at
$25,000. Last year nobody bid.
""",
    "storm.txt": """Storm over the coast

The storm killed eleven people and cut the power to 40,000 homes, Governor Amir Haddad said. "We
have never seen water like this," he told reporters on Tuesday. Schools stay closed because the
roads are under water. Engineers from Portugal and Denmark arrived to repair the dams.
""",
    "garden.txt": """A garden for everyone

The botanical garden opens again in May after two years. Its new glasshouse was designed by the
architect Lena Ortiz, who also built the museum of glass in Turku. Entry is free on Sundays.
""",
    "summit.txt": """Summit on fisheries

Prime Minister Ilze Kalna attended the summit in Riga on Monday. Chancellor Jonas Berg said he had
not made up his mind on whether to attend the summit in Riga. The fishermen stayed at home.
""",
}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder = tmp_path_factory.mktemp("reader")
    (folder / "articles").mkdir()
    for name, text in ARTICLES.items():
        (folder / "articles" / name).write_text(text, encoding="utf-8")
    settings = Settings(articles=folder / "articles", index=folder / "index", reader="packaged")
    build(settings)
    opened = Engine.open(settings)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("question", "article", "answer"),
    [
        ("How much did the bidder pay for lunch with Harriet Cole?", "lunch.txt", "$19 million"),
        ("Who designed the glasshouse of the garden?", "garden.txt", "Lena Ortiz"),
        ("How many people did the storm kill?", "storm.txt", "eleven"),
        ("When did the auction for the charity begin?", "lunch.txt", "June 12"),
    ],
)
def test_answering_words_in_the_right_article(
    engine: Engine, question: str, article: str, answer: str
) -> None:
    found = engine.ask(question)
    first = found.passages[0]
    assert first.document.path == article
    marked = [first.document.text[h.start : h.end] for h in first.highlights]
    assert any(answer in m for m in marked) or any(answer in a.text for a in found.answers[:1])
    assert first.evidence is not None
    assert answer in first.document.text[first.evidence.start : first.evidence.end]


def test_every_answer_stands_word_for_word_in_its_passages(engine: Engine) -> None:
    found = engine.ask("Which engineers arrived to repair the dams?")
    for cited in found.passages:
        text = cited.document.text
        assert text[cited.passage.start : cited.passage.end] == cited.passage.text
        for mark in cited.highlights:
            assert cited.passage.start <= mark.start < mark.end <= cited.passage.end
    for group in found.answers:
        assert any(group.text in found.passages[n - 1].passage.text for n in group.citations)


def test_a_question_on_nothing_in_the_articles_is_surer_to_be_declined(engine: Engine) -> None:
    known = engine.ask("Who designed the glasshouse of the garden?")
    foreign = engine.ask("Who won the chess championship in Oslo?")
    assert foreign.confidence < known.confidence
    assert foreign.abstained


def test_who_thinks_about_attending_did_not_attend(engine: Engine) -> None:
    question = "Who attended the summit in Riga?"
    answers = " ".join(a.text for a in engine.ask(question).answers)
    assert "Ilze Kalna" in answers and "Berg" not in answers


def test_what_is_left_undone_follows_nothing_that_is_done(engine: Engine) -> None:
    question = "Who attended the summit in Riga?"
    by_behind = Combination(Linear({"margin": 1.0}), Linear({"behind": 1.0}), Linear({}))
    seen = observed(engine, question)
    best = max((w for o in seen for w in o.answers), key=lambda w: w.features.behind)

    def kept(*, but: str) -> list[str]:
        told = [
            replace(
                o,
                answers=tuple(
                    replace(w, undone=w.text != but, remarks=replace(w.remarks, on_deed=False))
                    for w in o.answers
                ),
            )
            for o in seen
        ]
        return [w.text for r in rank(analyse(question), told, by_behind) for w, _ in r.words]

    assert set(kept(but=best.text)) == {best.text}
    assert len(set(kept(but="all of them"))) > 1, "where nothing is done they are all there is"


def test_a_word_that_names_nobody_is_nobody(engine: Engine) -> None:
    said = [w.text for o in observed(engine, "Who saw water like this?") for w in o.answers]
    assert said and not {"We", "he"} & set(said)


def test_yes_or_no_questions_get_a_clause(engine: Engine) -> None:
    found = engine.ask("Did the storm kill people?")
    (answer,) = found.answers
    assert answer.text == "The storm killed eleven people"
    assert answer.mentions[0].attribution == "Governor Amir Haddad said"
    assert found.passages[0].document.path == "storm.txt"


def observed(engine: Engine, question: str) -> list[Observed]:
    reader = engine.reader
    assert isinstance(reader, SpanReader)
    hits = engine.find(question, k=10)
    return observe(analyse(question), hits, reader.rules, reader.scorer, most=10)


def test_what_is_observed_is_in_bounds(engine: Engine) -> None:
    for seen in observed(engine, "How much did the bidder pay?"):
        features = seen.features.as_dict()
        assert features["lead"] <= 0.0
        for name in ("agree", "near", "typed", "untyped", "votes", "asked", "names", "direct"):
            assert 0.0 <= features[name] <= 1.0, name
        text = seen.hit.document.text
        for words in seen.answers:
            assert text[words.span.start : words.span.end] == words.text
            assert seen.window.start <= words.span.start < words.span.end <= seen.window.end
            assert 0.0 <= words.features.share <= 1.0
            assert words.features.behind <= 12.0


def test_an_amount_keeps_its_currency(engine: Engine) -> None:
    texts = {w.text for o in observed(engine, "How much did the bidder pay?") for w in o.answers}
    assert any(t.endswith("$19 million") for t in texts)
    assert not any(t.startswith("19 million") for t in texts)


def test_windows_are_ordered_by_the_weights_and_words_do_not_overlap(engine: Engine) -> None:
    question = "What was designed by the architect?"
    nothing = Linear({})
    by_margin = Combination(Linear({"margin": 1.0}), Linear({"behind": 1.0}), nothing)
    seen = observed(engine, question)
    ranked = rank(analyse(question), seen, by_margin)
    margins = [r.observed.features.margin for r in ranked]
    assert margins == sorted(margins, reverse=True)
    assert ranked[0].behind == 0.0
    for r in ranked:
        spans = [words.span for words, _ in r.words]
        assert not any(a.overlaps(b) for n, a in enumerate(spans) for b in spans[n + 1 :])


def test_nothing_found_is_no_reading(engine: Engine) -> None:
    assert engine.reader.read("Who?", []) == []


def test_the_files_that_are_shipped_are_small() -> None:
    folder = Path(__file__).parents[3] / "qa" / "models" / "reader"
    assert sum(p.stat().st_size for p in folder.rglob("*") if p.is_file()) < 12_000_000


def test_words_that_only_join_others_need_not_be_said(engine: Engine) -> None:
    """No article has the word "without"."""
    found = engine.ask("How many homes are without power?")
    assert [a.text for a in found.likely] == ["40,000"]
    assert engine.ask("How many homes are painted with unicorns?").abstained
