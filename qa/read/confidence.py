"""What the confidence is worked out from: figures of the first window and of the first answer."""

from __future__ import annotations

import math
from collections.abc import Sequence

from qa.read.answer_words import clipped
from qa.read.features import OF_FIRST_ANSWER, is_brief, passage_features
from qa.read.question import Question
from qa.read.ranking import Ranked, first_answer

__all__ = ["confidence_features"]


def confidence_features(asked: Question, ranked: Sequence[Ranked]) -> dict[str, float]:
    """Of the first window and of the first answer, which may stand in another one. second: how far
    the second window lies behind; rival: the second best margin of all windows.
    """
    brief = is_brief(asked)
    features = passage_features(ranked[0].observed, brief=brief)
    first = first_answer(ranked)
    own = first.features.as_dict() if first is not None else {}
    features |= {f"answer.{name}": own.get(name, 0.0) for name in OF_FIRST_ANSWER}
    features["brief"] = float(brief)
    features["second"] = ranked[1].behind if len(ranked) > 1 else -5.0
    margins = sorted(r.observed.features.margin for r in ranked)
    features["rival"] = margins[-2] if len(margins) > 1 else clipped(-math.inf)
    return features
