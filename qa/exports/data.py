"""JSON and CSV, for programs and spreadsheets."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence

from qa.articles.lines import one_line
from qa.exports.citing import difference
from qa.exports.parts import Told
from qa.records import Answer, Citation

__all__ = ["csv_file", "json_file", "quote_json"]

_BOM = "\ufeff"  # without it Excel takes UTF-8 for the code page of its country
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")  # the wide ones, too, are read as formulas
_BREAKS = ("\t", "\r", "\n")
_COLUMNS = (
    "question abstained answers n passage highlights title source published page path start end "
    "sha256 url said_by differs notes less_likely later".split()
)


def json_file(answers: Sequence[Told]) -> str:
    given = [
        told.answer.to_dict() | ({"notes": list(told.notes)} if told.notes else {})
        for told in answers
    ]
    return json.dumps(given, ensure_ascii=False, indent=2) + "\n"


def quote_json(citation: Citation) -> str:
    return json.dumps(citation.to_dict(), ensure_ascii=False, indent=2)


def csv_file(answers: Sequence[Told]) -> str:
    """One row a passage, and one for a question without any; cells that a spreadsheet would take
    for a formula get an apostrophe.
    """
    stream = io.StringIO(newline="")
    table = csv.DictWriter(stream, _COLUMNS, restval="")
    table.writeheader()
    for told in answers:
        answer = told.answer
        notes = [*told.under_question, *([] if answer.abstained else [told.sure])]
        asked = {
            "question": answer.question,
            "abstained": answer.abstained,
            "notes": " | ".join(notes),
        }
        for row in [_passage(c, answer) for c in answer.passages] or [{}]:
            table.writerow({name: _cell(value) for name, value in (asked | row).items()})
    return _BOM + stream.getvalue()


def _passage(c: Citation, answer: Answer) -> dict[str, object]:
    """What the row of a passage has beside its question."""
    d, text = c.document, c.document.text
    said, less_likely, later = (
        " | ".join(g.text for g in groups if c.n in g.citations)
        for groups in (answer.likely, answer.less_likely, answer.later)
    )
    return {
        "answers": said,
        "n": c.n,
        "passage": c.passage.text,
        "highlights": " | ".join(text[h.start : h.end] for h in c.highlights),
        "title": d.title,
        "source": d.source,
        "published": d.published or "",
        "page": d.page_at(c.passage.start) or "",
        "path": d.path,
        "start": c.passage.start,
        "end": c.passage.end,
        "sha256": d.sha256,
        "url": d.url or "",
        "said_by": " | ".join(_said_in(c, answer)),
        "differs": " | ".join(_differing_in(c, answer)),
        "less_likely": less_likely,
        "later": later,
    }


def _said_in(citation: Citation, answer: Answer) -> list[str]:
    """Who says what answers in this passage, word for word."""
    told = (m.attribution for g in answer.answers for m in g.mentions if m.n == citation.n)
    return list(dict.fromkeys(one_line(said) for said in told if said))


def _differing_in(citation: Citation, answer: Answer) -> list[str]:
    """The values of this passage from which other articles differ, and what those give."""
    return [
        f"{one_line(value.text)} ({difference(item)}; others: "
        f"{', '.join(one_line(v.text) for v in item.values if v is not value)})"
        for item in answer.disagreements
        for value in item.values
        if citation.n in value.citations
    ]


def _cell(value: object) -> object:
    """The value, as text even where it begins like a formula, behind spaces or not."""
    if not isinstance(value, str):
        return value
    risky = value.startswith(_BREAKS) or value.lstrip().startswith(_FORMULA)
    return f"'{value}" if risky else value
