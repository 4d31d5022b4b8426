"""Fit how the trained reader's observations are put together: `python -m training.fit_ranking`.

Three logistic models (L2): which of two windows of a question answers, which of a window's words
are the answer, and whether the first answer is right. They learn from the questions of half "a" of
a dataset, asked once of its articles and once of those that do not answer, from the gold questions
on the five articles, and from reporters' questions on invented ones; the last of the three also
from such on the dataset's articles, on a desk's files and on pairs of invented articles. Half "b"
and the held-out questions play no part.
"""

from __future__ import annotations

import argparse
import json
import logging
import pickle
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from qa.engine import Engine
from qa.evaluate import index_dataset, read_dataset
from qa.evaluate.asking import DEEPER, without_answers
from qa.evaluate.metrics import holds, token_f1
from qa.indexing import build
from qa.read.combination import Combination, Linear
from qa.read.confidence import confidence_features
from qa.read.features import answer_features, is_brief, passage_features
from qa.read.observe import Observed, observe
from qa.read.question import Question, analyse
from qa.read.ranking import Ranked, first_answer, rank
from qa.read.rules import RuleReader
from qa.read.scorers import PackagedScorer
from qa.read.span_reader import SpanReader
from qa.records import Hit
from qa.settings import Settings
from tests.quality import measure_cases as cases
from tests.quality import measure_newsroom as newsroom
from tests.quality import measure_reporters as reporters
from tests.quality.measure import ROOT, plain, read_gold

log = logging.getLogger("training.fit_ranking")

_READ = 24
# The fit alone gives the rules 0.15 and 0.14: few of its questions are short. With these the gold
# questions gain, and neither the held-out ones nor the dataset's lose (docs/retrieval.md)
_BRIEF_RULE, _BRIEF_SENTENCE = 0.6, 0.3
# The rules were made on the gold questions and on the tuned ones of the newsroom, so that a fit on
# these trusts them too much: what the model says of words gets this besides
_MODEL = 0.1
# Log-odds of every confidence, so that four in five unanswered gold questions are declined
_MODEST = -0.5
_PEOPLE = 1.5  # weight in the fit of the confidence, where a quiz question has 1
PASSAGE = (
    "margin", "rule", "agree", "fused", "near", "names", "typed", "votes", "asked",
    "brief_rule", "brief_agree",
)  # fmt: skip
ANSWER = (
    "passage", "behind", "share", "sentence", "fact", "clause", "loose", "typed", "asked", "votes",
    "words", "brief_fact", "brief_sentence",
)  # fmt: skip
CONFIDENCE = (
    "margin", "agree", "fused", "vector", "context", "direct", "names", "weakest", "votes",
    "second", "rival", "near", "typed", "top", "verb", "answer.model", "answer.share",
    "answer.sentence", "answer.fact", "answer.clause", "answer.loose", "answer.typed",
    "answer.votes", "answer.words", "brief", "brief_rule",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Example:
    """A question with what was observed. passages: whether each window's passage answers;
    right: for each window whether each of its words is an answer, from a passage that answers;
    told: whether they would be taken for a right first answer. foreign: nothing can be right.
    weight: in the fit of passages and words. people: whether somebody asked it of these articles,
    and it is no quiz question.
    """

    id: str
    asked: Question
    observed: list[Observed]
    passages: list[bool]
    right: list[list[bool]]
    told: list[list[bool]]
    foreign: bool
    weight: float
    people: bool


def main() -> None:
    options = _options()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stderr)
    if options.work is not None and options.work.is_file():
        examples = pickle.loads(options.work.read_bytes())
    else:
        examples = [
            *_of_dataset(options.dataset, options.cache, options.half),
            *_of_gold("gold.jsonl", options.gold_weight),
            *_of_newsroom("tuned", options.newsroom_weight),
            *_of_newsroom("desk/tuned", 0.0),
            *_of_reporters(options.dataset, options.cache),
            *_of_cases("tuned"),
        ]
        if options.work is not None:
            options.work.write_bytes(pickle.dumps(examples))
    before = Combination.read(options.out) if options.only_confidence else None
    fitted = fit(examples, before)
    options.out.write_text(json.dumps(fitted.as_dict(), indent=1) + "\n", encoding="utf-8")
    log.info("%d examples; written to %s", len(examples), options.out)


def fit(examples: Sequence[Example], before: Combination | None = None) -> Combination:
    """The three models, one after the other: words are weighed in windows that are in order.

    before: the first two, when only the confidence is to be fitted.
    """
    if before is None:
        before = _fit_order([e for e in examples if e.weight])
    return replace(before, confidence=_fit_confidence(examples, before))


def _fit_order(examples: Sequence[Example]) -> Combination:
    passage = _by_hand(_fit_passage(examples), "brief_rule", _BRIEF_RULE)
    nothing = Linear({})
    answer = _fit_answer(examples, Combination(passage, nothing, nothing))
    answer = _by_hand(answer, "brief_sentence", _BRIEF_SENTENCE)
    answer = _by_hand(answer, "model", _MODEL)
    return Combination(passage, answer, nothing)


