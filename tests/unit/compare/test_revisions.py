"""Near copies of a passage, and those that revise it."""

from __future__ import annotations

import pytest

from qa.compare import fold_copies
from qa.compare.revisions import is_revised, is_told_alike
from qa.passages import cut
from qa.records import Hit, Reading, Scores
from tests.conftest import make_document

TOLD = (
    "The blast in Zutphen killed 12 people and injured 40, officials said on Monday, and it was"
    " heard in all the villages around the town until late in the evening."
)


@pytest.mark.parametrize(
    ("old", "new", "revised"),
    [
        ("12", "15", True),
        ("12", "twelve", False),
        ("Monday", "Tuesday", True),
        ("officials said", "Karl Lund said", False),
        ("was heard", "was not heard", True),
        ("the town", "the small town", False),
        ("evening.", "evening. Nobody knew of it before. Not one of 30 windows was whole.", False),
    ],
)
def test_a_copy_with_another_figure_day_or_not_is_a_revision(
    old: str, new: str, revised: bool
) -> None:
    other = TOLD.replace(old, new)
    assert is_revised(TOLD, other) is is_revised(other, TOLD) is revised
    assert is_told_alike(TOLD, other) is not revised


@pytest.mark.parametrize(
    ("one", "other", "revised"),
    [("Karl Lund", "Anna Holm", True), ("told Reuters", "told AFP", False)],
)
def test_another_name_is_a_revision_unless_an_agency_s(one: str, other: str, revised: bool) -> None:
    first, second = (TOLD.replace("officials said", f"{who} said") for who in (one, other))
    assert is_revised(first, second) is revised


@pytest.mark.parametrize(("new", "left"), [("15", 2), ("12", 1)])
def test_a_revision_is_not_folded(new: str, left: int) -> None:
    texts = (TOLD, TOLD.replace("12", new))
    documents = [make_document(text, name=f"{n}.txt") for n, text in enumerate(texts)]
    readings = [Reading(Hit(cut(d)[0], d, Scores()), 0.5, None) for d in documents]
    folded = fold_copies(readings, lambda _: tuple(d.id for d in documents))
    assert len(folded) == left
