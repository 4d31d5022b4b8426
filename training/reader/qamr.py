"""QAMR questions over detokenised sentences, each among the sentences of its paragraph.

Michael et al. 2018, "Crowdsourcing Question-Answer Meaning Representations". The published
sentences are in Penn Treebank tokens; answers are token indices.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from qa.keyword import KeywordIndex
from qa.postings import Postings
from qa.text import terms
from training.reader.examples import Group, Window

__all__ = ["detokenise", "qamr_groups"]

_BRACKETS = {
    "-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "-LCB-": "{", "-RCB-": "}",
}  # fmt: skip
_NO_SPACE_BEFORE = frozenset(", . ; : ? ! % ) ] } ” ’ 's 've 'm 're 'd 'll n't ° ...".split()) | {
    "'S"
}
_NO_SPACE_AFTER = frozenset("( [ { “ ‘ $ US$ R$ A$ C$ HK$ £ € #".split())
_TIGHT = frozenset("/")
_GAP = 2  # tokens that an answer may leave out and still be one stretch
_LONGEST = 14  # tokens of an answer
_NEGATIVES = 0.4  # share of questions that get a window without their answer
_SIZES = (0, 25, 50, 80, 110)  # words that a window is filled up to


def detokenise(tokens: Sequence[str]) -> tuple[str, list[tuple[int, int]]]:
    """The sentence as it is written, and where each token stands in it."""
    text = ""
    spans: list[tuple[int, int]] = []
    glue = True
    for token in tokens:
        written = _BRACKETS.get(token, token)
        if token == "``":
            written = "“"
        elif token == "''":
            written = "”"
        elif token == "--":
            written = "–"
        elif token == "`":
            written = "‘"
        elif token == "'":
            written = "’"
        tight = written in _NO_SPACE_BEFORE or written in _TIGHT
        if text and not glue and not tight:
            text += " "
        spans.append((len(text), len(text) + len(written)))
        text += written
        glue = written in _NO_SPACE_AFTER or written in _TIGHT
    return text, spans


def qamr_groups(folder: Path, seed: int) -> Iterator[Group]:
    """Every question once, with all its annotators' answers, in a window of changing length."""
    rng = random.Random(seed)
    sentences = _sentences(folder / "wiki-sentences.tsv")
    written = {key: detokenise(tokens) for key, tokens in sentences.items()}
    keys = list(sentences)
    paragraphs: dict[str, list[str]] = defaultdict(list)
    for key in sorted(keys, key=_place):
        paragraphs[key.rsplit(":", 1)[0]].append(key)
    similar = KeywordIndex(Postings.of(terms(written[key][0]) for key in keys))
    for (key, question), answers in _asked(folder).items():
        text, places = written[key]
        spans = sorted({(places[a[0]][0], places[a[-1]][1]) for a in answers})
        others = [keys[row] for row, _ in similar.search(terms(question), 12)]
        foreign = [k for k in others if _document(k) != _document(key)]
        size = rng.choice(_SIZES)
        windows = [_window(key, text, spans, paragraphs, foreign, written, size, rng)]
        if rng.random() < _NEGATIVES:
            near = [k for k in others if k != key and k not in foreign]
            pool = near if near and rng.random() < 0.5 else foreign
            if pool:
                chosen = rng.choice(pool[:4])
                windows.append(
                    _window(chosen, written[chosen][0], [], paragraphs, [], written, size, rng, key)
                )
        yield Group("qamr", question, tuple(windows))


def _window(
    key: str,
    text: str,
    spans: Sequence[tuple[int, int]],
    paragraphs: dict[str, list[str]],
    foreign: Sequence[str],
    written: dict[str, tuple[str, list[tuple[int, int]]]],
    size: int,
    rng: random.Random,
    barred: str = "",
) -> Window:
    """The sentence among its neighbours, filled up with sentences on like matters."""
    block = paragraphs[key.rsplit(":", 1)[0]]
    at = block.index(key)
    before = [written[k][0] for k in block[:at] if k != barred]
    after = [written[k][0] for k in block[at + 1 :] if k != barred]
    extra = [written[k][0] for k in foreign[:4]]
    rng.shuffle(extra)
    left: list[str] = []
    right: list[str] = []
    count = len(text.split())
    while count < size and (before or after or extra):
        if before and (rng.random() < 0.5 or not after):
            left.insert(0, before.pop())
            count += len(left[0].split())
        elif after:
            right.append(after.pop(0))
            count += len(right[-1].split())
        elif rng.random() < 0.5:
            left.insert(0, extra.pop())
            count += len(left[0].split())
        else:
            right.append(extra.pop())
            count += len(right[-1].split())
    lead = " ".join(left) + (" " if left else "")
    whole = " ".join([*left, text, *right])
    return Window(whole, tuple((s + len(lead), e + len(lead)) for s, e in spans))


def _sentences(path: Path) -> dict[str, list[str]]:
    found = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        key, _, tokens = line.partition("\t")
        found[key] = tokens.split()
    return found


def _asked(folder: Path) -> dict[tuple[str, str], list[list[int]]]:
    """For each sentence and question, the answers as rising token indices."""
    found: dict[tuple[str, str], list[list[int]]] = defaultdict(list)
    for name in ("filtered-dev.tsv", "filtered-test.tsv"):
        for line in (folder / name).read_text(encoding="utf-8").splitlines():
            row = line.split("\t")
            given = [row[6], *(v.partition(":")[2] for v in row[7:9])]
            for answer in given:
                tokens = sorted(int(t) for t in answer.split())
                if not tokens or tokens[-1] - tokens[0] >= _LONGEST:
                    continue
                if all(b - a <= _GAP for a, b in pairwise(tokens)):
                    found[row[0], row[5].strip()].append(tokens)
    return found


def _place(key: str) -> tuple[str, int, int]:
    document, paragraph, sentence = key.rsplit(":", 2)
    return document, int(paragraph), int(sentence)


def _document(key: str) -> str:
    return key.rsplit(":", 2)[0]
