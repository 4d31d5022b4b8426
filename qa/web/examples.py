"""Example questions made from the articles at hand: the people and places named most."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from qa.records import Document

__all__ = ["Names", "example_questions", "names_most_mentioned"]

_WORD = r"[A-Z][^\W\d_]*(?:[-’'][^\W\d_]+)*"
_NAME = re.compile(
    rf"{_WORD}(?: (?:(?:de|al|el|bin|van|von|der|la|le|da|dos|du) )?(?:(?:al|el)-)?{_WORD})*"
)
_OFFICES = (
    "president|minister|envoy|secretary|leader|ambassador|mediator|chief|spokesman|spokeswoman"
    "|spokesperson|mayor|chancellor|senator|judge|author|director|analyst|negotiator|professor"
    "|coach|captain"
)
_OFFICE_WORDS = frozenset(
    [*_OFFICES.split("|"), *"special former prime foreign state general mr mrs ms dr sir".split()]
)
_OFFICE_BEFORE = re.compile(
    rf"\b(?:{_OFFICES})(?: of state| general)?(?: (?:for|to) {_WORD})?,? $", re.IGNORECASE
)
_OFFICE_AND_PLACE = re.compile(rf"\b(?:{_OFFICES}) (?:for|to) $", re.IGNORECASE)
_PERSON_AFTER = re.compile(
    r",? (?:said|says|told|added|announced|acknowledged|warned|wrote|hosted)\b"
    r"|, (?:who(?:se)?\b|[1-9]\d,|(?:the|an?) [a-z])"  # said who that is
)
_SAYS_BEFORE = re.compile(r"\b(?:said|says) $")
_PLACE_BEFORE = re.compile(r"\b(?:in|near|at|outside) $")
# Capitalised, yet nobody and nowhere; or a body of people, of whom nobody asks "who".
_NOT_NAMES = frozenset(
    "january february march april may june july august september october november december "
    "monday tuesday wednesday thursday friday saturday sunday the this that it he she they we i "
    "a an in on at but and for as commission committee coalition congress council conference "
    "department government ministry nations organisation organization parliament party union "
    "university agency staff".split()
)
_BODIES = frozenset(
    "agency army assembly association bank bureau club coalition commission committee company "
    "congress corporation council court department federation force forces foundation front group "
    "institute league ministry movement nations network organisation organization parliament party "
    "police press senate society union university".split()
)
_OPENING = frozenset("the this that its his her their our a an in on at but and for as".split())
_NO_GROUPS = frozenset("GMT UTC EST BST CEO CFO III VII VIII USA UAE PDF".split())
_SHORT_WORD = re.compile(r"\b[a-z]{3,5}\b")
_ABBREVIATION = re.compile(r"\b(?:(?:[A-Z]\.){2,}|[A-Z]{3,5}\b)")
_LONGEST_TEXT = 20_000  # characters of an article that are looked at
_MOST_DOCUMENTS = 500
_CANDIDATES = 40


def example_questions(documents: Iterable[Document], *, most: int = 4) -> list[str]:
    """Up to `most` questions about the people and places that the most articles name."""
    names = names_most_mentioned(documents)
    who, where = names.people, names.places
    people_asked = max(most // 2, most - len(where))
    questions = [f"Who is {name}?" for name in who[:people_asked]]
    return questions + [f"What happened in {name}?" for name in where[: most - len(questions)]]


class Names(NamedTuple):
    """Names, those that the most articles hold first."""

    people: list[str]
    places: list[str]
    groups: list[str]


def names_most_mentioned(documents: Iterable[Document]) -> Names:
    """The names in the first articles: people and places told apart by what stands around them
    ("said", "in"), groups by a word in the name ("Council") or being an abbreviation.
    """
    texts = [_running_text(document) for document in list(documents)[:_MOST_DOCUMENTS]]
    people: Counter[str] = Counter()
    places: Counter[str] = Counter()
    for text in texts:
        for name, person, place in _mentions(text):
            people[name] += person
            places[name] += place
    who = _most_named([n for n, c in people.items() if " " in n and c > places[n]], people, texts)
    where = _most_named([n for n, c in places.items() if c and c >= people[n]], places, texts)
    plain = {word for text in texts for word in _SHORT_WORD.findall(text)}
    groups = Counter(n for text in texts for n in _groups(text) if n.lower() not in plain)
    return Names(who, where, _most_named(list(groups), groups, texts))


def _most_named(names: list[str], votes: Counter[str], texts: list[str]) -> list[str]:
    """By the number of articles that hold the name, then of votes, then alphabetically."""
    likely = sorted(names, key=lambda n: (-votes[n], n))[:_CANDIDATES]
    articles = {n: sum(n in text for text in texts) for n in likely}
    return sorted(likely, key=lambda n: (-articles[n], -votes[n], n))


def _mentions(text: str) -> Iterator[tuple[str, bool, bool]]:
    """Every name, with whether its surroundings speak of a person and of a place."""
    for match in _NAME.finditer(text):
        before = text[max(0, match.start() - 40) : match.start()]
        after = text[match.end() : match.end() + 20]
        words = match.group().split()
        person = any(p.search(before) for p in (_OFFICE_BEFORE, _SAYS_BEFORE))
        person = person or bool(_PERSON_AFTER.match(after))
        if _OFFICE_AND_PLACE.search(before) and len(words) > 2:
            words, person = words[1:], True  # "envoy for Syria Staffan de Mistura"
        for at in range(len(words) - 1, 0, -1):
            if words[at - 1].casefold() in _OFFICE_WORDS:
                words, person = words[at:], True  # "Russian President Vladimir Putin"
                break
        name = re.sub(r"['’]s?$", "", " ".join(words))
        if len(name) > 2 and not name.isupper() and not _spoilt(words):
            yield name, person, bool(_PLACE_BEFORE.search(before))


def _groups(text: str) -> Iterator[str]:
    """Bodies of people, and abbreviations that are no word of the text in capitals."""
    for match in _NAME.finditer(text):
        words = match.group().split()
        while words and (words[0].casefold() in _OPENING or words[0].endswith("-based")):
            words = words[1:]
        if len(words) > 1 and words[-1].casefold() in _BODIES:
            yield " ".join(words)
    for match in _ABBREVIATION.finditer(text):
        if match.group() not in _NO_GROUPS and match.group().capitalize() not in text:
            yield match.group()


def _spoilt(words: list[str]) -> bool:
    folded = {word.casefold() for word in words}
    return bool(folded & (_NOT_NAMES | _OFFICE_WORDS)) or any("-based" in w for w in folded)


def _running_text(document: Document) -> str:
    """The article without what is not running text, so that no credit line becomes a question."""
    text = document.text[:_LONGEST_TEXT]
    kept: list[str] = []
    at = 0
    for mark in sorted(document.marks, key=lambda m: m.start):
        if mark.start >= at:
            kept.append(text[at : mark.start])
        at = max(at, mark.end)
    return "\n".join([*kept, text[at:]])
