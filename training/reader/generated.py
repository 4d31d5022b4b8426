"""Questions made from sentences of the articles, by their parse.

A noun phrase of a clause becomes the answer, the rest the question: "Who …?" for a subject, "What
did X …?" with the auxiliary in front for what follows the verb. Half of the questions are then read
against another window that holds the same answer (Glass et al. 2020, "Span Selection Pre-training";
Lewis, Denoyer and Riedel 2019, "Unsupervised QA by Cloze Translation"), which differs in wording.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from qa.text import load_language_model
from training.reader.examples import Group, sentence_spans
from training.reader.news import News, answer_spans

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

__all__ = ["generated_groups", "inverted", "joined", "noun_core", "questions_of"]

_SUBJECTS = {"nsubj", "nsubjpass"}
_WHO, _WHERE, _WHEN = {"PERSON"}, {"GPE", "LOC", "FAC"}, {"DATE", "TIME"}
_NOUNS = {
    "GPE": ["country", "city", "state", "place"],
    "ORG": ["company", "organization", "group"],
    "EVENT": ["event"],
    "WORK_OF_ART": ["film", "book", "show"],
    "NORP": ["group", "nationality"],
    "PRODUCT": ["product"],
}
_LEADS = 5  # sentences from the top of an article
_SHORTEST, _LONGEST = 7, 45  # words of a sentence
_ANSWER_MOST = 9  # words of an answer
_BORDERS = {"ADP", "SCONJ", "CCONJ"}  # where a sentence can be cut short
_CUT = 0.65  # share of questions that are made shorter than their sentence
_DANGLING = re.compile(r"\b(?:the|a|an|of|and|or|to|that|its|his|her|their)\?$", re.IGNORECASE)


def generated_groups(news: News, most: int, seed: int) -> Iterator[Group]:
    """At most `most` questions, one or two of a sentence, from articles in random order."""
    rng = random.Random(seed)
    order = list(range(len(news.articles)))
    rng.shuffle(order)
    pipeline = load_language_model()
    made = 0
    for doc, (number, start) in pipeline.pipe(
        _sentences(news, order, rng), as_tuples=True, batch_size=128
    ):
        asked = list(questions_of(doc, rng))
        rng.shuffle(asked)
        asked = [item for item in asked if _DANGLING.search(item[0]) is None]
        for question, (first, last) in asked[:1]:
            group = _group(news, number, question, doc.text[first:last], start, rng)
            if group is not None:
                yield group
                made += 1
        if made >= most:
            return


def questions_of(doc: Doc, rng: random.Random) -> Iterator[tuple[str, tuple[int, int]]]:
    """Questions on one sentence, with the offsets of their answers."""
    root = next((t for t in doc if t.dep_ == "ROOT"), None)
    if root is None or root.tag_ not in {"VBD", "VBZ", "VBP", "VBN", "VBG", "VB"}:
        return
    subject = next((c for c in root.children if c.dep_ in _SUBJECTS), None)
    if subject is None or subject.i > root.i:
        return
    phrase = doc[subject.left_edge.i : subject.right_edge.i + 1]
    body = _body(doc, root, phrase, rng)
    yield from _of_subject(doc, subject, phrase, body, rng)
    if subject.pos_ != "PRON":
        yield from _of_rest(doc, root, phrase, body, rng)


def _body(doc: Doc, root: Token, phrase: Span, rng: random.Random) -> Span:
    """What follows the subject, more often than not without its last phrases."""
    end = len(doc)
    while end > root.i + 1 and (doc[end - 1].is_punct or doc[end - 1].is_space):
        end -= 1
    borders = [
        t.i for t in doc[root.i + 4 : end] if t.pos_ in _BORDERS or t.text in {",", ";", "–"}
    ]
    if borders and rng.random() < _CUT:
        end = rng.choice(borders)
    return doc[phrase.end : end]


def _of_subject(
    doc: Doc, subject: Token, phrase: Span, body: Span, rng: random.Random
) -> Iterator[tuple[str, tuple[int, int]]]:
    if subject.pos_ not in {"PROPN", "NOUN"} or len(body) < 3 or body[0].is_punct:
        return
    core = noun_core(phrase, subject)
    if len(core) > _ANSWER_MOST:
        return
    person = subject.ent_type_ == "PERSON"
    word = "Who" if person else rng.choice(["What", *_which(subject.ent_type_)])
    yield f"{word} {joined(body.text)}?", (core.start_char, core.end_char)


def _of_rest(
    doc: Doc, root: Token, phrase: Span, body: Span, rng: random.Random
) -> Iterator[tuple[str, tuple[int, int]]]:
    turned = inverted(doc, root, phrase)
    if turned is None:
        return
    for token in body:
        if token.i <= root.i or token.dep_ not in {"dobj", "attr", "pobj"}:
            continue
        core = noun_core(doc[token.left_edge.i : token.right_edge.i + 1], token)
        if len(core) > _ANSWER_MOST or token.pos_ not in {"PROPN", "NOUN", "NUM"}:
            continue
        number = next((c for c in core if c.dep_ == "nummod" and c.ent_type_ == "CARDINAL"), None)
        kind = token.ent_type_
        before, after = doc[root.i + 1 : core.start], doc[core.end : body.end]
        lead = before.text
        if number is not None and token.pos_ == "NOUN" and core.start == number.left_edge.i:
            front = f"How many {doc[number.i + 1 : core.end].text}"
            core = doc[number.left_edge.i : number.i + 1]
        elif kind in _WHO:
            front = "Who"
        elif kind in _WHEN and token.dep_ == "pobj":
            front, lead = rng.choice(["When", "What day"]), doc[root.i + 1 : token.head.i].text
        elif kind in _WHERE and token.dep_ == "pobj" and token.head.lower_ in {"in", "at"}:
            front, lead = "Where", doc[root.i + 1 : token.head.i].text
        elif kind in {"MONEY", "PERCENT"}:
            front = "How much"
        else:
            front = rng.choice(["What", *_which(kind)])
        rest = joined(f"{lead} {after.text}")
        yield joined(f"{front} {turned} {rest}") + "?", (core.start_char, core.end_char)


def inverted(doc: Doc, root: Token, phrase: Span) -> str | None:
    """Auxiliary, subject and verb in the order of a question."""
    between = doc[phrase.end : root.i]
    if any(t.is_punct for t in between):
        return None
    helper = next((c for c in root.children if c.dep_ in {"aux", "auxpass"} and c.i < root.i), None)
    subject = phrase.text
    if doc[phrase.start].pos_ not in {"PROPN", "NUM"} and phrase.start == 0:
        subject = subject[:1].lower() + subject[1:]
    if helper is not None:
        others = " ".join(t.text for t in between if t.i != helper.i)
        return joined(f"{helper.text} {subject} {others} {root.text}")
    if root.lemma_ == "be":
        return f"{root.text} {subject}"
    do = {"VBD": "did", "VBZ": "does", "VBP": "do"}.get(root.tag_)
    return f"{do} {subject} {between.text} {root.lemma_}" if do else None


def noun_core(phrase: Span, head: Token) -> Span:
    """The phrase up to its head's last name or noun: without clauses, commas and articles."""
    doc = phrase.doc
    start, end = phrase.start, head.i + 1
    inside = next((e for e in doc.ents if e.start <= head.i < e.end), None)
    if inside is not None:
        end = max(end, inside.end)
        if inside.label_ in {"PERSON", "GPE", "ORG", "DATE", "MONEY"}:
            start = max(start, inside.start)
    while start < end - 1 and (doc[start].pos_ in {"DET", "PUNCT"} or doc[start].is_space):
        start += 1
    if end - start > 1 and doc[end - 1].tag_ == "POS":
        end -= 1
    return doc[start:end]


