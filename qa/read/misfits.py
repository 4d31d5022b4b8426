"""Words that cannot answer, whatever speaks for them: a number is nobody, a name is no sum."""

from __future__ import annotations

import re
from functools import cache

from qa.articles.dates import MONTHS
from qa.read.expected import NAMES
from qa.read.question import Question
from qa.read.sums import NUMBER_WORD, has_no_figure, in_a_sum, is_only_figure, names_a_sum
from qa.read.syntax import parse
from qa.records import Hit
from qa.text import term, terms

__all__ = [
    "asks_for_a_name",
    "is_corrected",
    "is_misfit",
    "is_reckoned",
    "lacks",
    "lacks_the_kind",
]

_BY_HOW_MUCH = re.compile(r"\bby (?:how (?:much|many)|what)\b", re.IGNORECASE)
# What it rose to, or from, is not by how much
_LEVEL = re.compile(
    r"\b(?:to|from|reaching|totall?ing) (?:(?:about|around|almost|nearly|some|just|over|under|an?"
    r"|the|record|more than|less than|at least) ){0,2}$",
    re.IGNORECASE,
)
_OPENINGS = " \n\t“\"'‘(*_"  # that may stand before the first word of a sentence
_AHEAD, _BEHIND = 40, 100  # characters beside words in which they may be called wrong
_SIDES = re.compile(r"(\d{1,3}) ?[-–] ?(\d{1,3})")
_ASKS_SCORE = re.compile(
    r"\bwhat (?:is|was) the (?:(?:final|full|half|end)[ -]?(?:time)? )?score(?:line)?\b",
    re.IGNORECASE,
)
_SCORE = re.compile(r"\d ?[-–—:] ?\d|\b(?:nil|draw|drew)\b|\d to \d", re.IGNORECASE)
# Places that are mostly called so, and others that are no country either
_CALLED_SO = frozenset(
    "airport bridge castle cathedral church hospital hotel mosque museum prison restaurant school"
    " stadium station theatre university".split()
)
_NO_COUNTRY = _CALLED_SO | frozenset(
    "arena beach building city house neighbourhood palace port road square street suburb town"
    " village".split()
)
_CITY_STATES = frozenset("DJ GI GT HK KW LU MC MO MX PA SG SM VA".split())  # cities as well


def lacks_the_kind(asked: Question, hit: Hit) -> bool:
    """Whether the question asks which hotel, say, and neither the passage nor its headline has the
    word.
    """
    if asked.kind not in {"which", "where", "name", "what"} or asked.noun not in _CALLED_SO:
        return False
    return lacks(hit, term(asked.noun), hit.passage.text)


def lacks(hit: Hit, word: str, text: str) -> bool:
    """Whether neither a part of the passage nor its headline has a word. word: its term."""
    return word not in terms(hit.document.headed(text))


@cache
def _countries() -> frozenset[str]:
    """English names of all countries, in lower case, as the Unicode CLDR has them."""
    from babel import Locale  # only few questions need it

    names = Locale("en").territories
    return frozenset(
        name.casefold()
        for code, name in names.items()
        if code.isalpha() and len(code) == 2 and code not in _CITY_STATES
    )


_SIZES = {"big", "large", "high", "tall", "wide", "deep", "heavy"}
_DURATION = re.compile(r"\b(?:year|month|week|day|hour|minute|second)s?\b", re.IGNORECASE)
_SAYS = 3  # words of what somebody says
_UNITS = frozenset(
    "foot inch mile yard acre pound ounce ton tonne gallon metre meter kilometre kilometer"
    " centimetre centimeter kilo kilogram kilogramme litre liter".split()
)
_BY_SIZE = re.compile(rf"\d-(?:{'|'.join(_UNITS)})\b", re.IGNORECASE)
_MEASURED = re.compile(
    rf"(?:\d[\d.,]*|{NUMBER_WORD})(?: (?:{NUMBER_WORD}))*"
    rf"[ -](?:(?:{'|'.join(_UNITS)})(?:e?s)?|feet)\b",
    re.IGNORECASE,
)
# "Colin Harrow, 58, the former chairman": of whom the age is told
_NAMED_BEFORE = re.compile(r"\b[A-Z][\w'’.-]*, $")
_ASKS_AGE = re.compile(r"\b(?:old|ages?|aged)\b", re.IGNORECASE)
_TIME_SPAN = r"(?:second|minute|hour|day|week|month|year|decade)s?"
# How long something took is not when it was, but for "three days later" and "within a month"
_FOR_HOW_LONG = re.compile(
    rf"(?:(?:up to|about|around|nearly|almost|some|more than|less than|at least|only|just) )*"
    rf"(?:\d[\d.,]*|an?|{NUMBER_WORD}|several|many|few)[ -](?:and a half )?{_TIME_SPAN}"
    r"(?:(?:['’]| in| of| behind) (?:prison|jail|bars|custody|imprisonment|probation|service))?",
    re.IGNORECASE,
)
_SOME_TIME = re.compile(r"\b(?:in|after|within|every|by|at|on|since)\W*$", re.IGNORECASE)
_FROM_THEN = re.compile(
    r"\W*(?:ago|later|earlier|after|before|from|prior|into|on)\b", re.IGNORECASE
)

