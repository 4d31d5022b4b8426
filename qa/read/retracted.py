"""What an article tells and does not stand by: claims that it calls false or denied, and what its
next sentence takes back.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from qa.records import Document
from qa.text import plain_spaces, term

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = [
    "CLAIMS",
    "DENYING",
    "FALSE",
    "calls_false",
    "denies",
    "is_disowned",
    "is_negated",
    "is_taken_back",
]

CLAIMS = frozenset(
    "accusation allegation assertion assumption belief claim gossip idea legend myth notion report"
    " rumor rumour speculation story suggestion talk".split()
)
DENYING = frozenset(
    "debunk deny disavow dismiss disprove dispute refute reject retract withdraw".split()
)
# Of what is not so, or only made up
FALSE = frozenset(
    "baseless bogus erroneous fabricated fake false fictional fictitious forged groundless"
    " inaccurate incorrect mistaken satirical unfounded untrue wrong"
    " fabrication falsehood fiction forgery hoax invention lie nonsense parody rubbish satire spoof"
    " untruth".split()
)
_TRUE = frozenset("accurate case certain clear correct right so true".split())
_CLAUSES, _OBJECTS = {"ccomp", "xcomp"}, {"dobj", "obj"}
_SUBJECTS = {"nsubj", "nsubjpass", "csubj", "csubjpass"}

_BE = r"(?:has|have|had|did|does|do|was|were|is|are|am|will|would|could|should|can)"
# "It has not.", "She had not; she resigned", "He never did", "That is untrue"
_NOT_SO = re.compile(
    rf"\W*(?:but |and |no, |in fact,? )*(?:he|she|it|they|we|i|you|that|this|there)"
    rf"(?:[ ]{_BE}(?:n['’]t|[ ]not|[ ]never)|[ ]never[ ]{_BE})"
    rf"(?:[ ]so|[ ]true|[ ]the[ ]case)?(?:[.;:!—–]|,[ ](?:he|she|it|they|we|i|but|in fact)\b|$)"
    r"|\W*(?:that|this|it)[ ](?:is|was)[ ](?:false|untrue|wrong|incorrect|a lie|nonsense)\b",
    re.IGNORECASE,
)
_INSTEAD = re.compile(
    r"\W*(?:in (?:fact|reality|truth)\b|actually,|the (?:true|real|correct|actual|right) "
    r"|what (?:he|she|they|it|we) (?:actually |really )?(?:said|meant|wrote) was)"
    r"|[^.!?]{0,120}\b(?:corrected|revised|retracted|withdrew)[ ]"
    r"(?:the|its|his|her|their|that|this)[ ](?:\w+[ ])?"
    r"(?:figure|number|toll|report|claim|statement|estimate|account|story|version)s?\b",
    re.IGNORECASE,
)
_SAYS = (
    r"(?:said|says|stated|states|reported|claimed|claims|described|quoted|named|called|wrote|gave"
    r"|put|attributed|identified|thought|believed|rumou?red|feared|suggested|estimated|assumed)"
)
_TOLD_FIRST = re.compile(rf"\b{_SAYS}\b", re.IGNORECASE)
# What the next sentence of a corrections column puts right
_PRINTED = re.compile(
    r"\b(?:article|caption|column|graphic|headline|interview|item|obituary|piece|profile|report"
    rf"|review|story|version|we|table|chart|map)\b[^.!?]*\b{_SAYS}\b",
    re.IGNORECASE,
)
# "Correction: …", "Corrections and clarifications", but not "Corrections officers hurt in riot"
_COLUMN = r"(?:corrections?|clarifications?|errat(?:um|a))"
_CORRECTIONS = re.compile(
    rf"(?:^|[:|–—-])[ *_#]*{_COLUMN}(?:[ ](?:and|&)[ ]{_COLUMN}|[ *_]*(?:[:.,;|–—(-]|$))",
    re.IGNORECASE | re.MULTILINE,
)
_HEAD = 120  # characters in which a column says what it is
_FOLLOWING = 200  # characters of the next sentence that are looked at


def is_disowned(inside: Sequence[Token], asked: frozenset[str]) -> bool:
    """Whether the sentence calls what its tokens are part of false or denied: "500 jobs" in "denied
    a report that it would cut 500 jobs", "drowned" in "rumours that he had drowned were false".

    asked: the question's terms; of what is denied it may ask. What has the denial in it is not
    disowned.
    """
    own = {t.i for t in inside}
    return any(_is_under_denial(t, own, asked) for t in inside if not (t.is_punct or t.is_space))


def _is_under_denial(token: Token, own: set[int], asked: frozenset[str]) -> bool:
    below, is_claimed = token, False  # whether below is a claim that the token is a part of
    for above in token.ancestors:
        if above.i not in own and term(above.lemma_) not in asked:
            if denies(above) and below.dep_ in _CLAUSES:
                return True  # "denied that"
            # "dismissed reports of", but not "rejected an offer of"
            if is_claimed and below.dep_ in _OBJECTS | _SUBJECTS and denies(above):
                return True
            if is_claimed and below.dep_ in _SUBJECTS and calls_false(above):
                return True
            if below.dep_ in {"ccomp", "advcl"} and calls_false(above):
                return True  # "it is not true that"
        is_claimed = above.lemma_.lower() in CLAIMS
        below = above
    return False


def denies(verb: Token) -> bool:
    """Whether a verb says of what it acts on that it is not so: "denied", "dismissed"."""
    return verb.lemma_.lower() in DENYING and verb.pos_ == "VERB" and not is_negated(verb)


def calls_false(verb: Token) -> bool:
    """Whether a verb leads to a word for what is not so: "was untrue", "is a lie"."""
    if verb.lemma_ not in {"be", "prove"}:
        return False
    said = {c.lemma_.lower() for c in verb.children if c.dep_ in {"acomp", "attr", "oprd"}}
    return bool(said & (_TRUE if is_negated(verb) else FALSE))


def is_negated(verb: Token) -> bool:
    """Whether a verb has a "not" or a "never"."""
    return any(c.dep_ == "neg" or c.lower_ in {"never", "neither"} for c in verb.children)


def is_taken_back(document: Document, start: int, end: int) -> bool:
    """Whether the sentence behind the one from `start` to `end` says that it is not so: "It has
    not.", "In fact …" behind what was said or believed, and in a corrections column whatever
    stands behind "an article said".
    """
    following = plain_spaces(document.text[end : end + _FOLLOWING]).lstrip()
    if _NOT_SO.match(following):
        return True
    sentence = plain_spaces(document.text[start:end])
    if _TOLD_FIRST.search(sentence) and _INSTEAD.match(following):
        return True
    column = document.headed(plain_spaces(document.text[:_HEAD]))
    return _PRINTED.search(sentence) is not None and _CORRECTIONS.search(column) is not None
