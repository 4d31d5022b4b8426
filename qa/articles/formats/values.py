"""Values that somebody wrote about an article: a word, or a list or an object of names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qa.articles.lines import one_line

__all__ = ["addresses_in", "names_in"]

# Keys of objects, in small letters without strokes; "@value" and "@id" are JSON-LD's, "#text" is
# XML's, "rendered" WordPress's and "$date" MongoDB's
_NAMED = ("name", "fullname", "displayname", "title", "@value", "#text", "rendered", "$date")
_ADDRESSED = ("url", "href", "@id")
_PARTS = (
    ("given", "family"),
    ("givenname", "familyname"),
    ("firstname", "lastname"),
    ("first", "last"),
)
_DEEPEST = 4  # lists and objects within each other


def names_in(value: Any) -> tuple[str, ...]:
    """The names in a value, each on one line: itself, those of a list's items, or an object's name
    ({"name": "Reuters"}, {"given": "Jane", "family": "Doe"}). None where nothing says a name.
    """
    return _found(value, _NAMED, _DEEPEST)


def addresses_in(value: Any) -> tuple[str, ...]:
    """As `names_in`, but of an object its address ({"url": "https://…"})."""
    return _found(value, _ADDRESSED, _DEEPEST)


def _found(value: Any, keys: tuple[str, ...], deepest: int) -> tuple[str, ...]:
    if value is None or deepest == 0:
        return ()
    if isinstance(value, list | tuple):
        return tuple(name for item in value for name in _found(item, keys, deepest - 1))
    if not isinstance(value, Mapping):
        name = one_line(str(value))
        return (name,) if name else ()
    known = {str(key).lower().replace("_", "").replace("-", ""): v for key, v in value.items()}
    for key in keys:
        if names := _found(known.get(key), keys, deepest - 1):
            return names
    for parts in _PARTS if keys is _NAMED else ():
        if whole := [name for part in parts for name in _found(known.get(part), keys, 1)]:
            return (" ".join(whole),)
    return ()
