"""A follow-up question to a full one, with words of earlier questions and of their answers.

Rules over names, pronouns and what is left out; nothing is made up. Where plain substitution does
not give a question, what the earlier one was about is put behind the new one in brackets, so that a
person sees at once what was added. A question that is complete in itself is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from qa.articles.names import PARTICLES
from qa.read.expected import labels_of_noun
from qa.read.question import analyse, kind_of
from qa.read.syntax import parse
from qa.text import term, terms, word_list

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

__all__ = ["others_than", "resolve"]

# The number of an earlier question, and that question in full, to the words that answer it
AnswersTo = Callable[[int, str], Sequence[str]]
_Given = Callable[[str], Sequence[str]]  # the same of one earlier question

_HE = {"he", "him", "his", "she", "her", "hers", "himself", "herself"}
_THEY = {"they", "them", "their", "theirs", "themselves"}
_IT = {"it", "its", "itself"}
_OWNING = {"his", "her", "hers", "their", "theirs", "its"}
_POINTS_BACK = re.compile(
    r"\b(?:(?:he|she|they|him|her|them|his|hers|their|theirs|it|its|then|those|these)\b"
    r"|(?:that|this)(?= *\?)|(?:after|before|since|about|was|is|did) (?:that|this)\b"
    r"|(?<!is )(?<!are )(?<!was )(?<!were )(?<!be )there\b"  # "is there hope?" points nowhere
    r"|th(?:at|is) (?:one|meeting|day|place|time|event|talk|round|deal|attack)s?"
    r"|the (?:same|others?)|next\?|else\?)",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"^\W*(?:and|but|or|what about|how about)\b", re.IGNORECASE)
_LEAD = re.compile(r"^\W*(?:(?:and|but|or|so)\b\W*)?(?:(?:what|how) about\b\W*)?", re.IGNORECASE)
_ASKS_ANEW = re.compile(r"^\W*(?:and|but)\s+(?:who|what|which|when|where|why|how)\b", re.IGNORECASE)
_ASKING = re.compile(
    r"^\W*(?:(?:and|but|so)\s+)?(?:(?:in|at|on|from|to|for|since|by) )?"
    r"(?:who(?:m|se)?|what|which|when|where|why|how(?: (?:many|much|long|old))?)\b",
    re.IGNORECASE,
)
_PLACED = re.compile(r"^(?:in|on|at|by|since|from|for)\b", re.IGNORECASE)
_BARE = re.compile(
    r"^\W*(?:(?:and|but|so)\s+)?(who|whom|what|when|where|why|how(?: (?:many|much|long))?)"
    r"( else| exactly)?\W*$",
    re.IGNORECASE,
)
_ELSE = re.compile(r"(?:\b(?:any|some)(?:body|one|thing) )?\belse\b", re.IGNORECASE)
_ADVERBS = {"when", "where", "why", "how"}
_EXPLETIVE = re.compile(
    r"\b(?:is|was|does|did|will|has|would) it (?:\w+ )?(?:true|possible|likely|clear|rain|snow"
    r"|take|cost|mean|matter|seem)\b|\bit (?:is|was|takes|took|seems|rains|costs?)\b",
    re.IGNORECASE,
)
# What talks, wars and meetings do, and people seldom
_EVENT_VERBS = {"start", "begin", "end", "last", "happen", "fail", "collapse", "conclude", "resume"}
_PEOPLE = {"PERSON"}
# "Staffan de Mistura"
_WITH_PARTICLE = re.compile(
    rf"(?:[A-Z]\S+ )+(?:(?:{'|'.join(PARTICLES)}|zu|ten|af|av|ibn|ben|bint) )+[A-Z]\S+"
)
_PLACES = {"GPE", "LOC", "FAC"}
_TIMES = {"DATE", "TIME"}
_LIKE = ({"PERSON"}, {"GPE", "LOC", "FAC", "NORP", "ORG", "EVENT"}, {"DATE", "TIME"})
_LONGEST = 9  # words of a phrase that replaces a pronoun
_MOST_NAMED = 4  # answers that a pronoun may stand for


def resolve(question: str, after: Sequence[str] = (), answers_to: AnswersTo | None = None) -> str:
    """The question in full, or as it is when it stands alone or nothing is found to add.

    after: earlier questions, oldest first; each is made full in its turn. answers_to: gives the
    answers to one of them, verbatim, by its number and in full; called only when a pronoun may
    stand for one of these.
    """
    full = ""
    for n, asked in enumerate([*after, question]):
        given = partial(answers_to, n - 1) if answers_to is not None else None
        full = _resolved(asked, full, given) if full else asked
    return full


def _resolved(question: str, earlier: str, answers_to: _Given | None) -> str:
    bare = _BARE.match(question)
    if bare:
        return _with_other_word(bare, question, earlier)
    named = _with_the_same(question, earlier)
    if named is not None:
        return named
    if not _leans(question):
        return question
    if _GOES_ON.match(question) and not _ASKS_ANEW.match(question) and not _has_verb(question):
        changed = _with_other_part(question, earlier)
        if changed is not None:
            return changed
    return _with_names(question, earlier, answers_to) or _bracketed(question, earlier)


def others_than(question: str, after: Sequence[str]) -> int | None:
    """Which of the earlier questions one like "who else?" wants other answers to: the last that
    asks with the same word and shares one with it, if it says more. None for other questions.
    """
    if not _ELSE.search(question):
        return None
    word, said = _word_of(question), _terms(_ELSE.sub("", question))
    for n in range(len(after) - 1, -1, -1):
        if word in {"", _word_of(after[n])} and (not said or said & _terms(after[n])):
            return n
    return None


def _word_of(question: str) -> str:
    """The word that it asks with, "who" of "and who else?"; "" for none."""
    asking = _ASKING.match(question)
    return asking.group().split()[-1].lower() if asking else ""


def _leans(question: str) -> bool:
    """True when it cannot be understood alone: "and …", a pronoun, or hardly a word."""
    if _GOES_ON.match(question) and not _ASKS_ANEW.match(question):
        return True
    pronoun = _POINTS_BACK.search(question)
    if pronoun is None:
        few = 2 if _ASKS_ANEW.match(question) else 1
        return not _names(question) and len(_terms(question)) <= few
    if _EXPLETIVE.search(question):
        return False
    # "Did Assad say he would go?", "how many people lose their jobs?": what stands before the
    # pronoun is what it stands for
    before = question[: pronoun.start()]
    return not (_names(before) or _owned_by_subject(question, pronoun))


def _owned_by_subject(question: str, pronoun: re.Match[str]) -> bool:
    """Whether the pronoun only says whose, and a noun does the deed before it."""
    if pronoun.group().lower() not in _OWNING:
        return False
    return any(
        t.pos_ == "NOUN" and t.dep_ in {"nsubj", "nsubjpass"}
        for t in parse(question)
        if t.idx < pronoun.start()
    )


def _with_other_word(bare: re.Match[str], question: str, earlier: str) -> str:
    """ "where?" after "when did the talks begin?": the earlier question with the other word."""
    word, more = bare.group(1).lower(), (bare.group(2) or "").lower()
    body = _ASKING.sub("", earlier).strip()
    old = _word_of(earlier)
    if more == " else" and old in {"who", "whom", "what", "where"}:
        return f"{word} else {body}"
    starts_alike = old in _ADVERBS or (not old and kind_of(earlier) == "yes-no")
    if word in _ADVERBS and starts_alike and old != word:
        return f"{word} {body if old else earlier[:1].lower() + earlier[1:]}"
    return _bracketed(question, earlier)


def _with_the_same(question: str, earlier: str) -> str | None:
    """ "who hosts the talks?" after "when did the Vienna talks begin?": the Vienna talks."""
    if _names(question):
        return None
    before = parse(earlier)
    for chunk in parse(question).noun_chunks:
        head = chunk.root
        if chunk[0].lower_ not in {"the", "these", "those", "this", "that"} or len(chunk) > 2:
            continue
        for other in before.noun_chunks:
            if other.root.lemma_.lower() == head.lemma_.lower() and _is_named(other):
                text = other.text if other[0].pos_ == "DET" else f"the {other.text}"
                return question[: chunk.start_char] + text + question[chunk.end_char :]
    return None


def _with_other_part(question: str, earlier: str) -> str | None:
    """ "and in 2014?", "what about Turkey?": the earlier question with this for its like."""
    part = _LEAD.sub("", question).strip().rstrip("?!. ")
    if not part:
        return None
    doc = parse(earlier)
    bare = re.sub(r"^(?:in|on|at|by|since|from|for|the)\s+", "", part, flags=re.IGNORECASE)
    kinds = _kinds_of(bare)
    alike = [s for s in _named(doc) if kinds & _kinds_of_span(s)]
    labels, placed = {e.label_ for e in parse(bare).ents}, bool(_PLACED.match(part))
    old = max(alike, key=lambda s: _fit(s, labels, placed), default=None)
    if old is None and not kinds & _TIMES and bare[:1].isupper():
        old = next(reversed([c for c in doc.noun_chunks if _is_named(c)]), None)
    if old is not None:
        start = old.start_char
        has_article = "the" in {doc[i].lower_ for i in (old.start - 1, old.start) if i >= 0}
        keeps_article = part.lower().startswith("the ") and not has_article
        text, rest = part if keeps_article else bare, earlier[old.end_char :]
        if rest.startswith(("'", "’")):  # "and Turkey's?" after "what is Russia's position?"
            text = _unpossessed(text)
        return earlier[:start] + text + rest
    if kinds & (_TIMES | _PLACES):
        return f"{earlier.rstrip('?!. ')} {part}?"
    return None


def _fit(span: Span, labels: set[str], placed: bool) -> tuple[bool, bool, int]:
    """How well a name gives way: "in Geneva" to "in Astana", else "Russia" to "Turkey"."""
    follows_preposition = span.root.dep_ == "pobj"
    return follows_preposition == placed, span.label_ in labels, span.start


def _with_names(question: str, earlier: str, answers_to: _Given | None) -> str | None:
    """Pronouns replaced by the names or the noun phrase that they stand for."""
    doc = parse(question)
    result, changed = question, False
    for token in reversed(list(doc)):
        name = _meant(token, earlier, answers_to)
        if name is None:
            continue
        if token.lower_ in _OWNING and token.dep_ == "poss":
            name = f"{name}’" if name.endswith("s") else f"{name}’s"
        elif token.lower_ == "there":
            name = f"in {name}"
        end = token.idx + len(token)
        result, changed = result[: token.idx] + name + result[end:], True
    return result if changed else None


def _meant(token: Token, earlier: str, answers_to: _Given | None) -> str | None:
    word = token.lower_
    doc = parse(earlier)
    if word in _HE:
        return _person(doc, earlier, answers_to)
    if word in _THEY:
        acts = token.dep_ in {"nsubj", "nsubjpass"} or word in _OWNING
        acts = acts and token.head.lemma_ not in _EVENT_VERBS
        if acts and kind_of(earlier) in {"who", "which"}:
            given = _given(earlier, answers_to)
            if given:
                return _listed(given)
        plural = [c for c in doc.noun_chunks if c.root.tag_ in {"NNS", "NNPS"} and not _asks(c)]
        if plural:
            return _whole(plural[-1])
        named = _named(doc)
        return named[-1].text if named and not acts else None
    if word in _IT and token.dep_ != "expl":
        things = [
            c for c in doc.noun_chunks
            if not (_asks(c) or _is_person(c) or c.root.ent_type_ in _PEOPLE)
            and c.root.pos_ != "PRON"
        ]  # fmt: skip
        return _whole(max(things, key=_salience)) if things else None
    if word == "there" and token.dep_ != "expl":
        places = [e.text for e in doc.ents if e.label_ in _PLACES]
        if places:
            return places[-1]
        if kind_of(earlier) == "where":
            return next((a for a in _given(earlier, answers_to) if a[:1].isupper()), None)
    return None


def _salience(chunk: Span) -> tuple[int, int]:
    """What an "it" is about: the subject rather than the object, that rather than the rest
    (Grosz, Joshi and Weinstein 1995, "Centering"); of equals the last.
    """
    roles = {"nsubj": 3, "nsubjpass": 3, "dobj": 2, "attr": 2}
    return roles.get(chunk.root.dep_, 1), chunk.start


def _person(doc: Doc, earlier: str, answers_to: _Given | None) -> str | None:
    """The person asked about, else the one that the answer names."""
    people = [e.text for e in doc.ents if e.label_ in _PEOPLE]
    if people:
        return _unpossessed(people[-1])
    who = analyse(earlier)
    asked_for = who.kind == "who" and not who.several  # "who was the captain of the ferry?"
    described = next((c for c in doc.noun_chunks if _is_person(c)), None)
    if described is not None and not asked_for:  # "Fiji's defense minister"
        return _bare(described)
    given = _given(earlier, answers_to)
    named = next((name for answer in given if (name := _person_in(answer))), None)
    if named is not None:
        return named
    if described is not None:
        return _bare(described)
    places = {e.text for a in given for e in parse(a).ents if e.label_ in _PLACES}
    for answer in given:
        likely = answer[:1].isupper() and len(answer.split()) <= 5 and answer not in places
        if kind_of(earlier) == "who" and likely:
            return answer
    names = [c for c in doc.noun_chunks if c.root.pos_ == "PROPN" and not _asks(c)]
    if names and kind_of(earlier) in {"identity", "statement"}:
        return _bare(names[-1])
    return None


def _person_in(answer: str) -> str | None:
    """The person whom an answer names; the recogniser takes many with a particle for a firm."""
    if _WITH_PARTICLE.fullmatch(answer):
        return answer
    return next((e.text for e in parse(answer).ents if e.label_ in _PEOPLE), None)


def _is_person(chunk: Span) -> bool:
    return not _asks(chunk) and "PERSON" in labels_of_noun(chunk.root.lemma_.lower())


def _bracketed(question: str, earlier: str) -> str:
    """With what the earlier question was about behind it, when that adds a word."""
    said = _terms(question)
    body = _ASKING.sub("", earlier)
    topic = [word for word in word_list(body) if term(word)]
    added = [word for word in dict.fromkeys(topic) if term(word) not in said]
    return f"{question} ({' '.join(added)})" if added else question


def _given(earlier: str, answers_to: _Given | None) -> list[str]:
    return list(answers_to(earlier))[:_MOST_NAMED] if answers_to is not None else []


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _named(doc: Doc) -> list[Span]:
    """Names and dates of a question, in order; capitals count where the recogniser is silent."""
    found = list(doc.ents)
    for chunk in doc.noun_chunks:
        if chunk.root.pos_ == "PROPN" and not any(e.start <= chunk.root.i < e.end for e in found):
            found.append(chunk)
    return sorted(found, key=lambda s: s.start)


def _kinds_of(part: str) -> set[str]:
    if re.fullmatch(r"(?:early |late |mid-?)?(?:[A-Z][a-z]+ )?\d{4}", part):
        return {"DATE"}
    return {label for e in parse(part).ents for label in _kinds_of_span(e)} or (
        _LIKE[1] if part[:1].isupper() else set()
    )


def _kinds_of_span(span: Span) -> set[str]:
    label = span.label_ or "ORG"
    return next((kinds for kinds in _LIKE if label in kinds), {label})


def _is_named(chunk: Span) -> bool:
    return any(t.pos_ in {"PROPN", "NUM"} or t.text[:1].isupper() for t in chunk if t.i > 0)


def _asks(chunk: Span) -> bool:
    return any(t.tag_ in {"WP", "WDT", "WP$", "WRB"} for t in [*chunk, *chunk.root.lefts])


def _bare(chunk: Span) -> str:
    return _unpossessed(chunk.text)


def _unpossessed(name: str) -> str:
    return re.sub(r"['’]s?$", "", name)


def _whole(chunk: Span) -> str:
    """A noun phrase with what hangs on it: "the second season of Squid Game"."""
    root = chunk.root
    phrase = root.doc[root.left_edge.i : root.right_edge.i + 1]
    if any(t.pos_ in {"VERB", "AUX", "PRON", "PUNCT"} for t in phrase) or len(phrase) > _LONGEST:
        return _bare(chunk)
    return _unpossessed(phrase.text)


def _has_verb(question: str) -> bool:
    return any(t.pos_ in {"VERB", "AUX"} for t in parse(_LEAD.sub("", question)))


def _terms(question: str) -> set[str]:
    return set(terms(question))


def _names(question: str) -> list[str]:
    """Capitalised words that do not begin the question."""
    found = word_list(question)
    return [w for w in found[1:] if w[:1].isupper() and term(w)]
