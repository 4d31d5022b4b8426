"""The articles folder: files in; Documents out, with metadata and marks on what is not text."""

from qa.articles.document import document_from_text, mark_text
from qa.articles.folder import FileStat, Scan, file_sha256, load_corpus, load_file, load_files, scan

__all__ = [
    "FileStat",
    "Scan",
    "document_from_text",
    "file_sha256",
    "load_corpus",
    "load_file",
    "load_files",
    "mark_text",
    "scan",
]
