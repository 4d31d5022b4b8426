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

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def json_file(answers: Sequence[Told]) -> str:
    given = [
        told.answer.to_dict() | ({"notes": list(told.notes)} if told.notes else {})
        for told in answers
    ]
    return json.dumps(given, ensure_ascii=False, indent=2) + "\n"


def quote_json(citation: Citation) -> str:
    return json.dumps(citation.to_dict(), ensure_ascii=False, indent=2)


def csv_file(answers: Sequence[Told]) -> str:
    """One row a passage; cells that a spreadsheet would take for a formula get an apostrophe."""
    stream = io.StringIO(newline="")
    table = csv.writer(stream)
    table.writerow(
        "question abstained answers n passage highlights title source published page path start "
        "end sha256 url said_by differs notes less_likely later".split()
    )
    for told in answers:
        answer = told.answer
        for c in answer.passages:
            d, text = c.document, c.document.text
            said, less_likely, later = (
                " | ".join(g.text for g in groups if c.n in g.citations)
                for groups in (answer.likely, answer.less_likely, answer.later)
            )
            marked = [text[h.start : h.end] for h in c.highlights]
            row = [
                *(answer.question, answer.abstained, said, c.n, c.passage.text),
                *(" | ".join(marked), d.title, d.source, d.published or ""),
                *(d.page_at(c.passage.start) or "", d.path, c.passage.start, c.passage.end),
                *(d.sha256, d.url or "", " | ".join(_said_in(c, answer))),
                *(
                    " | ".join(_differing_in(c, answer)),
                    " | ".join([*told.under_question, *([] if answer.abstained else [told.sure])]),
                    less_likely,
                    later,
                ),
            ]
            table.writerow([_cell(value) for value in row])
    return stream.getvalue()


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
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