_OF_PEOPLE = {"figure", "number"}  # "what historical figure was it named after?"
# Of these a name is told
_NAMED = frozenset(
    "actor actress airline athlete author award bank charity club company firm man medal minister"
    " newspaper party person player politician president prize singer team union university woman"
    " writer".split()
)


def asks_for_a_name(asked: Question) -> bool:
    """Whether one person or firm is asked for, of whom a name is expected: "who leads the league?",
    "which company runs the trams?", but not "what body sets policy?"
    """
    if asked.several:
        return False
    return asked.kind == "who" or (asked.kind == "which" and asked.noun in _NAMED)


def is_misfit(asked: Question, text: str, start: int, end: int) -> bool:
    """Whether the words from `start` to `end` of a text are of another kind than what is asked for:
    digits for "which company", a figure that is no sum for "how much does it cost", a sum for "how
    many people", also of which the words are only a part; what something rose to for "by how much";
    a country for "which city"; a bare figure for "how long", a length of time for "how big"; a word
    for "what did she say?"; anything but "3-2" for "what was the score?"; no figure for "what is
    the rate"; "18-foot" or "three metres" for "how many eggs"; a score; an
    age; how long it took for "when"; several cells of a table.
    """
    words = text[start:end]
    if "|" in words:  # cells of a table
        return True
    if _BY_HOW_MUCH.search(asked.text) and _LEVEL.search(text[max(0, start - _AHEAD) : start]):
        return True
    if _is_an_age(text, start, end) and not _ASKS_AGE.search(asked.text):
        return True
    if asked.noun in _NO_COUNTRY and words.casefold().removeprefix("the ") in _countries():
        return True
    if asked.expected and asked.expected <= NAMES:
        return is_only_figure(words) and not (
            "ORG" in asked.expected and _is_name(text, start, end)
        )
    if asked.wants_sum:
        return not names_a_sum(words)
    by_noun = asked.kind in {"what", "which"} and asked.noun not in _OF_PEOPLE
    if by_noun and asked.wants_figure and has_no_figure(words):
        return True
    if asked.kind == "when" and _FOR_HOW_LONG.fullmatch(words):
        return not (
            _SOME_TIME.search(text[max(0, start - _AHEAD) : start]) or _FROM_THEN.match(text[end:])
        )
    if asked.measure in {"many", "old"} and asked.noun not in _UNITS and _BY_SIZE.search(words):
        return True  # "18-foot" counts no eggs
    if asked.measure in _SIZES and _DURATION.search(words):  # "how big a rise" is no "16 days"
        return True
    if asked.kind == "statement" and asked.verb != "call":  # "what did she call it?"
        return len(words.split()) < _SAYS and re.search('[“«"]', words) is None
    if asked.measure == "long":  # "29" may be an age, "6-3" a score
        return is_only_figure(words)
    if asked.measure == "old" and is_only_figure(words):  # "two" are so many men
        return re.search(r"\d", words) is None
    if _ASKS_SCORE.search(asked.text):
        return _SCORE.search(words) is None
    if asked.measure == "many" and _is_score(asked, text, start, end):
        return True
    if asked.measure == "many" and asked.noun not in _UNITS and _MEASURED.match(text, start):
        return True  # "three metres" are no people
    if asked.measure == "many":  # but for "how many crowns"
        return in_a_sum(text, start, end) and asked.focus.isdisjoint(terms(words))
    return False


def _is_name(text: str, start: int, end: int) -> bool:
    """Whether a word is capitalised that does not begin a sentence: "Three", "7-Eleven"."""
    return any(
        text[at].isupper() and text[:at].rstrip(_OPENINGS)[-1:] not in {*".!?:|", ""}
        for at in range(start, end)
    )


def _is_score(asked: Question, text: str, start: int, end: int) -> bool:
    """Whether figures are those of two sides, "4-3", and no range: that rises, or has behind it
    what is counted.
    """
    sides = _SIDES.fullmatch(text[start:end])
    if sides is None or int(sides[1]) < int(sides[2]):
        return False
    return asked.focus.isdisjoint(terms(" ".join(text[end : end + _AHEAD].split()[:2])))


def _is_an_age(text: str, start: int, end: int) -> bool:
    """Whether a figure stands between commas behind a name: "Colin Harrow, 58, denies it"."""
    return (
        re.fullmatch(r"\d{1,2}", text[start:end]) is not None
        and text.startswith(",", end)
        and _NAMED_BEFORE.search(text[max(0, start - _AHEAD) : start]) is not None
    )


