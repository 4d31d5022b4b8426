"""Names in other words: "De Mistura", "Staffan de Mistura", "the U.N. Special Envoy"."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from rapidfuzz import fuzz

from qa.articles.names import PARTICLES
from qa.read.offices import NOT_THE_OFFICE
from qa.records import Document
from qa.text import STOP_WORDS, fold, folded_words, word_list

__all__ = [
    "TITLES",
    "are_namesakes",
    "belongs_to",
    "full_name",
    "holder",
    "ranks",
    "same_last_name",
    "same_name",
]

_SPELT_ALIKE = 80.0  # rapidfuzz ratio of two spellings of a name: al-Ja‘afari, al-Jaafri
TITLES = frozenset(
    """
    mr mrs ms miss dr prof professor sir dame lord lady president prime minister premier chancellor
    king queen prince princess pope senator sen rep representative congressman congresswoman
    governor gov mayor judge justice general gen colonel captain sheriff officer special envoy
    ambassador secretary chief leader head director chairman chairwoman ceo spokesman spokeswoman
    former vice deputy acting us un the
    """.split()
)
_NO_OFFICES = frozenset("king prince pope judge justice un us".split())  # but last names, states
# "the former Labour prime", in front of "minister"
_RANKED = re.compile(
    rf"\b(?:{NOT_THE_OFFICE})[\s-]+(?:(?-i:[A-Z])[\w’'.]{{0,40}}\s+){{0,2}}$", re.IGNORECASE
)
_RANK = re.compile(rf"\b(?:{NOT_THE_OFFICE})\b", re.IGNORECASE)
_BEFORE_OFFICE = 60  # characters in front of an office in which its rank may stand
# Right in front of a place they make another one of it
_DIRECTIONS = frozenset(
    """
    north south east west northern southern eastern western central equatorial upper lower new
    """.split()
)
_PARTICLES = frozenset(PARTICLES) - {"ben"}  # which is the first name of many
# What may follow a name without making it another: "Yosemite National Park", "New York City"
_KINDS = frozenset(
    """
    national state park city town county province region island islands estate resort hotel inc ltd
    llc corp corporation co company group plc river lake mount mountain district supermoon moon
    series show film program programme airport stadium
    """.split()
)
# With them it is another: "China Airlines", "Boston University", and "Airlines" is nobody's name
_BODIES = frozenset(
    """
    university college airlines airline airways times post journal news party committee council
    agency ministry bank court army police
    """.split()
)
# Short forms that initials do not give
_SAME = {
    "us": "united states",
    "usa": "united states",
    "america": "united states",
    "uk": "united kingdom",
    "britain": "united kingdom",
    "great britain": "united kingdom",
    "russian federation": "russia",
    "un": "united nations",
    "eu": "european union",
}
# First names by which people go
_GOES_BY = {
    "bill": "william",
    "bob": "robert",
    "dick": "richard",
    "jack": "john",
    "jim": "james",
    "kate": "katherine",
    "mike": "michael",
    "ted": "edward",
    "tony": "anthony",
}
_BETWEEN = "|".join(PARTICLES)
_NAME = rf"(?:[A-Z][\w’'‘.-]{{0,40}}|(?:{_BETWEEN})\b)"
_LONGEST_NAME = 5  # words
_SHORTEST_ROLE = 8  # characters: "the president" alone may be anybody


def same_name(one: str, other: str) -> bool:
    """True when one name is the other, shorter or spelt otherwise.

    The shorter must end as the longer does ("Krol", "George Krol"), or the longer only adds what
    kind of thing it is ("Yosemite", "Yosemite National Park"), or a place around it ("Astana",
    "Astana, Kazakhstan"). Two offices must be of one kind and rank.
    """
    if _is_office(one) and _is_office(other) and not _same_office(one, other):
        return False
    first, second = _core(one), _core(other)
    if not first or not second:
        return False
    if first == second or _initials(first, second) or _initials(second, first):
        return True
    short, long = sorted((first, second), key=lambda name: (len(name), name))
    if all(word in _KINDS | _BODIES for word in short):
        return False
    if long[-len(short) :] == short:
        another = long[-len(short) - 1] in _DIRECTIONS
        return len(short[-1]) > 2 and not another and not belongs_to(one, other)
    rest = long[len(short) :]
    if long[: len(short)] == short and all(word in _KINDS for word in rest):
        return rest != ("city", "park")  # which is a place in the city
    if ("," in one) != ("," in other):  # not "Paris, Texas" and "Paris, France"
        heads = [_core(text.split(",")[0]) for text in (one, other)]
        if heads[0] and heads[0] == heads[1]:
            return True
    return _spelt_alike(short, long)


def same_last_name(one: str, other: str) -> bool:
    """True when the last words are spelt alike and the first names, where both have some, are not
    those of two people: "Zelensky", "Volodymyr Zelenskyy".
    """
    last = [_core(name)[-1:] for name in (one, other)]
    if not all(last) or _first_names_differ(one, other):
        return False
    if last[0] == last[1]:
        return True
    alike = fuzz.ratio(last[0][0], last[1][0]) >= _SPELT_ALIKE
    both = bool(_first_names(one) and _first_names(other))
    return alike and (both or last[0][0][0] == last[1][0][0])


def are_namesakes(one: str, other: str) -> bool:
    """True for two people of one last name: "John Smith", "Jane Smith"."""
    return _core(one)[-1:] == _core(other)[-1:] and _first_names_differ(one, other)


def ranks(text: str) -> frozenset[str]:
    """Words that make an office another one, or one that is not held any more: "deputy"."""
    return frozenset(m.group().lower() for m in _RANK.finditer(text))


def _first_names_differ(one: str, other: str) -> bool:
    first, second = _first_names(one), _first_names(other)
    return bool(first and second) and not any(_same_first(a, b) for a in first for b in second)


def _first_names(name: str) -> tuple[str, ...]:
    """What stands in front of the last name and behind the last title."""
    before = _core(name)[:-1]
    titled = max((at for at, word in enumerate(before, start=1) if word in TITLES), default=0)
    return tuple(word for word in before[titled:] if word not in _PARTICLES)


def _same_first(one: str, other: str) -> bool:
    """Also an initial, or a short form: "Joe", "Joseph"."""
    one, other = (_GOES_BY.get(name, name) for name in (one, other))
    short, long = sorted((one, other), key=len)
    letters = iter(long)
    return (short[0] == long[0] and all(c in letters for c in short)) or (
        fuzz.ratio(one, other) >= _SPELT_ALIKE
    )


def _is_office(name: str) -> bool:
    """Words that end as an office does, which is no last name."""
    return any(word in TITLES - _NO_OFFICES for word in folded_words(name)[-1:])


def _same_office(one: str, other: str) -> bool:
    """Of one rank, and the one only tells more of it: "president", "U.S. president"."""
    first, second = (set(folded_words(text, articles=False)) for text in (one, other))
    return ranks(one) == ranks(other) and (first <= second or second <= first)


def belongs_to(one: str, other: str) -> bool:
    """Somebody of it, not itself: "secretary for the Labour Party"."""
    short, long = sorted((one, other), key=lambda text: (len(text), text))
    return bool(re.search(rf"\b(?:for|at|from)\s+(?:[a-z]+\s+)*{re.escape(short)}$", long))


def full_name(name: str, document: Document) -> str:
    """The longest form in which the article gives the name, or the name itself.

    Words count as its longer form when they end with it ("De Mistura" of "Staffan de Mistura").
    An article that gives two such forms ("Bill Clinton", "Hillary Clinton") resolves neither.
    """
    last = word_list(name)
    if not last or not last[-1][:1].isupper():
        return name
    return _full_name(name, document)


@lru_cache(maxsize=2_000)
def _full_name(name: str, document: Document) -> str:
    ending = re.escape(" ".join(name.split())).replace(r"\ ", r"\s+")
    before = rf"\b((?:{_NAME}\s+){{1,{_LONGEST_NAME}}})(?i:{ending})(?!\w)"
    found: Counter[tuple[str, ...]] = Counter()
    forms: dict[tuple[str, ...], str] = {}
    short = _core(name)
    for match in re.finditer(before, document.text):
        form = " ".join(match.group().split())
        core = _core(form)
        told = not any(fold(word) in STOP_WORDS for word in form.split()[:-1] if word.istitle())
        if told and len(core) > len(short) and core[-len(short) :] == short:
            found[core] += 1
            forms.setdefault(core, form)
    longest = sorted(found, key=lambda core: (-len(core), -found[core]))
    if not longest:
        return name
    if any(longest[0][-len(core) :] != core for core in longest):
        return name
    return forms[longest[0]]


def holder(role: str, document: Document) -> str | None:
    """Who holds an office, when the article says so beside a name: "the U.N. special envoy", of
    "U.N. Special Envoy for Syria Staffan de Mistura". None for what is no office, or held by two.
    """
    said = re.sub(r"^(?:the|its|their|an?)\s+", "", " ".join(role.split()), flags=re.IGNORECASE)
    last = [fold(word) for word in word_list(said)][-1:]
    if not last or last[0] not in TITLES or len(said) < _SHORTEST_ROLE:
        return None
    return _holder(said, document)


@lru_cache(maxsize=2_000)
def _holder(role: str, document: Document) -> str | None:
    office = re.escape(role).replace(r"\ ", r"\s+").replace(r"\.", r"\.?")
    area = r"(?:\s+(?:for|on|to|of)\s+(?:the\s+)?[A-Z]\w+(?:\s[A-Z]\w+)??)?"
    name = rf"\b[A-Z][\w’'‘-]{{1,40}}(?:\s+(?:[A-Z][\w’'‘-]{{1,40}}|(?:{_BETWEEN})\b)){{1,3}}"
    found = {
        _core(match.group("name")): match.group("name")
        for pattern in (
            rf"\b(?i:{office}){area},?\s+(?P<name>{name})",
            rf"(?P<name>{name}),\s+(?i:(?:the|its)?\s*{office})\b",
        )
        for match in re.finditer(pattern, document.text)
        if not _RANKED.search(document.text[max(0, match.start() - _BEFORE_OFFICE) : match.start()])
    }
    return " ".join(next(iter(found.values())).split()) if len(found) == 1 else None


def _core(name: str) -> tuple[str, ...]:
    """Folded words without titles in front and possessives."""
    own = re.split(r"['’]s\s+", name)[-1]  # "Donald Trump's Mar-a-Lago"
    folded = folded_words(own)
    joined = " ".join(folded)
    folded = _SAME.get(joined, joined).split()
    while len(folded) > 1 and folded[0] in TITLES:
        folded = folded[1:]
    return tuple(folded)


def _initials(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    return len(short) == 1 and len(long) > 1 and short[0] == "".join(word[0] for word in long)


def _spelt_alike(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """The same first name, and last names that differ in a letter or two."""
    one = [w for w in short if w not in _PARTICLES]
    other = [w for w in long if w not in _PARTICLES]
    if len(one) < 2 or len(one) != len(other) or one[0] != other[0]:
        return False
    return all(fuzz.ratio(a, b) >= _SPELT_ALIKE for a, b in zip(one, other, strict=True))
