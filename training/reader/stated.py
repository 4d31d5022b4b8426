"""Questions on what a sentence states in passing, by its parse: whose office it names, who did what
in the passive, why, how long, how old, how many, where something is based, and which of a kind.

`generated.py` turns a clause around and keeps its words. Here the question is put as people put it
("Who runs Corvane?" of "Corvane's chief executive, Dominic Farthingale"), at times in other words,
and at times the windows do not answer it: another office or another firm is asked about than the
one that the sentence is of, so that names of the right kind are seen to be the wrong answer.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa.text import load_language_model
from training.reader.examples import Group, sentence_spans
from training.reader.generated import inverted, joined, noun_core
from training.reader.news import News, answer_spans

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

__all__ = ["Stated", "stated_by", "stated_groups"]

_SENTENCES = 14  # of an article, from its top
_SHORTEST, _LONGEST = 6, 50  # words of a sentence
_PHRASE = 9  # words of what is asked about
_ANSWER = 14  # words of an answer
_REWORDED = 0.5  # share of questions that are put in other words
_FOILED = 0.3  # share of questions about an office that are asked of another one as well

# Offices, with what is asked for them instead: who holds it "runs" what it is held in
_OFFICES: dict[str, tuple[str, ...]] = {
    "chief executive": ("runs", "heads", "leads", "is the CEO of", "is the boss of"),
    "chief executive officer": ("runs", "heads", "leads", "is the CEO of"),
    "ceo": ("runs", "heads", "leads", "is the chief executive of", "is the boss of"),
    "managing director": ("runs", "heads", "manages"),
    "head": ("heads", "leads", "runs", "is in charge of"),
    "director": ("heads", "runs", "directs", "leads"),
    "executive director": ("heads", "runs", "leads"),
    "president": ("heads", "leads", "is in charge of"),
    "chairman": ("chairs", "heads"),
    "chairwoman": ("chairs", "heads"),
    "chair": ("chairs", "heads"),
    "leader": ("leads", "heads"),
    "general secretary": ("leads", "heads"),
    "mayor": ("governs", "runs"),
    "governor": ("governs",),
    "coach": ("coaches", "trains"),
    "head coach": ("coaches", "trains", "is the coach of"),
    "manager": ("manages", "coaches"),
    "captain": ("captains",),
    "owner": ("owns",),
    "founder": ("founded", "set up", "started"),
    "co-founder": ("founded", "set up", "started"),
    "author": ("wrote",),
    "editor": ("edits",),
    "editor-in-chief": ("edits",),
    "architect": ("designed",),
    "commander": ("commands",),
    "spokesman": ("speaks for",),
    "spokeswoman": ("speaks for",),
    "spokesperson": ("speaks for",),
    "lawyer": ("represents",),
    "attorney": ("represents",),
}
_KIN = frozenset("wife husband spouse partner widow fiance fiancee fiancé fiancée".split())
# Endings of nouns that are said of people
_PERSONS = re.compile(
    r"(?:er|or|ist|ian|man|woman|person|ant|ent|ee|eur|ast|coach|head|chair|captain|chief|boss"
    r"|executive|host|king|queen|prince|princess|pope|wife|husband|son|mother|father|sister"
    r"|brother|aide|ally|attorney|secretary|deputy|star|friend|judge|critic|expert|journalist)$"
)
_NO_PERSONS = frozenset("center number paper newspaper water department parliament".split())
_LOOSE = {"DET", "CCONJ", "ADP", "PRON", "PART", "ADJ"}  # no name and no phrase ends in these
_FOILS = ("chief executive", "chairman", "founder", "owner", "coach", "captain", "mayor",
          "finance director", "treasurer", "head of research", "deputy leader", "spokesman",
          "lawyer", "director", "president", "editor")  # fmt: skip

# Words that say the same, in the same form
_ALIKE = tuple(
    words.split("|")
    for words in (
        "bought|acquired|purchased|took over",
        "buy|acquire|purchase|take over",
        "founded|established|set up|started",
        "killed|shot dead|murdered",
        "beat|defeated|overcame",
        "led|headed",
        "built|constructed|put up",
        "wrote|penned|is the author of",
        "directed|made",
        "married|wed",
        "resigned|stepped down|quit",
        "resign|step down|quit",
        "sacked|fired|dismissed",
        "fire|sack|dismiss",
        "funded|financed|paid for|backed",
        "fund|finance|pay for",
        "made|manufactured|produced",
        "make|manufacture|produce",
        "replaced|succeeded|took over from",
        "died|lost their lives",
        "die|pass away",
        "opened|inaugurated",
        "closed|shut",
        "arrested|detained",
        "arrest|detain",
        "began|started",
        "begin|start",
        "found|discovered",
        "find|discover",
        "won|took|was awarded",
        "win|get",
        "said|told reporters",
        "announced|made public",
        "purchase|takeover|acquisition",
        "film|movie",
        "company|firm",
        "doctors|physicians",
        "big|large",
        "children|kids",
        "employees|staff|workers",
        "jail|prison",
        "injured|hurt|wounded",
        "damaged|hit",
        "lives in|has a home in",
        "work for|are employed by",
    )
)
# The past of verbs whose participle differs from it
_PAST = {
    "written": "wrote", "given": "gave", "taken": "took", "driven": "drove", "chosen": "chose",
    "drawn": "drew", "beaten": "beat", "stolen": "stole", "shown": "showed", "broken": "broke",
    "sung": "sang", "begun": "began", "seen": "saw", "known": "knew", "flown": "flew",
    "worn": "wore", "eaten": "ate", "thrown": "threw", "overseen": "oversaw", "ridden": "rode",
    "overthrown": "overthrew", "spoken": "spoke", "undertaken": "undertook", "done": "did",
}  # fmt: skip
_KIND = {"ORG": ("Which company", "Which organization", "Who", "What"), "PERSON": ("Who", "Who")}
_SAYING = frozenset("add note say tell warn".split())
_DURATION = re.compile(
    r"(?:\w+ ){0,4}(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?)", re.IGNORECASE
)
_AGE = re.compile(r"\s*,\s*(?:aged\s+)?(?P<age>\d{1,3})\s*(?:,|$|\.)")
_NUMBER = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Stated:
    """A question on a sentence. start, end: offsets of the answer in it. named: other places of
    the same words answer as well. foils: like questions that it does not answer.
    """

    question: str
    start: int
    end: int
    named: bool = False
    foils: tuple[str, ...] = ()


def stated_groups(news: News, most: int, seed: int) -> Iterator[Group]:
    """At most `most` questions, from articles in random order; at most two of a sentence."""
    rng = random.Random(seed)
    order = list(range(len(news.articles)))
    rng.shuffle(order)
    pieces: dict[int, list[int]] = {}
    for row, piece in enumerate(news.pieces):
        pieces.setdefault(piece.article, []).append(row)
    made = 0
    for doc, (number, start) in load_language_model().pipe(
        _sentences(news, order), as_tuples=True, batch_size=128
    ):
        asked = list(stated_by(doc, rng))
        for stated in rng.sample(asked, min(2, len(asked))):
            own = [
                r
                for r in pieces.get(number, ())
                if news.pieces[r].start <= start + stated.start
                and start + stated.end <= news.pieces[r].end
            ]
            if own:
                yield from _groups(news, stated, doc.text, start, own, pieces[number], rng)
                made += 1
        if made >= most:
            return


def stated_by(doc: Doc, rng: random.Random) -> Iterator[Stated]:
    """The questions that a parsed sentence answers."""
    for find in (_offices, _passives, _reasons, _durations, _counts, _ages, _bases, _kinds, _days):
        for stated in find(doc, rng):
            words = len(doc.text[stated.start : stated.end].split())
            if words <= _ANSWER and 3 <= len(stated.question.split()) <= 24:
                yield stated


# What a person is: "Corvane's chief executive, Dominic Farthingale"


def _offices(doc: Doc, rng: random.Random) -> Iterator[Stated]:
    for person in (e for e in doc.ents if e.label_ == "PERSON" and e.text[:1].isupper()):
        name = person.root
        for noun in _nouns_of(name):
            office, held_in = _office(noun, person)
            if office is None:
                continue
            span = _bare(person)
            forms = _forms(office, held_in)
            if not forms:
                continue
            foils: tuple[str, ...] = ()
            if held_in:
                other = rng.choice([f for f in _FOILS if f.split()[-1] not in doc.text.lower()])
                foils = (f"Who is the {other} of {held_in}?", *_forms(other, held_in)[1:2])
            yield Stated(rng.choice(forms), *span, named=True, foils=foils)
            if noun.dep_ == "appos" and rng.random() < 0.5:
                told = noun_core(doc[noun.left_edge.i : noun.right_edge.i + 1], noun)
                end = max(told.end, _end_of_of(noun))
                yield Stated(f"Who is {doc.text[span[0] : span[1]]}?", told.start_char,
                             doc[end - 1].idx + len(doc[end - 1]))  # fmt: skip


def _nouns_of(name: Token) -> Iterator[Token]:
    """Nouns that say what somebody is."""
    yield from (c for c in name.children if c.dep_ == "appos" and c.pos_ == "NOUN")
    if name.dep_ == "appos" and name.head.pos_ in {"NOUN", "PROPN"} and not name.head.ent_type_:
        yield name.head
    before = [c for c in name.children if c.dep_ == "compound" and not c.ent_type_]
    if before:
        yield before[-1]


def _office(noun: Token, person: Span) -> tuple[str | None, str]:
    """The office, and what it is held in ("" when that is not said)."""
    doc = noun.doc
    left = noun.i
    while left > 0 and doc[left - 1].dep_ in {"compound", "amod"} and (
        doc[left - 1].pos_ in {"NOUN", "ADJ"} and not doc[left - 1].ent_type_
    ):  # fmt: skip
        left -= 1
    office = doc[left : noun.i + 1].text.lower()
    if not re.fullmatch(r"[a-z][a-z\- ]+", office) or len(office.split()) > 4:
        return None, ""
    if noun.lower_ in _NO_PERSONS or not _PERSONS.search(noun.lower_):
        return None, ""
    whose = {"PERSON"} if noun.lower_ in _KIN else {"ORG", "GPE"}
    inside = next((c for c in noun.children if c.dep_ == "prep" and c.lower_ in {"of", "at", "for"}
                   and c.i > noun.i), None)  # fmt: skip
    if inside is not None:
        end = _end_of_of(noun)
        phrase = doc[inside.i + 1 : end]
        if len(phrase) and not any(t.i in range(person.start, person.end) for t in phrase):
            return office, phrase.text
    before = next((e for e in doc.ents if e.label_ in whose
                   and left - 2 <= e.end - 1 < left and e.end <= left), None)  # fmt: skip
    if before is not None and all(t.tag_ == "POS" for t in doc[before.end : left]):
        return office, re.sub(r"['’]s?$", "", before.text)
    return office, ""


def _end_of_of(noun: Token) -> int:
    """Where the noun's first phrase with "of" ends: at a comma, a clause or a name's end."""
    doc = noun.doc
    inside = next((c for c in noun.children if c.dep_ == "prep" and c.i > noun.i), None)
    if inside is None:
        return noun.i + 1
    end = inside.i + 1
    while end < min(len(doc), inside.i + _PHRASE) and not (
        doc[end].is_punct or doc[end].pos_ in {"VERB", "AUX", "SCONJ"} or doc[end].tag_ == "WP"
    ):
        end += 1
    while end > inside.i + 1 and doc[end - 1].pos_ in _LOOSE:
        end -= 1
    return end


def _forms(office: str, held_in: str) -> list[str]:
    if not held_in:
        return []
    if office.split()[-1] in _KIN:
        return [f"Who is {held_in} married to?", f"Who is {held_in}'s {office}?"]
    known = next((o for o in sorted(_OFFICES, key=len, reverse=True) if office.endswith(o)), None)
    own = "" if held_in.lower().startswith(("the ", "its ", "his ", "her ", "their ")) else held_in
    forms = [f"Who is the {office} of {held_in}?"]
    if known is not None and not re.search(r"\b(?:former|ex|vice|deputy|assistant)\b", office):
        forms += [f"Who {verb} {held_in}?" for verb in _OFFICES[known]]
    if own and len(own.split()) <= 4:
        forms.append(f"Who is {own}'s {office}?")
    return forms


# Who did it, where the sentence says by whom


def _passives(doc: Doc, rng: random.Random) -> Iterator[Stated]:
    for by in (t for t in doc if t.dep_ == "agent"):
        verb, agent = by.head, next((c for c in by.children if c.dep_ == "pobj"), None)
        if agent is None or verb.tag_ != "VBN" or agent.pos_ not in {"PROPN", "NOUN"}:
            continue
        patient = _patient(verb)
        if patient is None:
            continue
        core = noun_core(doc[agent.left_edge.i : agent.right_edge.i + 1], agent)
        past = _PAST.get(verb.lower_, verb.text)
        words = _KIND.get(agent.ent_type_, ("What", "Who"))
        question = joined(f"{rng.choice(words)} {past} {patient}") + "?"
        yield Stated(_reworded(question, rng), core.start_char, core.end_char,
                     named=agent.ent_type_ in _KIND)  # fmt: skip


def _patient(verb: Token) -> str | None:
    """What a passive verb was done to, in words; None when it is a pronoun or long."""
    if verb.dep_ == "acl":
        noun, end = verb.head, verb.i
    else:
        found = next((c for c in verb.children if c.dep_ == "nsubjpass"), None)
        if found is None:
            return None
        noun, end = found, found.right_edge.i + 1
    doc = verb.doc
    phrase = doc[noun.left_edge.i : end]
    if noun.pos_ not in {"NOUN", "PROPN"} or not 0 < len(phrase) <= _PHRASE:
        return None
    if any(t.is_punct and t.text not in {"-", "’", "'", '"', "“", "”"} for t in phrase):
        return None
    return _lowered(phrase)


# Why, how long, how many, how old, where, when


def _reasons(doc: Doc, rng: random.Random) -> Iterator[Stated]:
    for clause in (t for t in doc if t.dep_ == "advcl" and t.i > t.head.i):
        mark = next((c for c in clause.children if c.dep_ == "mark"), None)
        if mark is None or mark.lower_ not in {"because", "since", "as"} or mark.i < clause.head.i:
            continue
        if mark.lower_ != "because" and rng.random() < 0.8:
            continue
        asked = _turned(clause.head, mark.i)
        first, last = mark.i + 1, clause.right_edge.i
        while last > first and doc[last].is_punct:
            last -= 1
        if asked is not None:
            yield Stated(_reworded(f"Why {asked}?", rng), doc[first].idx,
                         doc[last].idx + len(doc[last]))  # fmt: skip
    for due in (t for t in doc if t.lower_ in {"due", "because"} and t.i + 2 < len(doc)):
        if doc[due.i + 1].lower_ not in {"to", "of"}:
            continue
        noun = next((c for c in doc[due.i + 1].children if c.dep_ == "pobj"), None)
        if noun is None:
            noun = next((c for c in due.children if c.dep_ == "pobj"), None)
        verb = due.head
        if noun is not None and verb.pos_ in {"VERB", "AUX"} and verb.i < due.i:
            asked = _turned(verb, due.i)
            core = noun_core(doc[noun.left_edge.i : noun.right_edge.i + 1], noun)
            if asked is not None:
                yield Stated(_reworded(f"Why {asked}?", rng), core.start_char, core.end_char)


def _durations(doc: Doc, rng: random.Random) -> Iterator[Stated]:
    for time in (e for e in doc.ents if e.label_ in {"DATE", "TIME"}):
        if not _DURATION.fullmatch(time.text) or not re.match(r"(?i)(?!last|this|next)", time.text):
            continue
        root = time.root
        if root.dep_ == "pobj" and root.head.lower_ == "for" and root.head.head.pos_ == "VERB":
            verb, until = root.head.head, root.head.i
        elif root.dep_ in {"dobj", "npadvmod"} and root.head.lemma_ in {"last", "take", "spend"}:
            verb, until = root.head, time.start
        else:
            continue
        asked = _turned(verb, until)
        if asked is not None:
            yield Stated(_reworded(f"How long {asked}?", rng), time.start_char, time.end_char)


def _counts(doc: Doc, rng: random.Random) -> Iterator[Stated]:
    for number in (t for t in doc if t.dep_ == "nummod" and t.head.pos_ == "NOUN"):
        noun = number.head
        entity = next((e for e in doc.ents if e.start <= number.i < e.end), None)
        if entity is None or entity.label_ != "CARDINAL" or noun.i < number.i:
            continue
        counted = doc[number.i + 1 : noun.i + 1].text
        if doc[number.i + 1].pos_ == "DET":
            continue
        if noun.dep_ in {"nsubj", "nsubjpass"} and noun.head.pos_ in {"VERB", "AUX"}:
            end = _stop(doc, noun.head.i + 1, rng)
            behind = doc[noun.i + 1 : end].text
            question = f"How many {counted} {behind}?"
        elif noun.dep_ == "dobj" and (asked := _turned(noun.head, number.left_edge.i)):
            end = _stop(doc, noun.i + 1, rng)
            question = f"How many {counted} {asked} {doc[noun.i + 1 : end].text}?"
        else:
            continue
        yield Stated(_reworded(joined(question[:-1]) + "?", rng), entity.start_char,
                     entity.end_char)  # fmt: skip


def _ages(doc: Doc, rng: random.Random) -> Iterator[Stated]:
    for person in (e for e in doc.ents if e.label_ == "PERSON"):
        found = _AGE.match(doc.text, person.end_char)
        if found is not None:
            yield Stated(f"How old is {person.text}?", found.start("age"), found.end("age"))


def _bases(doc: Doc, rng: random.Random) -> Iterator[Stated]:
    for verb in (t for t in doc if t.lower_ in {"based", "headquartered"}):
        place = next(
            (p for c in verb.children if c.lower_ in {"in", "at"} for p in c.children
             if p.ent_type_ in {"GPE", "LOC", "FAC"}), None,
        )  # fmt: skip
        owner = next((c for c in verb.children if c.dep_ in {"nsubj", "nsubjpass"}), None)
        if owner is None and verb.dep_ == "acl":
            owner = verb.head
        entity = owner and next((e for e in doc.ents if e.start <= owner.i < e.end), None)
        if place is None or not entity or entity.label_ not in {"ORG", "PERSON"}:
            continue
        core = noun_core(doc[place.left_edge.i : place.right_edge.i + 1], place)
        name = entity.text
        yield Stated(
            rng.choice([f"Where is {name} based?", f"Where is the headquarters of {name}?",
                        f"Where is {name}'s headquarters?", f"Which city is {name} based in?",
                        f"Where are the offices of {name}?"]),
            core.start_char, core.end_char,
        )  # fmt: skip


def _kinds(doc: Doc, rng: random.Random) -> Iterator[Stated]:
    """Of "the cheese maker Pellmark said": which cheese maker said it?"""
    for name in (
        e for e in doc.ents if e.label_ in {"ORG", "PRODUCT", "WORK_OF_ART", "FAC", "GPE"}
    ):
        root = name.root
        if root.dep_ not in {"nsubj", "nsubjpass"} or root.head.pos_ not in {"VERB", "AUX"}:
            continue
        before = [t for t in doc[root.left_edge.i : name.start] if t.dep_ == "compound"]
        behind = [c for c in root.children if c.dep_ == "appos" and c.pos_ == "NOUN"]
        if before and all(t.pos_ == "NOUN" for t in before):
            kind = doc[before[0].i : before[-1].i + 1].text
        elif behind:
            noun = behind[0]
            left = [c.i for c in noun.children if c.dep_ in {"compound", "amod"} and c.i < noun.i]
            kind = doc[min([*left, noun.i]) : noun.i + 1].text
        else:
            continue
        verb = root.head
        between = doc[root.right_edge.i + 1 : verb.i]
        if any(t.is_punct for t in between):
            continue
        end = _stop(doc, verb.i + 2, rng)
        rest = doc[verb.i : end].text
        yield Stated(_reworded(joined(f"Which {kind.lower()} {between.text} {rest}") + "?", rng),
                     name.start_char, name.end_char, named=True)  # fmt: skip


def _days(doc: Doc, rng: random.Random) -> Iterator[Stated]:
    """Days without a preposition in front: "was sworn in Tuesday"."""
    for day in (e for e in doc.ents if e.label_ == "DATE"):
        root = day.root
        if root.dep_ == "npadvmod" and root.head.pos_ == "VERB" and root.i > root.head.i:
            verb, until = root.head, day.start
        elif root.dep_ == "pobj" and root.head.lower_ in {"on", "in"} and (
            root.head.head.pos_ == "VERB" and root.head.i > root.head.head.i
        ):  # fmt: skip
            verb, until = root.head.head, root.head.i
        else:
            continue
        asked = _turned(verb, until)
        if asked is not None and (_NUMBER.search(day.text) or day.text[:1].isupper()):
            yield Stated(_reworded(f"When {asked}?", rng), day.start_char, day.end_char)


def _turned(verb: Token, until: int) -> str | None:
    """The clause up to a token, as a question puts it: "did the firm close the plant"."""
    subject = next((c for c in verb.children if c.dep_ in {"nsubj", "nsubjpass"}), None)
    if verb.lemma_ in _SAYING:
        return None
    if subject is None or subject.i > verb.i or subject.pos_ not in {"NOUN", "PROPN"}:
        return None
    doc = verb.doc
    phrase = doc[subject.left_edge.i : subject.right_edge.i + 1]
    if len(phrase) > _PHRASE or any(t.is_punct and t.text not in "-'’" for t in phrase):
        return None
    turned = inverted(doc, verb, phrase)
    behind = [c for c in verb.children if c.i >= until and c.dep_ in {"dobj", "ccomp", "xcomp"}]
    if turned is None or until <= verb.i or behind:
        return None
    rest = doc[verb.i + 1 : until]
    if len(rest) > _PHRASE + 3:
        return None
    return joined(f"{turned} {rest.text}")


def _stop(doc: Doc, first: int, rng: random.Random) -> int:
    """Where what follows a verb is cut: at one of the next borders, or the sentence's end."""
    ends = [t.i for t in doc[first:] if t.is_punct and t.text not in "-'’$%"] or [len(doc)]
    borders = [t.i for t in doc[first + 1 : ends[0]] if t.pos_ in {"ADP", "SCONJ", "CCONJ"}]
    return rng.choice([*borders[:3], min(ends[0], first + 12)])