def _by_hand(model: Linear, name: str, weight: float) -> Linear:
    return Linear({**model.weights, name: weight}, model.bias)


def _fit_passage(examples: Sequence[Example]) -> Linear:
    """Pairs of windows of one question, one that answers and one that does not."""
    rows, weights = [], []
    for e in examples:
        brief = is_brief(e.asked)
        seen = [passage_features(o, brief=brief) for o in e.observed]
        x = np.array([[features[n] for n in PASSAGE] for features in seen])
        good = [n for n, y in enumerate(e.passages) if y]
        bad = [n for n, y in enumerate(e.passages) if not y]
        pairs = [x[g] - x[b] for g in good for b in bad]
        rows += pairs
        weights += [e.weight / len(pairs)] * len(pairs) if pairs else []
    x = np.array(rows)
    return _logistic(
        PASSAGE,
        np.concatenate([x, -x]),
        np.repeat([1, 0], len(x)),
        np.concatenate([weights, weights]) * 8,
        intercept=False,
    )


def _fit_answer(examples: Sequence[Example], weights: Combination) -> Linear:
    rows, labels, importance = [], [], []
    for e in examples:
        flat = [r for rs in e.right for r in rs]
        if e.foreign or not any(flat):
            continue
        brief = is_brief(e.asked)
        place = {id(o): n for n, o in enumerate(e.observed)}
        for ranked in rank(e.asked, e.observed, weights):
            n = place[id(ranked.observed)]
            for words, right in zip(ranked.observed.answers, e.right[n], strict=True):
                features = answer_features(words, ranked.behind, brief=brief)
                rows.append([features[name] for name in ANSWER])
                labels.append(right)
                importance.append(e.weight * 8 / len(flat))
    return _logistic(ANSWER, np.array(rows), np.array(labels), np.array(importance))


def _fit_confidence(examples: Sequence[Example], weights: Combination) -> Linear:
    rows, labels, importance = [], [], []
    for e in examples:
        ranked = rank(e.asked, e.observed, weights)
        if not ranked or e.asked.kind == "yes-no":  # theirs is worked out in settling.py
            continue
        features = confidence_features(e.asked, ranked)
        rows.append([features[name] for name in CONFIDENCE])
        labels.append(not e.foreign and _first_is_right(e, ranked))
        importance.append(_PEOPLE if e.people else 1.0)
    fitted = _logistic(CONFIDENCE, np.array(rows), np.array(labels), np.array(importance), c=0.1)
    return Linear(fitted.weights, round(fitted.bias + _MODEST, 4))


def _first_is_right(example: Example, ranked: Sequence[Ranked]) -> bool:
    """Of the words that score best; of the first window where there are none to be had."""
    best = first_answer(ranked)
    if best is None:
        first = ranked[0].observed
        return next(
            y for o, y in zip(example.observed, example.passages, strict=True) if o is first
        )
    return any(
        told
        for o, tolds in zip(example.observed, example.told, strict=True)
        for words, told in zip(o.answers, tolds, strict=True)
        if words is best
    )


def _logistic(
    names: Sequence[str],
    x: Any,
    y: Any,
    weights: Any,
    *,
    intercept: bool = True,
    c: float = 0.5,
) -> Linear:
    """Fitted on standardised features, told in those as they are."""
    spread = np.where(x.std(axis=0) > 0, x.std(axis=0), 1.0)
    model = LogisticRegression(C=c, fit_intercept=intercept, max_iter=5_000)
    model.fit(x / spread, y, sample_weight=weights)
    values = model.coef_[0] / spread
    return Linear(
        {n: round(float(v), 4) for n, v in zip(names, values, strict=True)},
        round(float(np.ravel(model.intercept_)[0]), 4) if intercept else 0.0,
    )


def _of_dataset(folder: Path, cache: Path, half: str | None) -> Iterator[Example]:
    data = read_dataset(folder, half=half)
    engine, reader = _open(index_dataset(data, Settings(), cache))
    for number, query in enumerate(data.queries):
        if number % 20 == 0:
            log.info("%s: %d of %d questions", data.name, number, len(data.queries))
        asked = analyse(query.text)

        def passage(observed: Observed, gold: Sequence[str] = query.answers) -> bool:
            return holds(observed.hit.passage.text, gold)

        def words(text: str, gold: Sequence[str] = query.answers) -> bool:
            return told(text, gold) and (
                token_f1(text, gold) >= 0.5 or len(text.split()) <= 3 * len(gold[0].split())
            )

        def told(text: str, gold: Sequence[str] = query.answers) -> bool:  # as it is measured
            return token_f1(text, gold) >= 0.5 or holds(text, gold)

        deep = engine.find(query.text, k=DEEPER)
        yield _example(
            *(query.id, reader, asked, deep[:_READ], passage, words, told),
            foreign=False,
            weight=1.0,
            people=False,
        )
        foreign = without_answers(query, deep)
        yield _example(
            *(query.id, reader, asked, foreign[:_READ], passage, words, told),
            foreign=True,
            weight=1.0,
            people=False,
        )
    engine.close()


