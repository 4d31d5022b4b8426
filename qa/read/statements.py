"""Answering words for "what did X say": quotations and reported speech, whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from qa.read.candidates import Candidate, subtree
from qa.read.evidence import term_set
from qa.read.lexicon import SAYING
from qa.read.question import Question
from qa.read.retracted import CLAIMS, DENYING, FALSE, calls_false, denies, is_negated
from qa.read.syntax import parse, tokens_in
from qa.text import term

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

__all__ = [
    "closed",
    "find_statement",
    "introduces_quotation",
    "is_what_was_asked",
    "quotations",
    "unsaid_from",
    "whole_quotation",
    "with_denial",
]

_OPENING = "“«„"
_SAYING = SAYING | frozenset("ask argue claim continue recall reply".split())
_PAST = {"say": "said", "tell": "told", "write": "wrote", "reply": "replied", "admit": "admitted"}
_SAID = "|".join(_PAST.get(verb, f"{verb.removesuffix('e')}ed") for verb in sorted(_SAYING))
# “…,” he said, “…”: what stands between two parts of one quotation
_ATTRIBUTION = re.compile(
    rf"[^.!?“”\"]{{0,120}}\b(?:{_SAID}|says?|tells|adds|according to)\b[^.!?“”\"]{{0,120}}",
    re.IGNORECASE,
)
_CLOSES = re.compile(r"[.,!?]?[”\"]")
_INTRODUCED = re.compile(r"\s*[:,]?\s*[“«„\"]")
_MOST_WORDS = 60  # of a quotation that is given whole
_SHORTEST = 6  # characters with the marks
_QUOTED = re.compile(r"[“«„][^”»]*[”»]|\"[^\"]*\"")
# "…, asked whether he would step in, said": what others asked
_ASKED = re.compile(
    r"(?:[,(–—]|\b(?:when|if|was|were|been|being))\s+(?:repeatedly |then |also )?asked\s+"
    r"(?:(?:by|about)\s[^,.;]{1,60}\s)?(?:(?:whether|if|why|how|what|when|where|who)\s+)?$",
    re.IGNORECASE,
)
_DENIES = re.compile(
    r"\b(?:den(?:y|ies|ied)|disput(?:e|es|ed)|disagre(?:e|es|ed)|reject(?:s|ed)?|refut(?:e|es|ed)"
    r"|contest(?:s|ed)?|doubted|dismiss(?:es|ed)?)[ ]+(?:(?:the|any|all)[ ]+)?"
    r"(?:(?:claim|allegation|suggestion|report|idea|accusation|notion|charge)s?[ ]+)?"
    r"(?:that[ ]+)?$",
    re.IGNORECASE,
)
# Whoever "did not deny" something leaves it standing
_UNDENIED = re.compile(
    r"(?:n[o']t|n’t|\b(?:never|nobody|no one|without)) (?:\w+ )?$", re.IGNORECASE
)
# "didn't think the message was strong enough", "has never said that he would"
_NOT_SAID = re.compile(
    r"\b(?:(?:(?:ca|do|does|did|has|have|had|is|are|was|were|would|could|will)n['’]t"
    r"|(?:(?:can|do|does|did|has|have|had|is|are|was|were|would|could|will|yet)[ ])?not|cannot"
    r"|(?:(?:has|have|had)[ ])?never|no[ ]longer|far[ ]from)[ ](?:\w+ly[ ])?"
    rf"(?:{_SAID}|{'|'.join(sorted(_SAYING))}|claim(?:ed)?|argu(?:e|ed)|think(?:ing)?|thought"
    r"|believ(?:e|ed|ing)|expect(?:ed|ing)?|feel|felt|accept(?:ed)?|agreed?|convinced|certain"
    r"|sure|persuaded|mean|meant|suggest(?:ed|ing)?|saying|claiming|arguing|suggesting)[ ]"
    r"(?:that[ ])?|\bun(?:convinced|sure|certain)[ ](?:that[ ])?)$",
    re.IGNORECASE,
)
# "not to be “too anxious”"
_NOT_QUOTED = re.compile(
    r"\b(?:\w+n['’]t|not|never|hardly|no[ ]longer|anything[ ]but)[ ]"
    r"(?:(?:to|be|being|been|an?|the|in|as|so|very|at|all)[ ]){0,3}$",
    re.IGNORECASE,
)
# Whoever "refused to say" something, or "stopped short of saying" it, did not
_UNSAYING = frozenset("avoid decline doubt fail hesitate question refuse stop".split())
_UNSURE = frozenset("if unless whether".split())
# How what is said, or a part of it, hangs on what is said of it
_WITHIN = frozenset(
    "acl acomp attr ccomp csubj dobj nsubj nsubjpass oprd pcomp pobj prep relcl xcomp".split()
)
_BEFORE = 100  # characters that are looked at before a clause
_ACCORDING = re.compile(r"\b[Aa]ccording to\b")


def find_statement(question: Question, doc: Doc, places: frozenset[str]) -> Iterator[Candidate]:
    """Quotations first, then what verbs of saying report; the asked speaker's own words lead."""
    quoted = quotations(doc.text)
    outside = _QUOTED.sub(" ", doc.text)
    another = _another_speaks(question, doc, quoted)
    for start, end in quoted:
        words = len(doc.text[start:end].split())
        fit = 0.65 + 0.05 * (words > 3) + _by_speaker(question, outside)
        fit += 0.15 * _under_verb(question, doc, start, end)
        on_topic = not another and _is_on_topic(question, doc.text[start:end])
        yield Candidate(start, end, fit, on_topic, elsewhere=another)
    for token in doc:
        if token.dep_ != "ccomp" or token.head.pos_ != "VERB":
            continue
        speaker = " ".join(
            t.text for c in token.head.children if c.dep_ == "nsubj" for t in c.subtree
        )
        reported = subtree(token, 0.65 + _by_speaker(question, speaker))
        # What is quoted is given as the whole quotation
        if speaker and not _is_quoted(token.idx, quoted):
            said = _without_marks(doc, reported)
            on_topic = not another and _is_on_topic(question, doc.text[said.start : said.end])
            yield replace(said, on_deed=on_topic, elsewhere=another)
    for match in _ACCORDING.finditer(doc.text):
        yield from _told_by(question, doc, match.start())


