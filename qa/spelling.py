"""Spelling slips in a question: a word that no article holds becomes the one that was meant.

Precision first. A word is left alone when the index knows it in any form, when it is English or a
name in common use, and when two words of the index could be meant.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import process
from rapidfuzz.distance import OSA

from qa.read.lexicon import ABBREVIATED, is_english, is_known_name
from qa.records import Correction, Filters, Span
from qa.stores import Store
from qa.text import STOP_WORDS, fold, term, word_list, words

__all__ = ["Forms", "Speller"]

_SHORTEST = 4  # letters; a shorter word is one slip away from too many others
_TWO_SLIPS = 8  # letters from which on two slips in a name are believed
_TWO_SLIPS_COMMON = 10  # the same for a common word, which has more neighbours
_ANY_SLIP_COMMON = 8  # below it, only letters exchanged, doubled, or another vowel
_CLEARLY = 3  # times as frequent, to be meant rather than another word just as near
_LOOKED_AT = 200  # passages in which a word is looked for beside the question's names
_SPELT_IN = 5  # passages in which its spelling is looked up
_ENDINGS = ("i", "n", "s", "y", "an", "ed", "er", "es", "ing", "ly")
_CONTRACTION = re.compile(r"(?:n['’]t|['’](?:re|ve|ll|d|m))$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Meant:
    """A term of the index that a word may stand for; a smaller rank is better."""

    term: str
    distance: int
    slip: int
    common: bool
    frequency: int
    together: bool = False

    @property
    def rank(self) -> tuple[bool, bool, int]:
        return not self.together, self.common, self.slip


class Speller:
    """Mends the words of questions from the words of one opened index."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @cached_property
    def _forms(self) -> Forms:
        """Made at the first word that the index does not know: most questions have none."""
        pairs = [(t, t) for t in self._store.terms()]
        # the stem of "Germany" is "germani"
        pairs += [(t[:-1] + "y", t) for t, _ in pairs if t.endswith("i")]
        pairs += [(fold(w), term(w)) for w in self._store.spellings()]
        return Forms(pairs)

    def correct(self, question: str) -> tuple[str, tuple[Correction, ...]]:
        """The question as it should be searched, and what was changed in it, in order."""
        spans = list(words(question))
        unknown = [s for i, s in enumerate(spans) if self._unknown(question, s, first=i == 0)]
        mended = {s: full for s in spans if (full := self._in_full(question[s.start : s.end]))}
        if not (unknown or mended):
            return question, ()
        names = {
            t
            for s in spans
            if question[s.start].isupper()
            and (t := term(question[s.start : s.end]))
            and self._store.document_frequency(t)
            and not self._store.is_word(t)
        }
        # Twice: what one name was meant to be can tell which of two another one is
        for _ in range(2):
            for span in unknown:
                if span in mended:
                    continue
                found = self._meant(question, span, names, first=span == spans[0])
                if found is None:
                    continue
                word = question[span.start : span.end]
                spelling = self._spelling(word, found)
                if found.common or _reaches(word, spelling):
                    mended[span] = spelling
                if not found.common:
                    names.add(found.term)
        return _replaced(question, mended)

    def _in_full(self, word: str) -> str | None:
        """ "chief executive" for "CEO", where only that stands in the articles."""
        full = ABBREVIATED.get(word.lower() if len(word) > 2 else word)
        if full is None or self._store.document_frequency(term(word)):
            return None
        known = all(self._store.document_frequency(term(part)) for part in full.split())
        return full if known else None

    def _unknown(self, question: str, span: Span, *, first: bool) -> bool:
        """True for a word that may be a slip: in no article, no English, no number or acronym."""
        word = question[span.start : span.end]
        folded = fold(word)
        t = term(word)
        if not t or len(folded) < _SHORTEST or not folded.isalpha() or _CONTRACTION.search(word):
            return False
        if word.isupper() or not word[1:].replace("-", "").islower():
            return False  # an acronym, or a name with capitals inside
        if self._store.document_frequency(t) or is_english(folded) or is_known_name(folded):
            return False
        asks = first or word.islower()
        return not (asks and any(OSA.distance(folded, w, score_cutoff=1) <= 1 for w in _LONG_STOPS))

    def _meant(self, question: str, span: Span, names: set[str], *, first: bool) -> _Meant | None:
        """The one term meant, or None when there is none or more than one."""
        word = question[span.start : span.end]
        found = list(self._candidates(word))
        if word[0].isupper() and not first and not _in_title_case(question):
            found = [m for m in found if not m.common]  # written as a name
        if not found:
            return None
        nearest = min(m.distance for m in found)
        found = [m for m in found if m.distance == nearest]
        if names and len(found) > 1:
            found = [self._beside(m, names) for m in found]
        found.sort(key=lambda m: (m.rank, -m.frequency, m.term))
        rivals = [m for m in found[1:] if m.rank == found[0].rank]
        if rivals and found[0].frequency < _CLEARLY * rivals[0].frequency:
            return None
        return found[0]

    def _candidates(self, word: str) -> Iterator[_Meant]:
        """Terms within reach, each once, by its nearest form."""
        folded, stem = fold(word), term(word)
        most = 1 if len(folded) < _TWO_SLIPS else 2
        best: dict[str, tuple[int, int]] = {}
        for asked in dict.fromkeys((folded, stem)):
            for form, t, distance in self._forms.near(asked, most):
                if _believable(asked, form, distance, common=self._store.is_word(t)):
                    near = (distance, _slip(asked, form))
                    best[t] = min(best.get(t, near), near)
        for t, (distance, slip) in best.items():
            common = self._store.is_word(t)
            yield _Meant(t, distance, slip, common, self._store.document_frequency(t))

    def _beside(self, meant: _Meant, names: Iterable[str]) -> _Meant:
        """The same, knowing whether it stands in one passage with a name of the question."""
        ids = [id_ for id_, _ in self._store.search_keywords([meant.term], _LOOKED_AT, Filters())]
        weights = self._store.term_weights([n for n in names if n != meant.term], ids)
        return _Meant(
            meant.term,
            meant.distance,
            meant.slip,
            meant.common,
            meant.frequency,
            together=any(weights[id_] for id_ in ids),
        )

    def _spelling(self, word: str, meant: _Meant) -> str:
        """The term as the articles write it; a common word keeps the ending it was asked with."""
        if meant.common:
            folded, stem = fold(word), term(word)
            ending = folded[len(stem) :] if folded.startswith(stem) else ""
            if term(meant.term + ending) == meant.term:
                return meant.term + ending
        ids = [id_ for id_, _ in self._store.search_keywords([meant.term], _SPELT_IN, Filters())]
        texts = [p.text for p in self._store.passages(ids)]
        texts += [self._store.document(p.document_id).title for p in self._store.passages(ids)]
        written = Counter(
            _POSSESSIVE.sub("", w)
            for text in texts
            for w in word_list(text)
            if term(w) == meant.term
        )
        return min(
            written,
            key=lambda w: (w.isupper(), OSA.distance(fold(word), fold(w)), -written[w], w),
            default=meant.term,
        )


