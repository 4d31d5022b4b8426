"""Who does what in a parsed sentence: the verb asked about, its doers and those it is done to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa.read.question import Question
from qa.text import term

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

__all__ = ["arguments", "matched_verb", "role_bonus", "subject_of_root"]


def matched_verb(question: Question, doc: Doc) -> Token | None:
    """The verb of the sentence that the question uses too, its main verb first."""
    said = [t for t in doc if t.pos_ == "VERB" and term(t.text) in question.term_set]
    main = [t for t in said if term(t.text) == question.verb]
    return next(iter(main or said), None)


def arguments(verb: Token | None, *, want_object: bool) -> tuple[set[Token], set[Token]]:
    """Tokens in the role asked for, and those in the opposite role, conjuncts included."""
    if verb is None:
        return set(), set()
    doers: set[Token] = set()
    patients: set[Token] = set()
    children = list(verb.children)
    if not any(c.dep_.startswith("nsubj") for c in children) and verb.dep_ in {"xcomp", "conj"}:
        children += [c for c in verb.head.children if c.dep_.startswith("nsubj")]
    if verb.dep_ == "acl":  # "a team led by …", "a team leading …"
        (patients if verb.tag_ == "VBN" else doers).add(verb.head)
    for child in children:
        if child.dep_ == "nsubj":
            doers.add(_meant(child))
        elif child.dep_ == "agent":
            doers.update(c for c in child.children if c.dep_ == "pobj")
        elif child.dep_ in {"dobj", "nsubjpass", "obj", "dative", "oprd"}:
            patients.add(_meant(child))
        elif child.dep_ == "prep" and child.lower_ in {"to", "with", "for", "between", "against"}:
            patients.update(c for c in child.children if c.dep_ == "pobj")
    doers, patients = _with_company(doers), _with_company(patients)
    return (patients, doers) if want_object else (doers, patients)


def _meant(token: Token) -> Token:
    """Who a relative pronoun stands for: "Koski, who led the study"."""
    relative = token.tag_ in {"WP", "WDT"} and token.head.dep_ == "relcl"
    return token.head.head if relative else token


def _with_company(tokens: set[Token]) -> set[Token]:
    """Conjuncts and appositions too."""
    full = set(tokens)
    waiting = list(tokens)
    while waiting:
        for child in waiting.pop().children:
            if child.dep_ in {"conj", "appos"} and child not in full:
                full.add(child)
                waiting.append(child)
    return full


def role_bonus(head: Token, verb: Token | None, wanted: set[Token], unwanted: set[Token]) -> float:
    if head in wanted:
        return 0.25
    if head in unwanted:
        return -0.3
    if head.dep_ in {"poss", "compound", "amod", "nmod"}:
        return -0.35  # "Trump's transition", "the Assad regime"
    top = head
    while top.dep_ in {"conj", "appos"}:
        top = top.head
    if top.dep_ == "pobj" and top.head.lower_ in {"in", "at", "near", "of", "to", "from"}:
        return -0.25
    if verb is None and top.dep_ == "pobj" and top.head.dep_ == "agent":
        return -0.3  # done "by" them, but another deed
    if wanted:
        return -0.2  # the verb has what was asked for, and it is somebody else
    return 0.1 if verb is None and subject_of_root(head) else 0.0


def subject_of_root(token: Token) -> bool:
    while token.dep_ in {"conj", "appos"}:
        token = token.head
    return token.dep_ in {"nsubj", "nsubjpass"}
