"""Names of a question that an article does not have: it tells of somebody or something else."""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from qa.read.syntax import parse
from qa.records import Document
from qa.text import fold, word_list

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["names_a_stranger"]

_NAMED = {"PERSON", "ORG", "GPE", "LOC", "FAC", "PRODUCT", "EVENT", "WORK_OF_ART"}
_STEM = 4  # letters that a name shares with words made from it: "Syria", "Syrians"
_ENDING = 2  # letters at the end that such words change


def names_a_stranger(question: str, document: Document) -> bool:
    """Whether a name of the question stands nowhere in the article, nor a word made from it: of a
    person the last name, of anything else most of its words.
    """
    names = _names(question)
    if not names:
        return False
    words = _words(document.headed(document.text))
    return any(_is_missing(name, words) for name in names)


def _is_missing(name: tuple[str, ...], words: tuple[frozenset[str], frozenset[str]]) -> bool:
    whole, stems = words
    missing = [w for w in name if w not in whole and _stem(w) not in stems]
    return 2 * len(missing) > len(name)


def _stem(word: str) -> str:
    return word[: max(_STEM, len(word) - _ENDING)]


@lru_cache(maxsize=16)
def _words(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """The words that have a capital somewhere, and what they begin with."""
    whole = frozenset(fold(word) for word in word_list(text) if word[:1].isupper())
    return whole, frozenset(w[:n] for w in whole for n in range(_STEM, len(w) + 1))


@lru_cache(maxsize=200)
def _names(question: str) -> tuple[tuple[str, ...], ...]:
    """The names in a question, each as its words; of a person the last one."""
    found = []
    doc = parse(question)
    for named, group in groupby(doc, key=_kind_of_name):
        tokens = list(group)
        if not named:
            continue
        said = [t for t in tokens if not _is_acronym(t.text)]
        words = [w for t in said for w in [fold(t.text)] if len(w) >= _STEM]
        if len(said) < len(tokens) or not words:
            continue
        found.append((words[-1],) if named == "PERSON" else tuple(words))
    return tuple(found)


def _kind_of_name(token: Token) -> str:
    if not token.text[:1].isupper() or token.i == token.doc[0].i:
        return ""
    if token.ent_type_:
        return token.ent_type_ if token.ent_type_ in _NAMED else ""
    return "name" if token.pos_ == "PROPN" else ""


def _is_acronym(word: str) -> bool:
    """It may be spelt out, or the other way round."""
    return sum(c.isupper() for c in word) > 1
