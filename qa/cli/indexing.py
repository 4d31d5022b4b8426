"""Commands about the index: index, verify, status, lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from qa.builds import Report
from qa.cli.shared import (
    SOME_REFUSED,
    Articles,
    Index,
    Json,
    app,
    count,
    plan_words,
    print_result,
    say,
)
from qa.errors import IndexProblem
from qa.settings import Settings, load_settings

if TYPE_CHECKING:
    from qa.indexing.verifying import Verification

__all__ = ["index", "lines", "status", "verify"]


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
        print_result(todo.to_dict(), as_json, plan_words(todo))
        return
    with shown_progress() as on_progress:
        report = build(settings, on_progress=on_progress, full=full)
    print_result(report.to_dict(), as_json, _report_words(report))
    if report.refused:
        raise typer.Exit(SOME_REFUSED)


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
    print_result(result, as_json, _verification_words(found, len(first.findings) if mended else 0))
    if found.findings:
        raise typer.Exit(1)


@app.command()
def status(articles: Articles = None, index: Index = None, as_json: Json = False) -> None:
    """Compare the articles folder with the index; nothing is changed."""
    from qa.indexing import plan
    from qa.indexing.changes import left_out
    from qa.stores.states import states_of

    settings = load_settings(articles=articles, index=index)
    todo = plan(settings)
    states = states_of(settings)
    result: dict[str, Any] = {"articles": str(settings.articles), "index": states.where}
    words = [plan_words(todo)]
    try:
        manifest = states.manifest()
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
            "refused": [r.to_dict() for r in refused],
            "copies": [r.to_dict() for r in copies],
            "last_build": states.report(),
        }
        words.append(
            f"The index holds {count(manifest.documents, 'article')} in "
            f"{count(manifest.passages, 'passage')}, built {manifest.created}."
        )
        words += [f"  left out: {r.path}: {r.reason}" for r in (*refused, *copies)]
    print_result({**result, **todo.to_dict()}, as_json, "\n".join(words))


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
    text = [f"{r.source}: {r.line}  ({count(r.articles, 'article')})" for r in found]
    print_result({"lines": listed}, as_json, "\n".join(text or ["No line recurs."]))


def _watch(settings: Settings, as_json: bool) -> None:
    """Build now and after every change, until somebody presses Ctrl-C."""
    from qa.indexing.watching import builds
    from qa.progress import shown_progress

    say(f"Watching {settings.articles}. Press Ctrl-C to stop.")
    with shown_progress() as on_progress:
        for report in builds(settings, on_progress=on_progress):
            if isinstance(report, Report):
                print_result(report.to_dict(), as_json, _report_words(report))
            else:
                say(f"Error: {report}")


def _report_words(report: Report) -> str:
    problems = len(report.refused)
    lines = [
        f"{count(report.documents, 'article')}, {count(report.passages, 'passage')}, "
        f"{report.seconds:.1f} s; {count(problems, 'problem')}"
    ]
    if report.built:
        lines.append(
            f"  {report.new} new, {report.changed} changed, {report.gone} gone, "
            f"{report.unchanged} unchanged; {count(report.read, 'file')} read, "
            f"{count(report.encoded, 'passage')} encoded, "
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
    lines = [f"{count(mended, 'finding')} mended."] if mended else []
    lines.append(
        f"{count(found.documents, 'article')}, {count(found.passages, 'passage')}, "
        f"{count(found.vectors, 'vector')} and {count(found.files, 'file')} looked at: "
        + ("all as it should be." if not found.findings else "not as it should be.")
    )
    lines += [f"  {f.kind}: {f.where}: {f.what}" for f in found.findings]
    if found.more:
        lines.append(f"  and {found.more:,} more")
    if found.findings:
        lines.append("To mend it: python -m qa verify --repair")
    return "\n".join(lines)
