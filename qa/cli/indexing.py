"""Commands about the index: index, verify, status, lines."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qa.builds import Report, ShardReport
from qa.cli.shared import (
    FULL,
    SOME_REFUSED,
    Articles,
    Index,
    Json,
    app,
    count,
    plan_words,
    print_result,
    say,
    settings_for,
    with_folders,
)
from qa.errors import IndexProblem
from qa.settings import Settings

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
    shard: Annotated[
        str | None,
        typer.Option(
            "--shard", metavar="N/OF", help="Only encode this shard of the articles: 3/8."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Build the index, or bring it up to date after articles were added, changed or removed.

    Only what changed is read and encoded. The last complete index goes on answering until the
    new one is ready, and what a stopped build has encoded is not encoded again. The exit code is
    3 when the index was built but for files that cannot be read; the report names them.

    Encoding takes most of the time of a first build. To share it among several machines or
    processes:

    \b
    1. Give every machine the same articles, the same version of this program and the same
       QA_MODEL and QA_PASSAGE_ settings.
    2. On each of, say, eight, run one of
           python -m qa index --shard 1/8   ...   python -m qa index --shard 8/8
       Whatever stops one of them, run it again: it goes on where it stopped.
    3. Copy the files encoded-1-of-8.sqlite ... encoded-8-of-8.sqlite of their index folders
       into the index folder of one machine.
    4. There run
           python -m qa index
       It takes over what the shards encoded, encodes what is missing, says how many passages
       were which, and removes the shards' files when the new index is in use.

    Processes of one machine use one index folder; step 3 falls away. Of articles that the index
    holds already a shard encodes new and changed ones. To build everything anew by shards, give
    --full in steps 2 and 4.
    """
    from qa.indexing import build, plan
    from qa.progress import shown_progress

    if shard is not None:
        if watch or dry_run:
            raise typer.BadParameter("It goes together with --full only.", param_hint="--shard")
        _encode_shard(settings_for(articles, index), shard, full, as_json)
        return
    settings = settings_for(articles, index)
    if watch and full:
        raise typer.BadParameter("Run it once with --full before.", param_hint="--watch")
    if watch and not dry_run:
        _watch(settings, as_json)
        return
    if dry_run:
        todo = plan(settings)
        if full:
            todo = replace(todo, rebuild=todo.rebuild or FULL)
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

    settings = settings_for(articles, index)
    with shown_progress() as on_progress:
        found = look(settings, on_progress=on_progress)
        mended = repair and (found.damaged or found.outdated)
        first = found
        if mended:
            build(settings, on_progress=on_progress, full=found.damaged, again=found.changed)
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

    settings = settings_for(articles, index)
    todo = plan(settings)
    states = states_of(settings)
    result: dict[str, Any] = {"articles": str(settings.articles), "index": states.where}
    words = [plan_words(todo)]
    try:
        manifest = states.manifest()
    except IndexProblem as error:
        result |= {"built": None, "documents": 0, "passages": 0, "refused": []}
        words.append(with_folders(str(error)))
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

    store = open_store(settings_for(articles, index))
    try:
        found = recurring_lines(store.documents())
    finally:
        store.close()
    listed = [{"source": r.source, "line": r.line, "articles": r.articles} for r in found]
    text = [f"{r.source}: {r.line}  ({count(r.articles, 'article')})" for r in found]
    print_result({"lines": listed}, as_json, "\n".join(text or ["No line recurs."]))


def _encode_shard(settings: Settings, given: str, full: bool, as_json: bool) -> None:
    """Encode one shard, and say what comes next."""
    from qa.indexing.sharding import encode_shard
    from qa.progress import shown_progress
    from qa.stores.shards import parse_shard

    try:
        shard = parse_shard(given)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--shard") from error
    with shown_progress() as on_progress:
        report = encode_shard(settings, shard, on_progress=on_progress, full=full)
    print_result(report.to_dict(), as_json, _shard_words(report))
    if report.refused:
        raise typer.Exit(SOME_REFUSED)


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
                say(f"Error: {with_folders(str(report))}")


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
        if report.taken_over:
            lines.append(f"  {count(report.taken_over, 'passage')} taken over from shards")
        lines += [f"  gone: {path}" for path in report.left]
    if not report.built:
        lines[0] = f"Up to date: {lines[0]}"
    lines += [f"  refused: {r.path}: {r.reason}" for r in report.refused]
    lines += [f"  skipped: {s.path}: {s.reason}" for s in report.skipped]
    lines += [f"  note: {n.path}: {n.reason}" for n in report.notes]
    return "\n".join(lines)


def _shard_words(report: ShardReport) -> str:
    held = report.passages - report.encoded
    lines = [
        f"Shard {report.shard}: {count(report.documents, 'article')}, "
        f"{count(report.passages, 'passage')}, {report.seconds:.1f} s; {report.encoded:,} encoded"
        + (f", {held:,} were there already" if held else ""),
        f"  {report.file}",
        with_folders("When all shards are in one index folder: python -m qa index"),
    ]
    return "\n".join([*lines, *(f"  refused: {r.path}: {r.reason}" for r in report.refused)])


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
    if found.damaged or found.outdated:
        lines.append(with_folders("To mend it: python -m qa verify --repair"))
    return "\n".join(lines)
