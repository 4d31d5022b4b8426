"""Names, dates and numbers in a parsed sentence, with the recogniser's usual slips mended."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from qa.articles.names import PARTICLES_OF_NAMES
from qa.read.syntax import tokens_in

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

__all__ = [
    "BARE_YEAR",
    "NUMBER_WORDS",
    "ROLES",
    "YEAR",
    "Name",
    "approximator",
    "dates",
    "durations",
    "names",
    "numbers",
    "places_in",
    "whole_duration",
    "written_dates",
]

NameType = Literal["person", "group", "place", "nationality", "thing"]

_TYPES: dict[str, NameType] = {
    "PERSON": "person",
    "ORG": "group",
    "NORP": "nationality",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
    "EVENT": "thing",
    "LAW": "thing",
    "PRODUCT": "thing",
    "WORK_OF_ART": "thing",
}
_PARTICLES = frozenset((*PARTICLES_OF_NAMES, "al-", "el-"))  # as tokens
ROLES = frozenset(
    """
    ambassador attorney captain chairman chairwoman chancellor chief colonel commander
    congressman councillor dame deputy director doctor dr envoy ex-president general
    governor head judge justice king leader lord major mayor mediator minister mr mrs ms
    negotiator officer official president premier prime prince princess prof professor queen
    rep representative secretary sen senator sergeant sir special spokesman spokesperson
    spokeswoman vice
    """.split()
)
_MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?"
    r"|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_DATE = re.compile(
    rf"\b\d{{4}}-\d\d-\d\d\b"
    rf"|\b(?:\d{{1,2}}(?:st|nd|rd|th)?\s?[-–]\s?)?\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}"
    rf"(?![a-z])(?:,? \d{{4}})?"
    rf"|\b{_MONTH}(?![a-z]) \d{{1,2}}(?:st|nd|rd|th)?(?:\s?[-–]\s?\d{{1,2}})?(?!\d)(?:,? \d{{4}})?"
    rf"|\b{_MONTH}(?![a-z]),? \d{{4}}\b"
)
_CLOCK = re.compile(
    r"(?<![\d:.,])(?:[01]?\d|2[0-3]):[0-5]\d(?![\d:])(?:\s?[ap]\.?m\b\.?)?", re.IGNORECASE
)
_UNIT = r"(?:second|minute|hour|day|night|week|month|year|decade|century|centurie)s?"
# Those that are common; "one" is often no number
NUMBER_WORDS = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty"
)
_COUNT = (
    r"(?:(?<![\d.,])\d[\d.,]*+"
    r"|(?:twenty|thirty|forty|fifty)[- ](?:one|two|three|four|five|six|seven|eight|nine)"
    rf"|a|an|one|{NUMBER_WORDS}|fifteen|several|few|many)"
)
_DURATION = re.compile(
    rf"(?:(?:about|around|almost|nearly|some|more than|at least|less than|over|under) )?"
    rf"\b(?<!\w[-'’]){_COUNT}(?:[- ](?:and a half|half))?[- ]{_UNIT}\b(?:[- ]old)?"
    rf"(?:(?:,? and |, ){_COUNT}[- ]{_UNIT}\b)?",  # "five hours and thirty-five minutes"
    re.IGNORECASE,
)
_AROUND = 60  # characters beside a part of a length of time
_VAGUE = re.compile(
    rf"(?:the |a |an |several |few |recent |many |some |past |coming |next few )*{_UNIT}(?: ago)?",
    re.IGNORECASE,
)
YEAR = r"(?:1[5-9]|20)\d\d"
BARE_YEAR = re.compile(rf"\b{YEAR}\b")
_APPROXIMATE = re.compile(
    r"\b(?:some|about|around|roughly|approximately|nearly|almost|at least|at most|up to"
    r"|(?:well )?(?:over|under)|an estimated|in excess of|an? (?:maximum|minimum) of"
    r"|(?:no |not )?(?:more|fewer|less|longer|later|earlier|older|higher|lower|greater) than"
    r"|as (?:many|much|few|little) as|close to|all but|only"
    r"|just) $",
    re.IGNORECASE,
)


# In a list of people what the recogniser leaves out: "Alan Fisk, Doreen Fisk, Peter Onslow, Maud
# Trelawney", of which it knows three and a half
_BETWEEN_TWO = re.compile(
    r"(?:,\s+|,?\s+and\s+)((?:[A-Z][\w’'.-]+\s){1,2}[A-Z][\w’'.-]+)(?:,\s+|,?\s+and\s+)"
)
_GIVEN = re.compile(r"(?:,\s+|,?\s+and\s+)([A-Z][\w’'-]+\s)")


@dataclass(frozen=True, slots=True)
class Name:
    """A named thing: offsets into the sentence, its type, and the token that stands for it.

    mended: the recogniser had run it together with what stands before it.
    """

    start: int
    end: int
    type: NameType
    head: Token
    mended: bool = False


def names(doc: Doc, places: frozenset[str] = frozenset()) -> Iterator[Name]:
    """Names in the sentence. `places`: words that begin no person's name."""
    before: Name | None = None
    for name in _recognised(doc, places):
        if before is not None and before.type == name.type == "person":
            gap = doc.text[before.end : name.start]
            if (missed := _BETWEEN_TWO.fullmatch(gap)) is not None:
                yield _person(doc, before.end + missed.start(1), before.end + missed.end(1))
            elif (given := _GIVEN.fullmatch(gap)) and given.group(1).strip().lower() not in ROLES:
                name = _person(doc, before.end + given.start(1), name.end)
        yield name
        before = name


def _person(doc: Doc, start: int, end: int) -> Name:
    inside = tokens_in(doc, start, end)
    return Name(start, end, "person", doc[inside[0].i : inside[-1].i + 1].root, mended=True)


