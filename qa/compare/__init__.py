"""What the sources agree on, and where they differ."""

from __future__ import annotations

from qa.compare.disagreements import find_disagreements
from qa.compare.grouping import fold_copies, group_answers
from qa.compare.later import mark_later
from qa.compare.sameness import same_answer

__all__ = ["find_disagreements", "fold_copies", "group_answers", "mark_later", "same_answer"]
