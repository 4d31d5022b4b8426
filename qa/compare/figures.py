"""Figures in their sentences: what is counted, who does what, when and where."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from qa.compare.counted import clause_of, counted_noun, described, number_token
from qa.compare.periods import Period, period
from qa.compare.quantities import Quantity, quantities
from qa.read.facts import PEOPLE
from qa.read.names import dates
from qa.read.syntax import parse
from qa.records import Document, Span
from qa.text import term, terms

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

__all__ = ["DEATHS", "Figure", "document_terms", "figures", "places"]

_CONTENT = {"NOUN", "PROPN", "VERB", "ADJ", "NUM"}
_PLACES = {"GPE", "LOC", "FAC"}
_NAMES = {"PERSON", "ORG", "NORP", "EVENT", "PRODUCT", "WORK_OF_ART", "LAW", *_PLACES}
# Words around figures that do not tell what they are about
_EMPTY = frozenset(
    """
    accord say said tell told report estim estimat official number total figur data million billion
    thousand hundr percent dollar accord announc be have do go get make year month week day
    """.split()
)
_PEOPLE = frozenset(map(term, PEOPLE)) | {"live", "soul", "fatal"}
DEATHS = frozenset("kill die death dead live casualti fatal claim perish toll".split())
_TELLING = frozenset("say tell report announce accord show estimate add note warn".split())
_SINCE = re.compile(r"\b(?:since|as of|by|until|updated?|through)\s+(?:\w+\s+)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity where an article states it, and what the sentence says that it is of.

    sentence: offsets of its sentence in the document. span: offsets of the figure with what it
    counts ("six rounds"). before, after: the rest of the sentence.

    counted: term of the noun counted, or ""; noun: as written; between: the words from the figure
    to it; about: with what describes it; of: terms of the description. verb: lemma of the verb
    above the figure; acts: its term. subject: folded names of its subject; pronoun: it is a
    pronoun, so that only the article before tells who is meant. near, around: terms of the clause
    and of the sentence; names: folded names of the sentence; places: those of the clause; all
    without who says it. periods: the days on which, by its clause, it was so.
    """

    document: Document
    sentence: Span
    span: Span
    quantity: Quantity
    counted: str
    near: frozenset[str]
    around: frozenset[str]
    names: frozenset[str]
    places: frozenset[str]
    acts: frozenset[str]
    of: frozenset[str]
    periods: tuple[Period, ...]
    verb: str
    before: str
    after: str
    subject: frozenset[str]
    pronoun: bool
    noun: str
    between: str
    about: str

    @property
    def text(self) -> str:
        return self.document.text[self.span.start : self.span.end]

    @property
    def quote(self) -> str:
        """The sentence, word for word."""
        return self.document.text[self.sentence.start : self.sentence.end]


def figures(document: Document, sentence: Span) -> tuple[Figure, ...]:
    """The figures of one sentence, in order."""
    return _figures(document, sentence.start, sentence.end)


@lru_cache(maxsize=200)
def document_terms(document: Document) -> frozenset[str]:
    """Every term of an article."""
    found = frozenset(terms(document.text))
    return found | _one_country(found)


def places(text: str) -> frozenset[str]:
    """Folded names of the places that a text names."""
    return _folded(t for t in parse(text) if t.ent_type_ in _PLACES)


@lru_cache(maxsize=4_000)
def _figures(document: Document, start: int, end: int) -> tuple[Figure, ...]:
    return tuple(_read(document, Span(start, end)))


