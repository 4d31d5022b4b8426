"""A BEIR folder of news and quiz questions: `python -m benchmarks.rtqa CLONE OUT`.

CLONE is a clone of the public repository of RealTime QA:

    git clone --depth 1 https://github.com/realtimeqa/realtimeqa_public

Of each week it takes the quiz questions (`past/2022/20220617_qa.jsonl`), the articles that the
quiz itself names (`…_gold.jsonl`) and those that a search engine found for it (`…_gcs.jsonl`). An
article is known by its address without "www.", query and fragment: what comes first under an
address is kept, and its title is the first that is given. Texts under 400 characters are left out:
they are notices in place of the article. The articles belong to their publishers.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

__all__ = ["CloneError", "Made", "make", "write"]

_LEAST = 400  # characters of an article
_WEEK = re.compile(r"(\d{8})_qa\.jsonl")  # others of this kind are of several weeks, or variants
_CLONE = "git clone --depth 1 https://github.com/realtimeqa/realtimeqa_public"


class CloneError(Exception):
    """A clone that cannot be read, with what to do."""


@dataclass(slots=True)
class Made:
    """The rows of the dataset. articles: by id. short: texts left out. missing: files that weeks
    lack.
    """

    articles: dict[str, dict[str, Any]] = field(default_factory=dict)
    queries: list[dict[str, Any]] = field(default_factory=list)
    qrels: list[tuple[str, str]] = field(default_factory=list)
    weeks: list[str] = field(default_factory=list)
    short: int = 0
    missing: list[str] = field(default_factory=list)


def make(clone: Path, since: date, until: date) -> Made:
    """Read the weeks from `since` to `until`, both included. Raises CloneError."""
    made = Made()
    for file in _weeks(clone, since, until):
        week = file.name[:8]
        made.weeks.append(week)
        made.queries += [_query(row, where) for row, where in _rows(file)]
        for kind in ("gold", "gcs"):
            found = file.with_name(f"{week}_{kind}.jsonl")
            if not found.is_file():
                made.missing.append(str(found.relative_to(clone)))
                continue
            for row, where in _rows(found):
                _add_articles(made, row, where, gold=kind == "gold")
    asked = {query["_id"] for query in made.queries}
    made.qrels = [pair for pair in dict.fromkeys(made.qrels) if pair[0] in asked]
    return made


def write(made: Made, out: Path) -> None:
    """`corpus.jsonl`, `queries.jsonl` and `qrels/test.tsv` in `out`. Raises OSError."""
    (out / "qrels").mkdir(parents=True, exist_ok=True)
    for name, rows in (("corpus", list(made.articles.values())), ("queries", made.queries)):
        lines = (json.dumps(row, ensure_ascii=False) for row in rows)
        (out / f"{name}.jsonl").write_text("".join(f"{line}\n" for line in lines), "utf-8")
    judged = "".join(f"{query}\t{article}\t1\n" for query, article in made.qrels)
    (out / "qrels" / "test.tsv").write_text(f"query-id\tcorpus-id\tscore\n{judged}", "utf-8")


def _weeks(clone: Path, since: date, until: date) -> list[Path]:
    """The question files of the weeks asked for, by date."""
    found = {
        match[1]: path
        for path in sorted(clone.glob("past/*/*_qa.jsonl"))
        if (match := _WEEK.fullmatch(path.name))
    }
    if not found:
        raise CloneError(
            f"There is no past/YEAR/YYYYMMDD_qa.jsonl in {clone}. Make a clone: {_CLONE}"
        )
    first, last = (day.isoformat().replace("-", "") for day in (since, until))
    weeks = [found[name] for name in sorted(found) if first <= name <= last]
    if not weeks:
        raise CloneError(
            f"{clone} holds no week from {since} to {until}; its weeks go from "
            f"{min(found)} to {max(found)}. Choose others with --from and --to."
        )
    return weeks


def _rows(path: Path) -> Iterator[tuple[dict[str, Any], str]]:
    """The rows of a file, each with the place it has, for messages."""
    try:
        lines = path.read_text("utf-8").split("\n")
    except (OSError, ValueError) as error:
        raise CloneError(f"{path} cannot be read ({error}). Make the clone anew.") from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            where = f"{path}, line {number}"
            try:
                row = json.loads(line)
            except ValueError as error:
                raise CloneError(
                    f"{where} is no JSON ({error}). Make the clone anew: {_CLONE}"
                ) from error
            if not isinstance(row, dict) or not isinstance(row.get("question_id"), str):
                raise CloneError(f"{where} has no question_id.")
            yield row, where


def _query(row: dict[str, Any], where: str) -> dict[str, Any]:
    """A question as of `queries.jsonl`; the answers in the file are places among the choices."""
    try:
        choices = [str(choice) for choice in row["choices"]]
        places = [int(place) for place in row["answer"]]
        if min(places, default=0) < 0:
            raise IndexError(f"answer {min(places)}")
        about = {
            "answers": [choices[place] for place in places],
            "choices": choices,
            "source": row["question_source"],
            "date": row["question_date"],
        }
        text = str(row["question_sentence"]).strip()
        return {"_id": row["question_id"], "text": text, "metadata": about}
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise CloneError(f"{where} is no question ({type(error).__name__}: {error}).") from error


def _add_articles(made: Made, row: dict[str, Any], where: str, *, gold: bool) -> None:
    found = row.get("search_result")
    if not isinstance(found, list) or not all(isinstance(article, dict) for article in found):
        raise CloneError(f"{where} has no list search_result.")
    for article in found:
        text = str(article.get("text") or "").strip()
        if len(text) < _LEAST:
            made.short += 1
            continue
        address = urlsplit(str(article.get("url") or ""))
        id_ = f"{address.netloc.removeprefix('www.')}{address.path}".rstrip("/")
        if not id_:
            raise CloneError(f"{where} has an article without url.")
        title = str(article.get("title") or "").strip()
        about = {
            "url": address._replace(fragment="").geturl(),
            "date": str(article.get("publish_date") or ""),
            "source": address.netloc.removeprefix("www."),
        }
        kept = made.articles.setdefault(
            id_, {"_id": id_, "title": title, "text": text, "metadata": about}
        )
        kept["title"] = kept["title"] or title
        if gold:
            made.qrels.append((row["question_id"], id_))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no date as 2022-06-17") from None


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the dataset; the exit code: 0 done, 1 refused with a reason, 2 wrong usage."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.rtqa",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("clone", metavar="CLONE", type=Path, help="folder of the clone")
    parser.add_argument("out", metavar="OUT", type=Path, help="folder to be made")
    parser.add_argument(
        "--from", dest="since", type=_day, default=date(2022, 6, 17), help="[2022-06-17]"
    )
    parser.add_argument(
        "--to", dest="until", type=_day, default=date(2022, 9, 16), help="[2022-09-16]"
    )
    options = parser.parse_args(arguments)
    if options.since > options.until:
        parser.error(f"--from {options.since} is after --to {options.until}")
    try:
        if (options.out / "corpus.jsonl").exists():
            raise CloneError(f"{options.out} holds a dataset already. Name another folder.")
        made = make(options.clone, options.since, options.until)
        write(made, options.out)
    except (CloneError, OSError) as error:
        sys.stderr.write(f"Error: {error}\n")
        return 1
    for name in made.missing:
        sys.stderr.write(f"{name} is not there; its articles are not in the dataset.\n")
    judged = len({query for query, _ in made.qrels})
    sys.stdout.write(
        f"{len(made.weeks):,} weeks: {len(made.articles):,} articles, {len(made.queries):,} "
        f"questions, a gold article for {judged:,} of them; {made.short:,} texts under {_LEAST} "
        f"characters left out. Measure with: python -m qa eval --dataset {options.out}\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
