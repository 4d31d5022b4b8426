"""This program and others on the same articles, in one run: `python -m benchmarks.side_by_side`.

Building, adding an article, opening, asking, memory, disk and quality. Every contender works in
processes of its own. Questions are put to all of them in turn, so that other work on the machine
slows all alike; ratios travel better than times.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import fmean, median, quantiles
from typing import Any

from benchmarks.articles import read_articles, write_article
from benchmarks.contenders import CONTENDERS, Found
from benchmarks.processes import Took, Worker, worker
from qa.evaluate.asking import ranks
from qa.evaluate.datasets import Query, read_dataset

__all__ = ["compare", "table"]

_SHOWN = 24  # passages: as many as are read
_SCORED = 40  # questions that the keyword indexes alone are timed on
_QUALITY = ("answer@1", "answer@5", "answer@10", "mrr", "article@1", "article@10", "ndcg@10")

Figures = dict[str, float]

# What is shown of each: name, unit, and whether less is better (None: no ratio)
_ROWS: tuple[tuple[str, str, bool | None], ...] = (
    ("passages", "", None),
    ("build", "passages a second", False),
    ("build_processor", "s of processor", True),
    ("build_peak", "MB", True),
    ("disk", "MB", True),
    ("add_one", "s", True),
    ("first_answer", "s from start to first passages", True),
    ("retrieve_p50", "ms", True),
    ("retrieve_p95", "ms", True),
    ("ask_peak", "MB", True),
    ("keyword_p50", "ms", True),
    ("keyword_memory", "MB", True),
    *((name, "", False) for name in _QUALITY),
)


def compare(
    names: Sequence[str],
    rows: Sequence[dict[str, Any]],
    queries: Sequence[Query],
    folder: Path,
    *,
    say: Any = lambda _: None,
) -> dict[str, Figures]:
    """Figures of each contender. rows: articles as of `corpus.jsonl`. folder: empty."""
    ordered = sorted(range(len(rows)), key=lambda number: len(str(rows[number]["text"])))
    usual = ordered[len(ordered) // 2]
    (folder / "articles").mkdir()
    files = [folder / "articles" / f"{number:06}.txt" for number in range(len(rows))]
    for file, row in zip(files, rows, strict=True):
        if file is not files[usual]:
            write_article(file, row)
    found: dict[str, Figures] = {name: {} for name in names}
    for name in names:
        say(f"{name} builds ...")
        found[name] |= _built(name, folder)
    write_article(files[usual], rows[usual])
    for name in names:
        say(f"{name} takes one more article ...")
        found[name] |= _added(name, folder)
    for name in names:
        found[name] |= _keywords(name, folder, queries)
    say(f"{len(queries):,} questions to each ...")
    ids = {file.stem: str(row["_id"]) for file, row in zip(files, rows, strict=True)}
    asked = _asked(names, folder, queries, ids)
    return {name: found[name] | asked[name] for name in names}


def _built(name: str, folder: Path) -> Figures:
    with worker(CONTENDERS[name], folder) as made:
        took = made.call("build")
    sizes = (f.stat().st_size for f in (folder / name).rglob("*") if f.is_file())
    return {
        "passages": took.result,
        "build": took.result / took.clock,
        "build_seconds": took.clock,
        "build_processor": took.processor,
        "build_peak": took.peak / 1e6,
        "disk": sum(sizes) / 1e6,
    }


def _added(name: str, folder: Path) -> Figures:
    """The new article is there already: what is timed is taking it in, libraries loaded."""
    with worker(CONTENDERS[name], folder) as made:
        made.call("warm")
        return {"add_one": made.call("build").clock}


def _keywords(name: str, folder: Path, queries: Sequence[Query]) -> Figures:
    """The keyword index alone: how much memory it takes, how long it scores all passages."""
    if not hasattr(CONTENDERS[name], "keywords"):
        return {}
    with worker(CONTENDERS[name], folder) as made:
        before = made.call("warm").memory
        made.call("keywords")
        took = [made.call("score", q.text) for q in queries[:_SCORED]]
    return {
        "keyword_memory": (took[-1].memory - before) / 1e6,
        "keyword_p50": median(t.clock for t in took) * 1000,
    }


def _asked(
    names: Sequence[str], folder: Path, queries: Sequence[Query], ids: Mapping[str, str]
) -> dict[str, Figures]:
    """ids: of the articles in the dataset, by the name of their file."""
    took: dict[str, list[Took]] = {name: [] for name in names}
    whole: list[float] = []
    first: dict[str, float] = {}
    with ExitStack() as stack:
        workers: dict[str, Worker] = {}
        for name in names:
            workers[name] = made = stack.enter_context(worker(CONTENDERS[name], folder))
            opened = made.call("open").clock
            first[name] = opened + made.call("search", queries[0].text, _SHOWN).clock
        for number, query in enumerate(queries):
            turn = number % len(names)
            for name in (*names[turn:], *names[:turn]):
                took[name].append(workers[name].call("search", query.text, _SHOWN))
            if "ours" in workers:
                whole.append(workers["ours"].call("ask", query.text).clock)
    figures = {
        name: {
            "first_answer": first[name],
            "retrieve_p50": median(t.clock for t in took[name]) * 1000,
            "retrieve_p95": quantiles((t.clock for t in took[name]), n=20)[-1] * 1000,
            "ask_peak": took[name][-1].peak / 1e6,
            **_quality(
                queries, [[(p, ids[a], text) for p, a, text in t.result] for t in took[name]]
            ),
        }
        for name in names
    }
    if whole:
        figures["ours"] |= {
            "answer_p50": median(whole) * 1000,
            "answer_p95": quantiles(whole, n=20)[-1] * 1000,
        }
    return figures


def _named(found: Sequence[Found], ids: Mapping[str, str]) -> list[Found]:
    """With the article's id in the dataset in place of its file's name."""
    return [(passage, ids[file], text) for passage, file, text in found]


def _quality(queries: Sequence[Query], found: Sequence[Sequence[Found]]) -> Figures:
    """Means over the questions; those of articles over the questions with a known one."""
    measured = [ranks(query, passages) for query, passages in zip(queries, found, strict=True)]
    return {
        name: fmean(m[name] for m in measured if name in m)
        for name in _QUALITY
        if any(name in m for m in measured)
    }


def table(found: dict[str, Figures]) -> str:
    """Markdown, this program first; the last columns say how many times better it is."""
    others = [name for name in found if name != "ours"]
    head = ["", "ours", *others, *(f"better than {name}" for name in others)]
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    for name, unit, less in _ROWS:
        if name not in found["ours"]:
            continue
        ours = found["ours"][name]
        label = f"{name.replace('_', ' ')}{f', {unit}' if unit else ''}"
        cells = [label, _number(ours), *(_number(found[o].get(name)) for o in others)]
        cells += [_ratio(ours, found[o].get(name), less) for o in others]
        lines.append(f"| {' | '.join(cells)} |")
    if "answer_p50" in found["ours"]:
        p50, p95 = (_number(found["ours"][f"answer_{p}"]) for p in ("p50", "p95"))
        lines.append(f"\nA whole answer of this program: p50 {p50} ms, p95 {p95} ms.")
    return "\n".join(lines)


def _number(value: float | None) -> str:
    if value is None:
        return "–"
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.3f}" if value < 1 else f"{value:.1f}"


def _ratio(ours: float, other: float | None, less: bool | None) -> str:
    if less is None or not other or not ours:
        return ""
    return f"{other / ours if less else ours / other:.2f} ×"


def plot(found: dict[str, Figures], path: Path) -> None:
    """How many times better than the naive recipe, as bars on a logarithmic scale."""
    from matplotlib import pyplot

    rows = [(n, less) for n, _, less in _ROWS if less is not None and n in found["naive"]]
    ratios = [
        found["naive"][n] / found["ours"][n] if less else found["ours"][n] / found["naive"][n]
        for n, less in rows
    ]
    pyplot.figure(figsize=(7, 5))
    pyplot.barh([n.replace("_", " ") for n, _ in rows], ratios, color="#3277b0")
    pyplot.axvline(1, color="black", linewidth=0.8)
    pyplot.xscale("log")
    pyplot.gca().invert_yaxis()
    pyplot.xlabel("times better than the naive recipe")
    pyplot.tight_layout()
    pyplot.savefig(path)


def main() -> None:
    """Compare, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dataset", type=Path, required=True, help="BEIR folder")
    parser.add_argument("--sample", type=int, help="only that many articles, the gold ones first")
    parser.add_argument("--limit", type=int, help="only the first questions")
    parser.add_argument("--out", type=Path, help="write the figures as JSON")
    parser.add_argument("--plot", type=Path, help="write the ratios as a picture")
    parser.add_argument("--work", type=Path, help="where the temporary folder goes")
    options = parser.parse_args()
    data = read_dataset(options.dataset, sample=options.sample, limit=options.limit)
    kept = {document.id for document in data.documents}
    rows = [row for row in read_articles(options.dataset) if str(row["_id"]) in kept]
    with tempfile.TemporaryDirectory(dir=options.work) as folder:
        found = compare(
            list(CONTENDERS),
            rows,
            data.queries,
            Path(folder),
            say=lambda text: print(text, file=sys.stderr, flush=True),
        )
    sys.stdout.write(f"{len(rows):,} articles, {len(data.queries):,} questions\n\n{table(found)}\n")
    if options.out:
        options.out.write_text(json.dumps(found, indent=1), "utf-8")
    if options.plot:
        plot(found, options.plot)


if __name__ == "__main__":
    main()
