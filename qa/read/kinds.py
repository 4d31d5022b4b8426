"""The kind of a question, by the words that it asks with."""

from __future__ import annotations

import re
from typing import Literal

from qa.read.asking import AUXILIARY, find_asking
from qa.read.syntax import parse

__all__ = ["Kind", "kind_of"]

Kind = Literal[
    "who", "identity", "name", "when", "where", "how-many", "how-long", "why", "how",
    "statement", "definition", "which", "what", "yes-no",
]  # fmt: skip

_TIME_NOUNS = "dates?|day|days|year|years|month|months|week|time|decade|century"
_PLACE_NOUNS = "city|cities|town|towns|place|places|location|venue|capital|region|village|province"
_GROUP_NOUNS = (
    "country|countries|nations?|states?|groups?|party|parties|person|people|powers|leaders?"
    "|presidents?|officials?"
)
_SAYING = (
    "say|said|says|tell|told|call|called|think|thought|claim|claimed|warn|warned|add|added"
    "|announce|announced|acknowledge|acknowledged|argue|argued|believe|believed|deny|denied"
    "|comment|commented|state|stated"
)

_FINITE = "was|were|is|are|has|have|had|will|would|should|could|can|may|might|caused|led"

# First rule that fits wins; each reads the question in lower case from its question word on.
_RULES: tuple[tuple[str, Kind], ...] = (
    (r"how (long|old|far|tall|big|large|high|deep|often|fast|heavy|wide|frequently)\b", "how-long"),
    (r"how (many|much)\b|what ((was|is|were|are) the )?(\w+ )?"
     r"(number|share|percentage|proportion|amount|death toll|toll)\b", "how-many"),
    # "who is Nasr Hariri?", but not "who is the envoy to Syria?", which asks for a name
    (r"who (is|was|are|were) (?!the |a |an |.*['’]s )"
     r"((?!(of|in|for|to|at|on|by) )[^ ]+( |$)){1,5}$", "identity"),
    (r"who(m|se)?\b", "who"),
    (rf"when\b|(what|which) ({_TIME_NOUNS})\b|how soon\b", "when"),
    (rf"where\b|(what|which) (\w+ )?({_PLACE_NOUNS})\b", "where"),
    (r"what (does|do|did) [\w.'’ -]+ (mean|stand for)\b", "definition"),
    (r"why\b|how come\b"
     r"|what (was|is|were|are) the (\w+ )?(reason|cause|motive|purpose|aim|goal)s?\b"
     r"|what (caused|prompted|led)\b|what reasons?\b|what .+ for\W*$"
     r"|what (did|does|do|has|had) .+ (die|died|dying) (of|from)\b", "why"),
    # "what did she say about it?", but not "what did she say was wrong?"
    (rf"what (did|does|do|has|have|had) .+ ({_SAYING})\b(?! ({_FINITE})\b)"
     r"|what was .+ (quoted|comment)", "statement"),
    (rf"(what|which) (\w+ )?({_GROUP_NOUNS})\b", "which"),
    (r"what .*\bnames? of\b|what (is|was|are|were) .+ (called|named)\W*$"
     r"|(what|which) names?\b", "name"),
    (r"how\b", "how"),
    # "what is Fatah al-Sham?", "what is a truce?", but not "what is the main sticking point?"
    (r"what (is|was|are|were) (?!the |his |her |its |their |.*['’]s )(?:an? )?"
     r"((?!(of|in|for|to|at|on|by|from) )[^ ]+( |$)){1,4}$", "definition"),
    (rf"(which|what) (?!{AUXILIARY}\b|happen|if\b|about\b)\w+", "which"),
    (r"what\b|which\b", "what"),
)  # fmt: skip

# The same for newsroom shorthand, which has no question word
_SHORTHAND: tuple[tuple[str, Kind], ...] = (
    (r"\bnames? of\b", "name"),
    (r"\b(dates?|deadline|schedule)\b", "when"),
    (r"\b(venue|location|whereabouts)\b", "where"),
    (r"\b(attendees|participants|sponsors|hosts?|organi[sz]ers?|mediators?)\b", "who"),
    (r"\b(number of|toll|total|count|figures?)\b", "how-many"),
    (r"\b(reasons?|causes?)\b", "why"),
)

_IN_PLACE = r"(what|which) (?:\w+ ){0,2}(country|countries|state|states|nation|nations|county)\b"

# "what is fracking?", but not "what is happening?"
_PRACTICE = re.compile(
    r"what (?:is|was) (?:(\w+) )?(?!(?:go|com|happen|miss|chang|lack|remain|pend|cost)ing\b)"
    r"\w{2,}ing\W*$"
)


def kind_of(text: str) -> Kind:
    """The kind of question; of several sentences, the last that asks counts."""
    asking = find_asking(text)
    if asking.at is None:
        return _kind_without_asking_word(text[asking.start : asking.end])
    lowered = " ".join(text[asking.at : asking.end].casefold().split())
    lowered = re.sub(r"^(wh\w+|how)['’]s\b", r"\1 is", lowered)
    kind: Kind = next((kind for rule, kind in _RULES if re.match(rule, lowered)), "what")
    lead = text[asking.lead : asking.at].strip().casefold()
    if kind == "which" and lead in {"in", "at", "near", "from"} and re.match(_IN_PLACE, lowered):
        return "where"
    if kind in {"what", "which"} and lead == "since":
        return "when"
    if kind == "identity" and any(t.pos_ == "VERB" for t in parse(text)):
        return "who"  # "who was invited?"
    if kind == "definition" and not lowered.startswith(("what does", "what do", "what did")):
        # "what is being built?", "what was agreed?" ask for something else
        verbs = [t for t in parse(text) if t.pos_ == "VERB"]
        return "what" if verbs and not _is_practice(lowered) else kind
    return kind


def _is_practice(asked: str) -> bool:
    """Whether "what is …?" ends in a practice, which the parser takes for a verb: "fracking",
    "luminescence dating". One word in front that is no name and no plural is a part of its name.
    """
    found = _PRACTICE.match(asked)
    return found is not None and all(t.tag_ in {"NN", "JJ"} for t in parse(found.group(1) or ""))


def _kind_without_asking_word(sentence: str) -> Kind:
    lowered = " ".join(sentence.casefold().split())
    if re.match(rf"\W*(and |but |so )?{AUXILIARY}\b", lowered):
        return "yes-no"
    return next((kind for rule, kind in _SHORTHAND if re.search(rule, lowered)), "what")
