"""Answering words for "who": names and groups, what somebody is, what something is called."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from qa.read.candidates import Candidate, asked_for, between, subtree, trimmed
from qa.read.doers import fills, is_elsewhere
from qa.read.names import ROLES, Name, names
from qa.read.question import Question
from qa.read.roles import arguments, matched_verb, role_bonus, subject_of_root
from qa.text import term

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

__all__ = ["find_identity", "find_name", "find_who"]

_NAME_FIT = {"person": 0.75, "group": 0.6, "place": 0.4, "nationality": 0.3, "thing": 0.1}


_GROUP_NOUNS = frozenset(
    """
    activist agency alliance army authority bloc civilian coalition commission committee
    company congress council country court crowd delegation diplomat expert faction family
    fighter firefighter force government group lawmaker leader militia minister ministry
    observer official opposition organisation organization parliament party people police
    power president prosecutor rebel refugee regime representative researcher resident
    scientist side soldier spokesman spokesperson spokeswoman state student team troop union
    voter worker
    """.split()
)


def find_who(question: Question, doc: Doc, places: frozenset[str]) -> Iterator[Candidate]:
    verb = matched_verb(question, doc)
    wanted, unwanted = arguments(verb, want_object=question.asks_object)
    named: list[Name] = list(names(doc, places))
    for name in named:
        bonus = role_bonus(_described(name), verb, wanted, unwanted)
        if name.mended:  # the parse was of other words run together: nothing against the name
            bonus = max(bonus, 0.0)
        does = fills(name.head, question.text, question.term_set)
        other = is_elsewhere(name.head, question.text, question.term_set)
        yield Candidate(name.start, name.end, _NAME_FIT[name.type] + bonus, does, other)
    standing_for = {_described(name).i for name in named if name.type == "person"}
    for chunk in doc.noun_chunks:
        noun = chunk.root
        if noun.i in standing_for or any(n.start <= noun.idx < n.end for n in named):
            continue
        if noun.pos_ == "PROPN" and noun in wanted:  # a name that the recogniser does not know
            start, end = trimmed(chunk)
            yield Candidate(
                start, end, _NAME_FIT["group"] + role_bonus(noun, verb, wanted, unwanted)
            )
        if noun.pos_ != "NOUN" or noun in unwanted:
            continue
        group = noun.lemma_.lower() in _GROUP_NOUNS
        if noun in wanted or (group and subject_of_root(noun)):
            start, end = trimmed(chunk)
            yield Candidate(start, end, 0.45 + 0.15 * group + 0.1 * (noun in wanted))


def _described(name: Name) -> Token:
    """The noun that a person's name stands beside, else the name's own head.

    In "special envoy on Syria, Staffan de Mistura" or "ambassador to the UN Bashar al-Jaafri" the
    parser may hang the name on "Syria" or "to"; what is meant is the noun above.
    """
    head = name.head
    if name.type != "person" or not (head.dep_ == "appos" or name.mended):
        return head
    noun = head if name.mended else head.head
    while noun.dep_ == "pobj" and noun.ent_type_ in {"GPE", "LOC", "ORG", "NORP", "PERSON"}:
        above = noun.head.head
        if above.pos_ not in {"NOUN", "PROPN"}:
            break
        noun = above
    return noun


_OF_WHAT = {"of", "for", "to", "on", "in", "at", "and"}  # an office is held; "and" joins two
_OPENS = {"DET", "NOUN", "PROPN", "ADJ", "NUM", "ADV"}  # what a description begins with


def find_identity(question: Question, doc: Doc, places: frozenset[str]) -> Iterator[Candidate]:
    """What a sentence calls somebody: "US ambassador to Kazakhstan, George Krol"."""
    last_name = question.terms[-1][0] if question.terms else ""
    for first, last in _named_runs(question, doc):
        if not any(term(t.text) == last_name for t in doc[first : last + 1]):
            continue  # another person of the same first name
        if first and doc[first - 1].text == ",":
            begin = _phrase_start(doc, first - 2)
            if any(t.pos_ == "NOUN" for t in doc[begin : first - 1]):
                yield between(doc, begin, first - 2, 0.85)
        begin = _nouns_before(doc, first)
        office = _office_before(doc, begin) if begin < first else None
        if office is not None:
            yield between(doc, office, first - 1, 0.85)
        elif any(t.pos_ in {"NOUN", "PROPN"} for t in doc[begin:first]):
            yield between(doc, begin, first - 1, 0.8)
        after = last + 1
        if after + 1 < len(doc) and doc[after].text == "," and doc[after + 1].pos_ in _OPENS:
            end = _phrase_end(doc, after + 1)
            if any(t.pos_ == "NOUN" for t in doc[after + 1 : end + 1]):
                yield between(doc, after + 1, end, 0.85)
        head = doc[last].head
        if doc[last].dep_ == "nsubj" and head.lemma_ == "be":
            for attribute in (c for c in head.children if c.dep_ == "attr"):
                yield subtree(attribute, 0.85)


def _nouns_before(doc: Doc, end: int) -> int:
    """Where the unbroken run of nouns and what describes them begins that ends before `end`."""
    begin = end
    while begin and (
        doc[begin - 1].pos_ in {"NOUN", "PROPN", "ADJ", "PART", "NUM"}
        or (doc[begin - 1].text == "-" and not doc[begin - 1].whitespace_)
    ):
        begin -= 1
    return begin


def _office_before(doc: Doc, begin: int) -> int | None:
    """Where an office begins of which the nouns at `begin` only say for whom or for what it is:
    "special envoy for" before "Syria", "Envoy for the U.N. and the League of" before "Arab States".
    """
    while begin:
        link = begin - 1
        while link > 0 and doc[link].pos_ == "DET":
            link -= 1
        if doc[link].lower_ not in _OF_WHAT:
            return None
        start = _nouns_before(doc, link)
        if start == link:
            return None
        if doc[link].pos_ == "ADP" and doc[link - 1].lower_ in ROLES:
            return start
        begin = start
    return None


def _named_runs(question: Question, doc: Doc) -> Iterator[tuple[int, int]]:
    """Unbroken runs of the question's words, as first and last token."""
    first = None
    for token in doc:
        inside = term(token.text) in question.term_set or (first is not None and "-" in token.text)
        if inside and first is None:
            first = token.i
        elif not inside and first is not None:
            yield first, token.i - 1
            first = None
    if first is not None:
        yield first, len(doc) - 1