def _which(kind: str) -> list[str]:
    return [f"{word} {noun}" for noun in _NOUNS.get(kind, ()) for word in ("Which", "What")]


def joined(text: str) -> str:
    text = re.sub(r"\s+", " ", text).strip()
    return re.sub(r"\s+([,.;:])", r"\1", text).rstrip(" ,;:")


def _sentences(
    news: News, order: Sequence[int], rng: random.Random
) -> Iterator[tuple[str, tuple[int, int]]]:
    for number in order:
        text = news.articles[number][1]
        spans = sentence_spans(text[:4_000])[:-1]
        later = spans[_LEADS:]
        for start, end in [*spans[:_LEADS], *rng.sample(later, min(1, len(later)))]:
            if _SHORTEST <= len(text[start:end].split()) <= _LONGEST:
                yield text[start:end], (number, start)


def _group(
    news: News, number: int, question: str, answer: str, start: int, rng: random.Random
) -> Group | None:
    """The window that the question is read against, and at times one that does not answer it."""
    rows = news.search(question, 25)
    own = [r for r in rows if (p := news.pieces[r]).article == number and p.start <= start < p.end]
    others = [r for r in rows if r not in own]
    held = {r: s for r in [*own[:1], *others] if (s := answer_spans(news.text(r), answer))}
    elsewhere = [r for r in others[:5] if r in held]
    positive = elsewhere[0] if elsewhere and rng.random() < 0.6 else next(iter(held), None)
    if positive is None or len(held) > 12:
        return None
    windows = [news.window(positive, held[positive])]
    negative = [r for r in others if r not in held][:3]
    if negative and rng.random() < 0.5:
        windows.append(news.window(rng.choice(negative)))
    return Group("generated", question, tuple(windows))
