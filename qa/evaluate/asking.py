"""Every question put to the engine, and what came of it at each stage."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import ir_measures
from ir_measures import RR, Success, nDCG

from qa.builds import Progress
from qa.engine import Engine
from qa.evaluate.datasets import Dataset, Query
from qa.evaluate.metrics import exact_match, holds, token_f1
from qa.records import Answer, Citation, Hit, Scores
from qa.retrieve import Fusion

__all__ = ["DEEPER", "STAGES", "Outcome", "Said", "ask_all", "ranks", "without_answers"]

STAGES = ("bm25", "vector", "fused", "read")
_DEPTH = 100
DEEPER = 300  # hits from which those that answer are taken away
_PASSAGES = {"answer@1": Success @ 1, "answer@5": Success @ 5, "answer@10": Success @ 10, "mrr": RR}
_ARTICLES = {
    "article@1": Success @ 1,
    "article@5": Success @ 5,
    "article@10": Success @ 10,
    "ndcg@10": nDCG @ 10,
}
_ALONE: tuple[Fusion, ...] = ("bm25", "vector")


@dataclass(frozen=True, slots=True)
class Said:
    """What was answered to a question. first: the first answer, given even below the threshold.

    exact, f1: of it. right: F1 of at least ½, or a gold answer's words in a row in it. evidence:
    whether the first citation's sentence holds the start of a gold answer; None: not known.
    """

    first: str
    confidence: float
    abstained: bool
    exact: float = 0.0
    f1: float = 0.0
    right: bool = False
    evidence: bool | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A question with its figures: by stage, then by metric. answerable: an answer stands in some
    passage of the pool. given: the answer when only the gold paragraph is read. foreign: the
    answer when everything that holds an answer is taken away.
    """

    id: str
    question: str
    stages: dict[str, dict[str, float]]
    answerable: bool
    said: Said
    given: Said | None
    foreign: Said | None
    seconds: dict[str, float] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def ask_all(
    engine: Engine,
    data: Dataset,
    *,
    without_answers: bool = False,
    on_progress: Callable[[Progress], None] | None = None,
) -> list[Outcome]:
    """One outcome for each question, by the path that a user's question takes, but that its
    spelling is not mended.

    without_answers: ask each a second time of the articles without those that answer it.
    """
    outcomes = []
    for done, query in enumerate(data.queries):
        if on_progress is not None:
            on_progress(Progress("asking", done, len(data.queries)))
        outcomes.append(_ask(engine, data, query, foreign=without_answers))
    if on_progress is not None:
        on_progress(Progress("asking", len(data.queries), len(data.queries)))
    return outcomes


def _ask(engine: Engine, data: Dataset, query: Query, *, foreign: bool) -> Outcome:
    started = time.perf_counter()
    fused = engine.find(query.text, k=_DEPTH)
    found = time.perf_counter()
    answer = engine.answer(query.text, fused, k=_DEPTH, floor=0.0)
    read = time.perf_counter()
    ranked: dict[str, Sequence[Hit]] = {
        method: engine.find(query.text, k=_DEPTH, fusion=method) for method in _ALONE
    }
    ranked["fused"] = fused
    stages = {
        stage: ranks(query, [(h.passage.id, h.document.id, h.passage.text) for h in hits])
        for stage, hits in ranked.items()
    }
    stages["read"] = ranks(
        query,
        [row for cited in answer.passages for row in _rows(cited)],
    )
    pool = (h for hits in ranked.values() for h in hits)
    return Outcome(
        id=query.id,
        question=query.text,
        stages={stage: stages[stage] for stage in STAGES},
        answerable=data.paragraphs or any(holds(h.passage.text, query.answers) for h in pool),
        said=_said(engine, query, answer),
        given=_given(engine, query) if data.paragraphs else None,
        foreign=_foreign(engine, query) if foreign else None,
        seconds={"retrieve": found - started, "read": read - found},
    )


def _rows(cited: Citation) -> list[tuple[str, str, str]]:
    """Passage id, document id and text of a citation and of the copies that it stands for."""
    places = [(cited.passage, cited.document), *((c.passage, c.document) for c in cited.also_in)]
    return [(passage.id, document.id, passage.text) for passage, document in places]


def ranks(query: Query, passages: Sequence[tuple[str, str, str]]) -> dict[str, float]:
    """A ranking's figures. passages: id, document and text of each, best first."""
    right = {id_: 1 for id_, _, text in passages if holds(text, query.answers)}
    found = _measured(_PASSAGES, right, [id_ for id_, _, _ in passages])
    if query.articles:
        articles = list(dict.fromkeys(document for _, document, _ in passages))
        found |= _measured(_ARTICLES, dict.fromkeys(query.articles, 1), articles)
    return found


def _measured(
    measures: dict[str, Any], right: dict[str, int], ranking: Iterable[str]
) -> dict[str, float]:
    found = dict.fromkeys(measures, 0.0)
    run = {id_: -float(place) for place, id_ in enumerate(ranking)}
    if right and run:
        values = ir_measures.calc_aggregate(measures.values(), {"q": right}, {"q": run})
        found |= {name: float(values[measure]) for name, measure in measures.items()}
    return found


def _said(engine: Engine, query: Query, answer: Answer) -> Said:
    """answer: as given with a threshold of 0."""
    first = answer.answers[0].text if answer.answers else ""
    f1 = token_f1(first, query.answers)
    evidence: bool | None = None
    if query.starts:
        cited = answer.passages[0] if answer.passages else None
        evidence = (
            cited is not None
            and cited.evidence is not None
            and cited.document.id in query.articles
            and any(cited.evidence.start <= s < cited.evidence.end for s in query.starts)
        )
    return Said(
        first=first,
        confidence=answer.confidence,
        abstained=answer.confidence < engine.settings.threshold,
        exact=exact_match(first, query.answers),
        f1=f1,
        right=f1 >= 0.5 or holds(first, query.answers),
        evidence=evidence,
    )


def _given(engine: Engine, query: Query) -> Said:
    (document,) = (engine.document(id_) for id_ in query.articles)
    hits = [
        Hit(passage, document, Scores(bm25=1.0, vector=0.5, fused=1.0))
        for passage in engine.passages(document.id)
    ]
    return _said(engine, query, engine.answer(query.text, hits, k=max(1, len(hits)), floor=0.0))


def without_answers(query: Query, hits: Sequence[Hit]) -> list[Hit]:
    """The hits on articles that do not answer: not gold, and no answer's words stand in them."""
    return [
        h
        for h in hits
        if h.document.id not in query.articles and not holds(h.document.text, query.answers)
    ]


def _foreign(engine: Engine, query: Query) -> Said:
    hits = without_answers(query, engine.find(query.text, k=DEEPER))
    answer = engine.answer(query.text, hits, k=5, floor=0.0)
    return _said(engine, replace(query, answers=(), starts=()), answer)  # nothing is right
