"""Whether a question can be understood without those before it."""

from __future__ import annotations

import re

from qa.dialogue.owners import has_owner
from qa.dialogue.phrases import capitalised
from qa.read.evidence import term_set
from qa.read.kinds import kind_of
from qa.read.lexicon import is_english
from qa.read.syntax import parse, token_at

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
_ASKS_ANEW = re.compile(
    r"^\W*(?:and|but)\s+(?:who|what|which|when|where|why|how)\b(?! about\b)", re.IGNORECASE
)
_EXPLETIVE = re.compile(
    r"\b(?:is|was|does|did|will|has|would) it (?:\w+ )?(?:true|possible|likely|clear|rain|snow"
    r"|take|cost|mean|matter|seem)\b|\bit (?:is|was|takes|took|seems|rains|costs?)\b",
    re.IGNORECASE,
)


def needs_context(question: str) -> bool:
    """True when it cannot be understood alone: "and …", a pronoun, or hardly a word."""
    if _goes_on(question):
        return True
    pointing = list(_POINTS_BACK.finditer(question))
    if not pointing:
        few = 2 if _ASKS_ANEW.match(question) else 1
        short = not capitalised(question) and len(term_set(question)) <= few
        return short and not _asks_what_is(question)
    # "Did Assad say he would go?": what stands before the pronoun is what it stands for
    if _EXPLETIVE.search(question) or capitalised(question[: pointing[0].start()]):
        return False
    doc = parse(question)
    tokens = [token_at(doc, words.start()) for words in pointing]
    return not all(token is not None and has_owner(token) for token in tokens)


def is_fragment(question: str) -> bool:
    """True for what goes on without a verb: "and in 2014?", "what about Turkey?"."""
    return _goes_on(question) and not _has_verb(question)


def _goes_on(question: str) -> bool:
    return _GOES_ON.match(question) is not None and not _ASKS_ANEW.match(question)


def _asks_what_is(question: str) -> bool:
    """True for "who is macron?", "what is inflation?", not for "who is responsible?"."""
    if kind_of(question) not in {"identity", "definition"} or not term_set(question):
        return False
    *_, last = (t for t in parse(question) if t.is_alpha)
    # The parser takes many a name without its capital for an adjective
    return last.pos_ not in {"ADJ", "ADV"} or not is_english(last.text)


def _has_verb(question: str) -> bool:
    return any(t.pos_ in {"VERB", "AUX"} for t in parse(LEAD.sub("", question)))
