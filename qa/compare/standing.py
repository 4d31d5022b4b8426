"""Whether a sentence and its article stand by what they say of words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qa.compare.attribution import TELLING
from qa.compare.claims import Claim
from qa.read.deeds import same_deeds
from qa.read.question import Question
from qa.read.retracted import is_disowned, is_taken_back
from qa.read.syntax import parse, tokens_in
from qa.text import term

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["stands"]

_NEGATIVE = {"never", "neither"}
_NOBODY = {"nobody", "none", "nothing"}
_NO = {"no", "neither"}
_ONLY = {"only", "just", "merely", "simply"}  # "not only" denies nothing
_UNTIL = re.compile(r"\b(?:until|till|before)(?:\s+\w+)?\s*$", re.IGNORECASE)  # "not until March"


def stands(claim: Claim, asked: Question) -> bool:
    """False for what the sentence denies or calls false, and for what the next one takes back; a
    question with a "not" in it asks after what is denied.
    """
    if asked.negated:
        return True
    start = claim.span.start - claim.sentence.start
    inside = tokens_in(parse(claim.quote), start, start + len(claim.text))
    if inside and not _UNTIL.search(claim.before) and _is_denied(inside, _deeds(asked)):
        return False
    if is_disowned(inside, asked.term_set):
        return False
    return not is_taken_back(claim.document, claim.sentence.start, claim.sentence.end)


def _deeds(asked: Question) -> frozenset[str]:
    """The question's terms and those that stand for its deeds."""
    return asked.term_set | {other for _, other in same_deeds(asked.text)}


def _is_denied(inside: list[Token], deeds: frozenset[str]) -> bool:
    """Not so by the verb of the words, where it is what is asked about, or not said by whoever
    would have said it.
    """
    root = inside[0].doc[inside[0].i : inside[-1].i + 1].root
    below, own = root, True
    for above in root.ancestors:
        if above.pos_ not in {"VERB", "AUX"}:
            below = above
            continue
        said = below.dep_ == "ccomp" and above.lemma_.lower() in TELLING - {"deny"}
        if (said or (own and _is_asked(above, root, deeds))) and _has_not(above):
            return True
        own, below = False, above
    return False


def _is_asked(verb: Token, root: Token, deeds: frozenset[str]) -> bool:
    """The deed, or that somebody is it: not "did not come" of "the mayor, Karl Lund"."""
    if verb.lemma_ == "be":
        told = [c for c in verb.children if c.dep_ == "attr"]
        return root in told or any(term(c.text) in deeds for c in told)
    return bool({term(verb.text), term(verb.lemma_)} & deeds)


def _has_not(verb: Token) -> bool:
    doc = verb.doc
    return any(
        (c.dep_ == "neg" or c.lower_ in _NEGATIVE) and doc[c.i + 1 : c.i + 2].text not in _ONLY
        for c in verb.children
    ) or any(
        c.dep_ in {"nsubj", "nsubjpass"}
        and (c.lower_ in _NOBODY or any(d.lower_ in _NO for d in c.children))
        for c in verb.children
    )
