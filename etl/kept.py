"""What is compiled from expressions, kept on disk: once a machine and not once a process.

Belongs here: where it is kept and when it no longer counts. Does not belong here: compiling (``compiled``,
``dashboard.data.statement``). A folder's name holds everything its files depend on besides their key: the sources, and
the versions of Python, Ibis and sqlglot. Whatever cannot be read or written is made as if nothing were kept.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import uuid
from collections.abc import Callable, Iterable
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any, Generic, TypeVar

T = TypeVar("T")


def fingerprint(root: Path, patterns: Iterable[str]) -> str:
    """What compiled text depends on besides its question: the files under ``root`` and what translates them."""
    told = hashlib.sha256(repr((sys.version, version("ibis-framework"), version("sqlglot"))).encode())
    for pattern in patterns:
        for path in sorted(root.glob(pattern)):
            told.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return told.hexdigest()[:16]


def folder(name: str) -> Path:
    """A folder of that name in the user's cache folder: it may be emptied at any time."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "jixiao" / name


class Kept(Generic[T]):
    """One folder of things; several processes may use it at once, each file is written whole.

    ``write`` turns a thing into what JSON holds, ``read`` back; ``read`` raises ValueError, KeyError or TypeError where
    it cannot.
    """

    def __init__(self, home: Path, mark: str, write: Callable[[T], Any], read: Callable[[Any], T]) -> None:
        self._folder = home / mark
        self._write, self._read = write, read
        with suppress(OSError):  # nowhere to keep them: they are made
            if not self._folder.is_dir():
                self._folder.mkdir(parents=True, mode=0o700)
                for other in home.iterdir():
                    if other != self._folder:
                        shutil.rmtree(other, ignore_errors=True)

    def get(self, key: str, make: Callable[[], T]) -> T:
        """What is kept under the key, else what ``make`` makes."""
        path = self._folder / f"{hashlib.sha256(key.encode()).hexdigest()[:32]}.json"
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
            if kept["key"] == key:
                return self._read(kept["value"])
        except (OSError, ValueError, KeyError, TypeError):  # not there, or broken: made anew
            pass
        made = make()
        self._keep(path, {"key": key, "value": self._write(made)})
        return made

    def _keep(self, path: Path, content: dict[str, Any]) -> None:
        partial = path.with_suffix(f".{uuid.uuid4().hex}")
        with suppress(OSError):  # a full or read-only disk: the next process makes it again
            try:
                partial.write_text(json.dumps(content), encoding="utf-8")
                partial.replace(path)
            finally:
                partial.unlink(missing_ok=True)
