"""A follow-up question put together in full."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from qa.dialogue.antecedents import Given, antecedent, named_alike, sex_of
from qa.dialogue.context import is_fragment, needs_context
from qa.dialogue.ellipsis import bracketed, with_other_part, with_other_word
from qa.dialogue.others import others_than
from qa.dialogue.owners import POSSESSIVES, has_owner
from qa.dialogue.phrases import capitalised
from qa.read.syntax import parse

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["resolve"]

# The number of an earlier question, and that question in full, to the words that answer it
AnswersTo = Callable[[int, str], Sequence[str]]


def resolve(question: str, after: Sequence[str] = (), answers_to: AnswersTo | None = None) -> str:
    """The question in full, or as it is when it stands alone or nothing is found to add.

    after: earlier questions, oldest first; each is made full in its turn. answers_to: gives the
    answers to one of them, verbatim, by its number and in full; called only when a pronoun may
    stand for one of these.
    """
    before: list[_Earlier] = []
    sexes: dict[str, str] = {}  # of names, by the pronouns that stood for them
    full = ""
    for n, asked in enumerate([*after, question]):
        full = _resolved(asked, before, sexes) if before else asked
        before.append(_Earlier(full, partial(answers_to, n) if answers_to is not None else None))
    return full


class _Earlier(NamedTuple):
    """An earlier question in full, and what gives the answers to it."""

    question: str
    answers_to: Given | None


def _resolved(question: str, before: Sequence[_Earlier], sexes: dict[str, str]) -> str:
    others = others_than(question, [b.question for b in before])
    earlier = before[-1 if others is None else others].question
    changed = with_other_word(question, earlier)
    if changed is None:
        changed = _with_the_same(question, earlier)
    if changed is not None:
        return changed
    if not needs_context(question):
        return question
    if is_fragment(question):
        changed = with_other_part(question, earlier)
        if changed is not None:
            return changed
    return _with_names(question, before, sexes) or bracketed(question, earlier)


def _with_the_same(question: str, earlier: str) -> str | None:
    """ "who hosts the talks?" after "when did the Vienna talks begin?": the Vienna talks."""
    if capitalised(question):
        return None
    before = parse(earlier)
    for chunk in parse(question).noun_chunks:
        named = named_alike(chunk, before)
        if named is not None:
            return question[: chunk.start_char] + named + question[chunk.end_char :]
    return None


def _with_names(question: str, before: Sequence[_Earlier], sexes: dict[str, str]) -> str | None:
    """Pronouns replaced by the names or the noun phrase that they stand for. sexes: is added to."""
    doc = parse(question)
    result, changed = question, False
    for token in reversed(list(doc)):
        name = None if has_owner(token) else _antecedent(token, before, sexes)
        if name is None:
            continue
        if token.lower_ in POSSESSIVES and token.dep_ == "poss":
            name = f"{name}’" if name.endswith("s") else f"{name}’s"
        elif token.lower_ == "there":
            name = f"in {name}"
        end = token.idx + len(token)
        result, changed = result[: token.idx] + name + result[end:], True
    return result if changed else None


def _antecedent(token: Token, before: Sequence[_Earlier], sexes: dict[str, str]) -> str | None:
    """What a pronoun stands for; where that was "he" before and is "she" now, somebody else of the
    same question, or what it stands for by an earlier one.
    """
    sex = sex_of(token)
    others = {name for name, known in sexes.items() if known != sex} if sex is not None else set()
    for earlier in reversed(before):
        name = antecedent(token, *earlier)
        if name in others:
            name = antecedent(token, *earlier, others)
            if name is None:
                continue
        if name is not None and sex is not None:
            sexes[name] = sex
        return name
    return None
