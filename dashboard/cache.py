"""The open snapshots and the answers already computed, kept for all sessions of the process.

Belongs here: what is kept, under which key, for how long. Does not belong here: what is asked (``metrics``), drawing.
Every key holds the build id, the metric and all its arguments (the filter with the reader's scope among them).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import ibis.expr.types as ir
import polars as pl
import streamlit as st

from dashboard.data import snapshot
from dashboard.data.engine import DuckDBEngine
from dashboard.data.kept import SOURCE_PACKAGE, KeptStatements, default_folder, fingerprint
from dashboard.data.question import question
from dashboard.data.snapshot import WAREHOUSE, BrokenSnapshotError, NoSnapshotError, Snapshot
from dashboard.data.statement import Statement

_LOG = logging.getLogger(__name__)
_KEPT_ENGINES = 4
_KEPT_ANSWERS = 2_000
_KEPT_STATEMENTS = 2_000
_KEPT_MADE = 100

_T = TypeVar("_T")


@dataclass(frozen=True)
class Warehouse:
    """One open snapshot; ``ask`` is the only way views reach data."""

    snapshot: Snapshot

    def ask(self, metric: Callable[..., ir.Table], *args: Any, **options: Any) -> pl.DataFrame:
        """The metric's answer for these arguments. The frame is shared between sessions: never change it in place."""
        asked = question(self.snapshot, metric, args, options)

        on_disk = metric.__module__.startswith(SOURCE_PACKAGE)
        return _answer(
            asked.key,
            self.snapshot,
            lambda: _statement(asked.statement_key, asked.statement, on_disk),
            asked.values,
        )


def warehouse(dataset: str) -> Warehouse:
    """The snapshot in service now; the pointer is read on every call. A broken one gives way to the newest whole one.
    Raises NoSnapshotError."""
    for found in snapshot.candidates(WAREHOUSE, dataset):
        try:
            _engine(str(found.database), found)
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
    made: _T = _made(repr((about, name, key)), make)
    return made


def forget_answers() -> None:
    """Ask everything anew; engines and compiled statements are kept."""
    _answer.clear()


@st.cache_resource(max_entries=_KEPT_ENGINES, show_spinner=False)
def _engine(database: str, _snapshot: Snapshot) -> DuckDBEngine:  # noqa: ARG001 - the path is the key
    return DuckDBEngine(_snapshot)


@st.cache_resource(max_entries=_KEPT_ANSWERS, show_spinner=False)
def _answer(
    key: str,  # noqa: ARG001 - it is the cache key
    _snapshot: Snapshot,
    _statement_of: Callable[[], Statement],
    _values: dict[str, Any],
) -> pl.DataFrame:
    return _engine(str(_snapshot.database), _snapshot).execute(_statement_of(), _values)


@st.cache_resource(max_entries=_KEPT_MADE, show_spinner=False)
def _made(key: str, _make: Callable[[], Any]) -> Any:  # noqa: ARG001 - it is the cache key
    return _make()


@st.cache_resource(max_entries=_KEPT_STATEMENTS, show_spinner=False)
def _statement(key: str, _build: Callable[[], Statement], _on_disk: bool) -> Statement:
    return _kept().get(key, _build) if _on_disk else _build()


@st.cache_resource(show_spinner=False)
def _kept() -> KeptStatements:
    return KeptStatements(default_folder(), fingerprint())
