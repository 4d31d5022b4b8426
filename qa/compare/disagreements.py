"""Where the articles give different figures, dates or names for what was asked: precision before
recall.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple, Protocol, TypeVar

from qa.compare.claims import Claim, places
from qa.compare.comparing import ASKED, Encodes, differ
from qa.compare.contradicting import AskedDates, AskedNames
from qa.compare.figures import DEATHS, Figure, figures
from qa.compare.quantities import agree, could_both_hold
from qa.compare.revisions import is_revised
from qa.compare.standing import stands
from qa.read.question import Question, analyse
from qa.records import AnswerGroup, Disagreement, DisputedValue, Hit, Span
from qa.text import terms

__all__ = ["find_disagreements"]

_HELD = 0.5  # share of the question's terms that a sentence with another figure must hold
_MOST = 4  # values of one disagreement

C = TypeVar("C", bound=Claim)


class _Comparison(Protocol[C]):
    """How values of one kind are found and compared; claims are those that it gave itself.

    compared: how many answers, best first, others are compared with.
    """

    compared: int

    def claims(self, hit: Hit) -> Iterator[C]:
        """Values that a passage gives for what was asked."""
        ...

    def at(self, hit: Hit, span: Span) -> C | None:
        """The value that answering words give."""
        ...

    def same(self, one: C, other: C) -> bool: ...

    def differ(self, one: C, other: C) -> bool: ...

    def both_hold(self, one: C, other: C) -> bool: ...

    def about(self, one: C) -> str: ...


class _Value(NamedTuple):
    """One of the values given for a thing, and where each passage has it, by the passage's id."""

    claim: Claim
    places: dict[str, Span]


def find_disagreements(
    question: str,
    answers: Sequence[AnswerGroup],
    cited: Sequence[Hit],
    others: Sequence[Hit],
    encoder: Encodes,
    copies_of: Callable[[str], tuple[str, ...]],
) -> tuple[tuple[Disagreement, ...], list[Hit]]:
    """Other values that the articles give for the one that answers, and hits still to be cited.

    answers: with values that stand in `cited`, which is in citation order. others: hits that were
    found and not cited; those with another value are returned, to be cited after the rest.
    Only a question after a figure, a date or a name has disagreements, and only between different
    stories, or where a copy revises the other. What a sentence denies is no value.
    """
    asked = analyse(question)
    comparison = _comparison(asked, encoder) if answers else None
    if comparison is None:
        return (), []
    shown = {hit.passage.id for hit in cited}
    found: list[list[_Value]] = []
    for seed, hit in _seeds(answers, cited, comparison):
        if not stands(seed, asked):
            continue
        if any(comparison.same(v.claim, seed) for values in found for v in values):
            continue
        values = [_Value(seed, {hit.passage.id: seed.span})]
        for other in (*cited, *others):
            if _tells_the_same(hit, other, copies_of):
                continue
            for claim in comparison.claims(other):
                again = other.passage.id in shown and comparison.same(seed, claim)
                if (again or comparison.differ(seed, claim)) and stands(claim, asked):
                    _add(values, claim, other, comparison)
        if len(values) > 1:
            found.append(values)
    given = {id_ for values in found for v in values for id_ in v.places}
    extra = [hit for hit in others if hit.passage.id in given]
    numbers = {hit.passage.id: n for n, hit in enumerate((*cited, *extra), start=1)}
    return tuple(_disagreement(values, numbers, comparison) for values in found), extra


def _comparison(asked: Question, encoder: Encodes) -> _Comparison[Any] | None:
    if asked.wants_figure:
        return _AskedFigures(asked, encoder)
    if asked.kind == "when":
        return AskedDates(asked)
    if "PERSON" in asked.expected or "ORG" in asked.expected:
        return AskedNames(asked)
    return None


