"""Questions after who holds an office: another office is no answer."""

from __future__ import annotations

from qa.read.question import Question
from qa.read.syntax import parse
from qa.records import Hit
from qa.text import term, terms

__all__ = ["of_another_office"]

# Said of holders of many offices
_GENERAL = frozenset("boss chief founder head leader man member person woman".split())


def of_another_office(asked: Question, hit: Hit) -> bool:
    """Whether the question asks who is the coach, say, and neither the passage nor its headline has
    the word.
    """
    office = _office(asked) if asked.kind == "who" else ""
    return bool(office) and office not in terms(f"{hit.document.title}\n{hit.passage.text}")


def _office(asked: Question) -> str:
    """The term of the noun in "who is the coach of Berg?"; "" for other questions, and where the
    noun may be said in other words.
    """
    for token in parse(asked.text):
        if token.dep_ in {"nsubj", "attr"} and token.pos_ == "NOUN" and token.head.lemma_ == "be":
            return "" if token.lemma_.lower() in _GENERAL else term(token.text)
    return ""
