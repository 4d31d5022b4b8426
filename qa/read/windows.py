"""What the trained reader reads of a passage: its most promising sentence and those around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from qa.records import Hit, Sentence

__all__ = ["ReadWindow", "window_of"]

_WORDS = 75  # of a window: as many as the reader was trained with


@dataclass(frozen=True, slots=True)
class ReadWindow:
    """Neighbouring sentences of a hit. start, end: offsets in the document's text."""

    hit: Hit
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.hit.document.text[self.start : self.end]

    def sentence_at(self, offset: int) -> Sentence:
        """The sentence at an offset of the document; the last one when it lies between two."""
        passage = self.hit.passage
        return passage.sentence_at(offset) or passage.sentences[-1]


def window_of(hit: Hit, promise: Mapping[int, float], most: int = _WORDS) -> ReadWindow:
    """The passage, or when it has more than `most` words the best stretch of it.

    promise: what the sentence that starts there promises; sentences without one promise nothing.
    The stretch grows from the best sentence to the neighbour that promises more, the one before
    when both promise the same: pronouns point backwards.
    """
    sentences = hit.passage.sentences
    text = hit.document.text
    lengths = [len(text[s.start : s.end].split()) for s in sentences]
    worth = [promise.get(s.start, 0.0) for s in sentences]
    first = last = max(range(len(sentences)), key=lambda n: worth[n])
    count = lengths[first]
    while True:
        before = worth[first - 1] if first > 0 else -1.0
        after = worth[last + 1] if last + 1 < len(sentences) else -1.0
        step = first - 1 if before >= after else last + 1
        if (before < 0 and after < 0) or count + lengths[step] > most:
            break
        count += lengths[step]
        first, last = min(first, step), max(last, step)
    return ReadWindow(hit, sentences[first].start, sentences[last].end)
