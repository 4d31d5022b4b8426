"""The program measured on questions with known answers."""

from __future__ import annotations

from qa.evaluate.asking import Outcome, ask_all
from qa.evaluate.datasets import Dataset, Query, index_dataset, read_dataset
from qa.evaluate.report import (
    check_can_save,
    check_shared,
    compare,
    load_run,
    save_run,
    summarise,
)

__all__ = [
    "Dataset",
    "Outcome",
    "Query",
    "ask_all",
    "check_can_save",
    "check_shared",
    "compare",
    "index_dataset",
    "load_run",
    "read_dataset",
    "save_run",
    "summarise",
]
