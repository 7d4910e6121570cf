"""What a process keeps for its sessions: made once however many ask, bounded, and nothing that failed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from dashboard.data.remembered import Remembered


def test_who_asks_for_the_same_meanwhile_waits_and_who_asks_for_another_does_not() -> None:
    kept: Remembered[str] = Remembered(10)
    begun, may_end = Event(), Event()
    made = []

    def slow() -> str:
        begun.set()
        assert may_end.wait(10)
        made.append("slow")
        return "slow"

    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(kept.get, "same", slow) for _ in range(6)]
        assert begun.wait(10)
        assert pool.submit(kept.get, "another", lambda: "quick").result(10) == "quick"
        may_end.set()
        assert [one.result(10) for one in asked] == ["slow"] * 6
    assert made == ["slow"]


def test_the_one_not_asked_for_longest_goes_first() -> None:
    kept: Remembered[int] = Remembered(2)
    made: list[int] = []

    def ask(n: int) -> int:
        def make() -> int:
            made.append(n)
            return n * n

        return kept.get(n, make)

    assert [ask(n) for n in (1, 2, 1, 3, 1, 2)] == [1, 4, 1, 9, 1, 4]
    assert made == [1, 2, 3, 2]
    kept.forget()
    assert ask(1) == 1
    assert made == [1, 2, 3, 2, 1]


def test_a_failure_is_told_and_tried_again() -> None:
    kept: Remembered[str] = Remembered(2)

    def fail() -> str:
        raise OSError("no such snapshot")

    for _ in range(2):
        with pytest.raises(OSError, match="no such snapshot"):
            kept.get("key", fail)
    assert kept.get("key", lambda: "there now") == "there now"


def test_none_is_kept_like_anything_else() -> None:
    kept: Remembered[None] = Remembered(2)
    made = []
    for _ in range(2):
        kept.get("key", lambda: made.append(1))
    assert made == [1]
