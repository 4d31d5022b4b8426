"""What a short question leaves out, taken over from the one before."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qa.dialogue.context import LEAD
from qa.dialogue.phrases import (
    ASKING,
    PLACES,
    TIMES,
    asking_word,
    is_named,
    kinds_of,
    kinds_of_span,
    names_and_dates,
    unpossessed,
)
from qa.dialogue.prepositions import (
    appended,
    points_back,
    with_other_phrase,
    without_article,
)
from qa.read.evidence import term_set
from qa.read.kinds import kind_of
from qa.read.syntax import parse
from qa.text import term, word_list

if TYPE_CHECKING:
    from spacy.tokens import Span

__all__ = ["bracketed", "with_other_part", "with_other_word"]

_BARE = re.compile(
    r"^\W*(?:(?:and|but|so)\s+)?(who|whom|what|when|where|why|how(?: (?:many|much|long))?)"
    r"( else| exactly)?\W*$",
    re.IGNORECASE,
)
_ADVERBS = {"when", "where", "why", "how"}


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
    if not part or points_back(part):
        return None
    placed = with_other_phrase(part, earlier)
    return placed if placed is not None else _with_other_name(part, earlier)


def _with_other_name(part: str, earlier: str) -> str | None:
    doc = parse(earlier)
    bare = without_article(part)
    kinds = kinds_of(bare)
    alike = [s for s in names_and_dates(doc) if kinds & kinds_of_span(s)]
    labels = {e.label_ for e in parse(bare).ents}
    old = max(alike, key=lambda s: _fit(s, labels), default=None)
    if old is None and not kinds & TIMES and bare[:1].isupper():
        old = next(reversed([c for c in doc.noun_chunks if is_named(c)]), None)
    if old is not None:
        start = old.start_char
        has_article = "the" in {doc[i].lower_ for i in (old.start - 1, old.start) if i >= 0}
        text, rest = bare if has_article else part, earlier[old.end_char :]
        if rest.startswith(("'", "’")):  # "and Turkey's?" after "what is Russia's position?"
            text = unpossessed(text)
        return earlier[:start] + text + rest
    if kinds & (TIMES | PLACES):
        return appended(part, earlier)
    return None


def bracketed(question: str, earlier: str) -> str:
    """With what the earlier question was about behind it, when that adds a word."""
    said = term_set(question)
    body = ASKING.sub("", earlier)
    topic = [word for word in word_list(body) if term(word)]
    added = [word for word in dict.fromkeys(topic) if term(word) not in said]
    return f"{question} ({' '.join(added)})" if added else question


def _fit(span: Span, labels: set[str]) -> tuple[bool, bool, int]:
    """How well a name gives way to "Turkey": "Russia" rather than "in Geneva"."""
    return span.root.dep_ != "pobj", span.label_ in labels, span.start
