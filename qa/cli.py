"""The command line: index, status, verify, lines, add, remove, restore, ask, eval.

Standard output carries the result alone; progress and notices go to standard error. Exit codes:
0 done, 1 refused with a clear reason, 2 wrong usage, 3 done but for some files that cannot be
read; 130 stopped by Ctrl-C, as shells have it.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from qa.errors import ArticlesError, InboxError, IndexProblem, QAError
from qa.records import Answer, Plan, Report
from qa.settings import Settings, load_settings

if TYPE_CHECKING:
    from qa.indexing.verifying import Verification

__all__ = ["app", "main"]

_INTERRUPTED = 130  # what typer makes of a KeyboardInterrupt
_SOME_REFUSED = 3

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
    watch: Annotated[
        bool,
        typer.Option("--watch", help="Stay, and bring it up to date whenever the folder changes."),
    ] = False,
    as_json: Json = False,
) -> None:
    """Build the index, or bring it up to date after articles were added, changed or removed.

    Only what changed is read and encoded. The last complete index goes on answering until the
    new one is ready, and what a stopped build has encoded is not encoded again. The exit code is
    3 when the index was built but for files that cannot be read; the report names them.
    """
    from qa.indexing import build, plan
    from qa.progress import shown_progress

    settings = load_settings(articles=articles, index=index)
    if watch and not dry_run:
        _watch(settings, as_json)
        return
    if dry_run:
        todo = plan(settings)
        _print(todo.to_dict(), as_json, _plan_words(todo))
        return
    with shown_progress() as on_progress:
        report = build(settings, on_progress=on_progress, full=full)
    _print(report.to_dict(), as_json, _report_words(report))
    if report.refused:
        raise typer.Exit(_SOME_REFUSED)


def _watch(settings: Settings, as_json: bool) -> None:
    """Build now and after every change, until somebody presses Ctrl-C."""
    from qa.indexing.watching import builds
    from qa.progress import shown_progress

    _say(f"Watching {settings.articles}. Press Ctrl-C to stop.")
    with shown_progress() as on_progress:
        for report in builds(settings, on_progress=on_progress):
            if isinstance(report, Report):
                _print(report.to_dict(), as_json, _report_words(report))
            else:
                _say(f"Error: {report}")


@app.command()
def verify(
    articles: Articles = None,
    index: Index = None,
    repair: Annotated[
        bool,
        typer.Option("--repair", help="Mend what is found: from the articles, by a build."),
    ] = False,
    as_json: Json = False,
) -> None:
    """Prove that the index holds what the articles say, passage by passage.

    Every stored passage must stand in its article at its place, every passage must have its
    vector and its terms and no vector may be without a passage, and every article's file must
    have the bytes that were indexed. Exit code 1 when something is found and not mended.
    """
    from qa.indexing import build
    from qa.indexing.verifying import verify as look
    from qa.progress import shown_progress

    settings = load_settings(articles=articles, index=index)
    with shown_progress() as on_progress:
        found = look(settings, on_progress=on_progress)
        mended = repair and bool(found.findings)
        first = found
        if mended:
            build(settings, on_progress=on_progress, full=found.damaged)
            found = look(settings)
    result = {**found.to_dict(), "repaired": [f.what for f in first.findings] if mended else []}
    _print(result, as_json, _verification_words(found, len(first.findings) if mended else 0))
    if found.findings:
        raise typer.Exit(1)


@app.command()
def status(articles: Articles = None, index: Index = None, as_json: Json = False) -> None:
    """Compare the articles folder with the index; nothing is changed."""
    from qa.indexing import plan
    from qa.indexing.changes import left_out
    from qa.stores.generations import read_manifest, read_report

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
        refused, copies = left_out(manifest.articles)
        result |= {
            "built": manifest.created,
            "model": manifest.model,
            "documents": manifest.documents,
            "passages": manifest.passages,
            "refused": [{"path": r.path, "reason": r.reason} for r in refused],
            "copies": [{"path": r.path, "reason": r.reason} for r in copies],
            "last_build": read_report(settings.index),
        }
        words.append(
            f"The index holds {_count(manifest.documents, 'article')} in "
            f"{_count(manifest.passages, 'passage')}, built {manifest.created}."
        )
        words += [f"  left out: {r.path}: {r.reason}" for r in (*refused, *copies)]
    _print({**result, **todo.to_dict()}, as_json, "\n".join(words))


@app.command()
def lines(articles: Articles = None, index: Index = None, as_json: Json = False) -> None:
    """List the lines that were taken for notices because they recur over a source's articles.

    They are greyed in the article and never quoted. To keep one as text, write it into a file and
    name the file in QA_KEEP_LINES.
    """
    from qa.articles.recurring import recurring_lines
    from qa.indexing import open_store

    store = open_store(load_settings(articles=articles, index=index))
    try:
        found = recurring_lines(store.documents())
    finally:
        store.close()
    listed = [{"source": r.source, "line": r.line, "articles": r.articles} for r in found]
    text = [f"{r.source}: {r.line}  ({_count(r.articles, 'article')})" for r in found]
    _print({"lines": listed}, as_json, "\n".join(text or ["No line recurs."]))


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

    settings = load_settings(articles=articles)
    added, refused = [], []
    for file in files:
        try:
            raw = file.read_bytes()
            limit = settings.max_file_mb * 1_000_000
            added.append(add_file(settings.articles, file.name, raw, max_bytes=limit))
        except (OSError, InboxError) as error:
            refused.append((str(file), str(error)))
    result = {"added": added, "refused": [{"path": p, "reason": r} for p, r in refused]}
    lines = [f"added: {path}" for path in added] + [f"refused: {p}: {r}" for p, r in refused]
    if added:
        lines.append("To bring the index up to date: python -m qa index")
    _print(result, as_json, "\n".join(lines))
    if refused:
        raise typer.Exit(1 if not added else _SOME_REFUSED)


@app.command()
def remove(
    path: Annotated[str, typer.Argument(help="The article's path in the articles folder.")],
    articles: Articles = None,
    as_json: Json = False,
) -> None:
    """Move an article to the bin of the articles folder; `restore` brings it back."""
    from qa.articles import inbox

    key = inbox.remove(load_settings(articles=articles).articles, path)
    words = f"removed: {path}\nTo bring it back: python -m qa restore {key}"
    _print({"removed": path, "key": key}, as_json, words)


@app.command()
def restore(
    key: Annotated[
        str | None, typer.Argument(help="Which one; without it, what is in the bin is listed.")
    ] = None,
    articles: Articles = None,
    as_json: Json = False,
) -> None:
    """Bring back an article that was removed, or list what can be brought back."""
    from qa.articles import inbox

    folder = load_settings(articles=articles).articles
    if key is not None:
        path = inbox.restore(folder, key)
        _print({"restored": path}, as_json, f"restored: {path}")
        return
    found = inbox.removed(folder)
    listed = [{"key": r.key, "path": r.path, "when": r.when} for r in found]
    lines = [f"{r.key}  {r.path}  (removed {r.when})" for r in found] or ["The bin is empty."]
    _print({"removed": listed}, as_json, "\n".join(lines))


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

    settings = load_settings(articles=articles, index=index)
    engine = Engine.open(settings)
    _say_if_stale(settings)
    try:
        answer = engine.ask(
            question,
            after=after or (),
            sources=source or (),
            since=since,
            until=until,
            k=k,
            spelling=not no_spelling,
        )
    finally:
        engine.close()
    _print(answer.to_dict(), as_json, _answer_words(answer, color=sys.stdout.isatty()))


@app.command(name="eval")
def evaluate(
    dataset: Annotated[
        Path,
        typer.Option(
            "--dataset",
            metavar="DIR|FILE",
            help="A BEIR folder with answers in the query metadata, or a JSON file as of SQuAD.",
        ),
    ],
    limit: Annotated[
        int | None, typer.Option("--limit", metavar="N", min=1, help="Only the first N questions.")
    ] = None,
    half: Annotated[
        Literal["a", "b"] | None,
        typer.Option(
            "--half",
            metavar="a|b",
            help="Half of the questions, always the same: tune on one, report the other.",
        ),
    ] = None,
    sample: Annotated[
        int | None,
        typer.Option(
            "--sample",
            metavar="N",
            min=1,
            help="Only N articles of a BEIR folder, the gold ones among them: quicker.",
        ),
    ] = None,
    without_answers: Annotated[
        bool,
        typer.Option(
            "--without-answers",
            help="Ask each question a second time of the articles that do not answer it: "
            "how often is it declined?",
        ),
    ] = False,
    save: Annotated[
        Path | None,
        typer.Option("--save", metavar="FILE", help="Keep every question's figures in a file."),
    ] = None,
    compare_with: Annotated[
        Path | None,
        typer.Option("--compare", metavar="FILE", help="Compare with a run kept by --save."),
    ] = None,
    cache: Annotated[
        Path, typer.Option("--cache", metavar="DIR", help="Where dataset indexes are kept.")
    ] = Path(".cache/datasets"),
    as_json: Json = False,
) -> None:
    """Measure retrieval, reading and declining on questions with known answers.

    The dataset is indexed once (see --cache), which takes minutes for thousands of articles.
    Then every question is asked as a user would ask it. Figures come with 95 % intervals.

    Try it: python -m qa eval --dataset my-questions --limit 50
    """
    from qa.engine import Engine
    from qa.evaluate import (
        ask_all,
        compare,
        index_dataset,
        load_run,
        read_dataset,
        save_run,
        summarise,
    )
    from qa.evaluate.words import words
    from qa.progress import shown_progress

    settings = load_settings()
    earlier = load_run(compare_with) if compare_with is not None else None
    data = read_dataset(dataset, limit=limit, sample=sample, half=half)
    with shown_progress() as on_progress:
        kept = index_dataset(data, settings, cache, on_progress=on_progress)
        engine = Engine.open(kept)
        try:
            outcomes = ask_all(
                engine, data, without_answers=without_answers, on_progress=on_progress
            )
        finally:
            engine.close()
    report = {
        "dataset": data.name,
        "documents": len(data.documents),
        "reader": kept.reader,
        "half": half,
        **summarise(outcomes, threshold=kept.threshold),
    }
    if earlier is not None:
        report["compared"] = compare(outcomes, earlier)
    if save is not None:
        save_run(save, outcomes, report)
    _print(report, as_json, "" if as_json else words(report))


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
    if report.built:
        lines.append(
            f"  {report.new} new, {report.changed} changed, {report.gone} gone, "
            f"{report.unchanged} unchanged; {_count(report.read, 'file')} read, "
            f"{_count(report.encoded, 'passage')} encoded, "
            f"{report.articles_per_second:g} files a second"
        )
        lines += [f"  gone: {path}" for path in report.left]
    if not report.built:
        lines[0] = f"Up to date: {lines[0]}"
    lines += [f"  refused: {r.path}: {r.reason}" for r in report.refused]
    lines += [f"  skipped: {s.path}: {s.reason}" for s in report.skipped]
    lines += [f"  note: {n.path}: {n.reason}" for n in report.notes]
    return "\n".join(lines)


def _verification_words(found: Verification, mended: int) -> str:
    lines = [f"{_count(mended, 'finding')} mended."] if mended else []
    lines.append(
        f"{_count(found.documents, 'article')}, {_count(found.passages, 'passage')}, "
        f"{_count(found.vectors, 'vector')} and {_count(found.files, 'file')} looked at: "
        + ("all as it should be." if not found.findings else "not as it should be.")
    )
    lines += [f"  {f.kind}: {f.where}: {f.what}" for f in found.findings]
    if found.more:
        lines.append(f"  and {found.more:,} more")
    if found.findings:
        lines.append("To mend it: python -m qa verify --repair")
    return "\n".join(lines)


def _answer_words(answer: Answer, *, color: bool) -> str:
    lines = []
    if answer.completed:
        lines.append(f"Understood as: {answer.interpreted_as}")
    for c in answer.corrections:
        lines.append(f"Searched for “{c.searched_for}” (you wrote “{c.written}”).")
    if answer.abstained:
        lines.append("The articles do not answer this. Not an answer, but close:")
    else:
        for group in answer.answers:
            numbers = " ".join(f"[{n}]" for n in group.citations)
            lines.append(f"{_bold(_one_line(group.text), color)} {numbers}")
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
            f"[{cited.n}] {_one_line(document.title)}",
            f"    {about}, characters {cited.passage.start}–{cited.passage.end}",
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
