"""A test set from rated answers: which articles it calls relevant."""

from __future__ import annotations

import pytest

from qa.articles import document_from_text
from qa.conversations import Outline, SavedTurn
from qa.rated import rated_files
from qa.records import Filters

DOCUMENTS = [
    document_from_text(f"Text number {n} says who paid.", id=f"{n}.txt", path=f"{n}.txt")
    for n in range(4)
]


def relevant(thumb: int, answers: tuple[str, ...], cited: tuple[int, ...]) -> list[str]:
    """Lines of a question whose answer showed all documents, the last in an older wording, and one
    that has left since.
    """
    shown = [(d.id, 0, 10, d.sha256) for d in DOCUMENTS]
    passages = (*shown[:3], ("3.txt", 0, 10, "older"), ("gone.txt", 0, 10, "f"), shown[1])
    given = Outline(answers, passages, cited)
    turn = SavedTurn(
        7, "Who paid?", (), True, Filters(), "2024-03-05", "000001", given, thumb, ""
    )  # fmt: skip
    return rated_files([turn], DOCUMENTS)["qrels/test.tsv"].splitlines()[1:]


@pytest.mark.parametrize("thumb", [0, 1])
def test_only_articles_that_were_cited_are_rated(thumb: int) -> None:
    assert relevant(thumb, ("the state",), (2,)) == [f"7\t1.txt\t{thumb}"]
    cited = relevant(thumb, ("the state", "the city", "both"), (2, 6, 1))
    assert cited == [f"7\t1.txt\t{thumb}", f"7\t0.txt\t{thumb}"]


@pytest.mark.parametrize("thumb", [0, 1])
def test_where_nothing_was_found_no_article_is_rated(thumb: int) -> None:
    assert relevant(thumb, (), ()) == []


def test_articles_that_have_left_or_were_rewritten_are_not_rated() -> None:
    assert relevant(1, ("the state", "the city"), (4, 5)) == []
