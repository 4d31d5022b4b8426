"""Spans of a window made whole: names, phrases and amounts, by parses of their sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from qa.read.candidates import subtree
from qa.read.retracted import is_disowned
from qa.read.rules import Weighed
from qa.read.span_model import Scored
from qa.read.statements import unsaid_from
from qa.read.syntax import parse_all, tokens_in
from qa.read.windows import ReadWindow

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token
    from spacy.tokens import Span as Chunk

__all__ = ["Parses", "whole_figure"]


@dataclass(frozen=True, slots=True)
class _Parse:
    """A sentence's names and noun phrases: spaCy makes both anew each time they are asked for."""

    doc: Doc
    names: tuple[Chunk, ...]
    phrases: tuple[Chunk, ...]

    @property
    def text(self) -> str:
        return self.doc.text

    def extent(self, token: Token) -> tuple[int, int] | None:
        """The name around a token, or the phrase under it with what is said of it in as many words
        ("the fight against terrorism"); None where it heads none.
        """
        name = next((e for e in self.names if e.start <= token.i < e.end), None)
        if name is not None:
            return _without_article(name), name.end_char
        phrase = next((c for c in self.phrases if c.root == token), None)
        if phrase is None:
            return None
        last = phrase.end - 1
        for child in token.children:
            grown = child.dep_ == "prep" and child.i == last + 1
            if grown and child.right_edge.i - child.i <= _OF_IT:
                last = child.right_edge.i
        return _without_article(phrase), token.doc[last].idx + len(token.doc[last])

    @classmethod
    def of(cls, doc: Doc) -> _Parse:
        return cls(doc, tuple(doc.ents), tuple(doc.noun_chunks))


