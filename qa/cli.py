"""The command line: `python -m qa index | status | ask | eval`.

Standard output carries the result alone; progress and notices go to standard error. Exit codes:
0 done, 1 refused with a clear reason, 2 wrong usage; 130 stopped by Ctrl-C, as shells have it.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from qa.errors import ArticlesError, IndexProblem, QAError
from qa.records import Answer, Plan, Refusal, Report
from qa.settings import Settings, load_settings

__all__ = ["app", "main"]

_INTERRUPTED = 130  # what typer makes of a KeyboardInterrupt

app = typer.Typer(
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


def main() -> None:
    """Run the command line; every refusal ends in one clear line and exit code 1."""
    logging.basicConfig(
        level=logging.WARNING, stream=sys.stderr, format="%(levelname)s: %(message)s"
    )
    _leave(_run())


def _run() -> int:
    try:
        app(standalone_mode=True)
    except SystemExit as end:
        if end.code == _INTERRUPTED:
            _say("Stopped. The last complete index is untouched.")
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except QAError as error:
        _say(f"Error: {error}")
        return 1
    except BrokenPipeError:
        return 1
    return 0


def _leave(code: int) -> None:
    """End at once: taking the model apart piece by piece would cost a second for nothing."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:  # the reader of our output went away: `… | head`
        code = 1
    logging.shutdown()
    os._exit(code)


