"""What a question asks for: its kind, the words that matter, and what must be named."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa.read.asking import Asking, find_asking
from qa.read.expected import expected_labels
from qa.read.kinds import Kind, kind_of
from qa.read.options import find_noun, find_options
from qa.read.syntax import parse, tokens_in
from qa.text import term, word_list

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

__all__ = ["Question", "analyse"]

_FIGURES = {"CARDINAL", "QUANTITY", "MONEY", "PERCENT"}


@dataclass(frozen=True, slots=True)
class Question:
    """A question taken apart.

    terms: index terms with the word that gave each, in order, without repeats.
    focus: terms of the noun asked about ("countries" in "which countries …"); they describe the
    answer and need not stand beside it.
    verb: term of the main verb, or "". object_names: terms of names that the verb acts on.
    asks_object: True when the answer is what the verb acts on ("who did X meet?").
    negated: the question itself says "not".
    noun: what is asked for, in the singular ("city" in "which of these cities"), or "".
    expected: the labels of spaCy's recogniser that an answer would have (PERSON, GPE, DATE …);
    empty when anything may answer.
    measure: the word behind "how" ("old", "far", "many"), or "".
    subject: terms of who or what does the deed, unless that is asked for.
    options: what the question offers for choice, as it writes it.
    plural: what is asked for stands in the plural ("which countries", "how many people").
    several: more than one answer may be right ("which countries", "who attended …").
    """

    text: str
    kind: Kind
    terms: tuple[tuple[str, str], ...]
    focus: frozenset[str] = frozenset()
    verb: str = ""
    object_names: frozenset[str] = frozenset()
    asks_object: bool = False
    negated: bool = False
    noun: str = ""
    expected: frozenset[str] = frozenset()
    measure: str = ""
    subject: frozenset[str] = frozenset()
    options: tuple[str, ...] = ()
    plural: bool = False
    several: bool = False

    @property
    def wants_reason(self) -> bool:
        """It asks "why" or of what somebody died, and not for a reason by another word, which may
        be a noun's.
        """
        said = re.search(r"\b(?:why|how come|die[ds]? (?:of|from))\b", self.text, re.IGNORECASE)
        return self.kind == "why" and said is not None

    @property
    def wants_figure(self) -> bool:
        """It asks how many, how much or what share."""
        return bool(self.expected & _FIGURES)

    @property
    def wants_sum(self) -> bool:
        """It asks for a sum of money and for nothing else."""
        return self.expected == {"MONEY"}

    @property
    def term_set(self) -> frozenset[str]:
        return frozenset(t for t, _ in self.terms)


# Deeds that one does, or a few who are named together
_ALONE = (
    r"leads?|led|leading|heads?|headed|heading|chair(?:s|ed|ing)?|command(?:s|ed|ing)?|captain(?:s|ed)"
    r"|coach(?:es|ed|ing)|train(?:s|ed|ing)|manag(?:es|ed|ing)|r[ua]ns?|running|wins?|won"
    r"|scor(?:es|ed|ing)|succeed(?:s|ed|ing)?|replac(?:es|ed|ing)|married|marr(?:ies|ying)"
    r"|bec[ao]mes?|referee(?:s|d|ing)?|umpire[sd]?|preside[sd]?|conduct(?:s|ed|ing)?|direct(?:s|ed|ing)?"
    r"|wr(?:ites?|ote|itten)|writing|compos(?:es|ed|ing)|paint(?:s|ed|ing)?|design(?:s|ed|ing)?"
    r"|invent(?:s|ed)|discover(?:s|ed)|found(?:ed|s)|edit(?:s|ed|ing)|translat(?:es|ed|ing)"
    r"|supervis(?:es|ed|ing)|narrat(?:es|ed|ing)"
)
# "who is Iran's president?", "who led the talks?", but not "who is hosting the talks?"
_ONE_PERSON = re.compile(
    r"\bwho(?:['’]s| is| was| will be) (?:\w+ly )?(?:the|an?|his|her|its|their|[\w -]+['’]s?) "
    rf"|\bwho(?:(?:['’]s| is| was| will be|(?: has| had) been) (?=\w+ing\b)"
    rf"| (?:has|had|will) | )(?:\w+ly )?(?:{_ALONE})\b"
)
_SEVERAL = re.compile(
    r"\b(?:who|what) (?:are|were|all)\b"
    r"|\b(?:which|what) (?:two|three|four|five|six|seven|eight|nine|ten|\d+)\b"
)

_DO = {"do", "does", "did"}

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
    asking = find_asking(text)
    found: dict[str, str] = {}
    for word in word_list(text):
        if t := term(word):
            found.setdefault(t, word)
    focus = _focus(lowered, doc, asking.at or asking.start)
    verb = _main_verb(doc, asking)
    hollow = {t for t, word in found.items() if word.casefold() in _ASKING}
    if hollow < found.keys():  # a question made of such words alone keeps them
        found = {t: word for t, word in found.items() if t not in hollow}
    kind = kind_of(text)
    options = find_options(doc, asking, kind)
    if kind == "yes-no" and options:
        kind = "which"  # "was it Paris or Rome?"
    noun = find_noun(doc, asking)
    measure = _measure(text, asking)
    return Question(
        text=text,
        kind=kind,
        terms=tuple(found.items()),
        focus=frozenset(focus),
        verb=term(verb.text) if verb is not None else "",
        object_names=_object_names(verb),
        asks_object=_asks_object(doc, asking.at, has_subject=bool(_subject(verb))),
        negated=bool(re.search(r"\b(not|never|refused?|failed?|declined?|\w+n['’]t)\b", lowered)),
        noun=noun.lemma_.casefold() if noun is not None else "",
        expected=expected_labels(
            kind, noun.lemma_.casefold() if noun is not None else "", measure, lowered
        ),
        measure=measure,
        subject=_subject(verb),
        options=options,
        plural=_plural(lowered[asking.start : asking.end], noun),
        several=_several(kind, lowered[asking.start : asking.end], noun),
    )


def _measure(text: str, asking: Asking) -> str:
    if asking.at is None:
        return ""
    found = re.match(r"how (\w+)", text[asking.at : asking.end].casefold())
    return found.group(1) if found else ""


def _several(kind: Kind, asked: str, noun: Token | None) -> bool:
    if kind == "who":
        return _ONE_PERSON.search(" ".join(asked.split())) is None
    if kind == "statement":
        return True
    return kind in {"which", "what", "name", "when", "where"} and _plural(asked, noun)


def _plural(asked: str, noun: Token | None) -> bool:
    if noun is not None:
        return noun.tag_ in {"NNS", "NNPS"}
    return _SEVERAL.search(asked) is not None


def _focus(lowered: str, doc: Doc, at: int) -> set[str]:
    """Terms of the noun behind "which", "what" or "how many"."""
    found = re.compile(
        r"\b(?:which|what|how many|how much|number of|count of|total)\b((?: [\w'’-]+){0,5})"
    ).search(lowered, at)
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


def _main_verb(doc: Doc, asking: Asking) -> Token | None:
    tokens = tokens_in(doc, asking.start, asking.end)
    root = next((t for t in tokens if t.dep_ == "ROOT"), None)
    if root is None and asking.start == 0:
        return None
    if root is not None and root.pos_ == "VERB" and root.lower_ not in _DO:
        planned = (c for c in root.children if c.dep_ == "xcomp" and root.lower_ == "going")
        return next(planned, root)  # "are they going to meet?"
    verbs = (t for t in tokens if t.pos_ == "VERB" and t.lemma_ not in {"be", "have", "do"})
    return next(verbs, None) or _taken_for_noun(tokens, root)


def _taken_for_noun(tokens: list[Token], root: Token | None) -> Token | None:
    """The verb of "when did the ferry sink?" that the parser takes for a noun or an adjective."""
    if root is None or not any(t.lower_ in _DO for t in tokens):
        return None
    found = root
    if root.lower_ in _DO:
        words = [t for t in tokens if t.is_alpha]
        found = words[-1] if words[-1].i > root.i + 1 else root
    return found if found.pos_ in {"NOUN", "ADJ"} and found.is_lower else None


def _subject(verb: Token | None) -> frozenset[str]:
    if verb is None:
        return frozenset()
    subjects = [list(c.subtree) for c in verb.children if c.dep_ in {"nsubj", "nsubjpass"}]
    known = [s for s in subjects if not any(t.tag_ in {"WP", "WDT", "WP$"} for t in s)]
    return frozenset({term(t.text) for s in known for t in s} - {""})


def _object_names(verb: Token | None) -> frozenset[str]:
    """Terms of names the verb acts on, directly or through a preposition."""
    if verb is None:
        return frozenset()
    objects = [c for c in verb.children if c.dep_ in {"dobj", "obj", "attr", "oprd"}]
    for preposition in (c for c in verb.children if c.dep_ == "prep"):
        objects += [c for c in preposition.children if c.dep_ == "pobj"]
    named = {term(t.text) for o in objects for t in o.subtree if t.pos_ == "PROPN"}
    return frozenset(named - {""})


def _asks_object(doc: Doc, at: int | None, *, has_subject: bool) -> bool:
    for token in doc:
        if token.tag_ in {"WP", "WDT", "WP$"} and token.idx >= (at or 0):
            top = token if token.dep_ not in {"det", "poss"} else token.head
            if top.dep_ == "dep":  # not understood: "what does X want Y to do?"
                return has_subject
            return top.dep_ in {"dobj", "obj", "pobj", "attr", "oprd", "nsubjpass"}
    return False
