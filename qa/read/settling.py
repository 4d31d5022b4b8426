"""Answering words for yes-or-no questions: the clause that settles it, never a made-up yes.

"did the two sides meet?" is answered by "did not meet face-to-face". A clause is cut out of its
sentence only where the sentence vouches for it: "denied that it had held" is given with its denial,
"if it holds" with what depends on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from qa.read.candidates import Candidate, between
from qa.read.combination import probability
from qa.read.deeds import same_deeds
from qa.read.lexicon import SAYING
from qa.read.question import Question
from qa.read.retracted import CLAIMS, FALSE
from qa.text import term

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

__all__ = ["WEIGHED", "find_settling", "probability_settled"]

_FIT, _COVERED = 0.5, 0.5  # of a clause with none of the question's words, and what all add
_SUBJECTS = {"nsubj", "nsubjpass", "expl", "csubj"}
# What is reported with these is what the source says is so
_REPORTING = SAYING | frozenset("report confirm show find reveal".split())
_HAPPENED = {"when", "after", "because", "since", "as", "although", "though", "while", "where"}
# Openings of clauses that do not say that something is so, or take some of it back
_OPEN = frozenset("if whether unless until lest provided once except without barring".split())
_NOBODY = frozenset("no none nobody nothing neither nor few hardly".split())
# Subjects that turn or weigh what is said of them
WEIGHED = _NOBODY | frozenset(
    """
    fewer little less most many some several half only all both every each any anyone anybody
    anything whoever
    """.split()
)
# Clauses that stand before a subject and, with one of their own, may say in what case it is so
_FRONTED = {"advcl", "ccomp"}
_LONGEST = 45  # words
_SUBJECT = 6  # words of a subject that is given with what is said of it
_SPEAKER = 8  # words in which a speaker is named
_SAID, _DEED, _MODEL, _BIAS = 0.9, 0.9, 0.18, -0.5


def find_settling(
    question: Question, doc: Doc, places: frozenset[str] = frozenset()
) -> Iterator[Candidate]:
    """What the clause of a sentence with most of the question's words says; of several, the
    shortest.
    """
    wanted = question.term_set
    if not wanted:
        return
    same = same_deeds(question.text)
    found = []
    for token in (t for t in doc if _is_clause(t)):
        verb = _vouched_for(token)
        if verb.lemma_ == "ask" and verb.pos_ == "VERB" and question.verb != "ask":
            continue  # "asked why they had been sold" does not say that they had
        first, last = _extent(verb)
        words = [*doc[first : last + 1], *_antecedent(verb)]
        said = {term(word) for t in words for word in (t.text, t.lemma_)}
        said |= {own for own, other in same if other in said}
        found.append((len(wanted & said), first - last, -verb.i, first))
    if not found:
        return
    covered, less, at, first = max(found)
    if covered and -less <= _LONGEST:
        start = _start(doc[-at], first)
        yield between(doc, start, first - less, _FIT + _COVERED * covered / len(wanted))


def probability_settled(asked: Question, said: Mapping[str, float], model: float) -> float:
    """How likely a clause settles a question. said: the share of the question that its sentence and
    headline say by each of its terms. model: the reader's score over "no answer".

    A logistic model fitted on 40 questions on invented articles and set so that those of the gold
    file are given (docs/retrieval.md).
    """
    on_deed = not asked.verb or said.get(asked.verb, 0.0) > 0
    log_odds = _SAID * sum(said.values()) + _DEED * on_deed + _MODEL * model + _BIAS
    return probability(log_odds)


def _is_clause(token: Token) -> bool:
    """Whether a verb has a subject of its own or shares that of the verb before it."""
    if token.pos_ not in {"VERB", "AUX"} or token.dep_ in {"aux", "auxpass"}:
        return False
    if any(c.dep_ == "ccomp" and _stands_alone(c) for c in token.children):
        return False  # what is said counts, not that it is
    if token.pos_ == "AUX" and not any(not t.is_punct for t in token.rights):
        return False
    return _subject_of(token) is not None


def _antecedent(verb: Token) -> list[Token]:
    """Of whom a relative clause speaks: "Karl Lund, the mayor," of "who resigned"."""
    if verb.dep_ != "relcl":
        return []
    inside = {t.i for t in verb.subtree}
    return [t for t in verb.head.subtree if t.i not in inside]


def _subject_of(verb: Token) -> Token | None:
    while True:
        own = next((c for c in verb.children if c.dep_ in _SUBJECTS), None)
        if own is not None or verb.dep_ != "conj":
            return own
        verb = verb.head


def _vouched_for(verb: Token) -> Token:
    """The verb whose clause can stand by itself: this one, or one above that says if it is so."""
    while verb.dep_ != "ROOT" and not _stands_alone(verb):
        verb = verb.head
    return verb


def _stands_alone(verb: Token) -> bool:
    marks = {c.lower_ for c in verb.children if c.dep_ in {"mark", "advmod"} and c.i < verb.i}
    if marks & _OPEN:
        return False
    above = verb.head
    if verb.dep_ in {"ccomp", "parataxis"}:
        if any(t.text == ";" for t in verb.doc[min(verb.i, above.i) : max(verb.i, above.i)]):
            return True  # two main clauses
        beside = [t for c in above.children if c.dep_ in _SUBJECTS for t in (c, *c.lefts)]
        denied = any(c.dep_ == "neg" for c in above.children)
        denied = denied or any(t.lower_ in _NOBODY or t.lemma_.lower() in FALSE for t in beside)
        denied = denied or any(t.lower_.removesuffix("ly") in FALSE for t in above.children)
        # not "reports that he had confessed", which may be untrue
        return above.pos_ == "VERB" and above.lemma_.lower() in _REPORTING and not denied
    if verb.dep_ == "conj":
        return above.pos_ in {"VERB", "AUX"} and (above.dep_ == "ROOT" or _stands_alone(above))
    if verb.dep_ == "advcl":  # "when the convoy was bombed", but not "when the deal is done"
        return bool(marks & _HAPPENED) and _is_past(verb)
    if verb.dep_ == "relcl":  # "Karl Lund, who resigned", but not "anyone who resigned"
        of = {t.lower_ for t in above.lefts} | {above.lower_}
        return _is_past(verb) and of.isdisjoint(WEIGHED) and above.lemma_.lower() not in CLAIMS
    return False


def _is_past(verb: Token) -> bool:
    helpers = [c for c in verb.children if c.dep_ in {"aux", "auxpass"}]
    perfect = any(c.tag_ == "VBD" or c.lower_ in {"has", "have"} for c in helpers)
    return verb.tag_ == "VBD" or perfect


def _extent(verb: Token) -> tuple[int, int]:
    """First and last token: from what leads to the subject up to where another clause sets in."""
    doc = verb.doc
    first, last = verb.left_edge.i, verb.right_edge.i
    subject = _subject_of(verb)
    if subject is not None:  # "In April it began and has held"
        first = min(first, subject.head.left_edge.i)
    for joined in verb.children:
        between_them = [c for c in verb.children if verb.i < c.i < joined.left_edge.i]
        adds = any(c.dep_ == "cc" and c.lower_ == "and" for c in between_them)  # "but" takes back
        if joined.dep_ == "conj" and joined.pos_ in {"VERB", "AUX"} and adds:
            marks = (c.i for c in between_them if c.dep_ in {"cc", "punct"})
            last = min(last, min(marks) - 1)
    while first < last and (doc[first].is_punct or doc[first].dep_ == "cc" or doc[first].is_space):
        first += 1
    last = _before_speaker(doc, first, last)
    while last > first and (doc[last].is_punct or doc[last].dep_ == "cc" or doc[last].is_space):
        last -= 1
    return first, last


def _start(verb: Token, first: int) -> int:
    """Where the words to give begin: with what is said, and with of whom where that is short or
    weighs it ("nobody was hurt"). What limits it in front of them stays.
    """
    doc = verb.doc
    subject = _subject_of(verb)
    if subject is None or any(t.lower_ in _OPEN for t in doc[first : verb.i]):
        return first
    fronted = (c for c in subject.head.lefts if c.i < subject.left_edge.i and _limits(c))
    begins = min((c.left_edge.i for c in fronted), default=-1)
    if begins >= first:
        return begins
    of = doc[subject.left_edge.i : subject.right_edge.i + 1]
    weighs = any(t.lower_ in WEIGHED or t.like_num for t in (*subject.lefts, subject))
    weighs = weighs or subject.lemma_.lower() in CLAIMS  # what was false
    if weighs or (len(of) <= _SUBJECT and subject.tag_ not in {"WP", "WDT"}):
        return max(first, of.start)
    behind = (c.i for c in verb.children if of.end <= c.i < verb.i and not c.is_punct)
    return min(behind, default=verb.i)


def _limits(fronted: Token) -> bool:
    """Whether what stands before a subject may say where, when or instead of whom it is so: "in the
    film", "had he resigned", but not "in which" or "having won".
    """
    if fronted.dep_ == "prep":
        return all(t.tag_ != "WDT" for t in fronted.subtree)
    return fronted.dep_ in _FRONTED and any(c.dep_ in _SUBJECTS for c in fronted.children)


def _before_speaker(doc: Doc, first: int, last: int) -> int:
    """Without "…, its chief negotiator" in front of "said", which the parser may hang anywhere."""
    behind = next((t for t in doc[last + 1 :] if not t.is_punct and not t.is_space), None)
    if behind is None or behind.lemma_.lower() not in _REPORTING:
        return last
    commas = [t.i for t in doc[max(first, last - _SPEAKER) : last] if t.text == ","]
    return commas[-1] if commas else last
