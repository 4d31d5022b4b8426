"""Answering opens no connection: the kernel ends a process that tries to connect to anything.

The filter holds for everything in the process, compiled libraries included, and an attempt that a
library would have kept quiet about ends it as well. Sockets that are never connected may be made:
urllib3 binds one when it is imported, to learn whether the machine has IPv6.
"""

from __future__ import annotations

import json
import os
import platform
import signal
import subprocess
import sys
from pathlib import Path

from qa.indexing import build
from tests.conftest import ROOT, the_five_in

_CONNECT = {"x86_64": 42, "aarch64": 203}
# seccomp(2): load the number of the call; when it is connect(2), end the process, else allow.
_REFUSE = """
import ctypes, struct, sys
call = int(sys.argv.pop(1))
steps = [
    (0x20, 0, 0, 0), (0x15, 0, 1, call), (0x06, 0, 0, 0x80000000), (0x06, 0, 0, 0x7FFF0000),
]
code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
class Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("steps", ctypes.c_void_p)]
program = Program(len(steps), ctypes.addressof(code))
libc = ctypes.CDLL(None, use_errno=True)
assert libc.prctl(38, 1, 0, 0, 0) == 0, ctypes.get_errno()
assert libc.prctl(22, 2, ctypes.byref(program), 0, 0) == 0, ctypes.get_errno()
"""
_ASK = """
import runpy
sys.argv[0] = "qa"
runpy.run_module("qa", run_name="__main__")
"""


def confined(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", _REFUSE + code, str(_CONNECT[platform.machine()]), *arguments],
        cwd=ROOT,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=240,
    )


def test_an_answer_is_given_without_any_connection(tmp_path: Path) -> None:
    settings = the_five_in(tmp_path)
    build(settings)
    said = confined(_ASK, "ask", "who attended Astana?", "--index", str(settings.index), "--json")
    assert said.returncode == 0, said.stderr
    answer = json.loads(said.stdout)
    assert "George Krol" in " ".join(a["text"] for a in answer["answers"])
    assert answer["passages"][0]["scores"]["vector"] is not None, "the model took part"


def test_whatever_tries_to_connect_is_ended() -> None:
    tries = "import socket; socket.socket(socket.{}).connect(({!r}, 9))"
    for family, address in (("AF_INET", "127.0.0.1"), ("AF_INET6", "::1")):
        said = confined(tries.format(family, address))
        assert said.returncode == -signal.SIGSYS, said.stderr
    quiet = confined("print('nothing asked')")
    assert (quiet.returncode, quiet.stdout) == (0, "nothing asked\n"), quiet.stderr
