"""Markdown that shows the very same characters as the articles."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.articles.lines import one_line
from qa.exports.citing import (
    answer_sources,
    attributions,
    citation_text,
    difference,
    value_source,
    words_of,
)
from qa.exports.parts import (
    ANSWERING,
    LATER,
    LESS_LIKELY,
    NOT_ANSWERED,
    OTHERS,
    TITLE,
    Told,
    by_use,
)
from qa.records import Answer, AnswerGroup, Citation

__all__ = ["markdown_file", "quote_markdown"]

# What Markdown takes for more than a character: anywhere, and at the beginning of a line
_MARKDOWN = re.compile(r"([\\`*\[\]{}<|~$^]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)|:(?=[\w+-]+:))")
_OPENING = re.compile(r"^([ \t]*(?:\d+(?=[.)]))?)([#+\-=>:.)])", re.MULTILINE)
_INDENT = re.compile(r"^ (?= {3}| {0,2}\t)|^\t", re.MULTILINE)  # of a block of code


def markdown_file(answers: Sequence[Told]) -> str:
    parts = [f"# {TITLE}"]
    for told in answers:
        answer = told.answer
        parts.append(f"## {_escaped(one_line(answer.question))}")
        parts += [_escaped(one_line(note)) for note in told.under_question]
        parts.append(NOT_ANSWERED if answer.abstained else _escaped(told.sure))
        for groups, sentence in answer.by_sentence(answer.likely):
            parts += [_row(group, answer) for group in groups]
            if sentence is not None:
                parts[-1] += f"\n\n  > {_escaped(one_line(words_of(*sentence)))}"
        for name, listed in ((LATER, answer.later), (LESS_LIKELY, answer.less_likely)):
            parts += [f"{name}:"] if listed else []
            parts += [_row(group, answer, bold=False) for group in listed]
        for differing in answer.disagreements:
            parts.append(_escaped(difference(differing)))
            parts += [
                f"- **{_escaped(one_line(v.text))}** {_escaped(value_source(v, answer))}\n\n"
                f"  > {_escaped(one_line(v.quote))}"
                for v in differing.values
            ]
        first, others = by_use(answer)
        parts += [f"### {ANSWERING}"] if others and not answer.abstained else []
        parts += [f"\\[{c.n}\\]\n\n{quote_markdown(c)}" for c in first]
        parts += [f"### {OTHERS}"] if others else []
        parts += [f"\\[{c.n}\\] {_escaped(citation_text(c))}" for c in others]
    return "\n\n".join(parts) + "\n"


def quote_markdown(citation: Citation) -> str:
    """The passage as a Markdown quotation that shows the very same characters."""
    lines = _escaped(citation.passage.text).split("\n")
    quoted = "\n".join(f"> {line}" if line else ">" for line in lines)
    return f"{quoted}\n>\n> — {_escaped(citation_text(citation))}"


def _row(group: AnswerGroup, answer: Answer, *, bold: bool = True) -> str:
    said = "; ".join(attributions(group))
    told = f" ({_escaped(said)})" if said else ""
    strong = "**" if bold else ""
    text, cited = _escaped(one_line(group.text)), _escaped(answer_sources(group, answer))
    return f"- {strong}{text}{strong} {cited}{told}"


def _escaped(text: str) -> str:
    escaped = _OPENING.sub(r"\1\\\2", _MARKDOWN.sub(r"\\\1", text))
    return _INDENT.sub(lambda m: "&#32;" if m.group() == " " else "&#9;", escaped)