def _of_gold(name: str, weight: float) -> Iterator[Example]:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(articles=ROOT / "seeds", index=Path(folder))
        build(settings)
        engine, reader = _open(settings)
        for item in read_gold(name):
            lines = [plain(line) for line in item.get("evidence", ())]
            variants = [plain(v) for vs in item["answers"] for v in vs]

            def passage(observed: Observed, lines: Sequence[str] = lines) -> bool:
                return any(line in plain(observed.hit.passage.text) for line in lines)

            def words(text: str, variants: Sequence[str] = variants) -> bool:
                said = plain(text)
                return any(
                    token_f1(said, [v]) >= 0.6 or (v in said and len(said) <= 2 * len(v) + 12)
                    for v in variants
                )

            hits = engine.find(item["question"], k=_READ)
            yield _example(
                item["id"],
                reader,
                analyse(item["question"]),
                hits,
                passage,
                words,
                foreign=not item["answerable"],
                weight=weight,
                people=True,
            )
        engine.close()


def _of_newsroom(part: str, weight: float) -> Iterator[Example]:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(articles=newsroom.articles_of(part), index=Path(folder))
        build(settings)
        yield from _asked_by_people(settings, newsroom.read_questions(part), weight)


def _of_reporters(folder: Path, cache: Path) -> Iterator[Example]:
    """For the confidence alone."""
    settings = index_dataset(read_dataset(folder), Settings(), cache)
    yield from _asked_by_people(settings, reporters.read_questions("tuned"), 0.0)


def _of_cases(part: str) -> Iterator[Example]:
    """For the confidence alone: questions that two articles each may answer differently."""
    with tempfile.TemporaryDirectory() as folder:
        articles = cases.write_articles(part, Path(folder))
        settings = Settings(articles=articles, index=Path(folder) / "index")
        build(settings)
        questions = [
            {"question": case["question"], "answers": case["right"]}
            for case in cases.read_cases(part)
        ]
        yield from _asked_by_people(settings, questions, 0.0)


def _asked_by_people(
    settings: Settings, questions: Sequence[dict[str, Any]], weight: float
) -> Iterator[Example]:
    engine, reader = _open(settings)
    for item in questions:
        expected, file = item["answers"], item.get("file", "")

        def passage(
            observed: Observed, expected: Sequence[str] = expected, file: str = file
        ) -> bool:
            path = observed.hit.document.path
            return path.endswith(file) and holds(observed.hit.passage.text, expected)

        def words(text: str, expected: Sequence[str] = expected) -> bool:
            return newsroom.says(text, expected)

        yield _example(
            item["question"],
            reader,
            analyse(item["question"]),
            engine.find(item["question"], k=_READ),
            passage,
            words,
            foreign=not expected,
            weight=weight,
            people=True,
        )
    engine.close()


def _open(settings: Settings) -> tuple[Engine, SpanReader]:
    """An engine for retrieval, and the trained reader without weights for what it observes."""
    engine = Engine.open(settings.model_copy(update={"reader": "rules"}))
    rules = engine.reader
    assert isinstance(rules, RuleReader)
    nothing = Linear({})
    return engine, SpanReader(rules, PackagedScorer.open(), Combination(nothing, nothing, nothing))


def _example(
    id_: str,
    reader: SpanReader,
    asked: Question,
    hits: Sequence[Hit],
    passage: Callable[[Observed], bool],
    words: Callable[[str], bool],
    told: Callable[[str], bool] | None = None,
    *,
    foreign: bool,
    weight: float,
    people: bool,
) -> Example:
    observed = observe(asked, hits, reader.rules, reader.scorer, most=reader.windows)
    return Example(
        id_,
        asked,
        observed,
        [not foreign and passage(o) for o in observed],
        [[not foreign and words(a.text) and passage(o) for a in o.answers] for o in observed],
        [[not foreign and (told or words)(a.text) for a in o.answers] for o in observed],
        foreign,
        weight,
        people,
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training.fit_ranking", description=__doc__)
    parser.add_argument("--dataset", type=Path, required=True, help="BEIR folder with answers")
    parser.add_argument("--cache", type=Path, default=Path(".cache/datasets"))
    parser.add_argument("--half", default="a", choices=["a", "b"])
    parser.add_argument(
        "--gold-weight", type=float, default=6.0, help="of a gold question, in the order"
    )
    parser.add_argument(
        "--newsroom-weight", type=float, default=2.0, help="of a reporter's question, in the order"
    )
    parser.add_argument("--work", type=Path, help="file that keeps what was observed")
    parser.add_argument(
        "--only-confidence", action="store_true", help="leave the order and the words as they are"
    )
    parser.add_argument("--out", type=Path, default=ROOT / "qa/models/reader/ranking.json")
    return parser.parse_args()


if __name__ == "__main__":
    main()
