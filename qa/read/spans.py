"""Answering words inside a sentence, by the kind of question, from entities and dependencies."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa.read.names import Name, dates, durations, names, numbers
from qa.read.question import Kind, Question
from qa.text import term

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token
    from spacy.tokens import Span as Chunk

__all__ = ["Candidate", "find_candidates"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Words that may answer: offsets into the sentence, and how well they fit, 0 to 1."""

    start: int
    end: int
    fit: float


def find_candidates(
    question: Question, doc: Doc, places: frozenset[str] = frozenset()
) -> list[Candidate]:
    """Candidates in one parsed sentence, best first, none inside a better one.

    Words that the question itself says are never an answer to it.
    """
    anchors = _anchors(question, doc)
    found = [
        Candidate(c.start, c.end, c.fit + _closeness(doc, c, anchors))
        for c in _FINDERS[question.kind](question, doc, places)
        if _says_something(question, doc, c)
    ]
    found.sort(key=lambda c: (-c.fit, c.start))
    kept: list[Candidate] = []
    for candidate in found:
        if not any(candidate.start < k.end and k.start < candidate.end for k in kept):
            kept.append(candidate)
    return kept


def _says_something(question: Question, doc: Doc, candidate: Candidate) -> bool:
    text = doc.text[candidate.start : candidate.end]
    said = {t for word in re.findall(r"[\w’'.-]+", text) if (t := term(word))}
    return bool(said - question.term_set) or bool(re.search(r"\d", text) and not said)


def _asked_for(question: Question, text: str) -> bool:
    """True when the question itself says all these words."""
    said = {t for word in re.findall(r"[\w’'.-]+", text) if (t := term(word))}
    return bool(said) and said <= question.term_set


def _anchors(question: Question, doc: Doc) -> list[Token]:
    """The words of the sentence that the question says too."""
    return [t for t in doc if t.is_alpha and term(t.text) in question.term_set]


def _closeness(doc: Doc, candidate: Candidate, anchors: list[Token]) -> float:
    """Up to 0.25 for a candidate that hangs close to the question's words in the parse."""
    inside = [t for t in doc if candidate.start <= t.idx < candidate.end]
    outside = [t for t in anchors if not candidate.start <= t.idx < candidate.end]
    if not inside or not outside:
        return 0.0
    head = doc[inside[0].i : inside[-1].i + 1].root
    nearest = sorted(_distance(head, anchor) for anchor in outside)[:2]
    return 0.25 * sum(0.7 ** (steps - 1) for steps in nearest) / len(nearest)


def _distance(one: Token, other: Token) -> int:
    """Steps between two tokens in the dependency tree."""
    up = [one, *one.ancestors]
    across = [other, *other.ancestors]
    place = {t.i: n for n, t in enumerate(across)}
    return next((n + place[t.i] for n, t in enumerate(up) if t.i in place), len(up) + len(across))


# --- who -----------------------------------------------------------------------------------


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


def _who(question: Question, doc: Doc, places: frozenset[str]) -> Iterator[Candidate]:
    verb = _matched_verb(question, doc)
    wanted, unwanted = _arguments(verb, want_object=question.asks_object)
    named: list[Name] = list(names(doc, places))
    for name in named:
        bonus = _role_bonus(_described(name), verb, wanted, unwanted)
        if name.mended:  # the parse was of other words run together: nothing against the name
            bonus = max(bonus, 0.0)
        yield Candidate(name.start, name.end, _NAME_FIT[name.type] + bonus)
    standing_for = {_described(name).i for name in named if name.type == "person"}
    for chunk in doc.noun_chunks:
        noun = chunk.root
        if noun.pos_ != "NOUN" or noun.i in standing_for:
            continue
        if any(n.start <= noun.idx < n.end for n in named):
            continue
        group = noun.lemma_.lower() in _GROUP_NOUNS
        if noun in wanted or (group and _subject_of_root(noun)):
            start, end = _trimmed(chunk)
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


def _matched_verb(question: Question, doc: Doc) -> Token | None:
    """The verb of the sentence that the question uses too, its main verb first."""
    said = [t for t in doc if t.pos_ == "VERB" and term(t.text) in question.term_set]
    main = [t for t in said if term(t.text) == question.verb]
    return next(iter(main or said), None)


