"""What a process has made once and gives to all its sessions: engines, compiled statements, answers.

Belongs here: keeping a bounded number under their keys, and making each only once. Does not belong here: what the keys
hold (``dashboard.cache``). Streamlit's own ``cache_resource`` reads the signature of the function and hashes every
argument at each call: 0.1 ms for something found, some twenty times a step.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

_T = TypeVar("_T")


class Remembered(Generic[_T]):
    """At most ``most`` things; the one not asked for longest goes first. They are shared between threads: never change
    one in place."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, _T] = OrderedDict()
        self._making: dict[Hashable, Lock] = {}
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], _T]) -> _T:
        """What is kept under the key, else what ``make`` makes: once, while others who ask for the same wait. What
        ``make`` raises is passed on and not kept; who waited tries again."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
            making = self._making.setdefault(key, Lock())
        with making:
            with self._lock:
                if key in self._kept:
                    return self._kept[key]
            try:
                made = make()
                with self._lock:
                    self._kept[key] = made
                    while len(self._kept) > self._most:
                        self._kept.popitem(last=False)
            finally:
                with self._lock:
                    self._making.pop(key, None)
        return made

    def forget(self) -> None:
        """Keep nothing of what has been made so far."""
        with self._lock:
            self._kept.clear()
