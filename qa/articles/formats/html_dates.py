"""The day on which a web page says that it was published."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from qa.articles.dates import iso_date
from qa.articles.formats.html_words import INLINE

__all__ = ["published_on"]

_PUBLISHED = frozenset(
    "article:published_time og:published_time datepublished date pubdate publishdate publish-date "
    "publish_date published_time dc.date dc.date.issued dcterms.date dcterms.issued "
    "parsely-pub-date sailthru.date citation_publication_date citation_date".split()
)
_JSON_PUBLISHED = re.compile(r"\"datePublished\"\s*:\s*\"([^\"]{8,40})\"")
# Kinds of schema.org that are the page or its article, and not a comment, a film, a person
_OF_PAGE = re.compile(r"(?:Article|Posting|Page|Report|CriticReview)/?$")
_BY_READERS = re.compile(r"comment|(?<!critic)review")
_LEADS_ON = ("@graph", "mainEntity", "mainEntityOfPage")  # from a page to its article, or back
_BESIDE = 8  # words beside a time that stands alone: "Published:", "by Jane Doe"
_LABEL = 3  # words of a block before it that says what it is: "Last updated:"
_STEPS = 16  # elements looked at on each side of a time
_CHANGED = ("updat", "modif", "edited", "revised")


def published_on(tree: Any) -> str | None:
    """The ISO date, from the first kind of place in which the page gives just one: its head, data
    for search engines, times that are called so, times that stand alone. None without one.
    """
    named = (
        m.get("content")
        for m in tree.iter("meta")
        if (m.get("property") or m.get("name") or m.get("itemprop") or "").lower() in _PUBLISHED
        and _is_of_page(m)
    )
    scripts = tree.xpath("//script[contains(@type, 'ld+json')]/text()")
    articles = tree.xpath("//article") or tree.xpath("//main") or [tree]
    times = [time for time in articles[0].iter("time") if _is_of_page(time)]
    labelled = [
        t
        for t in times
        if "publish" in (t.get("itemprop") or t.get("class") or "").lower() or "pubdate" in t.attrib
    ]
    places: tuple[Iterable[str | None], ...] = (
        named,
        (written for script in scripts for written in _of_data(script)),
        (t.get("datetime") or t.text_content() for t in labelled),
        (t.get("datetime") or t.text_content() for t in times if _stands_alone(t)),
    )
    for place in places:
        days = {day for written in place if written and (day := iso_date(written))}
        if len(days) == 1:
            return days.pop()
    return None


def _is_of_page(node: Any) -> bool:
    """Whether what it says is said of the page, and not of a comment or another thing in it."""
    for around in node.iterancestors():
        of, kind = (around.get("itemprop") or "").lower(), (around.get("itemtype") or "").strip()
        if _BY_READERS.search(of) or _BY_READERS.search(kind.lower()):
            return False
        if around.get("itemscope") is not None and node.get("itemprop") is not None:
            return _OF_PAGE.search(kind) is not None if kind else not of
    return True


def _of_data(script: str) -> Iterator[str]:
    """The dates that a script of JSON-LD gives for the page or its article."""
    try:
        data = json.loads(script, strict=False)
    except (ValueError, RecursionError):
        yield from _JSON_PUBLISHED.findall(script)
        return
    waiting = [data]
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, list):
            waiting += thing
        elif isinstance(thing, dict):
            kinds = thing.get("@type")
            written = thing.get("datePublished")
            of_page = any(
                isinstance(kind, str) and _OF_PAGE.search(kind)
                for kind in (kinds if isinstance(kinds, list) else [kinds])
            )
            if of_page and isinstance(written, str):
                yield written
            waiting += [thing[key] for key in _LEADS_ON if key in thing]


def _stands_alone(time: Any) -> bool:
    """Whether a time stands apart from running text, and is not that of a change."""
    beside, label = _words_beside(time)
    about = (time.get("itemprop") or "", time.get("class") or "", label)
    said = " ".join((*about, *beside)).lower()
    return len(beside) <= _BESIDE and not any(word in said for word in _CHANGED)


def _words_beside(time: Any) -> tuple[list[str], str]:
    """The words in the line of a time, as far as they tell whether it stands alone, and a label in
    a block of its own before it.
    """
    before, block = _words_of_line(time, back=True)
    behind, _ = _words_of_line(time, back=False)
    label = block.text_content().split(maxsplit=_LABEL) if block is not None else []
    return before + behind, " ".join(label) if len(label) <= _LABEL else ""


def _words_of_line(node: Any, *, back: bool) -> tuple[list[str], Any]:
    """The words before an element in its line, or behind it, and the block that ends them."""
    words: list[str] = []
    for _ in range(_STEPS):
        parent = node.getparent()
        if parent is None or len(words) > _BESIDE:
            break
        sibling = node.getprevious() if back else node.getnext()
        between = (parent.text if sibling is None else sibling.tail) if back else node.tail
        words += (between or "").split()
        if sibling is None:
            if parent.tag not in INLINE:
                break
            node = parent
        elif sibling.tag not in INLINE:
            return words, sibling
        else:
            words += sibling.text_content().split()
            node = sibling
    return words, None
