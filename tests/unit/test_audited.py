"""What continuous integration makes of pip-audit's report."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

SAFE = {"name": "rich", "version": "15.0.0", "vulns": []}
UNASKED = {"name": "torch", "skip_reason": "Dependency not found on PyPI: torch (2.13.0)"}
UNSAFE = {
    "name": "pypdf",
    "version": "1.0",
    "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"], "aliases": [], "description": ""}],
}


@pytest.mark.parametrize(
    ("packages", "code", "said"),
    [
        ([SAFE], 0, "1 packages: 0 known to be unsafe, 0 of which"),
        ([SAFE, UNSAFE, UNASKED], 1, "pypdf 1.0: PYSEC-1, mended in 1.1"),
        ([SAFE, UNASKED], 2, "1 of which the index says nothing"),
        (None, 2, "PyPI could not be asked"),
    ],
)
def test_an_unsafe_package_is_told_from_one_not_asked_about(
    packages: list[object] | None, code: int, said: str, tmp_path: Path
) -> None:
    report = tmp_path / "audit.json"
    if packages is not None:
        report.write_text(json.dumps({"dependencies": packages, "fixes": []}), "utf-8")
    run = subprocess.run(
        [sys.executable, ".ci/audited.py", str(report)], cwd=ROOT, capture_output=True, text=True
    )
    assert run.returncode == code and said in run.stdout
