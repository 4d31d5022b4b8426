"""Answering words for "what is X?": what a sentence calls it, or its name in full."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from qa.read.candidates import Candidate, subtree
from qa.read.question import Question
from qa.text import term

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

__all__ = ["find_definition"]

_INNER = 12  # words of a name in full at most
_SMALL = frozenset("a an and at by de del for in la le of on the to und y".split())


def find_definition(question: Question, doc: Doc, places: frozenset[str]) -> Iterator[Candidate]:
    """ "X is a …", "X, a …,", "a … called X", "X (name in full)", "name in full (X)" """
    yield from _expansions(question, doc)
    for token in doc:
        if term(token.text) not in question.term_set:
            continue
        if token.dep_ in {"nsubj", "nsubjpass"} and token.head.lemma_ in {"be", "become", "remain"}:
            for child in token.head.children:
                if child.dep_ in {"attr", "acomp", "ccomp", "oprd"}:
                    yield subtree(child, 0.75 if child.dep_ == "attr" else 0.6)
        if token.dep_ == "nsubj" and token.head.lemma_ == "mean":
            for child in token.head.children:
                if child.dep_ in {"dobj", "ccomp"}:
                    yield subtree(child, 0.75)
        for child in token.children:
            if child.dep_ == "appos" and term(child.text) not in question.term_set:
                yield subtree(child, 0.7)
            elif child.dep_ == "relcl":
                yield subtree(child, 0.5)
        if token.dep_ == "appos" and token.head.pos_ == "NOUN":
            yield _before(token.head, token)  # "the news agency X"
        if token.dep_ in {"oprd", "pobj"} and _naming(token) is not None:
            named = _naming(token)
            assert named is not None
            yield _before(named, token)


def _naming(token: Token) -> Token | None:
    """The noun in "a … called X" and "a … known as X"."""
    verb = token.head.head if token.dep_ == "pobj" and token.head.lower_ == "as" else token.head
    if verb.lemma_ in {"call", "name", "know", "dub"} and verb.dep_ in {"acl", "relcl"}:
        return verb.head if verb.head.pos_ in {"NOUN", "PROPN"} else None
    return None


def _before(noun: Token, named: Token) -> Candidate:
    """The phrase of `noun`, up to the name that it is given."""
    first, last = noun.left_edge, noun
    for token in noun.doc[noun.i + 1 : named.left_edge.i]:
        if token.dep_ in {"acl", "relcl"} or token.is_punct:
            break
        last = token
    return Candidate(first.idx, last.idx + len(last), 0.65)


def _expansions(question: Question, doc: Doc) -> Iterator[Candidate]:
    """ "Syrian National Coalition" for SNC, from brackets behind or around it."""
    for match in re.finditer(r"\(([^()]{2,90})\)", doc.text):
        inner = match.group(1)
        outer = doc.text[: match.start()].rstrip()
        if _asked(question, inner):
            yield from _full_name(outer, inner)
        else:
            last = outer.split()[-1] if outer.split() else ""
            if _asked(question, last) and _initials(inner) == last.strip(".").casefold():
                yield Candidate(match.start(1), match.end(1), 0.85)


def _asked(question: Question, text: str) -> bool:
    said = {t for word in re.findall(r"[\w’'.-]+", text) if (t := term(word))}
    return bool(said) and said <= question.term_set


def _full_name(outer: str, short: str) -> Iterator[Candidate]:
    """The words at the end of `outer` whose initials are `short`."""
    starts = [m.start() for m in re.finditer(r"\S+", outer)][-_INNER:]
    letters = "".join(c for c in short if c.isalnum()).casefold()
    for start in reversed(starts):
        if _initials(outer[start:]) == letters:
            yield Candidate(start, len(outer), 0.85)
            return


def _initials(text: str) -> str:
    words = re.findall(r"[^\W\d_][\w’']*", text)
    return "".join(w[0] for w in words if w.casefold() not in _SMALL).casefold()
