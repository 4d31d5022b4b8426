"""Where the articles give different figures for what was asked: precision before recall."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from qa.compare.comparing import ASKED, Encodes, differ
from qa.compare.figures import DEATHS, Figure, figures
from qa.compare.quantities import agree, could_both_hold
from qa.read.question import analyse
from qa.records import AnswerGroup, Disagreement, DisputedValue, Hit, Span

__all__ = ["Disputed", "find_disagreements"]

_HELD = 0.5  # share of the question's terms that a sentence with another figure must hold
_MOST = 4  # values of one disagreement


class Disputed:
    """A disagreement while it is gathered: its values, each with the hits that give it."""

    def __init__(self, first: Figure, hit: Hit) -> None:
        self.values: list[tuple[Figure, list[Hit]]] = [(first, [hit])]

    def add(self, figure: Figure, hit: Hit) -> None:
        for held, hits in self.values:
            if agree(held.quantity, figure.quantity):
                hits.append(hit)
                return
        if len(self.values) < _MOST:
            self.values.append((figure, [hit]))


def find_disagreements(
    question: str,
    answers: Sequence[AnswerGroup],
    cited: Sequence[Hit],
    others: Sequence[Hit],
    encoder: Encodes,
    copies_of: Callable[[str], tuple[str, ...]],
) -> tuple[list[Disputed], list[Hit]]:
    """Other figures that the articles give for the figure that answers, and hits still to be cited.

    answers: with figures that stand in `cited`, which is in citation order. others: hits that were
    found and not cited; those with another value are returned, to be cited after the rest.
    Only a question after a figure has disagreements, and only between different stories.
    """
    asked = analyse(question)
    if not asked.expected & {"CARDINAL", "QUANTITY", "MONEY", "PERCENT"}:
        return [], []
    terms = {t for t, _ in asked.terms}
    found: list[Disputed] = []
    extra: list[Hit] = []
    for seed, hit in _seeds(answers, cited):
        if any(agree(held.quantity, seed.quantity) for d in found for held, _ in d.values):
            continue
        disputed = Disputed(seed, hit)
        for other in (*cited, *others):
            if _tells_the_same(hit, other, copies_of):
                continue
            for figure in _figures_of(other):
                if not _is_asked(figure, terms):
                    continue
                same = agree(seed.quantity, figure.quantity)
                if differ(seed, figure, encoder, floor=ASKED):
                    disputed.add(figure, other)
                    if other not in cited and other not in extra:
                        extra.append(other)
                elif same and other in cited:
                    disputed.add(figure, other)
        if len(disputed.values) > 1:
            found.append(disputed)
    return found, extra


def as_disagreement(disputed: Disputed, number: Callable[[Hit], int]) -> Disagreement:
    """The record of it. number: the citation of a hit."""
    values = [
        DisputedValue(
            text=figure.text,
            span=figure.span,
            quote=figure.quote,
            citations=tuple(sorted({number(hit) for hit in hits})),
            published=figure.document.published,
        )
        for figure, hits in disputed.values
    ]
    first = disputed.values[0][0]
    held = [figure.quantity for figure, _ in disputed.values]
    return Disagreement(
        about=first.about,
        values=tuple(values),
        compatible=all(could_both_hold(a, b) for a, b in pairwise(held)),
    )


def _seeds(answers: Sequence[AnswerGroup], cited: Sequence[Hit]) -> list[tuple[Figure, Hit]]:
    """The figures of the first answer, where each stands."""
    found: list[tuple[Figure, Hit]] = []
    for mention in answers[0].mentions if answers else ():
        hit = cited[mention.n - 1]
        held = [f for f in _figures_of(hit) if f.span.overlaps(mention.span)]
        found += [(figure, hit) for figure in held[:1]]
    return found


def _figures_of(hit: Hit) -> list[Figure]:
    return [
        figure
        for sentence in hit.passage.sentences
        if not sentence.heading
        for figure in figures(hit.document, Span(sentence.start, sentence.end))
    ]


def _tells_the_same(one: Hit, other: Hit, copies_of: Callable[[str], tuple[str, ...]]) -> bool:
    return one.document.id == other.document.id or other.document.id in copies_of(one.document.id)


def _is_asked(figure: Figure, terms: set[str]) -> bool:
    """The sentence holds enough of the question; deaths and those who died are one."""
    held = figure.around | {figure.counted}
    if held & DEATHS:
        held = held | DEATHS
    return len(terms & held) >= _HELD * len(terms)