class Parses:
    """Parses of the sentences that hold the best spans, and of those the rules weighed; without
    those of windows that stand no chance, since parsing takes as long as reading.
    """

    def __init__(
        self, windows: Sequence[ReadWindow], scored: Sequence[Scored], weighed: Sequence[Weighed]
    ) -> None:
        texts = {
            (w.evidence.hit.document.id, w.evidence.sentence.start): w.evidence.text
            for w in weighed
        }
        best = max((s.spans[0].score for s in scored if s.spans), default=0.0)
        for window, score in zip(windows, scored, strict=True):
            if score.spans and score.spans[0].score >= best - _HOPELESS:
                sentence = window.sentence_at(window.start + score.spans[0].start)
                text = window.hit.document.text[sentence.start : sentence.end]
                texts[window.hit.document.id, sentence.start] = text
        parses = map(_Parse.of, parse_all(list(texts.values())))
        self._parses: dict[tuple[str, int], _Parse] = dict(zip(texts, parses, strict=True))

    def labels(self, window: ReadWindow, start: int, end: int) -> frozenset[str]:
        """Labels of the names that a span of the window overlaps with most of its characters."""
        parse, base = self._at(window, start)
        if parse is None:
            return frozenset()
        first, last = base + start, base + end
        return frozenset(
            e.label_
            for e in parse.names
            if min(e.end_char, last) - max(e.start_char, first) > 0.5 * (last - first)
        )

    def joined(self, window: ReadWindow, start: int, end: int) -> list[tuple[int, int]]:
        """The other members of the list that a span of the window is a member of: "Turkey" and
        "Iran" for "Russia" in "sponsored by Russia, Turkey and Iran".
        """
        parse, base = self._at(window, start)
        if parse is None:
            return []
        first, last = start + base, end + base
        own = next((c.root for c in parse.phrases if first <= c.root.idx < last), None)
        if (
            own is None
            or last < own.idx + len(own)
            or any(first <= t.idx < last for t in own.conjuncts)
        ):
            return []
        members = (own, *own.conjuncts)
        if any(c.lower_ in _CHOICE for t in members for c in t.children if c.dep_ == "cc"):
            return []
        found = (parse.extent(t) for t in own.conjuncts)
        return [(a - base, b - base) for a, b in filter(None, found) if a - base >= 0]

    def is_nameless(self, window: ReadWindow, start: int, end: int) -> bool:
        """Whether a span of the window is known to hold no name ("members of the league" does)."""
        parse, base = self._at(window, start)
        if parse is None or self.labels(window, start, end):
            return False
        return all(t.pos_ != "PROPN" for t in tokens_in(parse.doc, start + base, end + base))

    def is_placed(self, window: ReadWindow, start: int, end: int) -> bool:
        """Whether a span of the window stands behind a preposition, or begins with one."""
        inside, _ = self._tokens(window, start, end)
        if not inside:
            return True
        doc = inside[0].doc
        root = doc[inside[0].i : inside[-1].i + 1].root
        return any(t.dep_ == "pobj" or t.pos_ == "ADP" for t in (root, inside[0]))

    def is_denied(self, window: ReadWindow, start: int, end: int) -> bool:
        """Whether the sentence says of a span of the window that something is not so:
        "face-to-face" in "did not meet face-to-face".
        """
        inside, _ = self._tokens(window, start, end)
        return any(map(_is_denied, inside))

    def is_disowned(self, window: ReadWindow, start: int, end: int, asked: frozenset[str]) -> bool:
        """Whether the sentence calls what a span of the window is part of false or denied. asked:
        the question's terms.
        """
        inside, _ = self._tokens(window, start, end)
        return is_disowned(inside, asked)

    def with_doubt(self, window: ReadWindow, start: int, end: int) -> int:
        """Where a span of the window begins together with what denies or doubts it: "it was not
        true that the bank was closed".
        """
        inside, base = self._tokens(window, start, end)
        return min(start, max(0, unsaid_from(inside) - base)) if inside else start

    def whole(self, window: ReadWindow, start: int, end: int) -> tuple[int, int]:
        """The span grown to the names that it cuts, or to the noun phrase whose head it holds."""
        parse, base = self._at(window, start)
        if parse is None:
            return whole_figure(window, start, end)
        first, last = base + start, base + end
        names = [e for e in parse.names if e.start_char < last and e.end_char > first]
        for name in names:
            first, last = min(first, _without_article(name)), max(last, name.end_char)
        if not names:
            for chunk in parse.phrases:
                head = chunk.root
                if first <= head.idx < last and first >= chunk.start_char:
                    first = _without_article(chunk)
                    last = max(last, chunk.end_char)
        if last - first > 2 and parse.text[last - 2 : last] in {"'s", "’s"}:
            last -= 2
        inner = parse.text[first:last].strip(_OUTER)
        if inner:
            first += parse.text[first:last].index(inner)
            last = first + len(inner)
        most = len(window.text)
        return whole_figure(window, max(0, first - base), min(most, last - base))

    def thing(self, window: ReadWindow, start: int, end: int) -> tuple[int, int]:
        """For "what" a part of a thing grown to all of it: "key" to "key sticking point",
        "prisoners" to "release of prisoners", "whether Assad" to the clause, "disengage" to what
        goes with it. Else the span as it is.
        """
        inside, base = self._tokens(window, start, end)
        if not inside:
            return start, end
        first, last = _grown(inside)
        at = first - base, last - base
        return at if at[0] >= 0 and at[1] <= len(window.text) else (start, end)

    def named(self, window: ReadWindow, start: int, end: int) -> tuple[int, int]:
        """For a description its bearer's name, where it stands behind: "a partner, Lac Vert". Else
        the span as it is.
        """
        parse, base = self._at(window, start)
        if parse is None:
            return start, end
        first, last = start + base, end + base
        for described, name in pairwise(parse.phrases):
            between = parse.text[described.end_char : name.start_char]
            # The parser may hang the name on another word
            apposed = name.root.dep_ == "appos" and name.root.pos_ == "PROPN"
            apposed = apposed and between.rstrip() == ","
            inside = last <= described.end_char and any(
                first <= t.idx < last and (t == described.root or t.dep_ == "amod")
                for t in described
            )
            if described.root.pos_ == "NOUN" and apposed and inside:
                return _without_article(name) - base, name.end_char - base
        return start, end

    def _tokens(self, window: ReadWindow, start: int, end: int) -> tuple[list[Token], int]:
        """The parsed tokens of a span of the window, none where it was not parsed; and what to add
        for offsets in their sentence.
        """
        parse, base = self._at(window, start)
        return ([] if parse is None else tokens_in(parse.doc, start + base, end + base)), base

    def _at(self, window: ReadWindow, start: int) -> tuple[_Parse | None, int]:
        """The parse around an offset of the window, and what to add for offsets in it."""
        sentence = window.sentence_at(window.start + start)
        parse = self._parses.get((window.hit.document.id, sentence.start))
        return parse, window.start - sentence.start


