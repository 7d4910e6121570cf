"""Runs Ibis expressions on a snapshot: compile to SQL, execute on a cursor of its own, result as Polars.

Belongs here: one adapter per engine. Does not belong here: what is asked (``dashboard.metrics``), caching.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from functools import lru_cache
from threading import Lock
from typing import Any

import duckdb
import ibis.expr.types as ir
import polars as pl
import polars.selectors as cs

from dashboard.data.snapshot import BrokenSnapshotError, Snapshot
from dashboard.data.statement import Statement, compiled
from etl.pointer import PARQUET

_MEMORY = "2GB"
#: Bytes. A smaller file's tables have a few row groups, the least that DuckDB gives a thread: more threads make an
#: answer no faster and take processor time from other readers (docs/decisions/18-serving-many.md).
_SMALL = 100_000_000
_KEPT_STATEMENTS = 2_000
_HUGEINT = pl.Decimal(38, 0)
# DuckDB advises a relation instead of a result; a relation is planned twice, which costs more than copying our rows.
warnings.filterwarnings("ignore", message="Arrow output on a DB-API result")


_OPENING = Lock()


class DuckDBEngine:
    """One read-only connection to one snapshot; safe to share between threads (a cursor per query). Raises
    BrokenSnapshotError where the file is no database."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self._parsed = lru_cache(_KEPT_STATEMENTS)(self._parse)
        # Row-level tables may be views of files beside the database: nothing else is ever opened.
        root = str(snapshot.database.parent)
        config: dict[str, Any] = {"memory_limit": _MEMORY, "file_search_path": root}
        try:
            if _is_small(snapshot):
                config["threads"] = 1
            with _OPENING:
                self._connection = duckdb.connect(str(snapshot.database), read_only=True, config=config)
                _close_off(self._connection, f"{root}/{PARQUET}/")
        except (duckdb.Error, OSError) as error:
            raise BrokenSnapshotError(f"{snapshot.database}: {error}") from error

    def run(self, expression: ir.Table) -> pl.DataFrame:
        """Execute an expression over unbound published tables."""
        return self.execute(compiled(expression), {})

    def execute(self, statement: Statement, values: Mapping[str, Any]) -> pl.DataFrame:
        """Execute compiled SQL with its values bound; ``values`` may hold more than the statement has parameters."""
        bound = {name: list(v) if isinstance(v, tuple) else v for name, v in values.items() if name in statement.names}
        return self.run_sql(statement.sql, bound)

    def run_sql(self, sql: str, values: Mapping[str, Any] | None = None) -> pl.DataFrame:
        """Execute one SQL statement on a new cursor; it is parsed once."""
        cursor = self._connection.cursor()
        try:
            frame = pl.DataFrame(cursor.execute(self._parsed(sql), values or None).to_arrow_table())
            # A sum of integers is HUGEINT in DuckDB, which Arrow has as a decimal of no places; no count of ours needs
            # 128 bits, and charts cannot take them.
            return frame.cast({cs.by_dtype(_HUGEINT): pl.Int64}) if _HUGEINT in frame.dtypes else frame
        finally:
            cursor.close()

    def _parse(self, sql: str) -> Any:
        cursor = self._connection.cursor()
        try:
            (statement,) = cursor.extract_statements(sql)
            return statement
        finally:
            cursor.close()


def _is_small(snapshot: Snapshot) -> bool:
    """Whether all its rows are in one small file."""
    return snapshot.database.stat().st_size < _SMALL and not (snapshot.database.parent / PARQUET).exists()


def _close_off(connection: duckdb.DuckDBPyConnection, folder: str) -> None:
    """Leave ``folder`` and nothing else to be opened. Connections of a process to one file share their settings: the
    first closes off for all."""
    ((is_open,),) = connection.execute("SELECT current_setting('enable_external_access')").fetchall()
    if is_open:
        connection.execute("SET GLOBAL allowed_directories = $folders", {"folders": [folder]})
        connection.execute("SET enable_external_access = false; SET lock_configuration = true")
