"""The command that answers: ask."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from qa.articles.lines import one_line
from qa.cli.shared import Articles, Index, Json, app, plan_words, print_result, say, settings_for
from qa.errors import ArticlesError
from qa.exports import LATER, LESS_LIKELY, attributions, columns, difference, numbers
from qa.records import Answer, AnswerGroup, Citation, Disagreement
from qa.settings import Settings

__all__ = ["ask"]


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="The question, in quotes.")],
    after: Annotated[
        list[str] | None,
        typer.Option(
            "--after",
            metavar="QUESTION",
            help="An earlier question that this one follows up, oldest first; repeatable.",
        ),
    ] = None,
    k: Annotated[
        int | None, typer.Option("--k", min=1, max=50, help="Passages shown.  [default: 5]")
    ] = None,
    source: Annotated[
        list[str] | None,
        typer.Option(
            "--source", metavar="NAME", help="Only articles from this source; repeatable."
        ),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            "--since", metavar="DATE", help="Only articles published on or after YYYY-MM-DD."
        ),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option(
            "--until", metavar="DATE", help="Only articles published on or before YYYY-MM-DD."
        ),
    ] = None,
    tag: Annotated[
        list[str] | None,
        typer.Option("--tag", metavar="TAG", help="Only articles with this tag; repeatable."),
    ] = None,
    article: Annotated[
        list[str] | None,
        typer.Option(
            "--article",
            metavar="ID",
            help="Only this article: its file, or the id that --json shows; repeatable.",
        ),
    ] = None,
    no_spelling: Annotated[
        bool,
        typer.Option("--no-spelling", help="Search for the words as written, slips included."),
    ] = False,
    articles: Articles = None,
    index: Index = None,
    as_json: Json = False,
) -> None:
    """Answer a question with passages from the articles, word for word.

    Examples:

      python -m qa ask "who attended Astana?"

      python -m qa ask "who sponsored them?" --after "who attended Astana?"

      python -m qa ask "when do the talks start?" --source Reuters --since 2018-01-01 --json
    """
    from qa.engine import Engine

    settings = settings_for(articles, index)
    engine = Engine.open(settings)
    _say_if_stale(settings)
    try:
        answer = engine.ask(
            question,
            after=after or (),
            sources=source or (),
            since=since,
            until=until,
            tags=tag or (),
            documents=article or (),
            k=k,
            spelling=not no_spelling,
        )
    finally:
        engine.close()
    on_screen = sys.stdout is not None and sys.stdout.isatty()
    text = _answer_words(answer, color=on_screen)
    print_result(answer.to_dict(), as_json, f"{text}\n\n{_sure(answer, settings)}")


def _sure(answer: Answer, settings: Settings) -> str:
    least = f"nothing is answered below {settings.threshold:.2f}"
    worth = "python -m qa doctor says what it is worth"
    return f"Confidence {answer.confidence:.2f} ({least}; {worth})."


def _say_if_stale(settings: Settings) -> None:
    """A notice on standard error when the articles changed since the index was built."""
    from qa.indexing import plan

    try:
        todo = plan(settings)
    except ArticlesError as error:
        say(f"Note: {error} The answer comes from the index as it is.")
        return
    if todo.needed:
        say(f"Note: the articles changed since the index was built. {plan_words(todo)}")


def _answer_words(answer: Answer, *, color: bool) -> str:
    lines = []
    if answer.completed:
        lines.append(f"Understood as: {answer.interpreted_as}")
    for c in answer.corrections:
        lines.append(f"Searched for “{c.searched_for}” (you wrote “{c.written}”).")
    if answer.abstained:
        lines.append("The articles do not answer this. The nearest passages, not an answer:")
    else:
        for group in answer.likely:
            said = "; ".join(_aside(group, answer.passages))
            text = _bold(one_line(group.text), color)
            lines.append(f"{text} {numbers(group)}{said and f'  ({said})'}")
        for name, groups in ((LATER, answer.later), (LESS_LIKELY, answer.less_likely)):
            if groups:
                others = (f"{one_line(g.text)} {numbers(g)}" for g in groups)
                lines.append(f"{name}: {'; '.join(others)}")
    for differing in answer.disagreements:
        lines += _difference(differing, answer.passages)
    for cited in answer.passages:
        document = cited.document
        page = document.page_at(cited.passage.start)
        about = ", ".join(
            [
                *(document.source, document.published or "no date", document.path),
                *([f"page {page}"] if page else []),
            ]
        )
        lines += [
            "",
            f"[{cited.n}] {one_line(document.title)}",
            f"    {about}, characters {cited.passage.start}–{cited.passage.end}",
            *(
                f"    columns of the table: {head}"
                for head in columns(document, cited.passage.start, cited.passage.end)
            ),
            _marked(cited.passage.text, cited.passage.start, cited.highlights, color),
        ]
        if cited.also_in:
            where = "; ".join(
                f"{c.document.source} ({c.document.path}, characters {c.passage.start}–"
                f"{c.passage.end})"
                for c in cited.also_in
            )
            lines.append(f"    also in {where}")
    return "\n".join(lines)


def _aside(group: AnswerGroup, passages: Sequence[Citation]) -> list[str]:
    """How many articles say so, which is the newest, and who is said to say so."""
    said = [f"{group.sources} articles"] if group.sources > 1 else []
    if group.newest is not None:
        said.append(f"newest [{group.newest}], {passages[group.newest - 1].document.published}")
    return [*said, *attributions(group)]


def _difference(differing: Disagreement, passages: Sequence[Citation]) -> list[str]:
    """The values that articles give for one thing, with their sentences."""
    lines = ["", difference(differing)]
    for value in differing.values:
        source = passages[value.citations[0] - 1].document.source
        date = f"{value.published or 'no date'}{', the older article' if value.older else ''}"
        lines.append(f"  {one_line(value.text)} {numbers(value)} {source}, {date}")
        lines.append(f"    “{one_line(value.quote)}”")
    return lines


def _marked(text: str, offset: int, marks: Any, color: bool) -> str:
    if not color:
        return text
    for mark in sorted(marks, key=lambda m: -m.start):
        start, end = mark.start - offset, mark.end - offset
        text = text[:start] + _bold(text[start:end], color) + text[end:]
    return text


def _bold(text: str, color: bool) -> str:
    return typer.style(text, bold=True) if color else text