def _arguments(verb: Token | None, *, want_object: bool) -> tuple[set[Token], set[Token]]:
    """Tokens in the role asked for, and those in the opposite role, conjuncts included."""
    if verb is None:
        return set(), set()
    doers, patients = set(), set()
    children = list(verb.children)
    if not any(c.dep_.startswith("nsubj") for c in children) and verb.dep_ in {"xcomp", "conj"}:
        children += [c for c in verb.head.children if c.dep_.startswith("nsubj")]
    for child in children:
        if child.dep_ == "nsubj":
            doers.add(child)
        elif child.dep_ == "agent":
            doers.update(c for c in child.children if c.dep_ == "pobj")
        elif child.dep_ in {"dobj", "nsubjpass", "obj", "dative", "oprd"}:
            patients.add(child)
        elif child.dep_ == "prep" and child.lower_ in {"to", "with", "for", "between", "against"}:
            patients.update(c for c in child.children if c.dep_ == "pobj")
    doers, patients = _with_company(doers), _with_company(patients)
    return (patients, doers) if want_object else (doers, patients)


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


def _role_bonus(head: Token, verb: Token | None, wanted: set[Token], unwanted: set[Token]) -> float:
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
    return 0.1 if verb is None and _subject_of_root(head) else 0.0


def _subject_of_root(token: Token) -> bool:
    while token.dep_ in {"conj", "appos"}:
        token = token.head
    return token.dep_ in {"nsubj", "nsubjpass"}


_OPENS = {"DET", "NOUN", "PROPN", "ADJ", "NUM", "ADV"}  # what a description begins with


def _identity(question: Question, doc: Doc, places: frozenset[str]) -> Iterator[Candidate]:
    """What a sentence calls somebody: "US ambassador to Kazakhstan, George Krol"."""
    last_name = question.terms[-1][0] if question.terms else ""
    for first, last in _named_runs(question, doc):
        if not any(term(t.text) == last_name for t in doc[first : last + 1]):
            continue  # another person of the same first name
        if first and doc[first - 1].text == ",":
            begin = _phrase_start(doc, first - 2)
            if any(t.pos_ == "NOUN" for t in doc[begin : first - 1]):
                yield _between(doc, begin, first - 2, 0.85)
        begin = first
        while begin and (
            doc[begin - 1].pos_ in {"NOUN", "PROPN", "ADJ", "PART", "NUM"}
            or (doc[begin - 1].text == "-" and not doc[begin - 1].whitespace_)
        ):
            begin -= 1
        if any(t.pos_ in {"NOUN", "PROPN"} for t in doc[begin:first]):
            yield _between(doc, begin, first - 1, 0.8)
        after = last + 1
        if after + 1 < len(doc) and doc[after].text == "," and doc[after + 1].pos_ in _OPENS:
            end = _phrase_end(doc, after + 1)
            if any(t.pos_ == "NOUN" for t in doc[after + 1 : end + 1]):
                yield _between(doc, after + 1, end, 0.85)
        head = doc[last].head
        if doc[last].dep_ == "nsubj" and head.lemma_ == "be":
            for attribute in (c for c in head.children if c.dep_ == "attr"):
                yield _subtree_without(attribute, None, fit=0.85)


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


def _between(doc: Doc, first: int, last: int, fit: float) -> Candidate:
    return Candidate(doc[first].idx, doc[last].idx + len(doc[last]), fit)


def _subtree_without(token: Token, left_out: Token | None, *, fit: float) -> Candidate:
    """The words under `token`, up to where `left_out` begins."""
    doc = token.doc
    first, last = token.left_edge.i, token.right_edge.i
    if left_out is not None and first < left_out.left_edge.i <= last:
        last = left_out.left_edge.i - 1
    while last > first and (doc[last].is_punct or doc[last].is_space):
        last -= 1
    return Candidate(doc[first].idx, doc[last].idx + len(doc[last]), fit)


def _name(question: Question, doc: Doc, places: frozenset[str]) -> Iterator[Candidate]:
    """A name for what the question describes: it must stand close to those words."""
    for name in names(doc, places):
        if not _asked_for(question, doc.text[name.start : name.end]):
            yield Candidate(
                name.start, name.end, 0.3 if name.type in {"place", "nationality"} else 0.4
            )


# --- when, where, how many -----------------------------------------------------------------


def _when(question: Question, doc: Doc, places: frozenset[str]) -> Iterator[Candidate]:
    for start, end in dates(doc):
        precise = bool(re.search(r"\d", doc.text[start:end]))
        yield Candidate(start, end, 0.6 + 0.1 * precise)


