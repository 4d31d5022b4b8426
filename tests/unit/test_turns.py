"""Turns in the order of coming."""

from __future__ import annotations

import threading

import pytest

from qa.turns import Turns


def come(turns: Turns, done: list[int], number: int, waiting: int) -> threading.Thread:
    """A thread that takes its turn, once so many wait; returns when it waits itself."""
    thread = threading.Thread(target=lambda: take(turns, done, number))
    thread.start()
    while len(turns._waiting) < waiting:
        threading.Event().wait(0.001)
    return thread


def take(turns: Turns, done: list[int], number: int) -> None:
    with turns:
        done.append(number)


def test_who_came_first_is_next() -> None:
    turns, done = Turns(), list[int]()
    with turns:
        people = [come(turns, done, n, n + 1) for n in range(20)]
        assert done == []
    for person in people:
        person.join(10)
    assert done == list(range(20))


def test_nobody_overtakes_those_who_wait() -> None:
    turns, done = Turns(), list[int]()
    with turns:
        first = come(turns, done, 1, 1)
    with turns:  # given to the one who waited, and then to us
        first.join(10)
        assert done == [1]


def test_so_many_at_once_and_no_more() -> None:
    turns, done = Turns(2), list[int]()
    with turns, turns:
        third = come(turns, done, 3, 1)
        assert done == []
    third.join(10)
    assert done == [3]
    with turns, turns:  # both are free again
        pass


def test_a_turn_ends_with_an_error_too() -> None:
    turns = Turns()
    with pytest.raises(ValueError, match="refused"), turns:
        raise ValueError("refused")
    with turns:
        pass


class Interrupted(threading.Event):
    """An event whose waiting is broken off, by Ctrl-C for example."""

    def wait(self, timeout: float | None = None) -> bool:
        raise KeyboardInterrupt


def test_who_stops_waiting_leaves_the_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    turns = Turns()
    with turns:
        monkeypatch.setattr(threading, "Event", Interrupted)
        with pytest.raises(KeyboardInterrupt), turns:
            pass
        assert not turns._waiting
    with turns:
        pass


def test_a_turn_given_to_one_who_stopped_waiting_is_handed_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    turns = Turns()

    class Late(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            turns.__exit__(None, None, None)  # the turn comes in the same moment
            raise KeyboardInterrupt

    turns.__enter__()
    monkeypatch.setattr(threading, "Event", Late)
    with pytest.raises(KeyboardInterrupt), turns:
        pass
    assert turns._free == 1