def _recognised(doc: Doc, places: frozenset[str]) -> Iterator[Name]:
    for entity in doc.ents:
        kind = _TYPES.get(entity.label_)
        if kind is None:
            continue
        first, last = entity.start, entity.end
        while first < last and (doc[first].lower_ == "the" or doc[first].is_punct):
            first += 1
        if last > first and doc[last - 1].lower_ in {"'s", "’s"}:
            last -= 1
        cut = _without_roles(doc, first, last, places) if kind in {"person", "group"} else first
        if cut > first or _has_particle(doc, cut, last):
            kind = "person" if _like_person(doc, cut, last) else kind
            first = cut
        if first < last:
            yield Name(
                doc[first].idx,
                doc[last - 1].idx + len(doc[last - 1]),
                kind,
                doc[first:last].root,
                mended=cut > entity.start and kind == "person",
            )


def places_in(docs: list[Doc]) -> frozenset[str]:
    """Single words that the recogniser calls a place at least once."""
    return frozenset(
        e.text for d in docs for e in d.ents if e.label_ in {"GPE", "LOC"} and len(e) == 1
    )


def dates(doc: Doc) -> Iterator[tuple[int, int]]:
    """Dates and times of day, by pattern and by the recogniser; durations and bare numbers not."""
    taken = _written_times(doc)
    yield from taken
    for entity in doc.ents:
        if entity.label_ not in {"DATE", "TIME"}:
            continue
        start, end = entity.start_char, entity.end_char
        text = entity.text
        if re.fullmatch(r"\d+", text) and not re.fullmatch(YEAR, text):
            continue
        if "," in text and not re.search(r"\d", text.split(",", 1)[1]):
            end = start + text.index(",")  # "Thursday, days": the comma ends the date
        text = doc.text[start:end]
        if _VAGUE.fullmatch(text) or _DURATION.fullmatch(text):
            continue
        if any(start < e and s < end for s, e in taken):
            continue
        yield start, end


def written_dates(text: str) -> list[str]:
    """Dates and years by pattern alone, without a parse."""
    return [m.group() for pattern in (_DATE, BARE_YEAR) for m in pattern.finditer(text)]


def _written_times(doc: Doc) -> list[tuple[int, int]]:
    """Dates and times of day by pattern alone."""
    return [m.span() for pattern in (_DATE, _CLOCK) for m in pattern.finditer(doc.text)]


def durations(doc: Doc) -> Iterator[tuple[int, int]]:
    """Lengths of time: "five years", "two-day"."""
    for match in _DURATION.finditer(doc.text):
        yield match.span()


def whole_duration(text: str, start: int, end: int) -> tuple[int, int]:
    """The length of time that the words from `start` to `end` are a part of: "five hours" of "five
    hours and thirty-five minutes"; the words as they are where they are of none.
    """
    around = _DURATION.finditer(text, max(0, start - _AROUND), min(len(text), end + _AROUND))
    found = (m.span() for m in around)
    return next(((s, e) for s, e in found if s <= start and end <= e), (start, end))


def approximator(before: str) -> str:
    """The words right in front of a figure that make it more or less of it ("more than "), with the
    space; "" when there are none. before: the text up to the figure.
    """
    found = _APPROXIMATE.search(before)
    return found.group() if found else ""


def numbers(doc: Doc) -> Iterator[tuple[int, int, Token]]:
    """Counts and amounts with their approximators and what they count; and the counted noun."""
    held = [(e.start_char, e.end_char) for e in doc.ents if e.label_ in {"DATE", "TIME"}]
    held += _written_times(doc)
    for entity in doc.ents:
        if entity.label_ not in {"CARDINAL", "QUANTITY", "MONEY", "PERCENT"}:
            continue
        if any(s <= entity.start_char < e for s, e in held):
            continue
        start, end = entity.start_char, entity.end_char
        start -= len(approximator(doc.text[:start]))
        noun = entity.root.head if entity.root.dep_ in {"nummod", "quantmod"} else entity.root
        if entity.end <= noun.i <= entity.end + 4 and noun.pos_ in {"NOUN", "PROPN"}:
            if all(t.lower_ != "but" for t in doc[entity.end : noun.i]):  # "not 12 but 15 people"
                end = noun.idx + len(noun)
        elif entity.end + 1 < len(doc) and doc[entity.end].lower_ == "of":
            of = doc[entity.end]  # "dozens of rebel factions"
            counted = next((c for c in of.children if c.dep_ == "pobj"), None)
            if counted is not None and counted.i - entity.end <= 5:
                noun, end = counted, counted.idx + len(counted)
        yield start, end, noun


def _without_roles(doc: Doc, first: int, last: int, places: frozenset[str]) -> int:
    """The first token behind leading titles, acronyms and places, if a name is left there."""
    cut = first
    while last - cut > 1:
        token = doc[cut]
        leads = (
            token.lower_.strip(".") in ROLES
            or token.text in places
            or (token.text.isupper() and len(token.text.replace(".", "")) > 1)
            or token.pos_ in {"ADP", "DET", "CCONJ"}
            or token.is_punct
        )
        if not leads:
            break
        cut += 1
    rest = last - cut
    return cut if rest >= 2 and doc[cut].text[:1].isupper() else first


def _has_particle(doc: Doc, first: int, last: int) -> bool:
    return any(doc[i].lower_ in _PARTICLES for i in range(first, last - 1))


def _like_person(doc: Doc, first: int, last: int) -> bool:
    return last - first <= 6 and all(
        t.text[:1].isupper() or t.lower_ in _PARTICLES or not t.text[:1].isalpha()
        for t in doc[first:last]
    )
