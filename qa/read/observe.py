"""Windows read by a span model, with all that speaks for them and for the words in them."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qa.read.candidates import asked_for
from qa.read.evidence import Named, SentenceEvidence, promise, proximity, term_set
from qa.read.misfits import asks_for_a_name, has_no_figure, is_misfit, names_a_sum
from qa.read.names import approximator
from qa.read.offices import is_of_another_rank
from qa.read.ordinals import is_of_another_in_order
from qa.read.phrases import Parses, whole_figure
from qa.read.question import Question
from qa.read.rules import RuleReader, Weighed
from qa.read.scorers import Scorer
from qa.read.span_model import Scored
from qa.read.statements import introduces_quotation, whole_quotation
from qa.read.times import names_the_year
from qa.read.windows import ReadWindow, introduced, windows_of
from qa.records import Hit, Sentence, Span
from qa.text import folded_words
from qa.workers import beside

Weights = Mapping[str, float]

__all__ = ["AnswerFeatures", "CandidateAnswer", "Observed", "PassageFeatures", "observe"]

_SAME_WORDS = 0.5  # of two places' characters in common
_SPANS = 6  # of each window that are looked at
_WITH_FIGURE = 0.5  # of promise
_REST = 0.6  # what is left of a passage is worth less than another passage's best
_FIGURE = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty"
    r"|dozens?|hundreds?|thousands?|millions?|half|third|quarter|percent)\b",
    re.IGNORECASE,
)
_AMOUNT = re.compile(r"[$£€¥]?\d")
_NOT_WEIGHED = -4.0  # log-odds of a sentence that the rules left aside
_CLIP = 12.0
_CLAUSES = {"why", "how", "statement", "definition", "identity"}
# Words that stand for people or for none, and name nobody
_NOBODY_NAMED = frozenset(
    "i me we us you he him she her it they them who whom this that these those nothing something "
    "anything everything one ones some others all both each".split()
)
_FACTS = {"who", "name", "when", "where", "how-many", "how-long"}


@dataclass(frozen=True, slots=True)
class PassageFeatures(Named):
    """What speaks for a window answering.

    margin: best span over "no answer", in the model's scores. lead: best span over the best of
    all windows (at most 0). rule: log-odds by the rules of its best sentence. agree: the rules'
    best sentence is the model's. fused, vector, bm25: the passage's retrieval scores, bm25 as a
    share of the highest. top: 1 / rank by retrieval. context, direct, names, weakest, verb: of the
    sentence with the best span (qa/read/evidence.py). typed: the best span is named what the
    question asks for; untyped: it asks for nothing that has a name type. votes: share of the other
    windows whose best words are the same. asked: the best span only repeats the question. near:
    the share of the question's weight that stands close together in the passage.
    """

    margin: float
    lead: float
    rule: float
    agree: float
    fused: float
    vector: float
    bm25: float
    top: float
    context: float
    direct: float
    names: float
    weakest: float
    verb: float
    typed: float
    untyped: float
    votes: float
    asked: float
    near: float


@dataclass(frozen=True, slots=True)
class AnswerFeatures(Named):
    """What speaks for words of a window.

    model: the model's score of the span over "no answer". behind: its score less that of the
    window's best (at most 0). share: its probability among the window's best spans and "no
    answer". sentence: log-odds by the rules of the sentence that holds them. fact, clause, loose:
    how well the rules think they fit, for questions after a name, date or number, after a clause
    or a quotation, and after anything else. typed, untyped, asked: as for a window. votes: the
    summed weight of the same words in the other windows. words: ln of how many.
    """

    model: float
    behind: float
    share: float
    sentence: float
    fact: float
    clause: float
    loose: float
    typed: float
    untyped: float
    asked: float
    votes: float
    words: float

    @property
    def ruled(self) -> float:
        """How well the rules think they fit a question that is the rules' own."""
        return self.fact + self.clause


