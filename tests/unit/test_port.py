"""Is the port free? Asked with real sockets."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from qa.web import port
from qa.web.port import main, problem_with, warn_if_open


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which somebody else listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield int(server.getsockname()[1])


@pytest.fixture
def free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def test_a_free_port(free: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert problem_with("127.0.0.1", free) is None
    assert main(["127.0.0.1", str(free)]) == 0
    assert capsys.readouterr() == ("", "")


def test_a_port_in_use_is_refused_with_the_fix(
    taken: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["127.0.0.1", str(taken)]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert f"cannot be served on 127.0.0.1:{taken}" in err
    assert f"make app PORT={taken + 1}" in err


def test_the_port_is_free_again_after_asking(free: int) -> None:
    assert problem_with("127.0.0.1", free) is None
    with socket.create_server(("127.0.0.1", free)):
        assert problem_with("127.0.0.1", free) is not None


def test_an_address_that_is_not_ours() -> None:
    assert "cannot be served on 192.0.2.1:8501" in (problem_with("192.0.2.1", 8501) or "")


def test_a_port_past_the_last_one() -> None:
    assert main(["127.0.0.1", "65536"]) == 1
    assert "65535" in (problem_with("127.0.0.1", 65536) or "")


@pytest.mark.parametrize(
    "arguments",
    [[], ["127.0.0.1"], ["127.0.0.1", "http"], ["127.0.0.1", "-1"], ["127.0.0.1", "1", "2"]],
)
def test_nonsense_is_wrong_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert "usage: python -m qa.web.port ADDRESS PORT" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("address", "section", "warned"),
    [
        ("127.0.0.1", None, False),
        ("::1", None, False),
        ("localhost", None, False),
        ("0.0.0.0", None, True),
        ("desk.example", None, True),
        (None, None, True),
        ("0.0.0.0", {"client_id": "x"}, False),
    ],
)
def test_a_page_open_to_others_without_sign_in_is_told(
    address: str | None,
    section: dict[str, str],
    warned: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(port, "sign_in_section", lambda: section)
    warn_if_open(address)
    assert ("nobody has to sign in" in capsys.readouterr().err) is warned
