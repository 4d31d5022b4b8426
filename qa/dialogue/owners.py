"""Pronouns that stand for a noun of their own question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa.read.expected import labels_of_noun

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["HE", "IT", "POSSESSIVES", "SHE", "THEY", "has_owner", "names_person"]

SHE = {"she", "her", "hers", "herself"}
HE = {"he", "him", "his", "himself"}
THEY = {"they", "them", "their", "theirs", "themselves"}
IT = {"it", "its", "itself"}
POSSESSIVES = {"his", "her", "hers", "their", "theirs", "its"}
_SUBJECTS = {"nsubj", "nsubjpass"}
_CLAUSES = {"VERB", "AUX"}


def has_owner(token: Token) -> bool:
    """Whether a subject before a pronoun can be what it means: that of a clause above its own, "the
    mayor" in "did the mayor say he would resign?"; for "his" and the like any, "people" in "how
    many people lose their jobs?".
    """
    if token.lower_ in POSSESSIVES and token.dep_ == "poss":
        before = (t for t in token.doc[: token.i] if t.pos_ == "NOUN" and t.dep_ in _SUBJECTS)
        return any(token.lower_ not in HE | SHE or not _is_plural(noun) for noun in before)
    return any(_may_mean(token, noun) for noun in _subjects_above(token))


def _subjects_above(token: Token) -> list[Token]:
    """Subjects before a pronoun of the clauses above its own. The noun that its own clause tells
    apart, "the woman who met him", is none.
    """
    above = list(token.ancestors)
    clauses = [t for t in above if t.pos_ in _CLAUSES]
    own = 1
    # "let him go", "to meet him": these have their subject from the clause above
    while own < len(clauses) and (
        clauses[own - 1].dep_ == "xcomp"
        or (own == 1 and token.dep_ in _SUBJECTS and token.lower_ in {"him", "her", "them"})
    ):
        own += 1
    return [
        noun
        for clause in clauses[own:]
        for noun in clause.lefts
        if noun.dep_ in _SUBJECTS and noun.i < token.i and noun not in above
    ]


def _may_mean(pronoun: Token, noun: Token) -> bool:
    if noun.pos_ not in {"NOUN", "PROPN"}:
        return False
    if pronoun.lower_ in THEY:
        return _is_plural(noun)
    is_person = noun.ent_type_ == "PERSON" or names_person(noun)
    wanted = is_person if pronoun.lower_ in HE | SHE else not is_person
    return pronoun.lower_ in HE | SHE | IT and wanted and not _is_plural(noun)


def names_person(noun: Token) -> bool:
    """Whether it is a word for people: "mayor", "women"."""
    return "PERSON" in labels_of_noun(noun.lemma_.lower())


def _is_plural(noun: Token) -> bool:
    return noun.tag_ in {"NNS", "NNPS"}
