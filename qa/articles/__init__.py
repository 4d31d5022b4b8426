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

# Raised whenever the same file is read to another text or other marks than before, so that the
# next build reads all files again
READING = 1

__all__ = [
    "READING",
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
