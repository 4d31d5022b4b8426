"""The noun that a question asks for, and the things it offers for choice."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qa.read.asking import Asking
from qa.read.syntax import tokens_in

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

__all__ = ["find_noun", "find_options"]

_NOUN = {"NOUN", "PROPN"}
_PARTS = frozenset("kind type sort name form one part member number title variety brand".split())
_EMPTY = frozenset("following these those them".split())


def find_noun(doc: Doc, asking: Asking) -> Token | None:
    """The noun behind "which", "what" or "how many": "city" in "which of these cities".

    "name", "kind" and the like give way to what they are the name or kind of.
    """
    if asking.at is None:
        return None
    first = next((t for t in doc if t.idx >= asking.at), None)
    if first is None or first.lower_ not in {"which", "what", "how", "whose"}:
        return None
    noun = _noun_behind(first) or _noun_of_copula(first)
    while noun is not None and noun.lemma_.casefold() in _PARTS:
        inner = _behind_of(noun)
        if inner is None:
            break
        noun = inner
    return noun


def find_options(doc: Doc, asking: Asking, kind: str) -> tuple[str, ...]:
    """What the question offers for choice: "the Reds or the Blues", "which of Iran, Iraq and …"."""
    tokens = tokens_in(doc, asking.start, asking.end)
    first = next((t for t in tokens if t.idx == asking.at), None)
    if first is not None and first.lower_ == "which":
        inner = _behind_of(first)
        if inner is not None and inner.conjuncts and inner.lower_ not in _EMPTY:
            return _phrases(inner)
    if kind not in {"which", "what", "who", "where", "when", "name", "yes-no"}:
        return ()
    for token in tokens:
        if token.lower_ != "or" or token.dep_ != "cc":
            continue
        offered = [token.head, *token.head.conjuncts]
        behind = doc.text[offered[-1].idx + len(offered[-1]) : asking.end]
        if len(offered) > 1 and not re.search(r"\w", behind):  # "…, the Reds or the Blues?"
            return _phrases(token.head)
    return ()


def _noun_behind(first: Token) -> Token | None:
    """The noun of the phrase that the question word opens."""
    doc = first.doc
    if first.dep_ == "det" and first.head.pos_ in _NOUN and first.head.i > first.i:
        return first.head
    if (inner := _behind_of(first)) is not None:
        return inner
    noun = None
    for token in doc[first.i + 1 : first.i + 8]:
        if token.pos_ in _NOUN:
            noun = token
        elif (
            noun is not None
            or token.pos_ not in {"ADJ", "NUM", "ADV", "DET", "PART", "PUNCT"}
            or (token.pos_ == "PUNCT" and token.text != "-")
        ):
            break
    return noun


def _noun_of_copula(first: Token) -> Token | None:
    """ "capital" in "what is the capital of Peru?" """
    verb = first.head
    if first.lower_ not in {"what", "which"} or verb.lemma_ != "be":
        return None
    nouns = (
        c
        for c in verb.children
        if c.dep_ in {"nsubj", "attr"} and c.pos_ == "NOUN" and c.i > verb.i
    )
    return next(nouns, None)


def _behind_of(token: Token) -> Token | None:
    for of in (c for c in token.children if c.dep_ == "prep" and c.lower_ == "of"):
        return next((c for c in of.children if c.dep_ == "pobj"), None)
    return None


def _phrases(token: Token) -> tuple[str, ...]:
    items = sorted({token, *token.conjuncts}, key=lambda t: t.i)
    if any(t.pos_ not in _NOUN | {"NUM"} for t in items):
        return ()
    phrases = []
    for item in items:
        left = [t for t in item.lefts if t.dep_ in {"compound", "amod", "nummod", "nmod", "poss"}]
        begin = left[0].left_edge.idx if left else item.idx
        phrase = item.doc.text[begin : item.idx + len(item)]
        phrases.append(re.split(r"[,;:]\s*", phrase)[-1])
    return tuple(p for p in phrases if re.search(r"\w", p))
