"""What was observed of windows and of their words as named figures, which the weights are for."""

from __future__ import annotations

from dataclasses import fields

from qa.read.answer_words import AnswerFeatures, CandidateAnswer
from qa.read.observe import Observed, PassageFeatures
from qa.read.question import Question

__all__ = ["FEATURES", "OF_FIRST_ANSWER", "answer_features", "is_brief", "passage_features"]

_BRIEF = 12  # words of a short question

_PASSAGE = {*(f.name for f in fields(PassageFeatures)), "brief_rule", "brief_agree"}
_WORDS = {*(f.name for f in fields(AnswerFeatures)), "passage", "brief_fact", "brief_sentence"}
# Of the words of the first answer, for the confidence
OF_FIRST_ANSWER = (
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
_CONFIDENCE = {
    *_PASSAGE,
    *(f"answer.{name}" for name in OF_FIRST_ANSWER),
    "second",
    "rival",
    "brief",
}
# Of a window, of words and of both: what the weights are for
FEATURES = (_PASSAGE, _WORDS, _CONFIDENCE)


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