_LOCATIVE = frozenset("in at near on off outside inside across around within towards".split())
_LOCATIONS = frozenset(
    """
    airport area bank base border building camp capital centre center city coast corner country
    district east front headquarters hall home hospital hotel house island lake mountain north
    northeast northwest office outskirt palace park place port prison province region resort
    river road room school sea shore site south southeast southwest square station street suburb
    town university valley village west
    """.split()
)


def _where(question: Question, doc: Doc, places: frozenset[str]) -> Iterator[Candidate]:
    for start, end, head in _joined_places(doc, places, question):
        located = head.dep_ == "pobj" and head.head.lower_ in _LOCATIVE
        nearby = head.dep_ == "pobj" and head.head.lower_ in {"of", "to", "from", "for"}
        yield Candidate(start, end, 0.45 + 0.25 * located + 0.1 * nearby)
    for chunk in doc.noun_chunks:
        noun = chunk.root
        if noun.pos_ in {"NOUN", "PROPN"} and noun.lemma_.lower() in _LOCATIONS:
            located = noun.dep_ == "pobj" and noun.head.lower_ in _LOCATIVE | {"for", "to"}
            start, end = _trimmed(chunk)
            yield Candidate(start, end, 0.4 + 0.25 * located)


def _joined_places(
    doc: Doc, places: frozenset[str], question: Question
) -> Iterator[tuple[int, int, Token]]:
    """Places, "Astana, Kazakhstan" as one; also what stands behind "in" under another label."""
    found = [
        n
        for n in names(doc, places)
        if n.type == "place"
        or doc.text[n.start : n.end] in places
        or (
            n.head.dep_ == "pobj"
            and n.head.head.lower_ in {"in", "at", "near"}
            and n.type != "person"
        )
    ]
    found = [n for n in found if not _asked_for(question, doc.text[n.start : n.end])]
    joined: list[tuple[int, int, Token]] = []
    for name in sorted(found, key=lambda n: n.start):
        if joined and doc.text[joined[-1][1] : name.start] == ", " and name.head.dep_ == "appos":
            start, _, head = joined.pop()
            joined.append((start, name.end, head))
        else:
            joined.append((name.start, name.end, name.head))
    yield from joined


_PEOPLE = frozenset("people person life death civilian victim casualty human".split())


def _how_many(question: Question, doc: Doc, places: frozenset[str]) -> Iterator[Candidate]:
    asked_people = bool(question.focus & {term(w) for w in _PEOPLE})
    for start, end, noun in numbers(doc):
        counted = {term(t.text) for t in doc if start <= t.idx < end}
        if counted & question.focus or (asked_people and noun.lemma_.lower() in _PEOPLE):
            fit = 0.75
        else:
            fit = 0.25 if question.focus else 0.45
        yield Candidate(start, end, fit)


_AGE = re.compile(
    r"\b\d{1,3}[- ]years?[- ]old\b|\baged? \d{1,3}\b|(?<=, )\d{1,3}(?=,)", re.IGNORECASE
)


def _how_long(question: Question, doc: Doc, places: frozenset[str]) -> Iterator[Candidate]:
    if re.search(r"\bhow old\b", question.text, re.IGNORECASE):
        for match in _AGE.finditer(doc.text):
            yield Candidate(match.start(), match.end(), 0.7)
        return
    for start, end in durations(doc):
        yield Candidate(start, end, 0.6)
    for candidate in _how_many(question, doc, places):
        yield Candidate(candidate.start, candidate.end, candidate.fit - 0.25)


# --- why, how, statements ------------------------------------------------------------------

_REASONS = (
    (r"\b(?:because|due to|owing to|on account of|in order to|so that|thanks to)\b.*", 0.85),
    (
        r"\b(?:aimed at|with the (?:stated )?aim of|as a result of|in response to|in protest)\b.*",
        0.75,
    ),
    (r"\b(?:saying|arguing|citing|worrying|fearing|claiming|warning|blaming) .*", 0.6),
    (r"(?<=, )as (?!well\b)[^;]*", 0.6),
    (r"\b(?:after|amid|over|since|as|so)\b [^,;]*", 0.35),
    (r"\bto (?!the\b|a\b|an\b|be\b)[a-z]+ [^,;]*", 0.4),
)


def _why(question: Question, doc: Doc, places: frozenset[str]) -> Iterator[Candidate]:
    for pattern, fit in _REASONS:
        for match in re.finditer(pattern, doc.text):
            end = match.start() + len(match.group().rstrip(' ."”’'))
            yield Candidate(match.start(), end, fit)


