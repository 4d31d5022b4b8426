"""What pip-audit found out, in words: `python .ci/audited.py artifacts/audit.json`.

Exit code 0 when nothing is known to be unsafe, 1 when something is, 2 when the package index tells
of no weaknesses, or not of all packages.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path


def main() -> int:
    path = Path(sys.argv[1])
    try:
        packages = json.loads(path.read_text("utf-8"))["dependencies"]
    except (OSError, ValueError, KeyError):
        sys.stdout.write(f"{path} holds no report: PyPI could not be asked.\n")
        return 2
    for package in packages:
        for weakness in package.get("vulns", ()):
            mended = ", ".join(weakness["fix_versions"]) or "no version yet"
            sys.stdout.write(
                f"{package['name']} {package['version']}: {weakness['id']}, mended in {mended}\n"
            )
    unsafe = [p["name"] for p in packages if p.get("vulns")]
    unasked = [p["name"] for p in packages if "skip_reason" in p]
    sys.stdout.write(
        f"{len(packages)} packages: {len(unsafe)} known to be unsafe, "
        f"{len(unasked)} of which the index says nothing.\n"
    )
    if unsafe:
        return 1
    return 2 if unasked else 0


if __name__ == "__main__":
    sys.exit(main())
