"""Whether a question can be understood without those before it."""

from __future__ import annotations

import re

from qa.dialogue.antecedents import POSSESSIVES
from qa.dialogue.phrases import capitalised
from qa.read.evidence import term_set
from qa.read.syntax import parse

__all__ = ["LEAD", "is_fragment", "needs_context"]

_POINTS_BACK = re.compile(
    r"\b(?:(?:he|she|they|him|her|them|his|hers|their|theirs|it|its|then|those|these)\b"
    r"|(?:that|this)(?= *\?)|(?:after|before|since|about|was|is|did) (?:that|this)\b"
    r"|(?<!is )(?<!are )(?<!was )(?<!were )(?<!be )there\b"  # "is there hope?" points nowhere
    r"|th(?:at|is) (?:one|meeting|day|place|time|event|talk|round|deal|attack)s?"
    r"|the (?:same|others?)|next\?|else\?)",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"^\W*(?:and|but|or|what about|how about)\b", re.IGNORECASE)
# What a fragment begins with
LEAD = re.compile(r"^\W*(?:(?:and|but|or|so)\b\W*)?(?:(?:what|how) about\b\W*)?", re.IGNORECASE)
_ASKS_ANEW = re.compile(r"^\W*(?:and|but)\s+(?:who|what|which|when|where|why|how)\b", re.IGNORECASE)
_EXPLETIVE = re.compile(
    r"\b(?:is|was|does|did|will|has|would) it (?:\w+ )?(?:true|possible|likely|clear|rain|snow"
    r"|take|cost|mean|matter|seem)\b|\bit (?:is|was|takes|took|seems|rains|costs?)\b",
    re.IGNORECASE,
)


def needs_context(question: str) -> bool:
    """True when it cannot be understood alone: "and …", a pronoun, or hardly a word."""
    if _goes_on(question):
        return True
    pronoun = _POINTS_BACK.search(question)
    if pronoun is None:
        few = 2 if _ASKS_ANEW.match(question) else 1
        return not capitalised(question) and len(term_set(question)) <= few
    if _EXPLETIVE.search(question):
        return False
    # "Did Assad say he would go?", "how many people lose their jobs?": what stands before the
    # pronoun is what it stands for
    before = question[: pronoun.start()]
    return not (capitalised(before) or _owned_by_subject(question, pronoun))


def is_fragment(question: str) -> bool:
    """True for what goes on without a verb: "and in 2014?", "what about Turkey?"."""
    return _goes_on(question) and not _has_verb(question)


def _goes_on(question: str) -> bool:
    return _GOES_ON.match(question) is not None and not _ASKS_ANEW.match(question)


def _owned_by_subject(question: str, pronoun: re.Match[str]) -> bool:
    """Whether the pronoun only says whose, and a noun does the deed before it."""
    if pronoun.group().lower() not in POSSESSIVES:
        return False
    return any(
        t.pos_ == "NOUN" and t.dep_ in {"nsubj", "nsubjpass"}
        for t in parse(question)
        if t.idx < pronoun.start()
    )


def _has_verb(question: str) -> bool:
    return any(t.pos_ in {"VERB", "AUX"} for t in parse(LEAD.sub("", question)))