@dataclass(frozen=True, slots=True)
class CandidateAnswer:
    """Words that may answer. span: offsets in the document.

    What their sentence says: undone: it denies the deed asked about, or leaves it open. other_rank:
    it calls them the deputy of whom is asked for, say, or the mayor of another town, says them of
    the second where the first is asked about, or has somebody else say them. on_deed: it says of
    them, or of that day, what is asked. in_year: they are a figure, and it names a year that the
    question names. nameless: they name nobody, where one person or firm is asked for. misfit: they
    are of another kind than what is asked for. listed: where the list begins whose members they
    are one of; -1.
    """

    span: Span
    text: str
    features: AnswerFeatures
    undone: bool = False
    other_rank: bool = False
    on_deed: bool = False
    in_year: bool = False
    nameless: bool = False
    misfit: bool = False
    listed: int = -1


@dataclass(frozen=True, slots=True)
class Observed:
    """A hit's window as it was read. sentence: the one that holds the best span."""

    window: ReadWindow
    sentence: Sentence
    features: PassageFeatures
    answers: tuple[CandidateAnswer, ...]

    @property
    def hit(self) -> Hit:
        return self.window.hit


def observe(
    asked: Question, hits: Sequence[Hit], rules: RuleReader, scorer: Scorer, *, most: int
) -> list[Observed]:
    """Read the `most` most promising windows of the hits, in the hits' order; a hit may have
    several.
    """
    weights = rules.term_weights(asked)
    gathered = rules.gather(asked, hits, weights)
    windows = _choose(asked, hits, gathered, most)
    texts = [(introduced(asked, w), w.text) for w in windows]
    # The parser needs one core and the model the others
    reading = beside(scorer.score, asked.text, texts, most=_SPANS)
    weighed = rules.weigh_sentences(asked, gathered)
    scored = reading.result()
    return _observed(asked, hits, windows, scored, gathered, weighed, weights)


def _choose(
    asked: Question, hits: Sequence[Hit], gathered: Sequence[SentenceEvidence], most: int
) -> list[ReadWindow]:
    """By the mean of what retrieval and the window's best sentence promise; without what is left
    of a passage where its neighbours' windows have it.
    """
    promises = _promises(asked, gathered)
    own = {(g.hit.document.id, g.sentence.start): promise(g.features) for g in gathered}
    top = max(own.values(), default=1.0) or 1.0

    def worth(window: ReadWindow, *, is_rest: bool) -> float:
        document = window.hit.document.id
        best = max(own.get((document, s.start), 0.0) for s in window.sentences)
        return window.hit.scores.fused + best / top - _REST * is_rest

    cut = [windows_of(hit, promises[hit.document.id]) for hit in hits]
    windows = [(w, n > 0) for own_windows in cut for n, w in enumerate(own_windows)]
    chosen: list[int] = []
    read: set[tuple[str, int]] = set()
    worths = [worth(window, is_rest=is_rest) for window, is_rest in windows]
    for n in sorted(range(len(windows)), key=lambda n: (-worths[n], n)):
        window, is_rest = windows[n]
        places = {(window.hit.document.id, s.start) for s in window.sentences}
        if len(chosen) < most and not (is_rest and places <= read):
            chosen.append(n)
            read |= places
    return [windows[n][0] for n in sorted(chosen)]


def _promises(
    asked: Question, gathered: Sequence[SentenceEvidence]
) -> Mapping[str, Mapping[int, float]]:
    """For each document what the sentence that starts there promises; one with a figure, and with
    what is counted, promises more when a figure is asked for.
    """
    found: defaultdict[str, dict[int, float]] = defaultdict(dict)
    for item in gathered:
        if asked.wants_sum:
            told = names_a_sum(item.text)
        else:
            told = (
                asked.wants_figure
                and _FIGURE.search(item.text) is not None
                and (not asked.focus or not asked.focus.isdisjoint(term_set(item.text)))
            )
        found[item.hit.document.id][item.sentence.start] = (
            promise(item.features) + _WITH_FIGURE * told
        )
    return found


