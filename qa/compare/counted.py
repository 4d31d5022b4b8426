"""What a number counts, and the clause that it stands in, by the parse of its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa.compare.quantities import Quantity
from qa.read.syntax import tokens_in
from qa.text import term

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

__all__ = ["clause_of", "counted_noun", "described", "number_token"]

_COUNTS = {"nummod", "quantmod", "compound", "amod", "npadvmod"}
_SHARING = {"conj", "xcomp", "advcl", "relcl", "acl"}  # verbs with the subject of that above
_INNER = {"ccomp", "advcl", "relcl", "acl", "parataxis"}  # clauses of their own
_PARTS = frozenset("round seri number kind group set pair bout wave batch".split())  # "rounds of"
_HIGHEST = 4  # nouns above a number, at most
_FURTHEST = 5  # words from a number to the noun


def number_token(doc: Doc, quantity: Quantity) -> Token | None:
    """The last number word of a quantity."""
    inside = tokens_in(doc, quantity.start, quantity.end)
    numbers = [
        t for t in inside if t.like_num or t.pos_ == "NUM" or any(c.isdigit() for c in t.text)
    ]
    return next(reversed(numbers or inside), None)


def counted_noun(doc: Doc, token: Token, quantity: Quantity) -> tuple[Token | None, int]:
    """The noun that a number counts and where it ends: "eight Syria meetings", "dozens of X"."""
    if quantity.unit:
        return _measured(doc, token, quantity), quantity.end
    noun = token
    for _ in range(_HIGHEST):
        if noun.dep_ in _COUNTS and noun.head.i != noun.i:
            noun = noun.head
    if noun.i <= token.i or noun.pos_ not in {"NOUN", "PROPN", "ADJ"}:
        if inside := _behind_of(doc, token):
            return inside, inside.idx + len(inside)
        return (token if token.head.pos_ in {"VERB", "AUX"} else None), quantity.end
    if noun.i - token.i > _FURTHEST:
        return noun, quantity.end
    end = noun.idx + len(noun)
    if term(noun.text) in _PARTS and (inside := _behind_of(doc, noun)) and inside.i - noun.i <= 4:
        return inside, end
    return noun, end


def clause_of(token: Token) -> tuple[Token | None, list[Token]]:
    """The verb above a word, and the words of its clause."""
    verb = next((a for a in token.ancestors if a.pos_ in {"VERB", "AUX"}), None)
    if verb is None:
        top = token
        while top.head.i != top.i:
            top = top.head
        return None, list(top.subtree)
    clause: list[Token] = []
    waiting = [verb]
    while waiting:
        word = waiting.pop()
        clause.append(word)
        for child in word.children:
            apart = child.dep_ in _INNER or (child.dep_ == "conj" and child.pos_ == "VERB")
            if not apart or any(t.i == token.i for t in child.subtree):
                waiting.append(child)
    if not any(c.dep_.startswith("nsubj") for c in verb.children):  # shared with the verb above
        shared = verb.head
        if verb.dep_ in _SHARING:
            subjects = (c for c in shared.children if c.dep_.startswith("nsubj"))
            clause += [t for c in subjects for t in c.subtree]
        if verb.dep_ in {"relcl", "acl"}:
            clause += [t for t in shared.subtree if t.i < verb.i]
    return verb, clause


def described(noun: Token) -> list[Token]:
    """The words that say which: "new", "Syria", "of Astana talks"."""
    kept = {"amod", "compound", "nmod", "poss", "prep", "acl", "relcl"}
    return [t for c in noun.children if c.dep_ in kept for t in c.subtree]


def _measured(doc: Doc, token: Token, quantity: Quantity) -> Token:
    """What a share or a sum of money is of, else the number itself: "69% of adults"."""
    last = next((t for t in reversed(list(doc)) if t.idx < quantity.end), token)
    if inside := _behind_of(doc, last):
        return inside
    if last.dep_ == "npadvmod" and last.head.pos_ in {"ADJ", "ADV"}:
        return last.head  # "7% bigger"
    head = token.head if token.head.i != token.i else token
    if head.pos_ == "NOUN" and head.i > last.i and head.i - last.i <= 3:
        return head  # "a $44 billion deal"
    return last


def _behind_of(doc: Doc, token: Token) -> Token | None:
    """The noun of "of adults" right behind a word."""
    if token.i + 1 == len(doc) or doc[token.i + 1].lower_ != "of":
        return None
    return next((c for c in doc[token.i + 1].children if c.dep_ == "pobj"), None)