_BEFORE = r"(?:(?:in|on|at|by|from|to|the|an?) )*"
_CORRECTED = re.compile(
    rf"(?:[,;:(–—]|\band) not {_BEFORE}$|\b(?:rather than|instead of|as opposed to) {_BEFORE}$",
    re.IGNORECASE,
)
# "not in 2014 but in 2015"
_NOT = re.compile(rf"\bnot {_BEFORE}$", re.IGNORECASE)
_BUT = re.compile(r"(?:,? [\w’'-]+){0,4}?,? but\b", re.IGNORECASE)
_ASKS_INSTEAD = re.compile(r"\b(?:rather|instead|opposed)\b", re.IGNORECASE)
_NO_WORD = frozenset({"statement", "yes-no", "why", "how", "definition"})
_NOT_MORE = re.compile(
    r"(?:only|just|all|every|more|less|fewer|until|till|before|after|earlier|later)\b",
    re.IGNORECASE,
)


_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_DAYS = "|".join(f"{name[:3]}[a-z]*" for name in (*MONTHS, *_WEEKDAYS))
# "on Tuesday, has been moved to Wednesday", "first put at 40, later revised to 28"
_MOVED = re.compile(
    r"[^.;:]{0,60}\b(?:has|have|had|was|were|been|later|since|then|now|subsequently)\s(?:been\s)?"
    r"(?:moved|postponed|put\s(?:off|back)|brought\sforward|pushed\sback|rescheduled|delayed"
    r"|deferred|changed|revised|corrected|amended)(?:\s(?:up|down|upwards?|downwards?))?\s"
    rf"(?:to|until|till)\s(?=(?:\w+\s){{0,2}}(?:\d|{NUMBER_WORD}|tomorrow|next|{_DAYS}))",
    re.IGNORECASE,
)
_ONCE_MEANT = re.compile(
    r"\b(?:once|originally|first|initially|formerly)\s"
    r"(?:planned|scheduled|due|meant|expected|set|put|estimated|reported|given)\s"
    r"(?:(?:for|to|in|on|at|as|be|about|around|early|late|the)\s)*$",
    re.IGNORECASE,
)
# "has grown from 540 million to about 710 million", of what is now
_GREW_FROM = re.compile(
    r"\b(?:grown?|grew|risen|rose|increased|climbed|jumped|gone\sup|went\sup|fallen|fell|dropped"
    r"|declined|shrunk|shrank|cut|raised|lowered|reduced|changed|doubled|up|down)\s"
    r"(?:\w+\s){0,3}?from\s(?:about\s|around\s|some\s|nearly\s|almost\s)?$",
    re.IGNORECASE,
)
_IS_NOW = re.compile(r"\b(?:is|are|does|do|has|have)\b", re.IGNORECASE)
_WAS = re.compile(r"\b(?:did|was|were|had|been|used)\b|\b(?:1[5-9]|20)\d\d\b", re.IGNORECASE)


def is_reckoned(asked: Question) -> bool:
    """Whether a figure or a day is asked for, which is right or wrong wherever it is told."""
    return asked.wants_figure or asked.kind == "when"


def is_corrected(asked: Question, text: str, start: int, end: int) -> bool:
    """Whether words from `start` to `end` are what was not, put right beside it: "seven" in "nine
    people were injured, not seven", "2014" in "not in 2014 but in 2015"; also a figure or a day
    that was changed ("Tuesday, moved to Wednesday") or, of what is now, what it was. Names are left
    out for other reasons too: of them it must be said with the question's verb.
    """
    if asked.negated or asked.kind in _NO_WORD:
        return False
    start += 4 * text[start:end].casefold().startswith("not ")
    ahead = " ".join(text[max(0, start - _AHEAD) : start].split()) + " "
    behind = text[end : end + _BEHIND]
    not_so = not _NOT_MORE.match(text[start:end]) and (
        _CORRECTED.search(ahead) is not None
        or (_NOT.search(ahead) is not None and _BUT.match(behind) is not None)
    )
    if not is_reckoned(asked):
        if not not_so or _ASKS_INSTEAD.search(asked.text):
            return False
        near = parse(text[max(0, start - _BEHIND) : end + _BEHIND])
        return asked.verb in {term(word) for t in near for word in (t.text, t.lemma_)} - {""}
    if not_so:
        return True
    if _MOVED.match(behind) or _ONCE_MEANT.search(ahead):
        return True
    now = _IS_NOW.search(asked.text) is not None and _WAS.search(asked.text) is None
    return now and _GREW_FROM.search(ahead) is not None and re.match(r"\W*to\b", behind) is not None
