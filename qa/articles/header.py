"""The head of an article: title, dateline, byline and date, before the running text starts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from qa.articles.boilerplate import boilerplate_reason
from qa.articles.dates import DATE, iso_date
from qa.articles.lines import (
    Line,
    after,
    ends_sentence,
    is_wrapped,
    mark,
    starts_like_sentence,
    word_key,
)
from qa.articles.names import AGENCY, CAPITALS, PUBLICATION
from qa.articles.tokens import Token, label_alone, leading_tokens, trailing_tokens
from qa.records import Mark, MarkKind

__all__ = ["Header", "date_lines", "read_header"]

_MOST_LINES = 12
_DECK_LINES = 2  # sentences that may stand between title and date
_BODY_LINE = 400  # characters; a longer line is the article itself
_TITLE_WORDS = 28
_LOOSE_END = frozenset("a an the of in on at by to for from with and or but as that than".split())
_SMALL_AGENCY_DATELINE = (
    rf"(?:[A-ZÀ-Þ][\w .,'’/-]{{1,70}}?\s+)?\((?P<agency>{AGENCY})\)\s*(?:[–—-]{{1,2}}|:)(?=\s)"
)
_PLACE_DATELINE = (
    r"(?P<city>[A-ZÀ-Þ]{2}[A-ZÀ-Þ .'’-]{2,40})(?:,\s[A-Z][\w. ]{1,30})?"
    r"(?:,?\s[A-Z][a-z]{2,8}\.?\s\d{1,2})?\s*[–—]\s?(?=[\"“'‘]?[A-ZÀ-Þ0-9])"
)
_DATED_DATELINE = (  # "BERG, 12 June 2024 - The shipbuilder …", "/PRNewswire/ --"
    r"[A-ZÀ-Þ][\w.'’-]+(?:[ ,]{1,2}[A-ZÀ-Þ][\w.'’-]+){0,3}"
    rf",?\s{DATE}(?:\s/(?P<wire>[A-Z][\w ]{{2,30}})/)?"
    r"\s*(?:[–—]|--?(?=\s))\s*(?=[\"“'‘]?[A-ZÀ-Þ0-9])"
)
_NETWORK_DATELINE = rf"(?:[A-Z][\w.,' ]{{1,60}}?\s)?(?P<network>{AGENCY})\s*[–—](?=\s|$)"
_DATELINE = re.compile(
    f"{_SMALL_AGENCY_DATELINE}|{_DATED_DATELINE}|{_NETWORK_DATELINE}|{_PLACE_DATELINE}"
)
_DATED = re.compile(_DATED_DATELINE)
_TITLE_LABEL = re.compile(r"(?:title|headline)\s*:\s*(?=\S)", re.I)
_SITE_SUFFIX = re.compile(r"\s+\|\s+(?P<site>[A-Z][\w.&'’-]*(?: [A-Z][\w.&'’-]*){0,3})$")
_SOURCE_LABEL = re.compile(r"(?:sources?|publisher|via)\s*:\s*(?P<source>[A-Z0-9].{1,60})", re.I)
_DESK = re.compile(rf"(?:,| for| of) ({PUBLICATION})$")  # "By Jane Doe, Associated Press"
# "The Lindau Herald, 4 March 2024", or the other way round; also a place and a date
_BETWEEN = r"\s*[,|/·•–—-]\s*"
_IMPRINT = re.compile(
    rf"(?P<named>(?:(?:The )?Sunday )?{CAPITALS}){_BETWEEN}(?P<date>{DATE})"
    rf"|(?P<date_first>{DATE}){_BETWEEN}(?P<named_last>{PUBLICATION})"
)
_PUBLICATION = re.compile(PUBLICATION)
_WITH_ARTICLE = re.compile(  # "The Meridian", but not "The Hague"
    r"The (?!(?:Hague|Bronx|Gambia|Netherlands|Bahamas|Philippines|Vatican|Congo|Maldives|Dalles"
    r"|Woodlands|Villages|Hamptons|Valley)\b)"
)
_EMPHASIS = re.compile(
    r"(?P<around>\*{1,3}|_{1,3})(?=[^\s*_])(?P<inner>[^*_\n]+)(?<!\s)(?P=around)"
)
_DATE = re.compile(DATE)
_STROKE = re.compile(r"\s*[|/·•]")
_PUBLISHED = re.compile(r"publi|posted|issued|release|^date")


@dataclass(slots=True)
class Header:
    """What the head of an article says; None for what it does not.

    dates: ISO, with whether a label ("Published") says that it is the publication date.
    """

    title: str | None = None
    source: str | None = None
    byline: str | None = None
    dates: list[tuple[str, bool]] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    label: str | None = None  # said on a line of its own, for the next line


def read_header(lines: Sequence[Line], *, title: str | None = None) -> Header:
    """The header of an article. With `title` given (also ""), none is looked for."""
    header = Header()
    lines = [_within_emphasis(line) for line in lines]
    wrapped = is_wrapped(lines)
    timeline = len(date_lines(lines)) > 1
    imprints = {n: found for n, line in enumerate(lines) if (found := _imprint(line))}
    chronicle = sum(_DATED.match(line.text) is not None for line in lines) > 1
    running = 0
    for i, line in enumerate(lines[:_MOST_LINES]):
        first = running == 0 and header.title is None
        if label := label_alone(line.text):
            header.label = label
            header.marks.append(mark(line, "metadata", "date"))
            continue
        if _is_tokens(line) and len(lines) > 1 and not (timeline and _is_date(line)):
            _take_tokens(header, line, leading_tokens(line.text))
            continue
        if _labelled_source(header, line) or boilerplate_reason(line.text):
            continue
        alone = i in imprints and len(imprints) == 1 and len(lines) > 1
        if alone and _take_imprint(header, line, *imprints[i], first=first):
            continue
        if title and first and word_key(line.text) == word_key(title):
            header.title = title
            header.marks.append(mark(line, "title", "title"))
            continue
        if title is None and first and _take_title(header, lines, i, wrapped):
            continue
        rest = _without_prefix(header, line)
        if rest is None or (not chronicle and _take_dateline(header, rest)):
            break
        running += 1
        if len(line.text) > _BODY_LINE or running > _DECK_LINES:
            break
    return header


def _within_emphasis(line: Line) -> Line:
    """The line without Markdown's stars or strokes around it: "*The Herald, 4 March 2024*"."""
    found = _EMPHASIS.fullmatch(line.text)
    if found is None:
        return line
    start, end = line.start + found.start("inner"), line.start + found.end("inner")
    return Line(start, end, found["inner"], line.blank_before, line.blank_after)


