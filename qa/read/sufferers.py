"""How many died, were injured, were arrested: figures of those to whom something was done."""

from __future__ import annotations

from functools import cache, lru_cache

from qa.read.deeds import terms_of
from qa.read.doers import suffered
from qa.read.question import Question
from qa.read.syntax import parse
from qa.records import Hit, Span
from qa.text import term, terms

__all__ = ["PEOPLE", "asks_for_people", "done_to", "says_nothing_of_it"]

PEOPLE = frozenset("people person life death civilian victim casualty human".split())
# Each with words besides those of `deeds.py` that tell of it
_SUFFERED = {
    "to die": "dead fatal fatality toll life lives victim casualty body bodies",
    "to kill": "",  # whoever is killed dies
    "to injure": "casualty hospital hospitalise hospitalize treat unhurt unharmed",
    "to evacuate": "move home flee fled leave rescue displace",
    "to arrest": "custody hold held",
    "to charge": "court trial accuse",
    "to convict": "guilty sentence jail",
    "to sentence": "jail prison term",
}


def asks_for_people(asked: Question) -> bool:
    return not asked.focus.isdisjoint(map(term, PEOPLE))


@lru_cache(maxsize=200)
def done_to(question: str) -> frozenset[str]:
    """The deeds of a question of which those who suffer them are counted."""
    verbs = (t for t in parse(question) if t.pos_ == "VERB")
    return frozenset(d for t in verbs for d in suffered(t) if d in _SUFFERED)


def says_nothing_of_it(asked: Question, hit: Hit, figure: Span) -> bool:
    """Whether a question asks to how many something was done, and no word of that stands in the
    sentence of the figure or in the one before: "four are missing" for "how many were injured?".
    """
    deeds = done_to(asked.text)
    if asked.kind != "how-many" or not deeds:
        return False
    near = hit.passage.stretch_at(figure.start, before=1)
    if near is None:
        return False
    said = terms(hit.document.text[near.start : near.end])
    return set(said).isdisjoint(t for deed in deeds for t in _telling(deed))


@cache
def _telling(deed: str) -> frozenset[str]:
    """Terms that tell of a deed."""
    return terms_of(deed) | frozenset(map(term, _SUFFERED[deed].split()))
