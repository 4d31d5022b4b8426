"""A real Chroma server on this machine, for as long as a test needs it."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import httpx

__all__ = ["ChromaServer", "free_port"]

_SECONDS = 60


@dataclass
class ChromaServer:
    """`chroma run` on a folder."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None
    host: str = "127.0.0.1"

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    def start(self) -> None:
        """Start it and wait until it answers."""
        self.folder.mkdir(parents=True, exist_ok=True)
        where = ("--host", self.host, "--port", str(self.port))
        program = Path(sys.executable).with_name("chroma")
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [program, "run", "--path", self.folder, *where],
                stdout=log,
                stderr=log,
            )
        until = time.monotonic() + _SECONDS
        while True:
            try:
                httpx.get(f"{self.url}/api/v2/heartbeat", timeout=1).raise_for_status()
            except httpx.HTTPError:
                said = (self.folder / "server.log").read_text("utf-8", "replace")
                assert self.process.poll() is None, said
                assert time.monotonic() < until, said
                time.sleep(0.1)
            else:
                return

    def stop(self, how: int = signal.SIGKILL) -> None:
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(_SECONDS)
            self.process = None


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
