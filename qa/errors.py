"""Every error a person can meet, each with its fix.

QAError
├── SettingsError        a QA_ variable or option that cannot be used
├── ArticlesError        the articles folder is missing, or holds nothing readable
├── ArticleRefused       one file that cannot become an article (path, reason)
├── InboxError           an article that cannot be added, removed or restored
├── DocumentNotFound     an article id that the index does not hold
├── ModelError           the encoder's weights are missing, changed or unusable
├── NotAllowed           something that only editors, or only people named, may do
├── QuestionError        an empty or over-long question, or a filter that makes no sense
├── ConversationsError   conversations that cannot be kept or read
├── DatasetError         an evaluation dataset that cannot be read
└── IndexProblem
    ├── IndexMissing     no index yet
    ├── IndexMismatch    built with other settings or by another version
    ├── IndexDamaged     files of the index are missing or unreadable
    ├── IndexBusy        another build holds the lock
    ├── IndexNotWritten   the disk or the folder refused the write
    └── IndexUnreachable  the server that keeps the index does not answer
"""

from __future__ import annotations

__all__ = [
    "ArticleRefused",
    "ArticlesError",
    "ConversationsError",
    "DatasetError",
    "DocumentNotFound",
    "InboxError",
    "IndexBusy",
    "IndexDamaged",
    "IndexMismatch",
    "IndexMissing",
    "IndexNotWritten",
    "IndexProblem",
    "IndexUnreachable",
    "ModelError",
    "NotAllowed",
    "QAError",
    "QuestionError",
    "SettingsError",
]


class QAError(Exception):
    """A refusal with a reason (`problem`) and, where there is one, what to do about it (`fix`)."""

    def __init__(self, problem: str, fix: str = "") -> None:
        self.problem = problem
        self.fix = fix
        super().__init__(f"{problem} {fix}".strip())


class ConversationsError(QAError):
    """Conversations that cannot be kept or read."""


class SettingsError(QAError):
    """A setting that cannot be used."""


class ArticlesError(QAError):
    """The articles folder is missing, or holds nothing that can be read."""


class ArticleRefused(QAError):
    """One file that cannot become an article."""

    def __init__(self, path: str, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"{path}: {reason}")


class InboxError(QAError):
    """An article that cannot be added, removed or restored."""


class DocumentNotFound(QAError):
    """An article id that the index does not hold."""


class ModelError(QAError):
    """The encoder's weights are missing, changed or unusable."""


class NotAllowed(QAError):
    """Something that only editors, or only people who are named, may do."""


class QuestionError(QAError):
    """A question or filter that cannot be asked."""


class DatasetError(QAError):
    """An evaluation dataset that cannot be read."""


class IndexProblem(QAError):
    """The index cannot be used as it is."""


class IndexMissing(IndexProblem):
    """There is no index yet."""


class IndexMismatch(IndexProblem):
    """The index was built with other settings or by another version."""


class IndexDamaged(IndexProblem):
    """Files of the index are missing or unreadable."""


class IndexBusy(IndexProblem):
    """Another build holds the lock."""


class IndexNotWritten(IndexProblem):
    """The disk or the folder refused the write."""


class IndexUnreachable(IndexProblem):
    """The server that keeps the index does not answer, or lets nobody in."""


def first_line(error: BaseException) -> str:
    """What an error of a library says, for a refusal: its first line, at most 200 characters."""
    return (str(error).strip().splitlines() or [""])[0][:200]
