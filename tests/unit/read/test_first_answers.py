"""Which words come first, where several speak for others: the real model on articles made here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.engine import Engine
from qa.indexing import build
from qa.settings import Settings

ARTICLES = {
    "botanist.txt": """Orla Finch, botanist, dies at 91

Orla Finch, a botanist who spent half a century on her knees in the mountains and whose book about
what she saw there was an unlikely success, died on Friday at her home in Brell.

The cause was pneumonia, her niece, Dana Moss, said. She was born in Telk on February 11, 1928, the
daughter of a clockmaker, and had two brothers.
""",
    "final.txt": """Harbour win the cup

The second penalty was saved by Ugur Demir, who had started only because the first-choice
goalkeeper, Pavel Nowak, broke a finger in training on Tuesday. With two minutes left Halle curled
a free kick over the wall to make it 2-2.
""",
    "mill.txt": """A mill closes

Corwen said it would close the mill, which employs 340 people in a town of 5,200, in September. At
its peak, in 1968, the mill had 1,150 workers and its own baseball team. The mayor, Tom Farrow, said
the mill pays $2.1 million a year in taxes, almost a fifth of the budget of the town. He has frozen
hiring.

"I am not going to close the library," the mayor said. The remaining orders for paper will be
supplied by a Canadian partner, Grand Pin Forest Products, under a five-year agreement.
""",
    "pit.txt": """Pit workers back the offer

Members of the Pit Workers' League backed the offer on Monday with 1,412 votes to 987, a majority of
425. "It is a good deal better than what we had," said the union's general secretary, Hanne Dorst.
""",
    "charter.txt": """A charter for the river

The envoys met in Telk, as they had before. In earlier rounds they had a mandate to discuss new
locks, reformed tolls, a new charter and the fight against floods.
""",
    "plant.txt": """A pilot plant opens in Porto Mar

The plant for bus batteries occupies a former cannery. The Regional Energy Fund contributed 22
million euros; the rest came from the company and its two largest shareholders, Norte Capital and
the Mar Pension Trust.
""",
    "steel.txt": """Vallmark to hire

In 2013 the Vallmark works produced 1.9 million tonnes of steel; in 2014 they produced 2.3 million
tonnes. The works were to open in May 1956. They opened on 3 September 1957, after a strike.
""",
    "fire.txt": """Fire guts a warehouse in Tolk Street

A fire tore through a warehouse on Tolk Street late on Monday, injuring seven people and forcing
about 120 from their homes, officials said. Mayor Rufus Tennant disagreed that the town had
neglected the warehouse. "The owner was warned three times," he said.

Health minister Paolo Ricci, asked whether he would step in, said: "No. It is for the county."
""",
    "fire-correction.txt": """Correction: Fire in Tolk Street

A report on the fire in Tolk Street misstated how many people were injured. Nine people were
injured, not seven.
""",
    "towns.md": """Budgets of the valley

Four towns in the valley published their budgets on Tuesday, which differ in what schools get.

| Town | Population | Budget (million crowns) | Mayor |
|------|-----------:|------:|-------|
| Altheim | 12,400 | 31.5 | Greta Pohl |
| Birkau | 8,900 | 19.8 | Anton Seidl |
""",
    "glass.txt": """Glassworks to shut

The bottle maker Tessel Glass is to close its factory at Dunmoor next spring with the loss of 640
jobs, blaming gas bills that have more than tripled in 18 months.
""",
    "review.txt": """A review of the sluice

The independent review of the sluice cost no more than £8,500, the parish said. The release of
water lasted five hours and thirty-five minutes.
""",
    "light.txt": """The light at Skarn

The light at Skarn was built in 1834, three years after a barque had broken up there with the loss
of 61 lives. The engineer was Thomas Ridd. The tower is 38 metres high and stands on 144 oak piles.

