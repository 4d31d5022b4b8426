"""Who a sentence says what of, and what happened on a date, in words that can be compared."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from qa.read.deeds import deeds, made_by
from qa.read.syntax import parse
from qa.text import term

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = [
    "Doer",
    "Role",
    "asked_deeds",
    "asked_roles",
    "asks_of_doer",
    "date_verb",
    "doer",
    "happened",
    "office_nouns",
    "owners",
    "roles",
]


class Doer(NamedTuple):
    """kind: "name", "thing", "owned" ("her father", "the firm's owner"), "somebody" ("he"), or ""
    when nothing is said of it. terms: of the noun with the words of its name.
    """

    kind: str
    terms: frozenset[str]

    def is_another(self, said: frozenset[str]) -> bool:
        """Somebody else than a question with these terms speaks of; who "he" is nobody knows."""
        return self.kind in {"name", "owned"} and not self.terms & said


Role = tuple[str, str]  # "is", "does" or "undergoes"; and the office or deed

_NAMED = {"PERSON", "ORG"}
_WH = {"WP", "WDT", "WRB", "WP$"}
_SUBJECTS = {"nsubj": "does", "nsubjpass": "undergoes"}
_BESIDE = {"amod", "compound", "poss", "nmod"}
_PERSONS = {"he", "she", "they", "i", "we", "you"}
_OBJECTS = {"dobj", "obj"}


@lru_cache(maxsize=200)
def asked_deeds(question: str) -> frozenset[str]:
    """What happened, of a question after when it did."""
    said = [t for t in parse(question) if t.pos_ in {"VERB", "NOUN", "ADJ"} and t.tag_ not in _WH]
    return frozenset(d for t in said for d in deeds(t, tagged=False))


@lru_cache(maxsize=200)
def asked_roles(question: str) -> frozenset[Role]:
    """What is said of whoever is asked for: ("does", "to design") of "who designed it?"."""
    found: set[Role] = set()
    for token in parse(question):
        if token.tag_ not in _WH:
            continue
        found |= set(roles(token))
        if token.dep_ == "det":  # "which judge presided …"
            found |= set(roles(token.head)) | set(_being(token.head))
    return frozenset(found)


def date_verb(token: Token) -> Token | None:
    """The verb of the clause that a date stands in."""
    return next((a for a in token.ancestors if a.pos_ in {"VERB", "AUX"}), None)


def doer(verb: Token | None) -> Doer:
    """Who or what does what an active verb says."""
    subject = next((c for c in verb.children if c.dep_ == "nsubj"), None) if verb else None
    if subject is not None and subject.tag_ in _WH and subject.head.dep_ == "relcl":
        subject = subject.head.head  # "Pavel Dorn, who died"
    if subject is None:
        return Doer("", frozenset())
    heads = [subject, *(c for c in subject.children if c.dep_ == "appos")]
    own = [*heads, *(c for h in heads for c in h.children if c.dep_ in {"compound", "flat"})]
    said = frozenset(term(t.text) for t in own)
    if subject.lower_ in _PERSONS:
        return Doer("somebody", said)
    owned = any(c.dep_ == "poss" for c in subject.children)
    named = any(h.pos_ == "PROPN" for h in heads)
    return Doer("owned" if owned else "name" if named else "thing", said)


@lru_cache(maxsize=200)
def asks_of_doer(question: str) -> bool:
    """Whether it says who or what does the deed: "when did she die?", not "when was it built?"."""
    parts = {t.dep_ for t in parse(question)}
    return "nsubj" in parts and "auxpass" not in parts


def happened(token: Token) -> Iterator[str]:
    """What happened on a date: the nouns above it, up to and with the verb. "Last month's robbery"
    is a robbery, whatever else is said of it.
    """
    below = token
    for above in token.ancestors:
        if below.dep_ == "poss":
            yield from deeds(above)
            return
        below = above
        if above.pos_ in {"VERB", "AUX", "NOUN"}:
            yield from deeds(above)
        if above.pos_ in {"VERB", "AUX"}:
            return


def roles(token: Token) -> Iterator[Role]:
    """What a sentence says of a name: "Mayor Karl Lund", "Anna Holm, the mayor, opened …"."""
    for child in token.children:
        if child.dep_ in {"compound", "appos", "nmod"} and child.ent_type_ not in _NAMED:
            yield from _being(child)
        elif child.dep_ in {"relcl", "acl"}:
            yield from _roles_by(child)
    above = token.head
    if token.dep_ in {"appos", "conj"} and above.pos_ in {"NOUN", "PROPN"}:
        if token.dep_ == "appos":
            yield from _being(above)
        yield from roles(above)
    elif token.dep_ == "pobj" and above.lower_ == "by":
        yield from (("does", d) for d in made_by(above.head))
    elif token.dep_ in {"nsubj", "attr"} and above.lemma_ == "be":
        for child in above.children:
            if child.dep_ in {"attr", "nsubj"} and child.i != token.i:
                yield from _being(child)
    elif token.dep_ in _SUBJECTS:
        for verb in _with_conjuncts(above):
            yield from ((_SUBJECTS[token.dep_], d) for d in deeds(verb))
            yield from _in_office(verb)
    elif token.dep_ in _OBJECTS:
        yield from (("undergoes", d) for d in deeds(above))


def _roles_by(clause: Token) -> Iterator[Role]:
    """What is said in "…, who is the director", "…, who led it", "…, arrested on Monday"."""
    if clause.lemma_ == "be":
        for child in clause.children:
            if child.dep_ == "attr":
                yield from _being(child)
        return
    yield from _in_office(clause)
    passive = clause.tag_ == "VBN" and not any(c.dep_ == "nsubj" for c in clause.children)
    yield from (("undergoes" if passive else "does", d) for d in deeds(clause))


def office_nouns(token: Token) -> list[Token]:
    """The nouns of the office or calling that stands beside a name, and what they consist of."""
    nouns = [c for c in token.children if c.dep_ in {"appos", "compound", "nmod"}]
    above = token.head
    if token.dep_ == "appos":
        nouns.append(above)
    elif token.dep_ in {"nsubj", "attr"} and above.lemma_ == "be":
        nouns += [c for c in above.children if c.dep_ in {"attr", "nsubj"} and c.i != token.i]
    return nouns + [c for n in nouns for c in n.children if c.dep_ in {"compound", "nmod"}]


def owners(token: Token) -> frozenset[str]:
    """Terms of what an office beside a name is of: "Ukrainian President …", "mayor of Berg, …"."""
    nouns = [token, *office_nouns(token)]
    found = [c for n in nouns for c in n.children if c.dep_ in _BESIDE]
    for noun in nouns:
        for preposition in noun.children:
            if preposition.lower_ in {"of", "for"}:
                held = [c for c in preposition.children if c.dep_ == "pobj"]
                found += [*held, *(c for h in held for c in h.children if c.dep_ in _BESIDE)]
    return frozenset(term(t.text) for t in [*nouns, *found]) - {""}


def _in_office(verb: Token) -> Iterator[Role]:
    """The office in which it is done: "speaking as mayor"."""
    for preposition in verb.children:
        if preposition.lower_ == "as":
            for noun in preposition.children:
                if noun.dep_ == "pobj":
                    yield from _being(noun)


def _being(noun: Token) -> Iterator[Role]:
    """An office or calling, and the deed of which one is the doer: an architect designs."""
    own = term(noun.lemma_)
    yield "is", own
    yield from (("does", deed) for deed in deeds(noun) if deed != own)


def _with_conjuncts(verb: Token) -> Iterator[Token]:
    """The verb and those joined to it that have no subject of their own."""
    yield verb
    for other in verb.children:
        if other.dep_ == "conj" and not any(c.dep_.startswith("nsubj") for c in other.children):
            yield from _with_conjuncts(other)
