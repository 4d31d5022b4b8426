"""The command that looks whether everything is in order: doctor."""

from __future__ import annotations

import typer

from qa.cli.shared import Articles, Index, Json, app, print_result, settings_for, with_folders

__all__ = ["doctor"]

_MARKS = {"good": "ok", "warning": "note", "problem": "PROBLEM"}


@app.command()
def doctor(articles: Articles = None, index: Index = None, as_json: Json = False) -> None:
    """Look at everything the program needs, and say how to mend what is not in order.

    Python and packages, the model's weights, the parser, the articles, the index, the right to
    write, room on the disk. Nothing is changed. Exit code 1 when there is a problem.
    """
    from qa.doctor import examine

    checks = list(examine(settings_for(articles, index)))
    lines = []
    for check in checks:
        lines.append(f"{_MARKS[check.outcome]:8}{check.name}: {with_folders(check.found)}")
        if check.fix:
            lines.append(f"{'':8}{with_folders(check.fix)}")
    problems = sum(check.outcome == "problem" for check in checks)
    lines.append(
        f"{problems} problem{'' if problems == 1 else 's'} found." if problems else "Good."
    )
    result = {"healthy": not problems, "checks": [check.to_dict() for check in checks]}
    print_result(result, as_json, "\n".join(lines))
    if problems:
        raise typer.Exit(1)
