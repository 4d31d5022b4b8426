"""Where the articles give different figures for what was asked: precision before recall."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice, pairwise
from typing import NamedTuple

from qa.compare.claims import places
from qa.compare.comparing import ASKED, Encodes, differ
from qa.compare.figures import DEATHS, Figure, figures
from qa.compare.quantities import agree, could_both_hold
from qa.read.question import analyse
from qa.records import AnswerGroup, Disagreement, DisputedValue, Hit, Span
from qa.text import terms

__all__ = ["find_disagreements"]

_HELD = 0.5  # share of the question's terms that a sentence with another figure must hold
_MOST = 4  # values of one disagreement


class _Value(NamedTuple):
    """One of the figures given for a thing, and the hits that give it."""

    figure: Figure
    hits: list[Hit]


def find_disagreements(
    question: str,
    answers: Sequence[AnswerGroup],
    cited: Sequence[Hit],
    others: Sequence[Hit],
    encoder: Encodes,
    copies_of: Callable[[str], tuple[str, ...]],
) -> tuple[tuple[Disagreement, ...], list[Hit]]:
    """Other figures that the articles give for the figure that answers, and hits still to be cited.

    answers: with figures that stand in `cited`, which is in citation order. others: hits that were
    found and not cited; those with another value are returned, to be cited after the rest.
    Only a question after a figure has disagreements, and only between different stories.
    """
    asked = analyse(question)
    if not asked.wants_figure:
        return (), []
    asked_terms = {t for t, _ in asked.terms}
    where = places(question)
    shown = {hit.passage.id for hit in cited}
    found: list[list[_Value]] = []
    for seed, hit in _seeds(answers, cited):
        if any(agree(v.figure.quantity, seed.quantity) for values in found for v in values):
            continue
        values = [_Value(seed, [hit])]
        for other in (*cited, *others):
            if _tells_the_same(hit, other, copies_of):
                continue
            for figure in _figures_of(other, lambda text: _holds(_plain_terms(text), asked_terms)):
                if not _holds(figure.around | {figure.counted}, asked_terms):
                    continue
                again = other.passage.id in shown and agree(seed.quantity, figure.quantity)
                if again or differ(seed, figure, encoder, floor=ASKED, where=where):
                    _add(values, figure, other)
        if len(values) > 1:
            found.append(values)
    given = {hit.passage.id for values in found for v in values for hit in v.hits}
    extra = [hit for hit in others if hit.passage.id in given]
    numbers = {hit.passage.id: n for n, hit in enumerate((*cited, *extra), start=1)}
    return tuple(_disagreement(values, numbers) for values in found), extra


def _add(values: list[_Value], figure: Figure, hit: Hit) -> None:
    for value in values:
        if agree(value.figure.quantity, figure.quantity):
            value.hits.append(hit)
            return
    if len(values) < _MOST:
        values.append(_Value(figure, [hit]))


def _disagreement(values: Sequence[_Value], numbers: Mapping[str, int]) -> Disagreement:
    """numbers: the citation of each passage, by its id."""
    stated = [value.figure.quantity for value in values]
    latest = max((v.figure.document.published or "" for v in values), default="")
    about = values[0].figure.about
    return Disagreement(
        about=about if " " in about else "",  # "people" says nothing that the values do not
        values=tuple(
            DisputedValue(
                text=figure.text,
                span=figure.span,
                quote=figure.quote,
                citations=tuple(sorted({numbers[hit.passage.id] for hit in hits})),
                published=figure.document.published,
                older="" < (figure.document.published or "") < latest,
            )
            for figure, hits in values
        ),
        compatible=all(could_both_hold(a, b) for a, b in pairwise(stated)),
    )


def _seeds(answers: Sequence[AnswerGroup], cited: Sequence[Hit]) -> list[tuple[Figure, Hit]]:
    """The figures of the first answer, where each stands."""
    found: list[tuple[Figure, Hit]] = []
    for mention in answers[0].mentions if answers else ():
        hit = cited[mention.n - 1]
        held = (f for f in _figures_of(hit) if f.span.overlaps(mention.span))
        found += [(figure, hit) for figure in islice(held, 1)]
    return found


def _figures_of(hit: Hit, wanted: Callable[[str], bool] = bool) -> Iterator[Figure]:
    """wanted: which sentences are looked at; their parses are what costs time."""
    for sentence in hit.passage.sentences:
        if not sentence.heading and wanted(hit.document.text[sentence.start : sentence.end]):
            yield from figures(hit.document, Span(sentence.start, sentence.end))


def _tells_the_same(one: Hit, other: Hit, copies_of: Callable[[str], tuple[str, ...]]) -> bool:
    return one.document.id == other.document.id or other.document.id in copies_of(one.document.id)


def _holds(held: frozenset[str], asked: set[str]) -> bool:
    """The sentence holds enough of the question; deaths and those who died are one."""
    if held & DEATHS:
        held = held | DEATHS
    return len(asked & held) >= _HELD * len(asked)


def _plain_terms(sentence: str) -> frozenset[str]:
    """All that a figure of the sentence could hold: its words, and what stands for some of them."""
    return frozenset(terms(sentence)) | {"us", "peopl"}