def _observed(
    asked: Question,
    hits: Sequence[Hit],
    windows: Sequence[ReadWindow],
    scored: Sequence[Scored],
    gathered: Sequence[SentenceEvidence],
    weighed: Sequence[Weighed],
    weights: Weights,
) -> list[Observed]:
    evidence = {(g.hit.document.id, g.sentence.start): g for g in gathered}
    rank = {hit.passage.id: n for n, hit in enumerate(hits, start=1)}
    most_bm25 = max((h.scores.bm25 or 0.0 for h in hits), default=0.0) or 1.0
    best_score = max((s.spans[0].score for s in scored if s.spans), default=0.0)
    best_rule = max(weighed, key=lambda w: w.logit, default=None)
    best_key = best_rule and (
        best_rule.evidence.hit.document.id,
        best_rule.evidence.sentence.start,
    )
    parses = Parses(windows, scored, weighed)
    said = [_said(w, s) for w, s in zip(windows, scored, strict=True)]
    votes = _votes(said)
    by_passage: defaultdict[str, list[Weights]] = defaultdict(list)
    for window, words in zip(windows, said, strict=True):
        by_passage[window.hit.passage.id].append(words)
    found = []
    for window, score in zip(windows, scored, strict=True):
        if not score.spans:
            continue
        own = _votes(by_passage[window.hit.passage.id])
        hit, best = window.hit, score.spans[0]
        sentence = window.sentence_at(window.start + best.start)
        key = (hit.document.id, sentence.start)
        seen = evidence.get(key)
        inside = [
            w
            for w in weighed
            if w.evidence.hit.document.id == hit.document.id
            and window.start <= w.evidence.sentence.start < window.end
        ]
        rule = max((w.logit for w in inside), default=_NOT_WEIGHED)
        text = window.text[best.start : best.end]
        same = _plain(text)
        features = PassageFeatures(
            margin=_clip(score.margin),
            lead=_clip(best.score - best_score),
            rule=max(rule, _NOT_WEIGHED),
            agree=float(key == best_key),
            fused=hit.scores.fused,
            vector=hit.scores.vector or 0.0,
            bm25=(hit.scores.bm25 or 0.0) / most_bm25,
            top=1.0 / rank[hit.passage.id],
            context=seen.features.context if seen else 0.0,
            direct=seen.features.direct if seen else 0.0,
            names=seen.features.names if seen else 0.0,
            weakest=seen.features.weakest if seen else 0.0,
            verb=seen.features.verb if seen else 0.0,
            typed=float(bool(asked.expected & parses.labels(window, best.start, best.end))),
            untyped=float(not asked.expected),
            votes=min(1.0, max(0.0, votes.get(same, 0.0) - own.get(same, 0.0))),
            asked=float(asked_for(asked, text)),
            near=proximity(weights, hit.passage.text),
        )
        answers = _answers(asked, window, score, inside, parses, votes, own)
        found.append(Observed(window, sentence, features, answers))
    return found


