"""Who a sentence says what of, and what happened on a date, in words that can be compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from qa.read.deeds import RUNNERS, asks_who_runs, deeds, made_by
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
    "doer",
    "fills",
    "happened",
    "is_elsewhere",
    "office_nouns",
    "owners",
    "roles",
    "suffered",
    "verb_above",
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
_OF = {"of", "for", "at", "to"}


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


def suffered(verb: Token | None) -> frozenset[str]:
    """The deeds that a verb stands for; whoever is killed dies."""
    found = deeds(verb) if verb is not None else frozenset()
    return found | {"to die"} if "to kill" in found else found


def verb_above(token: Token) -> Token | None:
    """The verb of the clause that a date or a figure stands in."""
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
            yield from _being(_beside(token))
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


def _beside(token: Token) -> Token:
    """What a name hangs on; the office in "the mayor of Berg, Anna Holm", where it is the town that
    the parser takes for Anna Holm.
    """
    above = token.head
    if token.dep_ == "appos" and token.ent_type_ == "PERSON" and above.pos_ == "PROPN":
        of = above.head
        if above.dep_ == "pobj" and of.lower_ in _OF and of.head.pos_ == "NOUN":
            return of.head
    return above


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
    above = _beside(token)
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


def fills(token: Token, question: str, asked: frozenset[str]) -> bool:
    """Whether the sentence says of a name what a question asks of whoever is asked for: the deed
    or the office itself, or for "who runs it?" an office of those who run things.

    asked: the question's terms. An office of something else that has a name is another's.
    """
    if not asked_roles(question).isdisjoint(roles(token)):
        return not is_elsewhere(token, question, asked)
    if not asks_who_runs(question):
        return False
    return any(_runs(noun) and not _is_of_others(noun, asked) for noun in office_nouns(token))


def is_elsewhere(token: Token, question: str, asked: frozenset[str]) -> bool:
    """Whether the sentence says that a name holds the office asked about of something else, or does
    the deed to another thing of the kind: "Russia was due to host separate talks".
    """
    return _holds_elsewhere(token, question, asked) or _does_to_another(token, question, asked)


def _does_to_another(token: Token, question: str, asked: frozenset[str]) -> bool:
    deeds_asked = {deed for kind, deed in asked_roles(question) if kind == "does"}
    above = verb_above(token)
    if above is None or token not in above.lefts:
        return False
    done = [v for v in _with_complements(above) if not deeds_asked.isdisjoint(deeds(v))]
    objects = (c for v in done for c in v.children if c.dep_ in _OBJECTS)
    told = {t.lower_ for o in objects for t in o.lefts} & _ANOTHER
    return bool(told) and asked.isdisjoint(map(term, told))


def _with_complements(verb: Token) -> Iterator[Token]:
    """ "was", "due" and "host" of "was due to host"."""
    yield verb
    for child in verb.children:
        if child.dep_ in {"xcomp", "acomp"}:
            yield from _with_complements(child)


def _holds_elsewhere(token: Token, question: str, asked: frozenset[str]) -> bool:
    """Whether the sentence says that a name holds the office asked about of something else: "the
    ambassador to Kazakhstan" is not the one to Russia. asked: the question's terms.
    """
    offices = _asked_offices(question)
    if not offices:
        return False
    held = [
        parts
        for noun in office_nouns(token)
        if term(noun.lemma_) in offices and (parts := _held(noun))
    ]
    return bool(held) and not any(
        any(_is_named_in(names, asked, question) for names in parts) for parts in held
    )


@lru_cache(maxsize=200)
def _asked_offices(question: str) -> frozenset[str]:
    """The offices asked about, where the question says of what, by its name."""
    offices = {role for kind, role in asked_roles(question) if kind == "is"}
    return frozenset(
        office for t in parse(question) if (office := term(t.lemma_)) in offices and _held(t)
    )


def _held(noun: Token) -> list[list[Token]]:
    """The names of what an office is of: "mayor of New Berg", "Berg's mayor"."""
    held = [c for p in noun.children if p.lower_ in _OF for c in p.children if c.dep_ == "pobj"]
    held += [c for c in noun.children if c.dep_ == "poss"]
    parts = [[t for t in h.subtree if t.pos_ == "PROPN" or t.ent_type_] for h in held]
    return [names for names in parts if names]


def _is_named_in(names: Sequence[Token], asked: frozenset[str], question: str) -> bool:
    """Whether the question says a word of these names, or their initials, or the whole of which
    they are the initials.
    """
    if any(term(t.text) in asked for t in names):
        return True
    initials = "".join(t.text[0] for t in names if t.text[0].isupper())
    if len(initials) > 1 and term(initials) in asked:
        return True
    capitals = "".join(w[0] for w in question.split() if w[:1].isupper())
    return any(t.is_upper and len(t) > 1 and t.text.replace(".", "") in capitals for t in names)


_ANOTHER = frozenset("separate another other rival different further previous earlier".split())
# What may stand in front of these: a finance director runs no firm
_OF_ALL = frozenset("chief executive general managing prime co party union group company".split())
_GONE = frozenset("former ex late outgoing deputy vice acting assistant previous then".split())


def _runs(noun: Token) -> bool:
    if noun.lemma_.lower() not in RUNNERS:
        return False
    before = [c for c in noun.children if c.dep_ in {"compound", "amod", "nmod"}]
    return not any(
        c.lower_ in _GONE or (c.dep_ == "compound" and c.pos_ == "NOUN" and c.lower_ not in _OF_ALL)
        for c in before
    )


def _is_of_others(noun: Token, asked: frozenset[str]) -> bool:
    held = [c for p in noun.children if p.lower_ in {"of", "for", "at"} for c in p.children]
    held += [c for c in noun.children if c.dep_ in _BESIDE]
    named = {term(t.text) for c in held for t in c.subtree if t.pos_ == "PROPN"}
    return bool(named) and not named & asked


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