def _read(document: Document, sentence: Span) -> Iterator[Figure]:
    text = document.text[sentence.start : sentence.end]
    stated = list(quantities(text))
    if not stated:  # a parse is what costs time
        return
    doc = parse(text)
    tellers = _tellers(doc)
    said = [t for t in doc if t.i not in tellers]
    names = _folded(t for t in said if t.ent_type_ in _NAMES)
    around = _one_country(_content(said))
    times = list(dates(doc))
    led = tuple(_periods_before(document, sentence))
    for quantity in stated:
        token = number_token(doc, quantity)
        if token is None or _is_time(doc, quantity, times):
            continue
        noun, last = counted_noun(doc, token, quantity)
        verb, clause = clause_of(noun or token)
        told = [t for t in clause if t.i not in tellers]
        end = max(quantity.end, last)
        yield Figure(
            document=document,
            sentence=sentence,
            span=Span(sentence.start + quantity.start, sentence.start + end),
            quantity=quantity,
            counted=_noun_term(noun),
            near=_one_country(_content(told)),
            around=around,
            names=names,
            places=_folded(t for t in told if t.ent_type_ in _PLACES),
            acts=frozenset(_content([verb] if verb is not None else [])),
            of=frozenset(_content(described(noun))) if noun is not None else frozenset(),
            periods=led or tuple(_periods(doc, times, verb, document.published)),
            verb=verb.lemma_.lower() if verb is not None else "",
            before=_one_line(text[: quantity.start]),
            after=_one_line(text[quantity.end :]),
            subject=_subject(verb),
            pronoun=_is_pronoun(verb),
            noun=noun.lower_ if noun is not None else "",
            between=text[quantity.end : noun.idx] if noun is not None else "",
            about=_about(doc, quantity, noun, end),
        )


def _folded(tokens: Iterable[Token]) -> frozenset[str]:
    return _one_country(found for t in tokens if (found := term(t.text)))


def _one_country(found_terms: Iterable[str]) -> frozenset[str]:
    """The United States by one name."""
    found = frozenset(found_terms)
    return (found - {"unit", "state"}) | {"us"} if {"unit", "state"} <= found else found


def _tellers(doc: Doc) -> frozenset[int]:
    """Who says it, by token numbers: it is not what the figure is about."""
    found: set[int] = set()
    for token in doc:
        if token.lower_ == "according":
            found |= {t.i for t in token.subtree}
        elif token.lemma_ in _TELLING:
            subjects = (c for c in token.children if c.dep_ == "nsubj")
            found |= {t.i for s in subjects for t in s.subtree}
    return frozenset(found)


def _content(tokens: Iterable[Token]) -> Iterator[str]:
    """Terms of the words that carry meaning, numbers left out."""
    for token in tokens:
        if token.pos_ not in _CONTENT or token.like_num or not any(c.isalpha() for c in token.text):
            continue
        found = term(token.text)
        if found and found not in _EMPTY and token.ent_type_ not in {"CARDINAL", "PERCENT"}:
            yield found


def _is_time(doc: Doc, quantity: Quantity, times: list[tuple[int, int]]) -> bool:
    """True for days, years and hours; lengths of time are figures."""
    if any(start < quantity.end and quantity.start < end for start, end in times):
        return True
    bare = not quantity.unit and quantity.relation == "exact"
    if bare and quantity.low == quantity.high and 1500 <= quantity.low < 2100:
        token = next((t for t in doc if t.idx >= quantity.start), None)
        return token is not None and token.ent_type_ == "DATE"
    return False


def _periods(
    doc: Doc, times: list[tuple[int, int]], verb: Token | None, published: str | None
) -> Iterator[Period]:
    """The days of the clause; not those on which something was said, or since when it was so."""
    for start, end in times:
        token = next((t for t in doc if t.idx >= start), None)
        if token is None or _SINCE.search(doc.text[:start]):
            continue
        above = next((a for a in token.ancestors if a.pos_ in {"VERB", "AUX"}), None)
        if above is not None and (above.lemma_ in _TELLING or not _beside(above, verb)):
            continue
        if doc.text[end : end + 2] in {"'s", "’s"}:
            continue
        if (found := period(doc.text[start:end], published)) is not None:
            yield found


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
    """True for the figure's own verb and for one that it is joined to by "and"."""
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


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _about(doc: Doc, quantity: Quantity, noun: Token | None, end: int) -> str:
    """What is counted, word for word: "rounds of Astana talks"."""
    if noun is None or quantity.unit:
        return ""
    last = max(end, noun.idx + len(noun))
    return _one_line(doc.text[quantity.end : last])


def _noun_term(noun: Token | None) -> str:
    if noun is None or noun.like_num or not noun.is_alpha:
        return ""
    found = term(noun.text)
    return "peopl" if found in _PEOPLE else found