def _answers(
    asked: Question,
    window: ReadWindow,
    scored: Scored,
    weighed: Sequence[Weighed],
    parses: Parses,
    votes: Weights,
    own: Weights,
) -> tuple[CandidateAnswer, ...]:
    """The model's spans, each made a whole name or phrase, and the rules' words of one window."""
    fits: dict[tuple[int, int], float] = {}
    on_deed: list[tuple[int, int]] = []
    elsewhere: list[tuple[int, int]] = []
    sure: dict[int, Weighed] = {}
    for item in weighed:
        base = item.evidence.sentence.start - window.start
        sure[item.evidence.sentence.start] = item
        for c in item.candidates:
            at = whole_figure(window, base + c.start, base + c.end)
            if asked.kind == "who":
                at = parses.named(window, *at)
            fits[at] = max(fits.get(at, 0.0), min(c.fit, 1.25))
            if c.on_deed:
                on_deed.append(at)
            if c.elsewhere:
                elsewhere.append(at)
    places: dict[tuple[int, int], float] = {}
    for found in scored.spans:
        place = parses.whole(window, found.start, found.end)
        if asked.kind == "who":
            place = parses.named(window, *place)
        places[place] = max(places.get(place, found.score), found.score)
    for start, end in fits:
        score = scored.score_of(start, end)
        if score is not None:
            places[start, end] = max(places.get((start, end), score), score)
    lists = _lists(asked, window, scored, parses, places)
    best = scored.spans[0].score
    answers = []
    statement = asked.kind == "statement"
    one_name = asks_for_a_name(asked)
    for (start, end), score in places.items():
        listed = lists.get((start, end), -1)
        text = window.text[start:end]
        if statement and introduces_quotation(window.text, start, end):
            continue
        if asked.kind == "who" and text.casefold() in _NOBODY_NAMED:
            continue
        fit = max((_jaccard((start, end), at) * f for at, f in fits.items()), default=0.0)
        same = _plain(text)
        around = window.sentence_at(window.start + start)
        ruled = sure.get(around.start)
        features = AnswerFeatures(
            model=_clip(score - scored.none),
            behind=_clip(score - best),
            share=scored.share_of(score),
            sentence=ruled.logit if ruled else _NOT_WEIGHED,
            fact=fit if asked.kind in _FACTS else 0.0,
            clause=fit if asked.kind in _CLAUSES else 0.0,
            loose=fit if asked.kind not in _FACTS | _CLAUSES else 0.0,
            typed=float(bool(asked.expected & parses.labels(window, start, end))),
            untyped=float(not asked.expected),
            asked=float(asked_for(asked, text)),
            votes=min(2.0, max(0.0, votes.get(same, 0.0) - own.get(same, 0.0))),
            words=math.log(max(1, len(text.split()))),
        )
        if statement:
            start, end = whole_quotation(window.text, start, end)
        elif asked.wants_figure and _AMOUNT.match(text):
            start -= len(approximator(window.text[:start]))  # "more than 340,000"
        span = Span(window.start + start, window.start + end)
        undone = ruled is not None and bool(ruled.evidence.features.undone)
        rank = any(_jaccard((start, end), at) for at in elsewhere)
        rank = rank or is_of_another_rank(asked, window.text, start, end)
        said = window.hit.document.text[around.start : around.end]
        place = span.start - around.start, span.end - around.start
        rank = rank or is_of_another_in_order(asked.text, said, *place)
        deed = not rank and any(_jaccard((start, end), at) >= _SAME_WORDS for at in on_deed)
        answers.append(
            CandidateAnswer(
                span,
                window.text[start:end],
                features,
                undone=undone,
                other_rank=rank,
                on_deed=deed,
                in_year=names_the_year(asked, said) and not has_no_figure(text),
                nameless=one_name and parses.is_nameless(window, start, end),
                misfit=is_misfit(asked, window.text, start, end),
                listed=listed,
            )
        )
    return tuple(answers)


def _lists(
    asked: Question,
    window: ReadWindow,
    scored: Scored,
    parses: Parses,
    places: dict[tuple[int, int], float],
) -> dict[tuple[int, int], int]:
    """For the members of lists, where their list begins. What a list has besides the places is
    added to them, with the model's score, where the question may ask for several.
    """
    if not (asked.several or (asked.kind == "what" and not asked.noun)):
        return {}
    lists: dict[tuple[int, int], int] = {}
    for place in list(places):
        kind = asked.expected & parses.labels(window, *place)
        members = [place]
        for other in parses.joined(window, *place):
            score = scored.score_of(*other)
            same = kind == asked.expected & parses.labels(window, *other)
            if score is None or not same or asked_for(asked, window.text[slice(*other)]):
                continue
            own = [p for p in places if _overlap(p, other) and not _overlap(p, place)]
            if not own:  # else the model's own words for it
                places[other] = score
            members.append(max(own, key=lambda p: places[p], default=other))
        if len(members) > 1:
            first = min(start for start, _ in members)
            lists |= {member: lists.get(member, first) for member in members}
    return lists


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _jaccard(one: tuple[int, int], other: tuple[int, int]) -> float:
    """Characters in common over characters in either."""
    common = min(one[1], other[1]) - max(one[0], other[0])
    either = max(one[1], other[1]) - min(one[0], other[0])
    return max(0, common) / either


def _said(window: ReadWindow, scored: Scored) -> Weights:
    """For the words of each span, its probability among the window's spans and "no answer"."""
    found: defaultdict[str, float] = defaultdict(float)
    for span in scored.spans:
        found[_plain(window.text[span.start : span.end])] += scored.share_of(span.score)
    return found


def _votes(said: Sequence[Weights]) -> Weights:
    total: defaultdict[str, float] = defaultdict(float)
    for own in said:
        for text, weight in own.items():
            total[text] += weight
    return total


def _plain(text: str) -> str:
    return " ".join(folded_words(text, articles=False))


def _clip(value: float) -> float:
    return max(-_CLIP, min(_CLIP, value))
