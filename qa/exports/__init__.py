"""Answers as files: Markdown, HTML, JSON and CSV, each quotation verbatim with its source."""

from qa.exports.citing import (
    attributions,
    citation_text,
    columns,
    date_text,
    difference,
    numbers,
    quote_text,
)
from qa.exports.data import quote_json
from qa.exports.files import FORMATS, to_file
from qa.exports.markdown import quote_markdown
from qa.exports.parts import LATER, LESS_LIKELY, by_use

__all__ = [
    "FORMATS",
    "LATER",
    "LESS_LIKELY",
    "attributions",
    "by_use",
    "citation_text",
    "columns",
    "date_text",
    "difference",
    "numbers",
    "quote_json",
    "quote_markdown",
    "quote_text",
    "to_file",
]
