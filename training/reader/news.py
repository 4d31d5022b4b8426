"""The articles that questions are asked of: windows of text found by BM25."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from qa.keyword import KeywordIndex
from qa.postings import Postings
from qa.text import fold, terms, words
from training.reader.examples import Window, sentence_spans

__all__ = ["News", "answer_spans", "cut_windows", "read_news"]

_WINDOW = 75  # words of a window: a few sentences, as the reader gets them in use
_STEP = 2  # sentences from one window to the next


@dataclass(frozen=True, slots=True)
class Piece:
    """A window of an article: the article's number, and offsets in its text."""

    article: int
    start: int
    end: int


class News:
    """Articles cut into windows, searchable by their words."""

    def __init__(self, articles: Sequence[tuple[str, str]]) -> None:
        """articles: title and text of each."""
        self.articles = articles
        self.pieces: list[Piece] = []
        self.index = KeywordIndex(Postings.of(self._terms()))

    def _terms(self) -> Iterator[list[str]]:
        for number, (title, text) in enumerate(self.articles):
            leading = terms(title)
            for start, end in cut_windows(text):
                self.pieces.append(Piece(number, start, end))
                yield leading + terms(text[start:end])

    def search(self, question: str, k: int) -> list[int]:
        """Numbers of the `k` best windows."""
        return [row for row, _ in self.index.search(terms(question), k)]

    def window(self, row: int, spans: Iterable[tuple[int, int]] = ()) -> Window:
        piece = self.pieces[row]
        title, text = self.articles[piece.article]
        return Window(text[piece.start : piece.end], tuple(spans), title)

    def text(self, row: int) -> str:
        piece = self.pieces[row]
        return self.articles[piece.article][1][piece.start : piece.end]


def read_news(corpus: Path) -> list[tuple[str, str]]:
    """Title and text of each article of a BEIR corpus."""
    with corpus.open(encoding="utf-8") as file:
        rows = (json.loads(line) for line in file if line.strip())
        return [(" ".join(row["title"].split()), row["text"]) for row in rows]


def answer_spans(text: str, answer: str) -> list[tuple[int, int]]:
    """Where the answer's words stand in a row, case and punctuation aside; the article may lack."""
    wanted = [f for s in words(answer) if (f := fold(answer[s.start : s.end]))]
    while wanted and wanted[0] in {"the", "a", "an"}:
        wanted = wanted[1:]
    if not wanted:
        return []
    found = [(fold(text[s.start : s.end]), s) for s in words(text)]
    spans = []
    for i in range(len(found) - len(wanted) + 1):
        if all(found[i + j][0] == w for j, w in enumerate(wanted)):
            end = found[i + len(wanted) - 1][1].end
            start = found[i][1].start
            if re.match(r"[$£€]", text[max(0, start - 1) : start]) and "$£€".find(answer[:1]) >= 0:
                start -= 1
            piece = re.sub(r"['’]s$", "", text[start:end])
            spans.append((start, start + len(piece)))
    return spans


def cut_windows(text: str) -> Iterator[tuple[int, int]]:
    """Offsets of windows of a few sentences, about 75 words, each beginning in the one before."""
    spans = sentence_spans(text)
    lengths = [len(text[s:e].split()) for s, e in spans]
    first = 0
    while first < len(spans):
        last, count = first, 0
        while last < len(spans) and (count == 0 or count + lengths[last] <= _WINDOW * 1.2):
            count += lengths[last]
            last += 1
        if count <= _WINDOW * 4:
            yield spans[first][0], spans[last - 1][1]
        if last == len(spans):
            return
        first = max(last - 1, first + _STEP if first + _STEP <= last else first + 1)
