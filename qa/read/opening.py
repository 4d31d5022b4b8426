"""The reader that the settings name."""

from __future__ import annotations

from qa.backends import Computing
from qa.encoder import Encoder
from qa.read import Reader
from qa.read.combination import Combination
from qa.read.evidence import Corpus
from qa.read.rules import RuleReader
from qa.read.scorers import PACKAGED_READER, PackagedScorer, TransformersScorer
from qa.read.span_reader import SpanReader

__all__ = ["comes_along", "open_reader"]

PACKAGED, RULES = "packaged", "rules"


def comes_along(name: str) -> bool:
    """True for a reader that comes with the program."""
    return name in {PACKAGED, RULES}


def open_reader(
    name: str,
    encoder: Encoder,
    corpus: Corpus,
    passages: int,
    computing: Computing,
) -> Reader:
    """packaged: the trained reader; rules: without a model; else a model of transformers.

    corpus: what words the index holds. passages: how many it has. computing: with what the
    trained reader does. Raises ModelError.
    """
    rules = RuleReader(encoder, corpus, passages)
    if name == RULES:
        return rules
    packaged = name == PACKAGED
    scorer = PackagedScorer.open(computing=computing) if packaged else TransformersScorer(name)
    return SpanReader(rules, scorer, Combination.read(PACKAGED_READER / "ranking.json"))