class _AskedFigures:
    """Figures in sentences that hold half of the question's terms."""

    compared = 1

    def __init__(self, asked: Question, encoder: Encodes) -> None:
        self._terms = {t for t, _ in asked.terms}
        self._where = places(asked.text)
        self._encoder = encoder

    def claims(self, hit: Hit) -> Iterator[Figure]:
        for figure in _figures_of(hit, lambda text: self._holds(_plain_terms(text))):
            if self._holds(figure.around | {figure.counted}):
                yield figure

    def at(self, hit: Hit, span: Span) -> Figure | None:
        return next((f for f in _figures_of(hit) if f.span.overlaps(span)), None)

    def same(self, one: Figure, other: Figure) -> bool:
        return agree(one.quantity, other.quantity)

    def differ(self, one: Figure, other: Figure) -> bool:
        return differ(one, other, self._encoder, floor=ASKED, where=self._where)

    def both_hold(self, one: Figure, other: Figure) -> bool:
        return could_both_hold(one.quantity, other.quantity)

    def about(self, one: Figure) -> str:
        """What is counted; "people" says nothing that the values do not."""
        return one.about if " " in one.about else ""

    def _holds(self, held: frozenset[str]) -> bool:
        """The sentence holds enough of the question; deaths and those who died are one."""
        if held & DEATHS:
            held = held | DEATHS
        return len(self._terms & held) >= _HELD * len(self._terms)


def _add(values: list[_Value], claim: Claim, hit: Hit, comparison: _Comparison[Any]) -> None:
    for value in values:
        if comparison.same(value.claim, claim):
            value.places.setdefault(hit.passage.id, claim.span)
            return
    if len(values) < _MOST:
        values.append(_Value(claim, {hit.passage.id: claim.span}))


def _disagreement(
    values: Sequence[_Value], numbers: Mapping[str, int], comparison: _Comparison[Any]
) -> Disagreement:
    """numbers: the citation of each passage, by its id."""
    claims = [value.claim for value in values]
    latest = max((claim.document.published or "" for claim in claims), default="")
    return Disagreement(
        about=comparison.about(claims[0]),
        values=tuple(
            DisputedValue(
                text=claim.text,
                span=claim.span,
                quote=claim.quote,
                citations=tuple(sorted(numbers[id_] for id_ in places)),
                published=claim.document.published,
                older="" < (claim.document.published or "") < latest,
                places=tuple(sorted((numbers[id_], place) for id_, place in places.items())),
            )
            for claim, places in values
        ),
        compatible=all(comparison.both_hold(a, b) for a, b in combinations(claims, 2)),
    )


def _seeds(
    answers: Sequence[AnswerGroup], cited: Sequence[Hit], comparison: _Comparison[Any]
) -> Iterator[tuple[Claim, Hit]]:
    """The values of the answers that are compared, where each stands."""
    for answer in answers[: comparison.compared]:
        for mention in answer.mentions:
            hit = cited[mention.n - 1]
            if (claim := comparison.at(hit, mention.span)) is not None:
                yield claim, hit


def _figures_of(hit: Hit, wanted: Callable[[str], bool] = bool) -> Iterator[Figure]:
    """wanted: which sentences are looked at; their parses are what costs time."""
    for sentence in hit.passage.sentences:
        if not sentence.heading and wanted(hit.document.text[sentence.start : sentence.end]):
            yield from figures(hit.document, Span(sentence.start, sentence.end))


def _tells_the_same(one: Hit, other: Hit, copies_of: Callable[[str], tuple[str, ...]]) -> bool:
    """One article, or two of a story, unless their passages are alike but for a figure, say."""
    if one.document.id == other.document.id:
        return True
    if other.document.id not in copies_of(one.document.id):
        return False
    return not is_revised(one.passage.text, other.passage.text)


def _plain_terms(sentence: str) -> frozenset[str]:
    """All that a figure of the sentence could hold: its words, and what stands for some of them."""
    return frozenset(terms(sentence)) | {"us", "peopl"}