class Forms:
    """The index's words by length and by their first and last two letters.

    One slip, an exchange of neighbours included, cannot touch both ends of a word of five
    letters, so only words that share one end need comparing: a few hundred of 500,000.
    """

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        """pairs: a form of a word, folded, and its term."""
        self._terms: dict[str, str] = {}
        self._ends: defaultdict[tuple[int, str], list[str]] = defaultdict(list)
        for form, t in pairs:
            if len(form) >= _SHORTEST and form.isalpha() and form not in self._terms:
                self._terms[form] = t
                self._ends[len(form), f"{form[:2]}-"].append(form)
                self._ends[len(form), f"-{form[-2:]}"].append(form)

    def near(self, asked: str, most: int) -> Iterator[tuple[str, str, int]]:
        """Forms at most `most` slips away: (form, term, slips); a slip is a letter too many, too
        few, another one, or two neighbours exchanged (optimal string alignment).
        """
        seen: set[str] = set()
        for length in range(len(asked) - most, len(asked) + most + 1):
            for end in (f"{asked[:2]}-", f"{asked[1::-1]}-", f"-{asked[-2:]}"):
                forms = self._ends.get((length, end), ())
                for form, distance, _ in process.extract(
                    asked, forms, scorer=OSA.distance, score_cutoff=most, limit=None
                ):
                    if form not in seen:
                        seen.add(form)
                        yield form, self._terms[form], int(distance)


_LONG_STOPS = sorted(w for w in STOP_WORDS if len(w) >= _SHORTEST)
_POSSESSIVE = re.compile(r"['’‘ʼ`]s?$", re.IGNORECASE)


def _believable(asked: str, form: str, distance: int, *, common: bool) -> bool:
    """False for what is another word rather than a slip."""
    letters = min(len(asked), len(form))
    if distance > 1 and letters < (_TWO_SLIPS_COMMON if common else _TWO_SLIPS):
        return False
    if common and letters < _ANY_SLIP_COMMON and _slip(asked, form) > 1:
        return False
    if asked.startswith(form):
        ending = asked[len(form) :]
        return ending == form[-1] or ending not in _ENDINGS  # "Yemeni" is no slip of "Yemen"
    if distance > 1 or letters <= 5:
        return asked[0] == form[0] or asked[:2] == form[1::-1]
    return True


def _reaches(word: str, spelling: str) -> bool:
    """False when only the stems are near each other: "Mohammed" has the stem "moham"."""
    most = 1 if len(fold(word)) < _TWO_SLIPS else 2
    ends = (spelling, spelling + "s", spelling.removesuffix("s"))  # "Russains" for "Russian"
    return any(OSA.distance(fold(word), fold(end)) <= most for end in ends)


def _slip(asked: str, form: str) -> int:
    """How common a slip it is: 0 for letters exchanged or doubled, 1 for a vowel, 2 for others."""
    if sorted(asked) == sorted(form) or _undoubled(asked) == _undoubled(form):
        return 0
    return 1 if re.sub("[aeiouy]+", "a", asked) == re.sub("[aeiouy]+", "a", form) else 2


def _undoubled(word: str) -> str:
    return re.sub(r"(.)\1+", r"\1", word)


def _in_title_case(question: str) -> bool:
    """True when most words have a capital, so that it says nothing about any of them."""
    initials = [word[0] for word in word_list(question)]
    return sum(c.isupper() for c in initials) * 3 > len(initials) * 2


def _replaced(question: str, mended: dict[Span, str]) -> tuple[str, tuple[Correction, ...]]:
    corrections: list[Correction] = []
    parts: list[str] = []
    at = 0
    for span, meant in sorted(mended.items(), key=lambda item: item[0].start):
        word = question[span.start : span.end]
        bare = _POSSESSIVE.sub("", word)
        parts += [question[at : span.start], meant, word[len(bare) :]]
        corrections.append(Correction(bare, meant))
        at = span.end
    return "".join([*parts, question[at:]]), tuple(corrections)
