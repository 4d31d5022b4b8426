"""Who says so: the words of a sentence that name the source of what it states."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qa.read.lexicon import SAYING
from qa.read.statements import quotations
from qa.read.syntax import parse, tokens_in
from qa.read.times import lead
from qa.records import Document, Span

if TYPE_CHECKING:
    from spacy.tokens import Span as Chunk
    from spacy.tokens import Token

__all__ = ["TELLING", "attribution"]

TELLING = SAYING | frozenset(
    "report confirm claim argue estimate deny suggest predict believe".split()
)
_WITH = {"npadvmod", "prep", "advmod", "dobj", "dative", "tmod"}
_SUBJECTS, _VERBS = {"nsubj", "nsubjpass"}, {"VERB", "AUX"}
_OUTSIDE = 1.5  # verbs: "according to" stands outside of the one that it goes with
_THAT = re.compile(r",?\s+(?:that\s+)?")
_LONGEST = 160  # characters


def attribution(document: Document, sentence: Span, answer: Span) -> Span | None:
    """The words that tell who says what `answer` is part of; None when the article says it itself.

    "Hariri said on Wednesday" of a clause that it reports, "according to the Kremlin" of its own
    clause; of two, the inner one, with the outer where it stands right in front: "Smith said that
    Jones had claimed". Offsets are those of the document; the words are never cut.
    """
    text = document.text[sentence.start : sentence.end]
    doc = parse(text)
    start, end = answer.start - sentence.start, answer.end - sentence.start
    inside = tokens_in(doc, start, end)
    if not inside:
        return None
    # "I will not tell mothers", said somebody else
    elsewhere = [(first, last) for first, last in quotations(text) if not first <= start < last]
    told: list[tuple[float, Span]] = []
    for token in doc:
        if any(first <= token.idx < last for first, last in elsewhere):
            continue
        if token.lower_ == "according" and _is_of(token, inside):
            found = list(token.subtree)
        elif token.lemma_.lower() in TELLING and _reports(token, inside):
            found = _teller(token)
        else:
            continue
        span = _without_lead(found) if found else None
        if span is None or span.end - span.start > _LONGEST or _touch(span, start, end):
            continue
        above = sum(a.pos_ in _VERBS for a in token.ancestors)
        told.append((above - _OUTSIDE * (token.lower_ == "according"), span))
    if not told:
        return None
    span = _chain(text, [span for _, span in sorted(told, key=lambda t: -t[0])])
    return Span(sentence.start + span.start, sentence.start + span.end)


def _chain(text: str, told: list[Span]) -> Span:
    """The first one, with those that stand right in front of it. told: the innermost first."""
    span = told[0]
    for outer in told[1:]:
        joined = outer.end <= span.start and _THAT.fullmatch(text[outer.end : span.start])
        if joined and span.end - outer.start <= _LONGEST:
            span = Span(outer.start, span.end)
    return span


def _is_of(according: Token, inside: list[Token]) -> bool:
    """True when the words stand in the clause of an "according to", or in any of its sentence where
    that leads or ends it: not in another behind it, "but Jones counted 12 dead".
    """
    verb = next((a for a in according.ancestors if a.pos_ in _VERBS), None)
    words = list(according.subtree)
    doc = according.doc
    behind = doc[words[-1].i + 1 :]
    if verb is None or all(t.is_punct or t.is_space for t in behind):
        return True
    if all(t.i > according.i for t in [verb, *(c for c in verb.children if c.dep_ in _SUBJECTS)]):
        return any(t.i in {w.i for w in verb.subtree} for t in inside)
    others = (c for c in verb.children if c.dep_ == "conj" and _has_subject(c))
    clause = {t.i for t in verb.subtree} - {t.i for c in others for t in c.subtree}
    first, last = sorted((according.i, inside[-1].i))
    return any(t.i in clause for t in inside) and not _is_parted(doc[first : last + 1])


def _is_parted(words: Chunk) -> bool:
    """Whether one clause ends and another begins there, by its words: "died, and the fire"."""
    verbs = [t.i for t in words if t.pos_ in _VERBS]
    return any(
        t.dep_ == "cc" and t.nbor(-1).text == "," and t.nbor().pos_ not in _VERBS
        for t in words[1:-1]
        if verbs and verbs[0] < t.i
    )


def _has_subject(verb: Token) -> bool:
    return any(c.dep_ in _SUBJECTS for c in verb.children)


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
