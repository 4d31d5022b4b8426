"""The exception tree is the one drawn in the docstring, and every error carries its fix."""

from __future__ import annotations

import inspect
import re

import pytest

from qa import errors
from qa.errors import ArticleRefused, QAError

CLASSES = {
    name: kind
    for name, kind in inspect.getmembers(errors, inspect.isclass)
    if kind.__module__ == errors.__name__
}


def drawn_tree() -> dict[str, str]:
    """Each class of the drawing with the class it hangs from."""
    parents: dict[str, str] = {}
    above: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        match = re.match(r"^((?:│   |    )*)(?:├── |└── )?([A-Z]\w+)(?:\s{2,}.*)?$", line)
        if match is None or match.group(2) not in CLASSES:
            continue
        branch = "── " in line
        depth = len(match.group(1)) // 4 + branch
        above[depth:] = [match.group(2)]
        if branch:
            parents[match.group(2)] = above[depth - 1]
    return parents


def test_every_class_is_exported() -> None:
    assert sorted(CLASSES) == sorted(errors.__all__)
    assert errors.__all__ == sorted(errors.__all__)


def test_the_drawing_is_the_tree() -> None:
    real = {name: kind.__base__.__name__ for name, kind in CLASSES.items() if kind is not QAError}
    assert drawn_tree() == real
    assert QAError.__base__ is Exception


@pytest.mark.parametrize("name", sorted(CLASSES))
def test_every_class_says_what_it_is(name: str) -> None:
    assert inspect.getdoc(CLASSES[name])


def test_the_message_is_the_problem_and_then_the_fix() -> None:
    error = QAError("It is broken.", "Mend it.")
    assert (error.problem, error.fix, str(error)) == (
        "It is broken.",
        "Mend it.",
        "It is broken. Mend it.",
    )
    assert str(QAError("It is broken.")) == "It is broken."


def test_a_refused_article_names_path_and_reason() -> None:
    error = ArticleRefused("a/b.txt", "it is empty")
    assert (error.path, error.reason, str(error)) == (
        "a/b.txt",
        "it is empty",
        "a/b.txt: it is empty",
    )
