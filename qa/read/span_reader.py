"""The trained reader: a span model and the rules, put together by measured weights."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

from qa.read.answer_words import AnswerFeatures, CandidateAnswer
from qa.read.combination import Combination, probability
from qa.read.deeds import asks_who_runs
from qa.read.misfits import has_no_figure, lacks_the_kind
from qa.read.names import ROLES
from qa.read.observe import Observed, PassageFeatures, observe
from qa.read.offices import of_another_office
from qa.read.question import Question, analyse
from qa.read.rules import RuleReader
from qa.read.scorers import Scorer
from qa.read.settling import probability_settled
from qa.read.sufferers import says_nothing_of_it
from qa.read.times import of_another_year
from qa.records import Hit, Reading, Span
from qa.text import terms

__all__ = [
    "Ranked",
    "SpanReader",
    "answer_features",
    "confidence_features",
    "first_answer",
    "is_brief",
    "passage_features",
    "rank",
]

_WINDOWS = 12  # that are read
_RULED, _PARTLY = 0.6, 0.4  # fits by the rules: found words, and words like them
_ALIKE, _LEVEL = 0.12, 0.5  # fits that are alike, and what the lesser of them lose
_SAID = 0.74  # fits of quotations by whom is asked about, or by "he", "she" or "they"
_BRIEF = 12  # words of a short question
# In units of these log-odds further answers fade: questions after several are lenient
_SPREAD, _SPREAD_MANY = 1.25, 3.0
_DOUBTED = 0.3  # what each doubt leaves of the confidence
_UNSAID = 0.45  # share of a question from which on that no article has a word for is one
_ON_DEED = 1.5  # log-odds that words gain of which the sentence says what is asked
_NAMELESS = 1.5  # and that words lose which name nobody, where a name is asked for
_VAGUE = 1.0  # and "hundreds" where a figure is asked for
_DENIED = 1.5  # and those of which it says that something is not so
_IN_YEAR = 2.5  # and that a figure gains beside the year that is asked about
_OTHER_RANK = 2.5  # log-odds that "the deputy mayor" loses where the mayor is asked for
_SURE = 0.0  # the model's score over "no answer" from which it may contradict the rules
_DOUBTFUL = -3.0  # and below which they need a word for what is asked
_BEHIND = 2.0  # units under the best words beyond which words are no further answer


@dataclass(frozen=True, slots=True)
class Ranked:
    """A window in its place. behind: by how much it lies under the first one (0 for that).
    words: its answering words that do not overlap, best first, with the score of each.
    """

    observed: Observed
    behind: float
    words: tuple[tuple[CandidateAnswer, float], ...]


class SpanReader:
    """Reads windows of the most promising hits in one go; a Reader."""

    def __init__(
        self, rules: RuleReader, scorer: Scorer, combination: Combination, windows: int = _WINDOWS
    ) -> None:
        """windows: how many are read."""
        self.rules = rules
        self.scorer = scorer
        self._combination = combination
        combination.check(_PASSAGE, _WORDS, _CONFIDENCE)
        self.windows = windows

    def prepare(self, question: str) -> None:
        self.rules.prepare(question)

    def read(self, question: str, hits: Sequence[Hit]) -> list[Reading]:
        """Readings of the windows that were read, best first."""
        asked = analyse(question)
        observed = observe(asked, hits, self.rules, self.scorer, most=self.windows)
        ranked = rank(asked, observed, self._combination)
        if not ranked:
            return []
        if asked.kind == "yes-no":
            confidence = self._settled(asked, ranked)
        else:
            features = confidence_features(asked, ranked)
            confidence = probability(self._combination.confidence(features))
        confidence *= _DOUBTED ** self._doubts(asked, ranked)
        best = max((score for r in ranked for _, score in r.words), default=0.0)
        many = _asks_for_several(asked) or asked.kind == "statement"
        spread = _SPREAD_MANY if many else _SPREAD
        return [_reading(r, confidence, best, spread) for r in _by_passage(ranked)]

    def _doubts(self, asked: Question, ranked: Sequence[Ranked]) -> int:
        """How much speaks against the best words that their scores do not know: they are no reason
        for a "why" or no figure for a "how many"; no article has a word for what is asked; the best
        one cannot speak of its year; they are somebody else's, or without the office or the kind of
        place that is asked about; or their sentence says nothing of the deed, or nothing near has a
        word for it.
        """
        hit, first = ranked[0].observed.hit, first_answer(ranked)
        name = first.span if first is not None and not first.on_deed else None
        others = _only_others(ranked, first, statement=asked.kind == "statement")
        doubts = (
            asked.wants_reason and not ranked[0].words,
            asked.wants_figure and first is not None and has_no_figure(first.text),
            self.rules.unsaid(asked) >= _UNSAID,
            of_another_year(asked.text, hit.document),
            others or of_another_office(asked, hit, name) or lacks_the_kind(asked, hit),
            name is not None and says_nothing_of_it(asked, _hit_of(ranked, name), name),
            first is not None and self._lacks_the_deed(asked, _hit_of(ranked, first.span), first),
        )
        return sum(doubts)

    def _lacks_the_deed(self, asked: Question, hit: Hit, first: CandidateAnswer) -> bool:
        """Whether the model doubts that words answer who does what one does, and no word for that
        stands in their sentence, beside it or in the headline. Whoever runs something may be said
        to in other words.
        """
        if asked.kind != "who" or asked.several or not asked.verb or asks_who_runs(asked.text):
            return False
        if first.on_deed or first.features.model >= _DOUBTFUL:
            return False
        near = hit.passage.stretch_at(first.span.start, before=1, behind=1) or first.span
        text = f"{hit.document.title}\n{hit.document.text[near.start : near.end]}"
        return self.rules.said(asked, text).get(asked.verb) == 0

    def _settled(self, asked: Question, ranked: Sequence[Ranked]) -> float:
        """How likely the best clause settles a yes-or-no question; 0 when there is none."""
        clause = first_answer(ranked)
        if clause is None:
            return 0.0
        hit = _hit_of(ranked, clause.span)
        near = hit.passage.sentence_at(clause.span.start) or clause.span
        text = f"{hit.document.title}\n{hit.document.text[near.start : near.end]}"
        said = self.rules.said(asked, text)
        return probability_settled(asked, said, clause.features.model)


def rank(asked: Question, observed: Sequence[Observed], weights: Combination) -> list[Ranked]:
    """The windows, best first, each with its answering words."""
    if not observed:
        return []
    brief = is_brief(asked)
    scores = [weights.passage(passage_features(o, brief=brief)) for o in observed]
    top = max(scores)
    order = sorted(range(len(observed)), key=lambda n: (-scores[n], n))
    ranked = [
        Ranked(
            observed[n],
            scores[n] - top,
            _words(asked, observed[n], scores[n] - top, weights),
        )
        for n in order
    ]
    if asked.kind == "statement":
        ranked = [_said_on(asked, r) for r in ranked]
    if brief:
        ranked = _without_undone(ranked)
    if brief and _asks_for_several(asked):  # each passage for what it adds
        ranked.sort(key=lambda r: -r.words[0][1] if r.words else math.inf)
        first = ranked[0].behind
        ranked = [replace(r, behind=min(0.0, r.behind - first)) for r in ranked]
    return ranked


def _by_passage(ranked: Sequence[Ranked]) -> list[Ranked]:
    """One of each passage, in the place of its first window, with the words of all."""
    found: dict[str, Ranked] = {}
    for r in ranked:
        id_ = r.observed.hit.passage.id
        first = found.setdefault(id_, r)
        if first is not r:
            words = sorted((*first.words, *r.words), key=lambda pair: -pair[1])
            found[id_] = replace(first, words=tuple(words))
    return list(found.values())


def _said_on(asked: Question, ranked: Ranked) -> Ranked:
    """What "she said" right behind words of whom is asked about is hers too: it scores almost as
    these.
    """
    if not ranked.words:
        return ranked
    window, (best, top) = ranked.observed.window, ranked.words[0]
    said = window.sentence_at(best.span.start)
    if not asked.subject & set(terms(window.hit.document.text[said.start : said.end])):
        return ranked
    behind = (s.start for s in window.hit.passage.sentences if s.start >= said.end)
    following = min(behind, default=-1)
    words = [
        (answer, max(score, top - _LEVEL))
        if answer.features.clause >= _SAID
        and window.sentence_at(answer.span.start).start == following
        else (answer, score)
        for answer, score in ranked.words
    ]
    words.sort(key=lambda pair: -pair[1])
    return replace(ranked, words=tuple(words))


def _hit_of(ranked: Sequence[Ranked], span: Span) -> Hit:
    """The hit that has these words first."""
    return next(r.observed.hit for r in ranked if r.words and r.words[0][0].span == span)


def _without_undone(ranked: Sequence[Ranked]) -> list[Ranked]:
    """Without who is said to think about whether to attend, where others are said to have."""
    done = max((s for r in ranked for w, s in r.words if not w.undone), default=-math.inf)
    return [
        replace(r, words=tuple((w, s) for w, s in r.words if not w.undone or s > done))
        for r in ranked
    ]


def _only_others(
    ranked: Sequence[Ranked], first: CandidateAnswer | None, *, statement: bool
) -> bool:
    """Whether the first answer is what somebody else says; or the best window has who holds the
    office asked about, but of lower rank or of something else, and the first answer is not said to
    hold it.
    """
    if first is None or first.on_deed:
        return False
    if statement:
        return first.other_rank
    return first.other_rank or any(words.other_rank for words, _ in ranked[0].words)


def _asks_for_several(asked: Question) -> bool:
    return asked.plural or asked.kind == "who"


def confidence_features(asked: Question, ranked: Sequence[Ranked]) -> dict[str, float]:
    """Of the first window and of the first answer, which may stand in another one."""
    brief = is_brief(asked)
    features = passage_features(ranked[0].observed, brief=brief)
    first = first_answer(ranked)
    own = first.features.as_dict() if first is not None else {}
    features |= {f"answer.{name}": own.get(name, 0.0) for name in _ANSWER}
    features["brief"] = float(brief)
    features["second"] = ranked[1].behind if len(ranked) > 1 else -5.0
    return features


def first_answer(ranked: Sequence[Ranked]) -> CandidateAnswer | None:
    """The words that score best in any window; None when there are none to be had."""
    leading = [r.words[0] for r in ranked if r.words]
    return max(leading, key=lambda pair: pair[1])[0] if leading else None


_PASSAGE = {*(f.name for f in fields(PassageFeatures)), "brief_rule", "brief_agree"}
_WORDS = {*(f.name for f in fields(AnswerFeatures)), "passage", "brief_fact", "brief_sentence"}
_ANSWER = (
    "model",
    "behind",
    "share",
    "sentence",
    "fact",
    "clause",
    "loose",
    "typed",
    "votes",
    "words",
)
_CONFIDENCE = {*_PASSAGE, *(f"answer.{name}" for name in _ANSWER), "second", "brief"}


def passage_features(observed: Observed, *, brief: bool) -> dict[str, float]:
    """With those that count only for short questions, which is where the rules are at home: names
    and deeds in a few words, where a quiz question tells a story first.
    """
    features = observed.features.as_dict()
    return {
        **features,
        "brief_rule": features["rule"] if brief else 0.0,
        "brief_agree": features["agree"] if brief else 0.0,
    }


def answer_features(answer: CandidateAnswer, behind: float, *, brief: bool) -> dict[str, float]:
    """The same for words; passage: by how much their window lies under the best."""
    features = answer.features.as_dict()
    return {
        **features,
        "passage": behind,
        "brief_fact": features["fact"] if brief else 0.0,
        "brief_sentence": features["sentence"] if brief else 0.0,
    }


def is_brief(asked: Question) -> bool:
    """True for a question of at most twelve words."""
    return len(asked.text.split()) <= _BRIEF


def _words(
    asked: Question, observed: Observed, behind: float, weights: Combination
) -> tuple[tuple[CandidateAnswer, float], ...]:
    brief = is_brief(asked)
    scored = [
        (
            a,
            weights.answer(answer_features(a, behind, brief=brief))
            - _OTHER_RANK * a.other_rank
            + _ON_DEED * a.on_deed
            + _IN_YEAR * a.in_year
            - _NAMELESS * a.nameless
            - _DENIED * a.denied
            - _VAGUE * a.vague,
        )
        for a in observed.answers
        # A name or a place does not tell why
        if not a.misfit and not (asked.wants_reason and a.features.ruled < _PARTLY)
    ]
    scored = _with_their_list(scored)
    # Short questions after names, dates and clauses are the rules' own: where they found words,
    # the model says which of them, and has others only where it is sure
    if brief and any(a.features.ruled >= _RULED for a in observed.answers):
        lists = {a.listed for a, _ in scored if _may_answer(a)} - {-1}
        scored = [pair for pair in scored if _may_answer(pair[0]) or pair[0].listed in lists]
        scored = _levelled(scored, observed)
    scored.sort(key=lambda pair: (-pair[1], pair[0].span.start, pair[0].span.end))
    kept: list[tuple[CandidateAnswer, float]] = []
    for answer, score in scored:
        if not any(answer.span.overlaps(other.span) for other, _ in kept):
            kept.append((answer, score))
    return tuple(kept)


def _with_their_list(
    scored: Sequence[tuple[CandidateAnswer, float]],
) -> list[tuple[CandidateAnswer, float]]:
    """What stands in one list with an answer ("new elections, reformed governance and …") is an
    answer as well: it scores almost as the best of the list.
    """
    best: dict[int, float] = {}
    for answer, score in scored:
        if answer.listed >= 0:
            best[answer.listed] = max(best.get(answer.listed, score), score)
    return [
        (answer, max(score, best[answer.listed] - _LEVEL) if answer.listed >= 0 else score)
        for answer, score in scored
    ]


def _may_answer(answer: CandidateAnswer) -> bool:
    """Beside words that the rules found: others of which the model is sure, but no mere office."""
    if answer.features.ruled >= _PARTLY or answer.in_year:
        return True
    return answer.features.model > _SURE and answer.text.split()[-1].lower() not in ROLES


def _levelled(
    scored: Sequence[tuple[CandidateAnswer, float]], observed: Observed
) -> list[tuple[CandidateAnswer, float]]:
    """Words of one sentence that fit alike ("Russia, Turkey and Iran") score almost as its best."""

    def place(answer: CandidateAnswer) -> int:
        return observed.window.sentence_at(answer.span.start).start

    def alike(one: CandidateAnswer, other: CandidateAnswer) -> bool:
        fits_alike = abs(one.features.ruled - other.features.ruled) <= _ALIKE
        return fits_alike and place(one) == place(other)

    best = {
        answer.span: max(score for other, score in scored if alike(answer, other))
        for answer, _ in scored
    }
    return [(answer, max(score, best[answer.span] - _LEVEL)) for answer, score in scored]


def _reading(ranked: Ranked, confidence: float, best: float, spread: float) -> Reading:
    """A reading scores by how far its window lies behind the best one, or its words behind the
    best ones, in steps of `spread` log-odds.
    """
    hit = ranked.observed.hit
    answers: list[tuple[Span, float]] = [
        (words.span, confidence * math.exp((value - best) / spread))
        for words, value in ranked.words
        if value >= best - _BEHIND * spread
    ]
    score = confidence * math.exp(ranked.behind / spread)
    sentence = ranked.observed.sentence
    if answers:
        score = max(score, answers[0][1])
        sentence = ranked.observed.window.sentence_at(answers[0][0].start)
    return Reading(
        hit=replace(hit, scores=replace(hit.scores, reader=score)),
        score=score,
        evidence=Span(sentence.start, sentence.end),
        answers=tuple(answers),
    )
