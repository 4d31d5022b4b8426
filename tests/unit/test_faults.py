"""Every file of an index flipped, cut, taken away, before it is opened and after: refused with the
fix, or answered from what is sound. What came of each is written to artifacts/faults-*.md, and in
sum to the table of all faults.
"""

from __future__ import annotations

import re
import shutil
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from qa.encoder import RememberingEncoder, open_encoder
from qa.engine import Engine
from qa.errors import QAError
from qa.indexing import build
from qa.indexing.verifying import verify
from qa.records import Answer
from qa.settings import Settings
from tests.conftest import ROOT, the_five_in
from tests.faults import Tell

QUESTION = "who attended Astana?"
Fault = Callable[[Path], None]


def flipped(share: float) -> Fault:
    """One bit of the byte at this share of the file."""

    def flip(path: Path) -> None:
        raw = bytearray(path.read_bytes())
        raw[int(share * len(raw))] ^= 0x10
        path.write_bytes(raw)

    return flip


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def emptied(path: Path) -> None:
    path.write_bytes(b"")


FAULTS: dict[str, Fault] = {
    "a bit flipped in the middle": flipped(0.55),
    "cut to half": cut,
    "removed": Path.unlink,
    "emptied": emptied,
    **{f"a bit flipped at {share:.0%}": flipped(share) for share in (0.0, 0.02, 0.3, 0.9)},
}
CHANGING = re.compile(r"\d{8}T\d{6}-\w+|[0-9a-f]{8}-[0-9a-f-]{27}")  # names of states and vectors
FINE = ("refused, with the fix", "same answer", "another order, verbatim")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    # the rules read fastest, and what reads is not broken here
    settings = the_five_in(tmp_path_factory.mktemp("faults"), reader="rules")
    build(settings)
    return settings


@pytest.fixture(scope="module")
def one_encoder() -> Iterator[None]:
    """The real model, opened once: it is not what is broken here."""
    encoder = RememberingEncoder(open_encoder(Settings().model))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("qa.engine.open_query_encoder", lambda name, **_: encoder)
        yield


@pytest.fixture(scope="module")
def expected(built: Settings, one_encoder: None) -> Answer:
    return asked(built)


def asked(settings: Settings, then: Callable[[], object] = lambda: None) -> Answer:
    """The answer of the index. then: what happens between opening it and asking."""
    engine = Engine.open(settings)
    try:
        then()
        return engine.ask(QUESTION)
    finally:
        engine.close()


def parts(settings: Settings) -> list[str]:
    """Every file of the index that holds something."""
    found = (p for p in settings.index.rglob("*") if p.is_file() and p.stat().st_size)
    return sorted(p.relative_to(settings.index).as_posix() for p in found)


def same(one: Answer, other: Answer) -> bool:
    first, second = (
        [(c.document.id, c.passage.start, c.passage.end, c.highlights) for c in a.passages]
        for a in (one, other)
    )
    return first == second


def verbatim(answer: Answer, settings: Settings) -> bool:
    """Every passage stands in its article's file."""
    for cited in answer.passages:
        text = (settings.articles / cited.document.path).read_text("utf-8")
        if " ".join(cited.passage.text.split()) not in " ".join(text.split()):
            return False
    return True


def outcome(settings: Settings, expected: Answer, answer: Callable[[], Answer]) -> str:
    """What came of asking a broken index, in words; those of `FINE` are."""
    try:
        given = answer()
    except QAError as error:
        return "refused, with the fix" if error.fix else f"refused without a fix: {error}"
    except Exception as error:  # noqa: BLE001 - what nobody foresaw is what is looked for
        return f"{type(error).__name__}: {error}"
    if same(given, expected):
        return "same answer"
    if not verbatim(given, settings):
        return "another text than the article's"
    seen = verify(settings).findings
    return "another order, verbatim" if seen else "another order, which verify does not see"


@pytest.mark.parametrize("opened", [False, True], ids=["before opening", "while serving"])
def test_every_file_every_fault(
    built: Settings, expected: Answer, tmp_path: Path, tell: Tell, opened: bool
) -> None:
    table: dict[str, Counter[str]] = defaultdict(Counter)
    by_fault: dict[str, Counter[str]] = defaultdict(Counter)
    bad = []
    for part in parts(built):
        for name, fault in FAULTS.items():
            broken = built.model_copy(update={"index": tmp_path / "index"})
            shutil.copytree(built.index, broken.index)
            strike = partial(fault, broken.index / part)
            if not opened:
                strike()
            came = outcome(broken, expected, partial(asked, broken, strike if opened else int))
            table[CHANGING.sub("…", part)][came] += 1
            by_fault[name][came] += 1
            if came not in FINE:
                bad.append(f"{part}, {name}: {came}")
            shutil.rmtree(broken.index)
    assert bad == []
    write_table("while serving" if opened else "before opening", table)
    for name, counted in by_fault.items():
        came = "; ".join(f"{counted[what]} {what}" for what in FINE if counted[what])
        when = "serving" if opened else "before opening"
        tell(f"{name}: each of {counted.total()} files of the index", when, came)


def write_table(when: str, table: dict[str, Counter[str]]) -> None:
    """For people: how often each outcome came, file by file."""
    (ROOT / "artifacts").mkdir(exist_ok=True)
    rows = [f"| {part} | {' | '.join(str(n[o]) for o in FINE)} |" for part, n in table.items()]
    head = [f"| file, broken {when} | {' | '.join(FINE)} |", "|---|---|---|---|"]
    path = ROOT / "artifacts" / f"faults-{when.replace(' ', '-')}.md"
    path.write_text("\n".join([*head, *rows, ""]), "utf-8")