def _phrase_start(doc: Doc, last: int) -> int:
    """Where the phrase that ends at `last` begins: behind a comma, a verb or a conjunction."""
    begin = last
    while begin > 0 and not (doc[begin - 1].is_punct and doc[begin - 1].text != "-"):
        if doc[begin - 1].pos_ in {"VERB", "AUX", "SCONJ"}:
            break
        begin -= 1
    while begin < last and doc[begin].pos_ in {"CCONJ", "ADV"}:
        begin += 1
    return begin


def _phrase_end(doc: Doc, first: int) -> int:
    end = first
    while end + 1 < len(doc) and doc[end + 1].text not in {",", ".", ";", ":", "”", '"', "“"}:
        if doc[end + 1].pos_ in {"VERB", "AUX"} and doc[end + 1].dep_ != "amod":
            break
        end += 1
    return end


_NAMING = frozenset("name call rename dub title know brand rebrand entitle nickname".split())


def find_name(question: Question, doc: Doc, places: frozenset[str]) -> Iterator[Candidate]:
    """A name for what the question describes: it must stand close to those words."""
    for name in names(doc, places):
        if not asked_for(question, doc.text[name.start : name.end]):
            yield Candidate(
                name.start, name.end, 0.3 if name.type in {"place", "nationality"} else 0.4
            )
    for token in doc:
        if token.lemma_ not in _NAMING:
            continue
        given = [c for c in token.children if c.dep_ in {"oprd", "attr"}]
        given += [
            c
            for prep in token.children
            if prep.dep_ == "prep" and prep.lower_ == "as"
            for c in prep.children
            if c.dep_ == "pobj"
        ]
        for child in given:
            if child.pos_ in {"PROPN", "NOUN"} or doc[child.left_edge.i].text in {"“", '"'}:
                yield subtree(child, 0.65)