def _another_speaks(question: Question, doc: Doc, quoted: Sequence[tuple[int, int]]) -> bool:
    """Whether a sentence names who speaks, and it is not the person asked about. A firm or a
    government speaks through others.
    """
    if not _asks_of_a_person(question):
        return False
    outside = [t for t in doc if not _is_quoted(t.idx, quoted)]
    if any(term(t.text) in question.subject for t in outside):
        return False
    speakers = [t for t in outside if t.dep_ == "nsubj" and t.head.lemma_.lower() in _SAYING]
    return bool(speakers) and all(t.pos_ == "PROPN" for t in speakers)


def _is_on_topic(question: Question, said: str) -> bool:
    """Whether the words themselves are about what the question asks after: "the library" in "what
    did the mayor say about the library?".
    """
    topic = question.term_set - question.subject - {question.verb}
    return bool(topic) and 2 * len(topic & term_set(said)) > len(topic)


def _asks_of_a_person(question: Question) -> bool:
    return any(
        t.ent_type_ == "PERSON" and term(t.text) in question.subject for t in parse(question.text)
    )


def quotations(text: str) -> list[tuple[int, int]]:
    """Each quotation of a sentence from its opening to its closing mark.

    “…,” he said, “…” is one. A mark whose partner stands in another sentence reaches to the
    end of this one.
    """
    parts: list[tuple[int, int]] = []
    opened: int | None = None
    begins = re.match(r"\W*[A-Z]", text) is not None
    for match in re.finditer(r"[“”«»„\"]", text):
        at, mark = match.start(), match.group()
        opens = mark in _OPENING or (mark == '"' and opened is None and not _closes(text, at))
        if opens:
            opened = at if opened is None else opened
        elif opened is not None:
            parts.append((opened, at + 1))
            opened = None
        elif not parts and begins:
            parts.append((0, at + 1))  # began in the sentence before
    if opened is not None:
        parts.append((opened, len(text.rstrip())))
    joined: list[tuple[int, int]] = []
    for start, end in parts:
        if joined and _goes_on(text, joined[-1][1], start):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return [(start, end) for start, end in joined if end - start >= _SHORTEST]


def _goes_on(text: str, closed: int, opened: int) -> bool:
    """Whether two quotations are parts of one; a new sentence between them begins another."""
    between = text[closed:opened]
    new = text[closed - 2 : closed - 1] in {".", "!", "?"} and between.lstrip()[:1].isupper()
    return not new and _ATTRIBUTION.fullmatch(between) is not None


def whole_quotation(text: str, start: int, end: int) -> tuple[int, int]:
    """The span, or the quotation of `text` that holds it: what somebody said is not cut off at the
    end of a sentence.
    """
    for first, last in quotations(text):
        if first <= start and end <= last and len(text[first:last].split()) <= _MOST_WORDS:
            return first, last
    return start, end


def closed(text: str, start: int, end: int) -> int:
    """Where words end together with the mark that closes a quotation which they open."""
    words = text[start:end]
    opened = words.count("“") > words.count("”") or words.count('"') % 2 == 1
    mark = _CLOSES.match(text, end) if opened else None
    return mark.end() if mark else end


def introduces_quotation(text: str, start: int, end: int) -> bool:
    """True when the span is what leads to a quotation behind it ("adding on Wednesday: “…")."""
    return not _is_quoted(start, quotations(text)) and _INTRODUCED.match(text, end) is not None


def is_what_was_asked(text: str, start: int) -> bool:
    """Whether the words that begin there are what somebody was asked: "whether he would step in" in
    "Ricci, asked whether he would step in, said: “No.”".
    """
    return _ASKED.search(text[max(0, start - _BEFORE) : start]) is not None


