"""Everything that the requirements bring in may be used and passed on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution

from packaging.requirements import Requirement

from tests.conftest import ROOT

# What a package may say, in its licence expression or else in its classifiers or licence field
FREE = re.compile(
    r"\b(?:MIT|BSD|Apache|ISC|PSF|Python Software Foundation|Mozilla Public License 2|MPL-2|0BSD"
    r"|Zlib|CC0|Unlicense|Historical Permission Notice)",
    re.IGNORECASE,
)
# Read by hand: what they say does not fit the pattern, and why it will do
LOOKED_AT = {
    "tld": "MPL-1.1, GPL-2.0 or LGPL-2.1, whichever one likes; used unchanged",
}
# torch brings these on some machines, under NVIDIA's licence: free to use, and not part of this
GRAPHICS = ("nvidia-", "cuda-toolkit")

REQUIREMENTS = ("requirements.txt", "requirements-signin.txt", "requirements-milvus.txt")


def brought_in(*files: str) -> Iterator[Distribution]:
    """Every installed package that these files of requirements lead to."""
    lines = [line for file in files for line in (ROOT / file).read_text("utf-8").splitlines()]
    waiting = [Requirement(line) for line in lines if line and not line.startswith("#")]
    seen: set[str] = set()
    while waiting:
        wanted = waiting.pop()
        if wanted.name.lower() in seen:
            continue
        try:
            found = distribution(wanted.name)
        except PackageNotFoundError:
            continue  # for another system
        seen.add(wanted.name.lower())
        yield found
        for line in found.requires or ():
            needed = Requirement(line)
            if needed.marker is None or any(
                needed.marker.evaluate({"extra": extra}) for extra in (*wanted.extras, "")
            ):
                waiting.append(needed)


def licence_of(package: Distribution) -> str:
    about = package.metadata
    classifiers = [c for c in about.get_all("Classifier") or () if c.startswith("License ::")]
    said = about.get("License-Expression") or " ".join(classifiers) or about.get("License") or ""
    return said.removeprefix("License ::")


def test_every_licence_allows_use_and_passing_on() -> None:
    packages = {p.metadata["Name"]: licence_of(p) for p in brought_in(*REQUIREMENTS)}
    assert len(packages) > 100, "the four pillars bring in a lot"
    unclear = {
        name: said
        for name, said in packages.items()
        if not FREE.search(said) and not name.startswith(GRAPHICS)
    }
    assert set(unclear) == set(LOOKED_AT), unclear


def test_the_requirements_are_all_pinned() -> None:
    for file in sorted(ROOT.glob("requirements*.txt")):
        for line in file.read_text("utf-8").splitlines():
            if line and not line.startswith(("#", "-r ")):
                assert re.fullmatch(r"[A-Za-z0-9_.-]+==[\w.]+", line), f"{file.name}: {line}"
