"""Marks of a page that change what its words say, put into the words: what is struck through,
raised digits, quotations.
"""

from __future__ import annotations

from typing import Any

from qa.articles.formats.raised import raised

__all__ = ["INLINE", "put_into_words"]

INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data dfn em font i ins kbd mark q s samp small span "
    "strong strike sub sup time tt u var wbr".split()
)
_STRUCK = "//del | //s | //strike | //*[contains(@style, 'line-through')]"
_QUOTES = "\"“”„«»‘’'"
_NEAR = 40  # characters before a raised one that tell what it is
_STEPS = 8  # elements without words that may stand between


def put_into_words(tree: Any) -> None:
    """Change a page so that its bare text says what it shows: without what is struck through, with
    exponents raised ("10⁶") and the marks of notes left out, and <q> in quotation marks.
    """
    for struck in tree.xpath(_STRUCK):
        _say(struck, "")
    for high in list(tree.iter("sup")):
        _lower(high)
    for quotation in reversed(list(tree.iter("q"))):
        _quote(quotation)


def _lower(high: Any) -> None:
    """Put what is raised into the line that it stands in."""
    text = high.text_content()
    note = _is_note_link(high, text)
    said = "" if note else raised(text, _before(high), high.tail or "")
    if said != text:
        _say(high, said)


def _say(node: Any, words: str) -> None:
    """Let an element say these words, and nothing else. It stays, since the words on both sides of
    one that is taken out are copied each time.
    """
    node.clear(keep_tail=True)
    node.tag = "span"
    node.text = words


def _is_note_link(high: Any, text: str) -> bool:
    """Whether it is a link to a note and nothing else: digits, signs, or words in brackets."""
    around = high.getparent()
    linked = next(high.iter("a"), None) is not None or (
        around is not None
        and around.tag == "a"
        and len(around) == 1
        and not (around.text or "").strip()
        and not (high.tail or "").strip()
    )
    return linked and (text.strip().startswith("[") or not any(c.isalpha() for c in text))


def _before(node: Any) -> str:
    """The last words before an element, in its line, as far as they are near."""
    for _ in range(_STEPS):
        sibling, parent = node.getprevious(), node.getparent()
        if parent is None:
            break
        if sibling is None:
            text, node, goes_on = parent.text, parent, parent.tag in INLINE
        else:
            text, node, goes_on = sibling.tail, sibling, sibling.tag in INLINE
            if goes_on and not text:
                text = sibling.text_content()
        if text:
            return str(text)[-_NEAR:]
        if not goes_on:
            break
    return ""


def _quote(quotation: Any) -> None:
    """Quotation marks around a quotation, unless the page has written them."""
    text = quotation.text_content().strip()
    if text and text[0] not in _QUOTES:
        within = next(quotation.iterancestors("q"), None) is not None
        opening, closing = "‘’" if within else "“”"
        quotation.text = opening + (quotation.text or "").lstrip()
        if len(quotation):
            quotation[-1].tail = (quotation[-1].tail or "").rstrip() + closing
        else:
            quotation.text = quotation.text.rstrip() + closing
    quotation.tag = "span"