def date_lines(lines: Sequence[Line]) -> set[str]:
    """Dates that fill a line each. Several are a timeline's entries; none of them is then the
    publication date, nor small print.
    """
    short = (line for line in lines if len(line.text) < 40)
    return {iso for line in short if _is_date(line) and (iso := iso_date(line.text))}


def _is_date(line: Line) -> bool:
    return _DATE.fullmatch(line.text) is not None


def _is_tokens(line: Line) -> bool:
    """Whether the whole line is header tokens."""
    found = leading_tokens(line.text)
    return bool(found) and not line.text[found[-1].end :].strip(" /|·•,;:.–—-")


def _take_tokens(header: Header, line: Line, tokens: Sequence[Token]) -> None:
    """Read the tokens, and mark them up to the last one."""
    label, header.label = header.label, None
    for token in tokens:
        if token.kind == "label":
            label = token.value
        elif token.kind == "date":
            iso = iso_date(token.value)
            labelled = bool(label and _PUBLISHED.search(label))
            if iso and (label is None or labelled):
                header.dates.append((iso, labelled))
            label = None
        elif token.kind == "staff" and token.value:
            header.source = header.source or token.value
        elif token.kind == "byline" and token.value:
            people, _, agency = _DESK.sub(r"\n\1", token.value).partition("\n")
            header.byline = header.byline or people
            header.source = header.source or agency or None
    header.marks += _token_marks(line, tokens)


def _token_marks(line: Line, tokens: Sequence[Token]) -> Iterable[Mark]:
    """One mark for each stretch of tokens of a kind: reading times are boilerplate."""
    names = {"label": "date", "date": "date", "time": "date", "ago": "date", "staff": "byline"}
    stretches: list[tuple[MarkKind, str, int, int]] = []
    for token in tokens:
        kind: MarkKind = "boilerplate" if token.kind == "reading" else "metadata"
        reason = "reading time" if token.kind == "reading" else names.get(token.kind, token.kind)
        if stretches and stretches[-1][0] == kind:
            _, said, start, _ = stretches.pop()
            reason = said if reason in said.split(", ") else f"{said}, {reason}"
            stretches.append((kind, reason, start, token.end))
        else:
            stretches.append((kind, reason, token.start, token.end))
    return [Mark(line.start + s, line.start + e, kind, why) for kind, why, s, e in stretches]


def _labelled_source(header: Header, line: Line) -> bool:
    found = _SOURCE_LABEL.fullmatch(line.text)
    if found is None or ends_sentence(line.text) or line.words > 8:
        return False
    header.source = header.source or found["source"].strip()
    header.marks.append(mark(line, "metadata", "source"))
    return True