def _reworded(question: str, rng: random.Random) -> str:
    """Some words of it replaced by others that say the same."""
    for words in _ALIKE:
        found = [w for w in words if re.search(rf"\b{re.escape(w)}\b", question)]
        if found and rng.random() < _REWORDED:
            other = rng.choice([w for w in words if w not in found] or found)
            question = re.sub(rf"\b{re.escape(found[0])}\b", other, question, count=1)
    return question


def _bare(person: Span) -> tuple[int, int]:
    text = re.sub(r"['’]s?$", "", person.text)
    return person.start_char, person.start_char + len(text)


def _lowered(phrase: Span) -> str:
    text = phrase.text
    if phrase.start == 0 and phrase[0].pos_ not in {"PROPN", "NUM"}:
        return text[:1].lower() + text[1:]
    return text


def _sentences(news: News, order: Sequence[int]) -> Iterator[tuple[str, tuple[int, int]]]:
    for number in order:
        text = news.articles[number][1]
        for start, end in sentence_spans(text[:6_000])[:-1][:_SENTENCES]:
            if _SHORTEST <= len(text[start:end].split()) <= _LONGEST:
                yield text[start:end], (number, start)


def _groups(
    news: News,
    stated: Stated,
    sentence: str,
    start: int,
    own: Sequence[int],
    article: Sequence[int],
    rng: random.Random,
) -> Iterator[Group]:
    """The question with the window that answers it and up to two that do not; then its foils."""
    row = rng.choice(own)
    answer = sentence[stated.start : stated.end]
    first = start + stated.start - news.pieces[row].start
    spans = [(first, first + len(answer))]
    if stated.named:
        spans += [s for s in answer_spans(news.text(row), answer) if s not in spans]
    last = answer.split()[-1]
    found = [r for r in news.search(stated.question, 8) if r not in own]
    near = [r for r in article if r not in own]
    rng.shuffle(near)
    said = re.compile(rf"\b{re.escape(last)}\b")
    wrong = [r for r in (*found[:4], *near[:1]) if not said.search(news.text(r))]
    windows = [news.window(row, spans)]
    if wrong and rng.random() < 0.6:
        windows += [news.window(r) for r in rng.sample(wrong, min(len(wrong), rng.randint(1, 2)))]
    yield Group("stated", stated.question, tuple(windows))
    if stated.foils and rng.random() < _FOILED:
        yield Group("stated", rng.choice(stated.foils), (news.window(row),))
