"""What a sentence says of one of its words: the clause, who does what, when and where."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from qa.articles.lines import one_line
from qa.compare.counted import clause_of
from qa.compare.periods import Period, period
from qa.read.names import dates
from qa.read.syntax import parse
from qa.records import Document, Span
from qa.text import term, terms

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

__all__ = ["Claim", "Sentence", "content", "document_terms", "places"]

_CONTENT = {"NOUN", "PROPN", "VERB", "ADJ", "NUM"}
_PLACES = {"GPE", "LOC", "FAC"}
_NAMES = {"PERSON", "ORG", "NORP", "EVENT", "PRODUCT", "WORK_OF_ART", "LAW", *_PLACES}
# Words that do not tell what a sentence is about
_EMPTY = frozenset(
    """
    accord say said tell told report estim estimat official number total figur data million billion
    thousand hundr percent dollar announc be have do go get make year month week day
    """.split()
)
_TELLING = frozenset("say tell report announce accord show estimate add note warn".split())
_SINCE = re.compile(r"\b(?:since|as of|by|until|updated?|through)\s+(?:\w+\s+)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Claim:
    """Words of an article with what their sentence says of them.

    sentence, span: offsets of the sentence and of the words in the document. verb: lemma of the
    verb above the words; acts: its term. subject: folded names of its subject; pronoun: it is a
    pronoun, so that only the article before tells who is meant. near, around: terms of the clause
    and of the sentence; names: folded names of the sentence; places: those of the clause; all
    without who says it. periods: the days on which, by its clause, it was so. before, after: the
    rest of the sentence.
    """

    document: Document
    sentence: Span
    span: Span
    near: frozenset[str]
    around: frozenset[str]
    names: frozenset[str]
    places: frozenset[str]
    acts: frozenset[str]
    periods: tuple[Period, ...]
    verb: str
    before: str
    after: str
    subject: frozenset[str]
    pronoun: bool

    @property
    def text(self) -> str:
        return self.document.text[self.span.start : self.span.end]

    @property
    def quote(self) -> str:
        """The sentence, word for word."""
        return self.document.text[self.sentence.start : self.sentence.end]


class Sentence:
    """A parsed sentence of an article; what holds for all of its claims is worked out once.

    doc: its parse. times: offsets in it of days and hours.
    """

    def __init__(self, document: Document, span: Span) -> None:
        self.document, self.span = document, span
        self.text = document.text[span.start : span.end]
        self.doc = parse(self.text)
        self.times = list(dates(self.doc))
        self._tellers = _tellers(self.doc)
        said = [t for t in self.doc if t.i not in self._tellers]
        self._names = _folded(t for t in said if t.ent_type_ in _NAMES)
        self._around = _one_country(content(said))
        self._led = tuple(_periods_before(document, span))

    def claim(self, token: Token, start: int, end: int, last: int | None = None) -> dict[str, Any]:
        """The fields of a claim on the words from `start` to `end` of the sentence, which may go on
        to `last` ("six" to "six rounds"); token: the one that stands for them in the parse.
        """
        verb, clause = clause_of(token)
        told = [t for t in clause if t.i not in self._tellers]
        return {
            "document": self.document,
            "sentence": self.span,
            "span": Span(self.span.start + start, self.span.start + (last or end)),
            "near": _one_country(content(told)),
            "around": self._around,
            "names": self._names,
            "places": _folded(t for t in told if t.ent_type_ in _PLACES),
            "acts": frozenset(content([verb] if verb is not None else [])),
            "periods": self._led or tuple(self._periods(verb)),
            "verb": verb.lemma_.lower() if verb is not None else "",
            "before": one_line(self.text[:start]),
            "after": one_line(self.text[end:]),
            "subject": _subject(verb),
            "pronoun": _is_pronoun(verb),
        }

    def _periods(self, verb: Token | None) -> Iterator[Period]:
        """The days of the clause; not when something was said, or since when it was so."""
        for start, end in self.times:
            token = next((t for t in self.doc if t.idx >= start), None)
            if token is None or _SINCE.search(self.text[:start]):
                continue
            above = next((a for a in token.ancestors if a.pos_ in {"VERB", "AUX"}), None)
            if above is not None and (above.lemma_ in _TELLING or not _beside(above, verb)):
                continue
            if self.text[end : end + 2] in {"'s", "’s"}:
                continue
            if (found := period(self.text[start:end], self.document.published)) is not None:
                yield found


@lru_cache(maxsize=200)
def document_terms(document: Document) -> frozenset[str]:
    """Every term of an article."""
    found = frozenset(terms(document.text))
    return found | _one_country(found)


def places(text: str) -> frozenset[str]:
    """Folded names of the places that a text names."""
    return _folded(t for t in parse(text) if t.ent_type_ in _PLACES)


def content(tokens: Iterable[Token]) -> Iterator[str]:
    """Terms of the words that carry meaning, numbers left out."""
    for token in tokens:
        if token.pos_ not in _CONTENT or token.like_num or not any(c.isalpha() for c in token.text):
            continue
        found = term(token.text)
        if found and found not in _EMPTY and token.ent_type_ not in {"CARDINAL", "PERCENT"}:
            yield found


def _folded(tokens: Iterable[Token]) -> frozenset[str]:
    return _one_country(found for t in tokens if (found := term(t.text)))


def _one_country(found_terms: Iterable[str]) -> frozenset[str]:
    """The United States by one name."""
    found = frozenset(found_terms)
    return (found - {"unit", "state"}) | {"us"} if {"unit", "state"} <= found else found


def _tellers(doc: Doc) -> frozenset[int]:
    """Who says it, by token numbers: it is not what the words are about."""
    found: set[int] = set()
    for token in doc:
        if token.lower_ == "according":
            found |= {t.i for t in token.subtree}
        elif token.lemma_ in _TELLING:
            subjects = (c for c in token.children if c.dep_ == "nsubj")
            found |= {t.i for s in subjects for t in s.subtree}
    return frozenset(found)


def _periods_before(document: Document, sentence: Span) -> Iterator[Period]:
    """The days that a list gives in front of its sentence: "August 1999 in Turkey: 18,000 died"."""
    start = document.text.rfind("\n", 0, sentence.start) + 1
    lead = document.text[start : sentence.start].rstrip()
    if lead.endswith(":"):
        doc = parse(lead)
        for first, last in dates(doc):
            if (found := period(lead[first:last], document.published)) is not None:
                yield found


def _beside(above: Token, verb: Token | None) -> bool:
    """True for the claim's own verb and for one that it is joined to by "and"."""
    while verb is not None:
        if verb.i == above.i:
            return True
        verb = verb.head if verb.dep_ == "conj" else None
    return False


def _subject(verb: Token | None) -> frozenset[str]:
    """Folded names of who or what the verb is said of."""
    if verb is None:
        return frozenset()
    subjects = (c for c in verb.children if c.dep_ in {"nsubj", "nsubjpass"})
    return _folded(t for s in subjects for t in s.subtree if t.ent_type_ in _NAMES)


def _is_pronoun(verb: Token | None) -> bool:
    subjects = [c for c in verb.children if c.dep_ in {"nsubj", "nsubjpass"}] if verb else []
    return any(
        (t.pos_ == "PRON" and t.lower_ not in {"who", "which", "that", "there", "it"})
        or (t.dep_ == "poss" and t.lower_ in {"his", "her", "its", "their"})
        for s in subjects
        for t in [s, *s.children]
    )
