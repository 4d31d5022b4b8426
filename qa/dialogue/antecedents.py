"""Antecedents: the names and phrases that pronouns stand for, in the question before or in what was
answered to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from qa.articles.names import PARTICLES_OF_NAMES
from qa.dialogue.phrases import (
    PLACES,
    is_asking,
    is_named,
    names_and_dates,
    unpossessed,
    whole,
)
from qa.read.expected import labels_of_noun
from qa.read.kinds import kind_of
from qa.read.question import analyse
from qa.read.syntax import parse

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

__all__ = ["POSSESSIVES", "Given", "antecedent", "named_alike", "sex_of"]

Given = Callable[[str], Sequence[str]]  # an earlier question in full to the words that answer it

_SHE = {"she", "her", "hers", "herself"}
_HE = {"he", "him", "his", "himself"}
_THEY = {"they", "them", "their", "theirs", "themselves"}
_IT = {"it", "its", "itself"}
POSSESSIVES = {"his", "her", "hers", "their", "theirs", "its"}
# What talks, wars and meetings do, and people seldom
_EVENT_VERBS = {"start", "begin", "end", "last", "happen", "fail", "collapse", "conclude", "resume"}
_PEOPLE = {"PERSON"}
# "Staffan de Mistura"
_WITH_PARTICLE = re.compile(rf"(?:[A-Z]\S+ )+(?:(?:{'|'.join(PARTICLES_OF_NAMES)}) )+[A-Z]\S+")
_MOST_NAMED = 4  # answers that a pronoun may stand for


def antecedent(token: Token, earlier: str, answers_to: Given | None) -> str | None:
    """What a pronoun or "there" stands for; None for other words, and where nothing fits."""
    word = token.lower_
    doc = parse(earlier)
    if word in _HE | _SHE:
        return _person(doc, earlier, answers_to)
    if word in _THEY:
        acts = token.dep_ in {"nsubj", "nsubjpass"} or word in POSSESSIVES
        acts = acts and token.head.lemma_ not in _EVENT_VERBS
        if acts and kind_of(earlier) in {"who", "which"}:
            given = _given(earlier, answers_to)
            if given:
                return _listed(given)
        plural = [c for c in doc.noun_chunks if c.root.tag_ in {"NNS", "NNPS"} and not is_asking(c)]
        if plural:
            return whole(plural[-1])
        named = names_and_dates(doc)
        return named[-1].text if named and not acts else None
    if word in _IT and token.dep_ != "expl":
        things = [
            c for c in doc.noun_chunks
            if not (is_asking(c) or _is_person(c) or c.root.ent_type_ in _PEOPLE)
            and c.root.pos_ != "PRON"
        ]  # fmt: skip
        return whole(max(things, key=_salience)) if things else None
    if word == "there" and token.dep_ != "expl":
        places = [e.text for e in doc.ents if e.label_ in PLACES]
        if places:
            return places[-1]
        if kind_of(earlier) == "where":
            return next((a for a in _given(earlier, answers_to) if a[:1].isupper()), None)
    return None


def sex_of(token: Token) -> str | None:
    """Of whom a pronoun stands for: "he", "she"; None for other words."""
    return "he" if token.lower_ in _HE else "she" if token.lower_ in _SHE else None


def named_alike(chunk: Span, earlier: Doc) -> str | None:
    """The phrase of the earlier question that names what "the talks" leaves open: "the Vienna
    talks".
    """
    if chunk[0].lower_ not in {"the", "these", "those", "this", "that"} or len(chunk) > 2:
        return None
    for other in earlier.noun_chunks:
        if other.root.lemma_.lower() == chunk.root.lemma_.lower() and is_named(other):
            return other.text if other[0].pos_ == "DET" else f"the {other.text}"
    return None


def _salience(chunk: Span) -> tuple[int, int]:
    """What an "it" is about: the subject rather than the object, that rather than the rest
    (Grosz, Joshi and Weinstein 1995, "Centering"); of equals the last.
    """
    roles = {"nsubj": 3, "nsubjpass": 3, "dobj": 2, "attr": 2}
    return roles.get(chunk.root.dep_, 1), chunk.start


def _person(doc: Doc, earlier: str, answers_to: Given | None) -> str | None:
    """The person asked about, else the one that the answer names."""
    # "the Saltmarsh lighthouse" is nobody, whatever the recogniser says
    people = [e.text for e in doc.ents if e.label_ in _PEOPLE and e.root.dep_ != "compound"]
    if people:
        return unpossessed(people[-1])
    who = analyse(earlier)
    asked_for = who.kind == "who" and not who.several  # "who was the captain of the ferry?"
    described = next((c for c in doc.noun_chunks if _is_person(c)), None)
    if described is not None and not asked_for:  # "Fiji's defense minister"
        return unpossessed(described.text)
    given = _given(earlier, answers_to)
    named = next((name for answer in given if (name := _person_in(answer))), None)
    if named is not None:
        return named
    if described is not None:
        return unpossessed(described.text)
    places = {e.text for a in given for e in parse(a).ents if e.label_ in PLACES}
    for answer in given:
        likely = answer[:1].isupper() and len(answer.split()) <= 5 and answer not in places
        if kind_of(earlier) == "who" and likely:
            return answer
    names = [c for c in doc.noun_chunks if c.root.pos_ == "PROPN" and not is_asking(c)]
    if names and kind_of(earlier) in {"identity", "statement"}:
        return unpossessed(names[-1].text)
    return None


def _person_in(answer: str) -> str | None:
    """The person whom an answer names; the recogniser takes many with a particle for a firm."""
    if _WITH_PARTICLE.fullmatch(answer):
        return answer
    return next((e.text for e in parse(answer).ents if e.label_ in _PEOPLE), None)


def _is_person(chunk: Span) -> bool:
    return not is_asking(chunk) and "PERSON" in labels_of_noun(chunk.root.lemma_.lower())


def _given(earlier: str, answers_to: Given | None) -> list[str]:
    return list(answers_to(earlier))[:_MOST_NAMED] if answers_to is not None else []


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
