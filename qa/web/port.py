"""Where the page listens: is the port free (`python -m qa.web.port ADDRESS PORT`), and for whom."""

from __future__ import annotations

import ipaddress
import socket
import sys

from qa.errors import SettingsError
from qa.signin import sign_in_section

__all__ = ["main", "problem_with", "warn_if_open"]


def problem_with(address: str, port: int) -> str | None:
    """Why a server cannot listen on `address`:`port`, with the fix; None when it can."""
    try:
        family = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((address, port))
    except OSError as error:
        return (
            f"The page cannot be served on {address}:{port} ({error.strerror or error}). "
            f"Choose another port: make app PORT={port + 1 if port < 65535 else 8502}"
        )
    except OverflowError:
        return f"{port} is not a port; ports go from 1 to 65535."
    return None


def warn_if_open(address: str | None) -> None:
    """Say on standard error when others can reach the page and nobody has to sign in.

    address: where the server listens; None for everywhere.
    """
    try:
        here = address == "localhost" or ipaddress.ip_address(address or "0.0.0.0").is_loopback
    except ValueError:  # a host name
        here = False
    try:
        signed = sign_in_section() is not None
    except SettingsError:
        signed = True  # the page is closed, and says why
    if not here and not signed:
        sys.stderr.write(
            f"Warning: the page listens on {address or 'every address'} and nobody has to sign in. "
            "Whoever reaches it can read every article and conversation, add and remove articles "
            "and rebuild the index. How people sign in: README, “For an office”.\n"
        )


def main(arguments: list[str]) -> int:
    """0 when the port is free; 1 with the reason on standard error; 2 for wrong usage."""
    if len(arguments) != 2 or not arguments[1].isdigit():
        sys.stderr.write("usage: python -m qa.web.port ADDRESS PORT\n")
        return 2
    problem = problem_with(arguments[0], int(arguments[1]))
    if problem:
        sys.stderr.write(f"Error: {problem}\n")
    return 1 if problem else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
