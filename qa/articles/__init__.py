"""The articles folder: files in; Documents out, with metadata and marks on what is not text."""

from qa.articles.document import document_from_text, mark_text
from qa.articles.folder import (
    FileStat,
    Scan,
    article_sha256,
    file_stat,
    load_file,
    load_files,
    scan,
)

__all__ = [
    "FileStat",
    "Scan",
    "article_sha256",
    "document_from_text",
    "file_stat",
    "load_file",
    "load_files",
    "mark_text",
    "scan",
]