@app.command()
def index(
    articles: Articles = None,
    index: Index = None,
    full: Annotated[
        bool, typer.Option("--full", help="Build everything anew, even what did not change.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what a build would do.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Build the index, or bring it up to date after articles were added, changed or removed.

    The last complete index goes on answering until the new one is ready.
    """
    from qa.indexing import build, plan
    from qa.progress import shown_progress

    settings = load_settings(articles=articles, index=index)
    if dry_run:
        todo = plan(settings)
        _print(todo.to_dict(), as_json, _plan_words(todo))
        return
    with shown_progress() as on_progress:
        report = build(settings, on_progress=on_progress, full=full)
    _print(report.to_dict(), as_json, _report_words(report))


@app.command()
def status(articles: Articles = None, index: Index = None, as_json: Json = False) -> None:
    """Compare the articles folder with the index; nothing is changed."""
    from qa.indexing import plan
    from qa.stores.generations import read_manifest

    settings = load_settings(articles=articles, index=index)
    todo = plan(settings)
    result: dict[str, Any] = {"articles": str(settings.articles), "index": str(settings.index)}
    words = [_plan_words(todo)]
    try:
        manifest = read_manifest(settings.index)
    except IndexProblem as error:
        result |= {"built": None, "documents": 0, "passages": 0, "refused": []}
        words.append(str(error))
    else:
        refused = [Refusal(a.path, a.reason) for a in manifest.articles if a.document_id is None]
        result |= {
            "built": manifest.created,
            "model": manifest.model,
            "documents": manifest.documents,
            "passages": manifest.passages,
            "refused": [{"path": r.path, "reason": r.reason} for r in refused],
        }
        words.append(
            f"The index holds {_count(manifest.documents, 'article')} in "
            f"{_count(manifest.passages, 'passage')}, built {manifest.created}."
        )
        words += [f"  left out: {r.path}: {r.reason}" for r in refused]
    _print({**result, **todo.to_dict()}, as_json, "\n".join(words))


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

    settings = load_settings(articles=articles, index=index)
    engine = Engine.open(settings)
    _say_if_stale(settings)
    try:
        answer = engine.ask(
            question, after=after or (), sources=source or (), since=since, until=until, k=k
        )
    finally:
        engine.close()
    _print(answer.to_dict(), as_json, _answer_words(answer, color=sys.stdout.isatty()))


@app.command(name="eval")
def evaluate(
    dataset: Annotated[
        Path,
        typer.Option(
            "--dataset", metavar="DIR", help="BEIR folder with answers in the query metadata."
        ),
    ],
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, help="Only the first questions.")
    ] = None,
    sample: Annotated[
        int | None,
        typer.Option(
            "--sample", min=1, help="Only this many articles, the gold ones among them: quicker."
        ),
    ] = None,
    cache: Annotated[
        Path, typer.Option("--cache", metavar="DIR", help="Where dataset indexes are kept.")
    ] = Path(".cache/datasets"),
    as_json: Json = False,
) -> None:
    """Measure retrieval on a dataset: answer in the top passages, gold article in the top ten."""
    from qa.evaluate import evaluate_retrieval, open_dataset, read_dataset
    from qa.progress import shown_progress

    settings = load_settings()
    data = read_dataset(dataset, limit=limit, sample=sample)
    with shown_progress() as on_progress:
        store, kept = open_dataset(data, settings, cache, on_progress=on_progress)
    try:
        result = evaluate_retrieval(data, store, kept)
    finally:
        store.close()
    _print(result, as_json, _evaluation_words(result))


def _say_if_stale(settings: Settings) -> None:
    """A notice on standard error when the articles changed since the index was built."""
    from qa.indexing import plan

    try:
        todo = plan(settings)
    except ArticlesError as error:
        _say(f"Note: {error} The answer comes from the index as it is.")
        return
    if todo.needed:
        _say(f"Note: the articles changed since the index was built. {_plan_words(todo)}")


def _print(result: dict[str, Any], as_json: bool, words: str) -> None:
    typer.echo(json.dumps(result, ensure_ascii=False, indent=2) if as_json else words)


def _say(text: str) -> None:
    typer.echo(text, err=True)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _plan_words(todo: Plan) -> str:
    if not todo.needed:
        words = f"Up to date: {_count(len(todo.unchanged), 'file')} unchanged."
    else:
        words = (
            f"{len(todo.new)} new, {len(todo.changed)} changed, {len(todo.gone)} gone, "
            f"{len(todo.unchanged)} unchanged. To bring the index up to date: python -m qa index"
        )
        if todo.rebuild:
            words += f"\nEverything will be built anew: {todo.rebuild}."
    return "\n".join([words, *(f"  skipped: {s.path}: {s.reason}" for s in todo.skipped)])


def _report_words(report: Report) -> str:
    problems = len(report.refused)
    lines = [
        f"{_count(report.documents, 'article')}, {_count(report.passages, 'passage')}, "
        f"{report.seconds:.1f} s; {_count(problems, 'problem')}"
    ]
    if not report.built:
        lines[0] = f"Up to date: {lines[0]}"
    lines += [f"  refused: {r.path}: {r.reason}" for r in report.refused]
    lines += [f"  skipped: {s.path}: {s.reason}" for s in report.skipped]
    lines += [f"  note: {n.path}: {n.reason}" for n in report.notes]
    return "\n".join(lines)


def _answer_words(answer: Answer, *, color: bool) -> str:
    lines = []
    if answer.interpreted_as != answer.question:
        lines.append(f"Understood as: {answer.interpreted_as}")
    if answer.abstained:
        lines.append("The articles do not answer this. Not an answer, but close:")
    else:
        for group in answer.answers:
            numbers = " ".join(f"[{n}]" for n in group.citations)
            lines.append(f"{_bold(_one_line(group.text), color)} {numbers}")
    for cited in answer.passages:
        document = cited.document
        about = ", ".join([document.source, document.published or "no date", document.path])
        lines += [
            "",
            f"[{cited.n}] {_one_line(document.title)}",
            f"    {about}, characters {cited.passage.start}–{cited.passage.end}",
            _marked(cited.passage.text, cited.passage.start, cited.highlights, color),
        ]
    return "\n".join(lines)


def _marked(text: str, offset: int, marks: Any, color: bool) -> str:
    if not color:
        return text
    for mark in sorted(marks, key=lambda m: -m.start):
        start, end = mark.start - offset, mark.end - offset
        text = text[:start] + _bold(text[start:end], color) + text[end:]
    return text


def _bold(text: str, color: bool) -> str:
    return typer.style(text, bold=True) if color else text


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _evaluation_words(result: dict[str, Any]) -> str:
    lines = [
        f"{result['dataset']}: {_count(result['documents'], 'article')}, "
        f"{_count(result['passages'], 'passage')}, {_count(result['questions'], 'question')}; "
        f"an answer stands in the pool for {result['answer_in_pool']:.3f}"
    ]
    for method, metrics in result["methods"].items():
        numbers = "  ".join(f"{name} {value:.3f}" for name, value in metrics.items())
        lines.append(f"{method:8} {numbers}")
    return "\n".join(lines)
