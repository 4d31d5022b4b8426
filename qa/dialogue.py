"""A follow-up question to a full one: words of the earlier question, added where they are missing.

Nothing is rewritten: what the earlier question was about is put behind the new one in brackets,
so that a person sees at once what was added.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.text import term, words

__all__ = ["resolve"]

_POINTS_BACK = re.compile(
    r"\b(?:he|she|they|him|her|them|his|hers|their|theirs|it|its|then|those|these"
    r"|(?<!is )(?<!are )(?<!was )(?<!were )(?<!be )there"  # "is there hope?" points nowhere
    r"|th(?:at|is) (?:one|meeting|day|place|time|event|talk)s?|the (?:same|others?))\b",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"^\W*(?:and|but|what about|how about)\b", re.IGNORECASE)
_ASKS_ANEW = re.compile(r"^\W*(?:and|but)\s+(?:who|what|which|when|where|why|how)\b", re.IGNORECASE)
_ASKING = re.compile(
    r"^\W*(?:and\s+)?(?:who(?:m|se)?|what|which|when|where|why|how(?: (?:many|much|long|old))?)\b",
    re.IGNORECASE,
)


def resolve(question: str, after: Sequence[str] = ()) -> str:
    """The question with the topic of the last complete one, or as it is when it stands alone.

    after: earlier questions, oldest first.
    """
    if not after or not _leans(question):
        return question
    topic = _topic(after)
    said = _terms(question)
    added = [word for word in topic if term(word) not in said]
    return f"{question} ({' '.join(added)})" if added else question


def _leans(question: str) -> bool:
    """True when the question cannot be understood alone: "and …", a pronoun, or hardly a word."""
    if _names(question):
        return bool(_GOES_ON.match(question)) and not _ASKS_ANEW.match(question)
    if _GOES_ON.match(question):
        return True
    return bool(_POINTS_BACK.search(question)) or len(_terms(question)) <= 1


def _topic(after: Sequence[str]) -> list[str]:
    """The content words of the latest earlier question that stands alone."""
    for earlier in reversed(after):
        if not _leans(earlier):
            return _content(earlier)
    return _content(after[0])


def _content(question: str) -> list[str]:
    body = _ASKING.sub("", question)
    return [body[s.start : s.end] for s in words(body) if term(body[s.start : s.end])]


def _terms(question: str) -> set[str]:
    return {t for s in words(question) if (t := term(question[s.start : s.end]))}


def _names(question: str) -> list[str]:
    """Capitalised words that do not begin the question."""
    found = [question[s.start : s.end] for s in words(question)]
    return [w for w in found[1:] if w[:1].isupper() and term(w)]
