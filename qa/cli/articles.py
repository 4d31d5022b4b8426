"""Commands about the articles folder: add, remove, restore."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qa.builds import Refusal
from qa.cli.shared import SOME_REFUSED, Articles, Json, app, command, print_result, settings_for
from qa.errors import InboxError

__all__ = ["add", "remove", "restore"]


@app.command()
def add(
    files: Annotated[list[Path], typer.Argument(help="Files to copy into the articles folder.")],
    articles: Articles = None,
    as_json: Json = False,
) -> None:
    """Copy files into the articles folder, under safe names, never over an existing file.

    Then run: python -m qa index
    """
    from qa.articles.inbox import add_file
    from qa.articles.twins import Sizes

    settings = settings_for(articles)
    sizes = Sizes(settings.articles)
    added, refused = [], []
    for file in files:
        try:
            raw = file.read_bytes()
            limit = settings.max_file_bytes
            path = add_file(settings.articles, file.name, raw, max_bytes=limit, sizes=sizes)
            added.append(path)
        except (OSError, InboxError) as error:
            refused.append(Refusal(str(file), str(error)))
    result = {"added": added, "refused": [r.to_dict() for r in refused]}
    lines = [f"added: {path}" for path in added]
    lines += [f"refused: {r.path}: {r.reason}" for r in refused]
    if added:
        lines.append(f"To bring the index up to date: {command('index', articles=articles)}")
    print_result(result, as_json, "\n".join(lines))
    if refused:
        raise typer.Exit(1 if not added else SOME_REFUSED)


@app.command()
def remove(
    path: Annotated[str, typer.Argument(help="The article's path in the articles folder.")],
    articles: Articles = None,
    as_json: Json = False,
) -> None:
    """Move an article to the bin of the articles folder; `restore` brings it back."""
    from qa.articles import removing

    key = removing.remove(settings_for(articles).articles, path)
    back = command("restore", key, articles=articles)
    words = f"removed: {path}\nTo bring it back: {back}"
    print_result({"removed": path, "key": key}, as_json, words)


@app.command()
def restore(
    key: Annotated[
        str | None, typer.Argument(help="Which one; without it, what is in the bin is listed.")
    ] = None,
    articles: Articles = None,
    as_json: Json = False,
) -> None:
    """Bring back an article that was removed, or list what can be brought back."""
    from qa.articles import removing

    folder = settings_for(articles).articles
    if key is not None:
        path = removing.restore(folder, key)
        print_result({"restored": path}, as_json, f"restored: {path}")
        return
    found = removing.removed(folder)
    listed = [{"key": r.key, "path": r.path, "when": r.when} for r in found]
    lines = [f"{r.key}  {r.path}  (removed {r.when})" for r in found] or ["The bin is empty."]
    print_result({"removed": listed}, as_json, "\n".join(lines))
