"""Compiled statements kept on disk, so that a question is compiled once a machine and not once a process.

Belongs here: where they are kept and when they no longer count. Does not belong here: compiling (``statement``), what
is remembered within a process (``dashboard.cache``). A statement depends on the metric and the shape of the filter, not
on the data; the folder's name holds everything else it depends on: the sources of metrics, contract and compiler, and
the versions of Python, Ibis and sqlglot. Whatever cannot be read or written is compiled as if nothing were kept.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import uuid
from collections.abc import Callable
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

from dashboard.data.statement import Statement

SOURCE_PACKAGE = "dashboard.metrics."
"""Metrics elsewhere are not in the fingerprint: their statements must not be kept."""
_ROOT = Path(__file__).parents[2]
_SOURCES = ("dashboard/metrics/*.py", "dashboard/data/*.py", "etl/contracts.py")


def fingerprint(root: Path = _ROOT) -> str:
    """What compiled statements depend on besides their question."""
    told = hashlib.sha256(repr((sys.version, version("ibis-framework"), version("sqlglot"))).encode())
    for pattern in _SOURCES:
        for path in sorted(root.glob(pattern)):
            told.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return told.hexdigest()[:16]


def default_folder() -> Path:
    """The user's cache folder: it may be emptied at any time."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "jixiao" / "statements"


class KeptStatements:
    """One folder of statements; several processes may use it at once, each file is written whole."""

    def __init__(self, home: Path, mark: str) -> None:
        self._folder = home / mark
        with suppress(OSError):  # nowhere to keep them: they are compiled
            if not self._folder.is_dir():
                self._folder.mkdir(parents=True, mode=0o700)
                for other in home.iterdir():
                    if other != self._folder:
                        shutil.rmtree(other, ignore_errors=True)

    def get(self, key: str, build: Callable[[], Statement]) -> Statement:
        """The statement kept under the question's key, else the one that ``build`` compiles."""
        path = self._folder / f"{hashlib.sha256(key.encode()).hexdigest()[:32]}.json"
        found = _read(path, key)
        if found is None:
            found = build()
            self._write(path, key, found)
        return found

    def _write(self, path: Path, key: str, statement: Statement) -> None:
        partial = path.with_suffix(f".{uuid.uuid4().hex}")
        content = json.dumps({"key": key, "sql": statement.sql, "names": sorted(statement.names)})
        with suppress(OSError):  # a full or read-only disk: the next process compiles it again
            try:
                partial.write_text(content, encoding="utf-8")
                partial.replace(path)
            finally:
                partial.unlink(missing_ok=True)


def _read(path: Path, key: str) -> Statement | None:
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return Statement(str(kept["sql"]), frozenset(kept["names"])) if kept["key"] == key else None
    except (OSError, ValueError, KeyError, TypeError):
        return None
