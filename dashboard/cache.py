"""The open snapshots and the answers already computed, kept for all sessions of the process.

Belongs here: what is kept, under which key, for how long. Does not belong here: what is asked (``metrics``), drawing.
Every key holds the build id, the metric and all its arguments (the filter with the reader's scope among them).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import ibis.expr.types as ir
import polars as pl

from dashboard.data import snapshot
from dashboard.data.engine import DuckDBEngine
from dashboard.data.kept import SOURCE_PACKAGE, kept_statements
from dashboard.data.question import question
from dashboard.data.remembered import Remembered
from dashboard.data.snapshot import WAREHOUSE, BrokenSnapshotError, NoSnapshotError, Snapshot
from dashboard.data.statement import Statement
from etl.kept import Kept

_LOG = logging.getLogger(__name__)
_ENGINES: Remembered[DuckDBEngine] = Remembered(4)
_ANSWERS: Remembered[pl.DataFrame] = Remembered(2_000)
_STATEMENTS: Remembered[Statement] = Remembered(2_000)
_MADE: Remembered[Any] = Remembered(100)

_T = TypeVar("_T")


@dataclass(frozen=True)
class Warehouse:
    """One open snapshot; ``ask`` is the only way views reach data."""

    snapshot: Snapshot

    def ask(self, metric: Callable[..., ir.Table], *args: Any, **options: Any) -> pl.DataFrame:
        """The metric's answer for these arguments. The frame is shared between sessions: never change it in place."""
        asked = question(self.snapshot, metric, args, options)
        is_kept_on_disk = metric.__module__.startswith(SOURCE_PACKAGE)

        def statement() -> Statement:
            return _on_disk().get(asked.statement_key, asked.statement) if is_kept_on_disk else asked.statement()

        def answer() -> pl.DataFrame:
            return _engine(self.snapshot).execute(_STATEMENTS.get(asked.statement_key, statement), asked.values)

        return _ANSWERS.get(asked.key, answer)


def warehouse(dataset: str) -> Warehouse:
    """The snapshot in service now; the pointer is read on every call. A broken one gives way to the one served last.
    Raises NoSnapshotError."""
    for found in snapshot.candidates(WAREHOUSE, dataset):
        try:
            _engine(found)
        except BrokenSnapshotError:
            _LOG.exception("snapshot %s of %s cannot be opened", found.build_id, dataset)
            continue
        return Warehouse(found)
    raise NoSnapshotError(dataset, f"{WAREHOUSE / dataset}: nothing that can be served")


def folder() -> Path:
    """Where the snapshots are."""
    return WAREHOUSE


def datasets() -> tuple[str, ...]:
    """Names of the datasets that have a snapshot in service."""
    return snapshot.datasets(WAREHOUSE)


def remembered(about: Snapshot, name: str, key: Hashable, make: Callable[[], _T]) -> _T:
    """What ``make`` makes of a snapshot, made once for all sessions: ``key`` holds everything else it depends on. The
    result is shared: never change it in place."""
    made: _T = _MADE.get(repr((about, name, key)), make)
    return made


def forget_answers() -> None:
    """Ask everything anew; engines and compiled statements are kept."""
    _ANSWERS.forget()


def forget_statements() -> None:
    """Compile anew, or read from the disk what is kept there."""
    _STATEMENTS.forget()


def _engine(about: Snapshot) -> DuckDBEngine:
    return _ENGINES.get(str(about.database), lambda: DuckDBEngine(about))


@cache
def _on_disk() -> Kept[Statement]:
    return kept_statements()
