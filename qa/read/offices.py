"""Questions after who holds an office: another office is no answer."""

from __future__ import annotations

import re
from functools import lru_cache

from qa.read.misfits import lacks
from qa.read.question import Question
from qa.read.syntax import parse
from qa.records import Hit, Span
from qa.text import term, word_list

__all__ = ["NOT_THE_OFFICE", "has_left_office", "is_of_another_rank", "of_another_office"]

# What makes an office another one, or one that is not held any more
NOT_THE_OFFICE = (
    r"deputy|vice|acting|interim|caretaker|assistant|associate|former|ex|retired|outgoing|previous"
    r"|late|then|predecessor|successor|designate|elect|shadow|honorary"
)

_LEFT = (
    r"(?:stepp?(?:ed|ing|s)? down|stood down|resign(?:ed|ing|s)|retire[ds]?|quit|ousted|sacked"
    r"|removed)(?: [\w’'-]+){0,3}?"
)
_IS = re.compile(r"\W*who(?:['’]s| is)\b", re.IGNORECASE)
# Said of who holds an office no longer, right behind the name; "quit smoking" is not
_GONE = re.compile(
    r",? (?:who )?(?:has |had )?(?:since )?(?:(?:stepped down|stood down|resigned|retired|quit"
    r"|(?:was|were|been) (?:ousted|sacked|removed|dismissed|fired|voted out))(?: from office)?"
    r"(?=[.,;!?]|$|\n| (?:on|in|last|this|after|over|amid|following|because|when|yesterday|today"
    r"|early|late|earlier|by)\b)"
    r"|lost (?:the|her|his|their) (?:[\w’'-]+ ){0,2}(?:office|post|seat|job)\b)",
    re.IGNORECASE,
)
# "have dismissed their manager Fergus Dyce"
_SENT_AWAY = re.compile(
    r"\b(?:dismissed|sacked|fired|ousted|axed|replaced|parted company with|parted ways with)"
    r"(?: (?!and\b|but\b|by\b|with\b)[\w’'-]+){0,4} $",
    re.IGNORECASE,
)
_LEAVES = re.compile(
    r"\b(?:resign|step|stood|retir|quit|oust|sack|remov|dismiss|fired|voted|axed|replac|parted)",
    re.I,
)
_BESIDE = 80  # characters beside a name in which its office may stand
# Said of holders of many offices
_GENERAL = frozenset("boss chief founder head leader man member person woman".split())


def of_another_office(asked: Question, hit: Hit, name: Span | None = None) -> bool:
    """Whether the question asks who is the coach, say, and neither the passage nor its headline has
    the word; nor, where a name is the answer, its sentence with the ones before and behind it.
    """
    office = _office(asked) if asked.kind == "who" else ""
    return bool(office) and lacks(hit, office, _around(name, hit))


def _around(name: Span | None, hit: Hit) -> str:
    """The sentence of a name with the ones before and behind it; the passage where it has none."""
    near = hit.passage.stretch_at(name.start, before=1, behind=1) if name is not None else None
    return hit.passage.text if near is None else hit.document.text[near.start : near.end]


def is_of_another_rank(asked: Question, text: str, start: int, end: int) -> bool:
    """Whether the words from `start` to `end` of a sentence name the deputy or the former mayor,
    say, where the question asks who is the mayor.
    """
    pattern = _another_rank(asked.text, _office(asked)) if asked.kind == "who" else None
    if pattern is None:
        return False
    word, rank, before, behind = pattern
    if before.search(text[:start][-_BESIDE:] + text[start:end]):
        return True
    if behind.match(text[end : end + _BESIDE]):
        return True
    return 0 < len(word.findall(text)) == len(rank.findall(text))  # the passage has no other


def has_left_office(asked: Question, text: str, start: int, end: int) -> bool:
    """Whether the words from `start` to `end` name who resigned, say, where the question asks who
    is the mayor.
    """
    if asked.kind != "who" or not _IS.match(asked.text) or _LEAVES.search(asked.text):
        return False
    behind = re.sub(r"[ \t]+", " ", text[end : end + _BESIDE])
    before = re.sub(r"[ \t]+", " ", text[max(0, start - _BESIDE) : start])
    gone = _GONE.match(behind) or _SENT_AWAY.search(before)
    return gone is not None and bool(_office(asked))


@lru_cache(maxsize=200)
def _another_rank(question: str, office: str) -> tuple[re.Pattern[str], ...] | None:
    """The office, another rank of it, and such a one in front of a name and behind it: "deputy
    mayor Ida Holt", "Ida Holt, the former mayor".
    """
    if not office or re.search(rf"\b(?:{NOT_THE_OFFICE})\b", question, re.IGNORECASE):
        return None
    written = next((w for w in word_list(question) if term(w) == office), None)
    if written is None:  # the parser takes more for a word: "who is the coach.owner?"
        return None
    word = re.escape(written)
    rank = rf"\b(?:(?:{NOT_THE_OFFICE})[ -]|{_LEFT} as )(?:(?!and\b|or\b)[\w’'-]+ ){{0,2}}?{word}\b"
    name = r"(?:[A-Z][\w’'-]*+\.? ?)*$"
    patterns = (
        rf"\b{word}\b",
        rank,
        rf"{rank}(?: (?:of|for|to) [\w’'. -]+?)?,? (?-i:{name})",
        rf",? (?:who )?(?:is |was |has |had )?(?:the |a |its )?{rank}",
    )
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


def _office(asked: Question) -> str:
    """The term of the noun in "who is the coach of Berg?"; "" for other questions, and where the
    noun may be said in other words.
    """
    for token in parse(asked.text):
        if token.dep_ in {"nsubj", "attr"} and token.pos_ == "NOUN" and token.head.lemma_ == "be":
            return "" if token.lemma_.lower() in _GENERAL else term(token.text)
    return ""