def with_denial(text: str, start: int) -> int:
    """Where words begin together with what denies them: who "disagreed that the city had neglected
    it", or "didn't think that it had", did not say that it had; nor is whoever is "not a “liar”"
    one.
    """
    first = max(0, start - _BEFORE)
    before = text[first:start]
    denied = _DENIES.search(before)
    if denied is not None and not _UNDENIED.search(before[: denied.start()]):
        return first + denied.start()
    unsaid = _NOT_SAID.search(before)
    if unsaid is None and text[start] in _OPENING + '"':
        unsaid = _NOT_QUOTED.search(before)
    return first + unsaid.start() if unsaid is not None else start


def unsaid_from(inside: Sequence[Token]) -> int:
    """Where words begin together with what denies, doubts or conditions them, by their parse:
    "there was no evidence that …", "refused to say that …". inside: their tokens, at least one.
    """
    found, own = inside[0].idx, {t.i for t in inside}
    below = inside[0].doc[inside[0].i : inside[-1].i + 1].root
    doubtful = claimed = spoken = False
    while True:
        marks = (c.idx for c in below.children if c.dep_ == "mark" and c.lower_ in _UNSURE)
        found = min(found, *marks, found)
        above = below.head
        if above == below or below.dep_ not in _WITHIN:
            return found
        if above.pos_ in {"VERB", "AUX"}:
            # How somebody came to say it is no matter
            doubtful = doubtful or denies(above) or calls_false(above)
            doubtful = doubtful or (not spoken and _is_unsaid(above))
            doubtful = doubtful or (claimed and not _speaks(above))
            if doubtful and above.i not in own:
                found = min(found, _clause_start(above))
            doubtful = claimed = False
            spoken = spoken or (_speaks(above) and _has_subject(above))
        elif above.lower_ == "without":
            found = min(found, above.idx)
        elif below.dep_ in {"acl", "relcl", "ccomp"}:
            of = {above.lemma_.lower(), *(c.lower_ for c in above.children)}
            claimed = not of.isdisjoint(CLAIMS)
            doubtful = not of.isdisjoint(FALSE | {"no", "little"})
        below = above


def _is_unsaid(verb: Token) -> bool:
    if verb.lemma_.lower() in DENYING:
        return denies(verb)
    return (verb.lemma_.lower() in _UNSAYING) != is_negated(verb)


def _speaks(verb: Token) -> bool:
    return verb.lemma_.lower() in _SAYING


def _has_subject(verb: Token) -> bool:
    return any(c.dep_ in {"nsubj", "nsubjpass", "expl"} for c in verb.children)


def _clause_start(verb: Token) -> int:
    """Where what a verb says begins: with its subject where that is reported too, else with its
    "did not".
    """
    if verb.dep_ == "ccomp" and _speaks(verb.head) and _has_subject(verb):
        clause = (t for t in verb.subtree if t.dep_ != "mark" and not t.is_punct)
        return next(t.idx for t in clause)
    helpers = (c.idx for c in verb.lefts if c.dep_ in {"aux", "auxpass", "neg"})
    return min(verb.idx, *helpers, verb.idx)


def _is_quoted(at: int, quoted: Sequence[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in quoted)


def _closes(text: str, at: int) -> bool:
    """True for a straight mark that stands behind a word and before a space: a closing one."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return bool(before) and not before.isspace() and (not after or not after.isalnum())


def _under_verb(question: Question, doc: Doc, start: int, end: int) -> bool:
    """True when the verb above the quotation is the question's: "called it a “…”"."""
    inside = [t for t in tokens_in(doc, start, end) if not t.is_punct]
    if not inside or not question.verb:
        return False
    above = (t for t in inside[0].ancestors if not start <= t.idx < end and t.pos_ == "VERB")
    return any(term(t.text) == question.verb for t in list(above)[:1])


def _by_speaker(question: Question, text: str) -> float:
    """Whether whom the question asks about is said to speak: a name weighs more than "he"."""
    said = {t for word in re.findall(r"[\w’'.-]+", text) if (t := term(word))}
    if question.subject & said:
        return 0.1
    if re.search(r"\b(?:he|she|they)\b", text, re.IGNORECASE):
        return 0.05
    return -0.1 if question.subject else 0.0


def _without_marks(doc: Doc, candidate: Candidate) -> Candidate:
    """Without a comma or a mark of quotation that has lost its partner."""
    start, end = candidate.start, candidate.end
    text = doc.text[start:end]
    kept = text.strip(" ,;:")
    if kept.count("“") + kept.count("”") == 1 or kept.count('"') == 1:
        kept = kept.strip(' ,;:“”"')
    start += text.index(kept) if kept else 0
    return Candidate(start, start + len(kept), candidate.fit)


def _told_by(question: Question, doc: Doc, at: int) -> Iterator[Candidate]:
    """The main clause beside "according to X"."""
    according = next((t for t in doc if t.idx == at), None)
    if according is None:
        return
    phrase: Token = according
    source = {t.i for t in phrase.subtree}
    if not question.subject & {term(doc[i].text) for i in source}:
        return
    before = [t for t in doc if t.i < min(source) and not t.is_punct]
    after = [t for t in doc if t.i > max(source) and not t.is_punct]
    side = max(before, after, key=len)
    if side:
        yield Candidate(side[0].idx, side[-1].idx + len(side[-1]), 0.6)
