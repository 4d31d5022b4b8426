"""Whether two articles give different dates or names for what was asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from qa.compare.claims import document_terms
from qa.compare.comparing import is_open
from qa.compare.naming import same_name
from qa.compare.periods import Period, period
from qa.compare.stated import Stated, dates_of, names_of
from qa.read.deeds import happens_once, is_by_one, terms_of
from qa.read.doers import Role, asked_deeds, asked_roles
from qa.read.names import written_dates
from qa.read.question import Question
from qa.read.syntax import parse
from qa.records import Document, Hit, Span
from qa.text import term, terms, word_list

__all__ = ["AskedDates", "AskedNames"]

_SERIES = re.compile(
    r"\b(?:again|another|annual|second|third|fourth|fifth|\d+(?:st|nd|rd|th)|next|round|edition|phase"
    r"|part|section|stretch|stage|season)\b",
    re.IGNORECASE,
)
_IS = {"attr", "nsubj"}
# Offices and callings that many have at once
_MANY_HAVE = frozenset(
    map(
        term,
        """
        activist adviser analyst author candidate critic expert founder lawyer lawmaker man member
        officer official one person player politician reporter researcher resident
        scientist spokesman spokesperson spokeswoman star survivor victim winner witness woman
        """.split(),
    )
)
_TIME = re.compile(r"\d|day\b|\b(?:week|month|year)s?\b", re.IGNORECASE)
_CAPITALS = re.compile(r"\b[A-Z]\w")
_COMPARED = 5  # answers; the deed tells which are of what was asked
_STEM = 6  # letters of a name
_NEAR = timedelta(days=7)  # between two dates of what happens again and again
_SAME_TIME = timedelta(days=60)  # between articles on what happens again and again


class AskedDates:
    """Dates of what a question asks after the day of."""

    compared = _COMPARED

    def __init__(self, asked: Question) -> None:
        self._deeds = asked_deeds(asked.text)
        self._said = asked.term_set
        parts = {t.dep_ for t in parse(asked.text)}
        self._does = "nsubj" in parts and "auxpass" not in parts
        self._about = _About(asked, self._deeds)

    def claims(self, hit: Hit) -> Iterator[Stated]:
        for sentence in self._about.sentences(hit, has=_TIME):
            yield from (d for d in dates_of(hit.document, sentence) if d.deeds & self._deeds)

    def at(self, hit: Hit, span: Span) -> Stated | None:
        return _at(hit, span, dates_of)

    def same(self, one: Stated, other: Stated) -> bool:
        return one.days is not None and other.days is not None and one.days.equals(other.days)

    def differ(self, one: Stated, other: Stated) -> bool:
        """Both date the deed that is asked about, and not on the same days."""
        if one.days is None or other.days is None or one.days.overlaps(other.days):
            return False
        if self._of_another(one) or self._of_another(other):
            return False
        shared = one.deeds & other.deeds & self._deeds
        if not shared or _series(one) != _series(other) or is_open(one) != is_open(other):
            return False
        if not any(map(happens_once, shared)) and _gap(one.days, other.days) > _NEAR:
            return False
        return not (_gives(one.document, other.days) or _gives(other.document, one.days))

    def _of_another(self, claim: Stated) -> bool:
        """Somebody else died, or opened."""
        return self._does and bool(claim.subject) and not claim.subject & self._said

    def both_hold(self, one: Stated, other: Stated) -> bool:
        return False

    def about(self, one: Stated) -> str:
        return ""


class AskedNames:
    """Names of who or what a question asks for."""

    compared = _COMPARED

    def __init__(self, asked: Question) -> None:
        self._roles = frozenset(role for role in asked_roles(asked.text) if _has_one(role, asked))
        self._said = frozenset(map(str.lower, word_list(asked.text)))
        self._office = _described(asked)
        self._about = _About(asked, frozenset(deed for _, deed in self._roles))

    def claims(self, hit: Hit) -> Iterator[Stated]:
        for sentence in self._about.sentences(hit, has=_CAPITALS):
            yield from (
                name
                for name in names_of(hit.document, sentence)
                if name.roles & self._roles and self._is_of_office(name)
            )

    def at(self, hit: Hit, span: Span) -> Stated | None:
        return _at(hit, span, names_of)

    def same(self, one: Stated, other: Stated) -> bool:
        return same_name(one.name, other.name)

    def differ(self, one: Stated, other: Stated) -> bool:
        """Both name who is asked for, and not the same."""
        shared = one.roles & other.roles & self._roles
        if not shared or not self._is_of_office(one):
            return False
        if _series(one) != _series(other):
            return False
        if (one.qualified | other.qualified) - self._said:
            return False
        lasting = any(kind == "is" or happens_once(deed) for kind, deed in shared)
        if not lasting and _apart(one.document, other.document) > _SAME_TIME:
            return False
        if same_name(one.name, other.name):
            return False
        return not (_names(one.document, other.name) or _names(other.document, one.name))

    def _is_of_office(self, claim: Stated) -> bool:
        return self._office <= frozenset(terms(claim.quote))

    def both_hold(self, one: Stated, other: Stated) -> bool:
        return False

    def about(self, one: Stated) -> str:
        return ""


class _About:
    """Which sentences may be on what is asked, told before they are parsed."""

    def __init__(self, asked: Question, deeds: frozenset[str]) -> None:
        self._names = frozenset(
            t for t, word in asked.terms if word[:1].isupper() and t not in asked.focus
        )
        self._words = frozenset(t for deed in deeds for t in terms_of(deed))

    def sentences(self, hit: Hit, has: re.Pattern[str]) -> Iterator[Span]:
        """Those with a word for the deed, of passages with all names of the question."""
        said = frozenset(terms(f"{hit.document.title}\n{hit.passage.text}"))
        if not all(_is_said(name, said) for name in self._names):
            return
        for sentence in hit.passage.sentences:
            text = hit.document.text[sentence.start : sentence.end]
            if not sentence.heading and has.search(text) and self._words & set(terms(text)):
                yield Span(sentence.start, sentence.end)


def _has_one(role: Role, asked: Question) -> bool:
    """One has it, so that two names contradict each other."""
    kind, deed = role
    if kind == "is":
        return not asked.several and deed not in _MANY_HAVE
    return kind == "does" and not asked.plural and is_by_one(deed)


def _described(asked: Question) -> frozenset[str]:
    """Terms of what tells an office from others: "foreign" of "who is the foreign minister?"."""
    return frozenset(
        term(t.text)
        for t in parse(asked.text)
        if t.dep_ in {"amod", "compound"} and t.pos_ in {"ADJ", "NOUN"} and t.head.dep_ in _IS
    )


def _is_said(name: str, said: frozenset[str]) -> bool:
    """A term is there, or another of its stem: "Morvenia" for "Morvenian"."""
    stem = name[:_STEM]
    return name in said or (len(stem) == _STEM and any(t.startswith(stem) for t in said))


def _at(
    hit: Hit, span: Span, read: Callable[[Document, Span], tuple[Stated, ...]]
) -> Stated | None:
    sentence = hit.passage.sentence_at(span.start)
    if sentence is None:
        return None
    found = read(hit.document, Span(sentence.start, sentence.end))
    return next((claim for claim in found if claim.span.overlaps(span)), None)


def _series(claim: Stated) -> frozenset[str]:
    """Words that tell one of several: "the second eruption"."""
    return frozenset(m.group().lower() for m in _SERIES.finditer(f"{claim.before} {claim.after}"))


def _gap(one: Period, other: Period) -> timedelta:
    """Between two stretches of days that do not overlap."""
    return max(one.first - other.last, other.first - one.last)


def _apart(one: Document, other: Document) -> timedelta:
    if one.published is None or other.published is None:
        return timedelta.max
    return abs(date.fromisoformat(one.published) - date.fromisoformat(other.published))


def _gives(document: Document, days: Period) -> bool:
    """The article has a date of these days too, so that it tells both."""
    found = (period(text, document.published) for text in written_dates(document.text))
    return any(p is not None and p.overlaps(days) and not _wider(p, days) for p in found)


def _wider(one: Period, other: Period) -> bool:
    """ "In 2019" holds a day of that year without giving it."""
    return (one.last - one.first) > (other.last - other.first)


def _names(document: Document, name: str) -> bool:
    """The article speaks of who has the name, by the last word of it."""
    last = terms(name)[-1:]
    return bool(last) and last[0] in document_terms(document)
