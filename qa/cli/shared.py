"""What all commands share: the app, its common options, how results are printed."""

from __future__ import annotations

import codecs
import json
import re
import shlex
import sys
from itertools import chain
from pathlib import Path
from typing import Annotated, Any

import typer
import typer.core

from qa.builds import Plan
from qa.settings import Settings, load_settings

__all__ = [
    "FULL",
    "SOME_REFUSED",
    "Articles",
    "Index",
    "Json",
    "app",
    "command",
    "count",
    "harmless",
    "plan_words",
    "print_result",
    "say",
    "settings_for",
    "with_folders",
]

SOME_REFUSED = 3

FULL = "--full asks for it"

_given: dict[str, Path | None] = {}  # folders, to the command that runs
_ADDING = re.compile(r"\bpython -m qa add FILE\b")
_ADVISED = re.compile(r"\bpython -m qa (?:index|verify|status)(?: --(?:full|repair))*(?! --)\b")

_FIRST = ("index", "ask", "status", "verify", "lines")  # in the help, before the others


class _Group(typer.core.TyperGroup):
    """The commands in the order in which a person meets them."""

    def list_commands(self, ctx: Any) -> list[str]:
        names = list(self.commands)
        return [*(n for n in _FIRST if n in names), *(n for n in names if n not in _FIRST)]


app = typer.Typer(
    cls=_Group,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Ask a folder of articles; get the sentences that answer, word for word, with citations.",
)

Articles = Annotated[
    Path | None,
    typer.Option("--articles", metavar="DIR", help="Folder of articles.  [default: seeds]"),
]
Index = Annotated[
    Path | None,
    typer.Option("--index", metavar="DIR", help="Folder of the index.  [default: index]"),
]
Json = Annotated[bool, typer.Option("--json", help="Print the result as one JSON object.")]


# What a terminal obeys or what turns the order of its letters, but for our own bold (SGR 0 and 1)
_OBEYED = re.compile(
    r"(?!\x1b\[[01]m)[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)


def print_result(result: dict[str, Any], as_json: bool, words: str) -> None:
    r"""Print it. JSON is valid in every encoding: where that has not all letters, they are written
    out (`\u0142`).
    """
    if as_json:
        words = json.dumps(result, ensure_ascii=not _has_all_letters(), indent=2)
    typer.echo(harmless(words))


def _has_all_letters() -> bool:
    """Whether standard output is in UTF-8."""
    encoding = getattr(sys.stdout, "encoding", None)
    return encoding is not None and codecs.lookup(encoding).name == "utf-8"


def say(text: str) -> None:
    typer.echo(harmless(text), err=True)


def harmless(text: str) -> str:
    r"""The text with every character that a terminal would obey written out: `\u001b`.

    Articles, file names and questions come from anywhere. In JSON it is the same string.
    """
    return _OBEYED.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


def count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def settings_for(
    articles: Path | None = None, index: Path | None = None, data: Path | None = None
) -> Settings:
    """The settings, with the folders that were given to the command that runs."""
    _given.update(articles=articles, index=index)
    return load_settings(articles=articles, index=index, data=data)


def with_folders(advice: str) -> str:
    """Advice whose commands have the folders that were given to this one: "Run: python -m qa index
    --index x".
    """
    options = command(**_given).removeprefix(command())
    to_add = command(articles=_given.get("articles")).removeprefix(command())
    advice = _ADVISED.sub(lambda found: found.group() + options, advice)
    return _ADDING.sub(lambda found: found.group() + to_add, advice)


def command(*words: str, **folders: Path | None) -> str:
    """A command to be run, with the folders that were given to this one: `command("index",
    articles=Path("x"))`.
    """
    given = [(f"--{name}", str(folder)) for name, folder in folders.items() if folder is not None]
    return shlex.join(["python", "-m", "qa", *words, *chain.from_iterable(given)])


def plan_words(todo: Plan) -> str:
    """What a build would change, and the command for it."""
    full = " --full" if todo.rebuild == FULL else ""
    if not todo.needed:
        words = f"Up to date: {count(len(todo.unchanged), 'file')} unchanged."
    else:
        words = (
            f"{len(todo.new)} new, {len(todo.changed)} changed, {len(todo.gone)} gone, "
            f"{len(todo.unchanged)} unchanged. "
            + with_folders(f"To bring the index up to date: python -m qa index{full}")
        )
        if todo.rebuild:
            words += f"\nEverything will be built anew: {todo.rebuild}."
    return "\n".join([words, *(f"  skipped: {s.path}: {s.reason}" for s in todo.skipped)])
