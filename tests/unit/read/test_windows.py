"""What is read of a passage."""

from __future__ import annotations

import pytest

from qa.passages import cut
from qa.read.question import analyse
from qa.read.windows import ReadWindow, introduced, windows_of
from qa.records import Hit, Passage, Scores, Sentence
from tests.conftest import make_document

TEXT = "One two three. Four five six. Seven eight nine. Ten eleven twelve."
STARTS = (0, 15, 30, 48)


def hit() -> Hit:
    document = make_document(TEXT)
    ends = (14, 29, 47, len(TEXT))
    sentences = tuple(Sentence(s, e) for s, e in zip(STARTS, ends, strict=True))
    passage = Passage("p", document.id, 0, 0, len(TEXT), TEXT, sentences)
    return Hit(passage, document, Scores())


def test_a_short_passage_is_read_whole() -> None:
    assert windows_of(hit(), {})[0].text == TEXT


def test_the_best_sentence_is_always_read() -> None:
    window = windows_of(hit(), {48: 1.0}, most=3)[0]
    assert window.text == "Ten eleven twelve."


def test_it_grows_to_the_better_neighbour() -> None:
    assert (
        windows_of(hit(), {15: 1.0, 30: 0.5}, most=6)[0].text == "Four five six. Seven eight nine."
    )
    assert windows_of(hit(), {15: 1.0, 0: 0.5}, most=6)[0].text == "One two three. Four five six."


def test_the_one_before_when_both_promise_the_same() -> None:
    assert windows_of(hit(), {15: 1.0}, most=6)[0].text == "One two three. Four five six."


def test_all_of_a_passage_is_read_by_and_by() -> None:
    texts = [w.text for w in windows_of(hit(), {15: 1.0, 30: 0.5, 48: 0.2}, most=6)]
    assert texts == ["Four five six. Seven eight nine.", "Ten eleven twelve.", "One two three."]


def test_every_space_is_a_common_one_in_its_place() -> None:
    text = "It cost 5\u00a0million\u202feuros\u2009in all."
    document = make_document(text)
    window = ReadWindow(Hit(cut(document)[0], document, Scores()), 0, len(text))
    assert window.text == "It cost 5 million euros in all."


def test_a_window_is_a_slice_of_the_article() -> None:
    window = windows_of(hit(), {30: 1.0}, most=6)[0]
    assert TEXT[window.start : window.end] == window.text
    assert window.sentence_at(31) == Sentence(30, 47)
    assert window.sentence_at(29) == Sentence(48, len(TEXT)), "between two: the last"


PROFILE = (
    "Ilse Tarrovan was nine when she first heard a volcano. The engine was off, said Carl Brandt."
    + "\n\nThe island had no school and no road in those years." * 12
    + "\n\nShe is married to the novelist Birgit Sandahl, whom Jon Mayer had met in Lund.\n"
)


@pytest.mark.parametrize(
    ("question", "words", "told"),
    [
        ("Who is Ilse Tarrovan married to?", "She is", "The listener. Ilse Tarrovan"),
        ("Who is Tarrovan married to?", "She is", "The listener. Tarrovan"),
        ("Who is Jon Mayer married to?", "She is", "The listener"),  # not whom it begins with
        ("Who is Anna Holm married to?", "She is", "The listener"),
        ("who is she married to?", "She is", "The listener"),
        ("Which school did Ilse Tarrovan go to?", "The island", "The listener"),  # no "she"
        ("What did Ilse Tarrovan hear?", "Ilse", "The listener"),
    ],
)
def test_whom_she_stands_for_is_told(question: str, words: str, told: str) -> None:
    document = make_document(PROFILE, title="The listener")
    start = PROFILE.index(words)
    end = PROFILE.index(".", start) + 1
    hit = next(
        Hit(p, document, Scores()) for p in cut(document) if p.start <= start and end <= p.end
    )
    assert introduced(analyse(question), ReadWindow(hit, start, end)) == told
