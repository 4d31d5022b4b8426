"""What a short question leaves out, taken over from the one before."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qa.dialogue.context import LEAD
from qa.dialogue.phrases import (
    ASKING,
    PLACES,
    asking_word,
    is_named,
    names_and_dates,
    unpossessed,
)
from qa.read.evidence import term_set
from qa.read.kinds import kind_of
from qa.read.syntax import parse
from qa.text import term, word_list

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span

__all__ = ["bracketed", "with_other_part", "with_other_word"]

_BARE = re.compile(
    r"^\W*(?:(?:and|but|so)\s+)?(who|whom|what|when|where|why|how(?: (?:many|much|long))?)"
    r"( else| exactly)?\W*$",
    re.IGNORECASE,
)
_PLACED = re.compile(r"^(?:in|on|at|by|since|from|for)\b", re.IGNORECASE)
_ADVERBS = {"when", "where", "why", "how"}
_TIMES = {"DATE", "TIME"}
_LIKE = ({"PERSON"}, {"GPE", "LOC", "FAC", "NORP", "ORG", "EVENT"}, {"DATE", "TIME"})


def with_other_word(question: str, earlier: str) -> str | None:
    """ "where?" after "when did the talks begin?": the earlier question with the other word. None
    for a question that says more than the word.
    """
    bare = _BARE.match(question)
    if bare is None:
        return None
    word, more = bare.group(1).lower(), (bare.group(2) or "").lower()
    body = ASKING.sub("", earlier).strip()
    old = asking_word(earlier)
    if more == " else" and old == word and old in {"who", "whom", "what", "where"}:
        return f"{word} else {body}"
    starts_alike = old in _ADVERBS or (not old and kind_of(earlier) == "yes-no")
    if word in _ADVERBS and starts_alike and old != word:
        return f"{word} {body if old else earlier[:1].lower() + earlier[1:]}"
    return bracketed(question, earlier)


def with_other_part(question: str, earlier: str) -> str | None:
    """ "and in 2014?", "what about Turkey?": the earlier question with this for its like."""
    part = LEAD.sub("", question).strip().rstrip("?!. ")
    if not part:
        return None
    doc = parse(earlier)
    bare = re.sub(r"^(?:in|on|at|by|since|from|for|the)\s+", "", part, flags=re.IGNORECASE)
    kinds = _kinds_of(bare)
    alike = [s for s in names_and_dates(doc) if kinds & _kinds_of_span(s)]
    labels, placed = {e.label_ for e in parse(bare).ents}, _PLACED.match(part)
    old = _behind(placed.group(), doc, of_time=bool(kinds & _TIMES)) if placed else None
    if old is None:
        old = max(alike, key=lambda s: _fit(s, labels, bool(placed)), default=None)
    if old is None and not kinds & _TIMES and bare[:1].isupper():
        old = next(reversed([c for c in doc.noun_chunks if is_named(c)]), None)
    if old is not None:
        start = old.start_char
        has_article = "the" in {doc[i].lower_ for i in (old.start - 1, old.start) if i >= 0}
        keeps_article = part.lower().startswith("the ") and not has_article
        text, rest = part if keeps_article else bare, earlier[old.end_char :]
        if rest.startswith(("'", "’")):  # "and Turkey's?" after "what is Russia's position?"
            text = unpossessed(text)
        return earlier[:start] + text + rest
    if kinds & (_TIMES | PLACES):
        return f"{earlier.rstrip('?!. ')} {part}?"
    return None


def bracketed(question: str, earlier: str) -> str:
    """With what the earlier question was about behind it, when that adds a word."""
    said = term_set(question)
    body = ASKING.sub("", earlier)
    topic = [word for word in word_list(body) if term(word)]
    added = [word for word in dict.fromkeys(topic) if term(word) not in said]
    return f"{question} ({' '.join(added)})" if added else question


def _behind(preposition: str, doc: Doc, *, of_time: bool) -> Span | None:
    """The last name behind the same preposition: "at Anchorage" gives way to "at Brightwater",
    whatever the recogniser takes them for; a time only to a time.
    """
    for span in reversed(names_and_dates(doc)):
        before = [t.lower_ for t in doc[max(0, span.start - 2) : span.start] if t.lower_ != "the"]
        is_time = bool(_kinds_of_span(span) & _TIMES)
        if before[-1:] == [preposition.lower()] and is_time == of_time:
            return span
    return None


def _fit(span: Span, labels: set[str], placed: bool) -> tuple[bool, bool, int]:
    """How well a name gives way: "in Geneva" to "in Astana", else "Russia" to "Turkey"."""
    follows_preposition = span.root.dep_ == "pobj"
    return follows_preposition == placed, span.label_ in labels, span.start


def _kinds_of(part: str) -> set[str]:
    if re.fullmatch(r"(?:early |late |mid-?)?(?:[A-Z][a-z]+ )?\d{4}", part):
        return {"DATE"}
    return {label for e in parse(part).ents for label in _kinds_of_span(e)} or (
        _LIKE[1] if part[:1].isupper() else set()
    )


def _kinds_of_span(span: Span) -> set[str]:
    label = span.label_ or "ORG"
    return next((kinds for kinds in _LIKE if label in kinds), {label})
