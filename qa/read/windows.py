"""What the trained reader reads of a passage: a promising sentence and those around it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from qa.read.evidence import term_set
from qa.read.question import Question
from qa.records import Hit, Sentence
from qa.text import plain_spaces

__all__ = ["ReadWindow", "introduced", "windows_of"]

_LEAD = 400  # characters in which an article says whom it is about
_PRONOUN = re.compile(r"\b(?:s?he|her|his|hers|him|herself|himself)\b", re.IGNORECASE)
_WORDS = 75  # of a window: as many as the reader was trained with


@dataclass(frozen=True, slots=True)
class ReadWindow:
    """Neighbouring sentences of a hit. start, end: offsets in the document's text."""

    hit: Hit
    start: int
    end: int

    @property
    def text(self) -> str:
        """The words with common spaces for others, each character in its place."""
        return plain_spaces(self.hit.document.text[self.start : self.end])

    @property
    def sentences(self) -> Iterator[Sentence]:
        return (s for s in self.hit.passage.sentences if self.start <= s.start < self.end)

    def sentence_at(self, offset: int) -> Sentence:
        """The sentence at an offset of the document; the last one when it lies between two."""
        passage = self.hit.passage
        return passage.sentence_at(offset) or passage.sentences[-1]


def windows_of(hit: Hit, promise: Mapping[int, float], most: int = _WORDS) -> list[ReadWindow]:
    """The passage in stretches of at most `most` words, the most promising one first.

    promise: what the sentence that starts there promises; sentences without one promise nothing.
    A stretch grows from the best sentence that no other has to the neighbour that promises more,
    the one before when both promise the same: pronouns point backwards.
    """
    sentences = hit.passage.sentences
    text = hit.document.text
    lengths = [len(text[s.start : s.end].split()) for s in sentences]
    worth = [promise.get(s.start, 0.0) for s in sentences]
    free = set(range(len(sentences)))
    found = []
    while free:
        first = last = max(sorted(free), key=lambda n: worth[n])
        count = lengths[first]
        while True:
            before = worth[first - 1] if first - 1 in free else -1.0
            after = worth[last + 1] if last + 1 in free else -1.0
            step = first - 1 if before >= after else last + 1
            if (before < 0 and after < 0) or count + lengths[step] > most:
                break
            count += lengths[step]
            first, last = min(first, step), max(last, step)
        free -= set(range(first, last + 1))
        found.append(ReadWindow(hit, sentences[first].start, sentences[last].end))
    return found


def introduced(asked: Question, window: ReadWindow) -> str:
    """What the reader is told of a window's article: its title, and where "she" or "he" stands in
    the window, names of the question with which the article begins and which stand in neither.
    """
    document = window.hit.document
    names = [(t, word) for t, word in asked.terms if word[:1].isupper()]
    if not names or not _PRONOUN.search(window.text):
        return document.title
    begins = term_set(document.text[:_LEAD])
    near = term_set(document.headed(window.text))
    meant = [word for t, word in names if t in begins and t not in near]
    return f"{document.title}. {' '.join(meant)}" if meant else document.title
