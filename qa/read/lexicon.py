"""Words that are English, names in common use, or verbs of saying, whatever the articles say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from qa.read.syntax import language_model

__all__ = ["ABBREVIATED", "SAYING", "irregular_forms", "is_english", "is_known_name"]

# Offices; two letters count only as capitals, as "pm" may be a time
ABBREVIATED = {
    "ceo": "chief executive",
    "cfo": "chief financial officer",
    "coo": "chief operating officer",
    "cto": "chief technology officer",
    "AG": "attorney general",
    "DA": "district attorney",
    "GM": "general manager",
    "MD": "managing director",
    "PM": "prime minister",
    "VP": "vice president",
}
# Verbs that lead to what somebody says; each rule adds its own
SAYING = frozenset(
    """
    say tell announce add state declare note stress insist acknowledge admit warn write tweet
    explain
    """.split()
)

_PARTS = ("noun", "verb", "adj", "adv")
_PART = 4  # letters of each of two words written together


def is_english(word: str) -> bool:
    """True for a word of the lemmatiser's dictionary (85,000 of WordNet), a form of one, or two
    of them written together ("miniseries").
    """
    lowered = word.casefold().replace("’", "'")
    if _listed(lowered):
        return True
    parts = ((lowered[:at], lowered[at:]) for at in range(_PART, len(lowered) - _PART + 1))
    return any(one in _dictionary() and _listed(other) for one, other in parts)


def is_known_name(word: str) -> bool:
    """True for a name among the 22,000 capitalised words that the language model learnt from."""
    return word.capitalize() in _names()


@cache
def irregular_forms(verb: str) -> frozenset[str]:
    """Forms of a verb that no rule gives: "sank" and "sunk" of "sink"."""
    table = _lookups().get_table("lemma_exc").get("verb", {})
    return frozenset(form for form, bases in table.items() if verb in bases)


def _listed(word: str) -> bool:
    return word in _dictionary() or any(base in _dictionary() for base in _bases(word))


def _bases(word: str) -> Iterator[str]:
    """What the word may be a form of: "parties" gives "party" among others."""
    for old, new in _endings():
        if word.endswith(old):
            base = word[: -len(old)] + new
            yield base
            if len(base) > 3 and base[-1] == base[-2]:
                yield base[:-1]  # "planned"


@cache
def _dictionary() -> frozenset[str]:
    """Base forms and irregular ones."""
    tables = (_lookups().get_table(name) for name in ("lemma_index", "lemma_exc"))
    return frozenset(word for table in tables for part in _PARTS for word in table.get(part, ()))


@cache
def _endings() -> tuple[tuple[str, str], ...]:
    """Endings with what they replace, of every part of speech."""
    rules = _lookups().get_table("lemma_rules")
    found = {(old, new) for part in _PARTS for old, new in rules.get(part, ()) if old}
    return tuple(sorted(found))


def _lookups() -> Any:
    return language_model().get_pipe("lemmatizer").lookups  # type: ignore[attr-defined]


@cache
def _names() -> frozenset[str]:
    # Read from the package: the running model's own list grows with every question it parses
    listed = Path(language_model().path or "") / "vocab" / "strings.json"
    return frozenset(
        word
        for word in json.loads(listed.read_text("utf-8"))
        if len(word) > 3 and word.isalpha() and word == word.capitalize()
    )