Ridd went on to build the light at Cape Orm in 1841.
""",
}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder: Path = tmp_path_factory.mktemp("first")
    (folder / "articles").mkdir()
    for name, text in ARTICLES.items():
        paragraphs = (
            paragraph if "|" in paragraph else paragraph.replace("\n", " ")
            for paragraph in text.split("\n\n")
        )
        (folder / "articles" / name).write_text("\n\n".join(paragraphs), encoding="utf-8")
    settings = Settings(articles=folder / "articles", index=folder / "index")
    build(settings)
    opened = Engine.open(settings)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Why did Ugur Demir start in goal?", "broke a finger in training"),
        ("What did Orla Finch die of?", "pneumonia"),
        ("what did orla finch die from", "pneumonia"),
        ("Who will supply the remaining orders for paper?", "Grand Pin Forest Products"),
        ("How many people did the mill employ in 1968?", "1,150"),
        ("What did Mayor Farrow say about the library?", "I am not going to close the library"),
        ("Who leads the Pit Workers' League?", "Hanne Dorst"),
        ("By how many votes did they back the offer?", "425"),
        ("Why is the glassworks shutting?", "blaming gas bills"),
        ("When was the botanist Orla Finch born?", "February 11, 1928"),
        ("How much steel did Vallmark produce in 2013?", "1.9 million"),
        ("How much steel did Vallmark produce in 2014?", "2.3 million"),
        ("When did the Vallmark works open?", "3 September 1957"),
        ("How many people were injured in the fire in Tolk Street?", "Nine"),
        ("What did Rufus Tennant say?", "disagreed that the town had neglected"),
        ("What did Paolo Ricci say?", "No. It is for the county."),
        ("What is the population of Birkau?", "8,900"),
        ("Who is the mayor of Birkau?", "Anton Seidl"),
        ("Which town has the highest population?", "Altheim"),
        ("How much did the independent review of the sluice cost?", "no more than £8,500"),
        ("How long did the release of water last?", "five hours and thirty-five minutes"),
    ],
)
def test_the_first_answer(engine: Engine, question: str, answer: str) -> None:
    found = engine.ask(question).likely
    assert found and answer in found[0].text
    assert "said" not in found[0].text and "Canadian" not in found[0].text


def test_how_tall_finds_how_high(engine: Engine) -> None:
    answer = engine.ask("How tall is the light at Skarn?")
    assert answer.likely[0].text == "38 metres"
    assert answer.confidence > 0.5


def test_a_figure_of_another_year_is_no_answer(engine: Engine) -> None:
    assert engine.ask("How much steel did Vallmark produce in 2019?").abstained


def test_others_are_asked_for_without_those_given(engine: Engine) -> None:
    asked = ["What were the envoys in Telk mandated to discuss in earlier rounds?"]
    given = {a.text for a in engine.ask(asked[0]).likely}
    more = engine.ask("What else?", after=asked)
    assert given and given.isdisjoint(a.text for a in more.answers)
    assert given.isdisjoint(
        a.text for a in engine.ask("What else?", after=[*asked, "What else?"]).answers
    )
    assert {a.text for a in engine.ask(asked[0]).likely} == given


@pytest.mark.parametrize(
    "question",
    [
        "Who refereed the final in which Halle curled a free kick?",
        "Who directed the film about Orla Finch?",
        "Who painted Orla Finch?",
        "Who wrote the charter for the river?",
    ],
)
def test_a_name_without_a_word_for_the_deed_is_no_answer(engine: Engine, question: str) -> None:
    assert engine.ask(question).abstained


def test_a_figure_of_another_is_no_answer(engine: Engine) -> None:
    (given,) = engine.ask("How much did the Regional Energy Fund contribute to the plant?").likely
    assert "22 million euros" in given.text
    for question in (
        "How much did Norte Capital invest in the plant?",
        "How much did Norte Capital contribute to the plant in Porto Mar?",
    ):
        assert engine.ask(question).abstained


def test_the_other_members_of_a_list_answer_too(engine: Engine) -> None:
    found = engine.ask("What were the envoys in Telk mandated to discuss in earlier rounds?").likely
    assert {"new locks", "reformed tolls", "a new charter"} <= {a.text for a in found}
    assert any("the fight against floods" in a.text for a in found)


@pytest.mark.parametrize(
    "question",
    ["When was Orla Finch born?", "Who is the goalkeeper?", "Why did the mill close?", "Who died?"],
)
def test_a_passage_answers_as_well_as_its_words_do(engine: Engine, question: str) -> None:
    """So that no answer is left out for the place of its passage."""
    readings = engine.reader.read(question, engine.find(question, k=10))
    assert any(reading.answers for reading in readings)
    for reading in readings:
        assert all(reading.score >= score for _, score in reading.answers)
