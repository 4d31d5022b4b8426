"""Words for one deed or office: "died" and "her death", "designed by" and "the architect"."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from qa.read.lexicon import irregular_forms
from qa.read.syntax import parse
from qa.text import term

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = [
    "RUNNERS",
    "asks_who_runs",
    "deeds",
    "happens_once",
    "is_by_one",
    "made_by",
    "same_deeds",
    "terms_of",
]


class _Deed(NamedTuple):
    """verbs, nouns: lemmas; "_" before a particle. once: one thing suffers it once, as a rule.
    by_one: one person or body does it, as a rule.
    """

    name: str
    verbs: frozenset[str]
    nouns: frozenset[str]
    once: bool
    by_one: bool


def _deed(verbs: str, nouns: str, *, once: bool = True, by_one: bool = False) -> _Deed:
    words = verbs.split()
    return _Deed(f"to {words[0]}", frozenset(words), frozenset(nouns.split()), once, by_one)


# Only words that stand for each other wherever the same thing or person is spoken of: "start" may
# be the start of building, "head" may be a chairman
_DEEDS = (
    _deed("open inaugurate unveil", "opening inauguration unveiling"),
    _deed("reopen re-open", "reopening re-opening"),
    _deed("close shut shut_down close_down", "closure closing shutdown"),
    _deed("die pass_away perish", "death passing"),
    _deed("bear", "birth"),
    _deed("found establish set_up", "founding foundation founder establishment", by_one=True),
    _deed("sink founder capsize go_down", "sinking"),
    _deed("end finish conclude call_off", "end conclusion"),
    _deed("sign ink", "signing signature"),
    _deed("sentence jail imprison", "sentencing"),
    _deed("injure wound hurt", "injury", once=False),
    _deed("evacuate", "evacuation evacuee", once=False),
    _deed("repay pay_back reimburse refund", "repayment refund", once=False),
    _deed("arrest detain", "arrest detention"),
    _deed("charge indict", "indictment"),
    _deed("launch lift_off blast_off", "launch liftoff lift-off"),
    _deed("marry wed", "marriage wedding"),
    _deed("resign step_down quit", "resignation"),
    _deed(
        "discover find unearth uncover spot come_across", "discovery discoverer finder", by_one=True
    ),
    _deed("invent", "inventor invention", by_one=True),
    _deed("build construct erect", "builder construction", by_one=True),
    _deed("complete finish", "completion"),
    _deed("destroy burn_down gut", "destruction"),
    _deed("release publish premiere come_out", "release publication premiere"),
    _deed("adopt approve ratify", "adoption approval ratification"),
    _deed("design draw_up", "designer architect design", by_one=True),
    _deed("write author pen", "author writer", by_one=True),
    _deed("compose write", "composer", by_one=True),
    _deed("direct", "director", by_one=True),
    _deed("paint", "painter", by_one=True),
    _deed("kill murder assassinate", "killer murderer assassin murder assassination"),
    _deed("appoint name", "appointment"),
    _deed("buy acquire purchase take_over", "buyer takeover purchase acquisition", by_one=True),
    _deed("crash", "crash"),
    _deed("collapse", "collapse"),
    _deed("win", "winner victory", once=False, by_one=True),
    _deed("lead head", "leader", once=False, by_one=True),
    _deed("beat defeat overcome", "defeat", once=False),
    _deed("fund finance bankroll sponsor pay_for", "funder sponsor", once=False),
    _deed("own", "owner", once=False),
    _deed("operate run", "operator", once=False),
    _deed("make manufacture produce", "maker manufacturer producer", once=False),
    _deed("supply", "supplier", once=False),
    _deed("dismiss sack fire send_off", "dismissal sacking", once=False),
    _deed("convict find_guilty", "conviction"),
    _deed("replace succeed", "replacement successor", once=False),
    _deed("supervise", "supervisor", once=False),
    _deed("explode blow_up", "explosion blast", once=False),
    _deed("switch_off turn_off", "shutdown", once=False),
    _deed("score", "scorer", once=False, by_one=True),
    _deed("coach train", "coach trainer", once=False, by_one=True),
    _deed("watch", "attendance audience crowd spectator", once=False),
    _deed("chair preside", "chairman chairwoman chair chairperson", once=False, by_one=True),
    _deed("earn", "salary pay wage earnings remuneration", once=False),
    _deed("employ", "employee employer staff workforce", once=False),
    _deed("live reside", "resident inhabitant", once=False),
    _deed("steal", "theft thief robbery"),
    _deed("cancel scrap abandon call_off", "cancellation"),
    _deed("postpone delay put_off push_back", "postponement delay", once=False),
    _deed("rescue save", "rescue rescuer", once=False),
    _deed("donate", "donation donor", once=False),
    _deed("lend loan", "loan lender", once=False),
    _deed("ban prohibit outlaw forbid", "ban prohibition"),
    _deed("deport expel", "deportation expulsion"),
    _deed("happen occur take_place", "", once=False),
    _deed("investigate probe", "investigation investigator inquiry probe", once=False),
    _deed("protest demonstrate", "protest protester demonstration demonstrator", once=False),
    _deed("sue", "lawsuit", once=False),
    _deed("retire", "retirement"),
    _deed("demolish tear_down pull_down knock_down raze", "demolition"),
    _deed("elect", "election"),
    _deed("translate", "translator translation", by_one=True),
    _deed("edit", "editor", once=False, by_one=True),
    _deed("sell", "sale seller", once=False),
    _deed("visit", "visitor visit", once=False),
    _deed("participate take_part compete", "participant competitor", once=False),
    _deed("organise organize", "organiser organizer", once=False),
    _deed("represent", "representative", once=False),
    _deed("advise", "adviser advisor", once=False),
)

# What is measured, by the words that tell it
_MEASURED = (
    frozenset({"tall", "high", "height"}),
    frozenset({"long", "length"}),
    frozenset({"wide", "broad", "width"}),
    frozenset({"deep", "depth"}),
    frozenset({"heavy", "weight", "weigh"}),
    frozenset({"fast", "speed"}),
    frozenset({"old", "age", "aged"}),
    frozenset({"far", "distance", "away"}),
)

_WORKS = {
    work: deed
    for deed, works in (
        ("to write", "article biography book essay memoir novel play poem script story thriller"),
        ("to compose", "anthem concerto hymn music opera sonata song symphony tune"),
        ("to direct", "documentary film movie"),
        ("to paint", "canvas fresco mural painting portrait"),
        ("to design", "building design hall house tower"),
    )
    for work in works.split()
}


def deeds(token: Token, *, tagged: bool = True) -> frozenset[str]:
    """What a verb or a noun stands for, as names to be compared; more than one when it has several
    meanings, its own term when it is of no deed that is listed.

    tagged: False where a verb may be taken for a noun ("when did the ferry sink?").
    """
    lemma = token.lemma_.lower()
    forms = {lemma} | {f"{lemma}_{c.lower_}" for c in token.children if c.dep_ in {"prt", "advmod"}}
    forms |= {f"{lemma}_{c.lower_}" for c in token.children if c.dep_ == "prep"}
    verb = token.pos_ in {"VERB", "AUX"}
    found = frozenset(
        deed.name
        for deed in _DEEDS
        if ((verb or not tagged) and forms & deed.verbs)
        or ((not verb or not tagged) and forms & deed.nouns)
    )
    return found or frozenset({term(lemma)} - {""})


def made_by(token: Token) -> frozenset[str]:
    """What was done by whom a passive verb or a work is: a play by somebody was written."""
    if token.pos_ in {"NOUN", "PROPN"} and (deed := _WORKS.get(token.lemma_.lower())):
        return frozenset({deed})
    return deeds(token)


def happens_once(deed: str) -> bool:
    """Whether it happens once to one thing, as dying does and winning does not."""
    return any(d.name == deed and d.once for d in _DEEDS)


def is_by_one(deed: str) -> bool:
    """Whether one does it, so that two names for it contradict each other: many may attend."""
    return any(d.name == deed and d.by_one for d in _DEEDS)


# Offices of those who run what they hold them in
RUNNERS = frozenset(
    """
    boss ceo chair chairman chairperson chairwoman chief commander director executive governor head
    leader manager mayor minister premier president principal secretary
    """.split()
)
_LEADING = {"leads", "led", "heads", "headed"}
_RUNNING = re.compile(
    r"\bwho (?:now |currently )?(runs|ran|leads|led|heads|headed|manages|managed)\b"
    r"|\bwho(?: is| was|['’]s) (?:now |currently )?(?:in (charge)|at the (helm|head))\b"
    r"|\bwho(?: is| was|['’]s) (?:now |currently )?(?:the )?(?:[\w -]+['’]s? )?"
    r"(head|boss|leader)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=200)
def asks_who_runs(question: str) -> str:
    """The term of the word by which it asks who runs something, or leads or heads what has a name:
    a study or a delegation is led without an office. "" when it does not.
    """
    found = _RUNNING.search(question)
    if found is None or found.lastindex is None:
        return ""
    word = found.group(found.lastindex)
    if word.lower() in _LEADING:
        said = next((t for t in parse(question) if t.idx == found.start(found.lastindex)), None)
        if said is None or not any(c.dep_ == "dobj" and c.pos_ == "PROPN" for c in said.children):
            return ""
    return term(word)


@lru_cache(maxsize=200)
def same_deeds(question: str) -> frozenset[tuple[str, str]]:
    """Each term of a question that stands for a deed or a measure, with each other term that stands
    for it; the offices of those who run something for "who runs it?".
    """
    found = {
        (own, other)
        for token in parse(question)
        if token.pos_ in {"VERB", "NOUN", "ADJ"} and (own := term(token.text))
        for deed in deeds(token, tagged=False)
        for other in terms_of(deed)
        if other not in {own, deed}
    }
    found |= {
        (own, other)
        for token in parse(question)
        if token.pos_ in {"ADJ", "ADV"} and (own := term(token.text))
        for words in _MEASURED
        if token.lower_ in words
        for word in words
        if (other := term(word)) != own
    }
    if own := asks_who_runs(question):
        found |= {(own, other) for word in RUNNERS if (other := term(word)) != own}
    return frozenset(found)


@cache
def terms_of(deed: str) -> frozenset[str]:
    """Terms of which a sentence on the deed has one, whatever it says."""
    words = {word.split("_")[0] for d in _DEEDS if d.name == deed for word in (*d.verbs, *d.nouns)}
    forms = {form for word in words for form in irregular_forms(word)}
    works = {work for work, done in _WORKS.items() if done == deed}
    return frozenset(map(term, words | forms | works)) | {deed}
