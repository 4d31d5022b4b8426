"""Antecedents: the names and phrases that pronouns stand for, in the question before or in what was
answered to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING

from qa.articles.names import PARTICLES_OF_NAMES
from qa.dialogue.owners import HE, IT, POSSESSIVES, SHE, THEY, names_person
from qa.dialogue.phrases import (
    PLACES,
    is_asking,
    is_named,
    names_and_dates,
    unpossessed,
    whole,
)
from qa.read.kinds import kind_of
from qa.read.syntax import parse

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

__all__ = ["Given", "antecedent", "named_alike", "sex_of"]

Given = Callable[[str], Sequence[str]]  # an earlier question in full to the words that answer it

# What talks, wars and meetings do, and people seldom
_EVENT_VERBS = {"start", "begin", "end", "last", "happen", "fail", "collapse", "conclude", "resume"}
_PEOPLE = {"PERSON"}
# "Staffan de Mistura"
_WITH_PARTICLE = re.compile(rf"(?:[A-Z]\S+ )+(?:(?:{'|'.join(PARTICLES_OF_NAMES)}) )+[A-Z]\S+")
_MOST_NAMED = 4  # answers that a pronoun may stand for


def antecedent(
    token: Token, earlier: str, answers_to: Given | None, others: Collection[str] = ()
) -> str | None:
    """What a pronoun or "there" stands for; None for other words, and where nothing fits.

    others: people whom "he" or "she" cannot mean.
    """
    word = token.lower_
    doc = parse(earlier)
    if word in HE | SHE:
        return _person(doc, earlier, answers_to, others)
    if word in THEY:
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
    if word in IT and token.dep_ != "expl":
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
    return "he" if token.lower_ in HE else "she" if token.lower_ in SHE else None


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


def _person(
    doc: Doc, earlier: str, answers_to: Given | None, others: Collection[str]
) -> str | None:
    """The person asked about, by what they do there, else the one that the answer names."""
    people = [p for p in _people(doc) if _in_full(p) not in others]
    asks_who = _asks_who(doc, earlier)
    sought = None  # "the captain" in "who was the captain of the ferry?"
    if asks_who:
        sought = next((p for p in people if _is_sought(p)), None)
        # "who succeeded Merkel?": not her, but who did
        people = [p for p in people if _acts(p)] if sought is None else []
    if people:
        return _in_full(max(people, key=_salience_of_person))
    given = [
        a for a in _given(earlier, answers_to) if a not in others and _person_in(a) not in others
    ]
    named = next((name for answer in given if (name := _person_in(answer))), None)
    if named is not None:
        return named
    if sought is not None:
        return _in_full(sought)
    places = {e.text for a in given for e in parse(a).ents if e.label_ in PLACES}
    for answer in given:
        likely = answer[:1].isupper() and len(answer.split()) <= 5 and answer not in places
        if asks_who and likely:
            return answer
    names = [c for c in doc.noun_chunks if c.root.pos_ == "PROPN" and not is_asking(c)]
    if names and kind_of(earlier) in {"identity", "statement"}:
        return unpossessed(max(names, key=_salience).text)
    return None


def _people(doc: Doc) -> list[Span]:
    """The people named ("Trump") or described ("the mayor"), not those whom another is told by
    ("Trump's lawyer").
    """
    # "the Saltmarsh lighthouse" is nobody, whatever the recogniser says
    named = [e for e in doc.ents if e.label_ in _PEOPLE and e.root.dep_ != "compound"]
    described = [
        c for c in doc.noun_chunks
        if _is_person(c) and not c.root.ent_type_ and c.root.tag_ != "NNS"
    ]  # fmt: skip
    owned = {c.root for c in described}
    return [*(e for e in named if e.root.dep_ != "poss" or e.root.head not in owned), *described]


def _asks_who(doc: Doc, question: str) -> bool:
    """True for "who …" and "which minister …"."""
    return kind_of(question) == "who" or any(
        is_asking(c) and names_person(c.root) for c in doc.noun_chunks
    )


def _is_sought(person: Span) -> bool:
    """Whether a question asks who that is."""
    root = person.root
    is_it = root.dep_ in {"nsubj", "attr"} and root.head.lemma_ == "be"
    return is_it and person.label_ not in _PEOPLE


def _acts(person: Span) -> bool:
    """Whether they do what the question tells, if only beside what it asks: "a case brought by
    Judy Huth".
    """
    root, by = person.root, person.root.head
    return root.dep_ in {"nsubj", "nsubjpass"} or (by.dep_ == "agent" and by.head.dep_ != "ROOT")


def _salience_of_person(person: Span) -> tuple[int, bool, int]:
    """Like `_salience`; of equals one with a name, and whoever something is of last."""
    role, start = _salience(person)
    return 0 if person.root.dep_ == "poss" else role, person.label_ in _PEOPLE, start


def _in_full(person: Span) -> str:
    return unpossessed(person.text) if person.label_ in _PEOPLE else whole(person)


def _person_in(answer: str) -> str | None:
    """The person whom an answer names; the recogniser takes many with a particle for a firm."""
    if _WITH_PARTICLE.fullmatch(answer):
        return answer
    return next((e.text for e in parse(answer).ents if e.label_ in _PEOPLE), None)


def _is_person(chunk: Span) -> bool:
    return not is_asking(chunk) and names_person(chunk.root)


def _given(earlier: str, answers_to: Given | None) -> list[str]:
    return list(answers_to(earlier))[:_MOST_NAMED] if answers_to is not None else []


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
