"""Threads that models compute in."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import torch

from qa.workers import Workers, beside, default_workers, workers
from tests.conftest import ROOT


def test_results_come_in_the_order_of_the_items() -> None:
    made = Workers(3).map(lambda n: n * n, range(50))
    assert made == [n * n for n in range(50)]


def test_items_are_worked_on_side_by_side() -> None:
    meeting = threading.Barrier(3)
    assert sorted(Workers(3).map(lambda _: meeting.wait(10), [1, 2, 3])) == [0, 1, 2]


def test_what_goes_on_beside_begins_no_new_threads() -> None:
    """One that was needed once serves again; its caller goes on meanwhile."""
    go_on = threading.Event()
    first = beside(go_on.wait, 30)
    assert not first.done()
    go_on.set()
    assert first.result(30)
    idents = {beside(threading.get_ident).result(30) for _ in range(50)}
    assert threading.get_ident() not in idents and len(idents) <= 8


def test_one_item_alone_waits_for_no_others() -> None:
    team, go_on = Workers(2), threading.Event()
    with ThreadPoolExecutor(1) as other:
        busy = other.submit(team.map, lambda _: go_on.wait(30), [1, 2, 3])
        assert team.map(str, [7]) == ["7"]
        assert not busy.done()
        go_on.set()
        assert busy.result(30) == [True, True, True]


def test_each_has_its_share_of_the_cores_and_others_keep_theirs() -> None:
    usual = torch.get_num_threads()
    assert set(Workers(2, share=1).map(lambda _: torch.get_num_threads(), range(20))) == {1}
    assert torch.get_num_threads() == usual
    with ThreadPoolExecutor(1) as later:
        assert later.submit(torch.get_num_threads).result() == usual


def test_with_one_the_caller_computes() -> None:
    assert Workers(1).map(lambda _: threading.get_ident(), [1, 2]) == [threading.get_ident()] * 2


def test_what_is_raised_there_is_raised_here() -> None:
    with pytest.raises(ZeroDivisionError):
        Workers(2).map(lambda n: 1 // n, [1, 0, 2])


def test_all_models_share_them(monkeypatch: pytest.MonkeyPatch) -> None:
    assert workers(2) is workers(2)
    assert workers() is workers(default_workers())
    assert workers(2) is not workers(2, "openvino")
    for threads, count in (("1", 1), ("4", 4), ("64", 8), ("3,2", 3)):
        monkeypatch.setenv("OMP_NUM_THREADS", threads)
        assert default_workers() == count


def test_where_a_thread_cannot_begin_the_others_end_and_it_is_told() -> None:
    """In a process of its own, which ends only when all its threads have."""
    found = anew(
        "import threading, torch\n"
        "from qa.workers import Workers\n"
        "begin, begun, usual = threading.Thread.start, [], torch.get_num_threads()\n"
        "def start(thread):\n"
        "    if len(begun) == 2:\n"
        '        raise RuntimeError("can\'t start new thread")\n'
        "    begun.append(thread)\n"
        "    begin(thread)\n"
        "threading.Thread.start = start\n"
        "try:\n"
        "    Workers(5, share=3)\n"
        "except RuntimeError as error:\n"
        "    print(error)\n"
        "for thread in begun:\n"
        "    thread.join(60)\n"
        "print([t.is_alive() for t in begun], torch.get_num_threads() == usual)\n"
    )
    assert found.splitlines() == ["can't start new thread", "[False, False] True"]


def anew(program: str) -> str:
    """What a program prints in a process of its own, which OMP_NUM_THREADS tells nothing."""
    environment = {k: v for k, v in os.environ.items() if k != "OMP_NUM_THREADS"}
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    ).stdout


def test_as_many_as_torch_has_by_itself() -> None:
    found = anew(
        "import torch, qa.workers; print(qa.workers.default_workers(), torch.get_num_threads())"
    )
    here, there = map(int, found.split())
    assert here == min(8, there)


def test_torch_is_left_alone_where_it_does_not_compute() -> None:
    found = anew(
        "import sys; from qa.workers import workers\n"
        "print(workers(2, 'openvino').map(str, [1, 2]), 'torch' in sys.modules)"
    )
    assert found.strip() == "['1', '2'] False"