def _how(question: Question, doc: Doc, places: frozenset[str]) -> Iterator[Candidate]:
    for match in re.finditer(r"\b(?:by|via|through|using|with) [^,;.]+", doc.text):
        yield Candidate(match.start(), match.end(), 0.45)


def _statement(question: Question, doc: Doc, places: frozenset[str]) -> Iterator[Candidate]:
    for match in re.finditer(r"[“\"][^”\"]{3,}(?:[”\"]|$)", doc.text):
        yield Candidate(match.start(), match.end(), 0.75)
    for token in doc:
        if token.dep_ == "ccomp" and token.head.pos_ == "VERB":
            yield _subtree_without(token, None, fit=0.7)


# --- which, what ---------------------------------------------------------------------------

_FOCUS_TYPES: tuple[tuple[str, str], ...] = (
    ("place", "countri nation state power citi town region capit contin"),
    ("group", "countri group parti organ organis compani agenc team side militia"),
    ("person", "person presid leader minist offici peopl ambassador analyst envoy"),
)


def _which(question: Question, doc: Doc, places: frozenset[str]) -> Iterator[Candidate]:
    types = {kind for kind, nouns in _FOCUS_TYPES if question.focus & set(nouns.split())}
    verb = _matched_verb(question, doc)
    wanted, unwanted = _arguments(verb, want_object=question.asks_object)
    for name in names(doc, places):
        if name.type in types:
            fit = 0.65 + _role_bonus(name.head, verb, wanted, unwanted)
            yield Candidate(name.start, name.end, fit)
    for chunk in doc.noun_chunks:
        said = {term(t.text) for t in chunk} - {""}
        if not said & question.focus:
            continue
        for apposed in (c for c in chunk.root.children if c.dep_ == "appos"):
            for item in (apposed, *apposed.conjuncts):
                yield _between(doc, *_name_around(item), 0.75)
        start, end = _trimmed(chunk)
        if chunk.end < len(doc) and doc[chunk.end].like_num:
            yield Candidate(start, doc[chunk.end].idx + len(doc[chunk.end]), 0.75)
        elif said - question.term_set:
            yield Candidate(start, end, 0.6)
    yield from (
        Candidate(c.start, c.end, c.fit - (0.25 if types else 0.1))
        for c in _what(question, doc, places)
    )


def _name_around(token: Token) -> tuple[int, int]:
    """First and last token of the name or noun that `token` heads, without what follows it."""
    left = [t for t in token.lefts if t.dep_ in {"compound", "amod", "nummod", "poss", "nmod"}]
    return (left[0].left_edge.i if left else token.i), token.i


def _what(question: Question, doc: Doc, places: frozenset[str]) -> Iterator[Candidate]:
    verb = _matched_verb(question, doc)
    wanted, _ = _arguments(verb, want_object=question.asks_object)
    for token in wanted:
        yield _subtree_without(token, None, fit=0.65)
    if verb is not None and not wanted:
        for child in verb.children:
            if child.dep_ in {"dobj", "xcomp", "ccomp", "oprd", "attr"}:
                yield _subtree_without(child, None, fit=0.55)
    yield from _definition(question, doc)


def _definition(question: Question, doc: Doc) -> Iterator[Candidate]:
    """ "X is a …", "X, a …", "a … known as X" """
    for token in doc:
        if term(token.text) in question.term_set and token.dep_ in {"nsubj", "nsubjpass"}:
            if token.head.lemma_ == "be":
                for child in token.head.children:
                    if child.dep_ in {"attr", "acomp", "ccomp"}:
                        yield _subtree_without(child, None, fit=0.6)
            for child in token.children:
                if child.dep_ == "appos":
                    yield _subtree_without(child, None, fit=0.6)


def _no_words(question: Question, doc: Doc, places: frozenset[str]) -> Iterator[Candidate]:
    """Yes-or-no questions get the sentence, never a made-up yes."""
    return iter(())


def _trimmed(chunk: Chunk) -> tuple[int, int]:
    first = chunk.start
    while first < chunk.end - 1 and chunk.doc[first].lower_ in {"the", "a", "an"}:
        first += 1
    return chunk.doc[first].idx, chunk.end_char


_Finder = Callable[[Question, "Doc", frozenset[str]], Iterator[Candidate]]
_FINDERS: dict[Kind, _Finder] = {
    "who": _who,
    "identity": _identity,
    "name": _name,
    "when": _when,
    "where": _where,
    "how-many": _how_many,
    "how-long": _how_long,
    "why": _why,
    "how": _how,
    "statement": _statement,
    "which": _which,
    "what": _what,
    "yes-no": _no_words,
}
