"""The command that measures: eval."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from qa.cli.shared import Json, app, print_result
from qa.settings import load_settings

__all__ = ["evaluate"]


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
        check_can_save,
        check_shared,
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
    if earlier is not None:
        check_shared(earlier, [q.id for q in data.queries])
    if save is not None:
        check_can_save(save)
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
    print_result(report, as_json, "" if as_json else words(report))
