"""A phrase with a preposition, "and from Syria?", put into the question before."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from qa.dialogue.phrases import PLACES, TIMES, kinds_of, kinds_of_span
from qa.read.expected import labels_of_noun
from qa.read.syntax import parse

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

__all__ = ["appended", "points_back", "with_other_phrase", "without_article"]

_TAGS = {"IN", "TO"}
_SEEN_FROM_NOW = {"last", "next", "this", "today", "tomorrow", "yesterday"}
_SAY_WHEN = {"after", "before", "during", "since", "till", "until"}  # whatever stands behind them
# Where something is, so that one may give way to another; "to" and "from" say different things
_SAY_WHERE = {"at", "in", "inside", "near", "on", "within"}


class _Phrase(NamedTuple):
    """start, end: tokens of the question, preposition and all."""

    preposition: str
    start: int
    end: int
    of_time: bool
    of_place: bool


def with_other_phrase(part: str, earlier: str) -> str | None:
    """The earlier question with this phrase for one like it, else with the phrase behind it: "how
    many came to Germany from Syria?". None for a phrase that begins with no preposition.

    Alike are phrases with the same preposition, two that tell when, and two that tell where.
    """
    new = _leading(part)
    if new is None:
        return None
    doc = parse(earlier)
    old = _alike(new, _phrases(doc))
    if old is not None:
        return _replaced(doc[old.start : old.end], part, earlier)
    name = _name_alike(new, doc)
    if name is not None:
        return _replaced(name, _bare(part), earlier)
    return appended(part, earlier)


def points_back(part: str) -> bool:
    """Whether it means what was said before: "after that", "for his wife"."""
    first = next((t for t in parse(part) if t.tag_ not in _TAGS), None)
    points = first is not None and first.lower_ in {"that", "then", "there", "those"}
    return points or (first is not None and first.pos_ == "PRON")


def appended(part: str, earlier: str) -> str:
    """The earlier question with the phrase behind it."""
    return f"{earlier.rstrip('?!. ')} {part}?"


def without_article(part: str) -> str:
    """Without "the" before it."""
    return re.sub(r"^the\s+", "", part, flags=re.IGNORECASE)


def _leading(part: str) -> _Phrase | None:
    """The phrase asked about; None without a preposition before it ("last year" needs none), or
    with nothing behind it that says what.
    """
    doc = parse(part)
    end = next((t.i for t in doc if t.tag_ not in _TAGS), len(doc))
    if not doc[end:] or any(t.tag_.startswith("W") for t in doc):  # "since when"
        return None
    kinds = kinds_of(_bare(part)) | {e.label_ for e in doc.ents}
    of_time = bool(kinds & TIMES) or not _SAY_WHEN.isdisjoint({t.lower_ for t in doc[:end]})
    if not end and not (of_time and doc[0].lower_ in _SEEN_FROM_NOW):
        return None
    of_place = bool(kinds & PLACES) or _has_place(doc[end:])
    return _Phrase(doc[:end].text.lower(), 0, len(doc), of_time, of_place)


def _bare(part: str) -> str:
    """Without its prepositions and the article behind them."""
    noun = next((t.idx for t in parse(part) if t.tag_ not in _TAGS), 0)
    return without_article(part[noun:])


def _phrases(doc: Doc) -> list[_Phrase]:
    """The phrases of a question with a preposition, and those that tell when without one ("last
    year"), in order.
    """
    found = [
        _Phrase("", e.start, e.end, of_time=True, of_place=False)
        for e in doc.ents
        if e.label_ in TIMES and e.root.dep_ in {"npadvmod", "advmod"}
    ]
    for token in doc:
        noun = next((t for t in token.rights if t.dep_ == "pobj"), None)
        asked = noun is not None and any(t.tag_.startswith("W") for t in noun.subtree)
        if token.tag_ in _TAGS and noun is not None and not asked:  # "in which city"
            found.append(_phrase(token, noun))
    joined: list[_Phrase] = []
    for phrase in sorted(found, key=lambda p: p.start):
        last = joined[-1] if joined else None
        if last is None or not (last.of_time and phrase.of_time) or phrase.start > last.end:
            joined.append(phrase)
        elif last.preposition == "from" or phrase.start < last.end:
            # "from 2010 to 2012", "at the end of May"
            joined[-1] = last._replace(end=max(last.end, phrase.end))
        else:
            joined.append(phrase)
    return joined


def _phrase(preposition: Token, noun: Token) -> _Phrase:
    doc, start, end = noun.doc, preposition.i, _end(noun)
    while start and doc[start - 1].tag_ in _TAGS and doc[start].head.i == start - 1:  # "out of"
        start -= 1
    words = [t.lower_ for t in doc[start : noun.left_edge.i] if t.tag_ in _TAGS]
    of_time = noun.ent_type_ in TIMES or not _SAY_WHEN.isdisjoint(words)
    return _Phrase(" ".join(words), start, end, of_time, _has_place(doc[start:end]))


def _has_place(phrase: Span) -> bool:
    """Whether it names a place, or perhaps one, or has a word for one."""
    return any(
        t.ent_type_ in PLACES or t.pos_ == "PROPN" or labels_of_noun(t.lemma_) & PLACES
        for t in phrase
    )


def _end(noun: Token) -> int:
    """Behind what belongs to a noun: "the end of May", "Berlin and Munich", but not what else
    hangs on it, which the parser often gets wrong ("schools in Germany").
    """
    own = [
        t for t in noun.rights
        if t.lower_ == "of" or t.dep_ in {"pobj", "nummod"}
        or (t.dep_ == "conj" and t.pos_ not in {"VERB", "AUX"})
    ]  # fmt: skip
    named = next((e.end for e in noun.doc.ents if e.start <= noun.i < e.end), noun.i + 1)
    return max([named, *(_end(t) for t in own)])


def _alike(new: _Phrase, phrases: list[_Phrase]) -> _Phrase | None:
    """The last phrase that the new one takes the place of. "In Turkey" may stand beside "in the
    earthquake", so that a place is needed there.
    """
    alike = [p for p in reversed(phrases) if p.of_time == new.of_time]
    same = next(
        (p for p in alike if p.preposition == new.preposition
         and (p.preposition != "in" or p.of_place == new.of_place)),
        None,
    )  # fmt: skip
    if same is not None:
        return same
    if new.of_time:
        return next(iter(alike), None)
    if new.of_place and new.preposition in _SAY_WHERE:
        return next((p for p in alike if p.of_place and p.preposition in _SAY_WHERE), None)
    return None


def _name_alike(new: _Phrase, doc: Doc) -> Span | None:
    """A name or date without a preposition that tells where or when all the same: "Vienna" in "the
    Vienna talks", "Astana" in "who attended Astana?".
    """
    if new.preposition not in _SAY_WHERE:
        return None
    if new.of_time:
        return next(
            (e for e in reversed(doc.ents)
             if kinds_of_span(e) == TIMES and e.root.dep_ in {"compound", "nummod", "nmod", "amod"}
             and all(t.pos_ != "NOUN" for t in e)),  # "the 30-year war"
            None,
        )  # fmt: skip
    places = [e for e in doc.ents if e.label_ in PLACES and e.root.dep_ in {"compound", "dobj"}]
    return places[-1] if new.of_place and places else None


def _replaced(old: Span, text: str, earlier: str) -> str:
    return earlier[: old.start_char] + text + earlier[old.end_char :]
