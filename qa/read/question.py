"""What a question asks for: its kind, the words that matter, and what must be named."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from qa.read.syntax import parse
from qa.text import term, words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

__all__ = ["Kind", "Question", "analyse", "kind_of"]

Kind = Literal[
    "who", "identity", "name", "when", "where", "how-many", "how-long", "why", "how",
    "statement", "which", "what", "yes-no",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Question:
    """A question taken apart.

    terms: index terms with the word that gave each, in order, without repeats.
    focus: terms of the noun asked about ("countries" in "which countries …"); they describe the
    answer and need not stand beside it.
    verb: term of the main verb, or "". object_names: terms of names that the verb acts on.
    asks_object: True when the answer is what the verb acts on ("who did X meet?").
    negated: the question itself says "not".
    """

    text: str
    kind: Kind
    terms: tuple[tuple[str, str], ...]
    focus: frozenset[str] = frozenset()
    verb: str = ""
    object_names: frozenset[str] = frozenset()
    asks_object: bool = False
    negated: bool = False

    @property
    def term_set(self) -> frozenset[str]:
        return frozenset(t for t, _ in self.terms)


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

# First rule that fits wins; each reads the question in lower case.
_RULES: tuple[tuple[str, Kind], ...] = (
    (r"\bhow (long|old|far|tall|big|large|high|deep|often|fast)\b", "how-long"),
    (r"\bhow (many|much)\b|\bwhat (number|share|percentage|proportion|amount)\b", "how-many"),
    # "who is Nasr Hariri?", but not "who is the envoy to Syria?", which asks for a name
    (r"^\W*who (is|was|are|were) (?!the |a |an |.*['’]s )"
     r"((?!(of|in|for|to|at|on|by) )[\w.'’-]+\W*){1,5}$", "identity"),
    (r"\bwho(m|se)?\b", "who"),
    (rf"\bwhen\b|\b(what|which) ({_TIME_NOUNS})\b|\bsince when\b|\bhow soon\b", "when"),
    (rf"\bwhere\b|\b(what|which) (\w+ )?({_PLACE_NOUNS})\b|\bin (what|which) country\b", "where"),
    (r"\bwhy\b|\bhow come\b|\bwhat (was|is|were|are) the (reason|cause|motive|purpose|aim)s?\b"
     r"|\bwhat (caused|prompted|led)\b|\bfor what (reason|purpose)\b|\bwhat .+ for\W*$", "why"),
    (rf"\bwhat (did|does|do|has|have|had) .+ ({_SAYING})\b"
     r"|\bwhat was .+ (quoted|comment)", "statement"),
    (rf"\b(what|which) (\w+ )?({_GROUP_NOUNS})\b", "which"),
    (r"\bnames? of\b|\bwhat (is|was|are|were) .+ (called|named)\W*$", "name"),
    (r"\bhow\b", "how"),
    (r"\b(which|what) (?!is\b|are\b|was\b|were\b|did\b|do\b|does\b|has\b|have\b|had\b|will\b"
     r"|would\b|can\b|could\b|happen)\w+", "which"),
    (r"\bwhat\b|\bwhich\b", "what"),
    (r"^\W*(is|are|was|were|do|does|did|has|have|had|will|would|can|could|should)\b", "yes-no"),
    # newsroom shorthand without a question word
    (r"\b(dates?|deadline|schedule)\b", "when"),
    (r"\b(venue|location|whereabouts)\b", "where"),
    (r"\b(attendees|participants|sponsors|hosts?|organi[sz]ers?|mediators?)\b", "who"),
    (r"\b(number of|toll|total|count|figures?)\b", "how-many"),
    (r"\b(reasons?|causes?)\b", "why"),
)  # fmt: skip

# Words that only say what kind of answer is wanted
_ASKING = frozenset(
    """
    date dates day year month time place location venue number count total name names person
    people thing kind sort type many much long old far often happen happened happens happening
    """.split()
)


def analyse(text: str) -> Question:
    """Take a question apart; works for lower case and for shorthand without a verb."""
    lowered = text.casefold()
    doc = parse(text)
    found: dict[str, str] = {}
    for span in words(text):
        word = text[span.start : span.end]
        if t := term(word):
            found.setdefault(t, word)
    focus = _focus(lowered, doc)
    verb = _main_verb(doc)
    asking = {t for t, word in found.items() if word.casefold() in _ASKING}
    if asking < found.keys():  # a question made of such words alone keeps them
        found = {t: word for t, word in found.items() if t not in asking}
    return Question(
        text=text,
        kind=kind_of(text),
        terms=tuple(found.items()),
        focus=frozenset(focus),
        verb=term(verb.text) if verb is not None else "",
        object_names=_object_names(verb),
        asks_object=_asks_object(doc, verb),
        negated=bool(re.search(r"\b(not|never|refused?|failed?|declined?|\w+n['’]t)\b", lowered)),
    )


def kind_of(text: str) -> Kind:
    """The kind of question."""
    lowered = " ".join(text.casefold().split())
    kind: Kind = next((kind for rule, kind in _RULES if re.search(rule, lowered)), "what")
    if kind == "identity" and any(t.pos_ == "VERB" for t in parse(text)):
        return "who"  # "who was invited?"
    return kind


def _focus(lowered: str, doc: Doc) -> set[str]:
    """Terms of the noun behind "which", "what" or "how many"."""
    found = re.search(
        r"\b(?:which|what|how many|how much|number of|count of|total)\b((?: [\w'’-]+){0,5})",
        lowered,
    )
    if not found:
        return set()
    start = found.start(1)
    focus: set[str] = set()
    for token in doc:
        if token.idx < start or not found.group(1).strip():
            continue
        if token.pos_ in {"NOUN", "PROPN", "ADJ", "NUM"}:
            focus.add(term(token.text))
            if token.pos_ in {"NOUN", "PROPN"} and (
                token.i + 1 == len(doc) or doc[token.i + 1].pos_ not in {"NOUN", "PROPN"}
            ):
                break
        elif token.pos_ not in {"DET", "ADV"} or focus:
            break
    return focus - {""}


def _main_verb(doc: Doc) -> Token | None:
    roots = [t for t in doc if t.dep_ == "ROOT"]
    if not roots:
        return None
    root = roots[0]
    if root.pos_ == "VERB":
        return root
    return next((t for t in doc if t.pos_ == "VERB" and t.lemma_ not in {"be", "have", "do"}), None)


def _object_names(verb: Token | None) -> frozenset[str]:
    """Terms of names the verb acts on, directly or through a preposition."""
    if verb is None:
        return frozenset()
    objects = [c for c in verb.children if c.dep_ in {"dobj", "obj", "attr", "oprd"}]
    for preposition in (c for c in verb.children if c.dep_ == "prep"):
        objects += [c for c in preposition.children if c.dep_ == "pobj"]
    named = {term(t.text) for o in objects for t in o.subtree if t.pos_ == "PROPN"}
    return frozenset(named - {""})


def _asks_object(doc: Doc, verb: Token | None) -> bool:
    for token in doc:
        if token.tag_ in {"WP", "WDT", "WP$"}:
            top = token if token.dep_ not in {"det", "poss"} else token.head
            return top.dep_ in {"dobj", "obj", "pobj", "attr", "oprd", "nsubjpass"}
    return False
