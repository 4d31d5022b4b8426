"""Whether two articles give different dates or names for what was asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from qa.compare.claims import document_terms
from qa.compare.comparing import is_open
from qa.compare.naming import same_last_name, same_name
from qa.compare.periods import Period, period
from qa.compare.stated import Stated, dates_of, names_of
from qa.read.deeds import happens_once, is_by_one, terms_of
from qa.read.doers import Role, asked_deeds, asked_roles, asks_of_doer
from qa.read.names import written_dates
from qa.read.offices import is_of_another_rank
from qa.read.question import Question
from qa.read.syntax import parse
from qa.records import Document, Hit, Span
from qa.text import term, terms, word_list

__all__ = ["AskedDates", "AskedNames"]

_SERIES = re.compile(
    r"\b(?:again|another|annual|second|third|fourth|fifth|\d+(?:st|nd|rd|th)|next|round|edition|phase"
    r"|part|section|stretch|stage|season|for (?:wo)?men|(?:wo)?men['’]s|for (?:boys|girls)"
    r"|(?:boy|girl)s['’]|juniors?|seniors?|singles|doubles)\b",
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
_YEAR = re.compile(r"\d{4}")
_PLANNED = re.compile(r"\b(?:planned|scheduled|slated|due|originally|was\s+to|were\s+to)\b", re.I)
_IT = re.compile(r"\W*(?:it|this|that|they)\b", re.IGNORECASE)
_CAPITALS = re.compile(r"\b[A-Z]\w")
_COMPARED = 5  # answers; the deed tells which are of what was asked
_HELD = 0.5  # of the question's words beside the deed and names
_STEM = 6  # letters of a name
_NEAR = timedelta(days=7)  # between two dates of what happens again and again
_IN_OFFICE = timedelta(days=365)  # between articles; later somebody else may hold it
_SAME_TIME = timedelta(days=60)  # between articles on what happens again and again


class _OfStated:
    """What holds for days and names alike."""

    compared = _COMPARED

    def both_hold(self, one: Stated, other: Stated) -> bool:
        return False

    def about(self, one: Stated) -> str:
        return ""


class AskedDates(_OfStated):
    """Dates of what a question asks after the day of."""

    def __init__(self, asked: Question) -> None:
        self._deeds = asked_deeds(asked.text)
        self._said = asked.term_set
        self._of_doer = asks_of_doer(asked.text)
        self._about = _About(asked, self._deeds)

    def claims(self, hit: Hit) -> Iterator[Stated]:
        for sentence in self._about.sentences(hit, has=_TIME):
            yield from (d for d in dates_of(hit.document, sentence) if d.deeds & self._deeds)

    def at(self, hit: Hit, span: Span) -> Stated | None:
        return _at(hit, span, dates_of)

    def same(self, one: Stated, other: Stated) -> bool:
        if one.days is None or other.days is None:
            return False
        if one.days.equals(other.days):
            return True
        as_long = not (_wider(one.days, other.days) or _wider(other.days, one.days))
        return as_long and _agree(one, other) and not _have_years(one, other)

    def differ(self, one: Stated, other: Stated) -> bool:
        """Both date the deed that is asked about, and not on the same days."""
        if one.days is None or other.days is None or _agree(one, other):
            return False
        if _is_planned(one) or _is_planned(other):
            return False
        if self._of_another(one) or self._of_another(other):
            return False
        shared = one.deeds & other.deeds & self._deeds
        if not shared or _series(one) != _series(other):
            return False
        if not any(map(happens_once, shared)) and _gap(one.days, other.days) > _NEAR:
            return False
        return not (_gives(one.document, other.days) or _gives(other.document, one.days))

    def _of_another(self, claim: Stated) -> bool:
        """Somebody else died, or something else opened."""
        unclear = claim.doer.kind == "somebody"
        apart = _IT.match(claim.before) is not None and not self._about.is_of(claim)
        return self._of_doer and (unclear or apart or claim.doer.is_another(self._said))


class AskedNames(_OfStated):
    """Names of who or what a question asks for."""

    def __init__(self, asked: Question) -> None:
        self._asked = asked
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
        return same_name(one.name, other.name) or same_last_name(one.name, other.name)

    def differ(self, one: Stated, other: Stated) -> bool:
        """Both name who is asked for, and not the same."""
        shared = one.roles & other.roles & self._roles
        if not shared or not self._is_of_office(one):
            return False
        if _series(one) != _series(other):
            return False
        if (one.qualified | other.qualified) - self._said:
            return False
        apart = _apart(one.document, other.document)
        if any(kind == "is" for kind, _ in shared):
            if apart > _IN_OFFICE:
                return False
        elif not any(happens_once(deed) for _, deed in shared) and apart > _SAME_TIME:
            return False
        if self.same(one, other):
            return False
        names = one.name, other.name
        return not (_speaks_of(one.document, *names[::-1]) or _speaks_of(other.document, *names))

    def _is_of_office(self, claim: Stated) -> bool:
        """The office is the one that the question describes, of whom or what the question names."""
        said = frozenset(terms(claim.quote))
        if not self._office <= said or self._is_of_another_rank(claim):
            return False
        if all(kind != "is" for kind, _ in self._roles):
            return True
        names = self._about.names
        return bool(names) and all(_is_said(name, claim.owners) for name in names)

    def _is_of_another_rank(self, claim: Stated) -> bool:
        start = claim.span.start - claim.sentence.start
        return is_of_another_rank(self._asked, claim.quote, start, start + len(claim.text))


class _About:
    """Which sentences may be on what is asked, told before they are parsed."""

    def __init__(self, asked: Question, deeds: frozenset[str]) -> None:
        self.names = frozenset(
            t for t, word in asked.terms if word[:1].isupper() and t not in asked.focus
        )
        self._words = frozenset(t for deed in deeds for t in terms_of(deed))
        self._terms = asked.term_set
        self._rest = self._terms - self.names - self._words

    def sentences(self, hit: Hit, has: re.Pattern[str]) -> Iterator[Span]:
        """Those with a word for the deed that are tied to the question: with the headline they have
        its names and half of its other words, or half of these if the passage has the names.
        """
        headline = frozenset(terms(hit.document.title))
        passage = frozenset(terms(hit.passage.text)) | headline
        for sentence in hit.passage.sentences:
            text = hit.document.text[sentence.start : sentence.end]
            said = frozenset(terms(text))
            if sentence.heading or not has.search(text) or not self._words & said:
                continue
            alone = self._rest and self._holds(said) and self._named(passage)
            if alone or (self._named(said | headline) and self._holds(said | headline)):
                yield Span(sentence.start, sentence.end)

    def is_of(self, claim: Stated) -> bool:
        """Whether a sentence with its headline has half of the question's words beside the deed."""
        rest = self._terms - {t for deed in claim.deeds for t in terms_of(deed)}
        said = frozenset(terms(claim.document.headed(claim.quote)))
        return len(rest & said) >= _HELD * len(rest)

    def _named(self, said: frozenset[str]) -> bool:
        return all(_is_said(name, said) for name in self.names)

    def _holds(self, said: frozenset[str]) -> bool:
        return len(self._rest & said) >= _HELD * len(self._rest)


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


def _agree(one: Stated, other: Stated) -> bool:
    """The same days, in part; a month or day that is written without its year may be of either."""
    if one.days is None or other.days is None:
        return False
    if one.days.overlaps(other.days):
        return True
    return not _have_years(one, other) and one.days.without_year().overlaps(
        other.days.without_year()
    )


def _have_years(one: Stated, other: Stated) -> bool:
    return bool(_YEAR.search(one.text) and _YEAR.search(other.text))


def _is_planned(claim: Stated) -> bool:
    """Not a fact when it was written."""
    ahead = claim.days is not None and claim.days.first.isoformat() > (
        claim.document.published or "9"
    )
    return ahead or is_open(claim) or _PLANNED.search(claim.before) is not None


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


def _speaks_of(document: Document, name: str, other: str) -> bool:
    """The article has who bears the name, by the last word of it; by all, where the other is of
    that last name too.
    """
    said = terms(name)
    own = said if said[-1:] == terms(other)[-1:] else said[-1:]
    return bool(own) and document_terms(document).issuperset(own)