_CHOICE = {"or", "nor", "but"}  # "the transitions, or steps, of a machine" are no two things
_COMPLEMENTS = {"dobj", "prep", "xcomp", "ccomp"}
# "the release of", "the withdrawal of"
_DEEDS = ("tion", "sion", "ment", "ease", "awal", "lifting", "ending", "ure")
_BESIDES = {"only", "just", "merely", "simply"}  # "not only" denies nothing
_OF_IT = 6  # words behind a phrase that belong to it
_HOPELESS = 8.0  # log-odds behind the best window
_OUTER = " \n\t,;:–—"  # what no answer begins or ends with


def _grown(inside: Sequence[Token]) -> tuple[int, int]:
    """Where the thing begins and ends of which these tokens are a part."""
    first, last = inside[0], inside[-1]
    start, end = first.idx, last.idx + len(last)
    verb = first.head
    if first.dep_ == "mark" and verb.i > last.i and verb.dep_ in {"ccomp", "csubj", "acl"}:
        return start, subtree(verb, 0.0).end
    if last.tag_ == "VB" and any(c.dep_ in _COMPLEMENTS for c in last.rights):
        return start, subtree(last, 0.0).end
    root = first.doc[first.i : last.i + 1].root
    if root.dep_ == "amod" and root.head.i > last.i:
        return start, root.head.idx + len(root.head)
    if root.dep_ == "pobj" and root.head.lower_ == "of" and root.head.i < first.i:
        deed = root.head.head
        if deed.pos_ == "NOUN" and deed.lemma_.endswith(_DEEDS):
            return deed.idx, end
    return start, end


def _is_denied(token: Token) -> bool:
    """Whether the verb that a word goes with is denied; who does not do it is not meant."""
    if token.dep_ in {"neg", "aux", "auxpass"}:
        return False
    word = token
    while word.pos_ not in {"VERB", "AUX"} and word.head != word:
        if word.dep_ in {"nsubj", "nsubjpass"}:
            return False
        word = word.head
    return word != token and any(
        c.dep_ == "neg" and word.doc[min(c.i + 1, len(word.doc) - 1)].lower_ not in _BESIDES
        for c in word.children
    )


def _without_article(phrase: Chunk) -> int:
    first = phrase.start
    while first < phrase.end - 1 and phrase.doc[first].pos_ in {"DET", "PRON", "PUNCT"}:
        first += 1
    return int(phrase.doc[first].idx)


_SET = r"\b\d{1,2}[-–]\d{1,2}\b"
_SETS = re.compile(rf"{_SET}(?:, {_SET})+")


# Units that are no other words as well ("won", "marks")
_UNIT = re.compile(
    r"[ -](?:percent|per cent|dollars|euros?|pounds|yen|yuan|rupees|rou?bles|pesos|francs)\b| ?%",
    re.IGNORECASE,
)
_CURRENCY = frozenset("$£€¥")
_OF_COUNTRY = re.compile(r"(?<![^\W\d_])[A-Z]{1,3}$")  # "US$5"
# Below zero, and neither a dash nor up to where a range goes
_MINUS = re.compile(r"(?:(?<=[^\W\d] )|(?<=[|] )|(?<=\())[-−]$|\bminus $", re.IGNORECASE)
_AHEAD = 8  # characters in which these stand
_FIGURE = re.compile(r"(?:\d|\b(?:hundred|thousand|million|billion|trillion))$", re.IGNORECASE)


def whole_figure(window: ReadWindow, start: int, end: int) -> tuple[int, int]:
    """ "US$19 million" and not "19 million", "4 euros" and not "4", "-12" and not "12"; all sets of
    "6-4, 3-6, 7-5".
    """
    text = window.text
    for sets in _SETS.finditer(text):
        if sets.start() <= start and end <= sets.end():
            return sets.span()
    unit = _UNIT.match(text, end) if _FIGURE.search(text[start:end]) else None
    return _with_sign(text, start), unit.end() if unit else end


def _with_sign(text: str, start: int) -> int:
    """Where words that begin with a figure or its currency begin with all that leads to it."""
    if text[start : start + 1].isdigit() and text[max(0, start - 1) : start] in _CURRENCY:
        start -= 1
    if text[start : start + 1] in _CURRENCY:
        country = _OF_COUNTRY.search(text[max(0, start - _AHEAD) : start])
        start -= len(country.group()) if country is not None else 0
    elif not text[start : start + 1].isdigit():
        return start
    minus = _MINUS.search(text[max(0, start - _AHEAD) : start])
    return start - (len(minus.group()) if minus is not None else 0)