def _imprint(line: Line) -> tuple[str, str] | None:
    """The name and the ISO date of a line that holds these two and nothing else."""
    found = _IMPRINT.fullmatch(line.text) if len(line.text) < 80 else None
    if found is None:
        return None
    iso = iso_date(found["date"] or found["date_first"])
    return (found["named"] or found["named_last"], iso) if iso else None


def _take_imprint(header: Header, line: Line, named: str, iso: str, *, first: bool) -> bool:
    """Read a line of a publication and its date. Where the name may be a place's or a person's,
    the date alone is read, and on the first line nothing: that may be the title.
    """
    publication = _PUBLICATION.fullmatch(named) or _WITH_ARTICLE.match(named)
    if first and not publication:
        return False
    if publication:
        header.source = header.source or named
    header.dates.append((iso, False))
    header.marks.append(mark(line, "metadata", "source, date" if publication else "dateline"))
    return True


def _take_title(header: Header, lines: Sequence[Line], i: int, wrapped: bool) -> bool:
    """Whether line i is the title, alone or between tokens ("March 3, 2021 / 1:02 PM / Title")."""
    line = lines[i]
    if len(line.text) > _BODY_LINE:
        return False
    before, behind = leading_tokens(line.text), trailing_tokens(line.text)
    if not behind and not _is_strong(before, line.text):
        before = []
    start = before[-1].end if before else 0
    end = behind[0].start if behind else len(line.text)
    if start >= end:
        return False
    if label := _TITLE_LABEL.match(line.text, start):
        start = label.end()
    site = _SITE_SUFFIX.search(line.text, start, end)
    if site:
        end = site.start()
    core = line.text[start:end]
    words = core.strip(" /|·•,;:–—-")
    if not words:
        return False
    start += core.index(words[0])
    end = start + len(words)
    if not _is_title(words, lines, i, wrapped, framed=bool(before or behind or label)):
        return False
    header.title = words
    _take_tokens(header, line, before)
    header.marks.append(Mark(line.start + start, line.start + end, "title", "title"))
    if label:
        header.marks.append(_inner(line, label.start(), label.end(), "label"))
    if site:
        header.source = header.source or site["site"]
        header.marks.append(_inner(line, end, site.end(), "source"))
    _take_tokens(header, line, behind)
    return True


def _inner(line: Line, start: int, end: int, reason: str) -> Mark:
    """A metadata mark on part of a line, without outer white space."""
    part = line.text[start:end]
    start += len(part) - len(part.lstrip())
    return Mark(line.start + start, line.start + start + len(part.strip()), "metadata", reason)


def _is_title(words: str, lines: Sequence[Line], i: int, wrapped: bool, *, framed: bool) -> bool:
    line = lines[i]
    count = len(words.split())
    if i + 1 >= len(lines) or count > _TITLE_WORDS or not starts_like_sentence(words):
        return False
    if line.text.endswith((",", ";", ":", "–", "—", "-")) or _DATELINE.match(words):
        return False
    if words.split()[-1].casefold() in _LOOSE_END:
        return False
    if ends_sentence(words) and not _ends_like_title(words):
        return False
    if not framed and not line.blank_after:
        return not wrapped and starts_like_sentence(lines[i + 1].text)
    return True


def _ends_like_title(words: str) -> bool:
    """A question or exclamation, dots, or an acronym's full stop ("in the U.S.")."""
    bare = words.rstrip("\"'”’»)")
    return bare.endswith(("?", "!", "…", "...")) or bool(re.search(r"\b(?:[A-Z]\.){2,}$", bare))


def _is_strong(tokens: Sequence[Token], text: str) -> bool:
    """Whether tokens in front of other words can be no part of a sentence with them."""
    kinds = [token.kind for token in tokens]
    return "date" in kinds and (
        len(set(kinds)) >= 2 or _STROKE.match(text, tokens[-1].end) is not None
    )


def _without_prefix(header: Header, line: Line) -> Line | None:
    """The line without header tokens that run into its text (" date 2018-01-25 The talks")."""
    tokens = leading_tokens(line.text)
    rest = after(line, tokens[-1].end) if tokens else line
    if not tokens or rest is None:
        return rest
    if not _is_strong(tokens, line.text) or not starts_like_sentence(rest.text.lstrip(":–—|/- ")):
        return line
    _take_tokens(header, line, tokens)
    return rest


def _take_dateline(header: Header, line: Line) -> bool:
    found = _DATELINE.match(line.text)
    if found is None:
        return False
    header.source = header.source or found["agency"] or found["network"] or found["wire"]
    if written := re.search(DATE, found.group()):
        iso = iso_date(written.group())
        if iso:
            header.dates.append((iso, False))
    end = line.start + len(found.group().rstrip())
    header.marks.append(Mark(line.start, end, "metadata", "dateline"))
    return True
