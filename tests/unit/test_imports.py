"""What stands in for libraries while others are imported."""

from __future__ import annotations

import builtins
import gc
import importlib
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

import pytest

from qa.imports import hidden, importing


def test_a_hidden_library_is_hidden_from_this_thread_alone() -> None:
    sys.modules.pop("wave", None)
    with hidden("wave"):
        with pytest.raises(ModuleNotFoundError, match="not wanted here"):
            import wave
        with ThreadPoolExecutor(1) as other:
            assert other.submit(find_spec, "wave").result() is not None
    import wave

    assert wave.open
    with hidden("wave"):
        import wave as again  # it is loaded by now

        assert again is wave


def test_what_is_loaded_stays() -> None:
    with importing({"json": ModuleType("json"), "json.decoder": ModuleType("json.decoder")}):
        import json

        assert json.loads("[1]") == [1]
        assert not gc.isenabled()
    assert sys.modules["json"] is json
    assert gc.isenabled()


def test_what_stood_in_is_gone_after_an_error() -> None:
    with pytest.raises(ZeroDivisionError), importing({"nobodys": ModuleType("nobodys")}):
        assert sys.modules["nobodys"]
        raise ZeroDivisionError
    assert "nobodys" not in sys.modules


def test_others_wait() -> None:
    began, seen = threading.Event(), list[bool]()

    def other() -> None:
        began.set()
        with importing():
            seen.append("nobodys" in sys.modules)

    with importing({"nobodys": ModuleType("nobodys")}):
        thread = threading.Thread(target=other)
        thread.start()
        assert began.wait(10)
        thread.join(0.2)
        assert seen == []
    thread.join(10)
    assert seen == [False]


def test_an_import_that_fails_can_be_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a package fails behind one of its modules, that module would stay without this."""
    package = tmp_path / "breakable"
    package.mkdir()
    (package / "part.py").write_text("value = 1\n", encoding="utf-8")
    package.joinpath("__init__.py").write_text(
        "import builtins\nimport breakable.part\nbuiltins.memory_of_breakable\n"
        "value = breakable.part.value\n",
        encoding="utf-8",
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(AttributeError), importing():
        importlib.import_module("breakable")
    assert "breakable.part" not in sys.modules
    monkeypatch.setattr(builtins, "memory_of_breakable", True, raising=False)
    with importing():
        assert importlib.import_module("breakable").value == 1
    del sys.modules["breakable"], sys.modules["breakable.part"]
