"""What speaks against the best words that their scores do not know."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from qa.read.answer_words import CandidateAnswer
from qa.read.deeds import asks_who_runs
from qa.read.doers import doer, verb_above
from qa.read.features import is_brief
from qa.read.misfits import lacks_the_kind
from qa.read.offices import of_another_office
from qa.read.question import Question
from qa.read.ranking import Ranked, first_answer, hit_of, is_put_right, put_right
from qa.read.rules import RuleReader
from qa.read.strangers import names_a_stranger
from qa.read.sufferers import says_nothing_of_it
from qa.read.sums import has_no_figure
from qa.read.syntax import parse, tokens_in
from qa.read.times import of_another_year
from qa.records import Hit

__all__ = ["count_doubts"]

_UNSAID = 0.45  # share of a question from which on that no article has a word for is one
_SURELY = 2  # doubts that what is denied, or is of somebody else or another year, counts for
_DOUBTFUL = -3.0  # the model's score over "no answer" below which words need a word for the deed


def count_doubts(asked: Question, ranked: Sequence[Ranked], rules: RuleReader) -> int:
    """How much speaks against the best words that their scores do not know: they are no reason
    for a "why" or no figure for a "how many"; no article has a word for what is asked; the best
    one cannot speak of its year; they are somebody else's, or without the office or the kind of
    place that is asked about; or their sentence says nothing of the deed, or it of another or of
    another year, or calls it untrue or only planned, or nothing near has a word for it; or their
    article lacks a name of a short question (`strangers.py`); or another sentence puts them right.
    """
    hit, first = ranked[0].observed.hit, first_answer(ranked)
    name = first.span if first is not None and not first.remarks.on_deed else None
    others = _only_others(ranked, first, statement=asked.kind == "statement")
    doubts = (
        asked.wants_reason and not ranked[0].words,
        rules.unsaid(asked) >= _UNSAID,
        of_another_year(asked.text, hit.document),
        others or of_another_office(asked, hit, name) or lacks_the_kind(asked, hit),
    )
    if first is None:
        return sum(doubts)
    own = hit_of(ranked, first.span)
    of_words = (
        asked.wants_figure and has_no_figure(first.text),
        name is not None and says_nothing_of_it(asked, own, name),
        _lacks_the_deed(asked, own, first, rules),
        first.remarks.meant,
        is_brief(asked) and names_a_stranger(asked.text, own.document),
    )
    remarks = first.remarks
    of_another = remarks.off_year or remarks.disowned or _is_of_another(asked, own, first)
    wrong = is_put_right(first.text, put_right(asked, [r.observed for r in ranked]))
    return sum(doubts) + sum(of_words) + _SURELY * of_another + wrong


def _lacks_the_deed(asked: Question, hit: Hit, first: CandidateAnswer, rules: RuleReader) -> bool:
    """Whether the model doubts that words answer who does what one does, and no word for that
    stands in their sentence, beside it or in the headline. Whoever runs something may be said
    to in other words.
    """
    if asked.kind != "who" or asked.several or not asked.verb or asks_who_runs(asked.text):
        return False
    if first.remarks.on_deed or first.features.model >= _DOUBTFUL:
        return False
    near = hit.passage.stretch_at(first.span.start, before=1, behind=1) or first.span
    text = hit.document.headed(hit.document.text[near.start : near.end])
    return rules.said(asked, text).get(asked.verb) == 0


def _only_others(
    ranked: Sequence[Ranked], first: CandidateAnswer | None, *, statement: bool
) -> bool:
    """Whether the first answer is what somebody else says; or the best window has who holds the
    office asked about, but of lower rank or of something else, and the first answer is not said to
    hold it.
    """
    if first is None or first.remarks.on_deed:
        return False
    if statement:
        return first.remarks.other_rank
    return first.remarks.other_rank or any(words.remarks.other_rank for words, _ in ranked[0].words)


def _is_of_another(asked: Question, hit: Hit, first: CandidateAnswer) -> bool:
    """Whether a question names somebody and its figure is said of somebody else: what a fund gave
    is not what its partner invested.
    """
    sentence = hit.passage.sentence_at(first.span.start)
    if asked.kind != "how-many" or sentence is None or not _names_somebody(asked.text):
        return False
    doc = parse(hit.document.text[sentence.start : sentence.end])
    inside = tokens_in(doc, first.span.start - sentence.start, first.span.end - sentence.start)
    if not inside:
        return False
    figure = doc[inside[0].i : inside[-1].i + 1].root
    counted = figure.dep_ in {"nsubj", "nsubjpass"}  # "66 people died"
    return not counted and doer(verb_above(figure)).is_another(asked.term_set)


@lru_cache(maxsize=200)
def _names_somebody(question: str) -> bool:
    """Whether it names a person or a firm, and not only places."""
    return any(
        t.ent_type_ in {"PERSON", "ORG"} or (t.pos_ == "PROPN" and not t.ent_type_)
        for t in parse(question)
    )
