"""Answering words for "why" and "how": clauses of reason, purpose and manner, whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from qa.read.candidates import Candidate, between
from qa.read.question import Question
from qa.read.retracted import is_negated
from qa.read.syntax import token_at
from qa.text import term

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

__all__ = ["find_how", "find_why"]

# Words that say "reason" or "purpose" by themselves, and all that follows them
_REASONS = (
    (
        r"\b(?:because|due to|owing to|on account of|in order (?:(?:not )?to|for|that)|so that"
        r"|so as (?:not )?to|thanks to|on (?:the )?grounds (?:of|that)|for fear (?:of|that)"
        r"|for the sake of)\b.*",
        0.85,
    ),
    (
        r"\b(?:aimed at|with the (?:stated )?aim of|in an? (?:effort|attempt|bid|move) to"
        r"|as a (?:result|consequence) of|in response to|in protest|in retaliation for"
        r"|over (?:fears|concerns|allegations|claims|suspicions|worries)|amid (?:fears|concerns))"
        r"\b.*",
        0.75,
    ),
    (r"\b(?:saying|arguing|citing|worrying|fearing|claiming|warning|blaming) .*", 0.6),
    (r"(?<=, )as (?!well\b)[^;]*", 0.6),
    (r"\b(?:after|amid|over|since|as|so)\b [^,;]*", 0.35),
    # "it will shut to save money", but not "it is to shut"
    (
        r"(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )(?<!\bbe )(?<!\bdue )(?<!\bset )(?<!\bhas )"
        r"(?<!\bhave )(?<!\bhad )\b(?:not )?to (?!the\b|a\b|an\b|be\b)[a-z]+ [^,;]*",
        0.4,
    ),
)
_REASON_NOUN = re.compile(
    r"\b(?:reason|cause|purpose|aim|goal|motive|objective|intention|point)s?\b[^,.;]*?"
    r"\b(?:is|was|were|are|being) (?P<why>[^;]+)",
    re.IGNORECASE,
)
# "the cost rose for three reasons: …"
_REASONS_LISTED = re.compile(
    r"\bfor [^,.;:]{0,40}\breasons?: (?P<why>.+)", re.IGNORECASE | re.DOTALL
)
_SAYS_SO = re.compile(r",(?: .*?)? (?:said|says|told|announced|confirmed)\b", re.DOTALL)
_MARKERS = {"because": 0.85, "since": 0.5, "as": 0.5, "so": 0.5, "after": 0.45, "lest": 0.75}
_CAUSES = {"over": 0.5, "amid": 0.5, "after": 0.45, "following": 0.5, "for": 0.45, "despite": 0.2}
_VIA = frozenset({"by", "via", "through", "using", "with", "in", "from"})


# "not because of the scandal", but not "not only because of it"
_NOT_FOR = re.compile(
    r"(?:\b(?:not|nor|rather than|instead of)|n['’]t)\s+"
    r"(?:(?:so much|(?!only\b|merely\b|simply\b)\w+ly)\s+)?$",
    re.IGNORECASE,
)
_BEFORE = 40  # characters in which that stands


def find_why(question: Question, doc: Doc, places: frozenset[str]) -> Iterator[Candidate]:
    """What the sentence gives as a reason; not what it says was none."""
    found = _reasons(question, doc)
    return (c for c in found if not _is_no_reason(question, doc, c.start, c.end))


def _is_no_reason(question: Question, doc: Doc, start: int, end: int) -> bool:
    """Whether words are said not to be why, or are why something was not done that the question
    says was done.
    """
    if _NOT_FOR.search(doc.text[max(0, start - _BEFORE) : start]):
        return True
    token = token_at(doc, start)
    if token is None or question.negated:
        return False
    done = (t for t in token.ancestors if t.pos_ in {"VERB", "AUX"} and not start <= t.idx < end)
    above = next(done, None)
    if above is None or not is_negated(above):
        return False
    so = above.lemma_ == "do" and any(c.lower_ == "so" for c in above.children)
    return so or (term(above.text) == question.verb != "")


def _reasons(question: Question, doc: Doc) -> Iterator[Candidate]:
    verb = next((t for t in doc if t.pos_ == "VERB" and term(t.text) == question.verb), None)
    for pattern, fit in _REASONS:
        for match in _stretches(re.compile(pattern, re.DOTALL), doc.text):  # lines may be wrapped
            end = _clause_end(doc, match.start(), match.end())
            end = match.start() + len(doc.text[match.start() : end].rstrip(' .,;"”’'))
            yield Candidate(match.start(), end, fit)
    for match in _REASON_NOUN.finditer(doc.text):
        start, why = match.start("why"), _SAYS_SO.split(match.group("why"))[0]
        yield Candidate(start, start + len(why.rstrip(' ."”’')), 0.7)
    for match in _REASONS_LISTED.finditer(doc.text):
        why = _SAYS_SO.split(match.group("why"))[0].rstrip(' ."”’')
        yield Candidate(match.start("why"), match.start("why") + len(why), 0.85)
    for token in doc:
        fit = _clause_fit(token)
        if fit:
            beside = 0.15 if verb is not None and token.head == verb else 0.0
            yield _clause(token, fit + beside)


def _stretches(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """What matches, one behind the other; in what is said to be no reason another may begin:
    "not because of the scandal but because of his health".
    """
    found = pattern.search(text)
    while found is not None:
        yield found
        denied = _NOT_FOR.search(text[max(0, found.start() - _BEFORE) : found.start()])
        found = pattern.search(text, found.start() + 1 if denied else found.end())


def _clause_end(doc: Doc, start: int, end: int) -> int:
    """Where another main clause sets in: "…, and passengers were given refunds"."""
    for token in doc:
        if start < token.idx < end and token.dep_ == "conj" and token.head.idx < start:
            joined = [t for t in token.head.children if t.dep_ == "cc" and t.idx > start]
            if joined and any(c.dep_.startswith("nsubj") for c in token.children):
                return joined[-1].idx
    return end


def _clause_fit(token: Token) -> float:
    """How well the clause or phrase under `token` gives a reason; 0 when it gives none."""
    if token.dep_ == "advcl":
        if any(c.dep_ == "aux" and c.lower_ == "to" for c in token.children):
            return 0.5  # an infinitive of purpose
        marks = (c.lower_ for c in token.children if c.dep_ in {"mark", "advmod"})
        return max((_MARKERS.get(mark, 0.0) for mark in marks), default=0.0)
    if token.dep_ == "prep" and token.head.pos_ == "VERB":
        if token.head.lemma_ == "die" and token.lower_ in {"of", "from"}:
            return 0.85
        gerund = any(c.dep_ == "pcomp" for c in token.children)
        fit = _CAUSES.get(token.lower_, 0.0)
        return fit if gerund or token.lower_ != "for" else 0.0  # "fined for speeding"
    return 0.0


def find_how(question: Question, doc: Doc, places: frozenset[str]) -> Iterator[Candidate]:
    """By what means or in what manner: "by cutting the cable", "through a mediator"."""
    verb = next((t for t in doc if t.pos_ == "VERB" and term(t.text) == question.verb), None)
    for token in doc:
        if token.lower_ not in _VIA or token.dep_ not in {"prep", "advcl", "agent"}:
            continue
        gerund = any(c.dep_ == "pcomp" for c in token.children)
        beside = verb is not None and token.head == verb
        if token.lower_ in {"in", "from"} and not (beside and gerund):
            continue
        if token.dep_ == "agent" and not gerund:
            continue  # "killed by rebels" names who, not how
        yield _clause(token, 0.45 + 0.2 * gerund + 0.15 * beside)
    for match in re.finditer(r"\b(?:by|via|through|using|with) [^,;.]+", doc.text):
        yield Candidate(match.start(), match.end(), 0.45)


def _clause(token: Token, fit: float) -> Candidate:
    """All that hangs under `token`, without marks at either end."""
    doc = token.doc
    first, last = token.left_edge.i, token.right_edge.i
    while last > first and (doc[last].is_punct or doc[last].is_space):
        last -= 1
    while first < last and (doc[first].is_punct or doc[first].dep_ == "cc"):
        first += 1
    return between(doc, first, last, fit)
