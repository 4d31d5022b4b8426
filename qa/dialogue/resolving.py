"""A follow-up question put together in full."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from qa.dialogue.antecedents import POSSESSIVES, Given, antecedent, named_alike
from qa.dialogue.context import is_fragment, needs_context
from qa.dialogue.ellipsis import bracketed, with_other_part, with_other_word
from qa.dialogue.phrases import capitalised
from qa.read.syntax import parse

__all__ = ["resolve"]

# The number of an earlier question, and that question in full, to the words that answer it
AnswersTo = Callable[[int, str], Sequence[str]]


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


def _resolved(question: str, earlier: str, answers_to: Given | None) -> str:
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
    return _with_names(question, earlier, answers_to) or bracketed(question, earlier)


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


def _with_names(question: str, earlier: str, answers_to: Given | None) -> str | None:
    """Pronouns replaced by the names or the noun phrase that they stand for."""
    doc = parse(question)
    result, changed = question, False
    for token in reversed(list(doc)):
        name = antecedent(token, earlier, answers_to)
        if name is None:
            continue
        if token.lower_ in POSSESSIVES and token.dep_ == "poss":
            name = f"{name}’" if name.endswith("s") else f"{name}’s"
        elif token.lower_ == "there":
            name = f"in {name}"
        end = token.idx + len(token)
        result, changed = result[: token.idx] + name + result[end:], True
    return result if changed else None
