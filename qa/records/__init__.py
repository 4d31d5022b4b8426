"""The records that flow through the program: read them and you know its shape.

Offsets are always characters (Python `str` indices) into a document's stored text, half-open, and
`document.text[start:end]` is always exactly what a person sees.
"""

from qa.records.answers import (
    Answer,
    AnswerGroup,
    Citation,
    Copy,
    Disagreement,
    DisputedValue,
    Mention,
)
from qa.records.documents import Document, Mark, MarkKind, Passage, Sentence, Span
from qa.records.searches import (
    Correction,
    Filters,
    Hit,
    MatchedTerm,
    Reading,
    Scores,
    Search,
)

__all__ = [
    "Answer",
    "AnswerGroup",
    "Citation",
    "Copy",
    "Correction",
    "Disagreement",
    "DisputedValue",
    "Document",
    "Filters",
    "Hit",
    "Mark",
    "MarkKind",
    "MatchedTerm",
    "Mention",
    "Passage",
    "Reading",
    "Scores",
    "Search",
    "Sentence",
    "Span",
]
