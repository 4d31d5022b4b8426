"""Who says so: the words of a sentence that name the source of what it states."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa.read.lexicon import SAYING
from qa.read.statements import quotations
from qa.read.syntax import parse, tokens_in
from qa.read.times import lead
from qa.records import Document, Span

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["attribution"]

_TELLING = SAYING | frozenset(
    "report confirm claim argue estimate deny suggest predict believe".split()
)
_WITH = {"npadvmod", "prep", "advmod", "dobj", "dative", "tmod"}
_LONGEST = 160  # characters


def attribution(document: Document, sentence: Span, answer: Span) -> Span | None:
    """The words that tell who says what `answer` is part of; None when the article says it itself.

    "Hariri said on Wednesday" of a clause that it reports, "according to the Kremlin" of its
    sentence. Offsets are those of the document; the words are never cut.
    """
    text = document.text[sentence.start : sentence.end]
    doc = parse(text)
    start, end = answer.start - sentence.start, answer.end - sentence.start
    inside = tokens_in(doc, start, end)
    if not inside:
        return None
    # "I will not tell mothers", said somebody else
    elsewhere = [(first, last) for first, last in quotations(text) if not first <= start < last]
    for token in doc:
        if any(first <= token.idx < last for first, last in elsewhere):
            continue
        if token.lower_ == "according":
            found = list(token.subtree)
        elif token.lemma_.lower() in _TELLING and _reports(token, inside):
            found = _teller(token)
        else:
            continue
        span = _without_lead(found) if found else None
        if span is None or span.end - span.start > _LONGEST or _touch(span, start, end):
            continue
        return Span(sentence.start + span.start, sentence.start + span.end)
    return None


def _without_lead(found: list[Token]) -> Span:
    """Where the words stand, without the time or the dateline in front of a sentence."""
    start, end = found[0].idx, found[-1].idx + len(found[-1])
    return Span(start + len(lead(found[0].doc.text[start:end])), end)


def _reports(verb: Token, inside: list[Token]) -> bool:
    """True when the words stand in what the verb reports, not in who reports it."""
    if not any(c.dep_ == "nsubj" for c in verb.children):
        return False
    told = [c for c in verb.children if c.dep_ in {"ccomp", "parataxis"}]
    if verb.dep_ in {"parataxis", "ccomp"} and not told:  # "Some 1,600 were invited, he said"
        told = [verb.head]
    words = {t.i for c in told for t in c.subtree} - {t.i for t in _teller(verb)}
    return any(t.i in words for t in inside)


def _teller(verb: Token) -> list[Token]:
    """From the subject to the verb and what goes with it ("on Wednesday"), without a gap."""
    subjects = [c for c in verb.children if c.dep_ == "nsubj"]
    parts = {verb.i} | {t.i for s in subjects for t in s.subtree}
    beside = [c for c in verb.children if c.dep_ in _WITH and c.i > verb.i]
    for child in beside:
        block = sorted(t.i for t in child.subtree)
        if block and block[0] == max(parts) + 1 and len(block) <= 6:
            parts |= set(block)
    first, last = min(parts), max(parts)
    return list(verb.doc[first : last + 1]) if last - first < 25 else []


def _touch(span: Span, start: int, end: int) -> bool:
    return span.start < end and start < span.end
