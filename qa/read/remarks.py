"""What a sentence says of words in it that may answer: whether they do, or why they do not."""

from __future__ import annotations

from dataclasses import dataclass

from qa.read.labels import is_labelled, is_of_the_absent
from qa.read.misfits import asks_for_a_name, is_corrected, is_misfit
from qa.read.offered import Offered, Place
from qa.read.offices import has_left_office, is_of_another_rank
from qa.read.ordinals import is_of_another_in_order
from qa.read.phrases import Parses
from qa.read.question import Question
from qa.read.retracted import is_taken_back
from qa.read.sums import has_no_figure, is_the_whole, is_vague
from qa.read.times import asked_years, gives_for, is_only_meant, names_the_year, year_of
from qa.read.windows import ReadWindow
from qa.text import plain_spaces, terms

__all__ = ["Remarks", "remarks_on"]

_DENIABLE = {"how", "where", "which", "what"}  # "did not meet in Oslo" does not say where they met


@dataclass(frozen=True, slots=True)
class Remarks:
    """denied: something is not so of the words. other_rank: they are the deputy of whom is asked
    for, say, or the mayor of another town, the second where the first is asked about, or somebody
    else says them. left: whom they name holds the office no longer. on_deed: what is asked is said
    of them, or of that day. labelled: a label says it, "Present: …". meant: something was only to
    be then. in_cell: they are the cell of a table that is asked for. in_year: they are a figure,
    beside a year that the question names. off_year: they are given for another year, and nothing
    for that one. corrected: they are put right. disowned: what they are part of is called false or
    denied, or taken back by the next sentence. nameless: they name nobody, where one person or firm
    is asked for, or no place, and are not said to be one. vague: they give no figure, where one is
    asked for. whole: they count all, where the sentence counts those asked for as a part. misfit:
    they are of another kind than what is asked for, behind a label for who was absent, or in
    another row or column of a table.
    """

    denied: bool
    other_rank: bool
    on_deed: bool
    in_cell: bool
    labelled: bool
    in_year: bool
    off_year: bool
    meant: bool
    corrected: bool
    disowned: bool
    left: bool
    nameless: bool
    vague: bool
    whole: bool
    misfit: bool


def remarks_on(
    asked: Question,
    window: ReadWindow,
    offered: Offered,
    at: Place,
    grown: Place,
    parses: Parses,
) -> Remarks:
    """at: where the words were offered; grown: the same with what they need ("more than")."""
    start, end = grown
    text = window.text
    around = window.sentence_at(window.start + at[0])
    said = plain_spaces(window.hit.document.text[around.start : around.end])
    moved = window.start - around.start
    place = start + moved, end + moved
    left = has_left_office(asked, text, start, end)
    other_rank = (
        left
        or offered.is_elsewhere(at)
        or is_of_another_rank(asked, text, start, end)
        or is_of_another_in_order(asked.text, said, *place)
    )
    years = asked_years(asked.text) if asked.wants_figure else frozenset()
    in_year = names_the_year(asked, said)
    off_year = bool(years) and year_of(said, *place) not in {*years, None}
    written = int((window.hit.document.published or "0")[:4])
    meant = is_only_meant(asked, said, place[0])
    in_cell = at in offered.cells
    wants_name = asks_for_a_name(asked) or (
        asked.kind == "where" and not parses.is_placed(window, *at)
    )
    labelled = is_labelled(asked, said, *place)
    deniable = asked.kind in _DENIABLE and not asked.negated
    return Remarks(
        denied=deniable and parses.is_denied(window, *at),
        other_rank=other_rank,
        on_deed=in_cell or labelled or (not (other_rank or meant) and offered.is_on_deed(at)),
        in_cell=in_cell,
        labelled=labelled,
        in_year=in_year and not has_no_figure(text[slice(*at)]),
        off_year=off_year and not in_year and written not in years,
        meant=meant,
        corrected=is_corrected(asked, text, start, end),
        disowned=asked.kind != "statement"
        and (
            parses.is_disowned(window, start, end, asked.term_set)
            or is_taken_back(window.hit.document, around.start, around.end)
        ),
        left=left,
        nameless=wants_name and parses.is_nameless(window, *at),
        vague=asked.wants_figure and is_vague(text[start:end]),
        whole=asked.wants_figure and asked.verb in terms(said) and is_the_whole(said, *place),
        misfit=at in offered.astray
        or is_misfit(asked, text, start, end)
        or is_of_the_absent(asked, said, *place)
        or (in_year and off_year and gives_for(years, said)),
    )
